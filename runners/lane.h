/* lane.h - the loop that every lane of every model runs. */
#ifndef SIMUL_LANE_H
#define SIMUL_LANE_H

#include "runners/area.h"
#include "runners/error.h"
#include "runners/fetch.h"
#include "runners/model.h"

/* How a wait does what bodies ask for. */
struct io_ops {
	int (*fetch)(struct io *io, const struct fetch *what,
		     struct fetched *got);
	int (*sleep_until)(struct io *io, uint64_t at_ns);
	int (*ready)(struct io *io, int fd, short events,
		     uint64_t timeout_ns);
	int (*compute)(struct io *io, void (*work)(void *), void *arg);
	int (*block)(struct io *io, void (*work)(void *), void *arg);
	int (*park)(struct io *io);
	void (*unpark)(struct io *io, size_t lane);
	/* fd is about to be closed. NULL: a wait that remembers none. */
	void (*forget)(struct io *io, int fd);
	bool blocks;             /* a worker sleeps in calls on descriptors */
};

/* A lane as its worker sees it. A wait embeds it in a struct of its own, and
 * finds that by container_of. */
struct io {
	const struct io_ops *ops;
	struct worker *worker;
	size_t lane;             /* its index in the area */
	unsigned uses;           /* the workload's */
	void *own;               /* the workload's, for this lane */
	uint64_t deadline_ns;    /* of the current task, by the clock; 0: none.
	                            lane.c enforces it for fetch, sleep_until
	                            and ready; ops.park must do so itself */
	char reason[116];        /* of the current task's failure */
};

void io_init(struct io *io, const struct io_ops *ops, struct worker *worker,
	     size_t lane);

/* Keeps the reason for -EDEADLK, and returns -EDEADLK; `where` follows "3 tasks
 * wait". */
int io_stuck(struct io *io, const char *where);

/* Does workload.uses have one of these bits? If not, keeps the reason for
 * -ENOTSUP, which names the call and the bit. */
bool io_declared(struct io *io, unsigned uses, const char *call,
		 const char *name);

/* Calls the workload's lane_open and lane_close, where it has them. */
int io_open(struct io *io, struct error *err);
void io_close(struct io *io);

/* Claims tasks, runs their bodies and stores their results until none is
 * left. */
void lane_run(struct io *io);

#endif
