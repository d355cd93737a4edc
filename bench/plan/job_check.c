/* job_check.c - options that would do nothing, and runs that can't end.
 *
 * They are refused: an option silently ignored would look as if it had been
 * measured.
 */
#include "bench/plan/job_check.h"

#include <errno.h>
#include <string.h>

#include "bench/plan/plan.h"
#include "bench/plan/slowdown.h"
#include "runners/macros.h"
#include "runners/units.h"

static int use_offload(const struct job *job, struct error *err)
{
	if (!job->set.offload)
		return 0;
	if (!(job->workload->uses & (USES_COMPUTE | USES_BLOCK)))
		return error_set(err, -EINVAL,
				 "'--offload' is for what computes: tasks of "
				 "'%s' only wait",
				 job->workload->name);
	for (size_t i = 0; i < job->models.count; i++)
		if (job->models.item[i]->wait->lanes_share)
			return 0;
	return error_set(err, -EINVAL,
			 "'--offload' is for event loops: add a model such as "
			 "'async' to '%s'",
			 job->set.models);
}

static int use_arrivals(const struct job *job, struct error *err)
{
	if (job->set.rate > 0)
		return 0;
	return error_set(err, -EINVAL,
			 "'--arrivals' is for tasks that start on a schedule: "
			 "add '--rate'");
}

/* An option that isn't listed matters to every workload that takes it. */
static const struct {
	const char *option;
	int (*use)(const struct job *job, struct error *err);
} use[] = {
	{ "offload", use_offload },
	{ "arrivals", use_arrivals },
};

static bool takes(const struct workload *w, const char *option)
{
	return option_find(settings_options, option) ||
	       (w->options && option_find(w->options, option));
}

static int check_one(const struct job *job, const char *option,
		     struct error *err)
{
	if (!takes(job->workload, option))
		return error_set(err, -EINVAL,
				 "no workload here has the option '--%s'",
				 option);
	for (size_t i = 0; i < ARRAY_SIZE(use); i++)
		if (!strcmp(use[i].option, option))
			return use[i].use(job, err);
	return 0;
}

int job_check_use(const struct jobs *jobs, size_t from, const char *option,
		  struct error *err)
{
	int rc = 0;

	for (size_t i = from; i < jobs->count; i++) {
		rc = check_one(&jobs->item[i], option, err);
		if (rc == 0)
			return 0;
	}
	return rc;
}

const char *job_check_counted(const struct workload *w)
{
	if (w->counted)
		return w->counted;
	if (w->lanes_least || (w->uses & USES_PARK))
		return "its tasks wait for each other";
	if (w->tasks_of)
		return "its own options make them";
	return NULL;
}

int job_check_rate(const struct job *job, struct error *err)
{
	if (!(job->set.rate > 0) || !job->workload->begin)
		return 0;
	return error_set(err, -EINVAL,
			 "'%s' can't be run at a '--rate': its clients ask for "
			 "the next task as soon as one is done",
			 job->workload->name);
}

int job_check_duration(const struct job *job, struct error *err)
{
	const struct settings *set = &job->set;
	const char *why = job_check_counted(job->workload);
	char duration[UNITS_TEXT_SIZE], deadline[UNITS_TEXT_SIZE];

	if (!set->duration_ns)
		return 0;
	if (why)
		return error_set(err, -EINVAL,
				 "'%s' can't be run for a '--duration', since "
				 "the number of its tasks is part of the work: "
				 "%s",
				 job->workload->name, why);
	if (set->deadline_ns > set->duration_ns)
		return 0;
	units_spell_duration(set->duration_ns, duration, sizeof(duration));
	units_spell_duration(set->deadline_ns, deadline, sizeof(deadline));
	return error_set(err, -EINVAL,
			 "a '--deadline' of %s would end every sample before "
			 "its '--duration' of %s",
			 deadline, duration);
}

size_t job_inputs(const struct jobs *jobs)
{
	const struct option_row *row;
	char text[3];
	size_t n = 0;

	for (size_t i = 0; i < jobs->count; i++) {
		row = jobs->item[i].workload->options;
		for (; row && row->name; row++) {
			if (row->kind != OPTION_FILE)
				continue;
			option_spell(row, jobs->item[i].params, text,
				     sizeof(text));
			n += !strcmp(text, "-");
		}
	}
	return n;
}

int job_check_input(const struct jobs *jobs, struct error *err)
{
	if (job_inputs(jobs) <= 1)
		return 0;
	return error_set(err, -EINVAL,
			 "'-' is standard input, which can be read once: save "
			 "it to a file for several jobs, options or values");
}

int job_check_injection(const struct job *job, struct error *err)
{
	if (!job->set.inject_pct || slowdown_fits(job->workload))
		return 0;
	return error_set(err, -EINVAL,
			 "'--inject-pct' does some tasks twice, and '%s' looks "
			 "at what all of its tasks did together: that would "
			 "be wrong",
			 job->workload->name);
}

/* Takes the models that have one lane out of the list. */
static int leave_out(struct job *job, size_t least, struct error *warning,
		     struct error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < job->models.count; i++) {
		const struct model *m = job->models.item[i];

		if (subject_concurrency(m, CONCURRENCY_MAX) > 1) {
			job->models.item[kept++] = m;
			continue;
		}
		if (job->models_chosen)
			return error_set(err, -EINVAL,
					 "'%s' can't be run by '%s', which has "
					 "one lane: its tasks wait for each "
					 "other, and need %zu at least",
					 job->name, m->name, least);
		error_set(warning, 0,
			  "'%s' leaves '%s' out, which has one lane: its tasks "
			  "wait for each other, and need %zu at least",
			  job->name, m->name, least);
	}
	job->models.count = kept;
	return 0;
}

int job_check_lanes(struct job *job, struct error *warning,
		    struct error *err)
{
	const struct workload *w = job->workload;
	size_t least = w->lanes_least ? w->lanes_least(job->params,
						       job->set.tasks)
				      : 1;
	uint64_t k = CONCURRENCY_MAX;

	warning->text[0] = '\0';
	if (least <= 1)
		return 0;
	for (size_t i = 0; i < job->concurrency.count; i++)
		k = MIN(k, (uint64_t)job->concurrency.item[i]);
	if (k < least)
		return error_set(err, -EINVAL,
				 "'%s' needs a concurrency of %zu at least, "
				 "and is given %ju: its tasks wait for each "
				 "other, and each holds its lane meanwhile",
				 job->name, least, (uintmax_t)k);
	if (job->set.chunk > 1)
		return error_set(err, -EINVAL,
				 "'%s' can't be run in chunks of %ju: its "
				 "tasks wait for each other, and one may be "
				 "behind the other in the same chunk",
				 job->name, (uintmax_t)job->set.chunk);
	return leave_out(job, least, warning, err);
}
