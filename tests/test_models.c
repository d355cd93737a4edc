/* test_models.c - the same answers under every model, whatever happens. */
#include "tests/lab.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/content.h"
#include "workloads/squares_kernel.h"

static void same_values_as_serial(const char *keys, size_t k)
{
	struct lab lab;
	struct value *serial;
	size_t n;

	lab_init(&lab, keys);
	n = lab.jobs.item[0].set.tasks;
	serial = calloc(n, sizeof(*serial));
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, k);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_eq(s->tasks_ok, n);
		for (size_t i = 0; i < n; i++) {
			const struct value *v = &lab.area->slot[i].value;

			if (m == 0)
				serial[i] = *v;
			cr_assert(value_equal(v, &serial[i]), "%s: task %zu",
				  models[m].name, i);
		}
	}
	free(serial);
	lab_term(&lab);
}

Test(models, squares_are_the_same_under_every_model)
{
	same_values_as_serial("workload=squares tasks=50 base=1000", 7);
}

Test(models, squares_are_right_and_not_only_the_same)
{
	struct lab lab;

	lab_init(&lab, "workload=squares tasks=9 base=1000");
	for (size_t m = 0; models[m].name; m++) {
		lab_take(&lab, models[m].name, 4);
		for (size_t i = 0; i < 9; i++)
			cr_assert(lab.area->slot[i].value.number ==
				  squares_closed_form(1000 + i));
	}
	lab_term(&lab);
}

Test(models, downloads_are_the_same_under_every_model)
{
	same_values_as_serial("workload=download tasks=60 size=3000", 7);
}

Test(models, chunked_downloads_are_the_same_under_every_model)
{
	same_values_as_serial(
		"workload=download tasks=20 size=200kB chunked=yes", 4);
}

Test(models, empty_bodies_are_downloads_too)
{
	same_values_as_serial("workload=download tasks=12 size=0", 4);
}

Test(models, null_tasks_all_end_under_every_model_and_chunk)
{
	same_values_as_serial("workload=null tasks=100000", 3);
	same_values_as_serial("workload=null tasks=100001 chunk=64", 3);
	same_values_as_serial("workload=null tasks=3 chunk=1000", 5);
}

Test(models, more_lanes_than_tasks_is_fine)
{
	same_values_as_serial("workload=squares tasks=2 base=10", 50);
}

Test(models, downloads_hold_the_origin_s_bytes)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=4 size=12345");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->bytes, 4 * 12345, "%s", models[m].name);
		for (size_t i = 0; i < 4; i++) {
			cr_assert(lab.area->slot[i].value.number == 12345);
			cr_assert_eq(lab.area->slot[i].value.check,
				     content_check(12345));
		}
	}
	lab_term(&lab);
}

Test(models, no_model_opens_more_connections_than_lanes)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=200 size=100");
	for (size_t m = 0; models[m].name; m++) {
		size_t k = m ? 8 : 1;
		uint64_t before = lab.origin.counts->connections;
		struct sample *s = lab_take(&lab, models[m].name, 8);
		uint64_t seen = lab.origin.counts->connections - before;

		cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
		cr_assert_leq(s->connections, k, "%s: %ju", models[m].name,
			      (uintmax_t)s->connections);
		cr_assert_eq(s->connections, seen, "%s", models[m].name);
	}
	lab_term(&lab);
}

Test(models, a_thousand_downloads_are_in_flight_under_async)
{
	struct lab lab;
	struct sample *s;

	lab_init(&lab, "workload=download tasks=1000 size=100 latency=500ms");
	lab.origin.counts->peak_in_flight = 0;
	s = lab_take(&lab, "async", 1000);
	cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
	cr_assert_eq(s->peak_in_flight, 1000);
	cr_assert_geq(lab.origin.counts->peak_in_flight, 900);
	lab_term(&lab);
}

