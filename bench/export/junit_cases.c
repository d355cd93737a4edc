/* junit_cases.c - what passed, failed, or can't be told. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "bench/export/junit.h"

static double seconds(double ns)
{
	return isfinite(ns) ? ns / 1e9 : 0.0;
}

/* --- a run --- */

static void name_cell(const struct cell *c, char *buf, size_t size)
{
	snprintf(buf, size, "%s, %s, K %" PRIu64, c->job, c->model,
		 c->concurrency);
}

static enum junit_state state_of(const struct summary_row *row, bool judged)
{
	if (row->failed && !judged)
		return JUNIT_FAILED;
	return row->good || row->failed ? JUNIT_PASSED : JUNIT_SKIPPED;
}

/* The first thing that is wrong with the cell. */
static const char *why(const struct summary *s, const struct summary_row *row)
{
	for (size_t i = 0; i < s->findings.count; i++)
		if (s->findings.item[i].cell == row->cell &&
		    fairness_is_void(&s->findings.item[i]))
			return s->findings.item[i].sentence;
	return "";
}

static int add_row(const struct summary *s, const struct summary_row *row,
		   const struct thresholds *t, struct junit *j)
{
	const struct cell *cell = summary_cell(s, row);
	struct junit_case *c = junit_add(
		j, state_of(row, thresholds_judge_failures(t, cell)));

	if (!c)
		return -ENOMEM;
	name_cell(cell, c->name, sizeof(c->name));
	c->seconds = row->run_ns.n ? seconds(row->run_ns.median) : 0.0;
	if (c->state == JUNIT_SKIPPED)
		snprintf(c->message, sizeof(c->message),
			 "no sample ended: %zu cancelled", row->cancelled);
	else
		snprintf(c->message, sizeof(c->message),
			 "%zu of %zu samples failed: %s", row->failed,
			 row->samples, why(s, row));
	return 0;
}

static int add_threshold(void *user, const struct threshold_result *r)
{
	struct junit *j = user;
	struct junit_case *c = junit_add(j, r->holds ? JUNIT_PASSED
						     : JUNIT_FAILED);
	char name[250] = "no row";

	if (!c)
		return -ENOMEM;
	if (r->cell)
		name_cell(r->cell, name, sizeof(name));
	snprintf(c->name, sizeof(c->name), "%s: %.60s", name, r->text);
	snprintf(c->message, sizeof(c->message), "%s", r->found);
	return 0;
}

int junit_of_summary(const struct summary *s, const struct thresholds *t,
		     struct junit *j)
{
	int rc = 0;

	*j = (struct junit){ .name = "simul run",
			     .started = s->results->env.started };
	for (size_t i = 0; i < s->rows && rc == 0; i++)
		rc = add_row(s, &s->row[i], t, j);
	return rc < 0 ? rc : thresholds_each(t, s, add_threshold, j);
}

/* --- a gate, a comparison --- */

static enum junit_state state_of_outcome(enum outcome outcome)
{
	if (outcome == OUTCOME_REGRESSION)
		return JUNIT_FAILED;
	return outcome == OUTCOME_PASS ? JUNIT_PASSED : JUNIT_SKIPPED;
}

int junit_of_gate(const struct verdict *v, struct junit *j)
{
	*j = (struct junit){ .name = "simul gate" };
	for (size_t i = 0; i < v->cells; i++) {
		struct junit_case *c =
			junit_add(j, state_of_outcome(v->cell[i].outcome));
		char name[PAIRS_NAME_SIZE];

		if (!c)
			return -ENOMEM;
		snprintf(c->name, sizeof(c->name), "%s",
			 pairs_name(&v->pairs->cell[i], name));
		snprintf(c->message, sizeof(c->message), "%s: %s",
			 outcome_name(v->cell[i].outcome), v->cell[i].why);
		c->seconds = seconds(v->cell[i].other_ns);
	}
	return 0;
}

/* A cell that is unclear is no failure, and no pass unless that was asked
 * for. */
static enum junit_state state_of_cell(const struct compare *compare,
				      const struct compare_cell *cell)
{
	switch (cell->state) {
	case COMPARE_SLOWER:
		return JUNIT_FAILED;
	case COMPARE_UNCLEAR:
		return compare->rules.lenient ? JUNIT_PASSED : JUNIT_SKIPPED;
	case COMPARE_OPEN:
		return JUNIT_SKIPPED;
	case COMPARE_NO_DIFFERENCE:
	case COMPARE_FASTER:
		break;
	}
	return JUNIT_PASSED;
}

int junit_of_compare(const struct compare *compare, struct junit *j)
{
	*j = (struct junit){ .name = "simul compare",
			     .started = compare->other->env.started };
	for (size_t i = 0; i < compare->cells; i++) {
		const struct compare_cell *cell = &compare->cell[i];
		struct junit_case *c =
			junit_add(j, state_of_cell(compare, cell));

		if (!c)
			return -ENOMEM;
		name_cell(cell->cell, c->name, sizeof(c->name));
		snprintf(c->message, sizeof(c->message), "%s%s%s",
			 compare_state_name(cell->state),
			 *cell->why ? ": " : "", cell->why);
		c->seconds = seconds(cell->other_ns);
	}
	return 0;
}
