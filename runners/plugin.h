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

/* A shared object with another version than the program's is refused.
 *
 * Raise the upper half by hand for any change that the compiler doesn't notice:
 * a member or a function of plugin.list with a new meaning, a name that moves
 * within its enum, a member replaced by one of another type. The lower half
 * follows by itself when a member is added to one of the structs that both
 * sides know the insides of. */
#define SIMUL_PLUGIN_VERSION                                                 \
	(4u << 16 | (unsigned)(sizeof(struct workload) +                     \
			       sizeof(struct option_row) +                   \
			       sizeof(struct setting) +                      \
			       sizeof(struct value) + sizeof(struct fetch) + \
			       sizeof(struct fetched) +                      \
			       sizeof(struct fetch_terms)))

struct simul_plugin {
	unsigned version;
	const struct workload *workload;
};

extern const struct simul_plugin simul_plugin
	__attribute__((visibility("default")));

#endif
