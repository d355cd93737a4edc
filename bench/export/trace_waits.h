/* trace_waits.h - which tasks wait beside each other, and how many do what at
 * once: arithmetic on times.
 */
#ifndef SIMUL_TRACE_WAITS_H
#define SIMUL_TRACE_WAITS_H

#include <stddef.h>
#include <stdint.h>

/* Tracks, each with at most one wait at a time, as a heap: the one that is free
 * first is on top. All zeros: none yet. */
struct trace_waits {
	struct trace_track {
		uint64_t free_ns;
		size_t number;
	} *track;
	size_t tracks;
};

/* Finds a track for a wait from due_ns on, and keeps it until end_ns: *track is
 * its number from 0. Waits must come in the order of due_ns. As few tracks are
 * used as there are waits at once. 0 or -ENOMEM. */
int trace_waits_place(struct trace_waits *waits, uint64_t due_ns,
		      uint64_t end_ns, size_t *track);
void trace_waits_free(struct trace_waits *waits);

struct trace_change {
	uint64_t ns;
	int by;                   /* +1 or -1 */
};

/* By time; at the same time ends come before starts. */
void trace_changes_sort(struct trace_change *change, size_t n);

#endif
