/* model.h - a model is a spawn times a wait.
 *
 *              | wait: blocking | wait: event loop | wait: io_uring
 *   -----------+----------------+------------------+----------------
 *   in place   | serial         | async            | uring
 *   threads    | threads        | threads+async    | threads+uring
 *   processes  | processes      | processes+async  | processes+uring
 *
 * A spawn knows how workers are started, gated and reaped; a wait knows how one
 * worker runs the tasks of its lanes. Neither knows the other, and neither
 * knows any workload.
 *
 *   crew_open          crew_run               crew_close
 *   workers start,     the gate opens;        the workers end,
 *   open their waits,  returns when every     and are reaped
 *   and park           result is in
 *
 * The caller times each of the three; only run is the headline.
 */
#ifndef SIMUL_MODEL_H
#define SIMUL_MODEL_H

#include <stddef.h>

#include "runners/area.h"
#include "runners/error.h"
#include "runners/workload.h"

struct crew;
struct poller;
struct worker;

/* How workers are started and reaped. Each call returns 0 or a negative errno,
 * with a sentence in crew->error.
 *
 * Workers must share the area with the process that mapped it, at the same
 * address, and see the crew, the run and the workload's params, which hold
 * pointers: so a spawn makes threads, or forks without exec. Parking and
 * queues also need futexes and robust mutexes: all workers run on one kernel.
 */
struct spawn {
	const char *name;
	bool alone;         /* its one worker is the caller */
	bool forks;         /* workers are processes: with descriptors and
	                       usage of their own */
	size_t worker_bytes;   /* memory that each costs at least, in the
	                          kernel too */
	size_t (*workers_most)(void);   /* that this kernel allows; NULL:
	                                   any number */
	int (*open)(struct crew *crew);
	int (*run)(struct crew *crew);
	void (*close)(struct crew *crew);
};

/* How a worker waits. open, work and close are called in the worker; open and
 * close outside of the timed run. */
struct wait {
	const char *name;
	bool lanes_share;   /* one worker can hold many lanes */
	const struct poller *poller;  /* of an event loop, or NULL */
	/* Can it be had here? Returns 0 with what is special about it in
	 * `text`, or a negative errno with why not. NULL: it always can. */
	int (*probe)(char *text, size_t size);
	size_t lane_bytes;  /* memory that each costs at least, beside the
	                       area */
	size_t (*lanes_most)(void);     /* that one worker can have here;
	                                   NULL: any number */
	/* Descriptors that one worker needs for so many lanes to download. */
	size_t (*descriptors)(size_t lanes);
	int (*open)(struct worker *worker, struct error *err);
	int (*work)(struct worker *worker, struct error *err);
	void (*close)(struct worker *worker);
};

struct model {
	const char *name;
	const char *summary;
	const struct spawn *spawn;
	const struct wait *wait;
};

/* Everything that a run is given, the same for every model. */
struct run {
	const struct workload *workload;
	const void *params;
	/* What a lane calls for each task: the workload's body with its
	 * params, or a wrapper around it. */
	int (*body)(struct io *io, const void *params, size_t task,
		    struct value *v);
	const void *body_params;
	size_t tasks, chunk;
	size_t touch;       /* so many are expected, if not all; or 0 */
	size_t lanes;       /* K */
	size_t workers;     /* asked for, for event loops; 0: processors */
	bool stamped, fail_fast;
	bool due;           /* area->due_ns is filled in before the run */
	size_t offload;     /* threads for io_compute under an event loop;
	                       0: none, the loop computes */
	uint64_t task_timeout_ns;  /* of a task's life, if stamped; 0: none */
};

struct crew {
	const struct model *model;
	const struct run *run;
	struct area *area;
	size_t workers;
	int signal_fd;      /* eventfd: all workers are ready, or finished */
	void *own;          /* the spawn's own */
	struct error error; /* why the last call failed */
};

/* One worker, as it sees itself: in its own stack or heap. */
struct worker {
	struct crew *crew;
	size_t index;
	size_t first_lane, lanes;
	struct worker_record *record;
	void *own;          /* the wait's own */
};

/* Processors that this process may use, which is how many workers an event loop
 * gets by default; 1 if it cannot be known. */
size_t model_processors(void);

/* How many lanes and workers the model has for this run: one lane if it is
 * serial, never more lanes than tasks. */
size_t model_lanes(const struct model *model, const struct run *run);
size_t model_workers(const struct model *model, const struct run *run);

/* How many threads each worker has beside it for calls that would stall its
 * loop: `offload` for io_compute, some in any case for io_block, never more
 * than it has lanes. 0 under a blocking wait. */
size_t model_pool(const struct model *model, const struct run *run);

/* Memory that a sample takes at least: the area as far as the run will touch
 * it, lanes and workers. */
size_t model_bytes(const struct model *model, const struct run *run);

/* Maps the area for this run. NULL with errno. */
struct area *model_area(const struct model *model, const struct run *run);

/* crew, run and area must live until crew_close. Call crew_close after a
 * crew_open that succeeded, whatever crew_run returned. */
int crew_open(struct crew *crew, const struct model *model,
	      const struct run *run, struct area *area);
int crew_run(struct crew *crew);
void crew_close(struct crew *crew);

/* For spawns. worker_main runs a worker that is not the caller from start to
 * end: opens, parks at the gate, works, signals the crew, waits for the end,
 * closes. worker_open and the others are its parts. */
void worker_main(struct crew *crew, size_t index);
void worker_lanes(const struct crew *crew, size_t index, size_t *first,
		  size_t *count);
/* The inverse: the worker that owns the lane. */
size_t worker_of_lane(const struct area *area, size_t lane);
int worker_open(struct worker *worker, struct crew *crew, size_t index);
void worker_work(struct worker *worker);
void worker_close(struct worker *worker);

/* For spawns: reads signal_fd, and waits for it; the caller then looks at the
 * counts of the area. 0, also after a signal, or a negative errno. */
int crew_listen(struct crew *crew);

/* Did all workers open and run? 0, or -EIO with the first one's error in
 * crew->error. */
int crew_check(struct crew *crew);

extern const struct spawn spawn_in_place;
extern const struct wait wait_blocking;

#endif
