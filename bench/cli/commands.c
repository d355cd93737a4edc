/* commands.c - the table of commands. */
#include "bench/cli/commands.h"

#include <string.h>

#include "bench/measure/environment.h"
#include "bench/record/results.h"

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

void commands_print_version(FILE *out)
{
	struct environment env = { 0 };

	environment_read(&env, 0);
	fprintf(out, "simul %s (%s)\n", env.version, env.commit);
	fprintf(out, "%s %s\n", env.compiler, env.flags);
	fprintf(out, "%s\n", env.libcurl);
}
