/* plugin.h - finding a workload: by its name, or in a shared object. */
#ifndef SIMUL_BENCH_PLUGIN_H
#define SIMUL_BENCH_PLUGIN_H

#include <stdbool.h>

#include "runners/error.h"
#include "runners/workload.h"

/* Does the name mean a shared object? If it ends in ".so". */
bool plugin_named(const char *name);

/* Loads a shared object and checks what it exports (runners/plugin.h) before
 * calling any of it. A path without '/' is in the working directory. The
 * workload stays until the program ends; loading it again returns the same. 0,
 * or a negative errno with err. */
int plugin_load(const char *path, const struct workload **workload,
		struct error *err);

/* Do the workload's options differ from those of the table? 0, or -EEXIST with
 * err, which names the option. plugin_load has checked settings_options. */
int plugin_clash(const struct workload *workload, const char *path,
		 const struct option_row *table, struct error *err);

/* Finds a workload by name in workloads.c or, if plugin_named, in a shared
 * object. 0, or a negative errno with err, which suggests the nearest. */
int plugin_find(const char *name, const struct workload **workload,
		struct error *err);

#endif
