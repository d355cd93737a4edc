/* arguments.h - the command line of one command, from tables of options. */
#ifndef SIMUL_ARGUMENTS_H
#define SIMUL_ARGUMENTS_H

#include <stddef.h>

#include "runners/option.h"

#define ARGUMENT_GROUPS_MAX 32

/* Rows that stand together in the help. */
struct argument_group {
	const char *header;
	const struct option_row *rows;
};

struct arguments {
	const char *command;       /* "simul run" */
	const char *operands;      /* "WORKLOAD | FILE.ini", or NULL: none */
	const char *doc;           /* before \v: what it does; after: examples */
	size_t operands_least, operands_most;
	struct argument_group group[ARGUMENT_GROUPS_MAX];
	size_t groups;

	/* Called for each option in turn. A negative errno with err ends the
	 * program with that sentence and status 2. */
	int (*on_option)(void *user, const struct option_row *row,
			 const char *value, struct error *err);
	void *user;

	const char **operand;      /* those that were given, in order */
	size_t count;
};

/* The first argument that ends so and is neither an option nor the value of one
 * that the groups know; NULL: there is none. For operands that bring options
 * of their own: look before arguments_parse, and add their group. */
const char *arguments_find(struct arguments *arguments, int argc,
			   char **argv, const char *ending);

/* Parses by glibc's argp: --help and usage errors end the program, the
 * latter with status 2 and, where one is near, the right name. operand must
 * have room for operands_most. */
void arguments_parse(struct arguments *arguments, int argc, char **argv);

#endif
