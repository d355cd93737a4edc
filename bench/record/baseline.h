/* baseline.h - results that are kept by a name, to be compared with.
 *
 * A baseline is a file of results (csv.h) in a directory of the user's:
 * NAME.csv in $XDG_DATA_HOME/simul/baselines, by preset
 * ~/.local/share/simul/baselines. Whoever can read the name can read the file:
 * nothing else is kept about it.
 */
#ifndef SIMUL_BASELINE_H
#define SIMUL_BASELINE_H

#include <stddef.h>

#include "runners/error.h"

enum { BASELINE_NAME = 64 };      /* bytes of a name, at most */

/* The path of that name's file, whether it is there or not. -EINVAL: no such
 * name: it is letters, digits, '_', '-' and '.', and doesn't begin with a '.'.
 * -ENOENT: the user has no directory. -ENAMETOOLONG. */
int baseline_path(const char *name, char *path, size_t size,
		  struct error *err);

/* The same for a file to read: -ENOENT also if it isn't there, and err names
 * those that are. */
int baseline_find(const char *name, char *path, size_t size,
		  struct error *err);

/* The same for a file to write: makes its directory, and checks that it can be
 * saved (save.h). Waits for the disk. */
int baseline_ready(const char *name, char *path, size_t size,
		   struct error *err);

/* Calls visit for each name, in their order. Without memory or a directory
 * there are none. */
void baseline_each(void (*visit)(void *user, const char *name), void *user);

#endif
