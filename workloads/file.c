/* file.c - a task writes a file, reads it back and compares.
 *
 * Nobody can wait for a file but by sleeping in the kernel, so under an event
 * loop a thread of its pool does it. The files stay until the run is over;
 * then all are looked at once more, and deleted.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runners/area.h"
#include "runners/content.h"
#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/scratch.h"

extern const struct workload workload_file;

/* What O_DIRECT wants of memory and of sizes, on any disk of today. */
#define BLOCK_BYTES ((size_t)4096)

/* Files whose numbers differ by less than this don't hold the same. */
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
	{ .name = "dir", .argument = "DIR", .kind = OPTION_TEXT, FIELD(dir),
	  .help = "where the files are, for as long as it lasts "
		  "(default: $TMPDIR, or /tmp)" },
	{ .name = "fsync", .kind = OPTION_FLAG, FIELD(fsync),
	  .help = "wait until each is on the disk" },
	{ .name = "direct", .kind = OPTION_FLAG, FIELD(direct),
	  .help = "past the kernel's cache (O_DIRECT)" },
	{ 0 }
};

/* What one task has done for it, by a thread of the pool or by itself. */
struct errand {
	const struct files *p;
	size_t task;
	unsigned char *back;
	const char *step;        /* that failed */
	int rc;
};

static unsigned char *new_block(size_t size)
{
	return aligned_alloc(BLOCK_BYTES, (size + BLOCK_BYTES - 1) &
						  ~(BLOCK_BYTES - 1));
}

static const unsigned char *content_of(const struct files *p, size_t task)
{
	return p->content + task % KINDS * BLOCK_BYTES;
}

static int open_nth(const struct files *p, size_t task, int flags)
{
	char name[24];
	int fd;

	snprintf(name, sizeof(name), "%zu", task);
	flags |= O_CLOEXEC | (p->direct ? O_DIRECT : 0);
	fd = openat(p->scratch.fd, name, flags, 0600);
	return fd < 0 ? -errno : fd;
}

static int write_all(int fd, const unsigned char *buf, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = pwrite(fd, buf + done, size - done, (off_t)done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int read_and_compare(int fd, const unsigned char *right,
			    unsigned char *back, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = pread(fd, back + done, size - done, (off_t)done);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -EBADMSG;
		done += n > 0 ? (size_t)n : 0;
	}
	return memcmp(back, right, size) ? -EBADMSG : 0;
}

static int do_steps(struct errand *e, int fd)
{
	const struct files *p = e->p;
	const unsigned char *content = content_of(p, e->task);
	int rc;

	e->step = "write";
	rc = write_all(fd, content, p->size_bytes);
	if (rc < 0)
		return rc;
	e->step = "sync";
	if (p->fsync && fsync(fd) < 0)
		return -errno;
	e->step = "read";
	return read_and_compare(fd, content, e->back, p->size_bytes);
}

static void run_errand(void *arg)
{
	struct errand *e = arg;
	int fd = open_nth(e->p, e->task, O_RDWR | O_CREAT | O_TRUNC);

	e->step = "create";
	e->rc = fd < 0 ? fd : do_steps(e, fd);
	if (fd >= 0 && close(fd) < 0 && e->rc == 0)
		e->rc = -errno;
}

static int file_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct files *p = params;
	struct errand e = { .p = p, .task = task, .back = io_own(io) };
	int rc = io_block(io, run_errand, &e);

	if (rc < 0)
		return rc;
	v->number = p->size_bytes;
	if (e.rc < 0)
		return io_fail(io, e.rc, "cannot %s file %zu: %s", e.step,
			       task, strerror(-e.rc));
	return 0;
}

static int try_direct(const struct files *p, struct error *err)
{
	struct errand e = { .p = p, .back = new_block(p->size_bytes) };

	if (p->size_bytes % BLOCK_BYTES)
		e.rc = -EINVAL;
	else
		run_errand(&e);
	free(e.back);
	unlinkat(p->scratch.fd, "0", 0);
	if (e.rc < 0)
		return error_set(err, e.rc,
				 "'--direct' takes a '--size' that is a "
				 "multiple of 4KiB and a disk that can: '%s': "
				 "%s",
				 p->scratch.path, strerror(-e.rc));
	return 0;
}

static int file_prepare(void *params, const struct setting *setting,
			struct error *err)
{
	struct files *p = params;
	size_t bytes = p->size_bytes + KINDS * BLOCK_BYTES;
	int rc = scratch_init(&p->scratch, p->dir, err);

	(void)setting;
	if (rc < 0)
		return rc;
	p->content = new_block(bytes);
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

	io_set_own(io, new_block(p->size_bytes));
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
	unsigned char *back = new_block(p->size_bytes);
	int rc = back ? 0 : -ENOMEM;

	for (size_t i = 0; i < area->tasks && rc == 0; i++) {
		char name[24];
		int fd = open_nth(p, i, O_RDONLY);

		rc = fd < 0 ? fd
			    : read_and_compare(fd, content_of(p, i), back,
					       p->size_bytes);
		if (fd >= 0)
			close(fd);
		snprintf(name, sizeof(name), "%zu", i);
		unlinkat(p->scratch.fd, name, 0);
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
	snprintf(buf, size, "%s each%s%s", bytes, p->fsync ? ", synced" : "",
		 p->direct ? ", direct" : "");
}

const struct workload workload_file = {
	.name = "file",
	.summary = "write a file and read it back: waiting that can't be polled",
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
