/* slowdown.c - a workload around another one.
 *
 * A run asks its workload for the body and the limits of fetches, so those
 * are what is passed on; all else is asked of the job's own workload.
 */
#include "bench/slowdown.h"

/* Of tasks 0 .. n - 1, n * pct / 100 are done twice. */
static bool done_twice(uint64_t pct, uint64_t task)
{
	return (task + 1) * pct / 100 > task * pct / 100;
}

static int slow_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct slowdown *s = params;
	struct value again = { 0 };
	int rc = s->of->body(io, s->params, task, v);

	if (rc == 0 && done_twice(s->pct, task))
		rc = s->of->body(io, s->params, task, &again);
	return rc;
}

static const struct fetch_limits *slow_fetches(const void *params)
{
	const struct slowdown *s = params;

	return s->of->fetches(s->params);
}

void slowdown_apply(struct slowdown *s, uint64_t pct, struct run *run)
{
	if (pct == 0)
		return;
	s->workload = *run->workload;
	s->workload.body = slow_body;
	if (run->workload->fetches)
		s->workload.fetches = slow_fetches;
	s->of = run->workload;
	s->params = run->params;
	s->pct = pct;
	run->workload = &s->workload;
	run->params = s;
}
