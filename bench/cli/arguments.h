/* arguments.h - parses the command line of one command by its tables. */
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
	size_t of[ARGUMENT_ROWS_MAX];     /* the group of each row */
	bool given[ARGUMENT_ROWS_MAX];
	size_t rows;
	struct option option[ARGUMENT_ROWS_MAX + 1];    /* for getopt_long */
	char letters[2 * ARGUMENT_ROWS_MAX + 3];

	const char *operand[ARGUMENT_OPERANDS_MAX];
	/* The option with .divides that it stands behind, or NULL. */
	const struct option_row *under[ARGUMENT_OPERANDS_MAX];
	size_t operands;
	const struct option_row *divider; /* the last, while parsing */
	const char *workload;     /* the operand that names one, or NULL */
	int argc;                 /* as arguments_run was given them */
	char **argv;
	bool stdout_taken;                     /* by an export */
	const struct option_row *unfinished;   /* last on the line, and its
	                                          value is missing */
	bool operands_only;                    /* after "--" */
};

/* Starts with the command's own options; add those of one workload, or of
 * all, afterwards. */
void arguments_init(struct arguments *a, const struct command *command);
void arguments_add(struct arguments *a, const struct workload *workload);
void arguments_add_all(struct arguments *a);

/* Finds the operands and the options on the line. Sets nothing and refuses
 * nothing: unknown options are skipped. Ignores argv[0]. */
void arguments_look(struct arguments *a, int argc, char **argv);

/* Finds the row whose name is `name`, or begins with it. Returns how many rows
 * match; if several do, *row is one of them, if none does, NULL. */
size_t arguments_named(const struct arguments *a, const char *name,
		       size_t length, const struct option_row **row);

/* The row with that letter, or NULL. */
const struct option_row *arguments_letter(const struct arguments *a,
					  char letter);

/* Parses the line, then prints the help if asked to, else calls the command's
 * main. Returns the exit status. A mistake on the line ends the program with
 * one sentence and status 2. */
int arguments_run(const struct command *command, int argc, char **argv);

#endif
