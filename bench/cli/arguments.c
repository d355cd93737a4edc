/* arguments.c - tables of options as argp wants them.
 *
 * A row that stands in two groups (two workloads with a --size) is given to
 * argp once, where it stands first.
 */
#include "bench/cli/arguments.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/describe.h"
#include "bench/cli/fatal.h"
#include "runners/macros.h"
#include "runners/nearest.h"

#define ROWS_MAX  256
#define FIRST_KEY 0x100

struct parsing {
	struct arguments *a;
	const struct option_row *row[ROWS_MAX];
	struct argp_option option[ROWS_MAX];
	char help[ROWS_MAX][192];
	size_t rows, options;
};

static bool taken(const struct parsing *p, const char *name)
{
	for (size_t i = 0; i < p->rows; i++)
		if (!strcmp(p->row[i]->name, name))
			return true;
	return false;
}

static const char *help_of(struct parsing *p, const struct option_row *row)
{
	char *help = p->help[p->rows];

	if (!row->preset || row->kind == OPTION_FLAG)
		return row->help;
	snprintf(help, sizeof(p->help[0]), "%s [%s]", row->help, row->preset);
	return help;
}

static void add_row(struct parsing *p, const struct option_row *row, int group)
{
	if (taken(p, row->name) || p->rows == ROWS_MAX - 2 ||
	    p->options >= ROWS_MAX - 2)
		return;
	p->option[p->options++] = (struct argp_option){
		.name = row->name,
		.key = row->letter ? row->letter : FIRST_KEY + (int)p->rows,
		.arg = row->argument,
		.doc = help_of(p, row),
		.group = group,
	};
	p->row[p->rows++] = row;
}

static void add_groups(struct parsing *p, const struct arguments *a)
{
	for (size_t g = 0; g < a->groups; g++) {
		const struct argument_group *group = &a->group[g];

		p->option[p->options++] = (struct argp_option){
			.doc = group->header,
			.group = (int)g + 1,
		};
		for (const struct option_row *r = group->rows; r->name; r++)
			add_row(p, r, (int)g + 1);
	}
}

static const struct option_row *row_of(const struct parsing *p, int key)
{
	for (size_t i = 0; i < p->rows; i++)
		if (key == p->row[i]->letter || key == FIRST_KEY + (int)i)
			return p->row[i];
	return NULL;
}

static error_t on_key(int key, char *value, struct argp_state *state)
{
	struct parsing *p = state->input;
	struct arguments *a = p->a;
	const struct option_row *row;
	struct error err;

	if (key == ARGP_KEY_ARG) {
		if (a->count >= a->operands_most)
			fatal("one operand too many: '%s'", value);
		a->operand[a->count++] = value;
		return 0;
	}
	row = row_of(p, key);
	if (!row)
		return ARGP_ERR_UNKNOWN;
	if (a->on_option(a->user, row, value ? value : "", &err) < 0)
		fatal("%s", err.text);
	return 0;
}

/* getopt's own message would not name the right option. */
static void check_name(const struct parsing *p, const char *arg)
{
	const char *names[ROWS_MAX + 3];
	size_t length = strcspn(arg, "=");
	char name[64];
	const char *near;
	size_t n = 0;

	for (; n < p->rows; n++)
		names[n] = p->row[n]->name;
	names[n++] = "help";
	names[n++] = "usage";
	snprintf(name, sizeof(name), "%.*s", (int)length, arg);
	for (size_t i = 0; i < n; i++)
		if (!strncmp(names[i], name, strlen(name)))
			return;
	near = nearest_name(name, names, n);
	if (near)
		fatal("no option '--%s': did you mean '--%s'?", name, near);
	fatal("no option '--%s': see `%s --help`", name, p->a->command);
}

/* Rows whose argument is the word after this one, or NULL. A word such as
 * -qn is looked at letter by letter. */
static const struct option_row *look_at_letters(const struct parsing *p,
						const char *word, bool check)
{
	for (const char *c = word + 1; *c; c++) {
		const struct option_row *row = row_of(p, *c);

		if (check && !row && *c != '?')
			fatal("no option '-%c': see `%s --help`", *c,
			      p->a->command);
		if (row && row->argument)
			return c[1] ? NULL : row;
	}
	return NULL;
}

/* The row that the long option names, whole or by a part that only it begins
 * with; NULL: none or several, which getopt tells. */
static const struct option_row *row_named(const struct parsing *p,
					  const char *name, size_t length)
{
	const struct option_row *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p->rows; i++) {
		if (strncmp(p->row[i]->name, name, length) != 0)
			continue;
		found = p->row[i];
		n++;
		if (!found->name[length])
			return found;
	}
	return n == 1 ? found : NULL;
}

static const struct option_row *check_long(const struct parsing *p,
					   const char *word)
{
	size_t length = strcspn(word + 2, "=");
	const struct option_row *row = row_named(p, word + 2, length);

	check_name(p, word + 2);
	if (row && !row->argument && word[2 + length])
		fatal("'--%s' takes no value: '%s'", row->name, word);
	return row && row->argument && !word[2 + length] ? row : NULL;
}

/* Does the word after this option belong to it? */
static bool takes_next(const struct parsing *p, const char *word)
{
	const struct option_row *row;
	size_t length;

	if (strncmp(word, "--", 2) != 0)
		return look_at_letters(p, word, false) != NULL;
	length = strcspn(word + 2, "=");
	row = row_named(p, word + 2, length);
	return row && row->argument && !word[2 + length];
}

/* What getopt would refuse is refused here, in one line that names it. */
static void check_words(const struct parsing *p, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const struct option_row *waits = NULL;

		if (!strncmp(argv[i], "--", 2))
			waits = check_long(p, argv[i]);
		else if (argv[i][0] == '-' && argv[i][1])
			waits = look_at_letters(p, argv[i], true);
		if (waits && i + 1 == argc)
			fatal("'%s' needs a value: --%s %s", argv[i],
			      waits->name, waits->argument);
		i += waits != NULL;
	}
}

static bool ends(const char *text, const char *ending)
{
	size_t length = strlen(text), tail = strlen(ending);

	return length > tail && !strcmp(text + length - tail, ending);
}

const char *arguments_find(struct arguments *a, int argc, char **argv,
			   const char *ending)
{
	struct parsing *p = calloc(1, sizeof(*p));
	const char *found = NULL;
	bool options = true;

	if (!p)
		fatal("out of memory");
	p->a = a;
	add_groups(p, a);
	for (int i = 1; i < argc && !found; i++) {
		if (options && argv[i][0] == '-') {
			options = strcmp(argv[i], "--") != 0;
			i += takes_next(p, argv[i]);
		} else if (ends(argv[i], ending)) {
			found = argv[i];
		}
	}
	free(p);
	return found;
}

void arguments_parse(struct arguments *a, int argc, char **argv)
{
	struct parsing *p = calloc(1, sizeof(*p));
	char *name = strdup(a->command);

	if (!p || !name)
		fatal("out of memory");
	if (describe_asked(argc, argv))
		describe_print(a, argv[1]);
	p->a = a;
	add_groups(p, a);
	check_words(p, argc, argv);
	argv[0] = name;
	argp_err_exit_status = 2;
	argp_parse(&(struct argp){ .options = p->option,
				   .parser = on_key,
				   .args_doc = a->operands,
				   .doc = a->doc },
		   argc, argv, 0, NULL, p);
	if (a->count < a->operands_least)
		fatal("no operand given: `%s %s`", a->command, a->operands);
	free(name);
	free(p);
}
