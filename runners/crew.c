/* crew.c - from a model and a run to workers: sizes, the area, the phases. */
#include <errno.h>
#include <stdint.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "runners/macros.h"
#include "runners/model.h"

/* Without --offload: enough for files on one disk. */
#define BLOCK_THREADS 4

size_t model_processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 1;
	return (size_t)CPU_COUNT(&set);
}

size_t model_lanes(const struct model *m, const struct run *run)
{
	size_t most = m->spawn->alone && !m->wait->lanes_share ? 1 : run->lanes;

	return MIN(most, run->tasks);
}

size_t model_workers(const struct model *m, const struct run *run)
{
	size_t lanes = model_lanes(m, run);

	if (m->spawn->alone)
		return 1;
	if (!m->wait->lanes_share)
		return lanes;
	return MIN(lanes, run->workers ? run->workers : model_processors());
}

size_t model_pool(const struct model *m, const struct run *run)
{
	unsigned uses = run->workload->uses;
	size_t workers = model_workers(m, run);
	size_t pool = 0;

	if (!m->wait->lanes_share)
		return 0;
	if (uses & USES_COMPUTE)
		pool = run->offload;
	if (uses & USES_BLOCK)
		pool = MAX(run->offload, (size_t)BLOCK_THREADS);
	return MIN(pool, (model_lanes(m, run) + workers - 1) / workers);
}

static struct area_plan plan_of(const struct model *m, const struct run *run)
{
	return (struct area_plan){
		.tasks = run->tasks,
		.chunk = run->chunk,
		.touch = run->touch,
		.lanes = model_lanes(m, run),
		.workers = model_workers(m, run),
		.stamped = run->stamped,
		.fail_fast = run->fail_fast,
		.due = run->due,
		.parks = run->workload->uses & USES_PARK,
		.bells = m->wait->lanes_share,
		.shared_bytes = run->workload->shared_bytes
			? run->workload->shared_bytes(run->params, run->tasks)
			: 0,
	};
}

struct area *model_area(const struct model *m, const struct run *run)
{
	const struct area_plan plan = plan_of(m, run);

	return area_new(&plan);
}

size_t model_bytes(const struct model *m, const struct run *run)
{
	const struct area_plan plan = plan_of(m, run);
	size_t bytes = area_touched_bytes(&plan);

	bytes += plan.lanes * m->wait->lane_bytes;
	if (!m->spawn->alone)
		bytes += plan.workers * m->spawn->worker_bytes;
	return bytes;
}

int crew_open(struct crew *crew, const struct model *model,
	      const struct run *run, struct area *area)
{
	int rc;

	*crew = (struct crew){ .model = model,
			       .run = run,
			       .area = area,
			       .workers = area->workers };
	crew->signal_fd = eventfd(0, EFD_CLOEXEC);
	if (crew->signal_fd < 0)
		return error_set(&crew->error, -errno,
				 "cannot make an eventfd: %s",
				 strerror(errno));
	rc = model->spawn->open(crew);
	if (rc < 0)
		close(crew->signal_fd);
	return rc;
}

int crew_run(struct crew *crew)
{
	int rc = crew->model->spawn->run(crew);

	return rc < 0 ? rc : crew_check(crew);
}

void crew_close(struct crew *crew)
{
	crew->model->spawn->close(crew);
	close(crew->signal_fd);
}

int crew_listen(struct crew *crew)
{
	uint64_t count;

	if (read(crew->signal_fd, &count, sizeof(count)) < 0 && errno != EINTR)
		return error_set(&crew->error, -errno,
				 "cannot read the workers' eventfd: %s",
				 strerror(errno));
	return 0;
}

int crew_check(struct crew *crew)
{
	for (size_t i = 0; i < crew->workers; i++) {
		const char *text = crew->area->worker[i].error;

		if (text[0])
			return error_set(&crew->error, -EIO, "%s", text);
	}
	return 0;
}
