/* document.c - spelling and saving for reports. */
#include "bench/report/document.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/save.h"
#include "bench/report/table.h"

json_t *document_real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *document_text(const char *text)
{
	json_t *json = json_string(text), *tamed;
	char *copy;

	if (json)
		return json;
	copy = strdup(text);
	for (char *p = copy; p && *p; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
	tamed = copy ? json_string(copy) : NULL;
	free(copy);
	return tamed;
}

/* One digit behind the point, but none of a change of hundreds. */
static int put_percent(double ratio, char *buf, size_t size)
{
	double percent = 100.0 * (ratio - 1.0);

	return snprintf(buf, size, "%+.*f", fabs(percent) < 99.95 ? 1 : 0,
			percent);
}

void document_change(double ratio, char *buf, size_t size)
{
	char number[32];

	*buf = '\0';
	if (isnan(ratio))
		return;
	put_percent(ratio, number, sizeof(number));
	snprintf(buf, size, "%s %%", number);
}

void document_changes(double low, double high, char *buf, size_t size)
{
	char a[32], b[32];

	*buf = '\0';
	if (isnan(low) || isnan(high))
		return;
	put_percent(low, a, sizeof(a));
	put_percent(high, b, sizeof(b));
	snprintf(buf, size, "%s..%s %%", a, b);
}

void document_p(double p, char *buf, size_t size)
{
	if (isnan(p))
		*buf = '\0';
	else if (p < 0.00005)
		snprintf(buf, size, "< 0.0001");
	else
		snprintf(buf, size, "%.*f", p < 0.00095 ? 4 : 3, p);
}

void document_line(FILE *out, const char *before, const char *text,
		   const char *after)
{
	fputs(before, out);
	table_put_markdown(text, out);
	fputs(after, out);
}

int document_save_json(json_t *json, const char *path, struct error *err)
{
	char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
	size_t length = text ? strlen(text) : 0;
	int rc;

	json_decref(json);
	if (!text)
		return error_set(err, -ENOMEM, "cannot write '%s': %s", path,
				 strerror(ENOMEM));
	text[length] = '\n'; /* in place of the NUL: the size is given */
	rc = save_write(path, text, length + 1, err);
	free(text);
	return rc;
}
