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

/* Options that stand together in the help. */
struct option_group {
	const char *header;            /* NULL: under the one before */
	const struct option_row *rows; /* NULL ends */
	size_t at;        /* where their struct lies in the command's */
	bool draft;       /* it is a struct draft (bench/plan/job.h), which
	                     keeps names and values unread */
	const char *of;   /* the workload whose options these are, or NULL */
};

struct command {
	const char *name, *summary;
	const char *operands;     /* "WORKLOAD|FILE.ini"; NULL: none */
	size_t operands_least, operands_most;
	const char *doc;          /* what it does */
	const char *examples;     /* and what else stands below the options;
	                             lines that begin with two blanks are shown
	                             as they are. NULL: nothing */
	struct option_group group[COMMAND_GROUPS_MAX + 1];
	bool workloads;           /* takes the options of workloads too; as
	                             of its first group */
	size_t size;              /* of the struct that options set */

	/* set: that struct, with presets where no option was given; texts in
	 * it are freed afterwards. What it is to write has been checked
	 * (exports.h). Returns the exit status; may end the program by
	 * fatal(). */
	int (*main)(void *set, const struct arguments *a);
};

/* In the order of `simul --help`; NULL ends. */
extern const struct command *const commands[];

extern const struct command command_run, command_list, command_show,
	command_report, command_compare, command_gate, command_history,
	command_env, command_serve, command_completion, command_manual;

/* The one of that name, or NULL. */
const struct command *commands_find(const char *name);

/* What the program is made of: commit, compiler and flags, libcurl. */
void commands_print_version(FILE *out);

#endif
