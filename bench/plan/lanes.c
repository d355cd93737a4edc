/* lanes.c - what lanes_least says, held against K, models and chunks. */
#include "bench/plan/lanes.h"

#include <errno.h>

#include "bench/plan/plan.h"
#include "runners/macros.h"

static bool one_lane_only(const struct model *m)
{
	return subject_concurrency(m, CONCURRENCY_MAX) == 1;
}

static int check_models(struct job *job, size_t least, struct error *why)
{
	struct model_list kept = { .count = 0 };
	const struct model *out = NULL;

	for (size_t i = 0; i < job->models.count; i++) {
		const struct model *m = job->models.item[i];

		if (one_lane_only(m))
			out = m;
		else
			kept.item[kept.count++] = m;
	}
	if (!out)
		return 0;
	if (job->models_chosen)
		return error_set(why, -EINVAL,
				 "'%s' can't be run by '%s', which has one "
				 "lane: its tasks wait for each other, and "
				 "need %zu at least",
				 job->name, out->name, least);
	job->models = kept;
	return error_set(why, 1,
			 "'%s' leaves '%s' out, which has one lane: its tasks "
			 "wait for each other, and need %zu at least",
			 job->name, out->name, least);
}

int lanes_check(struct job *job, struct error *why)
{
	const struct workload *w = job->workload;
	size_t least = w->lanes_least ? w->lanes_least(job->params,
						       job->set.tasks)
				      : 1;
	uint64_t k = CONCURRENCY_MAX;

	if (least <= 1)
		return 0;
	for (size_t i = 0; i < job->concurrency.count; i++)
		k = MIN(k, (uint64_t)job->concurrency.item[i]);
	if (k < least)
		return error_set(why, -EINVAL,
				 "'%s' needs a concurrency of %zu at least, "
				 "and is given %ju: its tasks wait for each "
				 "other, and each holds its lane meanwhile",
				 job->name, least, (uintmax_t)k);
	if (job->set.chunk > 1)
		return error_set(why, -EINVAL,
				 "'%s' can't be run in chunks of %ju: its "
				 "tasks wait for each other, and one may be "
				 "behind the other in the same chunk",
				 job->name, (uintmax_t)job->set.chunk);
	return check_models(job, least, why);
}
