/* history_report.c - names, sentences, a table. */
#include "bench/report/history_report.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "bench/report/figure.h"
#include "bench/report/paint.h"
#include "runners/macros.h"

enum { COMMIT = 64, DATE = sizeof("2026-01-31") - 1 };

/* A hash in full is cut to what tells commits apart. */
static void put_commit(const struct environment *run, char *buf, size_t size)
{
	size_t length = strspn(run->commit, "0123456789abcdef");
	bool hash = length == 40 && !run->commit[length];

	snprintf(buf, size, "%.*s", hash ? 12 : COMMIT, run->commit);
}

static bool reads_the_same(const struct cell *a, const struct cell *b)
{
	return !strcmp(a->job, b->job) && !strcmp(a->model, b->model) &&
	       a->concurrency == b->concurrency;
}

void history_report_name(const struct history_changes *c,
			 const struct history_series *s, char *buf,
			 size_t size)
{
	const struct cell *cell = s->cell;
	bool again = false;

	for (size_t i = 0; i < c->count; i++)
		again |= &c->series[i] != s &&
			 c->series[i].machine == s->machine &&
			 reads_the_same(c->series[i].cell, cell);
	snprintf(buf, size, "%s, %s, K %" PRIu64, cell->job, cell->model,
		 cell->concurrency);
	if (again)
		snprintf(buf + strlen(buf), size - strlen(buf),
			 " (%" PRIu64 " tasks, chunk %" PRIu64 "%s%s%s%s)",
			 cell->tasks, cell->chunk, *cell->params ? "; " : "",
			 cell->params, *cell->options ? "; " : "",
			 cell->options);
}

void history_report_change(const struct history_changes *c,
			   const struct history_series *s,
			   const struct history_change *change, char *buf,
			   size_t size)
{
	const struct environment *run =
		&c->history->run[s->point[change->at]->run];
	double percent = 100.0 * (change->after / change->before - 1.0);
	bool cpu = c->rules.metric == METRIC_CPU;
	char commit[COMMIT + 1], p[32];
	const char *how = percent > 0.0 ? cpu ? "more processor time" : "slower"
					: cpu ? "less processor time"
					      : "faster";

	put_commit(run, commit, sizeof(commit));
	figure_p(change->p, p, sizeof(p));
	snprintf(buf, size, "%.*f %% %s since %s (%.*s), p %s",
		 fabs(percent) < 99.95 ? 1 : 0, fabs(percent), how, commit,
		 (int)DATE, run->started, p);
}

static size_t count_commits(const struct history *h)
{
	size_t count = 0;

	for (size_t i = 0; i < h->runs; i++) {
		size_t like = 0;

		while (strcmp(h->run[like].commit, h->run[i].commit) != 0)
			like++;
		count += like == i;
	}
	return count;
}

/* "1 run", "2 runs". */
static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

void history_report_head(const struct history_changes *c, char *buf,
			 size_t size)
{
	const struct history *h = c->history;
	size_t commits = count_commits(h);

	snprintf(buf, size,
		 "%zu run%s of %zu commit%s, %.*s to %.*s; %zu cell%s",
		 h->runs, plural(h->runs), commits, plural(commits), (int)DATE,
		 h->run[c->order[0]].started, (int)DATE,
		 h->run[c->order[h->runs - 1]].started, c->count,
		 plural(c->count));
	if (c->machines > 1)
		snprintf(buf + strlen(buf), size - strlen(buf),
			 " on %zu machines, which are kept apart",
			 c->machines);
}

void history_report_machine(const struct history_changes *c, size_t machine,
			    char *buf, size_t size)
{
	const struct environment *run;
	char quota[48] = "";
	size_t i = 0;

	while (c->machine[i] != machine)
		i++;
	run = &c->history->run[i];
	if (run->quota > 0.0)
		snprintf(quota, sizeof(quota), " (quota %.3g)", run->quota);
	snprintf(buf, size, "%s, %" PRIu64 " processor%s%s, %s", run->cpu,
		 run->processors, plural(run->processors), quota, run->kernel);
}

/* --- the table --- */

static void put_changes(const struct history_changes *c,
			const struct history_series *s, char *buf, size_t size)
{
	char text[HISTORY_REPORT_TEXT];
	size_t length = 0;

	for (size_t i = 0; i < s->changes && length < size; i++) {
		history_report_change(c, s, &s->change[i], text, sizeof(text));
		length += (size_t)snprintf(buf + length, size - length,
					   "%s%s", i ? "; " : "", text);
	}
}

