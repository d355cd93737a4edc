/* main.c - which command? */
#include <stdio.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/cli/completion.h"
#include "bench/cli/fatal.h"
#include "bench/cli/output.h"
#include "runners/leftover.h"

static void print_usage(FILE *out)
{
	fputs("usage: simul COMMAND [OPTION...]\n\n"
	      "Runs the same tasks under threads, processes and an event "
	      "loop, checks their\nanswers, and says what each model "
	      "costs.\n\n",
	      out);
	for (size_t i = 0; commands[i]; i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name,
			commands[i]->summary);
	fputs("\n`simul help COMMAND` explains a command, `simul --version` "
	      "shows the build.\n\n"
	      "  simul run download -n 160 -c 160 --latency 50ms\n"
	      "  simul run squares --tasks 20 --base 10000000\n",
	      out);
}

/* `simul help run` is `simul run --help`. */
static int explain(int argc, char **argv)
{
	char *words[] = { argv[1], "--help", NULL };
	const struct command *command = commands_find(argv[1]);

	if (argc > 2)
		fatal("'help' explains one command: '%s' is too many",
		      argv[2]);
	if (!command)
		commands_refuse(argv[1]);
	return arguments_run(command, 2, words);
}

static int run(int argc, char **argv)
{
	const struct command *command = commands_find(argv[0]);
	bool help = !strcmp(argv[0], "--help") || !strcmp(argv[0], "-h") ||
		    !strcmp(argv[0], "help");
	bool version = !strcmp(argv[0], "--version") || !strcmp(argv[0], "-V");

	if (command)
		return arguments_run(command, argc, argv);
	if (!strcmp(argv[0], "__run"))
		return arguments_run(&command_one_run, argc, argv);
	if (!strcmp(argv[0], "__complete")) {
		completion_print(stdout, argc - 1, argv + 1);
		return 0;
	}
	if (!help && !version)
		commands_refuse(argv[0]);
	if (argc > 1 && !strcmp(argv[0], "help"))
		return explain(argc, argv);
	if (argc > 1)
		fatal("'%s' stands alone, not before '%s'; the help of a "
		      "command is `simul COMMAND --help`",
		      argv[0], argv[1]);
	if (help)
		print_usage(stdout);
	else
		commands_print_version(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	output_open();
	leftover_catch();
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	return output_close(run(argc - 1, argv + 1));
}
