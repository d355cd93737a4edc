/* draft.c - keeping what a person wrote. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/job.h"

int draft_add(struct draft *d, const char *key, const char *value,
	      const char *where, bool general)
{
	struct entry *all =
		realloc(d->entry, (d->entries + 1) * sizeof(*d->entry));
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
