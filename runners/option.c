/* option.c - sets fields of a struct from what people type, row by row.
 *
 * A refusal reads "'--NAME' takes WHAT WOULD BE RIGHT, not 'TEXT'". The
 * bounds in it are spelt as one would type them, exactly: a rounded one might
 * be refused when it is tried.
 *
 * It doesn't split lists, and doesn't know where a text came from: the reader
 * of a file says in which line.
 */
#include "runners/option.h"

#include <errno.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/nearest.h"
#include "runners/secret.h"
#include "runners/units.h"

/* Each kind's field, what a refusal calls a value, and how one looks. */
static const struct {
	size_t size;
	const char *noun, *value;
} kinds[] = {
	[OPTION_FLAG] = { sizeof(bool), NULL, NULL },
	[OPTION_COUNT] = { sizeof(uint64_t), "a whole number", NULL },
	[OPTION_BYTES] = { sizeof(uint64_t), "a size",
			   "a size such as '1KiB' (kB, MB, GB: 1000s; KiB, MiB, GiB or "
			   "K, M, G: 1024s)" },
	[OPTION_DURATION] = { sizeof(uint64_t), "a duration",
			      "a duration with a unit: '50ms', '2s'" },
	[OPTION_REAL] = { sizeof(double), "a number", NULL },
	[OPTION_CHOICE] = { sizeof(int), NULL, NULL },
	[OPTION_TEXT] = { sizeof(char *), NULL, NULL },
	[OPTION_TEXTS] = { sizeof(struct texts), NULL, NULL },
	[OPTION_PERCENT] = { sizeof(double), "a percentage",
			     "a percentage such as '2.5%'" },
	[OPTION_SEED] = { sizeof(uint64_t), "a whole number", NULL },
	[OPTION_ROUNDS] = { sizeof(struct rounds),
			    "a whole number or a duration",
			    "a number of rounds, or a duration: '2s'" },
	[OPTION_LIST] = { sizeof(char *), NULL,
			  "numbers such as '5', '1,10,100', '1,2,4..64'" },
	[OPTION_MODELS] = { sizeof(char *), NULL,
			    "models separated by commas, or 'all'" },
	[OPTION_SECTIONS] = { sizeof(char *), NULL,
			      "sections separated by commas" },
	[OPTION_WORKLOAD] = { sizeof(char *), NULL, NULL },
	[OPTION_FILE] = { sizeof(char *), NULL, NULL },
	[OPTION_OUTPUT] = { sizeof(char *), NULL, NULL },
	[OPTION_DIRECTORY] = { sizeof(char *), NULL, NULL },
	[OPTION_BASELINE] = { sizeof(char *), NULL, NULL },
};

static bool is_text(enum option_kind kind)
{
	return kind == OPTION_TEXT || kind >= OPTION_LIST;
}

const char *option_value(enum option_kind kind)
{
	return kinds[kind].value;
}

/* As much of a text is repeated in a refusal as leaves room for the rest. */
#define QUOTED 80

static void *field(const struct option_row *o, void *target)
{
	return (char *)target + o->offset;
}

static int refuse(const struct option_row *o, int code, const char *text,
		  const char *right, const char *hint, struct error *err)
{
	char shown[4 * QUOTED];

	secret_hide(text, shown, sizeof(shown));
	return error_set(err, code, "'--%s' takes %s, not '%.*s%s'%s",
			 o->name, right, QUOTED, shown,
			 strlen(shown) > QUOTED ? "..." : "", hint);
}

static int refuse_memory(const struct option_row *o, struct error *err)
{
	return error_set(err, -ENOMEM, "no memory for '--%s'", o->name);
}

/* Bounds are compared as integers: a double would take 2^53 + 1 for 2^53. */
static uint64_t to_whole(double bound)
{
	if (bound >= 0x1p64)
		return UINT64_MAX;
	return bound > 0 ? (uint64_t)bound : 0;
}

static char *spell_whole(enum option_kind kind, uint64_t value, char *buf,
			 size_t size)
{
	if (kind == OPTION_BYTES)
		return units_spell_bytes(value, buf, size);
	if (kind == OPTION_DURATION)
		return units_spell_duration(value, buf, size);
	return units_spell_count(value, buf, size);
}

static char *spell_bound(const struct option_row *o, double bound, char *buf,
			 size_t size)
{
	if (o->kind == OPTION_REAL)
		return units_spell_real(bound, buf, size);
	if (o->kind == OPTION_PERCENT) {
		snprintf(buf, size, "%.10g%%", 100.0 * bound);
		return buf;
	}
	return spell_whole(o->kind, to_whole(bound), buf, size);
}

/* " from 1 to 100", " of at least 1", or nothing. Without an upper bound,
 * what is too large is so because of the field's type: huge. */
