/* area.c - laying out, touching and gating the shared area. */
#include "runners/area.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/secret.h"

static size_t line_up(size_t bytes)
{
	return (bytes + CACHE_LINE - 1) & ~(size_t)(CACHE_LINE - 1);
}

static int make_parking(struct area *area, bool bells)
{
	int rc = parking_init(area->parking, area->lanes, area->workers,
			      bells);

	if (rc < 0) {
		munmap(area, area->mapped_bytes);
		errno = -rc;
	}
	return rc;
}

struct area *area_new(const struct area_plan *plan)
{
	size_t workers_at = line_up(sizeof(struct area));
	size_t lanes_at =
		workers_at + plan->workers * sizeof(struct worker_record);
	size_t parking_at = lanes_at + plan->lanes * sizeof(struct lane);
	size_t states_at = parking_at + (plan->parks
		? parking_bytes(plan->lanes, plan->workers) : 0);
	size_t slots_at = states_at + line_up(plan->tasks);
	size_t due_at = slots_at + plan->tasks * sizeof(struct slot);
	size_t failures_at =
		due_at + line_up(plan->due ? plan->tasks * 8 : 0);
	size_t shared_at = line_up(failures_at +
				   MIN(plan->tasks, (size_t)FAILURES_KEPT) *
					   sizeof(struct failure));
	size_t bytes = shared_at + plan->shared_bytes;
	char *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct area *area = (struct area *)base;

	if (base == MAP_FAILED)
		return NULL;
	area->mapped_bytes = bytes;
	area->tasks = plan->tasks;
	area->chunk = plan->chunk;
	area->lanes = plan->lanes;
	area->workers = plan->workers;
	area->touch = plan->touch ? MIN(plan->touch, plan->tasks)
				  : plan->tasks;
	area->stamped = plan->stamped;
	area->fail_fast = plan->fail_fast;
	area->worker = (struct worker_record *)(base + workers_at);
	area->lane = (struct lane *)(base + lanes_at);
	area->state = (unsigned char *)(base + states_at);
	area->slot = (struct slot *)(base + slots_at);
	area->due_ns = plan->due ? (uint64_t *)(base + due_at) : NULL;
	area->failure = (struct failure *)(base + failures_at);
	area->shared = plan->shared_bytes ? base + shared_at : NULL;
	area->parking = plan->parks ? (struct parking *)(base + parking_at)
				    : NULL;
	if (area->parking && make_parking(area, plan->bells) < 0)
		return NULL;
	return area;
}

void area_free(struct area *area)
{
	if (area && area->parking)
		parking_term(area->parking);
	if (area)
		munmap(area, area->mapped_bytes);
}

size_t area_touched_bytes(const struct area_plan *plan)
{
	size_t tasks = plan->touch ? MIN(plan->touch, plan->tasks)
				   : plan->tasks;
	size_t each = 1;

	if (plan->stamped)
		each += sizeof(struct slot) + (plan->due ? 8 : 0);
	return plan->workers * sizeof(struct worker_record) +
	       plan->lanes * sizeof(struct lane) + tasks * each;
}

static void touch(const void *from, const void *to)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t begin = (uintptr_t)from & ~(page - 1);

	/* Optional: old kernels refuse it, and the run takes the faults. */
	(void)madvise((void *)begin, (uintptr_t)to - begin,
		      MADV_POPULATE_WRITE);
}

void area_touch(struct area *area)
{
	touch(area, area->state + area->touch);
	if (!area->stamped)
		return;
	touch(area->slot, area->slot + area->touch);
	if (area->due_ns)
		touch(area->due_ns, area->due_ns + area->touch);
}

/* `next` goes beyond the last task. */
static size_t claimed(const struct area *area)
{
	return MIN(atomic_load(&area->next), area->tasks);
}

size_t area_kept_bytes(const struct area *area)
{
	size_t tasks = MAX(area->touch, claimed(area));

	return tasks * (1 + (area->stamped ? sizeof(struct slot) : 0));
}

void area_fail(struct area *area, size_t task, enum task_state state, int code,
	       const char *reason)
{
	uint32_t i = atomic_fetch_add(&area->failures, 1);

	if (i < FAILURES_KEPT && i < area->tasks) {
		struct failure *f = &area->failure[i];

		f->task = task;
		f->code = code;
		secret_hide(reason, f->reason, sizeof(f->reason));
		area->slot[task].failure = i + 1;
	}
	area->state[task] = (unsigned char)state;
	if (area->fail_fast && !area_cancelled(area))
		area_cancel(area);
}

/* A chunk is mostly one task, which is not worth a call. */
static void set_ok(struct area *area, size_t first, size_t count)
{
	if (count == 1)
		area->state[first] = TASK_OK;
	else
		memset(&area->state[first], TASK_OK, count);
}

void area_settle(struct area *area, struct lane *lane)
{
	for (size_t i = 0; i < lane->noted; i++)
		set_ok(area, lane->done[i], area->chunk);
	lane->noted = 0;
	if (lane->from < lane->at)
		set_ok(area, lane->from, lane->at - lane->from);
	lane->from = lane->at;
}

void area_settle_all(struct area *area)
{
	for (size_t i = 0; i < area->lanes; i++)
		area_settle(area, &area->lane[i]);
}

void area_cancel(struct area *area)
{
	atomic_store(&area->cancelled, true);
	if (area->parking)
		parking_cancel(area->parking);
}

void area_time_up(struct area *area)
{
	if (area_cancelled(area))
		return;
	atomic_store(&area->time_up, true);
	area_cancel(area);
}

void area_trim(struct area *area)
{
	area->tasks = claimed(area);
}

static long futex(_Atomic uint32_t *word, int op, uint32_t value)
{
	return syscall(SYS_futex, word, op, value, NULL, NULL, 0);
}

void area_gate_wait(struct area *area, enum gate state)
{
	while (atomic_load(&area->gate) <= (uint32_t)state)
		futex(&area->gate, FUTEX_WAIT, state);
}

void area_gate_set(struct area *area, enum gate state)
{
	if (state == GATE_OPEN)
		area->opened_ns = clock_ns();
	atomic_store(&area->gate, state);
	futex(&area->gate, FUTEX_WAKE, INT_MAX);
}
