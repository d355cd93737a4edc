/* completion_fish.c - a `complete` line for each thing. */
#include <string.h>

#include "bench/cli/commands.h"
#include "bench/cli/completion.h"
#include "bench/cli/describe.h"

/* Within single quotes. */
static void put_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void begin(FILE *out)
{
	fputs("# Completion of simul for fish; `simul completion fish` made "
	      "it.\n\n"
	      "complete -c simul -f\n",
	      out);
	for (size_t i = 0; commands[i].name; i++) {
		fprintf(out,
			"complete -c simul -n __fish_use_subcommand -a %s "
			"-d '",
			commands[i].name);
		put_text(out, commands[i].summary);
		fputs("'\n", out);
	}
}

static void put_condition(FILE *out, const struct arguments *a)
{
	fprintf(out, "complete -c simul -n '__fish_seen_subcommand_from %s'",
		describe_name(a));
}

static void put_value(FILE *out, const struct option_row *row)
{
	switch (completion_of(row)) {
	case COMPLETION_FILES:
		fputs(" -r -F", out);
		return;
	case COMPLETION_NONE:
		fputs(" -x", out);
		return;
	case COMPLETION_LIST:
		fputs(" -x -a '(__fish_append ,", out);
		completion_put_words(out, row);
		fputs(")'", out);
		return;
	case COMPLETION_WORDS:
		fputs(" -x -a '", out);
		completion_put_words(out, row);
		fputs("'", out);
		return;
	}
}

static void put_operands(FILE *out, const struct arguments *a)
{
	const char *rest = a->operands;
	enum completion_kind kind;
	char words[256];

	while ((kind = completion_operand(&rest, words, sizeof(words))) !=
	       COMPLETION_NONE) {
		put_condition(out, a);
		if (kind == COMPLETION_WORDS)
			fprintf(out, " -a '%s'\n", words + 1);
		else if (*words)
			fprintf(out, " -a '(__fish_complete_suffix %s)'\n",
				words);
		else
			fputs(" -F\n", out);
	}
}

static void command(FILE *out, const struct arguments *a)
{
	struct describe_cursor at = { 0 };
	const struct option_row *row;

	while ((row = describe_next(a, &at))) {
		put_condition(out, a);
		fprintf(out, " -l %s", row->name);
		if (row->letter)
			fprintf(out, " -s %c", row->letter);
		if (row->argument)
			put_value(out, row);
		fputs(" -d '", out);
		put_text(out, row->help);
		fputs("'\n", out);
	}
	put_condition(out, a);
	fputs(" -l help -d 'tell more'\n", out);
	put_operands(out, a);
}

static void end(FILE *out)
{
	(void)out;
}

const struct form completion_fish = { "fish", begin, command, end };
