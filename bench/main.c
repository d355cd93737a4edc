/* main.c - which command? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "bench/commands.h"
#include "bench/fatal.h"
#include "bench/version.h"
#include "runners/macros.h"
#include "runners/nearest.h"

static const struct command commands[] = {
	{ "run", "run a workload, or the jobs of a file, under models",
	  cmd_run },
	{ "list", "show workloads, models and their options", cmd_list },
	{ "show", "print the tables of results that were kept", cmd_show },
	{ "compare", "hold the results of one run against another's",
	  cmd_compare },
	{ "gate", "is this program slower than another build of it?",
	  cmd_gate },
	{ "env", "tell what this machine is, and whether it is fit",
	  cmd_env },
	{ "serve", "serve the origin that downloads come from", cmd_serve },
};

static void print_usage(FILE *out)
{
	fputs("usage: simul COMMAND [OPTION...]\n\n"
	      "Runs one task body under interchangeable concurrency models, "
	      "checks the\nanswers, and says what each model cost.\n\n",
	      out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i].name,
			commands[i].summary);
	fputs("\n`simul COMMAND --help` tells more; `simul --version` what "
	      "this is made of.\n\n"
	      "  simul run download -n 160 -c 160 --latency 50ms\n"
	      "  simul run squares --tasks 20 --base 10000000\n",
	      out);
}

static _Noreturn void unknown(const char *name)
{
	const char *names[ARRAY_SIZE(commands)];
	const char *near;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i].name;
	near = nearest_name(name, names, ARRAY_SIZE(names));
	if (near)
		fatal("no command '%s': did you mean '%s'?", name, near);
	fatal("no command '%s': `simul --help` lists them", name);
}

/* What was printed may not have arrived: a full disk, a closed pipe. */
static int check_stdout(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "simul: cannot write to the standard output: %s\n",
		strerror(errno));
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		print_usage(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		version_print(stdout);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return check_stdout(
				commands[i].main(argc - 1, argv + 1));
	unknown(argv[1]);
}
