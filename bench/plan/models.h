/* models.h - the table of models: which spawn with which wait. */
#ifndef SIMUL_MODELS_H
#define SIMUL_MODELS_H

#include "runners/error.h"
#include "runners/model.h"

#define MODELS_MAX 8

/* In the order of `simul list`; models[i].name NULL ends. */
extern const struct model models[];

struct model_list {
	const struct model *item[MODELS_MAX];
	size_t count;
};

/* "serial,threads" or "all". 0 or -EINVAL with err: an unknown name, one that
 * stands twice, "all" beside others, or none. */
int models_parse(const char *text, struct model_list *list,
		 struct error *err);

#endif
