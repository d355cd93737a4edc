/* claim.c - the cost of handing out one empty task.
 *
 *     claim W N [ROUNDS]
 *
 * Hands out N empty tasks to W workers, in the ways a C program would:
 *
 *   threads        a shared atomic index, W threads, 1 or 64 tasks at a time
 *   processes      the same index in shared memory, W forked processes
 *   openmp         schedule(dynamic, 1) and (dynamic, 64), a warm team
 *   glib           a GThreadPool of W threads (if built with HAVE_GLIB)
 *   pipes          W forked processes; tasks and results go through pipes
 *
 * Every way runs once per round, so all of them see the same machine. A row
 * is the median over the rounds, in nanoseconds per task, with the extremes:
 *
 *     way=threads chunk=1 workers=2 tasks=1000000 ns=9.5 least=9.3 most=11.0
 *
 * The time runs from the first worker that passes the gate, where all wait
 * ready, to the end of the last; starting workers is not included. Every task
 * leaves a mark; a missing or doubled one ends the run.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef HAVE_GLIB
#include <glib.h>
#endif

#include "bench/peers/peer.h"
#include "runners/clock.h"

#define MAX_ROUNDS  101
#define MAX_WORKERS 256
/* A task through a pipe costs hundreds of times as much as a claim. */
#define PIPE_SHARE  50

/* Shared by all workers, threads or processes. */
struct field {
	_Alignas(64) _Atomic uint64_t next;
	_Alignas(64) pthread_barrier_t gate;
	uint64_t tasks, chunk;
	unsigned workers;
	struct {
		uint64_t start_ns, end_ns;
	} spans[MAX_WORKERS];   /* when each worker claimed */
	uint8_t marks[];        /* one per task */
};

/* One way to hand out tasks; run() returns the nanoseconds it took. */
struct way {
	const char *name;
	uint64_t chunk;
	uint64_t share;         /* runs N / share tasks */
	uint64_t (*run)(struct field *field);
};

/* The empty task. Called, never inlined, like a real body. */
static __attribute__((noinline)) void body(struct field *field, uint64_t task)
{
	field->marks[task]++;
	__asm__ volatile("" ::: "memory");
}

static void claim_all(struct field *field)
{
	uint64_t chunk = field->chunk, first;

	while ((first = atomic_fetch_add_explicit(&field->next, chunk,
						  memory_order_relaxed)) <
	       field->tasks)
		for (uint64_t i = first;
		     i < first + chunk && i < field->tasks; i++)
			body(field, i);
}

static void claim_in_span(struct field *field, unsigned worker)
{
	pthread_barrier_wait(&field->gate);
	field->spans[worker].start_ns = clock_ns();
	claim_all(field);
	field->spans[worker].end_ns = clock_ns();
}

/* From the workers' own clocks: the last one to arrive opens the gate, but may
 * be the last to run again. */
static uint64_t whole_span_ns(const struct field *field)
{
	uint64_t first_ns = UINT64_MAX, last_ns = 0;

	for (unsigned i = 0; i < field->workers; i++) {
		if (field->spans[i].start_ns < first_ns)
			first_ns = field->spans[i].start_ns;
		if (field->spans[i].end_ns > last_ns)
			last_ns = field->spans[i].end_ns;
	}
	return last_ns - first_ns;
}

struct claimer {
	struct field *field;
	pthread_t thread;
	unsigned worker;
};

static void *claim_thread(void *user)
{
	struct claimer *claimer = user;

	claim_in_span(claimer->field, claimer->worker);
	return NULL;
}

static uint64_t run_threads(struct field *field)
{
	struct claimer claimers[MAX_WORKERS];

	for (unsigned i = 0; i < field->workers; i++) {
		struct claimer *c = &claimers[i];

		*c = (struct claimer){ .field = field, .worker = i };
		if (pthread_create(&c->thread, NULL, claim_thread, c) != 0)
			peer_die("cannot start a thread");
	}
	for (unsigned i = 0; i < field->workers; i++)
		pthread_join(claimers[i].thread, NULL);
	return whole_span_ns(field);
}

static void reap(unsigned count)
{
	int status;

	for (; count > 0; count--)
		if (wait(&status) < 0 || status != 0)
			peer_die("a worker process failed");
}

static uint64_t run_processes(struct field *field)
{
	for (unsigned i = 0; i < field->workers; i++) {
		pid_t pid = fork();

		if (pid < 0)
			peer_die("cannot fork: %s", strerror(errno));
		if (pid == 0) {
			claim_in_span(field, i);
			_exit(0);
		}
	}
	reap(field->workers);
	return whole_span_ns(field);
}

static uint64_t run_openmp(struct field *field)
{
	int64_t tasks = (int64_t)field->tasks, chunk = (int64_t)field->chunk;
	int workers = (int)field->workers;
	uint64_t start_ns;

	/* start the team first, to keep that out of the time */
#pragma omp parallel num_threads(workers)
	__asm__ volatile("" ::: "memory");
	start_ns = clock_ns();
#pragma omp parallel for schedule(dynamic, chunk) num_threads(workers)
	for (int64_t i = 0; i < tasks; i++)
		body(field, (uint64_t)i);
	return clock_ns() - start_ns;
}

#ifdef HAVE_GLIB
static void glib_task(gpointer task, gpointer user)
{
	body(user, GPOINTER_TO_SIZE(task) - 1);
}

static uint64_t run_glib(struct field *field)
{
	GThreadPool *pool = g_thread_pool_new(glib_task, field,
					      (gint)field->workers, TRUE, NULL);
	uint64_t start_ns = clock_ns();

	for (uint64_t i = 0; i < field->tasks; i++)
		g_thread_pool_push(pool, GSIZE_TO_POINTER(i + 1), NULL);
	g_thread_pool_free(pool, FALSE, TRUE);
	return clock_ns() - start_ns;
}
#endif

