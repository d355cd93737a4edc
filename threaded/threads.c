/* threads.c - workers are threads of this process.
 *
 * open starts them, and they park at the gate; the last one to finish wakes
 * the crew through its eventfd; close opens the gate for good and joins them.
 * A thread that crashes takes the process with it: that is what threads are.
 */
#include "threaded/threaded.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "runners/limits.h"
#include "runners/macros.h"

/* Bodies are small, and K stacks are K mappings: glibc's default of 8 MiB
 * each would only exhaust the address space limit sooner. */
#define STACK_BYTES ((size_t)1 << 20)

/* The kernel's stack and record of it, and the pages of its stack that are
 * touched in any case. */
#define WORKER_BYTES ((size_t)24 << 10)

struct thread {
	struct crew *crew;
	size_t index;
	pthread_t id;
};

static void *thread_main(void *arg)
{
	struct thread *t = arg;

	worker_main(t->crew, t->index);
	return NULL;
}

static int wait_for_all(struct crew *crew, const _Atomic uint32_t *count)
{
	int rc = 0;

	while (rc == 0 && atomic_load(count) < crew->workers)
		rc = crew_listen(crew);
	return rc;
}

/* Lets the first `started` threads go, and joins them. */
static void join(struct crew *crew, size_t started)
{
	struct thread *threads = crew->own;

	area_gate_set(crew->area, GATE_DONE);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i].id, NULL);
	free(threads);
}

static int start(struct thread *t)
{
	pthread_attr_t attr;
	int rc;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	rc = pthread_create(&t->id, &attr, thread_main, t);
	pthread_attr_destroy(&attr);
	return -rc;
}

static int threads_open(struct crew *crew)
{
	struct thread *threads = calloc(crew->workers, sizeof(*threads));
	int rc;

	if (!threads)
		return error_set(&crew->error, -ENOMEM, "out of memory");
	crew->own = threads;
	for (size_t i = 0; i < crew->workers; i++) {
		threads[i] = (struct thread){ .crew = crew, .index = i };
		rc = start(&threads[i]);
		if (rc < 0) {
			/* Those already started find the area cancelled. */
			area_cancel(crew->area);
			join(crew, i);
			return error_set(&crew->error, rc,
					 "cannot start thread %zu of %zu: %s",
					 i + 1, crew->workers, strerror(-rc));
		}
	}
	rc = wait_for_all(crew, &crew->area->ready);
	if (rc == 0)
		rc = crew_check(crew);
	if (rc < 0) {
		area_cancel(crew->area);
		join(crew, crew->workers);
	}
	return rc;
}

static int threads_run(struct crew *crew)
{
	int rc;

	area_gate_set(crew->area, GATE_OPEN);
	rc = wait_for_all(crew, &crew->area->finished);
	if (rc < 0)
		area_cancel(crew->area);
	return rc;
}

static void threads_close(struct crew *crew)
{
	join(crew, crew->workers);
}

/* A stack is two mappings, one of them its guard. */
static size_t threads_most(void)
{
	return MIN(limits_tasks(), limits_mappings() / 2);
}

const struct spawn spawn_threads = {
	.name = "threads",
	.worker_bytes = WORKER_BYTES,
	.workers_most = threads_most,
	.open = threads_open,
	.run = threads_run,
	.close = threads_close,
};
