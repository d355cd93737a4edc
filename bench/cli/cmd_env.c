/* cmd_env.c - `simul env`: describes this machine, and whether it is fit to
 * measure on. */
#include <stdio.h>
#include <time.h>

#include "bench/cli/arguments.h"
#include "bench/measure/environment.h"
#include "bench/measure/proc.h"
#include "bench/plan/models.h"
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

/* Those that not every machine has. */
static void print_waits(void)
{
	const struct wait *last = NULL;
	char text[256];
	int rc;

	for (const struct model *m = models; m->name; m++) {
		if (!m->wait->probe || m->wait == last)
			continue;
		last = m->wait;
		rc = last->probe(text, sizeof(text));
		printf("%-13s %s%s%s\n", last->name,
		       rc == 0 ? "yes (" : "no: ", text, rc == 0 ? ")" : "");
	}
}

static int run(void *set, const struct arguments *a)
{
	struct environment env;

	(void)set;
	(void)a;
	environment_read(&env, 0);
	environment_print(&env, stdout);
	print_waits();
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
