/* cmd_completion.c - `simul completion`: a script for a shell. */
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/cli/describe.h"
#include "bench/cli/fatal.h"
#include "runners/macros.h"
#include "runners/nearest.h"

static const struct form *const shells[] = {
	&completion_bash,
	&completion_zsh,
	&completion_fish,
};

static const struct form *find(const char *name)
{
	const char *names[ARRAY_SIZE(shells)];
	const char *near;

	for (size_t i = 0; i < ARRAY_SIZE(shells); i++) {
		if (!strcmp(shells[i]->name, name))
			return shells[i];
		names[i] = shells[i]->name;
	}
	near = nearest_name(name, names, ARRAY_SIZE(names));
	fatal("no completion for '%s': %s%s", name,
	      near ? "did you mean " : "there are bash, zsh and ",
	      near ? near : "fish");
}

int cmd_completion(int argc, char **argv)
{
	const char *operand[1];
	struct arguments a = {
		.command = "simul completion",
		.operands = "bash|zsh|fish",
		.doc = "Print a script that completes simul's commands, "
		       "options and values in a shell."
		       "\vExamples:\n"
		       "  source <(simul completion bash)\n"
		       "  simul completion zsh > ~/.zfunc/_simul\n"
		       "  simul completion fish > "
		       "~/.config/fish/completions/simul.fish",
		.operands_least = 1,
		.operands_most = 1,
		.operand = operand,
	};
	int rc;

	arguments_parse(&a, argc, argv);
	rc = describe_all(find(operand[0]));
	if (rc < 0)
		fatal("cannot print the script: %s", strerror(-rc));
	return 0;
}
