/* cmd_env.c - `simul env`: describes this machine, and whether it is fit to
 * measure on. */
#include <stdio.h>
#include <time.h>

#include "bench/cli/arguments.h"
#include "bench/measure/environment.h"
#include "bench/measure/proc.h"
#include "runners/clock.h"

/* What the hypervisor takes from us during a short sleep. */
static uint64_t watch_steal(void)
{
	const struct timespec pause = {
		.tv_nsec = ENVIRONMENT_STEAL_MS * (long)NS_PER_MS,
	};
	uint64_t before = proc_steal_us();

	nanosleep(&pause, NULL);
	return proc_steal_us() - before;
}

static int run(void *set, const struct arguments *a)
{
	struct environment env;

	(void)set;
	(void)a;
	environment_read(&env, 0);
	environment_print(&env, stdout);
	putchar('\n');
	if (environment_warn(&env, watch_steal(), ENVIRONMENT_STEAL_MS * 1000,
			     "", stdout) == 0)
		puts("no problems found");
	return 0;
}

const struct command command_env = {
	.name = "env",
	.summary = "describe this machine: is it fit to measure on?",
	.doc = "Describe this machine as every result does, and warn about "
	       "anything that makes measurements here doubtful.",
	.main = run,
};
