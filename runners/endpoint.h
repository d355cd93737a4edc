/* endpoint.h - where a stream leads: a port of this machine, a Unix socket. */
#ifndef SIMUL_ENDPOINT_H
#define SIMUL_ENDPOINT_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "runners/io.h"

struct endpoint {
	union {
		struct sockaddr any;
		struct sockaddr_in tcp;
		struct sockaddr_un local;
	} address;
	socklen_t size;
};

/* 127.0.0.1 and this port. */
void endpoint_tcp(struct endpoint *endpoint, uint16_t port);

/* A Unix socket; an '@' stands for the 0 that an abstract name begins with. A
 * name that is too long is cut. */
void endpoint_local(struct endpoint *endpoint, const char *path);

/* Connects, and makes the stream what io needs (stream_prepare); TCP sends at
 * once. Blocks: for lane_open. Returns the descriptor, the caller's to close,
 * or a negative errno. */
int endpoint_dial(const struct endpoint *endpoint, const struct io *io);

#endif
