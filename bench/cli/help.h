/* help.h - what `--help` prints, in lines of 80 columns. */
#ifndef SIMUL_HELP_H
#define SIMUL_HELP_H

#include <stdio.h>

#include "bench/cli/arguments.h"

enum { HELP_COLUMNS = 80 };

/* All of it: usage, what the command does, options by group, what their
 * values look like, examples. */
void help_print(const struct arguments *a, FILE *out);

/* One option, its default in brackets. */
void help_row(const struct option_row *row, FILE *out);

/* What the option's value is called: TIME, or its choices: wall|cpu. "": it
 * takes none. */
const char *help_value(const struct option_row *row, char *buf, size_t size);

#endif
