/* models.h - the table of models: which spawn with which wait.
 *
 * models.c has the table and nothing else, so that a test can link one of its
 * own; model_list.c has the functions.
 */
#ifndef SIMUL_MODELS_H
#define SIMUL_MODELS_H

#include "runners/error.h"
#include "runners/model.h"

/* In the order of `simul list`; models[i].name NULL ends. */
extern const struct model models[];

/* Those that the user named, in that order. */
struct model_list {
	const struct model **item;
	size_t count;
};

size_t models_count(void);

/* NULL if there is none of that name. */
const struct model *models_find(const char *name);

/* "serial,threads" or "all". Replaces the list's contents: zero it before its
 * first use, and free it in any case. 0, or with err -ENOMEM or -EINVAL: an
 * unknown name, one named twice, "all" beside others, or none. */
int models_parse(const char *text, struct model_list *list,
		 struct error *err);
void models_free(struct model_list *list);

#endif
