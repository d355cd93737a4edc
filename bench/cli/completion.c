/* completion.c - candidates from the tables of commands and options. */
#include "bench/cli/completion.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/plan/jobfile.h"
#include "bench/plan/models.h"
#include "bench/plan/plugin.h"
#include "bench/record/baseline.h"
#include "runners/memory.h"
#include "workloads/workloads.h"

struct unfinished {
	FILE *out;
	const char *word;
	size_t done;      /* bytes of the word to keep: "--model=serial," */
	size_t list;      /* where the list begins in it */
};

static void offer(const struct unfinished *u, const char *name,
		  const char *what)
{
	if (!strncmp(name, u->word + u->done, strlen(u->word + u->done)))
		fprintf(u->out, "%.*s%s\t%s\n", (int)u->done, u->word, name,
			what);
}

/* --- values --- */

static bool listed(const struct unfinished *u, const char *name)
{
	const char *at = u->word + u->list, *end = u->word + u->done;
	size_t length = strlen(name);

	for (; at < end; at += strcspn(at, ",") + 1)
		if (strcspn(at, ",") == length && !strncmp(at, name, length))
			return true;
	return false;
}

static void offer_listed(void *user, const char *name, const char *what)
{
	const struct unfinished *u = user;

	if (!listed(u, name))
		offer(u, name, what);
}

static void begin_list(struct unfinished *u)
{
	const char *comma = strrchr(u->word + u->done, ',');

	u->list = u->done;
	if (comma)
		u->done = (size_t)(comma + 1 - u->word);
	fputs(":nospace\n", u->out);
}

static void offer_models(struct unfinished *u)
{
	begin_list(u);
	for (const struct model *m = models; m->name; m++)
		offer_listed(u, m->name, m->summary);
	if (u->done == u->list)
		offer(u, "all", "every model");
}

static void offer_section(void *user, const char *name)
{
	offer_listed(user, name, "");
}

static void offer_sections(struct unfinished *u, const struct arguments *a)
{
	begin_list(u);
	for (size_t i = 0; i < a->operands; i++)
		jobfile_sections(a->operand[i], offer_section, u);
}

static void offer_workloads(const struct unfinished *u)
{
	for (size_t i = 0; workloads[i]; i++)
		offer(u, workloads[i]->name, workloads[i]->summary);
}

static void offer_baseline(void *user, const char *name)
{
	offer(user, name, "");
}

static void offer_value(struct unfinished *u, const struct arguments *a,
			const struct option_row *row)
{
	switch (row->kind) {
	case OPTION_CHOICE:
		for (size_t i = 0; row->choices[i]; i++)
			offer(u, row->choices[i], "");
		break;
	case OPTION_MODELS:
		offer_models(u);
		break;
	case OPTION_SECTIONS:
		offer_sections(u, a);
		break;
	case OPTION_WORKLOAD:
		offer_workloads(u);
		break;
	case OPTION_FILE:
	case OPTION_OUTPUT:
		fputs(":files\n", u->out);
		break;
	case OPTION_DIRECTORY:
		fputs(":directories\n", u->out);
		break;
	case OPTION_BASELINE:
		baseline_each(offer_baseline, u);
		break;
	default:
		break;
	}
}

/* --- operands and options --- */

/* Offers what fits one alternative of "WORKLOAD|FILE.ini". Returns true for
 * files with an ending: they may be in directories. */
static bool offer_operand(const struct unfinished *u, const char *form)
{
	const char *ending = strchr(form, '.');

	if (islower((unsigned char)*form))
		offer(u, form, "");
	else if (!strcmp(form, "WORKLOAD"))
		offer_workloads(u);
	else
		fprintf(u->out, ":files%s%s\n", ending ? " " : "",
			ending ? ending : "");
	return ending;
}

/* Picks the next operand's form from "BASE.csv NEW.csv"; "FILE..." repeats. */
static void offer_operands(const struct unfinished *u,
			   const struct arguments *a)
{
	char forms[128], *rest = forms, *next = forms, *form;
	bool directories = false;

	snprintf(forms, sizeof(forms), "%s", a->command->operands);
	for (size_t i = 0; i <= a->operands && rest; i++)
		next = strsep(&rest, " ");
	next[strcspn(next, "]")] = '\0';
	if (strstr(next, "..."))
		*strstr(next, "...") = '\0';
	next += *next == '[';
	while ((form = strsep(&next, "|")))
		directories |= offer_operand(u, form);
	if (directories)
		fputs(":directories\n", u->out);
}

/* Offers the options that aren't on the line yet. */
static void offer_options(const struct unfinished *u,
			  const struct arguments *a)
{
	for (size_t i = 0; i < a->rows; i++) {
		char option[64];

		snprintf(option, sizeof(option), "--%s", a->row[i]->name);
		if (!a->given[i] || a->row[i]->kind == OPTION_TEXTS)
			offer(u, option, a->row[i]->help);
	}
}

/* The option whose value is in the same word: "--metric=w" or "-mserial". */
static const struct option_row *attached(const struct arguments *a,
					 struct unfinished *u)
{
	size_t length = strcspn(u->word, "=");
	const struct option_row *row = NULL;

	if (!strncmp(u->word, "--", 2) && u->word[length]) {
		if (arguments_named(a, u->word + 2, length - 2, &row) != 1)
			row = NULL;
		u->done = length + 1;
	} else if (u->word[0] == '-' && u->word[1] && u->word[1] != '-') {
		row = arguments_letter(a, u->word[1]);
		u->done = 2;
	}
	if (row && row->argument)
		return row;
	u->done = 0;
	return NULL;
}

static void complete(struct unfinished *u, const struct arguments *a)
{
	const struct option_row *row = a->unfinished;
	bool more = a->operands < a->command->operands_most;

	if (!row && !a->operands_only)
		row = attached(a, u);
	if (row)
		offer_value(u, a, row);
	else if (!a->operands_only && (u->word[0] == '-' || !more))
		offer_options(u, a);
	else if (more)
		offer_operands(u, a);
}

/* Adds the options of the workload on the line; of all workloads if there is
 * none yet, or a job file. */
static void add_workloads(struct arguments *a, int argc, char **argv)
{
	const struct workload *w = NULL;
	bool plugin = false;

	arguments_look(a, argc, argv);
	for (size_t i = 0; i < a->operands && !w && !plugin; i++) {
		w = workload_find(a->operand[i]);
		plugin = plugin_named(a->operand[i]);
	}
	if (w)
		arguments_add(a, w);
	else if (!plugin)
		arguments_add_all(a);
	arguments_look(a, argc, argv);
}

void completion_print(FILE *out, int words, char **word)
{
	struct unfinished u = { .out = out };
	const struct command *c;
	struct arguments *a;

	if (words < 1)
		return;
	u.word = word[words - 1];
	c = commands_find(word[0]);
	for (size_t i = 0; words == 1 && commands[i]; i++)
		offer(&u, commands[i]->name, commands[i]->summary);
	if (words == 1) {
		offer(&u, "--help", "list the commands");
		offer(&u, "--version", "show how the program was built");
	}
	a = words > 1 && c ? memory_new(1, sizeof(*a)) : NULL;
	if (!a)
		return;
	arguments_init(a, c);
	add_workloads(a, words - 1, word);
	complete(&u, a);
	free(a);
}