static void move(ssize_t moved, size_t wanted)
{
	if (moved != (ssize_t)wanted)
		peer_die("a pipe broke: %s", strerror(errno));
}

static _Noreturn void serve_pipe(struct field *field, int from, int to)
{
	uint64_t task;

	while (read(from, &task, sizeof(task)) == sizeof(task)) {
		body(field, task);
		move(write(to, &task, sizeof(task)), sizeof(task));
	}
	_exit(0);
}

/* Forks a worker that reads tasks from `feed` and writes results to `back`. */
static void open_worker(struct field *field, int *feed, struct pollfd *back)
{
	int down[2], up[2];
	pid_t pid;

	if (pipe(down) < 0 || pipe(up) < 0 || (pid = fork()) < 0)
		peer_die("cannot start a worker: %s", strerror(errno));
	if (pid == 0) {
		close(down[1]);
		close(up[0]);
		serve_pipe(field, down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	*feed = down[1];
	*back = (struct pollfd){ .fd = up[0], .events = POLLIN };
}

/* Keeps one task in flight per worker: sends the next when a result is in. */
static void feed_all(struct field *field, const int *feeds,
		     struct pollfd *backs)
{
	uint64_t next = 0, done = 0, result;

	for (unsigned i = 0; i < field->workers && next < field->tasks; i++) {
		move(write(feeds[i], &next, sizeof(next)), sizeof(next));
		next++;
	}
	while (done < field->tasks) {
		if (poll(backs, field->workers, -1) < 0)
			peer_die("poll: %s", strerror(errno));
		for (unsigned i = 0; i < field->workers; i++) {
			if (!(backs[i].revents & (POLLIN | POLLHUP)))
				continue;
			move(read(backs[i].fd, &result, sizeof(result)),
			     sizeof(result));
			done++;
			if (next == field->tasks)
				continue;
			move(write(feeds[i], &next, sizeof(next)),
			     sizeof(next));
			next++;
		}
	}
}

static uint64_t run_pipes(struct field *field)
{
	struct pollfd backs[MAX_WORKERS];
	int feeds[MAX_WORKERS];
	uint64_t start_ns, took_ns;

	for (unsigned i = 0; i < field->workers; i++)
		open_worker(field, &feeds[i], &backs[i]);
	start_ns = clock_ns();
	feed_all(field, feeds, backs);
	took_ns = clock_ns() - start_ns;
	/* backwards: later workers inherited the ends of earlier pipes, so
	 * only the last worker sees its pipe close at once */
	for (unsigned i = field->workers; i > 0; i--) {
		close(feeds[i - 1]);
		close(backs[i - 1].fd);
		reap(1);
	}
	return took_ns;
}

static const struct way ways[] = {
	{ "threads", 1, 1, run_threads },
	{ "threads", 64, 1, run_threads },
	{ "processes", 1, 1, run_processes },
	{ "processes", 64, 1, run_processes },
	{ "openmp", 1, 1, run_openmp },
	{ "openmp", 64, 1, run_openmp },
#ifdef HAVE_GLIB
	{ "glib", 1, PIPE_SHARE, run_glib },
#endif
	{ "pipes", 1, PIPE_SHARE, run_pipes },
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

static struct field *open_field(uint64_t tasks, unsigned workers)
{
	struct field *field = mmap(NULL, sizeof(*field) + tasks,
				   PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE,
				   -1, 0);
	pthread_barrierattr_t attr;

	if (field == MAP_FAILED)
		peer_die("no memory for %" PRIu64 " tasks", tasks);
	field->workers = workers;
	pthread_barrierattr_init(&attr);
	pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&field->gate, &attr, workers);
	pthread_barrierattr_destroy(&attr);
	return field;
}

static double time_way(const struct way *way, struct field *field, uint64_t n)
{
	uint64_t took_ns;

	field->tasks = n / way->share;
	field->chunk = way->chunk;
	atomic_store(&field->next, 0);
	memset(field->marks, 0, field->tasks);
	took_ns = way->run(field);
	for (uint64_t i = 0; i < field->tasks; i++)
		if (field->marks[i] != 1)
			peer_die("%s ran task %" PRIu64 " %d times", way->name,
				 i, field->marks[i]);
	return (double)took_ns / (double)field->tasks;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print_way(const struct way *way, const struct field *field,
		      uint64_t n, double *ns, size_t rounds)
{
	qsort(ns, rounds, sizeof(*ns), compare);
	printf("way=%s chunk=%" PRIu64 " workers=%u tasks=%" PRIu64
	       " ns=%.2f least=%.2f most=%.2f\n", way->name, way->chunk,
	       field->workers, n / way->share, ns[rounds / 2], ns[0],
	       ns[rounds - 1]);
}

int main(int argc, char *argv[])
{
	static double ns[WAYS][MAX_ROUNDS];
	struct field *field;
	uint64_t n, rounds = 11;
	unsigned workers;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: claim W N [ROUNDS]\n");
		return 2;
	}
	workers = (unsigned)peer_number("W", argv[1], 1, MAX_WORKERS);
	n = peer_number("N", argv[2], PIPE_SHARE, 1000000000);
	if (argc == 4)
		rounds = peer_number("ROUNDS", argv[3], 1, MAX_ROUNDS);
	field = open_field(n, workers);
	for (size_t round = 0; round < rounds; round++)
		for (size_t i = 0; i < WAYS; i++)
			ns[i][round] = time_way(&ways[i], field, n);
	for (size_t i = 0; i < WAYS; i++)
		print_way(&ways[i], field, n, ns[i], (size_t)rounds);
	return 0;
}
