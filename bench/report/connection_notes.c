/* connection_notes.c - who shares connections, and who opens its own. */
#include "bench/report/connection_notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/analysis/connections.h"

/* A row of the group and its connections. */
struct opener {
	const struct cell *cell;  /* NULL: there is none */
	struct connections c;
};

static double streams(const struct opener *o)
{
	return o->c.in_flight / o->c.opened;
}

static struct opener opener_at(const struct summary *s,
			       const struct summary_group *g, size_t i)
{
	const struct summary_row *row = &s->row[g->first + i];
	struct opener o = { .cell = summary_cell(s, row) };

	connections_count(s->results, row->cell, &o.c);
	return o;
}

static struct opener most_shared(const struct summary *s,
				 const struct summary_group *g)
{
	struct opener best = { 0 };

	for (size_t i = 0; i < g->rows; i++) {
		struct opener o = opener_at(s, g, i);
		uint64_t k = o.cell->concurrency;

		if (!connections_shared(&o.c))
			continue;
		if (!best.cell || k > best.cell->concurrency ||
		    (k == best.cell->concurrency &&
		     streams(&o) > streams(&best)))
			best = o;
	}
	return best;
}

/* The row at the same K that opened the most, if that is more. */
static struct opener most_opened(const struct summary *s,
				 const struct summary_group *g,
				 const struct opener *than)
{
	struct opener most = { .c = than->c };

	for (size_t i = 0; i < g->rows; i++) {
		struct opener o = opener_at(s, g, i);

		if (o.cell->concurrency == than->cell->concurrency &&
		    o.c.samples > 0.0 &&
		    o.c.opened / o.c.samples > most.c.opened / most.c.samples)
			most = o;
	}
	return most;
}

static void put_mean(double sum, const struct connections *c, char *buf,
		     size_t size)
{
	double mean = sum / c->samples;

	snprintf(buf, size, mean < 99.5 ? "%.3g" : "%.0f", mean);
}

void connection_notes(const struct summary *s, const struct summary_group *g,
		      struct notes *notes)
{
	struct opener best = most_shared(s, g), most;
	char flying[32], opened[32], others[32], rest[96] = "";

	if (!best.cell)
		return;
	most = most_opened(s, g, &best);
	put_mean(best.c.in_flight, &best.c, flying, sizeof(flying));
	put_mean(best.c.opened, &best.c, opened, sizeof(opened));
	if (most.cell) {
		put_mean(most.c.opened, &most.c, others, sizeof(others));
		snprintf(rest, sizeof(rest), "; %s opened %s",
			 most.cell->model, others);
	}
	notes_add(notes, NOTE_PLAIN,
		  "HTTP/%" PRIu64 ": %s carried %s requests at a time over %s "
		  "connection%s (%.3g streams each)%s",
		  best.c.http / 10, best.cell->model, flying, opened,
		  strcmp(opened, "1") == 0 ? "" : "s", streams(&best), rest);
}
