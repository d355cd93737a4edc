/* page_compare.c - rows of compare.h, and the table and the sentences of
 * compare_report.h. */
#include "bench/page/page_compare.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "bench/report/compare_report.h"
#include "bench/report/report.h"

enum { MODEL_COLUMN = 1 };

static enum page_tone tone_of(enum compare_state state)
{
	static const enum page_tone tone[] = {
		[COMPARE_NO_DIFFERENCE] = HTML_CALM,
		[COMPARE_UNCLEAR] = HTML_OPEN,
		[COMPARE_FASTER] = HTML_FASTER,
		[COMPARE_SLOWER] = HTML_SLOWER,
		[COMPARE_OPEN] = HTML_OPEN,
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

static int put_notes(const struct compare *c, struct page_verdict *v)
{
	char text[REPORT_TEXT];
	int rc = 0;

	for (size_t i = 0; i < c->notes && rc == 0; i++)
		rc = page_verdict_note(v, "%s", c->note[i]);
	compare_report_rules(c, text, sizeof(text));
	if (rc == 0)
		rc = page_verdict_note(v, "%s", text);
	report_environment(&c->base->env, text, sizeof(text));
	if (rc == 0)
		rc = page_verdict_note(v, "base: %s", text);
	report_environment(&c->other->env, text, sizeof(text));
	if (rc == 0)
		rc = page_verdict_note(v, "new: %s", text);
	return rc;
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
	v->tone = c->outcome == OUTCOME_PASS         ? HTML_CALM
		  : c->outcome == OUTCOME_REGRESSION ? HTML_SLOWER
						     : HTML_OPEN;
	v->threshold = c->rules.threshold;
	v->model = MODEL_COLUMN;
	for (size_t i = 0; i < c->cells; i++)
		fill_row(&c->cell[i], &v->row[i]);
	rc = compare_report_table(c, &v->table);
	return rc < 0 ? rc : put_notes(c, v);
}
