/* arguments.h - the command line of one command, read by its tables. */
#ifndef SIMUL_ARGUMENTS_H
#define SIMUL_ARGUMENTS_H

#include <getopt.h>

#include "bench/cli/commands.h"
#include "runners/workload.h"

enum {
	ARGUMENT_GROUPS_MAX = 40,
	ARGUMENT_ROWS_MAX = 256,
	ARGUMENT_OPERANDS_MAX = 1024,
	ARGUMENT_HELP = 0,                /* the row of --help */
};

struct arguments {
	const struct command *command;
	struct option_group group[ARGUMENT_GROUPS_MAX];
	size_t groups;

	/* Each name once: two workloads may have a --size. */
	const struct option_row *row[ARGUMENT_ROWS_MAX + 1];
	size_t of[ARGUMENT_ROWS_MAX];     /* the group of each */
	bool given[ARGUMENT_ROWS_MAX];
	size_t rows;
	struct option option[ARGUMENT_ROWS_MAX + 1];    /* for getopt_long */
	char letters[2 * ARGUMENT_ROWS_MAX + 3];

	const char *operand[ARGUMENT_OPERANDS_MAX];
	size_t operands;
	bool stdout_taken;                     /* by an export */
	const struct option_row *unfinished;   /* the last: it needs a value */
	bool operands_only;                    /* "--" was met */
};

/* Begins with the command's own options; then add those of one workload, or
 * of all. */
void arguments_init(struct arguments *a, const struct command *command);
void arguments_add(struct arguments *a, const struct workload *workload);
void arguments_add_all(struct arguments *a);

/* Which operands, and which options, there are: refuses nothing and sets
 * nothing, so an unknown option is passed over. argv[0] isn't looked at. */
void arguments_look(struct arguments *a, int argc, char **argv);

/* The row of a name, or of the beginning of one. Returns how many it may be;
 * unless that is 1, *row is any of them, or NULL. */
size_t arguments_named(const struct arguments *a, const char *name,
		       size_t length, const struct option_row **row);

/* NULL: there is none. */
const struct option_row *arguments_letter(const struct arguments *a,
					  char letter);

/* Parses, prints the help if that was asked for, or calls the command's main;
 * returns the exit status. What is wrong on the line ends the program with
 * status 2 and one sentence. */
int arguments_run(const struct command *command, int argc, char **argv);

#endif
