/* area.h - the memory that all workers of one run share.
 *
 * One MAP_SHARED | MAP_ANONYMOUS mapping holds the next-task counter, the
 * gate, one record a worker, one a lane, and the results: the same for
 * threads, for forked processes and for one worker alone. It is mapped before
 * any fork, so it has the same address in every child, and pointers in it hold
 * everywhere.
 *
 * A claim is one atomic add. Nothing else is contended: a lane counts
 * through its chunk, notes in its own lines which chunks it has done, and
 * copies them to the shared states many at a time; a slot fills a line, and is
 * written only if there is something to store (a value, a time). So an empty
 * task costs little more than the add.
 */
#ifndef SIMUL_AREA_H
#define SIMUL_AREA_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/fetch.h"
#include "runners/parking.h"
#include "runners/task.h"

#define CACHE_LINE 64
#define FAILURES_KEPT 65536      /* with their reasons; the rest is counted */
#define LANE_NOTES 56            /* a lane fills four lines */

enum gate {
	GATE_SHUT,
	GATE_OPEN,
	GATE_DONE,               /* workers may go */
};

enum stage {
	STAGE_BORN,
	STAGE_READY,             /* parked before the gate */
	STAGE_FINISHED,          /* no task left for it */
};

/* The result of one task. */
struct slot {
	struct value value;
	uint64_t start_ns;       /* after the gate opened; 0: not stamped */
	uint64_t end_ns;
	uint64_t due_ns;         /* when it was to start, at a given rate */
	uint32_t lane;
	uint32_t failure;        /* index + 1 of its reason, or 0 */
};
_Static_assert(sizeof(struct slot) == CACHE_LINE, "a slot fills a line");

struct failure {
	uint64_t task;
	int32_t code;            /* negative errno */
	char reason[116];
};

/* A lane is one of the K places where a task can be in flight. One worker owns
 * it, and it outlives that worker: the worker that replaces a dead one goes on
 * where the lane stopped. */
struct lane {
	alignas(CACHE_LINE)
	size_t at;               /* the current task */
	size_t end;              /* of the current chunk; at == end: none */
	size_t from;             /* from here to before `at` all are ok */
	size_t noted;            /* how many of done[] are */
	uint32_t done[LANE_NOTES];  /* the first task of each whole chunk
	                               that is ok and not yet settled */
};
_Static_assert(sizeof(struct lane) == 4 * CACHE_LINE, "a lane fills four");

/* What a worker records of itself once its work is done. */
struct worker_record {
	alignas(CACHE_LINE)
	_Atomic int32_t pid;
	_Atomic uint32_t stage;
	uint64_t user_us, system_us;         /* of this worker, in run */
	uint64_t voluntary, involuntary;     /* context switches */
	uint64_t minor_faults, major_faults;
	struct fetch_counts fetched;
	uint64_t stall_ns;                   /* longest, of an event loop */
	char error[256];                     /* why it could not work, or "" */
};

struct area {
	/* Written once, before any worker. */
	size_t mapped_bytes;
	size_t tasks, chunk, lanes, workers;
	size_t touch;            /* the first tasks: see area_touch */
	bool stamped;            /* tasks' start and end are recorded */
	bool fail_fast;          /* the first failure cancels the rest */
	struct worker_record *worker;
	struct lane *lane;
	struct slot *slot;
	struct failure *failure;
	uint64_t *due_ns;        /* after the gate opens; NULL: at once */
	unsigned char *state;
	struct parking *parking; /* NULL: no lane ever parks */
	void *shared;            /* the workload's, or NULL */

	alignas(CACHE_LINE) _Atomic size_t next;

	/* Read by every claim, written once or twice. */
	alignas(CACHE_LINE) _Atomic uint32_t gate;
	_Atomic bool cancelled;
	_Atomic bool time_up;    /* that is why */
	uint64_t opened_ns;      /* when the gate opened */

	alignas(CACHE_LINE) _Atomic uint32_t ready;    /* workers parked */
	_Atomic uint32_t finished;                     /* workers done */
	_Atomic uint32_t failures;

	struct fetch_hosts hosts;        /* that downloads went to */
};

struct area_plan {
	size_t tasks, chunk, lanes, workers;
	size_t touch;            /* 0: all tasks */
	bool stamped, fail_fast, due;
	bool parks, bells;       /* lanes park; their workers need bells */
	size_t shared_bytes;
};

/* The part of it that area_touch touches. */
size_t area_touched_bytes(const struct area_plan *plan);

/* Maps a zeroed area, not yet touched. NULL with errno on failure. */
struct area *area_new(const struct area_plan *plan);
void area_free(struct area *area);

/* Touches what the run will write, so that page faults fall outside of it: of
 * the tasks the first area->touch. Every worker process must do so itself; of
 * threads, one. */
void area_touch(struct area *area);

/* What the area keeps of single tasks, as far as it was touched or used. */
size_t area_kept_bytes(const struct area *area);

/* Settles what the lane has done: sets the states of those tasks. The caller
 * must own the lane, or the lane must have no owner. */
void area_settle(struct area *area, struct lane *lane);

/* All lanes. Only when no worker is left. */
void area_settle_all(struct area *area);

/* Marks a task as failed, with its reason. Any worker may call it at any
 * time. */
void area_fail(struct area *area, size_t task, enum task_state state, int code,
	       const char *reason);

/* Starts no further task. Those that run go on; parked lanes are woken.
 * Async-signal-safe. */
void area_cancel(struct area *area);

static inline bool area_cancelled(const struct area *area)
{
	return atomic_load_explicit(&area->cancelled, memory_order_relaxed);
}

/* The same because the run has lasted for as long as it was to; but what was
 * cancelled before stays that. Tasks that have not begun are neither failed nor
 * cancelled: they are TASK_PENDING. */
void area_time_up(struct area *area);

static inline bool area_time_is_up(const struct area *area)
{
	return atomic_load_explicit(&area->time_up, memory_order_relaxed);
}

/* Forgets the tasks that no lane has claimed: area->tasks is then what was.
 * Only when no worker is left. */
void area_trim(struct area *area);

/* Waits until the gate has gone past `state`; sleeps in the kernel. */
void area_gate_wait(struct area *area, enum gate state);
void area_gate_set(struct area *area, enum gate state);

#endif
