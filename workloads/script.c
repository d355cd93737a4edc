/* script.c - words between commas become steps.
 *
 * Numbers are parsed as option values, so they have the same spelling, bounds
 * and errors. steps.c runs the steps.
 */
#include "workloads/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/macros.h"
#include "runners/nearest.h"
#include "runners/option.h"
#include "runners/secret.h"
#include "workloads/urls.h"

#define BLANKS    " \t\r\n"
#define WORDS_MAX 5          /* fetch METHOD URL with BODY */

static const char *const verbs[] = {
	[STEP_FETCH] = "fetch",
	[STEP_COMPUTE] = "compute",
	[STEP_SLEEP] = "sleep",
	[STEP_CRASH] = "crash",
};

#define FIELD(field) .offset = offsetof(struct step, field)

static const struct option_row compute_row = {
	.name = "compute", .kind = OPTION_DURATION, FIELD(ns), .most = 60e9,
};
static const struct option_row sleep_row = {
	.name = "sleep", .kind = OPTION_DURATION, FIELD(ns), .most = 60e9,
};
static const struct option_row after_row = {
	.name = "after", .kind = OPTION_DURATION, FIELD(ns), .most = 60e9,
};
static const struct option_row every_row = {
	.name = "every", .kind = OPTION_COUNT, FIELD(every), .least = 1,
	.most = 1e9,
};
static const struct option_row size_row = {
	.name = "fetch", .kind = OPTION_BYTES, FIELD(bytes),
	.most = 1099511627776.0,
};

/* Sets a field; drops the dashes from option_set's sentence. */
static int number(const struct option_row *row, struct step *step,
		  const char *word, struct error *err)
{
	struct error why;
	const char *text = why.text;
	int rc = option_set(row, step, word, &why);

	if (rc < 0)
		error_set(err, rc, "%s%s", strncmp(text, "'--", 3) ? "" : "'",
			  strncmp(text, "'--", 3) ? text : text + 3);
	return rc;
}

static int unknown_verb(const char *verb, struct error *err)
{
	const char *near = nearest_name(verb, verbs, ARRAY_SIZE(verbs));

	if (near)
		return error_set(err, -EINVAL, "did you mean '%s'?", near);
	return error_set(err, -EINVAL,
			 "a step is 'fetch', 'compute', 'sleep' or 'crash'");
}

static int keep(char **to, const char *word, struct error *err)
{
	*to = strdup(word);
	return *to ? 0 : error_set(err, -ENOMEM, "out of memory");
}

/* word[1] is the path or URL. */
static int read_target(struct step *step, char **word, size_t words,
		       struct error *err)
{
	int rc = keep(&step->target, word[1], err);

	if (rc < 0 || words == 2)
		return rc;
	if (words != 4 || strcmp(word[2], "with") != 0)
		return error_set(err, -EINVAL,
				 "behind a path or URL only 'with BODY' can "
				 "stand, a word or '@FILE'; 'after' is for the "
				 "embedded origin ('fetch 1KiB after 20ms')");
	return keep(&step->body, word[3], err);
}

static int no_target(const char *word, struct error *err)
{
	char shown[41];

	return error_set(err, -EINVAL,
			 "what is fetched is a size ('fetch 1KiB'), a path "
			 "('fetch /%s') or a URL",
			 secret_hide(word, shown, sizeof(shown)));
}

static int read_size(struct step *step, char **word, size_t words,
		     struct error *err)
{
	int rc;

	if (*word[1] < '0' || *word[1] > '9')
		return no_target(word[1], err);
	if (step->method)
		return error_set(err, -EINVAL,
				 "'%s' is for a path or a URL: the origin's "
				 "bodies are asked for by GET",
				 step->method);
	rc = number(&size_row, step, word[1], err);
	if (rc < 0 || words == 2)
		return rc;
	if (words != 4 || strcmp(word[2], "after") != 0)
		return error_set(err, -EINVAL,
				 "behind the size only 'after TIME' can stand, "
				 "as in 'fetch 1KiB after 20ms'");
	return number(&after_row, step, word[3], err);
}

static int read_fetch(struct step *step, char **word, size_t words,
		      struct error *err)
{
	int rc = 0;

