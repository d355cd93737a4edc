/* origin.h - the embedded HTTP origin that downloads are served from.
 *
 * An HTTP/1.1 server on libevent's evhttp, one thread in one process. It is
 * stateless: a request's URL says what to do, so one origin serves every job.
 *
 *   /bytes/N        200, N bytes of known content (runners/content.h)
 *   /chunked/N      the same, chunked: no Content-Length
 *   /sum            200, length and XXH3 of the request's body, as
 *                   content_receipt writes them
 *   /status/CODE    that status, a short body
 *   /redirect?to=U  302 to U, which is percent-encoded
 *   /close          the connection is closed before any byte
 *   /reset          the connection is reset
 *   /cut/N          announces N bytes, sends half of them, closes
 *   /stall/N        announces N bytes, sends half of them, sends no more
 *   /               a page that lists these
 *   ?latency_us=T   on any of them: wait T microseconds first
 *
 * N is 2^40 at most (for a fault: 1 at least), CODE 200 to 599, T an hour at
 * most. Another path gets a 404, a wrong number or parameter a 400, at once and
 * with a sentence that says what would be right. The method changes nothing,
 * but that HEAD gets the head alone; CONNECT and TRACE get a 501. A request may
 * have a body, which only /sum looks at.
 *
 * Bounds: 64 KiB of head, 256 KiB of body, else a 400 or a 413; 256 KiB sent
 * ahead; a minute from a request's first byte to its last; two hours without a
 * byte in either direction. A connection is kept for as many requests as its
 * client likes.
 *
 * A run's origin is for that run: its URL has a token in it, which no one else
 * knows, before the path, and other paths get a 403. What `simul serve` serves
 * is open. A redirect's U that begins with '/' is below the token too.
 *
 * The same is served over TLS, on another port, if that is asked for: its
 * certificate is made at the start, by an authority that is made there too and
 * signs nothing else. Its certificate is for those that may trust it.
 *
 * Beside it listens an echo, on a port and on an abstract Unix socket of its
 * own: after a hello (runners/hello.h), every byte that comes in goes back.
 */
#ifndef SIMUL_ORIGIN_H
#define SIMUL_ORIGIN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runners/error.h"

/* What the origin counted, in memory shared with the process that started it. A
 * request is in flight from its arrival until the kernel has the last byte of
 * its answer, or its connection has ended. */
struct origin_counts {
	_Atomic uint64_t connections;   /* accepted since the start */
	_Atomic uint64_t requests;
	_Atomic uint64_t in_flight;
	_Atomic uint64_t peak_in_flight;/* may be set to 0 by the reader */
	_Atomic uint64_t echo_connections; /* accepted since the start */
};

/* What is served, and where. */
struct origin_terms {
	const char *address;            /* numeric, IPv4 or IPv6 */
	uint16_t port;                  /* 0: the kernel picks */
	bool tls;                       /* HTTPS too, on another port */
	uint16_t tls_port;
	const char *certificate, *key;  /* files, PEM; NULL: throw-away ones */
	uint64_t token;                 /* 0: open to all */
	uint64_t request_ms, idle_ms;   /* other bounds; 0: as above */
};

#define ORIGIN_CA_SIZE     1024
#define ORIGIN_PREFIX_SIZE 16

struct origin {
	pid_t pid;                      /* of the child, 0: none */
	uint16_t port;
	uint16_t echo_port;             /* of the echo, on 127.0.0.1 */
	char echo_path[16];             /* of another: "@00a1f", abstract */
	uint64_t token;
	char prefix[ORIGIN_PREFIX_SIZE];/* "/kQ3_s0aYb2x": begins each path */
	char url[64];                   /* "http://127.0.0.1:40123/kQ3_..." */
	char tls_url[64];               /* "https://127.0.0.1:40125/...", or
	                                   "" */
	char ca[ORIGIN_CA_SIZE];        /* who signed its certificate, in PEM;
	                                   "": no TLS */
	struct origin_counts *counts;   /* NULL when stopped */
};

/* Forks a child that serves on 127.0.0.1 and a port that the kernel picks,
 * and waits (5 s at most) until it listens. The child dies with the thread
 * that called this, whatever kills that; it ignores SIGINT and keeps no
 * descriptor but stderr. Call it from the main thread, before anything else is
 * allocated or any thread started. Returns 0 or a negative errno with err;
 * then nothing needs stopping. */
int origin_start(struct origin *origin, struct error *err);

/* The same, over TLS too: that takes some milliseconds more. */
int origin_start_tls(struct origin *origin, struct error *err);

/* Ends the child (after 2 s by force), reaps it and zeroes *origin, counts
 * included. May be called twice. */
void origin_stop(struct origin *origin);

/* 0 while the child runs, or none was started; -ECHILD if it ended, with err
 * ("the origin was killed by signal 9 (Killed)"). Doesn't wait. */
int origin_check(const struct origin *origin, struct error *err);

/* CPU time that the child has used so far, in nanoseconds; 0 if unknown. */
uint64_t origin_cpu_ns(const struct origin *origin);

/* Serves in this process until SIGTERM, or SIGINT unless that is ignored, for
 * `simul serve`. When connections are accepted, `listening` is called with each
 * URL, that of TLS last, and with the authority of its certificate in PEM, or
 * "". Leaves this process with SIGPIPE ignored and with its soft limit of open
 * files raised. Returns 0, or a negative errno with err ("cannot listen on
 * ..."). */
int origin_serve(const struct origin_terms *terms,
		 void (*listening)(const char *url, const char *ca, void *user),
		 void *user, struct error *err);

#endif
