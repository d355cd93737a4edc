/* columns_parse.c - the text of one field, strictly.
 *
 * What was spelled by columns_spell is read back to the last bit; what only
 * looks like it is refused with a sentence about it.
 */
#include "bench/record/columns.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runners/units.h"

static int parse_count(uint64_t *count, const char *text, struct error *err)
{
	int rc = -EINVAL;

	/* units_parse_count would let '_' pass, for people. */
	if (!strchr(text, '_'))
		rc = units_parse_count(text, count);
	if (rc == -ERANGE)
		return error_set(err, -EINVAL, "'%.60s' is too large", text);
	if (rc < 0)
		return error_set(err, rc, "'%.60s' is not a whole number",
				 text);
	return 0;
}

static int parse_hex(uint64_t *word, const char *text, struct error *err)
{
	size_t length = strlen(text);

	if (length < 1 || length > 16 ||
	    strspn(text, "0123456789abcdefABCDEF") != length)
		return error_set(err, -EINVAL,
				 "'%.60s' is not 1 to 16 hexadecimal digits",
				 text);
	sscanf(text, "%" SCNx64, word);
	return 0;
}

static int parse_real(double *real, const char *text, struct error *err)
{
	int rc = units_parse_real(text, real);

	if (rc == -ERANGE)
		return error_set(err, -EINVAL, "'%.60s' is too large", text);
	if (rc < 0 || text[0] == '-')
		return error_set(err, -EINVAL,
				 "'%.60s' is not a number from 0 up", text);
	return 0;
}

static int parse_text(const struct column *c, char *field, const char *text,
		      struct error *err)
{
	size_t length = strlen(text);

	if (length >= c->size)
		return error_set(err, -EINVAL,
				 "'%.40s...' is longer than %zu bytes", text,
				 c->size - 1);
	memset(field, 0, c->size);
	memcpy(field, text, length);
	return 0;
}

static int parse_bool(bool *field, const char *text, struct error *err)
{
	bool yes = strcmp(text, "true") == 0;

	if (!yes && strcmp(text, "false") != 0)
		return error_set(err, -EINVAL,
				 "'%.60s' is neither true nor false", text);
	*field = yes;
	return 0;
}

static int parse_choice(const struct column *c, int *field, const char *text,
			struct error *err)
{
	char all[128] = "";
	size_t used = 0;

	for (int i = 0; c->choices[i]; i++) {
		if (strcmp(text, c->choices[i]) == 0) {
			*field = i;
			return 0;
		}
		used += (size_t)snprintf(all + used, sizeof(all) - used,
					 "%s%s", i ? ", " : "", c->choices[i]);
	}
	return error_set(err, -EINVAL, "'%.60s' is none of %s", text, all);
}

int columns_parse(const struct column *c, void *owner, const char *text,
		  struct error *err)
{
	void *field = (char *)owner + c->offset;
	double real;
	int rc;

	switch (c->kind) {
	case COLUMN_COUNT:
		return parse_count(field, text, err);
	case COLUMN_HEX:
		return parse_hex(field, text, err);
	case COLUMN_REAL:
		rc = parse_real(&real, text, err);
		if (rc == 0)
			*(double *)field = real;
		return rc;
	case COLUMN_TEXT:
		return parse_text(c, field, text, err);
	case COLUMN_BOOL:
		return parse_bool(field, text, err);
	case COLUMN_CHOICE:
		return parse_choice(c, field, text, err);
	}
	return -EINVAL;
}
