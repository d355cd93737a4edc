/* help.h - what `--help` prints, in lines of 80 columns. */
#ifndef SIMUL_HELP_H
#define SIMUL_HELP_H

#include <stdio.h>

#include "bench/cli/arguments.h"

enum { HELP_COLUMNS = 80 };

/* Prints all of it: usage, what the command does, options by group, how their
 * values are written, examples. */
void help_print(const struct arguments *a, FILE *out);

/* Prints one option with its default in brackets. */
void help_row(const struct option_row *row, FILE *out);

/* The name of the option's value: TIME, or its choices: wall|cpu. "" if it
 * takes none. Returns a literal or buf. */
const char *help_value(const struct option_row *row, char *buf, size_t size);

#endif
