/* json_value.h - values of JSON documents.
 *
 * Like jansson's _new functions and json_pack, all of these take ownership of
 * values even when they fail, and fail when given NULL: running out of memory
 * anywhere makes the whole document NULL and leaks nothing. json_value_save
 * checks for it once, at the end.
 */
#ifndef SIMUL_JSON_VALUE_H
#define SIMUL_JSON_VALUE_H

#include <jansson.h>

#include "runners/error.h"

/* A number, or null if it isn't finite. */
json_t *json_value_real(double value);

/* A string; invalid bytes become U+FFFD (utf8.h). */
json_t *json_value_text(const char *text);

/* Add to an array or an object; if that fails, free it and set it to NULL. */
void json_value_append(json_t **array, json_t *value);
void json_value_set(json_t **object, const char *name, json_t *value);
void json_value_merge(json_t **object, json_t *more);

/* Saves the document and releases it; json is NULL if memory ran out. Returns
 * like save_text. */
int json_value_save(json_t *json, const char *path, struct error *err);

#endif
