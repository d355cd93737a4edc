/* json_value.c - values that can't fail for their content, and saving. */
#include "bench/report/json_value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/save.h"
#include "bench/report/utf8.h"

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

int json_value_save(json_t *json, const char *path, struct error *err)
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