static void put_bounds(const struct option_row *o, bool huge, char *buf,
		       size_t size)
{
	char least[UNITS_TEXT_SIZE], most[UNITS_TEXT_SIZE];
	double top = o->kind == OPTION_REAL ? DBL_MAX : 0x1p64;

	spell_bound(o, o->least, least, sizeof least);
	spell_bound(o, o->most != 0 ? o->most : top, most, sizeof most);
	if (o->most != 0)
		snprintf(buf, size, " from %s to %s", least, most);
	else if (huge)
		snprintf(buf, size, " up to %s", most);
	else if (o->least > 0 || o->kind == OPTION_REAL)
		snprintf(buf, size, " of at least %s", least);
	else
		buf[0] = '\0';
}

static bool in_bounds(const struct option_row *o, uint64_t value)
{
	return value >= to_whole(o->least) &&
	       (o->most == 0 || value <= to_whole(o->most));
}

static int refuse_number(const struct option_row *o, int rc, bool huge,
			 const char *text, struct error *err)
{
	char bounds[96], right[128];

	put_bounds(o, huge, bounds, sizeof bounds);
	snprintf(right, sizeof right, "%s%s", kinds[o->kind].noun, bounds);
	if (rc == -EDOM)
		snprintf(right, sizeof right, "a whole number of %s",
			 o->kind == OPTION_BYTES ? "bytes" : "nanoseconds");
	else if (rc == -EINVAL && kinds[o->kind].value)
		snprintf(right, sizeof right, "%s", kinds[o->kind].value);
	return refuse(o, rc == -ERANGE ? rc : -EINVAL, text, right, "", err);
}

static int set_whole(const struct option_row *o, uint64_t *whole,
		     const char *text, struct error *err)
{
	uint64_t value = 0;
	int rc;

	if (o->kind == OPTION_BYTES)
		rc = units_parse_bytes(text, &value);
	else if (o->kind == OPTION_DURATION)
		rc = units_parse_duration(text, &value);
	else
		rc = units_parse_count(text, &value);
	if (rc < 0)
		return refuse_number(o, rc, rc == -ERANGE, text, err);
	if (!in_bounds(o, value))
		return refuse_number(o, -ERANGE, false, text, err);
	*whole = value;
	return 0;
}

static int parse_percent(const char *text, double *share)
{
	size_t length = strlen(text);
	char number[UNITS_TEXT_SIZE];
	int rc;

	if (length < 2 || length > sizeof number || text[length - 1] != '%')
		return -EINVAL;
	snprintf(number, sizeof number, "%.*s", (int)length - 1, text);
	rc = units_parse_real(number, share);
	*share /= 100.0;
	return rc;
}

static int set_real(const struct option_row *o, double *real, const char *text,
		    struct error *err)
{
	double value = 0;
	int rc = o->kind == OPTION_PERCENT ? parse_percent(text, &value)
					   : units_parse_real(text, &value);

	if (rc < 0)
		return refuse_number(o, rc, rc == -ERANGE, text, err);
	if (value < o->least || (o->most != 0 && value > o->most))
		return refuse_number(o, -ERANGE, false, text, err);
	*real = value;
	return 0;
}

static int set_flag(const struct option_row *o, bool *flag, const char *text,
		    struct error *err)
{
	static const struct {
		const char *text;
		bool flag;
	} word[] = {
		{ "", true },   { "yes", true },   { "no", false },
		{ "1", true },  { "true", true },  { "false", false },
		{ "on", true }, { "off", false },  { "0", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(word); i++) {
		if (strcmp(text, word[i].text) == 0) {
			*flag = word[i].flag;
			return 0;
		}
	}
	return refuse(o, -EINVAL, text, "yes or no", "", err);
}

/* The row's bounds are those of the count. */
static int set_rounds(const struct option_row *o, struct rounds *rounds,
		      const char *text, struct error *err)
{
	struct rounds value = { 0 };
	int rc = units_parse_count(text, &value.count);

	if (rc == 0 && !in_bounds(o, value.count))
		rc = -ERANGE;
	else if (rc == -EINVAL)
		rc = units_parse_duration(text, &value.ns);
	if (rc < 0)
		return refuse_number(o, rc, false, text, err);
	*rounds = value;
	return 0;
}

static char *spell_rounds(const struct rounds *rounds, char *buf, size_t size)
{
	if (rounds->ns)
		return units_spell_duration(rounds->ns, buf, size);
	return units_spell_count(rounds->count, buf, size);
}

static size_t count_choices(const struct option_row *o)
{
	size_t count = 0;

	while (o->choices[count])
		count++;
	return count;
}

/* "'fixed', 'poisson' or 'burst'"; what doesn't fit is left out. */
static void put_choices(const struct option_row *o, char *buf, size_t size)
{
	size_t used = 0, count = count_choices(o);

	buf[0] = '\0';
	for (size_t i = 0; i < count && used < size; i++) {
		const char *before = i + 1 < count ? ", " : " or ";

		used += (size_t)snprintf(buf + used, size - used, "%s'%s'",
					 i > 0 ? before : "", o->choices[i]);
	}
}

static int set_choice(const struct option_row *o, int *choice, const char *text,
		      struct error *err)
{
	char right[300], hint[NEAREST_LONGEST + 32] = "";
	const char *nearest;

