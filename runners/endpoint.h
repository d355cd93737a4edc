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

/* A Unix socket; a leading '@' stands for the 0 byte of an abstract name. Cuts
 * a name that is too long. */
void endpoint_local(struct endpoint *endpoint, const char *path);

/* Connects, and prepares the stream for io (stream_prepare), with TCP_NODELAY.
 * Blocks: for lane_open. Returns the descriptor, which the caller closes, or a
 * negative errno. */
int endpoint_dial(const struct endpoint *endpoint, const struct io *io);

#endif
