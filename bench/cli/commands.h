/* commands.h - what `simul NAME ...` takes and does, as data.
 *
 * A command is one static table: parsing, --help, the manual and completion
 * all walk it. Everything that reads a command line is in arguments.h.
 */
#ifndef SIMUL_COMMANDS_H
#define SIMUL_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "runners/option.h"

struct arguments;

enum { COMMAND_GROUPS_MAX = 5 };

/* Options that the help lists together. */
struct option_group {
	const char *header;            /* NULL: goes on under the last one */
	const struct option_row *rows; /* NULL ends the groups */
	size_t at;        /* offset of their struct in the command's struct */
	bool draft;       /* that is a struct draft (bench/plan/job.h), which
	                     keeps names and values unparsed */
	const char *of;   /* the workload that these options belong to */
};

struct command {
	const char *name, *summary;
	const char *operands;     /* "WORKLOAD|FILE.ini"; NULL: none */
	size_t operands_least, operands_most;
	const char *doc;          /* what it does */
	const char *examples;     /* printed below the options, with any other
	                             remarks; lines that begin with two blanks
	                             are printed verbatim. May be NULL */
	struct option_group group[COMMAND_GROUPS_MAX + 1];
	bool workloads;           /* takes the options of workloads too, stored
	                             as those of its first group */
	size_t size;              /* of the struct that options set */

	/* set: that struct, with presets where no option was given; the caller
	 * frees its strings. Output paths have been checked (exports.h).
	 * Returns the exit status; may end the program with fatal(). */
	int (*main)(void *set, const struct arguments *a);
};

/* In the order of `simul --help`; NULL ends. */
extern const struct command *const commands[];

/* Not in commands[]: one run of `simul run --runs`. */
extern const struct command command_one_run;

extern const struct command command_run, command_list, command_show,
	command_report, command_compare, command_gate, command_history,
	command_env, command_serve, command_learn, command_completion,
	command_manual;

/* The command with that name, or NULL. */
const struct command *commands_find(const char *name);

/* Ends the program: there is no such command. Says which may be meant. */
_Noreturn void commands_refuse(const char *name);

/* Prints version and commit, compiler and flags, and libcurl's version. */
void commands_print_version(FILE *out);

#endif
