/* page_tasks.c - from rows of tasks to timelines. */
#include "bench/page/page_tasks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/record/csv_rows.h"
#include "bench/record/task_columns.h"
#include "runners/macros.h"

struct reader {
	struct task_row row; /* the one in hand */
	struct page_samples samples;
};

static int check_row(const struct task_row *row, struct error *why)
{
	if (row->end_ns > INT64_MAX || row->start_ns > INT64_MAX ||
	    (row->end_ns && row->end_ns < row->start_ns))
		return error_set(why, -EINVAL,
				 "end_ns: before the start, or too large");
	if (MAX(MAX(row->task, row->worker), row->lane) > UINT32_MAX)
		return error_set(why, -EINVAL, "a task, worker or lane of too "
					       "high a number");
	return 0;
}

/* A task without an end never ran, and has no bar. */
static int take_row(void *user, struct error *why)
{
	struct reader *r = user;
	const struct task_row *row = &r->row;
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
		.failed = row->state != SAMPLE_OK,
	};
	int rc = check_row(row, why);

	memcpy(of.job, row->job, sizeof(of.job));
	memcpy(of.workload, row->workload, sizeof(of.workload));
	memcpy(of.model, row->model, sizeof(of.model));
	if (rc == 0)
		rc = page_samples_add(&r->samples, &of,
				      row->end_ns ? &bar : NULL);
	return rc;
}

int page_tasks_load(const char *path, struct page_timelines *timelines,
		    struct error *err)
{
	struct reader r = { 0 };
	int rc = csv_rows_load(path, &task_columns, (void *[]){ &r.row },
			       take_row, &r, err);

	if (rc == 0) {
		rc = page_samples_end(&r.samples, timelines);
		if (rc < 0)
			error_set(err, rc, "cannot read '%s': %s", path,
				  strerror(-rc));
	}
	page_samples_free(&r.samples);
	return rc;
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
