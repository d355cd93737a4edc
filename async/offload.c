/* offload.c - two lists under one lock, and an eventfd.
 *
 * The loop watches the eventfd only while calls are pending, so that it still
 * detects when nothing can happen any more.
 */
#include "async/offload.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define STACK_BYTES ((size_t)1 << 20)

struct call {
	STAILQ_ENTRY(call) link;
	void (*work)(void *arg);
	void *arg;
	struct waiter waiter;
};

/* Call without the lock: the woken thread would block on it. If the loop has
 * already found the call, it finds nothing the next time. */
static void signal_loop(int fd)
{
	const uint64_t one = 1;

	while (write(fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

/* Call with the lock held; it is held again on return. */
static void make_next(struct offload *o)
{
	struct call *call = STAILQ_FIRST(&o->asked);
	bool first;

	STAILQ_REMOVE_HEAD(&o->asked, link);
	pthread_mutex_unlock(&o->lock);
	call->work(call->arg);
	pthread_mutex_lock(&o->lock);
	first = STAILQ_EMPTY(&o->done);
	STAILQ_INSERT_TAIL(&o->done, call, link);
	pthread_mutex_unlock(&o->lock);
	if (first)
		signal_loop(o->done_fd);
	pthread_mutex_lock(&o->lock);
}

static void *thread_main(void *arg)
{
	struct offload *o = arg;

	pthread_mutex_lock(&o->lock);
	while (!o->ending) {
		if (!STAILQ_EMPTY(&o->asked))
			make_next(o);
		else
			pthread_cond_wait(&o->more, &o->lock);
	}
	pthread_mutex_unlock(&o->lock);
	return NULL;
}

static void on_done(void *owner, int fd, short events)
{
	struct offload *o = owner;
	uint64_t count;
	struct calls done = STAILQ_HEAD_INITIALIZER(done);
	struct call *call;

	(void)events;
	/* Before the list: a call that is done in between signals again. */
	if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		o->loop->error = -errno;
	pthread_mutex_lock(&o->lock);
	STAILQ_CONCAT(&done, &o->done);
	pthread_mutex_unlock(&o->lock);
	STAILQ_FOREACH(call, &done, link) {
		loop_wake(o->loop, &call->waiter);
		o->under_way--;
	}
	if (!o->under_way)
		loop_unwatch(o->loop, fd);
}

void offload_call(struct offload *o, struct coroutine *co,
		  void (*work)(void *arg), void *arg)
{
	struct call call = { .work = work, .arg = arg, .waiter.co = co };

	if (!o->under_way++)
		loop_watch(o->loop, o->done_fd, POLLIN, on_done, o);
	pthread_mutex_lock(&o->lock);
	STAILQ_INSERT_TAIL(&o->asked, &call, link);
	pthread_mutex_unlock(&o->lock);
	pthread_cond_signal(&o->more);
	loop_wait(&call.waiter);
}

static int start(struct offload *o, size_t i)
{
	pthread_attr_t attr;
	int rc;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	rc = pthread_create(&o->thread[i], &attr, thread_main, o);
	pthread_attr_destroy(&attr);
	return -rc;
}

int offload_init(struct offload *o, struct loop *loop, size_t threads,
		 struct error *err)
{
	int rc = 0;

	*o = (struct offload){ .loop = loop };
	STAILQ_INIT(&o->asked);
	STAILQ_INIT(&o->done);
	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->more, NULL);
	o->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	o->thread = calloc(threads, sizeof(*o->thread));
	if (o->done_fd < 0 || !o->thread)
		rc = -errno;
	while (rc == 0 && o->threads < threads) {
		rc = start(o, o->threads);
		o->threads += rc == 0;
	}
	if (rc == 0)
		return 0;
	error_set(err, rc, "cannot start a pool of %zu threads: %s", threads,
		  strerror(-rc));
	offload_term(o);
	return rc;
}

void offload_term(struct offload *o)
{
	pthread_mutex_lock(&o->lock);
	o->ending = true;
	pthread_mutex_unlock(&o->lock);
	pthread_cond_broadcast(&o->more);
	for (size_t i = 0; i < o->threads; i++)
		pthread_join(o->thread[i], NULL);
	free(o->thread);
	if (o->done_fd >= 0)
		close(o->done_fd);
	pthread_cond_destroy(&o->more);
	pthread_mutex_destroy(&o->lock);
}