static void fails_under_every_model(const char *path, const char *options,
				    const char *reason)
{
	char keys[512];
	struct lab lab;

	snprintf(keys, sizeof(keys),
		 "workload=download tasks=6 url={origin}%s url={origin}"
		 "/bytes/10 %s",
		 path, options);
	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->state, SAMPLE_FAILED, "%s", models[m].name);
		cr_assert_eq(s->tasks_failed, 3, "%s: %ju: %s", models[m].name,
			     (uintmax_t)s->tasks_failed, s->reason);
		cr_assert_eq(s->tasks_ok, 3, "%s", models[m].name);
		cr_assert(strstr(s->reason, reason), "%s: %s", models[m].name,
			  s->reason);
	}
	lab_term(&lab);
}

Test(faults, a_closed_connection_fails_its_task_only)
{
	fails_under_every_model("/close", "", "Empty reply");
}

Test(faults, a_reset_connection_fails_its_task_only)
{
	fails_under_every_model("/reset", "", "eset");
}

Test(faults, a_body_cut_short_fails_its_task_only)
{
	fails_under_every_model("/cut/10000", "", "transfer closed");
}

Test(faults, a_stall_fails_its_task_at_the_timeout)
{
	fails_under_every_model("/stall/10000", "timeout=800ms", "timed out");
}

Test(faults, a_status_of_400_or_more_fails_its_task)
{
	fails_under_every_model("/status/503", "", "status 503");
}

Test(faults, a_body_that_is_too_large_fails_its_task)
{
	fails_under_every_model("/bytes/5000", "max-size=4999",
				"larger than");
}

Test(faults, a_body_of_just_the_largest_size_is_fine)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=2 size=5000 max-size=5000");
	cr_assert_eq(lab_take(&lab, "async", 2)->state, SAMPLE_OK);
	lab_term(&lab);
}

Test(faults, a_redirect_to_another_protocol_is_refused)
{
	fails_under_every_model("/redirect?to=file:///etc/passwd", "",
				"file");
}

/* A port that is bound but doesn't listen, so it refuses connections. */
static int refusing_port(int *fd)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*fd = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(*fd, (struct sockaddr *)&address, length), 0);
	getsockname(*fd, (struct sockaddr *)&address, &length);
	return ntohs(address.sin_port);
}

Test(faults, a_refused_connection_fails_with_libcurl_s_reason)
{
	struct lab lab;
	char keys[128];
	int fd;

	snprintf(keys, sizeof(keys),
		 "workload=download tasks=3 url=http://127.0.0.1:%d/",
		 refusing_port(&fd));
	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->tasks_failed, 3);
		cr_assert(strstr(s->reason, "Failed to connect") ||
				  strstr(s->reason, "refused"),
			  "%s", s->reason);
	}
	close(fd);
	lab_term(&lab);
}

Test(faults, fail_fast_cancels_what_has_not_started)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=500 fail-fast=yes "
		       "url={origin}/status/500");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->state, SAMPLE_FAILED);
		cr_assert_lt(s->tasks_failed, 500, "%s", models[m].name);
		cr_assert_eq(s->tasks_failed + s->tasks_cancelled, 500);
	}
	lab_term(&lab);
}

Test(faults, the_deadline_ends_a_sample_with_its_reason)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=4 deadline=300ms "
		       "timeout=60s url={origin}/stall/100");
	for (size_t m = 0; models[m].name; m++) {
		uint64_t start = clock_ns();
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->state, SAMPLE_FAILED);
		cr_assert(strstr(s->reason, "deadline of 300 ms"), "%s",
			  s->reason);
		cr_assert_lt(clock_ns() - start, 20 * NS_PER_S);
	}
	lab_term(&lab);
}

/* --- a workload of the test's own: its tasks kill their worker --- */

struct deadly {
	size_t victim;
	int signal;              /* 0: exit(3) instead */
};

static int deadly_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	const struct deadly *d = params;

	if (task == d->victim && d->signal)
		raise(d->signal);
	else if (task == d->victim)
		_exit(3);
	v->number = task + 1;
	return io_sleep(io, NS_PER_MS);
}

static const struct workload deadly_workload = {
	.name = "deadly",
	.summary = "one task kills its worker",
	.tasks = 40,
	.body = deadly_body,
	.params_size = sizeof(struct deadly),
};

