/* arguments.c - turns tables of options into what getopt_long takes.
 *
 * A plug-in brings options of its own, so the valid options depend on the
 * operand: a first pass over the line finds it, a second one parses.
 */
#include "bench/cli/arguments.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/exports.h"
#include "bench/cli/fatal.h"
#include "bench/cli/help.h"
#include "bench/plan/job.h"
#include "bench/plan/plugin.h"
#include "runners/nearest.h"
#include "workloads/workloads.h"

enum {
	OPERAND = 1,              /* getopt_long returns it for an operand */
	FIRST_ROW = 0x100,        /* and this + i for row i: no letter's code */
};

/* --- the table --- */

static const struct option_row common_rows[] = {
	[ARGUMENT_HELP] = { .name = "help", .kind = OPTION_FLAG,
			    .help = "explain the command and its options" },
	{ 0 }
};

static void add_row(struct arguments *a, const struct option_row *row)
{
	size_t n = a->rows, length = strlen(a->letters);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(a->row[i]->name, row->name))
			return;
	assert(n < ARGUMENT_ROWS_MAX);
	a->row[n] = row;
	a->of[n] = a->groups - 1;
	a->option[n] = (struct option){
		.name = row->name,
		.has_arg = row->argument ? required_argument : no_argument,
		.val = FIRST_ROW + (int)n,
	};
	if (row->letter) {
		a->letters[length++] = row->letter;
		a->letters[length++] = row->argument ? ':' : '\0';
	}
	a->rows++;
}

static void add_group(struct arguments *a, const struct option_group *group)
{
	assert(a->groups < ARGUMENT_GROUPS_MAX);
	a->group[a->groups++] = *group;
	for (const struct option_row *r = group->rows; r->name; r++)
		add_row(a, r);
}

void arguments_init(struct arguments *a, const struct command *command)
{
	/* '-': report operands in order; ':': report a missing value. */
	*a = (struct arguments){ .command = command, .letters = "-:" };
	add_group(a, &(struct option_group){ .rows = common_rows });
	for (const struct option_group *g = command->group; g->rows; g++)
		add_group(a, g);
}

void arguments_add(struct arguments *a, const struct workload *w)
{
	struct option_group group = a->command->group[0];

	if (!w->options || !a->command->workloads)
		return;
	group.rows = w->options;
	group.of = w->name;
	add_group(a, &group);
}

void arguments_add_all(struct arguments *a)
{
	for (size_t i = 0; workloads[i]; i++)
		arguments_add(a, workloads[i]);
}

/* The row for a code that getopt_long returned or left in optopt; a->rows if
 * there is none. */
static size_t index_of(const struct arguments *a, int code)
{
	size_t i = 0;

	if (code >= FIRST_ROW)
		return (size_t)(code - FIRST_ROW);
	while (i < a->rows && (!code || a->row[i]->letter != code))
		i++;
	return i;
}

const struct option_row *arguments_letter(const struct arguments *a,
					  char letter)
{
	return a->row[index_of(a, letter)];
}

size_t arguments_named(const struct arguments *a, const char *name,
		       size_t length, const struct option_row **row)
{
	size_t n = 0;

	*row = NULL;
	for (size_t i = 0; i < a->rows; i++) {
		if (strncmp(a->row[i]->name, name, length) != 0)
			continue;
		*row = a->row[i];
		n++;
		if (!a->row[i]->name[length])
			return 1;
	}
	return n;
}

/* --- errors --- */

/* The options of other workloads than the one that is given are no help. */
static bool concerns(const struct arguments *a, size_t group)
{
	const char *of = a->group[group].of;

	return !of || !a->workload || !strcmp(of, a->workload);
}

static _Noreturn void refuse_name(const struct arguments *a, const char *word)
{
	const char *names[ARGUMENT_ROWS_MAX], *near;
	size_t length = strcspn(word, "="), count = 0;
	const struct option_row *row;
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)length, word);
	if (arguments_named(a, word, length, &row) > 1)
		fatal("'--%s' is short for '--%s' and for others: write more "
		      "of it",
		      name, row->name);
	for (size_t i = 0; i < a->rows; i++)
		if (concerns(a, a->of[i]))
			names[count++] = a->row[i]->name;
	near = nearest_name(name, names, count);
	if (near)
		fatal("no option '--%s': did you mean '--%s'?", name, near);
	fatal("no option '--%s': see `simul %s --help`", name,
	      a->command->name);
}

/* word: where getopt_long stopped. For a letter in the middle of others that
 * may be the preceding word. */
static _Noreturn void refuse(const struct arguments *a, int code,
			     const char *word)
{
	const struct option_row *row = a->row[index_of(a, optopt)];

	if (code == ':')
		fatal("'%s' needs a value: --%s %s", word, row->name,
		      row->argument);
	if (!optopt)
		refuse_name(a, word + 2);
	if (optopt >= FIRST_ROW)
		fatal("'--%s' takes no value: '%s'", row->name, word);
	fatal("no option '-%c': see `simul %s --help`", optopt,
	      a->command->name);
}

