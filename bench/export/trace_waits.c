/* trace_waits.c - a binary heap, and a sort. */
#include "bench/export/trace_waits.h"

#include <errno.h>
#include <stdlib.h>

#include "runners/grow.h"

static void swap(struct trace_waits *w, size_t a, size_t b)
{
	struct trace_track other = w->track[a];

	w->track[a] = w->track[b];
	w->track[b] = other;
}

static void rise(struct trace_waits *w, size_t i)
{
	while (i > 0 && w->track[i].free_ns < w->track[(i - 1) / 2].free_ns) {
		swap(w, i, (i - 1) / 2);
		i = (i - 1) / 2;
	}
}

static void sink(struct trace_waits *w, size_t i)
{
	for (;;) {
		size_t least = i;

		for (size_t k = 2 * i + 1; k <= 2 * i + 2; k++)
			if (k < w->tracks &&
			    w->track[k].free_ns < w->track[least].free_ns)
				least = k;
		if (least == i)
			return;
		swap(w, i, least);
		i = least;
	}
}

int trace_waits_place(struct trace_waits *w, uint64_t due_ns, uint64_t end_ns,
		      size_t *track)
{
	struct trace_track *all;

	if (w->tracks && w->track[0].free_ns <= due_ns) {
		*track = w->track[0].number;
		w->track[0].free_ns = end_ns;
		sink(w, 0);
		return 0;
	}
	all = grow(w->track, w->tracks, sizeof(*all));
	if (!all)
		return -ENOMEM;
	w->track = all;
	*track = w->tracks;
	w->track[w->tracks] = (struct trace_track){ end_ns, w->tracks };
	rise(w, w->tracks++);
	return 0;
}

void trace_waits_free(struct trace_waits *w)
{
	free(w->track);
	*w = (struct trace_waits){ 0 };
}

static int compare(const void *a, const void *b)
{
	const struct trace_change *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return x->by - y->by;
}

void trace_changes_sort(struct trace_change *change, size_t n)
{
	if (n)
		qsort(change, n, sizeof(*change), compare);
}
