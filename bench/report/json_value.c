/* json_value.c - makes values that no content can spoil, and saves them. */
#include "bench/report/json_value.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/record/save.h"
#include "runners/utf8.h"

json_t *json_value_real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_value_text(const char *text)
{
	char *clean = utf8_clean(text);
	json_t *json = clean ? json_string(clean) : NULL;

	free(clean);
	return json;
}

static void keep(json_t **whole, int rc)
{
	if (rc == 0)
		return;
	json_decref(*whole);
	*whole = NULL;
}

void json_value_append(json_t **array, json_t *value)
{
	keep(array, json_array_append_new(*array, value));
}

void json_value_set(json_t **object, const char *name, json_t *value)
{
	keep(object, json_object_set_new(*object, name, value));
}

void json_value_merge(json_t **object, json_t *more)
{
	keep(object, json_object_update_new(*object, more));
}

static int put(const void *json, FILE *out)
{
	if (!json || json_dumpf(json, out, JSON_INDENT(2) | JSON_ENSURE_ASCII) < 0)
		return -ENOMEM;
	fputc('\n', out);
	return 0;
}

int json_value_save(json_t *json, const char *path, struct error *err)
{
	int rc = save_text(put, json, path, err);

	json_decref(json);
	return rc;
}
