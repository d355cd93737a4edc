/* test_statuses.c - which exit status results end with, and whether --help,
 * the manual and the docs agree about it.
 *
 * The program is run against a server of the test whose page may change from
 * request to request.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "bench/cli/fatal.h"
#include "bench/cli/statuses.h"
#include "runners/macros.h"
#include "tests/made.h"

#ifndef SIMUL_PROGRAM
#define SIMUL_PROGRAM "./simul"
#endif

/* --- the table --- */

Test(statuses, rows_are_in_order_and_no_command_has_one_twice)
{
	for (size_t i = 1; i < statuses_count; i++) {
		const struct status_row *a = &statuses[i - 1];
		const struct status_row *b = &statuses[i];

		cr_expect_leq(a->status, b->status);
		cr_expect(a->status != b->status || !a->command ||
				  strcmp(a->command, b->command) != 0,
			  "%s twice", b->means);
	}
}

Test(statuses, a_command_s_own_row_replaces_that_of_all)
{
	size_t zeros = 0;

	for (size_t i = 0; i < statuses_count; i++)
		if (statuses[i].status == 0 &&
		    statuses_hold(&statuses[i], "run"))
			zeros += strcmp(statuses[i].command, "run") == 0;
	cr_expect_eq(zeros, 1u);
	cr_expect(statuses_hold(&statuses[0], "env"));
	cr_expect_not(statuses_special("env"));
	cr_expect(statuses_special("history"));
}

Test(statuses, the_docs_have_every_row)
{
	char *text = made_read(SIMUL_TESTS "/../docs/exit-status.md", NULL);

	for (size_t i = 0; i < statuses_count; i++)
		cr_expect_not_null(strstr(text, statuses[i].means),
				   "docs/exit-status.md lacks: %s",
				   statuses[i].means);
	free(text);
}

/* --- results --- */

static const struct thresholds none;

Test(statuses, good_results_that_agree_are_0)
{
	struct results r;

	made_results(&r);
	cr_expect_eq(statuses_judge(&r, &none), 0);
	/* A flag is no error. */
	r.cell[MADE_ASYNC].inject_pct = 5;
	cr_expect_eq(statuses_judge(&r, &none), 0);
	results_free(&r);
}

Test(statuses, a_bad_sample_or_another_value_is_1)
{
	struct results r;

	made_results(&r);
	r.sample[3].state = SAMPLE_FAILED;
	cr_expect_eq(statuses_judge(&r, &none), EXIT_SAMPLE_FAILED);
	r.sample[3].state = SAMPLE_CANCELLED;
	cr_expect_eq(statuses_judge(&r, &none), EXIT_SAMPLE_FAILED);
	r.sample[3].state = SAMPLE_OK;
	made_first(&r, MADE_ASYNC)->digest++;
	cr_expect_eq(statuses_judge(&r, &none), EXIT_SAMPLE_FAILED);
	made_first(&r, MADE_ASYNC)->digest--;
	made_first(&r, MADE_ASYNC)->bytes++;
	cr_expect_eq(statuses_judge(&r, &none), EXIT_SAMPLE_FAILED);
	results_free(&r);
}

Test(statuses, failed_tasks_that_a_threshold_judges_are_left_to_it)
{
	struct texts texts = { (char *[]){ "threads: failed<50%" }, 1 };
	struct thresholds thresholds;
	struct sample *s;
	struct error err;
	struct results r;

	made_results(&r);
	cr_assert_eq(thresholds_parse(&thresholds, &texts, &err), 0);
	s = made_first(&r, MADE_THREADS);
	s->state = SAMPLE_FAILED;
	s->tasks_ok--;
	s->tasks_failed = 1;
	cr_expect_eq(statuses_judge(&r, &thresholds), 0);
	cr_expect_eq(statuses_judge(&r, &none), EXIT_SAMPLE_FAILED);
	/* Something else was wrong as well. */
	s->tasks_cancelled = 1;
	cr_expect_eq(statuses_judge(&r, &thresholds), EXIT_SAMPLE_FAILED);
	s->tasks_cancelled = 0;
	s->tasks_wrong = 1;
	cr_expect_eq(statuses_judge(&r, &thresholds), EXIT_SAMPLE_FAILED);
	s->tasks_wrong = s->tasks_failed = 0;
	cr_expect_eq(statuses_judge(&r, &thresholds), EXIT_SAMPLE_FAILED);
	/* It is about threads only. */
	*s = (struct sample){ .cell = s->cell, .next = s->next };
	s = made_first(&r, MADE_ASYNC);
	s->state = SAMPLE_FAILED;
	s->tasks_failed = 1;
	cr_expect_eq(statuses_judge(&r, &thresholds), EXIT_SAMPLE_FAILED);
	thresholds_free(&thresholds);
	results_free(&r);
}

/* --- the program --- */

struct server {
	pid_t pid;
	unsigned port;
};

/* The n-th answer's body is n / each, of six digits. */
static void answer(int fd, unsigned long n, unsigned long each)
{
	char request[4096], reply[256];
	size_t length = 0;
	ssize_t got;

	while (length < sizeof(request) - 1 &&
	       (got = read(fd, request + length,
			   sizeof(request) - 1 - length)) > 0) {
		length += (size_t)got;
		request[length] = '\0';
		if (strstr(request, "\r\n\r\n"))
			break;
	}
	snprintf(reply, sizeof(reply),
		 "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n"
		 "Connection: close\r\n\r\n%06lu",
		 n / each);
	(void)!write(fd, reply, strlen(reply));
	close(fd);
}

