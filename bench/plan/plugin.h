/* plugin.h - finding a workload: by its name, or in a shared object. */
#ifndef SIMUL_BENCH_PLUGIN_H
#define SIMUL_BENCH_PLUGIN_H

#include <stdbool.h>

#include "runners/error.h"
#include "runners/workload.h"

/* Whether a workload's name is meant to be a shared object's: it ends in
 * ".so". */
bool plugin_named(const char *name);

/* Loads a shared object and checks what it exports (runners/plugin.h) before
 * anything of it is called. A path without '/' is in the working directory.
 * The workload is there until the program ends; loading it again gives the
 * same. 0, or a negative errno with err. */
int plugin_load(const char *path, const struct workload **workload,
		struct error *err);

/* Whether the command line could tell the workload's options from those of
 * the table: 0, or -EEXIST with err, which names the option. plugin_load has
 * asked it of settings_options. */
int plugin_clash(const struct workload *workload, const char *path,
		 const struct option_row *table, struct error *err);

/* The one of that name, from workloads.c or, if plugin_named, from a shared
 * object. 0, or a negative errno with err, which names the nearest. */
int plugin_find(const char *name, const struct workload **workload,
		struct error *err);

#endif
