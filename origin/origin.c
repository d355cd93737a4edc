/* origin.c - the origin as a child process, or as this process.
 *
 *   parent                        child
 *     fork ----------------------> binds, listens
 *     waits on a pipe <----------- one struct report
 *     reads the counts <=========> writes them, in a shared page
 *     SIGTERM -------------------> leaves its loop, exits
 *
 * server.c and arrival.c answer requests in the child; echo.c is its echo.
 */
#include "origin/origin.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "origin/echo.h"
#include "origin/server.h"
#include "origin/token.h"
#include "runners/clock.h"

static const uint64_t START_NS = 5 * NS_PER_S;
static const uint64_t STOP_NS = 2 * NS_PER_S;

/* What the child writes to the pipe once: it listens, or why not. */
struct report {
	int code;
	uint16_t port, tls_port, echo_port;
	uint64_t token;
	char echo_path[16];
	char ca[ORIGIN_CA_SIZE];
	struct error err;
};

_Static_assert(sizeof(struct report) <= PIPE_BUF, "written in one piece");

/* In the child: die with the parent, close its descriptors but stderr and the
 * pipe, ignore the terminal's Ctrl-C. Returns the pipe's descriptor. */
static int detach(pid_t parent, int pipe)
{
	sigset_t none;
	int null;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);    /* it died before the prctl */
	prctl(PR_SET_NAME, "simul-origin");
	prctl(PR_SET_TIMERSLACK, 1UL);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	pipe = dup2(pipe, STDERR_FILENO + 1);
	close_range(STDERR_FILENO + 2, ~0U, 0);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	close(null);
	return pipe;
}

static void fill_in(struct report *report, const struct server *server,
		    const struct echo *echo)
{
	report->port = front_port(&server->plain);
	report->echo_port = echo_port(echo);
	echo_path(echo, report->echo_path, sizeof(report->echo_path));
	if (!server->secure.socket)
		return;
	report->tls_port = front_port(&server->secure);
	memcpy(report->ca, server->tls.ca, sizeof(report->ca));
}

_Noreturn static void serve_child(pid_t parent, int pipe, bool tls,
				  struct origin_counts *counts)
{
	struct origin_terms terms = { .address = "127.0.0.1", .tls = tls };
	struct report report = { 0 };
	struct echo echo = { 0 };
	struct server server = { 0 };

	pipe = detach(parent, pipe);
	report.code = token_new(&terms.token, &report.err);
	if (report.code == 0)
		report.code = server_init(&server, &terms, counts,
					  &report.err);
	if (report.code == 0)
		report.code = echo_init(&echo, &server, terms.token,
					&report.err);
	report.token = terms.token;
	if (report.code == 0)
		fill_in(&report, &server, &echo);
	if (write(pipe, &report, sizeof(report)) != sizeof(report))
		report.code = -EPIPE;
	close(pipe);
	if (report.code == 0)
		report.code = server_run(&server);
	echo_term(&echo);
	server_term(&server);
	_exit(report.code == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* Waits until the pipe can be read. Returns 0 or -ETIMEDOUT. */
static int await(int pipe, uint64_t ns)
{
	struct pollfd wanted = { .fd = pipe, .events = POLLIN };
	uint64_t end = clock_ns() + ns;

	for (uint64_t now = clock_ns(); now < end; now = clock_ns()) {
		struct timespec left = clock_timespec(end - now);

		if (ppoll(&wanted, 1, &left, NULL) > 0)
			return 0;
	}
	return -ETIMEDOUT;
}

/* The report comes whole or not at all. */
static int receive(int pipe, struct report *report, struct error *err)
{
	ssize_t got;

	if (await(pipe, START_NS) < 0)
		return error_set(err, -ETIMEDOUT,
				 "the origin did not listen within 5 s");
	do
		got = read(pipe, report, sizeof(*report));
	while (got < 0 && errno == EINTR);
	if (got != sizeof(*report))
		return error_set(err, -ECHILD,
				 "the origin ended before it listened");
	if (report->code < 0)
		return error_set(err, report->code, "%s", report->err.text);
	return 0;
}

static int start_child(struct origin *origin, bool tls, int pipe[2],
		       struct error *err)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid < 0)
		return error_set(err, -errno, "cannot fork the origin: %s",
				 strerror(errno));
	if (pid == 0)
		serve_child(parent, pipe[1], tls, origin->counts);
	origin->pid = pid;
	return 0;
}

static int new_counts(struct origin *origin, struct error *err)
{
	void *page = mmap(NULL, sizeof(*origin->counts),
			  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			  -1, 0);

	if (page == MAP_FAILED)
		return error_set(err, -errno, "no memory for the origin: %s",
				 strerror(errno));
	origin->counts = page;
	return 0;
}

