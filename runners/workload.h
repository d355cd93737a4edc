/* workload.h - a kind of work: it makes N tasks and knows the right answers.
 *
 * To add one, write one file in workloads/ that fills in this table, and name
 * it in workloads/workloads.c. Nothing else changes: every model runs it.
 */
#ifndef SIMUL_WORKLOAD_H
#define SIMUL_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/error.h"
#include "runners/fetch.h"
#include "runners/io.h"
#include "runners/option.h"
#include "runners/task.h"

struct area;

/* Bits of workload.uses. A call that isn't declared fails its task with
 * -ENOTSUP and a reason that names it. */
#define USES_READY   1u     /* io_ready */
#define USES_BLOCK   2u     /* io_block: there is a pool in any case */
#define USES_PARK    4u     /* io_park, queues */
#define USES_COMPUTE 8u     /* io_compute: there is a pool if asked for */
#define USES_STREAM  16u    /* io_read, io_write, io_accept, io_connect, and
			       io_ready */

/* What prepare() may need to know. */
struct setting {
	size_t tasks;
	const char *origin;    /* "http://127.0.0.1:40123", or NULL: none */
	const char *origin_tls;/* the same over TLS, or NULL: not served */
	const char *origin_ca; /* who signed its certificate, in PEM: the run
	                          alone trusts it; or NULL */
	uint16_t echo_port;    /* its echo, on 127.0.0.1 */
	const char *echo_path; /* and on a Unix socket, '@' for abstract */
	uint64_t echo_token;   /* of the hello that it wants (hello.h) */
};

struct workload {
	/* Required. */
	const char *name;
	const char *summary;                /* one line, for `simul list` */
	size_t tasks;                       /* N when none is asked for */

	/* Required: runs in a worker, under every model, inside the timer.
	 * Straight code that waits by io_ calls only, allocates nothing,
	 * prints nothing and changes nothing but *v (zeroed before) and what
	 * io calls reach. Returns 0 or a negative errno. */
	int (*body)(struct io *io, const void *params, size_t task,
		    struct value *v);

	/* Not required: the options and the struct they set. */
	const struct option_row *options;
	size_t params_size;

	/* Not required: how many tasks these params make; no other number can
	 * be asked for then. */
	size_t (*tasks_of)(const void *params);

	/* Not required: why the number of tasks is part of the work, so that
	 * as many as fit into a duration can't be run instead: "a board is
	 * ...". Tasks that tasks_of counts, or that need several lanes, can't
	 * in any case. */
	const char *counted;

	/* Not required: prepares the job, once, before anything is timed and
	 * any worker starts; what it keeps goes into params, for release() to
	 * free. May read files. */
	int (*prepare)(void *params, const struct setting *setting,
		       struct error *err);
	void (*release)(void *params);

	/* Not required: the right value of a task, known without running any
	 * model. Without it all models must agree with each other. Returns 0,
	 * or -ENODATA when these params leave it unknown; if there is a
	 * check(), that judges it, and it may differ from run to run. */
	int (*answer)(const void *params, size_t task, struct value *right);

	/* Not required: how long a task must wait under any model: the W of the
	 * ideal time. Returns 0 with *ns, which is 0 for a task that never
	 * waits, or -ENODATA when these params leave it unknown. Without this
	 * function it is unknown. */
	int (*waiting)(const void *params, size_t task, uint64_t *ns);

	/* Not required: a value as a person reads it. Default: the number in
	 * decimal, and the checksum in hex unless it is 0. */
	void (*format)(const struct value *v, char *buf, size_t size);

	/* Not required: what one task is, for the head of a table:
	 * "1 KiB each, 50 ms latency". */
	void (*describe)(const void *params, char *buf, size_t size);

	/* Not required: what each lane needs of its own (a connection), made
	 * before the gate opens and kept with io_set_own. Called outside of
	 * any coroutine: it may block, but must not call io_ that wait. */
	int (*lane_open)(struct io *io, const void *params,
			 struct error *err);
	void (*lane_close)(struct io *io, const void *params);

	/* Not required: memory that all tasks of a run share, whatever the
	 * model, zeroed and then prepared once before any worker starts. */
	size_t (*shared_bytes)(const void *params, size_t tasks);
	int (*shared_init)(void *shared, const void *params, size_t tasks,
			   size_t lanes, struct error *err);

	/* Not required: who asks for the tasks, where that is someone outside
	 * of the workers. begin is called in the sample's process before any
	 * worker starts, and may fork; end after the run and outside of the
	 * timer, while lanes are still open, whatever became of the run. It
	 * stops what begin started, adds its processor time, may set the
	 * times in the area's slots to what the other side saw, and returns a
	 * negative errno for a sample that is to fail, with err unless that
	 * is NULL. Such a
	 * workload can't be run at a `--rate`. */
	int (*begin)(const void *params, struct area *area, struct error *err);
	int (*end)(const void *params, struct area *area, uint64_t *cpu_ns,
		   struct error *err);

	/* Not required: the least number of lanes with which all tasks can
	 * end, as a waiting task holds its lane; fewer are refused before
	 * anything runs. */
	size_t (*lanes_least)(const void *params, size_t tasks);

	/* Not required: checks, after the run and outside of the timer, what
	 * all tasks did together (every insert is there, nothing was taken
	 * twice). The area's slots hold the values. Under a duration tasks
	 * that were claimed as it ended have not begun: they are TASK_PENDING.
	 * 0, or a negative errno with err, which fails the sample. */
	int (*check)(const void *params, const struct area *area,
		     struct error *err);

	/* Not required: which of io_ready, io_compute, io_block, io_park and
	 * the calls on streams bodies make, as bits; an event loop prepares
	 * for those. */
	unsigned uses;

	/* Not required: bodies call io_fetch, on these terms, prepared
	 * by fetch_terms_prepare unless they are plain. */
	const struct fetch_terms *(*fetches)(const void *params);

	/* Not required: these params need the embedded origin. */
	bool (*wants_origin)(const void *params);

	/* Not required: and need it over TLS. */
	bool (*wants_tls)(const void *params);

	/* Tasks are so short that reading a clock for each would be most of
	 * their time: don't, unless the user asks for the rows of tasks. */
	bool unstamped;
};

#endif
