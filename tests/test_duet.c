/* test_duet.c - two processes of the real program at once, and what can go
 * wrong with one of them. */
#include <criterion/criterion.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/gate/duet.h"
#include "runners/clock.h"

static volatile sig_atomic_t interrupts;

/* Everything that a duet takes, in a directory of its own. */
struct scene {
	char directory[64], jobs[96];
	struct program first, second;
	struct random random;
	struct duet duet;
	struct measurement measured[2];
	struct error err;
};

static void put_file(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file, "%s", path);
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
}

static void open_scene(struct scene *h, uint64_t slice_ns)
{
	/* LeakSanitizer traces the program that ends, and a tracer and SIGSTOP
	 * wait for each other for good. Of the programs, not of this one. */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	*h = (struct scene){ .directory = "/tmp/simul-duet-XXXXXX" };
	cr_assert_not_null(mkdtemp(h->directory));
	snprintf(h->jobs, sizeof(h->jobs), "%s/jobs.ini", h->directory);
	put_file(h->jobs,
		 "[sums]\nworkload = squares\nmodel = serial\ntasks = 200\n"
		 "base = 300000\n"
		 "[long]\nworkload = sleep\ntasks = 1\ndurations = 1min\n",
		 0600);
	h->first.name = "first";
	h->second.name = "second";
	strcpy(h->first.path, SIMUL_PROGRAM);
	strcpy(h->second.path, SIMUL_PROGRAM);
	random_init(&h->random, 3);
	h->duet = (struct duet){
		.program = { &h->first, &h->second },
		.spec = { .directory = h->directory,
			    .jobs = h->jobs,
			    .section = "sums",
			    .model = "serial",
			    .concurrency = 1,
			    .processors = 1,
			    .seed = 1 },
		.slice_ns = slice_ns,
		.deadline_ns = 60 * NS_PER_S,
		.random = &h->random,
		.interrupts = &interrupts,
	};
}

static int run(struct scene *h)
{
	return duet_run(&h->duet, h->measured, &h->err);
}

/* No process is left, and the directory goes. */
static void close_scene(struct scene *h)
{
	char command[128];

	cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1);
	cr_expect_eq(errno, ECHILD);
	snprintf(command, sizeof(command), "rm -r %s", h->directory);
	cr_expect_eq(system(command), 0);
}

/* A program that is called as simul is. */
static void make_script(struct scene *h, struct program *c, const char *text)
{
	snprintf(c->path, sizeof(c->path), "%s/%s", h->directory,
		 c->name);
	put_file(c->path, text, 0700);
}

/* Ended, or but waiting to be reaped. */
static bool is_gone(int number)
{
	char path[48], state = 'Z';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", number);
	file = fopen(path, "r");
	if (!file)
		return true;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	fclose(file);
	return state == 'Z';
}

static double end_ns(const struct measurement *h)
{
	return h->began_ns + h->wall_ns;
}

Test(duet, both_run_at_once_and_neither_is_charged_for_the_other)
{
	struct scene h;
	uint64_t start = clock_ns();
	double elapsed;

	open_scene(&h, 1000000);
	cr_assert_eq(run(&h), 0, "%s", h.err.text);
	elapsed = (double)(clock_ns() - start);
	cr_expect_str_eq(h.measured[0].work, h.measured[1].work);
	/* Each began before the other had done its work. */
	cr_expect_lt(h.measured[0].began_ns, end_ns(&h.measured[1]));
	cr_expect_lt(h.measured[1].began_ns, end_ns(&h.measured[0]));
	cr_expect_leq(h.measured[0].wall_ns + h.measured[1].wall_ns, elapsed);
	/* One worker can't have computed for longer than it was let. */
	for (int i = 0; i < 2; i++)
		cr_expect_geq(1.2 * h.measured[i].wall_ns + 5e6,
			      h.measured[i].cpu_ns);
	close_scene(&h);
}

Test(duet, a_slice_of_0_is_back_to_back)
{
	struct scene h;

	open_scene(&h, 0);
	cr_assert_eq(run(&h), 0, "%s", h.err.text);
	cr_expect_leq(end_ns(&h.measured[0]), h.measured[1].began_ns);
	cr_expect_geq(1.2 * h.measured[0].wall_ns + 5e6, h.measured[0].cpu_ns);
	close_scene(&h);
}

/* A program that starts workers, and one that starts an origin. */
Test(duet, slices_reach_every_process_of_a_program)
{
	struct scene h;

	open_scene(&h, 1000000);
	h.duet.spec.processors = 0;
	h.duet.spec.model = "processes";
	h.duet.spec.concurrency = 2;
	cr_expect_eq(run(&h), 0, "%s", h.err.text);
	put_file(h.jobs,
		 "[sums]\nworkload = download\ntasks = 300\nsize = 1KiB\n",
		 0600);
	h.duet.spec.model = "async";
	h.duet.spec.concurrency = 8;
	cr_expect_eq(run(&h), 0, "%s", h.err.text);
	cr_expect_gt(h.measured[1].cpu_ns, 0.0);
	close_scene(&h);
}

Test(duet, a_program_is_bound_to_so_many_processors)
{
	struct scene h;
	char path[96], text[160];
	FILE *seen;
	int count = 0;

	open_scene(&h, 1000000);
	snprintf(path, sizeof(path), "%s/seen", h.directory);
	snprintf(text, sizeof(text), "#!/bin/sh\nnproc >%s\nexit 2\n", path);
	make_script(&h, &h.first, text);
	cr_expect_eq(run(&h), -ECHILD);
	seen = fopen(path, "r");
	cr_assert_not_null(seen);
	cr_expect_eq(fscanf(seen, "%d", &count), 1);
	fclose(seen);
	cr_expect_eq(count, 1);
	close_scene(&h);
}

