/* connection_fields.c - what the fields of connections are. */
#include "bench/report/connection_fields.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/analysis/connections.h"
#include "bench/report/figure.h"

static struct connections connections_of(const struct report_view *v)
{
	struct connections c;

	connections_count(v->summary->results, v->row->cell, &c);
	return c;
}

void connection_fields_http(const struct report_view *v, char *buf,
			    size_t size)
{
	uint64_t http = connections_of(v).http;

	if (http == CONNECTIONS_HTTP_MIXED)
		snprintf(buf, size, "mixed");
	else if (http >= CONNECTIONS_HTTP_2)
		snprintf(buf, size, "%" PRIu64, http / 10);
	else if (http)
		snprintf(buf, size, "%" PRIu64 ".%" PRIu64, http / 10,
			 http % 10);
}

void connection_fields_fetches(const struct report_view *v, char *buf,
			       size_t size)
{
	struct connections c = connections_of(v);

	if (c.samples > 0.0 && c.fetches != c.tasks)
		figure_count(c.fetches / c.samples, buf, size);
}

void connection_fields_hosts(const struct report_view *v, char *buf,
			     size_t size)
{
	uint64_t hosts = connections_of(v).hosts;

	if (hosts > 1)
		snprintf(buf, size, "%" PRIu64, hosts);
}

void connection_fields_a_task(const struct report_view *v, char *buf,
			      size_t size)
{
	struct connections c = connections_of(v);

	if (c.opened > 0.0 && c.tasks > 0.0)
		snprintf(buf, size, "%.3g", c.opened / c.tasks);
}

void connection_fields_connect(const struct report_view *v, char *buf,
			       size_t size)
{
	figure_duration(connections_of(v).connect_ns, buf, size);
}

void connection_fields_tls(const struct report_view *v, char *buf,
			   size_t size)
{
	figure_duration(connections_of(v).tls_ns, buf, size);
}
