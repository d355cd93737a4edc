/* page_tasks.c - reads rows of tasks.
 *
 * libcsv calls back for each field and row. A row's fields go into `row`; at
 * its end it is given to the samples. Columns are found by name.
 */
#include "bench/page/page_tasks.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/record/results.h"
#include "runners/macros.h"

enum {
	COLUMNS_AT_MOST = 64,
	PIECE = 1 << 16,
	IGNORED = -1,
};

struct row {
	char job[96], workload[32], model[32], state[16];
	uint64_t schema, concurrency, round, position;
	uint64_t task, worker, lane, start_ns, end_ns;
};

static const struct {
	const char *name;
	size_t offset;
	size_t size; /* of a text; 0: a number */
} columns[] = {
	{ "schema", offsetof(struct row, schema), 0 },
	{ "job", offsetof(struct row, job), 96 },
	{ "workload", offsetof(struct row, workload), 32 },
	{ "model", offsetof(struct row, model), 32 },
	{ "concurrency", offsetof(struct row, concurrency), 0 },
	{ "round", offsetof(struct row, round), 0 },
	{ "position", offsetof(struct row, position), 0 },
	{ "task", offsetof(struct row, task), 0 },
	{ "worker", offsetof(struct row, worker), 0 },
	{ "lane", offsetof(struct row, lane), 0 },
	{ "start_ns", offsetof(struct row, start_ns), 0 },
	{ "end_ns", offsetof(struct row, end_ns), 0 },
	{ "state", offsetof(struct row, state), 16 },
};

struct reader {
	const char *path;
	struct error *err;
	int rc; /* of the first complaint */

	int column[COLUMNS_AT_MOST]; /* which of columns[] a field is */
	size_t header_fields, fields;
	uint64_t rows;  /* begun, the header is the first */
	struct row row; /* the one in hand */
	struct page_samples samples;
};

static void complain(struct reader *r, const char *what, const char *why)
{
	if (r->rc == 0)
		r->rc = error_set(r->err, -EINVAL,
				  "%s: row %" PRIu64 ": %s%s%s", r->path,
				  r->rows + 1, what, *what ? ": " : "", why);
}

static void out_of_memory(struct reader *r)
{
	if (r->rc == 0)
		r->rc = error_set(r->err, -ENOMEM, "cannot read '%s': %s",
				  r->path, strerror(ENOMEM));
}

static void check_row(struct reader *r)
{
	const struct row *row = &r->row;

	if (row->schema != RESULTS_SCHEMA)
		complain(r, "schema", "not one that this simul reads");
	else if (row->end_ns > INT64_MAX || row->start_ns > INT64_MAX ||
		 (row->end_ns && row->end_ns < row->start_ns))
		complain(r, "end_ns", "before the start, or too large");
	else if (MAX(MAX(row->task, row->worker), row->lane) > UINT32_MAX)
		complain(r, "", "a task, worker or lane of too high a number");
}

/* A task without an end never ran, and has no bar. */
static void take_row(struct reader *r)
{
	const struct row *row = &r->row;
	struct page_timeline of = {
		.concurrency = row->concurrency,
		.round = row->round,
		.position = row->position,
	};
	struct page_bar bar = {
		.start_ns = row->start_ns,
		.end_ns = row->end_ns,
		.task = (uint32_t)row->task,
		.worker = (uint32_t)row->worker,
		.lane = (uint32_t)row->lane,
		.tasks = 1,
		.failed = strcmp(row->state, "ok") != 0,
	};

	memcpy(of.job, row->job, sizeof(of.job));
	memcpy(of.workload, row->workload, sizeof(of.workload));
	memcpy(of.model, row->model, sizeof(of.model));
	if (page_samples_add(&r->samples, &of, row->end_ns ? &bar : NULL) < 0)
		out_of_memory(r);
}

static bool parse_count(const char *text, size_t length, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < length; i++) {
		unsigned digit = (unsigned)(text[i] - '0');

		if (digit > 9 || __builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, digit, value))
			return false;
	}
	return length > 0;
}

