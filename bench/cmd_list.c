/* cmd_list.c - `simul list`: what there is to run. */
#include <stdio.h>
#include <string.h>

#include "bench/arguments.h"
#include "bench/commands.h"
#include "bench/fatal.h"
#include "bench/models.h"
#include "bench/plugin.h"
#include "bench/settings.h"
#include "workloads/workloads.h"

static void print_rows(const struct option_row *row)
{
	for (; row && row->name; row++) {
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", row->name,
			 row->argument ? " " : "",
			 row->argument ? row->argument : "");
		printf("    %-24s %s", left, row->help);
		if (row->preset && row->kind != OPTION_FLAG)
			printf(" [%s]", row->preset);
		putchar('\n');
	}
}

static void print_workload(const struct workload *w)
{
	printf("  %-18s %s; %zu tasks unless told otherwise\n", w->name,
	       w->summary, w->tasks);
	print_rows(w->options);
}

static void print_all(void)
{
	puts("Models (-m):");
	for (const struct model *m = models; m->name; m++)
		printf("  %-18s %s\n", m->name, m->summary);
	puts("\nWorkloads:");
	for (const struct workload *const *w = workloads; *w; w++)
		print_workload(*w);
	for (const struct left_out *l = workloads_left_out; l->name; l++)
		printf("  %-18s left out: %s\n", l->name, l->why);
	puts("\nOptions of every workload:");
	print_rows(settings_options);
}

int cmd_list(int argc, char **argv)
{
	const char *operand[1];
	struct arguments a = {
		.command = "simul list",
		.operands = "[WORKLOAD|FILE.so]",
		.doc = "Show workloads, models and their options; or one "
		       "workload and its own.",
		.operands_most = 1,
		.operand = operand,
	};
	const struct workload *one;
	struct error err;

	arguments_parse(&a, argc, argv);
	if (!a.count)
		print_all();
	else if (plugin_find(operand[0], &one, &err) < 0)
		fatal("%s", err.text);
	else
		print_workload(one);
	return 0;
}
