/* worker.c - the life of one worker, the same under every spawn.
 *
 *   open its wait, touch the area, park | the gate opens | run the lanes,
 *   signal the crew | the gate says done | close its wait
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "runners/model.h"

static uint64_t timeval_us(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

/* Lanes are dealt out evenly: the first workers get one more. */
void worker_lanes(const struct crew *crew, size_t index, size_t *first,
		  size_t *count)
{
	size_t each = crew->area->lanes / crew->workers;
	size_t more = crew->area->lanes % crew->workers;

	*first = index * each + (index < more ? index : more);
	*count = each + (index < more);
}

size_t worker_of_lane(const struct area *area, size_t lane)
{
	size_t each = area->lanes / area->workers;
	size_t more = area->lanes % area->workers;
	size_t larger = more * (each + 1);

	if (lane < larger)
		return lane / (each + 1);
	return more + (lane - larger) / each;
}

static void record_error(struct worker *w, const struct error *err)
{
	snprintf(w->record->error, sizeof(w->record->error), "%s",
		 err->text);
}

int worker_open(struct worker *w, struct crew *crew, size_t index)
{
	struct error err = { "" };
	int rc;

	*w = (struct worker){ .crew = crew,
			      .index = index,
			      .record = &crew->area->worker[index] };
	worker_lanes(crew, index, &w->first_lane, &w->lanes);
	w->record->error[0] = '\0';
	rc = crew->model->wait->open(w, &err);
	if (rc < 0) {
		record_error(w, &err);
		return rc;
	}
	/* Threads share a page table: once is enough, and once for each would
	 * grow with the square of K. */
	if (crew->model->spawn->forks || index == 0)
		area_touch(crew->area);
	return 0;
}

static void add_usage(struct worker_record *r, const struct rusage *before,
		      const struct rusage *after)
{
	r->user_us += timeval_us(after->ru_utime) -
		      timeval_us(before->ru_utime);
	r->system_us += timeval_us(after->ru_stime) -
			timeval_us(before->ru_stime);
	r->voluntary += (uint64_t)(after->ru_nvcsw - before->ru_nvcsw);
	r->involuntary += (uint64_t)(after->ru_nivcsw - before->ru_nivcsw);
	r->minor_faults += (uint64_t)(after->ru_minflt - before->ru_minflt);
	r->major_faults += (uint64_t)(after->ru_majflt - before->ru_majflt);
}

/* This worker's lanes will never wake those that wait for them. */
static void give_up_lanes(struct area *area)
{
	if (area->parking)
		area_cancel(area);
}

/* getrusage() lags by up to a tick (4 ms); reading the CPU clock first brings
 * it up to date. */
static void read_usage(int who, struct rusage *usage)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	getrusage(who, usage);
}

void worker_work(struct worker *w)
{
	struct rusage before, after;
	struct error err = { "" };
	/* A process includes the threads of its pool. */
	int who = w->crew->model->spawn->forks ? RUSAGE_SELF : RUSAGE_THREAD;

	read_usage(who, &before);
	if (w->crew->model->wait->work(w, &err) < 0) {
		record_error(w, &err);
		give_up_lanes(w->crew->area);
	}
	read_usage(who, &after);
	add_usage(w->record, &before, &after);
}

void worker_close(struct worker *w)
{
	w->crew->model->wait->close(w);
}

/* The last one to reach a stage signals the crew. */
static void reach(struct crew *crew, size_t index, enum stage stage,
		  _Atomic uint32_t *count)
{
	uint64_t one = 1;

	atomic_store(&crew->area->worker[index].stage, stage);
	if (atomic_fetch_add(count, 1) + 1 != crew->workers)
		return;
	while (write(crew->signal_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

void worker_main(struct crew *crew, size_t index)
{
	struct area *area = crew->area;
	struct worker worker;
	int rc = worker_open(&worker, crew, index);

	reach(crew, index, STAGE_READY, &area->ready);
	area_gate_wait(area, GATE_SHUT);
	if (rc == 0)
		worker_work(&worker);
	else
		give_up_lanes(area);
	reach(crew, index, STAGE_FINISHED, &area->finished);
	area_gate_wait(area, GATE_OPEN);
	if (rc == 0)
		worker_close(&worker);
}
