/* report.c - heads, and the printing of them with tables and sentences. */
#include "bench/report/report.h"

#include <inttypes.h>
#include <string.h>

#include "bench/report/report_tables.h"
#include "runners/macros.h"
#include "runners/memory.h"
#include "runners/units.h"

/* As many as a run can have (TASKS_MAX): nobody asked for fewer. */
#define REPORT_ANY_TASKS 10000000

void report_environment(const struct environment *env, char *buf, size_t size)
{
	FILE *out = fmemopen(buf, size, "w");

	if (!out) {
		memory_lost();
		return;
	}
	fprintf(out, "simul %s (%s), %" PRIu64 " processor%s", env->version,
		env->commit, env->processors, env->processors == 1 ? "" : "s");
	if (env->cpu[0])
		fprintf(out, " (%s)", env->cpu);
	if (env->quota > 0.0)
		fprintf(out, ", quota %g", env->quota);
	fprintf(out, ", %s", env->kernel);
	if (env->governor[0])
		fprintf(out, ", governor %s", env->governor);
	fprintf(out, ", load %.2f, seed %" PRIu64 ", %s", env->load, env->seed,
		env->started);
	fclose(out);
}

static size_t least_and_most(const struct summary *s,
			     const struct summary_group *g, size_t *least)
{
	size_t most = 0;

	*least = SIZE_MAX;
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		*least = MIN(*least, s->row[i].good);
		most = MAX(most, s->row[i].good);
	}
	return most;
}

static size_t most_runs(const struct summary *s, const struct summary_group *g)
{
	size_t most = 0;

	for (size_t i = g->first; i < g->first + g->rows; i++)
		most = MAX(most, results_runs(s->results, s->row[i].cell));
	return most;
}

/* "download", "download latency=5ms". */
static bool is_named_after(const char *job, const char *workload)
{
	size_t length = strlen(workload);

	return strncmp(job, workload, length) == 0 &&
	       (job[length] == '\0' || job[length] == ' ');
}

/* "160 tasks", "tasks in 10 s", "up to 160 tasks in 10 s" */
static void put_tasks(const struct cell *cell, char *buf, size_t size)
{
	char time[UNITS_TEXT_SIZE], most[32] = "";

	if (!cell->duration_ns) {
		snprintf(buf, size, "%" PRIu64 " task%s", cell->tasks,
			 cell->tasks == 1 ? "" : "s");
		return;
	}
	if (cell->tasks < REPORT_ANY_TASKS)
		snprintf(most, sizeof(most), "up to %" PRIu64 " ",
			 cell->tasks);
	units_format_duration((double)cell->duration_ns, time, sizeof(time));
	snprintf(buf, size, "%stask%s in %s", most,
		 cell->tasks == 1 ? "" : "s", time);
}

void report_work(const struct summary *s, const struct summary_group *g,
		 char *buf, size_t size)
{
	const struct cell *cell = summary_cell(s, &s->row[g->first]);
	size_t least, most = least_and_most(s, g, &least);
	bool named = is_named_after(cell->job, cell->workload);
	size_t runs = most_runs(s, g);
	char samples[96], tasks[96];

	put_tasks(cell, tasks, sizeof(tasks));
	if (!most)
		snprintf(samples, sizeof(samples), "no good sample");
	else if (runs > 1 && least == most && most % runs == 0)
		snprintf(samples, sizeof(samples),
			 "%zu runs of %zu sample%s each", runs, most / runs,
			 most / runs == 1 ? "" : "s");
	else if (runs > 1)
		snprintf(samples, sizeof(samples),
			 "%zu to %zu samples each in %zu runs", least, most,
			 runs);
	else if (least == most)
		snprintf(samples, sizeof(samples), "%zu sample%s each", most,
			 most == 1 ? "" : "s");
	else
		snprintf(samples, sizeof(samples), "%zu to %zu samples each",
			 least, most);
	snprintf(buf, size, "%s%s%s, %s", named ? "" : cell->workload,
		 named ? "" : ", ", tasks, samples);
}

void report_head(const struct summary *s, const struct summary_group *g,
		 char *buf, size_t size)
{
	char work[256];

	report_work(s, g, work, sizeof(work));
	snprintf(buf, size, "%s: %s", summary_cell(s, &s->row[g->first])->job,
		 work);
}

void report_params(const struct summary *s, const struct summary_group *g,
		   char *buf, size_t size)
{
	const struct cell *cell = summary_cell(s, &s->row[g->first]);

	char rate[64] = "";

	if (cell->rate > 0.0)
		snprintf(rate, sizeof(rate), "open loop, %g tasks/s",
			 cell->rate);
	snprintf(buf, size, "%s%s%s%s%s", cell->params,
		 cell->params[0] && rate[0] ? "; " : "", rate,
		 (cell->params[0] || rate[0]) && cell->options[0] ? "; " : "",
		 cell->options);
}

/* --- printing --- */

/* Where it is printed, and for whom. */
struct printing {
	FILE *stream;
	const struct terminal *terminal;
	bool long_form, colour;
};

static int make_table(const struct summary *s, const struct summary_group *g,
		      enum report_table which, const struct printing *p,
		      struct table *table)
{
	int rc = report_table(s, g, which, table);

	if (rc == 0 && which == REPORT_MAIN)
		rc = report_table_bars(s, g, p->terminal, table);
	return rc;
}

static void print_tables(const struct summary *s,
			 const struct summary_group *g,
			 const struct printing *p)
{
	size_t last = p->long_form ? REPORT_TABLES : REPORT_MAIN + 1;

	for (size_t i = 0; i < last; i++) {
		const char *title = report_title((enum report_table)i);
		struct table table;

		table_init(&table);
		if (make_table(s, g, (enum report_table)i, p, &table) < 0)
			fputs("  (out of memory)\n", p->stream);
		if (*title && table.rows)
			paint_lines(p->stream, title, 0, PAINT_DIM, p->colour);
		if (table.rows)
			table_print(&table, p->stream, p->colour,
				    p->terminal->columns);
		table_free(&table);
	}
}

static void print_group(const struct summary *s,
			const struct summary_group *g,
			const struct printing *p)
{
	char text[REPORT_TEXT];
	struct notes notes = { 0 };

	report_head(s, g, text, sizeof(text));
	fputc('\n', p->stream);
	paint_lines(p->stream, text, 2, PAINT_BOLD, p->colour);
	report_params(s, g, text, sizeof(text));
	if (*text)
		paint_lines(p->stream, text, 0, PAINT_DIM, p->colour);
	print_tables(s, g, p);
	report_notes(s, g, &notes);
	notes_print(&notes, NOTE_ALL, p->stream, p->colour);
	if (notes.rc < 0)
		fputs("(out of memory)\n", p->stream);
	notes_free(&notes);
}

void report_print_for(const struct summary *s, FILE *stream, bool long_form,
		      const struct terminal *terminal)
{
	struct printing p = { stream, terminal, long_form,
			      paint_wanted(stream) };
	char text[REPORT_TEXT];

	report_environment(&s->results->env, text, sizeof(text));
	paint_lines(stream, text, 2, PAINT_DIM, p.colour);
	for (size_t i = 0; i < s->groups; i++)
		print_group(s, &s->group[i], &p);
	if (s->groups == 0)
		fputs("\nno samples\n", stream);
}

void report_print(const struct summary *s, FILE *stream, bool long_form)
{
	struct terminal terminal;

	terminal_look(stream, &terminal);
	terminal.columns = paint_room(stream);
	report_print_for(s, stream, long_form, &terminal);
}
