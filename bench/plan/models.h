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
	struct error left_out;   /* of "all": a sentence on those that can't
	                            be had here, or "" */
};

size_t models_count(void);

/* NULL if there is none of that name. */
const struct model *models_find(const char *name);

/* Can the model be had here? 0, or -ENOTSUP with the sentence in err. */
int models_probe(const struct model *model, struct error *err);

/* "serial,threads" or "all", which is all that can be had here. Replaces the
 * list's contents: zero it before its first use, and free it in any case. 0, or
 * with err -ENOMEM or -EINVAL: an unknown name, one named twice, "all" beside
 * others, or none; -ENOTSUP: one that can't be had here. */
int models_parse(const char *text, struct model_list *list,
		 struct error *err);
void models_free(struct model_list *list);

#endif
