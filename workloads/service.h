/* service.h - what the server and its clients agree on.
 *
 * A request has a number, and asks for content that depends on it: so an answer
 * that went to another connection is found out. Over the echo the number is the
 * message's first bytes, over HTTP the path.
 */
#ifndef SIMUL_SERVICE_H
#define SIMUL_SERVICE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/area.h"
#include "runners/error.h"
#include "workloads/script.h"

/* Consecutive answers differ. */
#define SERVICE_KINDS 251
#define SERVICE_BYTES_LEAST 8
#define SERVICE_HEAD_MOST 128

enum protocol { PROTOCOL_HTTP, PROTOCOL_CLOSE, PROTOCOL_ECHO };

struct service {
	enum protocol protocol;
	uint64_t size_bytes, connections, port;
	char *text;

	struct script script;    /* parsed, by prepare */
	uint64_t waiting_ns;
	unsigned char *content;  /* of SERVICE_KINDS bodies that overlap */
};

/* What one request was, as its client saw it: by the clock. */
struct asked {
	uint64_t sent_ns, answered_ns;
};

/* In the area's shared memory. */
struct desk {
	int listener;
	uint16_t port;
	int32_t clients;         /* the process; 0: none */
	_Atomic bool connected;
	_Atomic bool stop;       /* no further requests */
	_Atomic uint64_t wrong;  /* answers */
	char reason[120];        /* of the first one, or why there are no
	                            clients */
	size_t tasks;
	struct asked *asked;     /* by number */
	uint32_t *number;        /* by task, + 1; 0: none */
};

/* Requests that are never answered have numbers too: those beyond have no
 * times. */
#define SERVICE_NUMBERS_MORE 65536

static inline size_t service_numbers(const struct desk *desk)
{
	return desk->tasks + SERVICE_NUMBERS_MORE;
}

/* Tasks that may have served a request: those that were claimed. */
static inline size_t service_served(const struct desk *desk,
				    const struct area *area)
{
	size_t claimed = atomic_load(&area->next);

	return claimed < desk->tasks ? claimed : desk->tasks;
}

/* Of the request that the task served; NULL: it served none, or one that has
 * no times. */
static inline struct asked *service_asked(const struct desk *desk, size_t task)
{
	uint32_t number = desk->number[task];

	return number && number <= service_numbers(desk)
		       ? &desk->asked[number - 1] : NULL;
}

size_t service_desk_bytes(size_t tasks);
void service_desk_init(struct desk *desk, size_t tasks);

/* Writes the request; `buf` has room for the size and SERVICE_HEAD_MOST.
 * Returns its size. */
size_t service_request(const struct service *service, uint32_t number,
		       char *buf);

/* Writes the answer, which is the same for the same number; the same room.
 * `keep`: the connection stays. Returns its size. */
size_t service_answer(const struct service *service, uint32_t number,
		      bool keep, char *buf);

#endif
