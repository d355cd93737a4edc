/* cmd_list.c - `simul list`: workloads, models and their options. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/help.h"
#include "bench/plan/models.h"
#include "bench/plan/plugin.h"
#include "bench/plan/settings.h"
#include "bench/report/paint.h"
#include "workloads/workloads.h"

enum { TEXT_COLUMN = 21 };

/* Prints "  name   what it is", wrapped. */
__attribute__((format(printf, 1, 2)))
static void print_line(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	paint_fold(stdout, text, TEXT_COLUMN, HELP_COLUMNS);
}

static void print_rows(const struct option_row *row)
{
	for (; row && row->name; row++)
		help_row(row, stdout);
}

static void print_workload(const struct workload *w)
{
	print_line("  %-18s %s (%zu task%s by default)",
		   w->name, w->summary, w->tasks, w->tasks == 1 ? "" : "s");
	print_rows(w->options);
}

static void print_all(void)
{
	puts("Models (-m):");
	for (const struct model *m = models; m->name; m++) {
		char why[256] = "";
		bool here = !m->wait->probe ||
			    m->wait->probe(why, sizeof(why)) == 0;

		print_line("  %-18s %s%s%s", m->name, m->summary,
			   here ? "" : "; not here: ", here ? "" : why);
	}
	puts("\nWorkloads:");
	for (const struct workload *const *w = workloads; *w; w++)
		print_workload(*w);
	for (const struct left_out *l = workloads_left_out; l->name; l++)
		print_line("  %-18s left out: %s", l->name, l->why);
	puts("\nOptions of every workload:");
	print_rows(settings_options);
}

static int run(void *set, const struct arguments *a)
{
	const struct workload *one;
	struct error err;

	(void)set;
	if (!a->operands)
		print_all();
	else if (plugin_find(a->operand[0], &one, &err) < 0)
		fatal("%s", err.text);
	else
		print_workload(one);
	return 0;
}

const struct command command_list = {
	.name = "list",
	.summary = "show workloads, models and their options",
	.operands = "[WORKLOAD|FILE.so]",
	.operands_most = 1,
	.doc = "Show models and workloads with their options, or one workload "
	       "with its own.",
	.main = run,
};
