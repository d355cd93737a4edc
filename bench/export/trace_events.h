/* trace_events.h - the events of a trace, as JSON.
 *
 * `any` is false before the first event of a file, and these set it. Times are
 * nanoseconds here and microseconds in the file.
 */
#ifndef SIMUL_TRACE_EVENTS_H
#define SIMUL_TRACE_EVENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct trace_slice {
	char name[64];
	const char *category;
	uint64_t pid, tid;
	uint64_t ns, took_ns;
	bool instant;             /* it has no end */
	const char *state, *error;    /* NULL: none */
};

/* All return 0 or -ENOMEM. what: "process" or "thread". */
int trace_put_name(FILE *out, bool *any, const char *what, uint64_t pid,
		   uint64_t tid, const char *name);
int trace_put_order(FILE *out, bool *any, const char *what, uint64_t pid,
		    uint64_t tid, uint64_t order);
int trace_put_slice(FILE *out, bool *any, const struct trace_slice *slice);
int trace_put_counter(FILE *out, bool *any, uint64_t pid, uint64_t ns,
		      int64_t tasks);

#endif
