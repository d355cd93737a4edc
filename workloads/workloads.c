/* workloads.c - the table of workloads. */
#include "workloads/workloads.h"

#include <string.h>

extern const struct workload workload_download;
extern const struct workload workload_squares;
extern const struct workload workload_null;
extern const struct workload workload_steps;
extern const struct workload workload_sleep;
extern const struct workload workload_count;
extern const struct workload workload_say_after;
extern const struct workload workload_makerandom;
extern const struct workload workload_simultaneous;
extern const struct workload workload_echo;
extern const struct workload workload_file;
extern const struct workload workload_queue;
extern const struct workload workload_server;
extern const struct workload workload_query;

const struct workload *const workloads[] = {
	&workload_download,
	&workload_squares,
	&workload_null,
	&workload_steps,
	&workload_sleep,
	&workload_count,
	&workload_say_after,
	&workload_makerandom,
	&workload_simultaneous,
	&workload_echo,
	&workload_file,
	&workload_queue,
	&workload_server,
#ifdef HAVE_MARIADB
	&workload_query,
#endif
	NULL,
};

const struct left_out workloads_left_out[] = {
#ifndef HAVE_MARIADB
	{ "query", "libmariadb was not there when simul was built "
		   "(libmariadb-dev)" },
#endif
	{ NULL, NULL }
};

const struct workload *workload_find(const char *name)
{
	for (const struct workload *const *w = workloads; *w; w++)
		if (!strcmp((*w)->name, name))
			return *w;
	return NULL;
}
