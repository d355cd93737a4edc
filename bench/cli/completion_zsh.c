/* completion_zsh.c - specifications for zsh's _arguments. */
#include <string.h>

#include "bench/cli/commands.h"
#include "bench/cli/completion.h"
#include "bench/cli/describe.h"

/* Within single quotes and a specification's brackets. */
static void put_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else if (strchr("[]:\\", *text))
			fprintf(out, "\\%c", *text);
		else
			fputc(*text, out);
	}
}

static void begin(FILE *out)
{
	fputs("#compdef simul\n"
	      "# Completion of simul for zsh; `simul completion zsh` made "
	      "it.\n\n"
	      "_simul()\n{\n"
	      "	local context state state_descr line\n"
	      "	typeset -A opt_args\n"
	      "	local -a commands\n"
	      "	commands=(\n",
	      out);
	for (size_t i = 0; commands[i].name; i++) {
		fprintf(out, "		'%s:", commands[i].name);
		put_text(out, commands[i].summary);
		fputs("'\n", out);
	}
	fputs("	)\n"
	      "	_arguments -C '1:command:->command' "
	      "'*::argument:->rest'\n"
	      "	if [[ $state == command ]]; then\n"
	      "		_describe command commands\n"
	      "		return\n"
	      "	fi\n"
	      "	case $words[1] in\n",
	      out);
}

static void put_value(FILE *out, const struct option_row *row)
{
	enum completion_kind kind = completion_of(row);

	fputc(':', out);
	put_text(out, row->argument);
	fputc(':', out);
	if (kind == COMPLETION_FILES)
		fputs("_files", out);
	else if (kind == COMPLETION_LIST)
		fputs("_sequence compadd -", out);
	else if (kind == COMPLETION_WORDS)
		fputc('(', out);
	if (kind == COMPLETION_LIST || kind == COMPLETION_WORDS)
		completion_put_words(out, row);
	if (kind == COMPLETION_WORDS)
		fputc(')', out);
}

static void put_option(FILE *out, const struct option_row *row)
{
	const char *mark = row->argument ? "=" : "";
	const char *repeated = row->kind == OPTION_TEXTS ? "*" : "";

	if (row->letter && !*repeated)
		fprintf(out, "		'(-%c --%s)'{-%c%s,--%s%s}'[",
			row->letter, row->name, row->letter,
			row->argument ? "+" : "", row->name, mark);
	else
		fprintf(out, "\t\t'%s--%s%s[", repeated, row->name, mark);
	put_text(out, row->help);
	fputc(']', out);
	if (row->argument)
		put_value(out, row);
	fputs("' \\\n", out);
}

/* All ways to spell it, as alternatives. */
static void put_operands(FILE *out, const struct arguments *a)
{
	const char *rest = a->operands;
	enum completion_kind kind;
	char words[256];

	if (!rest)
		return;
	fprintf(out, "		'%s:operand: _alternative",
		a->operands_most > 1 ? "*" : "1");
	while ((kind = completion_operand(&rest, words, sizeof(words))) !=
	       COMPLETION_NONE) {
		if (kind == COMPLETION_FILES)
			fprintf(out,
				" \"files\\:file\\:_files -g "
				"\\\"*%s\\\"\"",
				words);
		else
			fprintf(out, " \"words\\:word\\:(%s)\"", words + 1);
	}
	fputs("' \\\n", out);
}

static void command(FILE *out, const struct arguments *a)
{
	struct describe_cursor at = { 0 };
	const struct option_row *row;

	fprintf(out, "\t%s)\n\t\t_arguments -s \\\n",
		describe_name(a));
	while ((row = describe_next(a, &at)))
		put_option(out, row);
	put_operands(out, a);
	fputs("		'--help[tell more]'\n		;;\n", out);
}

static void end(FILE *out)
{
	fputs("	esac\n}\n\n"
	      "if [ \"$funcstack[1]\" = _simul ]; then\n"
	      "	_simul \"$@\"\n"
	      "else\n"
	      "	compdef _simul simul\n"
	      "fi\n",
	      out);
}

const struct form completion_zsh = { "zsh", begin, command, end };
