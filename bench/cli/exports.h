/* exports.h - the files that a command was asked to write, before it begins.
 *
 * They are its options of kind OPTION_OUTPUT. "-" and "/dev/stdout" are the
 * standard output.
 */
#ifndef SIMUL_EXPORTS_H
#define SIMUL_EXPORTS_H

#include <stdbool.h>

#include "bench/cli/arguments.h"
#include "runners/error.h"

bool exports_is_stdout(const char *path);

/* Whether one of them goes to the standard output: then tables don't. */
bool exports_take_stdout(const struct arguments *a, const void *set);

/* 0, or a negative errno with err: one can't be written (save_check), two are
 * the same file, or one is a file that is read: an operand, or an OPTION_FILE
 * of the command's. */
int exports_check(const struct arguments *a, const void *set,
		  struct error *err);

#endif
