/* slowdown.c - a body around another one. */
#include "bench/plan/slowdown.h"

/* Of tasks 0 .. n - 1, n * pct / 100 run twice. */
static bool done_twice(uint64_t pct, uint64_t task)
{
	return (task + 1) * pct / 100 > task * pct / 100;
}

static int slow_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct slowdown *s = params;
	struct value again = { 0 };
	int rc = s->body(io, s->params, task, v);

	if (rc == 0 && done_twice(s->pct, task))
		rc = s->body(io, s->params, task, &again);
	return rc;
}

bool slowdown_fits(const struct workload *w)
{
	return !w->check && !w->shared_bytes;
}

void slowdown_apply(struct slowdown *s, uint64_t pct, struct run *run)
{
	if (pct == 0)
		return;
	*s = (struct slowdown){ .body = run->body,
				.params = run->body_params,
				.pct = pct };
	run->body = slow_body;
	run->body_params = s;
}
