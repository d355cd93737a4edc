/* commands.c - the table of commands. */
#include "bench/cli/commands.h"

#include <stddef.h>

const struct command commands[] = {
	{ "run", "run a workload, or the jobs of a file, under models",
	  cmd_run },
	{ "list", "show workloads, models and their options", cmd_list },
	{ "show", "print the tables of results that were kept", cmd_show },
	{ "report", "make a page with charts of results that were kept",
	  cmd_report },
	{ "compare", "hold the results of one run against another's",
	  cmd_compare },
	{ "gate", "is this program slower than another build of it?",
	  cmd_gate },
	{ "env", "tell what this machine is, and whether it is fit",
	  cmd_env },
	{ "serve", "serve the origin that downloads come from", cmd_serve },
	{ "completion", "print a script that completes commands in a shell",
	  cmd_completion },
	{ "manual", "print the manual page", cmd_manual },
	{ 0 }
};
