/* client_loop.h - the loop of the clients' process. */
#ifndef SIMUL_CLIENT_LOOP_H
#define SIMUL_CLIENT_LOOP_H

#include "workloads/service.h"

/* Connects so often to the desk's port, sets desk->connected, waits for the
 * gate, and asks until desk->stop. Returns early only if it can't go on, with
 * desk->reason. */
void client_loop(const struct service *service, struct area *area,
		 size_t connections);

#endif
