/* job.c - what becomes of jobs: made ready before a run, put away after it. */
#include "bench/plan/job.h"

#include <stdlib.h>

void job_term(struct job *job)
{
	if (job->prepared && job->workload->release)
		job->workload->release(job->params);
	if (job->workload->options)
		option_release(job->workload->options, job->params);
	option_release(settings_options, &job->set);
	free(job->params);
}

bool jobs_want_origin(const struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = &jobs->item[i];

		if (job->workload->wants_origin &&
		    job->workload->wants_origin(job->params))
			return true;
	}
	return false;
}

int jobs_prepare(struct jobs *jobs, const struct origin *origin,
		 struct error *err)
{
	for (size_t i = 0; i < jobs->count; i++) {
		struct job *job = &jobs->item[i];
		struct setting setting = { .tasks = job->set.tasks };
		int rc = 0;

		if (origin && origin->pid) {
			setting.origin = origin->url;
			setting.echo_port = origin->echo_port;
			setting.echo_path = origin->echo_path;
		}
		/* Released even if it fails half-way. */
		job->prepared = true;
		if (job->workload->prepare)
			rc = job->workload->prepare(job->params, &setting,
						    err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

void jobs_free(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++)
		job_term(&jobs->item[i]);
	free(jobs->item);
	*jobs = (struct jobs){ 0 };
}
