/* arrival.h - a request, from its arrival to its last byte. */
#ifndef SIMUL_ARRIVAL_H
#define SIMUL_ARRIVAL_H

#include "origin/request.h"

/* The evhttp callback; arg is the front. */
void arrival_handle(struct evhttp_request *http, void *arg);

/* Frees the spare requests. */
void arrival_free_spare(struct server *server);

#endif
