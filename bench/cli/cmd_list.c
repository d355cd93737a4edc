/* cmd_list.c - `simul list`: what there is to run. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/cli/fatal.h"
#include "bench/plan/models.h"
#include "bench/plan/plugin.h"
#include "bench/plan/settings.h"
#include "bench/report/paint.h"
#include "workloads/workloads.h"

enum {
	COLUMNS = 80,
	NAMES = 21,              /* columns left of what is said of a name */
	ROWS = 29,               /* and of an option */
};

/* In the form of "  name   what it is", folded. */
__attribute__((format(printf, 2, 3)))
static void print_line(size_t indent, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	paint_fold(stdout, text, indent, COLUMNS);
}

static void print_rows(const struct option_row *row)
{
	for (; row && row->name; row++) {
		bool preset = row->preset && row->kind != OPTION_FLAG;
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", row->name,
			 row->argument ? " " : "",
			 row->argument ? row->argument : "");
		print_line(ROWS, "    %-24s %s%s%s%s", left, row->help,
			   preset ? " [" : "", preset ? row->preset : "",
			   preset ? "]" : "");
	}
}

static void print_workload(const struct workload *w)
{
	print_line(NAMES, "  %-18s %s; %zu task%s unless told otherwise",
		   w->name, w->summary, w->tasks, w->tasks == 1 ? "" : "s");
	print_rows(w->options);
}

static void print_all(void)
{
	puts("Models (-m):");
	for (const struct model *m = models; m->name; m++)
		print_line(NAMES, "  %-18s %s", m->name, m->summary);
	puts("\nWorkloads:");
	for (const struct workload *const *w = workloads; *w; w++)
		print_workload(*w);
	for (const struct left_out *l = workloads_left_out; l->name; l++)
		print_line(NAMES, "  %-18s left out: %s", l->name, l->why);
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
