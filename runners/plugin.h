/* plugin.h - how a workload comes from a shared object.
 *
 * A file like those in workloads/ ends with
 *
 *   const struct simul_plugin simul_plugin = {
 *           .version = SIMUL_PLUGIN_VERSION,
 *           .workload = &mine,
 *   };
 *
 * and is compiled by itself, against these headers and nothing else:
 *
 *   cc -O2 -shared -fPIC -I SIMUL -o mine.so mine.c
 *   simul run ./mine.so
 *
 * What it may call of simul is in plugin.list. It stays loaded until the
 * program ends.
 */
#ifndef SIMUL_PLUGIN_H
#define SIMUL_PLUGIN_H

#include "runners/workload.h"

/* Raised when a member of what a workload and simul share changes its meaning.
 * The size in the lower half tells of one that was added. */
#define SIMUL_PLUGIN_VERSION \
	(1u << 16 | (unsigned)sizeof(struct workload))

struct simul_plugin {
	unsigned version;
	const struct workload *workload;
};

extern const struct simul_plugin simul_plugin
	__attribute__((visibility("default")));

#endif