static void row_field(struct reader *r, const char *text, size_t length)
{
	int which =
		r->fields < r->header_fields ? r->column[r->fields] : IGNORED;
	char *field;

	if (which == IGNORED)
		return;
	field = (char *)&r->row + columns[which].offset;
	if (columns[which].size)
		snprintf(field, columns[which].size, "%.*s", (int)length, text);
	else if (!parse_count(text, length, (uint64_t *)(void *)field))
		complain(r, columns[which].name, "not a whole number");
}

static void header_field(struct reader *r, const char *text, size_t length)
{
	if (r->header_fields == COLUMNS_AT_MOST) {
		complain(r, "", "more than 64 columns");
		return;
	}
	r->column[r->header_fields] = IGNORED;
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		if (strlen(columns[i].name) == length &&
		    !memcmp(columns[i].name, text, length))
			r->column[r->header_fields] = (int)i;
	r->header_fields++;
}

static void header_end(struct reader *r)
{
	for (size_t k = 0; k < ARRAY_SIZE(columns); k++) {
		size_t i = 0;

		while (i < r->header_fields && r->column[i] != (int)k)
			i++;
		if (i == r->header_fields)
			complain(r, columns[k].name, "no such column");
	}
}

/* libcsv: a field is complete. */
static void on_field(void *text, size_t length, void *data)
{
	struct reader *r = data;

	if (r->rc < 0)
		return;
	if (r->rows == 0)
		header_field(r, text, length);
	else
		row_field(r, text, length);
	r->fields++;
}

/* libcsv: a row is complete. */
static void on_row(int terminator, void *data)
{
	struct reader *r = data;

	(void)terminator;
	if (r->rc < 0)
		return;
	if (r->rows == 0) {
		header_end(r);
	} else if (r->fields != r->header_fields) {
		complain(r, "",
			 "not as many fields as the header has: is the "
			 "file cut off?");
	} else {
		check_row(r);
		if (r->rc == 0)
			take_row(r);
	}
	r->rows++;
	r->fields = 0;
}

/* --- the file --- */

static void read_pieces(struct reader *r, struct csv_parser *parser, int fd,
			char *piece)
{
	ssize_t got = 0;

	while (r->rc == 0) {
		got = read(fd, piece, PIECE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		if (csv_parse(parser, piece, (size_t)got, on_field, on_row,
			      r) != (size_t)got)
			complain(r, "", csv_strerror(csv_error(parser)));
	}
	if (r->rc == 0 && got < 0)
		r->rc = error_set(r->err, -errno, "cannot read '%s': %s",
				  r->path, strerror(errno));
	if (r->rc == 0 && csv_fini(parser, on_field, on_row, r) != 0)
		complain(r, "", "the file ends within quotes");
	if (r->rc == 0 && r->rows < 2)
		complain(r, "", "only a header, no tasks");
}

static void read_file(struct reader *r, int fd)
{
	struct csv_parser parser;
	char *piece = malloc(PIECE);

	if (!piece || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		out_of_memory(r);
	} else {
		read_pieces(r, &parser, fd, piece);
		csv_free(&parser);
	}
	free(piece);
}

int page_tasks_load(const char *path, struct page_timelines *timelines,
		    struct error *err)
{
	struct reader r = { .path = path, .err = err };
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_set(err, -errno, "cannot read '%s': %s", path,
				 strerror(errno));
	read_file(&r, fd);
	close(fd);
	if (r.rc == 0 && page_samples_end(&r.samples, timelines) < 0)
		out_of_memory(&r);
	page_samples_free(&r.samples);
	return r.rc;
}

bool page_tasks_is(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char line[1024];
	struct stat st;
	ssize_t got = -1;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		got = read(fd, line, sizeof(line) - 1);
	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return false;
	line[got] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return strstr(line, ",task,") && strstr(line, ",start_ns,");
}
