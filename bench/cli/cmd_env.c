/* cmd_env.c - `simul env`: what this machine is, and whether it is fit. */
#include <stdio.h>
#include <time.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/measure/environment.h"
#include "bench/measure/proc.h"
#include "runners/clock.h"

/* What the hypervisor takes while we sleep. */
static uint64_t watch_steal(void)
{
	const struct timespec pause = {
		.tv_nsec = ENVIRONMENT_STEAL_MS * (long)NS_PER_MS,
	};
	uint64_t before = proc_steal_us();

	nanosleep(&pause, NULL);
	return proc_steal_us() - before;
}

int cmd_env(int argc, char **argv)
{
	struct arguments a = {
		.command = "simul env",
		.doc = "Tell what this machine is, as it stands beside every "
		       "result, and warn of what makes measurements here "
		       "doubtful.",
	};
	struct environment env;

	arguments_parse(&a, argc, argv);
	environment_read(&env, 0);
	environment_print(&env, stdout);
	putchar('\n');
	if (environment_warn(&env, watch_steal(), ENVIRONMENT_STEAL_MS * 1000,
			     "", stdout) == 0)
		puts("nothing is known against measuring here");
	return 0;
}
