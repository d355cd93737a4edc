/* csv.c - writes results as rows of samples, and checks the rows it reads
 * against each other. */
#include "bench/record/csv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/csv_rows.h"
#include "bench/record/history.h"
#include "bench/record/save.h"
#include "bench/record/task_columns.h"
#include "runners/memory.h"

int csv_put(const void *results, FILE *out)
{
	const struct results *r = results;

	csv_rows_put_header(out, &columns_results);
	for (size_t i = 0; i < r->cells; i++)
		for (struct sample *s = NULL; (s = results_next(r, i, s));)
			csv_rows_put(out, &columns_results,
				     (const void *[]){ &r->env, &r->cell[i],
						       s });
	return 0;
}

int csv_save(const struct results *results, const char *path,
	     struct error *err)
{
	return save_text(csv_put, results, path, err);
}

/* --- reading --- */

/* The current row, and where it goes. */
struct row {
	struct results *results;
	struct environment env;
	struct cell cell;
	struct sample sample;
};

/* All rows must be of one run. */
static int check_environment(const struct row *row, struct error *why)
{
	for (size_t i = 0; i < columns_count; i++)
		if (columns[i].owner == COLUMN_ENVIRONMENT &&
		    !columns_equal(&columns[i], &row->env, &row->results->env))
			return error_set(why, -EINVAL,
					 "%s: not the same as in the first "
					 "row: are these two runs? Keep one "
					 "run a file",
					 columns[i].name);
	return 0;
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < columns_count; i++)
		if (columns[i].owner == COLUMN_CELL &&
		    !columns_equal(&columns[i], a, b))
			return false;
	return true;
}

/* The index of the row's cell, added if new; results->cells if out of memory.
 * Searches from the end: the rows of a cell are usually consecutive. */
static size_t place_cell(struct results *results, const struct cell *cell)
{
	struct cell *added;

	for (size_t i = results->cells; i-- > 0;)
		if (same_cell(&results->cell[i], cell))
			return i;
	added = results_add_cell(results);
	if (!added)
		return results->cells;
	*added = *cell;
	return results->cells - 1;
}

static int take_row(void *user, struct error *why)
{
	struct row *row = user;
	struct results *results = row->results;
	struct sample *added;
	int rc;

	if (results->samples == 0)
		results->env = row->env;
	rc = check_environment(row, why);
	if (rc < 0)
		return rc;
	row->sample.cell = place_cell(results, &row->cell);
	if (row->sample.cell == results->cells)
		return -ENOMEM;
	added = results_add_sample(results, row->sample.cell);
	if (!added)
		return -ENOMEM;
	*added = row->sample;
	row->sample.times = NULL; /* the results have them now */
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Copied rows would make the results look more certain than they are. Position
 * 0 means that the sample never ran. */
static int check_positions(const struct results *results, const char *path,
			   struct error *err)
{
	uint64_t *position = memory_new(results->samples + 1, sizeof(*position));
	int rc = 0;

	if (!position)
		return error_set(err, -ENOMEM, "cannot read '%s': %s", path,
				 strerror(ENOMEM));
	for (size_t i = 0; i < results->samples; i++)
		position[i] = results->sample[i].position;
	qsort(position, results->samples, sizeof(*position), by_number);
	for (size_t i = 1; i < results->samples && rc == 0; i++)
		if (position[i] > 0 && position[i] == position[i - 1])
			rc = error_set(err, -EINVAL,
				       "%s: position: two rows have %" PRIu64
				       ", but each sample has its own",
				       path, position[i]);
	free(position);
	return rc;
}

/* Why a file was refused, if it is one of simul's that holds something else. */
static void name_kind(const char *path, struct error *err)
{
	if (task_columns_in(path))
		error_set(err, -EINVAL,
			  "'%s' holds single tasks (--export-tasks), not "
			  "samples (--export-csv): `simul report` draws them",
			  path);
	else if (history_is(path))
		error_set(err, -EINVAL,
			  "'%s' holds a history, not samples (--export-csv): "
			  "`simul history show` prints it",
			  path);
}

int csv_load(const char *path, struct results *results, struct error *err)
{
	struct row row = { .results = results };
	int rc = csv_rows_load(path, &columns_results,
			       (void *[]){ [COLUMN_ENVIRONMENT] = &row.env,
					   [COLUMN_CELL] = &row.cell,
					   [COLUMN_SAMPLE] = &row.sample },
			       take_row, &row, err);

	if (rc == -EINVAL)
		name_kind(path, err);
	free(row.sample.times);
	if (rc == 0)
		rc = check_positions(results, path, err);
	/* Older files have been converted, and are saved in our schema. */
	results->env.schema = RESULTS_SCHEMA;
	return rc;
}