static void serve(struct server *server, unsigned long each)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert_eq(bind(fd, (void *)&at, sizeof(at)), 0);
	cr_assert_eq(listen(fd, 64), 0);
	cr_assert_eq(getsockname(fd, (void *)&at, &size), 0);
	server->port = ntohs(at.sin_port);
	server->pid = fork();
	if (server->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		for (unsigned long n = 0;; n++) {
			int client = accept(fd, NULL, NULL);

			if (client >= 0)
				answer(client, n, each);
		}
	}
	cr_assert_gt(server->pid, 0);
	close(fd);
}

static void stop(struct server *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}

/* Its status; what it says on stderr is for free(). */
static int run(const char *directory, char **says, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int run(const char *directory, char **says, const char *format, ...)
{
	char arguments[512], command[1024], path[96];
	va_list args;
	int status;

	va_start(args, format);
	vsnprintf(arguments, sizeof(arguments), format, args);
	va_end(args);
	snprintf(path, sizeof(path), "%s/err", directory);
	snprintf(command, sizeof(command),
		 "cd %s && timeout -k 5 100 %s %s >out 2>err </dev/null",
		 directory, SIMUL_PROGRAM, arguments);
	status = system(command);
	*says = made_read(path, NULL);
	return WEXITSTATUS(status);
}

static void remove_all(const char *directory)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", directory);
	cr_expect_eq(system(command), 0);
}

static void write_job(const char *directory, unsigned port)
{
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "%s/job.ini", directory);
	file = fopen(path, "w");
	cr_assert_not_null(file);
	fprintf(file,
		"[page]\nworkload = download\n"
		"url = http://127.0.0.1:%u/\ntasks = 4\n"
		"model = serial, threads\nconcurrency = 2\nrepeat = 2\n",
		port);
	fclose(file);
}

/* Each way of running it, and what is said of a page that changes. */
static void run_all_ways(unsigned long each, int wanted)
{
	static const char *const ways[] = {
		"-r 2 -o a.csv", "-r 1 --runs 2", "-r 1 -o -",
	};
	char directory[64], *says;
	struct server server;
	int status;

	serve(&server, each);
	made_directory(directory, sizeof(directory));
	write_job(directory, server.port);
	for (size_t i = 0; i <= ARRAY_SIZE(ways); i++) {
		if (i < ARRAY_SIZE(ways))
			status = run(directory, &says,
				     "run --quiet download --url "
				     "http://127.0.0.1:%u/ -n 4 -c 2 -m "
				     "serial,threads %s",
				     server.port, ways[i]);
		else
			status = run(directory, &says,
				     "run --quiet job.ini");
		cr_expect_eq(status, wanted, "way %zu: %d: %s", i, status,
			     says);
		cr_expect_eq(strstr(says, "values differ from those of") !=
				     NULL,
			     wanted == 1, "way %zu: %s", i, says);
		free(says);
	}
	/* These only print. */
	cr_expect_eq(run(directory, &says, "show a.csv"), 0, "%s", says);
	free(says);
	cr_expect_eq(run(directory, &says, "report a.csv -o a.html"), 0, "%s",
		     says);
	free(says);
	remove_all(directory);
	stop(&server);
}

Test(statuses, a_page_that_changes_is_1_however_it_is_run, .timeout = 300)
{
	run_all_ways(1, 1);
}

/* 2 beats 1, and 1 beats 4. */
Test(statuses, a_crossed_threshold_is_4, .timeout = 300)
{
	static const struct {
		const char *command;
		int status;
	} cases[] = {
		{ "run -q sleep --scale 0.001 -n 4 -m async -r 2 "
		  "-o a.csv --threshold 'p50<1h' --threshold 'failed<1%'",
		  0 },
		{ "run -q sleep --scale 0.001 -n 4 -m async -r 2 "
		  "--threshold 'time>1h'", 4 },
		{ "run -q sleep --scale 0.001 -n 4 -m async -r 1 --runs 2 "
		  "--threshold 'tasks/s>1000000'", 4 },
		{ "run -q sleep --scale 0.001 -n 4 -m async -r 2 "
		  "--threshold 'p99<1h'", 4 },
		{ "run -q sleep --scale 1 -n 4 -m async -r 1 "
		  "--task-timeout 1ms --threshold 'failed<1%'", 4 },
		{ "run -q sleep --scale 1 -n 4 -m async -r 1 "
		  "--task-timeout 1ms --threshold 'failed<=100%'", 0 },
		{ "run -q sleep --scale 1 -n 4 -m async -r 1 "
		  "--task-timeout 1ms --threshold 'time<1h'", 1 },
		{ "run -q sleep -n 4 --threshold 'p98<1h'", 2 },
		{ "run -q sleep -n 4 --runs 2 --threshold 'time<1'", 2 },
		{ "show a.csv --threshold 'async: p50<1h'", 0 },
		{ "show a.csv --threshold 'threads: p50<1h'", 4 },
		{ "show a.csv --threshold 'p50>1h'", 4 },
		{ "show a.csv --threshold 'p50'", 2 },
	};
	char directory[64], *says;

	made_directory(directory, sizeof(directory));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cr_expect_eq(run(directory, &says, "%s", cases[i].command),
			     cases[i].status, "%s: %s", cases[i].command,
			     says);
		free(says);
	}
	remove_all(directory);
}

Test(statuses, a_page_that_stays_is_0, .timeout = 300)
{
	run_all_ways(1000000, 0);
}
