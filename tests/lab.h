/* lab.h - a job, an origin and samples of it, for tests. */
#ifndef SIMUL_LAB_H
#define SIMUL_LAB_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/measure/sampler.h"
#include "bench/plan/job.h"
#include "bench/plan/models.h"
#include "origin/origin.h"

struct lab {
	struct jobs jobs;
	struct origin origin;
	volatile sig_atomic_t interrupts;
	struct sample sample;    /* the last one */
	struct area *area;       /* its tasks */
};

/* `keys` as in a job file, "workload=download latency=5ms". An origin runs in
 * any case, with TLS for "tls=yes"; "{origin}" in a value becomes its URL. */
static inline void lab_init(struct lab *lab, const char *keys)
{
	struct draft draft = { .name = strdup("test") };
	struct rlimit limit;
	bool tls = strstr(keys, "tls=") != NULL;
	struct error err = { "" };
	char copy[2048], *rest = copy, *word;

	memset(lab, 0, sizeof(*lab));
	setenv("no_proxy", "*", 1); /* whatever the environment says */
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	cr_assert_eq(tls ? origin_start_tls(&lab->origin, &err) :
			   origin_start(&lab->origin, &err),
		     0, "%s", err.text);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	snprintf(copy, sizeof(copy), "%s", keys);
	while ((word = strsep(&rest, " "))) {
		char *value = strchr(word, '=');
		char *mark = value ? strstr(value, "{origin}") : NULL;
		char text[512];

		if (!value)
			continue;
		*value++ = '\0';
		snprintf(text, sizeof(text), "%s", value);
		if (mark)
			snprintf(text, sizeof(text), "%s%s", lab->origin.url,
				 mark + strlen("{origin}"));
		cr_assert_eq(draft_add(&draft, word, text, NULL, false), 0);
	}
	cr_assert_eq(jobs_build(&lab->jobs, &draft, &err), 0, "%s", err.text);
	cr_assert_eq(jobs_prepare(&lab->jobs, &lab->origin, &err), 0, "%s",
		     err.text);
	draft_free(&draft);
}

/* Takes one sample of the first job under this model at this K. Skips the rest
 * of the test if the model can't be had here: those come last in the table. */
static inline struct sample *lab_take(struct lab *lab, const char *model,
				      size_t concurrency)
{
	struct take take = { .origin = &lab->origin,
			     .interrupts = &lab->interrupts,
			     .seed = 1 };
	struct subject subject = { .job = &lab->jobs.item[0] };

	subject.model = models_find(model);
	cr_assert_not_null(subject.model, "%s", model);
	if (models_probe(subject.model, NULL) < 0)
		cr_skip_test("no model '%s' here", model);
	subject.concurrency = subject_concurrency(subject.model, concurrency);
	area_free(lab->area);
	memset(&lab->sample, 0, sizeof(lab->sample));
	lab->area = sampler_take(&subject, &take, &lab->sample);
	return &lab->sample;
}

static inline void lab_term(struct lab *lab)
{
	area_free(lab->area);
	jobs_free(&lab->jobs);
	origin_stop(&lab->origin);
	curl_global_cleanup();
}

#endif
