/* queue.c - the ring, its lock, and the lists of lanes that wait.
 *
 * `put` and `taken` are each moved by one store after the item is in its
 * place, so the ring is right whenever the lock's owner dies. The lists are
 * not, so they are emptied then, and every lane is woken.
 */
#include "runners/queue.h"

#include <errno.h>

#include "runners/lane.h"

/* Each list is a ring of lanes; a lane in no list is a ring of its own. */
struct queue_link {
	uint32_t next, prev;
};

/* The heads of the lists follow the links of the lanes. */
enum list {
	GETTERS,
	PUTTERS,
	LISTS,
};

size_t queue_bytes(size_t room, size_t lanes)
{
	return sizeof(struct queue) + room * sizeof(struct queue_item) +
	       (lanes + LISTS) * sizeof(struct queue_link);
}

static void empty_lists(struct queue *q)
{
	for (uint32_t i = 0; i < q->lanes + LISTS; i++)
		q->link[i] = (struct queue_link){ i, i };
}

int queue_init(struct queue *q, size_t room, size_t lanes)
{
	pthread_mutexattr_t attr;
	int rc;

	*q = (struct queue){ .room = room, .lanes = lanes };
	q->item = (struct queue_item *)(q + 1);
	q->link = (struct queue_link *)(q->item + room);
	empty_lists(q);
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	rc = pthread_mutex_init(&q->lock, &attr);
	pthread_mutexattr_destroy(&attr);
	return -rc;
}

static void lock(struct io *io, struct queue *q)
{
	if (pthread_mutex_lock(&q->lock) != EOWNERDEAD)
		return;
	empty_lists(q);
	for (size_t i = 0; i < q->lanes; i++)
		io_unpark(io, i);
	pthread_mutex_consistent(&q->lock);
}

static void leave(struct queue *q, size_t lane)
{
	struct queue_link *l = &q->link[lane];

	q->link[l->prev].next = l->next;
	q->link[l->next].prev = l->prev;
	*l = (struct queue_link){ (uint32_t)lane, (uint32_t)lane };
}

static void join(struct queue *q, enum list list, size_t lane)
{
	uint32_t head = (uint32_t)(q->lanes + list);
	uint32_t last = q->link[head].prev;

	q->link[lane] = (struct queue_link){ .next = head, .prev = last };
	q->link[last].next = (uint32_t)lane;
	q->link[head].prev = (uint32_t)lane;
}

/* Takes out the lane that has waited longest; q->lanes: none. */
static size_t first_of(struct queue *q, enum list list)
{
	size_t head = q->lanes + list;
	size_t lane = q->link[head].next;

	if (lane == head)
		return q->lanes;
	leave(q, lane);
	return lane;
}

static void unlock_and_wake(struct io *io, struct queue *q, size_t lane)
{
	pthread_mutex_unlock(&q->lock);
	if (lane < q->lanes)
		io_unpark(io, lane);
}

static bool full(const struct queue *q)
{
	return q->put - q->taken == q->room;
}

static bool empty(const struct queue *q)
{
	return q->put == q->taken;
}

/* It may have been picked although its wait ended for another reason: then wake
 * the next one in its place. */
static int give_up(struct io *io, struct queue *q, enum list list, int rc)
{
	size_t other = q->lanes;

	lock(io, q);
	leave(q, io->lane);
	if (list == GETTERS ? !empty(q) : !full(q))
		other = first_of(q, list);
	unlock_and_wake(io, q, other);
	if (rc != -EDEADLK)
		return rc;
	return io_stuck(io, list == GETTERS ? ", this one on an empty queue,"
					    : ", this one on a full queue,");
}

/* Unlocks, waits to be woken, and locks again: 0. Else -errno, unlocked. */
static int wait_in(struct io *io, struct queue *q, enum list list)
{
	int rc;

	join(q, list, io->lane);
	pthread_mutex_unlock(&q->lock);
	rc = io_park(io);
	if (rc < 0)
		return give_up(io, q, list, rc);
	lock(io, q);
	/* Still in the list if the token was for something else. */
	leave(q, io->lane);
	return 0;
}

int queue_put(struct io *io, struct queue *q, const struct queue_item *item)
{
	int rc;

	lock(io, q);
	while (!q->closed && full(q)) {
		rc = wait_in(io, q, PUTTERS);
		if (rc < 0)
			return rc;
	}
	if (q->closed) {
		pthread_mutex_unlock(&q->lock);
		return -EPIPE;
	}
	q->item[q->put % q->room] = *item;
	atomic_signal_fence(memory_order_release);
	q->put++;
	unlock_and_wake(io, q, first_of(q, GETTERS));
	return 0;
}

int queue_get(struct io *io, struct queue *q, struct queue_item *item)
{
	int rc;

	lock(io, q);
	while (!q->closed && empty(q)) {
		rc = wait_in(io, q, GETTERS);
		if (rc < 0)
			return rc;
	}
	if (empty(q)) {
		pthread_mutex_unlock(&q->lock);
		return -EPIPE;
	}
	*item = q->item[q->taken % q->room];
	atomic_signal_fence(memory_order_release);
	q->taken++;
	unlock_and_wake(io, q, first_of(q, PUTTERS));
	return 0;
}

void queue_close(struct io *io, struct queue *q)
{
	lock(io, q);
	q->closed = true;
	for (enum list list = GETTERS; list < LISTS; list++) {
		size_t lane = first_of(q, list);

		for (; lane < q->lanes; lane = first_of(q, list))
			io_unpark(io, lane);
	}
	pthread_mutex_unlock(&q->lock);
}
