/* commands.c - the table of commands. */
#include "bench/cli/commands.h"

#include <string.h>

#include "bench/cli/fatal.h"
#include "bench/measure/environment.h"
#include "bench/plan/jobfile.h"
#include "bench/record/results.h"
#include "runners/nearest.h"
#include "workloads/workloads.h"

enum { COMMANDS_MAX = 32 };

const struct command *const commands[] = {
	&command_run,
	&command_list,
	&command_show,
	&command_report,
	&command_compare,
	&command_gate,
	&command_history,
	&command_env,
	&command_serve,
	&command_learn,
	&command_completion,
	&command_manual,
	NULL
};

const struct command *commands_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

void commands_refuse(const char *name)
{
	const char *names[COMMANDS_MAX], *near;
	size_t n = 0;

	if (workload_find(name) || jobfile_named(name))
		fatal("no command '%s': did you mean `simul run %s`?", name,
		      name);
	for (; n < COMMANDS_MAX && commands[n]; n++)
		names[n] = commands[n]->name;
	near = nearest_name(name, names, n);
	if (near)
		fatal("no command '%s': did you mean '%s'?", name, near);
	fatal("no command '%s': `simul --help` lists them", name);
}

void commands_print_version(FILE *out)
{
	struct environment env = { 0 };

	environment_read(&env, 0);
	fprintf(out, "simul %s (%s)\n", env.version, env.commit);
	fprintf(out, "%s %s\n", env.compiler, env.flags);
	fprintf(out, "%s\n", env.libcurl);
}
