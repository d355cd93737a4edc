/* json_value.h - values of JSON documents.
 *
 * As jansson's own _new calls and its packing, all of these take values over
 * even when they fail, and fail when given NULL: a lack of memory anywhere
 * makes the whole document NULL, and leaks nothing. json_value_save checks
 * for it once, at the end.
 */
#ifndef SIMUL_JSON_VALUE_H
#define SIMUL_JSON_VALUE_H

#include <jansson.h>

#include "runners/error.h"

/* null where it isn't finite. */
json_t *json_value_real(double value);

/* What isn't UTF-8 is U+FFFD (utf8.h). */
json_t *json_value_text(const char *text);

/* Add to an array or an object, which is freed and NULL if that fails. */
void json_value_append(json_t **array, json_t *value);
void json_value_set(json_t **object, const char *name, json_t *value);
void json_value_merge(json_t **object, json_t *more);

/* Saves the document and gives it back; NULL: memory is out. As save_write. */
int json_value_save(json_t *json, const char *path, struct error *err);

#endif
