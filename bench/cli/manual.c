/* manual.c - simul(1) in mdoc(7), a section a command.
 *
 * What stands before a command's examples is its text; there, lines that
 * begin with two blanks are commands to be shown as they are.
 */
#include <string.h>

#include "bench/cli/describe.h"
#include "bench/plan/models.h"
#include "workloads/workloads.h"

/* When what is said here was last looked through. */
#define DATE "November 22, 2026"

enum { LINE = 64 }; /* escapes make it longer */

/* Text in which nothing is a request, an escape, or a hyphen that could be
 * broken or prettied. `first`: it begins a line. */
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

/* An argument of a macro: quoted, since it may have blanks or be a name of
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

/* Where the line that begins with text ends: after a sentence, as mdoc wants
 * it, or before it gets long. */
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

/* Lines of text, and lines to be shown as they are. */
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
	char help[256];

	fputs(".It Fl ", out);
	if (row->letter)
		fprintf(out, "%c , Fl ", row->letter);
	fputc('-', out);
	put(out, row->name, strlen(row->name), false);
	if (row->argument) {
		fputs(" Ns = Ns Ar", out);
		put_word(out, row->argument);
	}
	fputc('\n', out);
	snprintf(help, sizeof(help), "%s.", row->help);
	put_prose(out, help, strlen(help));
	put_default(out, row);
}

/* Each option once; a heading where its group begins. */
static void put_options(FILE *out, const struct arguments *a)
{
	struct describe_cursor at = { 0 };
	const struct option_row *row;
	size_t group = SIZE_MAX;

	while ((row = describe_next(a, &at))) {
		if (at.group != group) {
			const char *header = a->group[at.group].header;

			fputs(group == SIZE_MAX ? ".Pp\n" : ".El\n.Pp\n", out);
			put_prose(out, header, strlen(header));
			fputs(".Bl -tag -width 4n -offset 2n -compact\n", out);
			group = at.group;
		}
		put_option(out, row);
	}
	if (group != SIZE_MAX)
		fputs(".El\n", out);
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
	      "computed the same,\nand tells how near each came to the best "
	      "that it could have done.\n"
	      ".Pp\nEvery command takes\n.Fl \\-help ;\n"
	      ".Nm Fl \\-version\ntells what the program is made of.\n"
	      "Options may be shortened as long as they are unambiguous.\n"
	      ".Sh COMMANDS\n",
	      out);
}

static void command(FILE *out, const struct arguments *a)
{
	const char *split = strchr(a->doc, '\v');
	size_t length = split ? (size_t)(split - a->doc) : strlen(a->doc);

	fprintf(out, ".Ss simul %s\n.Nm simul\n.Cm %s\n", describe_name(a),
		describe_name(a));
	if (a->groups)
		fputs(".Op Ar option ...\n", out);
	if (a->operands) {
		fputs(".Ar", out);
		put_word(out, a->operands);
		fputc('\n', out);
	}
	fputs(".Pp\n", out);
	put_prose(out, a->doc, length);
	put_options(out, a);
	if (split)
		put_lines(out, split + 1);
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
	      ".It Ev NO_COLOR\nIf it is set, nothing is coloured.\n"
	      ".It Ev TERM\nOn a\n.Li dumb\nterminal nothing is coloured "
	      "either.\n.El\n"
	      ".Sh EXIT STATUS\n.Bl -tag -width 4n -compact\n"
	      ".It 0\nall is well.\n"
	      ".It 1\na sample failed, or a comparison found a "
	      "regression.\n"
	      ".It 2\nsomething was asked for wrongly or could not be "
	      "written.\n"
	      ".It 3\na comparison is inconclusive.\n"
	      ".It 130\nit was interrupted; what was measured was printed and "
	      "written.\n.El\n"
	      ".Sh SEE ALSO\nThe files in the documentation of the "
	      "package:\nhow "
	      "it measures, the format of job files, every field of the "
	      "results,\nhow to read them, how to add a workload.\n",
	      out);
}

const struct form manual_page = { "man", begin, command, end };
