/* bmf.c - an object of objects. */
#include "bench/export/bmf.h"

#include <math.h>

#include "bench/report/json_value.h"

static json_t *metric_of(const struct export_figure *f)
{
	json_t *json = json_pack("{s:o}", "value", json_value_real(f->value));

	if (isfinite(f->low) && isfinite(f->high)) {
		json_value_set(&json, "lower_value", json_value_real(f->low));
		json_value_set(&json, "upper_value",
			       json_value_real(f->high));
	}
	return json;
}

static json_t *measures_of(const struct export_cell *c)
{
	json_t *json = json_object();

	for (size_t i = 0; i < EXPORT_MEASURES; i++)
		if (isfinite(c->of[i].value))
			json_value_set(&json, export_units[i].slug,
				       metric_of(&c->of[i]));
	return json;
}

int bmf_save(const struct export_figures *f, const char *path,
	     struct error *err)
{
	json_t *json = json_object();

	for (size_t i = 0; i < f->cells; i++) {
		json_t *measures = measures_of(&f->cell[i]);

		if (!f->cell[i].comparable ||
		    (measures && json_object_size(measures) == 0))
			json_decref(measures);
		else
			json_value_set(&json, f->cell[i].name, measures);
	}
	return json_value_save(json, path, err);
}
