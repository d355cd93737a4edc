/* origin.h - the embedded HTTP origin that downloads are served from.
 *
 * An HTTP/1.1 server on libevent's evhttp, one thread in one process. It is
 * stateless: what it does for a request stands in the request's URL, so one
 * origin serves every job.
 *
 *   /bytes/N        200, N bytes of known content (runners/content.h)
 *   /chunked/N      the same, chunked: no Content-Length
 *   /status/CODE    that status, a short body
 *   /redirect?to=U  302 to U
 *   /close          the connection is closed before any byte
 *   /reset          the connection is reset
 *   /cut/N          announces N bytes, sends half of them, closes
 *   /stall/N        announces N bytes, sends half of them, sends no more
 *   /               a page that lists these
 *   ?latency_us=T   on any of them: wait T microseconds first
 */
#ifndef SIMUL_ORIGIN_H
#define SIMUL_ORIGIN_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "runners/error.h"

/* What the origin saw, in memory shared with who started it. */
struct origin_counts {
	_Atomic uint64_t connections;   /* accepted since the start */
	_Atomic uint64_t requests;
	_Atomic uint64_t in_flight;     /* requests not yet answered */
	_Atomic uint64_t peak_in_flight;/* may be set to 0 by the reader */
};

struct origin {
	pid_t pid;                      /* of the child, 0: none */
	uint16_t port;
	char url[64];                   /* "http://127.0.0.1:40123" */
	struct origin_counts *counts;
};

/* Forks a child that serves on 127.0.0.1 and a port that the kernel picks,
 * and waits (5 s at most) until it listens. The child dies with its parent,
 * whatever kills that; it ignores SIGINT. Call it before anything else is
 * allocated or any thread started. Returns 0 or a negative errno with err. */
int origin_start(struct origin *origin, struct error *err);

/* Ends the child and reaps it. May be called twice. */
void origin_stop(struct origin *origin);

/* CPU time that the child has used so far, in nanoseconds; 0 if unknown. */
uint64_t origin_cpu_ns(const struct origin *origin);

/* Serves in this process until SIGINT or SIGTERM, for `simul serve`.
 * `address` is a numeric IPv4 or IPv6 address, port 0 lets the kernel pick;
 * `listening` is called once with the URL when connections are accepted.
 * Returns 0, or a negative errno with err ("cannot listen on ..."). */
int origin_serve(const char *address, uint16_t port,
		 void (*listening)(const char *url), struct error *err);

#endif
