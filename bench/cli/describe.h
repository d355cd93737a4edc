/* describe.h - every command describes itself, for completions and the manual.
 *
 * What a command takes is known where it parses its arguments, and nowhere
 * else. So `simul COMMAND --describe=FORM`, which nobody needs to type, makes
 * arguments_parse print that in one of the forms, instead of parsing; and who
 * wants all commands asks each in turn, in a child of its own.
 */
#ifndef SIMUL_DESCRIBE_H
#define SIMUL_DESCRIBE_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/cli/arguments.h"

struct form {
	const char *name;
	void (*begin)(FILE *out);
	void (*command)(FILE *out, const struct arguments *arguments);
	void (*end)(FILE *out);
};

extern const struct form completion_bash, completion_zsh, completion_fish,
	manual_page;

/* Whether that is all that the command line asks for. */
bool describe_asked(int argc, char **argv);

/* Prints it on stdout and ends the program. */
_Noreturn void describe_print(const struct arguments *arguments,
			      const char *asked);

/* Prints the whole: beginning, each command, end. 0 or a negative errno. */
int describe_all(const struct form *form);

/* The name of the command alone: "run" of "simul run". */
const char *describe_name(const struct arguments *arguments);

/* Options in their order, each once, even if it stands in two groups. Begin
 * with all zeros; NULL: no more. */
struct describe_cursor {
	size_t group, row;
};
const struct option_row *describe_next(const struct arguments *arguments,
				       struct describe_cursor *cursor);

#endif
