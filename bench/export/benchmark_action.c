/* benchmark_action.c - an entry for each figure. */
#include "bench/export/benchmark_action.h"

#include <math.h>
#include <stdio.h>

#include "bench/report/json_value.h"
#include "runners/units.h"

/* Its reader shows a range behind the value, as text: "41800000..43000000". */
static json_t *range_of(const struct export_figure *f)
{
	char low[UNITS_TEXT_SIZE], high[UNITS_TEXT_SIZE];
	char text[2 * UNITS_TEXT_SIZE + 2];

	snprintf(text, sizeof(text), "%s..%s",
		 units_spell_real(f->low, low, sizeof(low)),
		 units_spell_real(f->high, high, sizeof(high)));
	return json_string(text);
}

static json_t *extra_of(const struct export_figures *f,
			const struct export_cell *c)
{
	char text[400], version[64];
	int used = 0;

	*text = '\0';
	if (c->counted)
		used = snprintf(text, sizeof(text), "%zu good samples\n",
				c->good);
	if (f->env)
		snprintf(text + used, sizeof(text) - (size_t)used,
			 "simul %s",
			 export_text(f->env->version, version,
				     sizeof(version)));
	else if (f->outcome)
		snprintf(text + used, sizeof(text) - (size_t)used, "gate: %s",
			 f->outcome);
	return json_value_text(text);
}

static json_t *entry_of(const struct export_figures *f,
			const struct export_cell *c,
			enum export_measure measure)
{
	const struct export_figure *figure = &c->of[measure];
	char name[sizeof(c->name) + 20];
	json_t *json;

	snprintf(name, sizeof(name), "%s: %s", c->name,
		 export_units[measure].name);
	json = json_pack("{s:o, s:s, s:o, s:o}", "name",
			 json_value_text(name), "unit",
			 export_units[measure].unit, "value",
			 json_value_real(figure->value), "extra",
			 extra_of(f, c));
	if (isfinite(figure->low) && isfinite(figure->high))
		json_value_set(&json, "range", range_of(figure));
	return json;
}

int benchmark_action_save(const struct export_figures *f, bool bigger,
			  const char *path, struct error *err)
{
	json_t *json = json_array();

	for (size_t i = 0; i < f->cells; i++)
		for (size_t m = 0; m < EXPORT_MEASURES; m++)
			if (f->cell[i].comparable &&
			    export_units[m].bigger == bigger &&
			    isfinite(f->cell[i].of[m].value))
				json_value_append(&json,
						  entry_of(f, &f->cell[i], m));
	return json_value_save(json, path, err);
}
