/* workloads.c - every workload stands here once. */
#include "workloads/workloads.h"

#include <string.h>

extern const struct workload workload_download;
extern const struct workload workload_squares;
extern const struct workload workload_null;

const struct workload *const workloads[] = {
	&workload_download,
	&workload_squares,
	&workload_null,
	NULL,
};

const struct workload *workload_find(const char *name)
{
	for (const struct workload *const *w = workloads; *w; w++)
		if (!strcmp((*w)->name, name))
			return *w;
	return NULL;
}