static struct sample *take_deadly(struct lab *lab, struct deadly d,
				  const char *model, size_t chunk)
{
	lab_init(lab, "workload=null tasks=40");
	free(lab->jobs.item[0].params);
	lab->jobs.item[0].workload = &deadly_workload;
	lab->jobs.item[0].params = malloc(sizeof(d));
	memcpy(lab->jobs.item[0].params, &d, sizeof(d));
	lab->jobs.item[0].set.chunk = chunk;
	return lab_take(lab, model, 4);
}

static void loses_one_task(struct deadly d, size_t chunk, const char *reason)
{
	struct lab lab;
	struct sample *s = take_deadly(&lab, d, "processes", chunk);

	cr_assert_eq(s->tasks_failed, 1, "%ju: %s", (uintmax_t)s->tasks_failed,
		     s->reason);
	cr_assert_eq(s->tasks_ok, 39);
	cr_assert_eq(lab.area->state[d.victim], TASK_FAILED);
	cr_assert(strstr(s->reason, reason), "%s", s->reason);
	for (size_t i = 0; i < 40; i++)
		if (i != d.victim)
			cr_assert(lab.area->slot[i].value.number == i + 1);
	lab_term(&lab);
}

Test(crashes, a_killed_worker_costs_the_task_in_its_hand)
{
	loses_one_task((struct deadly){ 7, SIGKILL }, 1,
		       "worker killed by signal 9 (Killed)");
}

Test(crashes, the_rest_of_its_chunk_is_done_by_another)
{
	loses_one_task((struct deadly){ 7, SIGABRT }, 10,
		       "worker killed by signal 6 (Aborted)");
}

Test(crashes, the_first_and_the_last_task_are_no_exception)
{
	loses_one_task((struct deadly){ 0, SIGKILL }, 40, "killed");
	loses_one_task((struct deadly){ 39, SIGKILL }, 40, "killed");
}

Test(crashes, an_exit_is_a_death_too)
{
	loses_one_task((struct deadly){ 20, 0 }, 3,
		       "worker exited with status 3");
}

Test(crashes, a_dead_loop_costs_the_tasks_of_its_lanes)
{
	struct lab lab;
	struct sample *s = take_deadly(&lab, (struct deadly){ 7, SIGKILL },
				       "processes+async", 1);

	cr_assert_geq(s->tasks_failed, 1);
	cr_assert_leq(s->tasks_failed, 4, "%ju", (uintmax_t)s->tasks_failed);
	cr_assert_eq(s->tasks_failed + s->tasks_ok, 40, "%s", s->reason);
	lab_term(&lab);
}

Test(crashes, a_crash_under_threads_costs_the_sample_only)
{
	struct lab lab;
	struct sample *s = take_deadly(&lab, (struct deadly){ 7, SIGKILL },
				       "threads", 1);

	cr_assert_eq(s->state, SAMPLE_FAILED);
	cr_assert(strstr(s->reason, "sample killed by signal 9 (Killed)"),
		  "%s", s->reason);
	lab_term(&lab);
}

/* --- a workload that is wrong about one task --- */

static int liar_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	(void)io;
	(void)params;
	v->number = task == 5 ? 0 : task;
	return 0;
}

static int liar_answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	*right = (struct value){ .number = task };
	return 0;
}

static const struct workload liar_workload = {
	.name = "liar",
	.summary = "one value is wrong",
	.tasks = 10,
	.body = liar_body,
	.answer = liar_answer,
};

Test(models, a_wrong_value_fails_the_sample)
{
	struct lab lab;

	lab_init(&lab, "workload=null tasks=10");
	lab.jobs.item[0].workload = &liar_workload;
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->state, SAMPLE_FAILED);
		cr_assert_eq(s->tasks_wrong, 1);
		cr_assert_str_eq(s->reason, "1 of 10 values are wrong");
	}
	lab_term(&lab);
}

/* --- interruption --- */

Test(interruption, the_first_lets_running_tasks_end_and_starts_no_other)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=100 size=10 latency=50ms");
	lab.interrupts = 1;
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 4);

		cr_assert_eq(s->state, SAMPLE_CANCELLED, "%s: %s",
			     models[m].name, s->reason);
		cr_assert_eq(s->tasks_failed, 0);
		cr_assert_lt(s->tasks_ok, 100);
		cr_assert_eq(s->tasks_ok + s->tasks_cancelled, 100);
	}
	lab_term(&lab);
}