static void put_row(const struct history_changes *c,
		    const struct history_series *s, struct table_row *row)
{
	const struct history_figure *newest =
		history_changes_figure(c, s->point[s->points - 1]);
	char (*text)[TABLE_TEXT] = row->text;

	snprintf(text[0], TABLE_TEXT, "%s", s->cell->job);
	snprintf(text[1], TABLE_TEXT, "%s", s->cell->model);
	snprintf(text[2], TABLE_TEXT, "%" PRIu64, s->cell->concurrency);
	snprintf(text[3], TABLE_TEXT, "%zu", s->points);
	figure_duration(newest->median, text[4], TABLE_TEXT);
	if (newest->high > 0.0)
		figure_range(newest->low, newest->high, text[5], TABLE_TEXT);
	put_changes(c, s, text[6], TABLE_TEXT);
}

int history_report_table(const struct history_changes *c, size_t machine,
			 struct table *table)
{
	static const struct table_column column[] = {
		{ "job", TABLE_LEFT, TABLE_KEY },
		{ "model", TABLE_LEFT, TABLE_KEY },
		{ "K", TABLE_RIGHT, TABLE_KEY },
		{ "runs", TABLE_RIGHT, TABLE_MINOR },
		{ "newest", TABLE_RIGHT, TABLE_MAJOR },
		{ "95 % interval", TABLE_RIGHT, TABLE_MAJOR },
		{ "changes", TABLE_LEFT, TABLE_MAJOR },
	};

	table_begin(table, column, ARRAY_SIZE(column));
	for (size_t i = 0; i < c->count; i++) {
		struct table_row *row;

		if (c->series[i].machine != machine)
			continue;
		row = table_add_row(table);
		if (!row)
			return -ENOMEM;
		put_row(c, &c->series[i], row);
	}
	return 0;
}

/* --- all of it --- */

void history_report_notes(const struct history_changes *c, struct notes *notes)
{
	size_t still = 0, few = c->count - c->tested;

	for (size_t i = 0; i < c->count; i++)
		still += c->series[i].points >= HISTORY_LEAST &&
			 c->series[i].changes == 0;
	if (still)
		notes_add(notes, NOTE_PLAIN, "no change in %zu%s cell%s",
			  still, still < c->tested ? " other" : "",
			  plural(still));
	if (few)
		notes_add(notes, NOTE_PLAIN,
			  "%zu cell%s ha%s fewer than %d runs, too few to "
			  "look for a change",
			  few, plural(few), few == 1 ? "s" : "ve",
			  HISTORY_LEAST);
	notes_add(notes, NOTE_REMARK,
		  "%s; each change is against the level before it; a history "
		  "without any change shows one in at most %.3g of 100 cases, "
		  "all cells together",
		  c->rules.metric == METRIC_CPU ?
			  "medians of processor time" : "medians of time",
		  100.0 * c->rules.alpha);
}

void history_report_changes(const struct history_changes *c, size_t machine,
			    struct notes *notes)
{
	char name[HISTORY_REPORT_TEXT], text[HISTORY_REPORT_TEXT];

	for (size_t i = 0; i < c->count; i++) {
		const struct history_series *s = &c->series[i];

		if (s->machine != machine)
			continue;
		history_report_name(c, s, name, sizeof(name));
		for (size_t k = 0; k < s->changes; k++) {
			const struct history_change *change = &s->change[k];
			bool slower = change->after > change->before;

			history_report_change(c, s, change, text,
					      sizeof(text));
			notes_add(notes, slower ? NOTE_ALARM : NOTE_PLAIN,
				  "%s: %s", name, text);
		}
	}
}

static int print_machine(const struct history_changes *c, size_t machine,
			 FILE *stream, bool long_form, bool colour)
{
	char text[HISTORY_REPORT_TEXT];
	struct notes notes = { 0 };
	struct table table;
	int rc;

	if (c->machines > 1) {
		history_report_machine(c, machine, text, sizeof(text));
		fputc('\n', stream);
		paint_lines(stream, text, 2, PAINT_BOLD, colour);
	}
	history_report_changes(c, machine, &notes);
	notes_print(&notes, NOTE_ALL, stream, colour);
	rc = notes.rc;
	notes_free(&notes);
	if (!long_form || rc < 0)
		return rc;
	rc = history_report_table(c, machine, &table);
	if (rc == 0)
		table_print(&table, stream, colour, paint_room(stream));
	table_free(&table);
	return rc;
}

int history_report_print(const struct history_changes *c, FILE *stream,
			 bool long_form)
{
	bool colour = paint_wanted(stream);
	char text[HISTORY_REPORT_TEXT];
	struct notes notes = { 0 };
	int rc = 0;

	history_report_head(c, text, sizeof(text));
	paint_lines(stream, text, 2, PAINT_PLAIN, colour);
	for (size_t m = 0; m < c->machines && rc == 0; m++)
		rc = print_machine(c, m, stream, long_form, colour);
	history_report_notes(c, &notes);
	notes_print(&notes, NOTE_ALL, stream, colour);
	rc = rc < 0 ? rc : notes.rc;
	notes_free(&notes);
	return rc;
}
