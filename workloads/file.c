/* file.c - a task writes a file, reads it back and compares.
 *
 * A file can't be polled, only waited for in the kernel, so under an event loop
 * a thread of its pool does it. The files stay until the run is over; then all
 * are checked once more, and deleted.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/area.h"
#include "runners/content.h"
#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/scratch.h"

extern const struct workload workload_file;

/* Files whose numbers differ by less than this have different contents. */
#define KINDS 16

struct files {
	uint64_t size_bytes;
	char *dir;
	bool fsync, direct;
	struct scratch scratch;
	unsigned char *content;  /* of KINDS files that overlap */
};

#define FIELD(field) .offset = offsetof(struct files, field)

static const struct option_row options[] = {
	{ .name = "size", .argument = "SIZE", .kind = OPTION_BYTES,
	  FIELD(size_bytes), .preset = "64KiB", .least = 1,
	  .most = 256 << 20, .listed = true, .help = "bytes of each file" },
	{ .name = "dir", .argument = "DIR", .kind = OPTION_DIRECTORY, FIELD(dir),
	  .help = "where the files are, for as long as it lasts "
		  "(default: $TMPDIR, or /tmp)" },
	{ .name = "fsync", .kind = OPTION_FLAG, FIELD(fsync),
	  .help = "wait until each is on the disk" },
	{ .name = "direct", .kind = OPTION_FLAG, FIELD(direct),
	  .help = "past the kernel's cache (O_DIRECT)" },
	{ 0 }
};

/* The work of one task, done by a thread of the pool or by itself. */
struct access {
	const struct files *p;
	size_t task;
	unsigned char *back;
	const char *step;        /* that failed */
	int rc;
};

static const unsigned char *content_of(const struct files *p, size_t task)
{
	return p->content + task % KINDS * SCRATCH_BLOCK_BYTES;
}

static void access_file(void *arg)
{
	struct access *a = arg;
	const struct files *p = a->p;
	const unsigned char *content = content_of(p, a->task);

	a->step = "write";
	a->rc = scratch_write(&p->scratch, a->task, content, p->size_bytes,
			      p->fsync);
	if (a->rc < 0)
		return;
	a->step = "read";
	a->rc = scratch_compare(&p->scratch, a->task, content, a->back,
				p->size_bytes);
}

static int file_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct files *p = params;
	struct access a = { .p = p, .task = task, .back = io_own(io) };
	int rc = io_block(io, access_file, &a);

	if (rc < 0)
		return rc;
	v->number = p->size_bytes;
	if (a.rc < 0)
		return io_fail(io, a.rc, "cannot %s file %zu: %s", a.step,
			       task, strerror(-a.rc));
	return 0;
}

static int try_direct(const struct files *p, struct error *err)
{
	struct access a = { .p = p, .back = scratch_block(p->size_bytes) };

	if (p->size_bytes % SCRATCH_BLOCK_BYTES)
		a.rc = -EINVAL;
	else
		access_file(&a);
	free(a.back);
	scratch_delete(&p->scratch, 0);
	if (a.rc < 0)
		return error_set(err, a.rc,
				 "'--direct' takes a '--size' that is a "
				 "multiple of 4KiB and a disk that can: '%s': "
				 "%s",
				 p->scratch.directory->path, strerror(-a.rc));
	return 0;
}

static int file_prepare(void *params, const struct setting *setting,
			struct error *err)
{
	struct files *p = params;
	size_t bytes = p->size_bytes + KINDS * SCRATCH_BLOCK_BYTES;
	int rc = scratch_init(&p->scratch, p->dir, p->direct, err);

	(void)setting;
	if (rc < 0)
		return rc;
	p->content = scratch_block(bytes);
	if (!p->content)
		return error_set(err, -ENOMEM, "out of memory");
	content_fill(p->content, 0, bytes);
	return p->direct ? try_direct(p, err) : 0;
}

static void file_release(void *params)
{
	struct files *p = params;

	scratch_term(&p->scratch);
	free(p->content);
}

static int file_lane_open(struct io *io, const void *params, struct error *err)
{
	const struct files *p = params;

	io_set_own(io, scratch_block(p->size_bytes));
	return io_own(io) ? 0 : error_set(err, -ENOMEM, "out of memory");
}

static void file_lane_close(struct io *io, const void *params)
{
	(void)params;
	free(io_own(io));
}

static int file_answer(const void *params, size_t task, struct value *right)
{
	const struct files *p = params;

	(void)task;
	*right = (struct value){ .number = p->size_bytes };
	return 0;
}

/* Deletes as it goes, so that every sample makes its files anew. */
static int file_check(const void *params, const struct area *area,
		      struct error *err)
{
	const struct files *p = params;
	unsigned char *back = scratch_block(p->size_bytes);
	int rc = back ? 0 : -ENOMEM;

	for (size_t i = 0; i < area->tasks && rc == 0; i++) {
		if (area->state[i] == TASK_PENDING)
			continue;
		rc = scratch_compare(&p->scratch, i, content_of(p, i), back,
				     p->size_bytes);
		scratch_delete(&p->scratch, i);
		if (rc < 0)
			error_set(err, rc, "file %zu is not right: %s", i,
				  strerror(-rc));
	}
	free(back);
	return rc;
}

static void file_describe(const void *params, char *buf, size_t size)
{
	const struct files *p = params;
	char bytes[UNITS_TEXT_SIZE];

	units_format_bytes(p->size_bytes, bytes, sizeof(bytes));
	snprintf(buf, size, "%s each%s%s%s%.100s", bytes,
		 p->fsync ? ", synced" : "", p->direct ? ", direct" : "",
		 p->dir ? ", in " : "", p->dir ? p->dir : "");
}

const struct workload workload_file = {
	.name = "file",
	.summary = "write a file and read it back: waits that can't be polled",
	.tasks = 160,
	.body = file_body,
	.options = options,
	.params_size = sizeof(struct files),
	.prepare = file_prepare,
	.release = file_release,
	.answer = file_answer,
	.describe = file_describe,
	.lane_open = file_lane_open,
	.lane_close = file_lane_close,
	.check = file_check,
	.uses = USES_BLOCK,
};
