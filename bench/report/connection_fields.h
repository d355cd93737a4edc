/* connection_fields.h - fields of the table of connections that are neither a
 * cell's nor a median (report_fields.h).
 */
#ifndef SIMUL_CONNECTION_FIELDS_H
#define SIMUL_CONNECTION_FIELDS_H

#include "bench/report/report_fields.h"

/* "1.1", "2", "mixed"; "" if no response came, or it isn't known. */
void connection_fields_http(const struct report_view *v, char *buf,
			    size_t size);

/* How many a sample, if they aren't one a task. */
void connection_fields_fetches(const struct report_view *v, char *buf,
			       size_t size);

/* How many, where there are several. */
void connection_fields_hosts(const struct report_view *v, char *buf,
			     size_t size);

/* Connections a task. */
void connection_fields_a_task(const struct report_view *v, char *buf,
			      size_t size);

/* The mean time to a connection, and of its TLS handshake. */
void connection_fields_connect(const struct report_view *v, char *buf,
			       size_t size);
void connection_fields_tls(const struct report_view *v, char *buf,
			   size_t size);

#endif