static struct lab *interrupted;
static uint64_t requests_before;

/* An interrupt before the first task would just cancel them all. */
static void on_alarm(int number)
{
	(void)number;
	if (interrupted->origin.counts->requests > requests_before)
		interrupted->interrupts++;
}

/* Two interrupts, 100 ms apart, once a task is under way. */
static void interrupt_twice(struct lab *lab)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval when = { .it_value.tv_usec = 100000,
				  .it_interval.tv_usec = 100000 };

	interrupted = lab;
	requests_before = lab->origin.counts->requests;
	lab->interrupts = 0;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &when, NULL);
}

Test(interruption, the_second_stops_at_once)
{
	const struct itimerval never = { 0 };
	struct lab lab;

	lab_init(&lab, "workload=download tasks=4 url={origin}/stall/100");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s;

		interrupt_twice(&lab);
		s = lab_take(&lab, models[m].name, 4);
		setitimer(ITIMER_REAL, &never, NULL);
		cr_assert_eq(s->state, SAMPLE_FAILED, "%s", models[m].name);
		cr_assert_str_eq(s->reason, "stopped");
	}
	lab_term(&lab);
}

/* A directory can be opened, and polled, but not read. */
static void breaks_its_eventfd(const struct lab *lab, const char *model)
{
	const struct subject subject = { .job = &lab->jobs.item[0],
					 .model = models_find(model),
					 .concurrency = 2 };
	const struct run run = run_of(&subject);
	struct area *area = model_area(subject.model, &run);
	int directory = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct crew crew;

	cr_assert_not_null(area);
	cr_assert_eq(crew_open(&crew, subject.model, &run, area), 0);
	cr_assert_eq(dup2(directory, crew.signal_fd), crew.signal_fd);
	close(directory);
	cr_assert_eq(crew_run(&crew), -EISDIR, "%s", model);
	cr_assert(strstr(crew.error.text, "the workers' eventfd"), "%s",
		  crew.error.text);
	crew_close(&crew);
	area_free(area);
}

Test(faults, a_crew_that_can_t_read_its_eventfd_fails_with_that_reason)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=200ms,200ms");
	breaks_its_eventfd(&lab, "threads");
	breaks_its_eventfd(&lab, "processes");
	lab_term(&lab);
}

/* --- an open loop --- */

Test(rate, tasks_start_when_they_are_due_and_not_before)
{
	static const char *const three[] = { "threads", "processes",
					     "async" };
	struct lab lab;

	lab_init(&lab, "workload=download tasks=50 size=10 rate=500 "
		       "arrivals=even");
	for (size_t m = 0; m < 3; m++) {
		struct sample *s = lab_take(&lab, three[m], 8);

		cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
		cr_assert_geq(s->run_ns, 98 * NS_PER_MS);
		for (size_t i = 0; i < 50; i++)
			cr_assert_geq(lab.area->slot[i].start_ns,
				      i * 2 * NS_PER_MS);
	}
	lab_term(&lab);
}

Test(rate, a_loop_that_waits_uses_no_processor)
{
	struct lab lab;
	struct sample *s;

	lab_init(&lab, "workload=download tasks=50 size=10 rate=100 "
		       "arrivals=even");
	s = lab_take(&lab, "async", 4);
	cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
	cr_assert_lt((s->user_us + s->system_us) * 1000, s->run_ns / 4);
	lab_term(&lab);
}

Test(rate, a_rate_that_can_t_be_kept_shows_as_late_starts_and_latency)
{
	struct lab lab;
	struct sample *s;

	lab_init(&lab, "workload=download tasks=40 size=10 latency=20ms "
		       "rate=1000");
	s = lab_take(&lab, "serial", 1);
	cr_assert_eq(s->state, SAMPLE_OK);
	cr_assert_gt(s->late_starts, 30);
	cr_assert_gt(s->latency_max_ns, 10 * s->service_p50_ns);
	lab_term(&lab);
}
