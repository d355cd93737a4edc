/* tls.h - TLS for the connections of an HTTP server. */
#ifndef SIMUL_TLS_H
#define SIMUL_TLS_H

#include <stdbool.h>

#include <openssl/ssl.h>

#include "origin/origin.h"
#include "runners/error.h"

struct bufferevent;
struct event_base;

struct tls {
	SSL_CTX *context;
	char ca[ORIGIN_CA_SIZE];        /* PEM, of the throw-away authority;
	                                   "": the user's certificate */
};

/* Reads certificate and key of the terms, or makes a throw-away pair, which
 * takes some tenths of a millisecond. Everything else, tickets for resuming
 * sessions included, is as OpenSSL has it. Returns 0 or a negative errno with
 * err; then nothing needs freeing. */
int tls_init(struct tls *tls, const struct origin_terms *terms,
	     struct error *err);

/* A stream for a connection that will be accepted; it closes its socket when
 * it is freed. NULL: out of memory. */
struct bufferevent *tls_stream(const struct tls *tls,
			       struct event_base *base);

/* Says to the client that no more comes, if the stream speaks TLS: otherwise
 * it would take the end of the connection for an attack. */
void tls_say_end(struct bufferevent *stream);

void tls_term(struct tls *tls);

#endif