/* The lengths are those that the program was given. */
Test(duet, a_program_has_an_argv0_and_an_environment_of_its_lengths)
{
	struct scene h;
	char path[96], text[400];
	FILE *seen;
	int padding = -1;

	open_scene(&h, 1000000);
	snprintf(path, sizeof(path), "%s/seen", h.directory);
	snprintf(text, sizeof(text),
		 "#!/bin/sh\necho ${#SIMUL_GATE_PADDING} >%s\nexit 2\n", path);
	make_script(&h, &h.first, text);
	h.first.environment_bytes = PROGRAM_ENVIRONMENT_BYTES - 1;
	h.first.argv0_bytes = PROGRAM_ARGV0_BYTES - 1;
	cr_expect_eq(run(&h), -ECHILD);
	seen = fopen(path, "r");
	cr_assert_not_null(seen);
	cr_expect_eq(fscanf(seen, "%d", &padding), 1);
	fclose(seen);
	cr_expect_eq(padding, PROGRAM_ENVIRONMENT_BYTES - 1);
	close_scene(&h);
}

Test(duet, tasks_may_be_other_than_the_job_says)
{
	struct scene h;

	open_scene(&h, 1000000);
	cr_assert_eq(run(&h), 0, "%s", h.err.text);
	cr_expect_eq(h.measured[0].tasks, 200u);
	h.duet.spec.tasks = 33;
	cr_assert_eq(run(&h), 0, "%s", h.err.text);
	cr_expect_eq(h.measured[0].tasks, 33u);
	cr_expect_eq(h.measured[1].tasks, 33u);
	close_scene(&h);
}

/* It doesn't say when its run began. */
Test(duet, an_older_program_has_no_wall_time_in_slices)
{
	struct scene h;

	open_scene(&h, 1000000);
	make_script(&h, &h.first,
		    "#!/bin/bash\n" SIMUL_PROGRAM " \"$@\" || exit\n"
		    "while [ \"$1\" != --export-csv ]; do shift; done\n"
		    "sed -i -e 1s/run_began_ns/once_was/ "
		    "-e '2,$s/^[0-9]*,/1,/' \"$2\"\n");
	cr_assert_eq(run(&h), 0, "%s", h.err.text);
	cr_expect(isnan(h.measured[0].wall_ns));
	cr_expect_gt(h.measured[0].cpu_ns, 0.0);
	cr_expect_gt(h.measured[1].wall_ns, 0.0);
	h.duet.slice_ns = 0;
	cr_assert_eq(run(&h), 0, "%s", h.err.text);
	cr_expect_gt(h.measured[0].wall_ns, 0.0);
	close_scene(&h);
}

Test(duet, one_that_fails_is_named)
{
	struct scene h;

	open_scene(&h, 1000000);
	make_script(&h, &h.second, "#!/bin/sh\necho 'simul: no' >&2\nexit 2\n");
	cr_expect_eq(run(&h), -ECHILD);
	cr_expect_str_eq(h.err.text, "second: 'sums' under serial, K 1: "
				     "exit status 2: no");
	strcpy(h.second.path, "/nowhere");
	cr_expect_eq(run(&h), -ECHILD);
	cr_expect_not_null(strstr(h.err.text, "cannot run '/nowhere'"), "%s",
			   h.err.text);
	close_scene(&h);
}

/* A shell that ends before what it began; both tell their numbers. */
Test(duet, nothing_that_a_program_leaves_behind_goes_on)
{
	struct scene h;
	char path[96], text[200];
	int number = 0;
	FILE *left;

	open_scene(&h, 1000000);
	snprintf(path, sizeof(path), "%s/left", h.directory);
	snprintf(text, sizeof(text),
		 "#!/bin/sh\nsleep 60 >/dev/null 2>&1 &\necho $! >%s\nexit 2\n",
		 path);
	make_script(&h, &h.first, text);
	cr_expect_eq(run(&h), -ECHILD);
	left = fopen(path, "r");
	cr_assert_not_null(left);
	cr_expect_eq(fscanf(left, "%d", &number), 1);
	fclose(left);
	/* Its new parent may take a moment to reap it. */
	for (int i = 0; i < 500 && number && !is_gone(number); i++)
		usleep(10000);
	cr_expect(is_gone(number));
	close_scene(&h);
}

Test(duet, one_that_is_killed_is_named)
{
	struct scene h;

	open_scene(&h, 1000000);
	make_script(&h, &h.first, "#!/bin/sh\nkill -9 $$\n");
	cr_expect_eq(run(&h), -ECHILD);
	cr_expect_not_null(strstr(h.err.text, "first: "), "%s", h.err.text);
	cr_expect_not_null(strstr(h.err.text, "signal 9"), "%s", h.err.text);
	close_scene(&h);
}

Test(duet, a_deadline_ends_both)
{
	struct scene h;
	uint64_t start = clock_ns();

	open_scene(&h, 1000000);
	h.duet.spec.section = "long";
	h.duet.deadline_ns = NS_PER_S / 4;
	cr_expect_eq(run(&h), -ETIMEDOUT);
	cr_expect_not_null(strstr(h.err.text, "did not end in time"), "%s",
			   h.err.text);
	cr_expect_lt(clock_ns() - start, 30 * NS_PER_S);
	close_scene(&h);
}

Test(duet, an_interrupt_ends_both)
{
	struct scene h;

	open_scene(&h, 1000000);
	h.duet.spec.section = "long";
	interrupts = 1;
	cr_expect_eq(run(&h), -EINTR);
	interrupts = 0;
	close_scene(&h);
}
