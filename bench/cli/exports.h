/* exports.h - checks the files that a command will write before it starts.
 *
 * They are the values of its options of kind OPTION_OUTPUT. "-" and
 * "/dev/stdout" are the standard output.
 */
#ifndef SIMUL_EXPORTS_H
#define SIMUL_EXPORTS_H

#include <stdbool.h>

#include "bench/cli/arguments.h"
#include "runners/error.h"

bool exports_is_stdout(const char *path);

/* Whether one of them is the standard output: then the tables aren't printed
 * there. */
bool exports_take_stdout(const struct arguments *a, const void *set);

/* Returns 0, or a negative errno with err if one can't be written
 * (save_check), two are the same file, or one is an input: an operand, or the
 * value of an OPTION_FILE. */
int exports_check(const struct arguments *a, const void *set,
		  struct error *err);

#endif
