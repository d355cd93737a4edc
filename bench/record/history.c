/* history.c - a table of columns, and the lock around a change of the file.
 *
 * The lock (flock) is on the file itself, so nothing else is left beside it.
 * Since save.c puts another file in its place, the lock may turn out to be on
 * the old one: then it is taken again.
 */
#include "bench/record/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/record/columns.h"
#include "bench/record/csv_rows.h"
#include "bench/record/peek.h"
#include "bench/record/save.h"
#include "runners/grow.h"
#include "runners/macros.h"

#define POINT(title, field, as)                           \
	.name = title, .owner = COLUMN_SAMPLE,            \
	COLUMN_FIELD(struct history_point, field, as)

static const struct column column[] = {
	{ POINT("schema", schema, COUNT) },
	{ COLUMN_OF_RUN(commit, TEXT) },
	{ COLUMN_OF_RUN(started, TEXT) },
	{ COLUMN_OF_RUN(version, TEXT) },
	{ COLUMN_OF_CELL(job, TEXT) },
	{ COLUMN_OF_CELL(workload, TEXT) },
	{ COLUMN_OF_CELL(params, TEXT) },
	{ COLUMN_OF_CELL(options, TEXT) },
	{ COLUMN_OF_CELL(model, TEXT) },
	{ COLUMN_OF_CELL(concurrency, COUNT) },
	{ COLUMN_OF_CELL(lanes, COUNT) },
	{ COLUMN_OF_CELL(workers, COUNT) },
	{ COLUMN_OF_CELL(tasks, COUNT) },
	{ COLUMN_OF_CELL(chunk, COUNT) },
	{ .name = "rate_per_s", .owner = COLUMN_CELL,
	  COLUMN_FIELD(struct cell, rate, REAL) },
	{ COLUMN_OF_CELL(duration_ns, COUNT), .since = 2, .absent = "0" },
	{ POINT("samples", samples, COUNT) },
	{ POINT("time_ns", time_ns.median, REAL) },
	{ POINT("time_low_ns", time_ns.low, REAL) },
	{ POINT("time_high_ns", time_ns.high, REAL) },
	{ POINT("cpu_ns", cpu_ns.median, REAL) },
	{ POINT("cpu_low_ns", cpu_ns.low, REAL) },
	{ POINT("cpu_high_ns", cpu_ns.high, REAL) },
	{ POINT("memory_bytes", memory_bytes.median, REAL) },
	{ POINT("memory_low_bytes", memory_bytes.low, REAL) },
	{ POINT("memory_high_bytes", memory_bytes.high, REAL) },
	{ COLUMN_OF_RUN(cpu, TEXT) },
	{ COLUMN_OF_RUN(kernel, TEXT) },
	{ COLUMN_OF_RUN(processors, COUNT) },
	{ .name = "quota_processors", .owner = COLUMN_ENVIRONMENT,
	  COLUMN_FIELD(struct environment, quota, REAL) },
};

static const struct column_table table = {
	column, ARRAY_SIZE(column), HISTORY_SCHEMA, "runs",
};

void history_init(struct history *h)
{
	*h = (struct history){ 0 };
}

void history_free(struct history *h)
{
	free(h->run);
	free(h->cell);
	free(h->point);
	history_init(h);
}

size_t history_find(const struct history *h, const struct environment *run)
{
	/* Rows of a run stand together: the last is most often it. */
	for (size_t i = h->runs; i-- > 0;)
		if (!strcmp(h->run[i].commit, run->commit) &&
		    !strcmp(h->run[i].started, run->started) &&
		    columns_agree(COLUMN_MACHINE, &h->run[i], run))
			return i;
	return h->runs;
}

static size_t find_cell(const struct history *h, const struct cell *cell)
{
	size_t i = 0;

	while (i < h->cells && !columns_agree(COLUMN_WORK | COLUMN_PLACE,
					      &h->cell[i], cell))
		i++;
	return i;
}

int history_append(struct history *h, const struct environment *run,
		   const struct cell *cell, const struct history_point *point)
{
	size_t at_run = history_find(h, run), at_cell = find_cell(h, cell);

	struct environment *runs = grow(h->run, h->runs, sizeof(*runs));
	struct cell *cells = grow(h->cell, h->cells, sizeof(*cells));
	struct history_point *points =
		grow(h->point, h->points, sizeof(*points));

	h->run = runs ? runs : h->run;
	h->cell = cells ? cells : h->cell;
	h->point = points ? points : h->point;
	if (!runs || !cells || !points)
		return -ENOMEM;
	if (at_run == h->runs)
		h->run[h->runs++] = *run;
	if (at_cell == h->cells)
		h->cell[h->cells++] = *cell;
	h->point[h->points] = *point;
	h->point[h->points].run = at_run;
	h->point[h->points++].cell = at_cell;
	return 0;
}

/* --- reading --- */

struct loading {
	struct history *history;
	struct environment run;
	struct cell cell;
	struct history_point point;
};

static int take_row(void *user, struct error *why)
{
	struct loading *l = user;

	(void)why;
	return history_append(l->history, &l->run, &l->cell, &l->point);
}

int history_load(const char *path, struct history *h, struct error *err)
{
	struct loading l = { .history = h };
	void *owner[] = {
		[COLUMN_ENVIRONMENT] = &l.run,
		[COLUMN_CELL] = &l.cell,
		[COLUMN_SAMPLE] = &l.point,
	};

	history_init(h);
	return csv_rows_load(path, &table, owner, take_row, &l, err);
}

bool history_is(const char *path)
{
	return peek_columns(path, ",time_ns,", ",time_low_ns,");
}

/* --- changing --- */

static bool is_still(int fd, const char *path)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(path, &named) == 0 &&
	       held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

static int lock(const char *path, struct stat *st)
{
	for (;;) {
		int rc, fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC |
					O_NOCTTY | O_NONBLOCK, 0666);

		if (fd < 0)
			return -errno;
		if (fstat(fd, st) < 0 || flock(fd, LOCK_EX) < 0) {
			rc = -errno;
			close(fd);
			return rc;
		}
		if (is_still(fd, path) && fstat(fd, st) == 0)
			return fd;
		close(fd);
	}
}

int history_open(const char *path, struct history *h, struct error *err)
{
	struct stat st;
	int rc = 0, fd = lock(path, &st);

	history_init(h);
	if (fd < 0)
		return error_set(err, fd, "cannot write '%s': %s", path,
				 strerror(-fd));
	if (!S_ISREG(st.st_mode))
		rc = error_set(err, -EINVAL, "'%s' is no regular file", path);
	else if (st.st_size > 0)
		rc = history_load(path, h, err);
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

void history_close(int fd, const char *path)
{
	struct stat st;

	if (is_still(fd, path) && fstat(fd, &st) == 0 && st.st_size == 0)
		unlink(path);
	close(fd);
}

static int put(const void *subject, FILE *out)
{
	const struct history *h = subject;

	csv_rows_put_header(out, &table);
	for (size_t i = 0; i < h->points; i++) {
		struct history_point point = h->point[i];
		const void *owner[] = {
			[COLUMN_ENVIRONMENT] = &h->run[point.run],
			[COLUMN_CELL] = &h->cell[point.cell],
			[COLUMN_SAMPLE] = &point,
		};

		point.schema = HISTORY_SCHEMA;
		csv_rows_put(out, &table, owner);
	}
	return 0;
}

int history_save(const struct history *h, const char *path,
		 struct error *err)
{
	return save_text(put, h, path, err);
}
