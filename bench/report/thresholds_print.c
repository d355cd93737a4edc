/* thresholds_print.c - a line for each threshold that holds, and for each row
 * that crosses one. */
#include "bench/report/thresholds.h"

#include <inttypes.h>

#include "bench/report/paint.h"

/* Of one threshold after the other. */
struct printing {
	FILE *out;
	const char *text;
	size_t rows, crossed;
	bool any;                 /* of all is crossed */
};

static void print_held(struct printing *p)
{
	if (p->text && p->rows && !p->crossed)
		fprintf(p->out, "threshold '%s': holds in %zu row%s\n",
			p->text, p->rows, p->rows == 1 ? "" : "s");
	p->rows = p->crossed = 0;
}

static int print_result(void *user, const struct threshold_result *r)
{
	struct printing *p = user;
	char line[512];

	if (r->text != p->text)
		print_held(p);
	p->text = r->text;
	p->any |= !r->holds;
	p->crossed += !r->holds;
	p->rows += r->cell != NULL;
	if (!r->cell)
		fprintf(p->out, "threshold '%s': %s\n", r->text, r->found);
	if (!r->cell || r->holds)
		return 0;
	snprintf(line, sizeof(line),
		 "threshold '%s': CROSSED by %s, %s, K %" PRIu64 ": %s",
		 r->text, r->cell->job, r->cell->model, r->cell->concurrency,
		 r->found);
	paint_lines(p->out, line, 2, PAINT_RED, paint_wanted(p->out));
	return 0;
}

bool thresholds_print(const struct thresholds *all, const struct summary *s,
		      FILE *out)
{
	struct printing p = { .out = out };

	if (all->count)
		fputc('\n', out);
	thresholds_each(all, s, print_result, &p);
	print_held(&p);
	return p.any;
}
