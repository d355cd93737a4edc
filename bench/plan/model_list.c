/* model_list.c - finding models in the table by name. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/models.h"
#include "runners/nearest.h"

size_t models_count(void)
{
	size_t n = 0;

	while (models[n].name)
		n++;
	return n;
}

const struct model *models_find(const char *name)
{
	for (const struct model *m = models; m->name; m++)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

static int unknown(const char *name, struct error *err)
{
	size_t n = models_count();
	const char **names = calloc(n, sizeof(*names));
	const char *near = NULL;

	for (size_t i = 0; names && i < n; i++)
		names[i] = models[i].name;
	if (names)
		near = nearest_name(name, names, n);
	free(names);
	return error_set(err, -EINVAL, "no model '%s': %s%s%s", name,
			 near ? "did you mean '" : "`simul list` shows them",
			 near ? near : "", near ? "'?" : "");
}

static bool here(const struct model *m, char *why, size_t size)
{
	return !m->wait->probe || m->wait->probe(why, size) == 0;
}

int models_probe(const struct model *model, struct error *err)
{
	char why[256];

	if (here(model, why, sizeof(why)))
		return 0;
	return error_set(err, -ENOTSUP,
			 "model '%s' needs %s, which can't be had here: %s",
			 model->name, model->wait->name, why);
}

static int add(struct model_list *list, const char *name, struct error *err)
{
	const struct model *m = models_find(name);

	if (!m)
		return unknown(name, err);
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i] == m)
			return error_set(err, -EINVAL,
					 "model '%s' is named twice", name);
	list->item[list->count++] = m;
	return models_probe(m, err);
}

/* `more`: other names follow. */
static int add_all(struct model_list *list, bool more, struct error *err)
{
	if (more || list->count)
		return error_set(err, -EINVAL,
				 "'all' names every model: name no other "
				 "beside it");
	for (const struct model *m = models; m->name; m++) {
		char why[256];

		if (here(m, why, sizeof(why)))
			list->item[list->count++] = m;
		else
			error_set(&list->left_out, 0,
				  "'all' leaves out the models that need %s, "
				  "which can't be had here: %s",
				  m->wait->name, why);
	}
	return 0;
}

int models_parse(const char *text, struct model_list *list, struct error *err)
{
	char copy[256], *rest = copy, *name;
	int rc = 0;

	models_free(list);
	if (strlen(text) >= sizeof(copy))
		return error_set(err, -EINVAL, "too long a list of models");
	list->item = calloc(models_count(), sizeof(*list->item));
	if (!list->item)
		return error_set(err, -ENOMEM, "out of memory");
	strcpy(copy, text);
	while (rc == 0 && (name = strsep(&rest, ","))) {
		name += strspn(name, " ");
		name[strcspn(name, " ")] = '\0';
		rc = !strcmp(name, "all") ? add_all(list, rest != NULL, err)
					  : add(list, name, err);
	}
	return rc;
}

void models_free(struct model_list *list)
{
	free(list->item);
	*list = (struct model_list){ 0 };
}
