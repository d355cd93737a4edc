/* parking.c - the words, their count, and the two ways of waking.
 *
 * The call that takes a lane out of PARKED also takes it out of the count, and
 * a lane that parks is counted only after its word says so. So the count is
 * never too high: a lane that wakes another is not idle itself until it has
 * done so. Once all are counted, all are idle, and nothing changes any more.
 */
#include "runners/parking.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runners/clock.h"

#define LINE 64

enum word {
	RUNS,
	TOKEN,
	PARKED,
	STUCK,
	ENDED,
};

struct place {
	alignas(LINE) _Atomic uint32_t word;
	uint32_t worker;
};

struct bell {
	alignas(LINE) _Atomic uint32_t rung;  /* and not yet heard */
	int fd;
	size_t first;            /* lane of the worker */
};

static size_t inbox_words(size_t lanes, size_t workers)
{
	return lanes / 64 + workers + 1;
}

/* Every worker begins with a word of its own. */
static size_t inbox_at(const struct bell *bell, size_t worker)
{
	return bell->first / 64 + worker;
}

size_t parking_bytes(size_t lanes, size_t workers)
{
	size_t inbox = inbox_words(lanes, workers) * sizeof(uint64_t);

	return sizeof(struct parking) + lanes * sizeof(struct place) +
	       workers * sizeof(struct bell) +
	       (inbox + LINE - 1) / LINE * LINE;
}

int parking_init(struct parking *p, size_t lanes, size_t workers, bool bells)
{
	p->lanes = lanes;
	p->workers = workers;
	p->bells = bells;
	p->place = (struct place *)(p + 1);
	p->bell = (struct bell *)(p->place + lanes);
	p->inbox = (_Atomic uint64_t *)(p->bell + workers);
	for (size_t i = 0; i < workers; i++)
		p->bell[i].fd = -1;
	for (size_t i = 0; i < workers && bells; i++) {
		p->bell[i].fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (p->bell[i].fd < 0) {
			int rc = -errno;

			parking_term(p);
			return rc;
		}
	}
	return 0;
}

void parking_term(struct parking *p)
{
	for (size_t i = 0; i < p->workers; i++)
		if (p->bell[i].fd >= 0)
			close(p->bell[i].fd);
}

