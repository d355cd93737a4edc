/* cmd_manual.c - `simul manual`: simul(1) in mdoc(7), a section per command. */
#include <stdlib.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/help.h"
#include "bench/plan/models.h"
#include "workloads/workloads.h"

/* When the texts in this file were last reviewed. */
#define DATE "November 22, 2026"

enum { LINE = 64 }; /* escapes make it longer */

/* Escapes text so that roff sees no request and no escape in it, and neither
 * breaks nor replaces its hyphens. `first`: it begins a line. */
static void put(FILE *out, const char *text, size_t length, bool first)
{
	if (first && length && (*text == '.' || *text == '\''))
		fputs("\\&", out);
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\')
			fputs("\\e", out);
		else if (text[i] == '-' && (i == 0 || text[i - 1] == ' '))
			fputs("\\%\\-", out);
		else if (text[i] == '-')
			fputs("\\-", out);
		else if (text[i] == '\'' || text[i] == '`' || text[i] == '~')
			fputs(text[i] == '`'   ? "\\(ga"
			      : text[i] == '~' ? "\\(ti"
					       : "\\(aq",
			      out);
		else
			fputc(text[i], out);
	}
}

/* An argument of a macro, quoted: it may contain blanks, or be the name of
 * another macro. */
static void put_word(FILE *out, const char *text)
{
	fputs(" \"\\&", out);
	for (; *text; text++) {
		if (*text == '"')
			fputs("\"\"", out);
		else
			put(out, text, 1, false);
	}
	fputc('"', out);
}

/* The length of the next line of text: mdoc wants a new line after each
 * sentence; long sentences are broken earlier. */
static size_t line_of(const char *text, size_t length)
{
	size_t blank = 0;

	for (size_t i = 0; i + 1 < length; i++) {
		if (text[i + 1] != ' ')
			continue;
		if (strchr(".:;?", text[i]))
			return i + 1;
		if (i + 1 > LINE)
			return blank ? blank : i + 1;
		blank = i + 1;
	}
	return length > LINE && blank ? blank : length;
}

static void put_prose(FILE *out, const char *text, size_t length)
{
	while (length > 0) {
		size_t line = line_of(text, length);
		size_t next = line + (line < length);

		put(out, text, line, true);
		fputc('\n', out);
		text += next;
		length -= next;
	}
}

static bool is_shown(const char *line)
{
	return line[0] == ' ' && line[1] == ' ';
}

/* Prose; lines that begin with two blanks are printed verbatim. */
static void put_lines(FILE *out, const char *text)
{
	bool shown = false;

	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length && is_shown(text) != shown) {
			fputs(shown ? ".Ed\n" : ".Bd -literal -offset 2n\n",
			      out);
			shown = !shown;
		}
		if (length && shown) {
			put(out, text + 2, length - 2, true);
			fputc('\n', out);
		} else if (length) {
			fputs(".Pp\n", out);
			put_prose(out, text, length);
		}
		text += length + (text[length] == '\n');
	}
	if (shown)
		fputs(".Ed\n", out);
}

/* --- options --- */

static void put_default(FILE *out, const struct option_row *row)
{
	if (!row->preset || row->kind == OPTION_FLAG)
		return;
	fputs("Default:\n.Li", out);
	put_word(out, row->preset);
	fputs(" .\n", out);
}

static void put_option(FILE *out, const struct option_row *row)
{
	char help[256], value[64];

	fputs(".It Fl ", out);
	if (row->letter)
		fprintf(out, "%c , Fl ", row->letter);
	fputc('-', out);
	put(out, row->name, strlen(row->name), false);
	if (row->argument) {
		fputs(" Ns = Ns Ar", out);
		put_word(out, help_value(row, value, sizeof(value)));
	}
	fputc('\n', out);
	snprintf(help, sizeof(help), "%s.", row->help);
	put_prose(out, help, strlen(help));
	put_default(out, row);
}

static void put_heading(FILE *out, const struct option_group *group)
{
	char header[80];

	snprintf(header, sizeof(header), "Options of %s:", group->of);
	fputs(".Pp\n", out);
	put_prose(out, group->of ? header : group->header,
		  strlen(group->of ? header : group->header));
	fputs(".Bl -tag -width 4n -offset 2n -compact\n", out);
}

