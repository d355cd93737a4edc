/* models.c - the six models, of three spawns and two waits. */
#include "bench/plan/models.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "async/async.h"
#include "multiproc/multiproc.h"
#include "runners/nearest.h"
#include "threaded/threaded.h"

const struct model models[] = {
	{ "serial", "one after the other: what all others are held against",
	  &spawn_in_place, &wait_blocking },
	{ "threads", "K threads, each waits for its own task",
	  &spawn_threads, &wait_blocking },
	{ "processes", "K forked processes, each waits for its own task",
	  &spawn_processes, &wait_blocking },
	{ "async", "one thread, K coroutines over an epoll loop",
	  &spawn_in_place, &wait_event_loop },
	{ "threads+async", "a loop in each of a few threads, K coroutines",
	  &spawn_threads, &wait_event_loop },
	{ "processes+async", "a loop in each of a few processes, K coroutines",
	  &spawn_processes, &wait_event_loop },
	{ 0 }
};

static const struct model *find(const char *name)
{
	for (const struct model *m = models; m->name; m++)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

static int unknown(const char *name, struct error *err)
{
	const char *names[MODELS_MAX];
	const char *near;
	size_t n = 0;

	for (; models[n].name; n++)
		names[n] = models[n].name;
	near = nearest_name(name, names, n);
	return error_set(err, -EINVAL, "no model '%s': %s%s%s", name,
			 near ? "did you mean '" : "`simul list` shows them",
			 near ? near : "", near ? "'?" : "");
}

static int add(struct model_list *list, const char *name, struct error *err)
{
	const struct model *m = find(name);

	if (!m)
		return unknown(name, err);
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i] == m)
			return error_set(err, -EINVAL,
					 "model '%s' is named twice", name);
	list->item[list->count++] = m;
	return 0;
}

/* All there are; `more` says that others were named as well. */
static int add_all(struct model_list *list, bool more, struct error *err)
{
	if (more || list->count)
		return error_set(err, -EINVAL,
				 "'all' names every model: name no other "
				 "beside it");
	for (const struct model *m = models; m->name; m++)
		list->item[list->count++] = m;
	return 0;
}

int models_parse(const char *text, struct model_list *list, struct error *err)
{
	char copy[256], *rest = copy, *name;
	int rc = 0;

	list->count = 0;
	if (strlen(text) >= sizeof(copy))
		return error_set(err, -EINVAL, "too long a list of models");
	strcpy(copy, text);
	while (rc == 0 && (name = strsep(&rest, ","))) {
		name += strspn(name, " ");
		name[strcspn(name, " ")] = '\0';
		rc = !strcmp(name, "all") ? add_all(list, rest != NULL, err)
					  : add(list, name, err);
	}
	return rc;
}
