/* help.c - prints a command's tables as text. */
#include "bench/cli/help.h"

#include <string.h>

#include "bench/cli/statuses.h"
#include "bench/report/paint.h"

enum {
	TEXT_COLUMN = 29,         /* where the text of an option begins */
	STATUS_COLUMN = 7,        /* that of a status */
};

static void put_usage(const struct command *c, FILE *out)
{
	fprintf(out, "usage: simul %s%s%s%s\n", c->name,
		c->group[0].rows ? " [OPTION...]" : "", c->operands ? " " : "",
		c->operands ? c->operands : "");
}

const char *help_value(const struct option_row *row, char *buf, size_t size)
{
	size_t used = 0;

	if (!row->argument || !row->choices)
		return row->argument ? row->argument : "";
	for (size_t i = 0; row->choices[i] && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
					 i ? "|" : "", row->choices[i]);
	return buf;
}

void help_row(const struct option_row *row, FILE *out)
{
	bool preset = row->preset && row->kind != OPTION_FLAG;
	char left[96], value[64], line[1024];

	snprintf(left, sizeof(left), "  %c%c%c --%s%s%s",
		 row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
		 row->letter ? ',' : ' ', row->name, row->argument ? "=" : "",
		 help_value(row, value, sizeof(value)));
	snprintf(line, sizeof(line), "%-*s %s%s%s%s", TEXT_COLUMN - 1, left,
		 row->help, preset ? " [" : "", preset ? row->preset : "",
		 preset ? "]" : "");
	paint_fold(out, line, TEXT_COLUMN, HELP_COLUMNS);
}

static void put_group(const struct arguments *a, size_t group, FILE *out)
{
	const struct option_group *g = &a->group[group];

	if (g->of)
		fprintf(out, "\nOptions of %s:\n", g->of);
	else if (g->header)
		fprintf(out, "\n%s\n", g->header);
	else if (group == 0)
		fputc('\n', out);
	for (size_t i = 0; i < a->rows; i++)
		if (a->of[i] == group)
			help_row(a->row[i], out);
}

static bool first_of_kind(const struct arguments *a, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (a->row[i]->kind == a->row[row]->kind)
			return false;
	return true;
}

/* How to write values: a line for each kind among the options. */
static void put_values(const struct arguments *a, FILE *out)
{
	bool begun = false;
	char line[512];

	for (size_t i = 0; i < a->rows; i++) {
		const char *value = option_value(a->row[i]->kind);

		if (!value || !first_of_kind(a, i))
			continue;
		if (!begun)
			fputs("\nValues:\n", out);
		begun = true;
		snprintf(line, sizeof(line), "  %-*s %s", TEXT_COLUMN - 3,
			 a->row[i]->argument, value);
		paint_fold(out, line, TEXT_COLUMN, HELP_COLUMNS);
	}
}

static void put_statuses(const struct command *c, FILE *out)
{
	char line[512];

	if (!statuses_special(c->name))
		return;
	fputs("\nExit status:\n", out);
	for (size_t i = 0; i < statuses_count; i++) {
		if (!statuses_hold(&statuses[i], c->name))
			continue;
		snprintf(line, sizeof(line), "  %-*d %s", STATUS_COLUMN - 3,
			 statuses[i].status, statuses[i].means);
		paint_fold(out, line, STATUS_COLUMN, HELP_COLUMNS);
	}
}

static void put_lines(const char *text, FILE *out)
{
	char line[1024];

	while (*text) {
		size_t length = strcspn(text, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		paint_fold(out, line, 0, HELP_COLUMNS);
		text += length + (text[length] == '\n');
	}
}

void help_print(const struct arguments *a, FILE *out)
{
	const struct command *c = a->command;

	put_usage(c, out);
	fputc('\n', out);
	put_lines(c->doc, out);
	for (size_t i = 0; i < a->groups; i++)
		put_group(a, i, out);
	put_values(a, out);
	put_statuses(c, out);
	if (c->examples) {
		fputc('\n', out);
		put_lines(c->examples, out);
	}
}
