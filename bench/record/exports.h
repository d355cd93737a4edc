/* exports.h - the files that a command was asked to write, before it begins.
 *
 * A path that is NULL was not asked for; "-" and "/dev/stdout" are the
 * standard output.
 */
#ifndef SIMUL_EXPORTS_H
#define SIMUL_EXPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "runners/error.h"

bool exports_is_stdout(const char *path);

/* Whether one of them is the standard output: then tables don't go there. */
bool exports_take_stdout(const char *const *path, size_t paths);

/* 0, or a negative errno with err: one can't be written (save_check), two are
 * the same file, or one is a file that is read. */
int exports_check(const char *const *path, size_t paths,
		  const char *const *input, size_t inputs, struct error *err);

#endif