	if (words > 1 && urls_is_method(word[1])) {
		rc = keep(&step->method, word[1], err);
		word++;
		words--;
	}
	if (rc < 0)
		return rc;
	if (words == 1)
		return error_set(err, -EINVAL,
				 "fetch what? A size from the embedded origin "
				 "('fetch 1KiB'), a path or a URL");
	if (*word[1] == '/' || strstr(word[1], "://"))
		return read_target(step, word, words, err);
	return read_size(step, word, words, err);
}

static int read_time(struct step *step, char **word, size_t words,
		     struct error *err)
{
	if (words != 2)
		return error_set(err, -EINVAL,
				 "one time is needed and no more, as in "
				 "'%s 5ms'",
				 word[0]);
	return number(step->kind == STEP_SLEEP ? &sleep_row : &compute_row,
		      step, word[1], err);
}

static int read_crash(struct step *step, char **word, size_t words,
		      struct error *err)
{
	if (words != 3 || strcmp(word[1], "every") != 0)
		return error_set(err, -EINVAL,
				 "how often? Say for instance 'crash every "
				 "10': tasks");
	return number(&every_row, step, word[2], err);
}

static int read_words(struct step *step, char **word, size_t words,
		      struct error *err)
{
	size_t kind = 0;

	if (!words)
		return error_set(err, -EINVAL,
				 "nothing between two commas, or at an end");
	while (kind < ARRAY_SIZE(verbs) && strcmp(word[0], verbs[kind]) != 0)
		kind++;
	if (kind == ARRAY_SIZE(verbs))
		return unknown_verb(word[0], err);
	step->kind = (enum step_kind)kind;
	if (step->kind == STEP_CRASH)
		return read_crash(step, word, words, err);
	if (step->kind != STEP_FETCH)
		return read_time(step, word, words, err);
	return read_fetch(step, word, words, err);
}

static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && strchr(BLANKS, end[-1]))
		*--end = '\0';
	return text + strspn(text, BLANKS);
}

/* Room for one word too many, to detect that. */
static int read_step(struct script *s, char *text, struct error *err)
{
	char *word[WORDS_MAX + 1], *rest = NULL, copy[128];
	struct error why = { "" };
	size_t words = 0;
	int rc;

	text = trim(text);
	secret_hide(text, copy, sizeof(copy));
	for (char *w = strtok_r(text, BLANKS, &rest); w && words <= WORDS_MAX;
	     w = strtok_r(NULL, BLANKS, &rest))
		word[words++] = w;
	rc = read_words(&s->step[s->count], word, words, &why);
	s->count++;
	if (rc == 0)
		return 0;
	return error_set(err, rc, "step %zu: '%s': %s", s->count, copy,
			 why.text);
}

static size_t count_commas(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == ',';
	return n;
}

int script_parse(struct script *s, const char *text, struct error *err)
{
	size_t room = count_commas(text) + 1;
	char *copy, *rest, *one;
	int rc = 0;

	*s = (struct script){ 0 };
	if (!text[strspn(text, BLANKS)])
		return error_set(err, -EINVAL,
				 "there are no steps: say for instance "
				 "'fetch 1KiB after 20ms, compute 1ms'");
	if (room > STEPS_MAX)
		return error_set(err, -E2BIG,
				 "more than %d steps: --rounds repeats them",
				 STEPS_MAX);
	rest = copy = strdup(text);
	s->step = calloc(room, sizeof(*s->step));
	if (!copy || !s->step)
		rc = error_set(err, -ENOMEM, "out of memory");
	while (rc == 0 && (one = strsep(&rest, ",")))
		rc = read_step(s, one, err);
	free(copy);
	if (rc < 0)
		script_free(s);
	return rc;
}

void script_free(struct script *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->step[i].target);
		free(s->step[i].method);
		free(s->step[i].body);
	}
	free(s->step);
	*s = (struct script){ 0 };
}

bool script_uses_origin(const struct script *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->step[i].kind == STEP_FETCH && !s->step[i].target)
			return true;
	return false;
}

bool script_uses_others(const struct script *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->step[i].target)
			return true;
	return false;
}