static void ring(struct bell *bell)
{
	const uint64_t one = 1;

	if (atomic_exchange(&bell->rung, 1))
		return;
	while (write(bell->fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

void parking_wake(struct parking *p, size_t lane)
{
	struct place *place = &p->place[lane];
	struct bell *bell = &p->bell[place->worker];
	size_t bit = lane - bell->first;

	if (!p->bells) {
		syscall(SYS_futex, &place->word, FUTEX_WAKE, INT_MAX, NULL,
			NULL, 0);
		return;
	}
	atomic_fetch_or(&p->inbox[inbox_at(bell, place->worker) + bit / 64],
			UINT64_C(1) << bit % 64);
	ring(bell);
}

/* How many are parked, if all the others have ended; else 0. */
static uint32_t count_stuck(const struct parking *p)
{
	uint32_t n = 0;

	for (size_t i = 0; i < p->lanes; i++) {
		uint32_t word = atomic_load(&p->place[i].word);

		if (word != PARKED && word != ENDED)
			return 0;
		n += word == PARKED;
	}
	return n;
}

static void idle_one_more(struct parking *p)
{
	uint32_t n;

	if (atomic_fetch_add(&p->idle, 1) + 1 < (int64_t)p->lanes)
		return;
	n = count_stuck(p);
	if (!n)
		return;
	atomic_store(&p->stuck, n);
	for (size_t i = 0; i < p->lanes; i++) {
		uint32_t word = PARKED;

		if (!atomic_compare_exchange_strong(&p->place[i].word, &word,
						    STUCK))
			continue;
		atomic_fetch_sub(&p->idle, 1);
		parking_wake(p, i);
	}
}

void parking_begin(struct parking *p, size_t lane)
{
	uint32_t word = atomic_exchange(&p->place[lane].word, RUNS);

	if (word == PARKED || word == ENDED)
		atomic_fetch_sub(&p->idle, 1);
}

void parking_end(struct parking *p, size_t lane)
{
	atomic_store(&p->place[lane].word, ENDED);
	idle_one_more(p);
}

int parking_enter(struct parking *p, size_t lane)
{
	_Atomic uint32_t *word = &p->place[lane].word;
	uint32_t now = RUNS;

	if (atomic_load(&p->cancelled))
		return -ECANCELED;
	if (!atomic_compare_exchange_strong(word, &now, PARKED)) {
		atomic_exchange(word, RUNS);
		return 0;
	}
	idle_one_more(p);
	/* Again: parking_cancel may have looked before that. */
	if (atomic_load(&p->cancelled))
		parking_release(p, lane);
	return 1;
}

bool parking_asleep(const struct parking *p, size_t lane)
{
	return atomic_load(&p->place[lane].word) == PARKED;
}

int parking_leave(struct parking *p, size_t lane)
{
	_Atomic uint32_t *word = &p->place[lane].word;
	uint32_t was = atomic_load(word);

	if (was == PARKED) {
		/* The count first: it must never be too high. */
		atomic_fetch_sub(&p->idle, 1);
		was = atomic_exchange(word, RUNS);
		if (was != PARKED)
			atomic_fetch_add(&p->idle, 1);
	} else {
		was = atomic_exchange(word, RUNS);
	}
	if (atomic_load(&p->cancelled))
		return -ECANCELED;
	if (was == PARKED)
		return -ETIMEDOUT;
	return was == STUCK ? -EDEADLK : 0;
}

void parking_sleep(struct parking *p, size_t lane, uint64_t at_ns)
{
	_Atomic uint32_t *word = &p->place[lane].word;
	struct timespec at = clock_timespec(at_ns);

	while (atomic_load(word) == PARKED)
		if (syscall(SYS_futex, word, FUTEX_WAIT_BITSET, PARKED,
			    at_ns ? &at : NULL, NULL,
			    FUTEX_BITSET_MATCH_ANY) < 0 &&
		    errno == ETIMEDOUT)
			return;
}

bool parking_release(struct parking *p, size_t lane)
{
	_Atomic uint32_t *word = &p->place[lane].word;
	uint32_t was = atomic_load(word);

	/* Even over a token: the lane that takes it must see what was written
	 * before this. */
	do
		if (was == ENDED)
			return false;
	while (!atomic_compare_exchange_weak(word, &was, TOKEN));
	if (was == PARKED)
		atomic_fetch_sub(&p->idle, 1);
	return was == PARKED;
}

void parking_cancel(struct parking *p)
{
	atomic_store(&p->cancelled, true);
	for (size_t i = 0; i < p->lanes; i++)
		if (parking_asleep(p, i) && parking_release(p, i))
			parking_wake(p, i);
}

void parking_settle(struct parking *p, size_t worker, size_t first,
		    size_t lanes)
{
	p->bell[worker].first = first;
	for (size_t i = 0; i < lanes; i++)
		p->place[first + i].worker = (uint32_t)worker;
}

int parking_bell(const struct parking *p, size_t worker)
{
	return p->bell[worker].fd;
}

void parking_hear(struct parking *p, size_t worker)
{
	struct bell *bell = &p->bell[worker];
	uint64_t times;

	/* Empty if the worker that rang died first: no matter. */
	if (read(bell->fd, &times, sizeof(times)) < 0)
		times = 0;
	atomic_store(&bell->rung, 0);
}

uint64_t parking_inbox(struct parking *p, size_t worker, size_t i)
{
	return atomic_exchange(
		&p->inbox[inbox_at(&p->bell[worker], worker) + i], 0);
}