	for (size_t i = 0; o->choices[i]; i++) {
		if (strcmp(text, o->choices[i]) == 0) {
			*choice = (int)i;
			return 0;
		}
	}
	put_choices(o, right, sizeof right);
	nearest = nearest_name(text, o->choices, count_choices(o));
	if (nearest)
		snprintf(hint, sizeof hint, ": did you mean '%s'?", nearest);
	return refuse(o, -EINVAL, text, right, hint, err);
}

static int set_text(const struct option_row *o, char **text, const char *given,
		    struct error *err)
{
	char *copy = strdup(given);

	if (!copy)
		return refuse_memory(o, err);
	free(*text);
	*text = copy;
	return 0;
}

static int add_text(const struct option_row *o, struct texts *texts,
		    const char *given, struct error *err)
{
	char *copy = strdup(given);
	char **item;

	if (!copy)
		goto fail;
	item = reallocarray(texts->item, texts->count + 1, sizeof *item);
	if (!item)
		goto fail_item;
	item[texts->count++] = copy;
	texts->item = item;
	return 0;

fail_item:
	free(copy);
fail:
	return refuse_memory(o, err);
}

int option_set(const struct option_row *o, void *target, const char *text,
	       struct error *err)
{
	void *at = field(o, target);

	if (!text)
		text = "";
	switch (o->kind) {
	case OPTION_FLAG:
		return set_flag(o, at, text, err);
	case OPTION_COUNT:
	case OPTION_BYTES:
	case OPTION_DURATION:
	case OPTION_SEED:
		return set_whole(o, at, text, err);
	case OPTION_REAL:
	case OPTION_PERCENT:
		return set_real(o, at, text, err);
	case OPTION_CHOICE:
		return set_choice(o, at, text, err);
	case OPTION_ROUNDS:
		return set_rounds(o, at, text, err);
	case OPTION_TEXTS:
		return add_text(o, at, text, err);
	default:
		return set_text(o, at, text, err);
	}
}

/* All bits 0 is no, 0, 0.0 and NULL. */
static void clear(const struct option_row *o, void *at)
{
	memset(at, o->kind == OPTION_CHOICE ? 0xff : 0, kinds[o->kind].size);
}

/* Differs even between programs that start at the same time. */
static uint64_t new_seed(void)
{
	return (clock_ns() ^ (uint64_t)time(NULL) << 20 ^
		(uint64_t)getpid() << 40) % 1000000000;
}

void option_presets(const struct option_row *table, void *target)
{
	struct error err;

	/* All before the first: two rows may set the same field. */
	for (const struct option_row *o = table; o->name; o++) {
		clear(o, field(o, target));
		if (o->kind == OPTION_SEED)
			*(uint64_t *)field(o, target) = new_seed();
	}
	for (const struct option_row *o = table; o->name; o++) {
		int rc = o->preset ? option_set(o, target, o->preset, &err)
				   : 0;

		if (rc == 0)
			continue;
		if (rc == -ENOMEM) {
			fputs("simul: out of memory\n", stderr);
			exit(2);
		}
		fprintf(stderr, "a preset is wrong: %s\n", err.text);
		abort();
	}
}

static void spell_texts(const struct texts *texts, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < texts->count && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
					 i > 0 ? "," : "", texts->item[i]);
}

void option_spell(const struct option_row *o, const void *target, char *buf,
		  size_t size)
{
	const void *at = (const char *)target + o->offset;
	char number[UNITS_TEXT_SIZE];
	const char *text = "";
	int choice;

	switch (o->kind) {
	case OPTION_FLAG:
		text = *(const bool *)at ? "yes" : "no";
		break;
	case OPTION_COUNT:
	case OPTION_BYTES:
	case OPTION_DURATION:
	case OPTION_SEED:
		text = spell_whole(o->kind, *(const uint64_t *)at, number,
				   sizeof(number));
		break;
	case OPTION_REAL:
		text = units_spell_real(*(const double *)at, number,
					sizeof(number));
		break;
	case OPTION_PERCENT:
		snprintf(number, sizeof(number), "%.15g%%",
			 100.0 * *(const double *)at);
		text = number;
		break;
	case OPTION_CHOICE:
		choice = *(const int *)at;
		if (choice >= 0 && (size_t)choice < count_choices(o))
			text = o->choices[choice];
		break;
	case OPTION_ROUNDS:
		text = spell_rounds(at, number, sizeof(number));
		break;
	case OPTION_TEXTS:
		spell_texts(at, buf, size);
		return;
	default:
		text = *(char *const *)at ? *(char *const *)at : "";
	}
	snprintf(buf, size, "%s", text);
}

static void free_texts(struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		free(texts->item[i]);
	free(texts->item);
}

void option_release(const struct option_row *table, void *target)
{
	for (const struct option_row *o = table; o->name; o++) {
		void *at = field(o, target);

		if (is_text(o->kind))
			free(*(char **)at);
		else if (o->kind == OPTION_TEXTS)
			free_texts(at);
		else
			continue;
		clear(o, at);
	}
}

const struct option_row *option_find(const struct option_row *table,
				     const char *name)
{
	for (const struct option_row *o = table; o->name; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}
