/* cmd_list.c - `simul list`: what there is to run. */
#include <stdio.h>
#include <string.h>

#include "bench/arguments.h"
#include "bench/commands.h"
#include "bench/models.h"
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

int cmd_list(int argc, char **argv)
{
	struct arguments a = {
		.command = "simul list",
		.doc = "Show workloads, models and their options.",
	};

	arguments_parse(&a, argc, argv);
	puts("Models (-m):");
	for (const struct model *m = models; m->name; m++)
		printf("  %-18s %s\n", m->name, m->summary);
	puts("\nWorkloads:");
	for (const struct workload *const *w = workloads; *w; w++) {
		printf("  %-18s %s; %zu tasks unless told otherwise\n",
		       (*w)->name, (*w)->summary, (*w)->tasks);
		print_rows((*w)->options);
	}
	puts("\nOptions of every workload:");
	print_rows(settings_options);
	return 0;
}