static void put_options(FILE *out, const struct arguments *a)
{
	for (size_t i = ARGUMENT_HELP + 1; i < a->rows; i++) {
		const struct option_group *group = &a->group[a->of[i]];
		bool begins = a->of[i] != a->of[i - 1];

		if (begins && (group->of || group->header)) {
			fputs(a->of[i] > 1 ? ".El\n" : "", out);
			put_heading(out, group);
		}
		put_option(out, a->row[i]);
	}
	fputs(a->groups > 1 ? ".El\n" : "", out);
}

/* --- the page --- */

static void begin(FILE *out)
{
	fputs(".\\\" `simul manual` made this page from the tables of "
	      "options.\n"
	      ".Dd " DATE "\n.Dt SIMUL 1\n.Os\n"
	      ".Sh NAME\n.Nm simul\n"
	      ".Nd run one task body under interchangeable concurrency "
	      "models\n"
	      ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n"
	      ".Op Ar operand ...\n"
	      ".Sh DESCRIPTION\n"
	      ".Nm\nruns the same task under threads, processes and an event "
	      "loop,\none task at a time and many, and says what each costs:\n"
	      "time, processor time, memory.\nIt checks that all of them "
	      "computed the same answers,\nand shows how close each came to "
	      "the best it could have done.\n"
	      ".Pp\nEvery command takes\n.Fl \\-help ;\n"
	      ".Nm Fl \\-version\nshows how the program was built.\n"
	      "Options may be shortened as long as they are unambiguous.\n"
	      ".Sh COMMANDS\n",
	      out);
}

static void put_command(FILE *out, const struct arguments *a)
{
	const struct command *c = a->command;

	fprintf(out, ".Ss simul %s\n.Nm simul\n.Cm %s\n", c->name, c->name);
	if (a->groups > 1)
		fputs(".Op Ar option ...\n", out);
	if (c->operands) {
		fputs(".Ar", out);
		put_word(out, c->operands);
		fputc('\n', out);
	}
	fputs(".Pp\n", out);
	put_prose(out, c->doc, strlen(c->doc));
	put_options(out, a);
	if (c->examples)
		put_lines(out, c->examples);
}

static void put_commands(FILE *out)
{
	struct arguments *a = malloc(sizeof(*a));

	if (!a)
		fatal("out of memory");
	for (size_t i = 0; commands[i]; i++) {
		arguments_init(a, commands[i]);
		arguments_add_all(a);
		put_command(out, a);
	}
	free(a);
}

static void put_item(FILE *out, const char *name, const char *text)
{
	fputs(".It Cm", out);
	put_word(out, name);
	fputc('\n', out);
	put(out, text, strlen(text), true);
	fputs(".\n", out);
}

static void end(FILE *out)
{
	fputs(".Sh MODELS\n.Bl -tag -width 4n -offset 2n -compact\n", out);
	for (const struct model *m = models; m->name; m++)
		put_item(out, m->name, m->summary);
	fputs(".El\n"
	      ".Sh WORKLOADS\n.Bl -tag -width 4n -offset 2n -compact\n",
	      out);
	for (size_t i = 0; workloads[i]; i++)
		put_item(out, workloads[i]->name, workloads[i]->summary);
	fputs(".El\n"
	      ".Sh ENVIRONMENT\n.Bl -tag -width 4n\n"
	      ".It Ev NO_COLOR\nTurns colour off.\n"
	      ".It Ev TERM\n.Li dumb\nturns it off, too.\n.El\n"
	      ".Sh EXIT STATUS\n.Bl -tag -width 4n -compact\n"
	      ".It 0\nsuccess.\n"
	      ".It 1\na sample failed, or a comparison found a "
	      "regression.\n"
	      ".It 2\nthe command line is wrong, or a file could not be read "
	      "or written.\n"
	      ".It 3\na comparison is inconclusive.\n"
	      ".It 130, 143, 129\ninterrupted by Ctrl-C, SIGTERM, SIGHUP; the samples taken until then were printed "
	      "and written.\n.El\n"
	      ".Sh SEE ALSO\nThe files in the documentation of the "
	      "package:\nhow "
	      "it measures, the format of job files, every field of the "
	      "results,\nhow to read them, how to add a workload.\n",
	      out);
}

static int run(void *set, const struct arguments *a)
{
	(void)set;
	(void)a;
	begin(stdout);
	put_commands(stdout);
	end(stdout);
	return 0;
}

const struct command command_manual = {
	.name = "manual",
	.summary = "print the manual page",
	.doc = "Print the manual page, simul(1), in mdoc.",
	.examples = "Example:\n"
		    "  simul manual | man -l -",
	.main = run,
};
