/* main.c - which command? */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "bench/cli/commands.h"
#include "bench/cli/fatal.h"
#include "bench/cli/version.h"
#include "runners/nearest.h"

enum { COMMANDS_MAX = 32 };

static void print_usage(FILE *out)
{
	fputs("usage: simul COMMAND [OPTION...]\n\n"
	      "Runs one task body under interchangeable concurrency models, "
	      "checks the\nanswers, and says what each model cost.\n\n",
	      out);
	for (size_t i = 0; commands[i].name; i++)
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
	const char *names[COMMANDS_MAX];
	const char *near;
	size_t n = 0;

	for (; n < COMMANDS_MAX && commands[n].name; n++)
		names[n] = commands[n].name;
	near = nearest_name(name, names, n);
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
	bool help, version;

	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	help = !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	       !strcmp(argv[1], "help");
	version = !strcmp(argv[1], "--version") || !strcmp(argv[1], "-V");
	if ((help || version) && argc > 2)
		fatal("'%s' stands alone, not before '%s'; the help of a "
		      "command is `simul COMMAND --help`",
		      argv[1], argv[2]);
	if (help)
		print_usage(stdout);
	if (version)
		version_print(stdout);
	if (help || version)
		return check_stdout(0);
	for (size_t i = 0; commands[i].name; i++)
		if (!strcmp(argv[1], commands[i].name))
			return check_stdout(
				commands[i].main(argc - 1, argv + 1));
	unknown(argv[1]);
}
