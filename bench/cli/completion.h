/* completion.h - what may stand where, for the scripts of three shells.
 *
 * The scripts are described in describe.h: completion_bash, completion_zsh
 * and completion_fish. Here is what they have in common.
 */
#ifndef SIMUL_COMPLETION_H
#define SIMUL_COMPLETION_H

#include <stdio.h>

#include "runners/option.h"

enum completion_kind {
	COMPLETION_NONE,  /* a number, a text: nothing can be offered */
	COMPLETION_WORDS, /* one of some words */
	COMPLETION_LIST,  /* some of them, between commas */
	COMPLETION_FILES,
};

/* Of an option's value. */
enum completion_kind completion_of(const struct option_row *row);

/* Puts those words, each after a blank. */
void completion_put_words(FILE *out, const struct option_row *row);

/* One way to spell an operand, from "WORKLOAD|FILE.ini": the next one at
 * *rest, which it moves on; in words those that are offered, each after a
 * blank, or the ending of the files. COMPLETION_NONE: no more. */
enum completion_kind completion_operand(const char **rest, char *words,
					size_t size);

#endif
