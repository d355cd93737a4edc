/* job.h - a job: a workload and how to run it, ready to be planned.
 *
 * A draft is what a person wrote: keys and values, from the command line or
 * from a section of a job file, and where each was found. Building a draft
 * checks all of it and makes jobs: one for each combination of the values that
 * were lists.
 */
#ifndef SIMUL_JOB_H
#define SIMUL_JOB_H

#include <stddef.h>

#include "bench/plan/counts.h"
#include "bench/plan/models.h"
#include "bench/plan/settings.h"
#include "origin/origin.h"
#include "runners/error.h"
#include "runners/workload.h"

struct entry {
	char *key, *value;
	char *where;          /* "x.ini:12", or NULL: the command line */
	bool general;         /* [global]: for the jobs that take it */
};

struct draft {
	char *name;
	struct entry *entry;
	size_t entries;
};

/* Copies its arguments. A later entry of the same key replaces an earlier one,
 * except for options that may be repeated. 0 or -ENOMEM. */
int draft_add(struct draft *draft, const char *key, const char *value,
	      const char *where, bool general);
void draft_free(struct draft *draft);

struct job {
	char name[96];
	size_t group;         /* jobs of one draft share rounds */
	const struct workload *workload;
	void *params;
	struct settings set;
	struct model_list models;
	bool models_chosen;   /* by the user, not by default */
	struct counts concurrency;
	bool prepared;
};

struct jobs {
	struct job *item;
	size_t count;
	size_t groups;
};

/* Appends the draft's jobs. On failure nothing is appended and err names the
 * place, the key, and the nearest right one. */
int jobs_build(struct jobs *jobs, const struct draft *draft,
	       struct error *err);

/* Calls each workload's prepare. The origin may be NULL, or not started, if
 * none of them wants it. */
int jobs_prepare(struct jobs *jobs, const struct origin *origin,
		 struct error *err);

bool jobs_want_origin(const struct jobs *jobs);

/* Over TLS. */
bool jobs_want_tls(const struct jobs *jobs);

/* Frees what is in the job, or in all of them. */
void job_term(struct job *job);
void jobs_free(struct jobs *jobs);

#endif
