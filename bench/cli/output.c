/* output.c - two streams over descriptors, with save_bytes() below them. */
#include "bench/cli/output.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/cli/fatal.h"
#include "bench/record/save.h"
#include "runners/memory.h"

struct channel {
	int fd, rc;              /* rc: the first error */
};

/* 0 is this interface's error. */
static ssize_t put(void *cookie, const char *data, size_t size)
{
	struct channel *c = cookie;

	if (c->rc == 0)
		c->rc = save_bytes(c->fd, data, size);
	return c->rc < 0 ? 0 : (ssize_t)size;
}

/* The other direction: using one that was closed stays an error. */
static void fill(int fd)
{
	if (fcntl(fd, F_GETFD) < 0)
		(void)!open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

static FILE *over(struct channel *c, int mode)
{
	FILE *stream = fopencookie(c, "w",
				   (cookie_io_functions_t){ .write = put });

	if (stream)
		setvbuf(stream, NULL, mode, BUFSIZ);
	return stream;
}

static struct channel out = { .fd = STDOUT_FILENO };
static struct channel complaints = { .fd = STDERR_FILENO };

void output_open(void)
{
	FILE *stream;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		fill(fd);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	stream = over(&out, isatty(out.fd) ? _IOLBF : _IOFBF);
	if (stream)
		stdout = stream;
	stream = over(&complaints, _IONBF);
	if (stream)
		stderr = stream;
}

/* Figures and sentences may be missing without a sign of it. */
static int all_there(int status)
{
	if (!memory_ran_out() || status == EXIT_USAGE)
		return status;
	fputs("simul: out of memory: what was printed and written may lack "
	      "something\n", stderr);
	return EXIT_USAGE;
}

int output_close(int status)
{
	status = all_there(status);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "simul: cannot write to the standard output: %s\n",
		strerror(-out.rc));
	return status >= 128 ? status : EXIT_USAGE;
}
