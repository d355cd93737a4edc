/* job.c - drafts, and jobs once built: prepared before a run, freed after. */
#include "bench/plan/job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/job_check.h"
#include "runners/grow.h"

int draft_add(struct draft *d, const char *key, const char *value,
	      const char *where, bool general)
{
	struct entry *all = grow(d->entry, d->entries, sizeof(*d->entry));
	struct entry e = { .key = strdup(key),
			   .value = strdup(value),
			   .where = where ? strdup(where) : NULL,
			   .general = general };

	if (all)
		d->entry = all;
	if (!all || !e.key || !e.value || (where && !e.where)) {
		free(e.key);
		free(e.value);
		free(e.where);
		return -ENOMEM;
	}
	d->entry[d->entries++] = e;
	return 0;
}

void draft_free(struct draft *d)
{
	for (size_t i = 0; i < d->entries; i++) {
		free(d->entry[i].key);
		free(d->entry[i].value);
		free(d->entry[i].where);
	}
	free(d->entry);
	free(d->name);
	*d = (struct draft){ 0 };
}

void job_term(struct job *job)
{
	if (job->prepared && job->workload->release)
		job->workload->release(job->params);
	if (job->workload->options)
		option_release(job->workload->options, job->params);
	option_release(settings_options, &job->set);
	models_free(&job->models);
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

bool jobs_want_tls(const struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = &jobs->item[i];

		if (job->workload->wants_tls &&
		    job->workload->wants_tls(job->params))
			return true;
	}
	return false;
}

int jobs_prepare(struct jobs *jobs, const struct origin *origin,
		 struct error *err)
{
	int rc = job_check_input(jobs, err);

	for (size_t i = 0; i < jobs->count && rc == 0; i++) {
		struct job *job = &jobs->item[i];
		struct setting setting = { .tasks = job->set.tasks };

		if (origin && origin->pid) {
			setting.origin = origin->url;
			setting.echo_port = origin->echo_port;
			setting.echo_path = origin->echo_path;
			setting.echo_token = origin->token;
		}
		if (origin && origin->tls_url[0]) {
			setting.origin_tls = origin->tls_url;
			setting.origin_ca = origin->ca;
		}
		/* Released even if it fails half-way. */
		job->prepared = true;
		if (job->workload->prepare)
			rc = job->workload->prepare(job->params, &setting,
						    err);
	}
	return rc;
}

void jobs_free(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++)
		job_term(&jobs->item[i]);
	free(jobs->item);
	*jobs = (struct jobs){ 0 };
}
