/* needs.c - what a sample takes, held against what there is.
 *
 * Refused before anything is measured: otherwise the kernel would end some
 * process when memory runs out, and it may not be ours.
 */
#include "bench/measure/needs.h"

#include <errno.h>
#include <stdint.h>
#include <sys/resource.h>

#include "runners/macros.h"
#include "runners/units.h"

/* Lanes of each worker: of the first ones, which may have one more. */
static size_t lanes_each(const struct subject *s, const struct run *run)
{
	size_t workers = model_workers(s->model, run);

	return (model_lanes(s->model, run) + workers - 1) / workers;
}

/* In the process that needs most. */
static size_t descriptors(const struct subject *s, const struct run *run)
{
	const size_t few = 64;
	size_t workers = model_workers(s->model, run);

	/* A stream each, whose other ends the origin holds; a file each. */
	if (!run->workload->fetches)
		return few + (run->workload->uses &
				      (USES_READY | USES_BLOCK | USES_STREAM)
				      ? run->lanes : 0);
	/* Forked workers have their own; the origin holds an end of each. */
	if (s->model->spawn->forks)
		workers = 1;
	return few + MAX(run->lanes,
			 workers * s->model->wait->descriptors(
					   lanes_each(s, run)));
}

static int check_descriptors(const struct subject *s, const struct run *run,
			     struct error *err)
{
	size_t need = descriptors(s, run);
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (need <= limit.rlim_max)
		return 0;
	return error_set(err, -EMFILE,
			 "'%s' with K = %zu under %s needs %zu file "
			 "descriptors, and the limit is %ju (ulimit -Hn)",
			 s->job->name, s->concurrency, s->model->name, need,
			 (uintmax_t)limit.rlim_max);
}

static int check_workers(const struct subject *s, const struct run *run,
			 struct error *err)
{
	const struct spawn *spawn = s->model->spawn;
	size_t need = model_workers(s->model, run);
	size_t most = spawn->workers_most ? spawn->workers_most() : SIZE_MAX;

	if (need <= most)
		return 0;
	return error_set(err, -EAGAIN,
			 "'%s' with K = %zu under %s needs %zu %s, and this "
			 "kernel allows %zu (kernel.pid_max, "
			 "kernel.threads-max%s)",
			 s->job->name, s->concurrency, s->model->name, need,
			 spawn->name, most,
			 spawn->forks ? "" : ", vm.max_map_count");
}

static int check_lanes(const struct subject *s, const struct run *run,
		       struct error *err)
{
	const struct wait *wait = s->model->wait;
	size_t need = lanes_each(s, run);
	size_t most = wait->lanes_most ? wait->lanes_most() : SIZE_MAX;

	if (need <= most)
		return 0;
	return error_set(err, -ENOMEM,
			 "'%s' with K = %zu under %s needs %zu stacks in a "
			 "worker, and this kernel allows %zu: before Linux "
			 "6.13 a guard page takes two mappings "
			 "(vm.max_map_count)",
			 s->job->name, s->concurrency, s->model->name, need,
			 most);
}

int needs_check_memory(const struct subject *s, uint64_t available_bytes,
		       struct error *err)
{
	char needed[UNITS_TEXT_SIZE], available[UNITS_TEXT_SIZE];
	struct run run = run_of(s);
	uint64_t need;

	/* How many tasks it will run isn't known. */
	if (s->job->set.duration_ns)
		run.touch = 1;
	need = model_bytes(s->model, &run);
	if (need <= available_bytes)
		return 0;
	return error_set(err, -ENOMEM,
			 "'%s' with K = %zu under %s needs %s of memory at "
			 "least, and %s are available",
			 s->job->name, s->concurrency, s->model->name,
			 units_format_bytes(need, needed, sizeof(needed)),
			 units_format_bytes(available_bytes, available,
					    sizeof(available)));
}

void needs_raise_limits(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int needs_check(const struct subject *s, uint64_t available_bytes,
		struct error *err)
{
	const struct run run = run_of(s);
	int rc = check_descriptors(s, &run, err);

	if (rc == 0)
		rc = check_workers(s, &run, err);
	if (rc == 0)
		rc = check_lanes(s, &run, err);
	return rc ? rc : needs_check_memory(s, available_bytes, err);
}
