/* cmd_completion.c - `simul completion`: prints one of the files simul.* of
 * this folder. */
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/completion.h"
#include "bench/cli/fatal.h"
#include "runners/macros.h"
#include "runners/nearest.h"

static const struct {
	const char *name, *script;
} shells[] = {
	{ "bash", completion_bash },
	{ "zsh", completion_zsh },
	{ "fish", completion_fish },
};

static int run(void *set, const struct arguments *a)
{
	const char *names[ARRAY_SIZE(shells)], *near;

	(void)set;
	for (size_t i = 0; i < ARRAY_SIZE(shells); i++) {
		names[i] = shells[i].name;
		if (strcmp(shells[i].name, a->operand[0]) != 0)
			continue;
		fputs(shells[i].script, stdout);
		return 0;
	}
	near = nearest_name(a->operand[0], names, ARRAY_SIZE(names));
	fatal("no completion for '%s': %s%s", a->operand[0],
	      near ? "did you mean " : "there are bash, zsh and ",
	      near ? near : "fish");
}

const struct command command_completion = {
	.name = "completion",
	.summary = "print a script that completes commands in a shell",
	.operands = "bash|zsh|fish",
	.operands_least = 1,
	.operands_most = 1,
	.doc = "Print a script that completes simul's commands, options and "
	       "values in a shell.",
	.examples = "Examples:\n"
		    "  source <(simul completion bash)\n"
		    "  simul completion zsh > ~/.zfunc/_simul\n"
		    "  simul completion fish > "
		    "~/.config/fish/completions/simul.fish",
	.main = run,
};
