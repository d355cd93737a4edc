/* parking.h - lanes that wait for other lanes, and how they are woken.
 *
 *        enter: no token       release: by another lane
 *   RUNS --------------> PARKED --------------> TOKEN --> RUNS (leave)
 *    |                     |                      ^
 *    | release             | none can wake it     | cancel
 *    +---> TOKEN           +-> STUCK --> RUNS     +-- PARKED
 *
 * One word a lane, in the area, so that lanes of other processes reach it. A
 * blocking wait sleeps on the word itself (a futex). An event loop can't: its
 * worker has a bell, an eventfd that its loop watches, and an inbox with a
 * bit a lane.
 *
 * Parked lanes and ended lanes are counted. When that is all of them, no lane
 * is left to wake the parked ones: their park fails with -EDEADLK. A worker
 * that dies between two steps here can spoil the count; then the deadlock goes
 * undetected, and the deadline ends the sample.
 */
#ifndef SIMUL_PARKING_H
#define SIMUL_PARKING_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct place;
struct bell;

struct parking {
	size_t lanes, workers;
	bool bells;              /* workers are event loops */
	struct place *place;     /* of each lane */
	struct bell *bell;       /* of each worker */
	_Atomic uint64_t *inbox;
	_Atomic bool cancelled;
	_Atomic uint32_t stuck;  /* lanes that were, at the last deadlock */
	alignas(64) _Atomic int64_t idle;    /* parked, or ended */
};

/* Memory for so many, a multiple of a cache line. */
size_t parking_bytes(size_t lanes, size_t workers);

/* In zeroed memory of that size, before any process is forked. 0 or a negative
 * errno: no descriptor for a bell. */
int parking_init(struct parking *parking, size_t lanes, size_t workers,
		 bool bells);

/* Closes the bells, in the process that calls it. */
void parking_term(struct parking *parking);

/* A lane starts, or goes on after a worker that died; a lane has ended. */
void parking_begin(struct parking *parking, size_t lane);
void parking_end(struct parking *parking, size_t lane);

/* For the lane itself. Enter returns 0: there was a token; 1: it is parked,
 * wait while parking_asleep, then leave; -ECANCELED. Leave returns 0: a token
 * came; -EDEADLK: no lane is left to bring one; -ECANCELED; -ETIMEDOUT: none
 * of these had happened yet. */
int parking_enter(struct parking *parking, size_t lane);
bool parking_asleep(const struct parking *parking, size_t lane);
int parking_leave(struct parking *parking, size_t lane);

/* Sleeps in the kernel while the lane is parked, until at_ns by the clock at
 * most; 0: no bound. */
void parking_sleep(struct parking *parking, size_t lane, uint64_t at_ns);

/* Gives the lane a token. True if it was parked: then the caller must have it
 * woken, by parking_wake from anywhere, or by its own loop. */
bool parking_release(struct parking *parking, size_t lane);
void parking_wake(struct parking *parking, size_t lane);

/* From now on no lane parks, and all parked ones leave. Async-signal-safe. */
void parking_cancel(struct parking *parking);

/* For event loops. settle: these lanes are the worker's. bell: its eventfd.
 * hear: resets the bell; call it before looking into the inbox. inbox: takes 64
 * lanes out at a time, where bit b of word i is lane first + 64 * i + b. A bit
 * may be stale. */
void parking_settle(struct parking *parking, size_t worker, size_t first,
		    size_t lanes);
int parking_bell(const struct parking *parking, size_t worker);
void parking_hear(struct parking *parking, size_t worker);
uint64_t parking_inbox(struct parking *parking, size_t worker, size_t i);

#endif
