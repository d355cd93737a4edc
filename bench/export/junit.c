/* junit.c - one suite, as XML 1.0.
 *
 * XML has no way to write most control characters, not even as references, so
 * all that isn't plain (runners/utf8.h) is '?'.
 */
#include "bench/export/junit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/export/figures.h"
#include "bench/record/save.h"
#include "runners/grow.h"

struct junit_case *junit_add(struct junit *j, enum junit_state state)
{
	struct junit_case *c = grow(j->item, j->cases, sizeof(*c));

	if (!c)
		return NULL;
	j->item = c;
	c += j->cases++;
	*c = (struct junit_case){ .state = state };
	return c;
}

void junit_free(struct junit *j)
{
	free(j->item);
	*j = (struct junit){ 0 };
}

/* U+FFFE and U+FFFF are no characters of XML. */
static bool is_xml(const char *text)
{
	return memcmp(text, "\xef\xbf\xbe", 3) && memcmp(text, "\xef\xbf\xbf", 3);
}

static void put_escaped(FILE *out, const char *text)
{
	char plain[1024];

	for (const char *at = export_text(text, plain, sizeof(plain)); *at;
	     at++) {
		switch (*at) {
		case '&': fputs("&amp;", out); break;
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '"': fputs("&quot;", out); break;
		default:
			if (*at == '\xef' && !is_xml(at)) {
				fputc('?', out);
				at += 2;
			} else {
				fputc(*at, out);
			}
		}
	}
}

static void put_attribute(FILE *out, const char *name, const char *text)
{
	fprintf(out, " %s=\"", name);
	put_escaped(out, text);
	fputc('"', out);
}

/* In UTC, without the zone, as the dialect has it. */
static void put_time(FILE *out, const char *started)
{
	char text[40];
	time_t now = time(NULL);
	struct tm tm;

	if (started && strptime(started, "%Y-%m-%dT%H:%M:%SZ", &tm))
		snprintf(text, sizeof(text), "%.19s", started);
	else if (gmtime_r(&now, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	else
		snprintf(text, sizeof(text), "1970-01-01T00:00:00");
	put_attribute(out, "timestamp", text);
}

static size_t count(const struct junit *j, enum junit_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < j->cases; i++)
		n += j->item[i].state == state;
	return n;
}

static void put_case(FILE *out, const struct junit *j,
		     const struct junit_case *c)
{
	fputs("    <testcase", out);
	put_attribute(out, "classname", j->name);
	put_attribute(out, "name", c->name);
	fprintf(out, " time=\"%.9f\"", c->seconds);
	if (c->state == JUNIT_PASSED) {
		fputs("/>\n", out);
		return;
	}
	fprintf(out, ">\n      <%s",
		c->state == JUNIT_FAILED ? "failure" : "skipped");
	if (c->state == JUNIT_FAILED)
		put_attribute(out, "type", j->name);
	put_attribute(out, "message", c->message);
	fputs("/>\n    </testcase>\n", out);
}

static double seconds_of(const struct junit *j)
{
	double sum = 0.0;

	for (size_t i = 0; i < j->cases; i++)
		sum += j->item[i].seconds;
	return sum;
}

static int put(const void *subject, FILE *out)
{
	const struct junit *j = subject;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuites>\n  <testsuite id=\"0\" package=\"simul\" "
	      "hostname=\"localhost\"", out);
	put_attribute(out, "name", j->name);
	put_time(out, j->started);
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
		     "skipped=\"%zu\" time=\"%.9f\">\n    <properties/>\n",
		j->cases, count(j, JUNIT_FAILED), count(j, JUNIT_SKIPPED),
		seconds_of(j));
	for (size_t i = 0; i < j->cases; i++)
		put_case(out, j, &j->item[i]);
	fputs("    <system-out/>\n    <system-err/>\n  </testsuite>\n"
	      "</testsuites>\n", out);
	return 0;
}

int junit_save(const struct junit *j, const char *path, struct error *err)
{
	return save_text(put, j, path, err);
}
