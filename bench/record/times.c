/* times.c - counting equal times, rounding, and the text of a CSV field. */
#include "bench/record/times.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "runners/memory.h"

enum {
	BITS_LEAST = 7,           /* 57 * 128 + 256 buckets, fewer than
				     TIMES_MOST */
	BITS_MOST = 15,
	BITS_EXACT = 64,
};

static int by_time(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The middle of its bucket. Small times have a bucket each. */
static uint64_t rounded(uint64_t ns, unsigned bits)
{
	unsigned top = ns ? 63u - (unsigned)__builtin_clzll(ns) : 0;
	unsigned drop = top > bits ? top - bits : 0;

	if (drop == 0)
		return ns;
	return (ns >> drop << drop) + (UINT64_C(1) << (drop - 1));
}

static size_t count_different(const uint64_t *sorted, size_t n, unsigned bits)
{
	size_t count = 1;

	for (size_t i = 1; i < n; i++)
		count += rounded(sorted[i], bits) !=
			 rounded(sorted[i - 1], bits);
	return count;
}

static void fill(struct times *t, const uint64_t *sorted, size_t n,
		 unsigned bits)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t ns = rounded(sorted[i], bits);

		if (t->n == 0 || t->at[t->n - 1].ns != ns)
			t->at[t->n++].ns = ns;
		t->at[t->n - 1].tasks++;
	}
}

static struct times *allocate(size_t n)
{
	struct times *t = NULL;

	return memory_new(1, sizeof(*t) + n * sizeof(t->at[0]));
}

struct times *times_make(uint64_t *ns, size_t n)
{
	unsigned bits = BITS_EXACT;
	struct times *t;
	size_t count;

	qsort(ns, n, sizeof(*ns), by_time);
	count = count_different(ns, n, bits);
	while (count > TIMES_MOST && bits > BITS_LEAST) {
		bits = bits == BITS_EXACT ? BITS_MOST : bits - 1;
		count = count_different(ns, n, bits);
	}
	t = allocate(count);
	if (!t)
		return NULL;
	t->within = bits == BITS_EXACT ? 0 : UINT64_C(2) << bits;
	fill(t, ns, n, bits);
	return t;
}

struct times *times_copy(const struct times *t)
{
	struct times *copy = t ? allocate(t->n) : NULL;

	if (copy)
		memcpy(copy, t, sizeof(*t) + t->n * sizeof(t->at[0]));
	return copy;
}

bool times_equal(const struct times *a, const struct times *b)
{
	if (!a || !b)
		return a == b;
	return a->within == b->within && a->n == b->n &&
	       memcmp(a->at, b->at, a->n * sizeof(a->at[0])) == 0;
}

/* --- text --- */

void times_put(const struct times *t, FILE *out)
{
	uint64_t before = 0;

	if (!t)
		return;
	if (t->within)
		fprintf(out, "~%" PRIu64, t->within);
	else
		fputc(':', out);
	for (size_t i = 0; i < t->n; i++) {
		fprintf(out, " %" PRIu64, t->at[i].ns - before);
		if (t->at[i].tasks > 1)
			fprintf(out, "x%" PRIu64, t->at[i].tasks);
		before = t->at[i].ns;
	}
}

/* Digits at *p, which moves behind them. */
static bool number(const char **p, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)**p))
		return false;
	errno = 0;
	*value = strtoull(*p, &end, 10);
	*p = end;
	return errno == 0;
}

static bool parse_head(const char **p, struct times *t)
{
	bool exact = **p == ':';

	if (!exact && **p != '~')
		return false;
	(*p)++;
	return exact || (number(p, &t->within) && t->within > 1);
}

/* " 20x3" */
static bool parse_one(const char **p, struct times *t, uint64_t *tasks)
{
	uint64_t before = t->n ? t->at[t->n - 1].ns : 0, step;
	struct time_count *at = &t->at[t->n];

	if (*(*p)++ != ' ' || !number(p, &step) ||
	    __builtin_add_overflow(before, step, &at->ns) ||
	    (t->n && step == 0))
		return false;
	at->tasks = 1;
	if (**p == 'x') {
		(*p)++;
		if (!number(p, &at->tasks) || at->tasks < 2)
			return false;
	}
	t->n++;
	return !__builtin_add_overflow(*tasks, at->tasks, tasks);
}

static size_t count_spaces(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == ' ';
	return n;
}

int times_parse(const char *text, struct times **times, struct error *err)
{
	size_t room = count_spaces(text);
	struct times *t;
	const char *p = text;
	uint64_t tasks = 0;
	bool right;

	if (!*text) {
		*times = NULL;
		return 0;
	}
	t = allocate(room);
	if (!t)
		return error_set(err, -ENOMEM, "out of memory");
	right = parse_head(&p, t);
	while (right && *p)
		right = parse_one(&p, t, &tasks);
	/* Sums of such counts are exact in a double, and don't overflow. */
	if (right && t->n && tasks < UINT64_C(1) << 53) {
		*times = t;
		return 0;
	}
	free(t);
	return error_set(err, -EINVAL, "'%.60s' are no times of tasks", text);
}