/* --- the words --- */

static void add_operand(struct arguments *a, const char *word, bool look)
{
	size_t most = a->command->operands_most;

	if (look)
		most = ARGUMENT_OPERANDS_MAX;
	else if (a->operands == most)
		fatal("one operand too many: '%s'", word);
	if (a->operands == most)
		return;
	a->under[a->operands] = a->divider;
	a->operand[a->operands++] = word;
}

static void set(struct arguments *a, size_t i, void *target)
{
	const struct option_group *group = &a->group[a->of[i]];
	void *at = target ? (char *)target + group->at : NULL;
	struct error err = { "out of memory" };
	int rc;

	a->given[i] = true;
	if (a->row[i]->divides)
		a->divider = a->row[i];
	if (!target || i == ARGUMENT_HELP)
		return;
	if (group->draft)
		rc = draft_add(at, a->row[i]->name, optarg ? optarg : "", NULL,
			       false);
	else
		rc = option_set(a->row[i], at, optarg, &err);
	if (rc < 0)
		fatal("%s", err.text);
}

static void take(struct arguments *a, int code, const char *word, void *target)
{
	a->unfinished = NULL;
	if (code == OPERAND)
		add_operand(a, optarg, !target);
	/* -h, unless a workload has an option -h, and the traditional -?. */
	else if (code == '?' && (optopt == 'h' || optopt == '?'))
		a->given[ARGUMENT_HELP] = true;
	else if (code != '?' && code != ':')
		set(a, index_of(a, code), target);
	else if (target)
		refuse(a, code, word);
	else if (code == ':')
		a->unfinished = a->row[index_of(a, optopt)];
}

/* Without a target nothing is refused. */
static void walk(struct arguments *a, int argc, char **argv, void *target)
{
	int code, before;

	a->operands = 0;
	a->divider = NULL;
	optind = 0;       /* glibc: from the beginning */
	opterr = 0;
	do {
		before = optind;
		optopt = 0;
		code = getopt_long(argc, argv, a->letters, a->option, NULL);
		if (code != -1)
			take(a, code, argv[optind - 1], target);
	} while (code != -1);
	a->operands_only = (before ? before : 1) < argc;
	while (optind < argc)
		add_operand(a, argv[optind++], !target);
}

void arguments_look(struct arguments *a, int argc, char **argv)
{
	walk(a, argc, argv, NULL);
}

/* --- a command's run --- */

/* Loads a plug-in and checks that its options don't clash with the
 * command's. */
static const struct workload *load(const struct command *c, const char *path)
{
	const struct workload *w;
	struct error err;

	if (plugin_load(path, &w, &err) < 0)
		fatal("%s", err.text);
	for (const struct option_group *g = c->group; g->rows; g++)
		if (plugin_clash(w, path, g->rows, &err) < 0)
			fatal("%s", err.text);
	return w;
}

static void add_workloads(struct arguments *a, int argc, char **argv)
{
	const struct workload *w = NULL;

	arguments_look(a, argc, argv);
	for (size_t i = 0; i < a->operands && !a->workload; i++)
		if (workload_find(a->operand[i]))
			a->workload = a->operand[i];
	for (size_t i = 0; i < a->operands && !w; i++)
		if (a->command->workloads && plugin_named(a->operand[i]))
			w = load(a->command, a->operand[i]);
		else if (a->given[ARGUMENT_HELP])
			w = workload_find(a->operand[i]);
	if (w)
		arguments_add(a, w);
	else
		arguments_add_all(a);
}

static int call(struct arguments *a, int argc, char **argv)
{
	const struct command *c = a->command;
	const struct option_group *g;
	char *target = calloc(1, c->size + 1);
	struct error err;
	int status;

	if (!target)
		fatal("out of memory");
	for (g = c->group; g->rows; g++)
		if (!g->draft)
			option_presets(g->rows, target + g->at);
	walk(a, argc, argv, target);
	if (a->operands < c->operands_least)
		fatal("%s given: `simul %s %s`",
		      a->operands ? "only one operand" : "no operand", c->name,
		      c->operands);
	if (exports_check(a, target, &err) < 0)
		fatal("%s", err.text);
	a->stdout_taken = exports_take_stdout(a, target);
	status = c->main(target, a);
	for (g = c->group; g->rows; g++)
		if (g->draft)
			draft_free((void *)(target + g->at));
		else
			option_release(g->rows, target + g->at);
	free(target);
	return status;
}

int arguments_run(const struct command *c, int argc, char **argv)
{
	struct arguments *a = malloc(sizeof(*a));
	int status = 0;

	if (!a)
		fatal("out of memory");
	arguments_init(a, c);
	a->argc = argc;
	a->argv = argv;
	add_workloads(a, argc, argv);
	if (a->given[ARGUMENT_HELP])
		help_print(a, stdout);
	else
		status = call(a, argc, argv);
	free(a);
	return status;
}