static void take_report(struct origin *origin, const struct report *report)
{
	origin->port = report->port;
	origin->echo_port = report->echo_port;
	memcpy(origin->echo_path, report->echo_path,
	       sizeof(report->echo_path));
	origin->token = report->token;
	token_prefix(origin->token, origin->prefix);
	snprintf(origin->url, sizeof(origin->url), "http://127.0.0.1:%u%s",
		 report->port, origin->prefix);
	if (!report->tls_port)
		return;
	memcpy(origin->ca, report->ca, sizeof(report->ca));
	snprintf(origin->tls_url, sizeof(origin->tls_url),
		 "https://127.0.0.1:%u%s", report->tls_port, origin->prefix);
}

static int start(struct origin *origin, bool tls, struct error *err)
{
	struct report report;
	int pipe[2];
	int rc;

	*origin = (struct origin){ 0 };
	rc = new_counts(origin, err);
	if (rc < 0)
		return rc;
	if (pipe2(pipe, O_CLOEXEC) < 0) {
		rc = error_set(err, -errno, "cannot start the origin: %s",
			       strerror(errno));
		goto fail_counts;
	}
	rc = start_child(origin, tls, pipe, err);
	close(pipe[1]);
	if (rc == 0)
		rc = receive(pipe[0], &report, err);
	close(pipe[0]);
	if (rc < 0)
		goto fail_counts;
	take_report(origin, &report);
	return 0;

fail_counts:
	origin_stop(origin);
	return rc;
}

int origin_start(struct origin *origin, struct error *err)
{
	return start(origin, false, err);
}

int origin_start_tls(struct origin *origin, struct error *err)
{
	return start(origin, true, err);
}

/* Is the child gone? Reaps it then. */
static bool has_ended(pid_t pid)
{
	pid_t rc = waitpid(pid, NULL, WNOHANG);

	return rc == pid || (rc < 0 && errno == ECHILD);
}

static void end_child(pid_t pid)
{
	const struct timespec moment = clock_timespec(NS_PER_MS / 2);
	uint64_t end = clock_ns() + STOP_NS;

	/* Checked before each kill: the pid may be another process's by now. */
	while (!has_ended(pid)) {
		kill(pid, clock_ns() < end ? SIGTERM : SIGKILL);
		nanosleep(&moment, NULL);
	}
}

void origin_stop(struct origin *origin)
{
	if (origin->pid > 0)
		end_child(origin->pid);
	if (origin->counts)
		munmap(origin->counts, sizeof(*origin->counts));
	*origin = (struct origin){ 0 };
}

/* Left to be reaped by origin_stop. */
int origin_check(const struct origin *origin, struct error *err)
{
	siginfo_t end = { 0 };

	if (origin->pid <= 0 ||
	    waitid(P_PID, (id_t)origin->pid, &end,
		   WEXITED | WNOHANG | WNOWAIT) < 0 ||
	    end.si_pid != origin->pid)
		return 0;
	if (end.si_code == CLD_EXITED)
		return error_set(err, -ECHILD,
				 "the origin ended with status %d",
				 end.si_status);
	return error_set(err, -ECHILD, "the origin was killed by signal %d "
				       "(%s)",
			 end.si_status, sigdescr_np(end.si_status));
}

uint64_t origin_cpu_ns(const struct origin *origin)
{
	struct timespec used;
	clockid_t clock;

	if (origin->pid <= 0 || clock_getcpuclockid(origin->pid, &clock) ||
	    clock_gettime(clock, &used) < 0)
		return 0;
	return (uint64_t)used.tv_sec * NS_PER_S + (uint64_t)used.tv_nsec;
}

static void spell_url(const char *scheme, const struct origin_terms *terms,
		      const struct front *front, char *buf, size_t size)
{
	bool v6 = strchr(terms->address, ':') != NULL;

	snprintf(buf, size, "%s://%s%s%s:%u", scheme, v6 ? "[" : "",
		 terms->address, v6 ? "]" : "", front_port(front));
}

int origin_serve(const struct origin_terms *terms,
		 void (*listening)(const char *url, const char *ca, void *user),
		 void *user, struct error *err)
{
	struct origin_counts counts = { 0 };
	struct server server;
	char url[64];
	int rc;

	rc = server_init(&server, terms, &counts, err);
	if (rc < 0)
		goto end;
	spell_url("http", terms, &server.plain, url, sizeof(url));
	listening(url, "", user);
	if (terms->tls) {
		spell_url("https", terms, &server.secure, url, sizeof(url));
		listening(url, server.tls.ca, user);
	}
	rc = server_run(&server);
	if (rc < 0)
		error_set(err, rc, "the origin's event loop failed");
end:
	server_term(&server);
	return rc;
}
