/* counts.c - reading lists with ranges. */
#include "bench/plan/counts.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "runners/units.h"

struct reader {
	const char *name, *text;
	uint64_t least, most;
	struct counts *counts;
	struct error *err;
};

static int refuse(const struct reader *r, const char *part, const char *why)
{
	return error_set(r->err, -EINVAL,
			 "'--%s' takes whole numbers from %" PRIu64
			 " to %" PRIu64 " such as '5', '1,4,16' or '1,2,4..64'"
			 ", not '%.80s': %s",
			 r->name, r->least, r->most, part, why);
}

static int add(const struct reader *r, const char *part, uint64_t n)
{
	struct counts *c = r->counts;

	if (n < r->least || n > r->most)
		return refuse(r, part, "out of bounds");
	if (c->count && n <= c->item[c->count - 1])
		return refuse(r, part, "not in ascending order");
	if (c->count == COUNTS_MAX)
		return refuse(r, part, "too many numbers");
	c->item[c->count++] = n;
	return 0;
}

/* The step between the last two numbers; 0: doubling. */
static uint64_t step_of(const struct counts *c)
{
	size_t n = c->count;

	if (n < 2)
		return 1;
	if (c->item[n - 1] == 2 * c->item[n - 2])
		return 0;
	return c->item[n - 1] - c->item[n - 2];
}

static int add_range(const struct reader *r, const char *part, uint64_t last)
{
	struct counts *c = r->counts;
	uint64_t step = step_of(c);
	uint64_t from = c->item[c->count - 1];
	int rc = 0;

	while (rc == 0 && (from += step ? step : from) < last)
		rc = add(r, part, from);
	return rc ? rc : add(r, part, last);
}

static char *trim(char *part)
{
	size_t length;

	part += strspn(part, " ");
	length = strlen(part);
	while (length && part[length - 1] == ' ')
		part[--length] = '\0';
	return part;
}

static int read_part(const struct reader *r, char *part)
{
	char *dots = strstr(part, "..");
	uint64_t first, last;
	int rc;

	if (dots)
		*dots = '\0';
	if (units_parse_count(part, &first) < 0)
		return refuse(r, part, "not a whole number");
	rc = add(r, part, first);
	if (rc < 0 || !dots)
		return rc;
	if (units_parse_count(dots + 2, &last) < 0)
		return refuse(r, r->text, "'..' needs a last number");
	if (last > r->most)
		return refuse(r, dots + 2, "out of bounds");
	return add_range(r, part, last);
}

int counts_parse(const char *name, const char *text, uint64_t least,
		 uint64_t most, struct counts *counts, struct error *err)
{
	struct reader r = { name, text, least, most, counts, err };
	char copy[512], *rest = copy, *part;
	int rc = 0;

	counts->count = 0;
	if (strlen(text) >= sizeof(copy))
		return refuse(&r, text, "too long");
	strcpy(copy, text);
	while (rc == 0 && (part = strsep(&rest, ",")))
		rc = read_part(&r, trim(part));
	return rc;
}
