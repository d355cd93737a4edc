/* server_clients.h - the process that asks: raw epoll, so many connections,
 * each of which sends its next request as soon as it has the answer to the one
 * before (a closed loop), and compares every byte.
 *
 *   begin            the gate opens            end
 *   fork; connect    ask, compare, ask ...     stop; read what is there; exit
 *
 * It ends with the sample's process, whatever happens. For strangers
 * (service.port) it asks nothing, and shuts the listener down when the run is
 * ended. Both are hooks of struct workload.
 */
#ifndef SIMUL_SERVER_CLIENTS_H
#define SIMUL_SERVER_CLIENTS_H

#include "runners/workload.h"

int server_clients_begin(const void *params, struct area *area,
			 struct error *err);
int server_clients_end(const void *params, struct area *area,
		       uint64_t *cpu_ns, struct error *err);

#endif
