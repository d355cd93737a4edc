/* page_compare.c - rows of compare.h, and the table and the sentences of
 * compare_report.h. */
#include "bench/page/page_compare.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "bench/report/compare_report.h"

enum { MODEL_COLUMN = 1 };

static enum page_tone tone_of(enum compare_state state)
{
	static const enum page_tone tone[] = {
		[COMPARE_NO_DIFFERENCE] = PAGE_CALM,
		[COMPARE_UNCLEAR] = PAGE_OPEN,
		[COMPARE_FASTER] = PAGE_FASTER,
		[COMPARE_SLOWER] = PAGE_SLOWER,
		[COMPARE_OPEN] = PAGE_OPEN,
	};

	return tone[state];
}

static void fill_row(const struct compare_cell *cell,
		     struct page_verdict_row *row)
{
	const struct contrast *r = &cell->ratio;

	snprintf(row->job, sizeof(row->job), "%s", cell->cell->job);
	snprintf(row->model, sizeof(row->model), "%s", cell->cell->model);
	row->concurrency = cell->cell->concurrency;
	page_verdict_mark(&row->test, r->estimate, r->interval.low,
			  r->interval.high);
	page_verdict_mark(&row->control, NAN, NAN, NAN);
	page_verdict_mark(&row->confirm, NAN, NAN, NAN);
	row->at_most = NAN;
	row->tone = tone_of(cell->state);
	snprintf(row->verdict, sizeof(row->verdict), "%s",
		 compare_state_name(cell->state));
}

int page_compare(const struct compare *c, const char *base, const char *other,
		 struct page_verdict *v)
{
	int rc = page_verdict_init(v, "compare", c->cells);

	if (rc < 0)
		return rc;
	snprintf(v->lead, sizeof(v->lead), "base: %.200s; new: %.200s", base,
		 other);
	snprintf(v->outcome, sizeof(v->outcome), "%s",
		 outcome_name(c->outcome));
	snprintf(v->why, sizeof(v->why), "%s", c->why);
	v->tone = c->outcome == OUTCOME_PASS         ? PAGE_CALM
		  : c->outcome == OUTCOME_REGRESSION ? PAGE_SLOWER
						     : PAGE_OPEN;
	v->threshold = c->rules.threshold;
	v->model = MODEL_COLUMN;
	for (size_t i = 0; i < c->cells; i++)
		fill_row(&c->cell[i], &v->row[i]);
	rc = compare_report_table(c, &v->table);
	compare_report_notes(c, &v->notes);
	return rc < 0 ? rc : v->notes.rc;
}
