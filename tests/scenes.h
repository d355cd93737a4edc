/* scenes.h - tasks that wait for each other, under one model after another.
 *
 * A scene is a body with its numbers, and the expected outcome of its tasks.
 * The test provides the workload: the tasks' shared memory, and `uses`.
 */
#ifndef SIMUL_SCENES_H
#define SIMUL_SCENES_H

#include "tests/lab.h"

/* The params of a body. */
struct script {
	size_t tasks, room, rounds;
};

/* Bits, in the order of `models`. */
enum {
	SERIAL = 1,
	PROCESSES = 4,
	PROCESSES_ASYNC = 32,
	ALL = 63,
	OTHERS = ALL - SERIAL,
};

#define ANY SIZE_MAX

struct scene {
	const char *fact;
	int (*body)(struct io *io, const void *params, size_t task,
		    struct value *v);
	struct script script;
	const char *keys;        /* of the job, besides its tasks */
	size_t lanes;
	unsigned models;
	size_t ok, failed, cancelled;    /* tasks, or ANY */
	const char *reason;      /* of the sample, a part of it */
	void (*check)(const struct lab *lab, const char *model);
};

/* Around *w, which must stay. For lab_term. */
static inline void scene_stage(const struct scene *scene, struct workload *w,
			       struct lab *lab)
{
	struct job *job;
	char keys[256];

	snprintf(keys, sizeof(keys), "workload=null deadline=60s tasks=%zu %s",
		 scene->script.tasks, scene->keys);
	lab_init(lab, keys);
	job = &lab->jobs.item[0];
	w->name = w->summary = "scene";
	w->tasks = scene->script.tasks;
	w->body = scene->body;
	job->workload = w;
	free(job->params);
	job->params = malloc(sizeof(scene->script));
	memcpy(job->params, &scene->script, sizeof(scene->script));
}

static inline void scene_count(size_t is, size_t expected, const char *what,
			       const struct scene *scene, const char *model,
			       const struct sample *s)
{
	cr_assert(expected == ANY || is == expected,
		  "%s: %s: %zu tasks %s, not %zu: %s", scene->fact, model, is,
		  what, expected, s->reason);
}

static inline void scene_judge(const struct scene *scene, const char *model,
			       const struct lab *lab)
{
	const struct sample *s = &lab->sample;
	bool good = !scene->failed && !scene->cancelled;

	cr_assert_eq(s->state, good ? SAMPLE_OK : SAMPLE_FAILED, "%s: %s: %s",
		     scene->fact, model, s->reason);
	scene_count(s->tasks_ok, scene->ok, "right", scene, model, s);
	scene_count(s->tasks_failed, scene->failed, "failed", scene, model, s);
	scene_count(s->tasks_cancelled, scene->cancelled, "cancelled", scene,
		    model, s);
	cr_assert(!scene->reason || strstr(s->reason, scene->reason),
		  "%s: %s: '%s'", scene->fact, model, s->reason);
	if (scene->check)
		scene->check(lab, model);
}

/* One sample under each of its models. */
static inline void scene_play(const struct scene *scene, struct workload w)
{
	struct lab lab;

	scene_stage(scene, &w, &lab);
	for (size_t m = 0; models[m].name; m++) {
		if (!(scene->models & 1u << m))
			continue;
		lab_take(&lab, models[m].name, scene->lanes);
		scene_judge(scene, models[m].name, &lab);
	}
	lab_term(&lab);
}

#endif
