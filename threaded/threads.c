/* threads.c - workers are threads of this process.
 *
 * They are born in open and park at the gate; the last one to finish wakes
 * the crew through its eventfd; close opens the gate for good and joins them.
 * A thread that crashes takes the process with it: that is what threads are.
 */
#include "threaded/threaded.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Bodies are small, and K stacks are K mappings: glibc's default of 8 MiB
 * each would only exhaust the address space limit sooner. */
#define STACK_BYTES ((size_t)1 << 20)

struct hand {
	struct crew *crew;
	size_t index;
	pthread_t thread;
};

static void *thread_main(void *arg)
{
	struct hand *hand = arg;

	worker_main(hand->crew, hand->index);
	return NULL;
}

static int wait_for_all(struct crew *crew, const _Atomic uint32_t *count)
{
	int rc = 0;

	while (rc == 0 && atomic_load(count) < crew->workers)
		rc = crew_hear(crew);
	return rc;
}

/* The first `born` threads are let go and joined. */
static void dismiss(struct crew *crew, size_t born)
{
	struct hand *hands = crew->hands;

	area_gate_set(crew->area, GATE_DONE);
	for (size_t i = 0; i < born; i++)
		pthread_join(hands[i].thread, NULL);
	free(hands);
}

static int start(struct hand *hand)
{
	pthread_attr_t attr;
	int rc;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	rc = pthread_create(&hand->thread, &attr, thread_main, hand);
	pthread_attr_destroy(&attr);
	return -rc;
}

static int threads_open(struct crew *crew)
{
	struct hand *hands = calloc(crew->workers, sizeof(*hands));
	int rc;

	if (!hands)
		return error_set(&crew->error, -ENOMEM, "out of memory");
	crew->hands = hands;
	for (size_t i = 0; i < crew->workers; i++) {
		hands[i] = (struct hand){ .crew = crew, .index = i };
		rc = start(&hands[i]);
		if (rc < 0) {
			/* Those that were born find the area cancelled. */
			area_cancel(crew->area);
			dismiss(crew, i);
			return error_set(&crew->error, rc,
					 "cannot start thread %zu of %zu: %s",
					 i + 1, crew->workers, strerror(-rc));
		}
	}
	rc = wait_for_all(crew, &crew->area->ready);
	if (rc == 0)
		rc = crew_complaint(crew);
	if (rc < 0) {
		area_cancel(crew->area);
		dismiss(crew, crew->workers);
	}
	return rc;
}

static int threads_run(struct crew *crew)
{
	int rc;

	area_gate_set(crew->area, GATE_OPEN);
	rc = wait_for_all(crew, &crew->area->finished);
	if (rc < 0)
		area_cancel(crew->area);
	return rc;
}

static void threads_close(struct crew *crew)
{
	dismiss(crew, crew->workers);
}

const struct spawn spawn_threads = {
	.name = "threads",
	.open = threads_open,
	.run = threads_run,
	.close = threads_close,
};
