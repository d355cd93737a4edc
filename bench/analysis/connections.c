/* connections.c - sums over samples. */
#include "bench/analysis/connections.h"

#include <math.h>

#include "runners/macros.h"

static double fetches_of(const struct sample *s)
{
	return (double)(s->fetches ? s->fetches : s->tasks_ok);
}

static double beyond_of(const struct cell *cell, const struct sample *s)
{
	double due = (double)cell->lanes * (double)MAX(s->hosts, 1);

	return fmax((double)s->connections - fmin(due, fetches_of(s)), 0.0);
}

/* What is not known, or is of no response, says nothing. */
static uint64_t same_http(uint64_t a, uint64_t b)
{
	if (!a || !b)
		return a ? a : b;
	return a == b ? a : CONNECTIONS_HTTP_MIXED;
}

static double mean(double sum_ns, double of)
{
	return sum_ns > 0.0 && of > 0.0 ? sum_ns / of : NAN;
}

static double bunching_of(double sum, double squares, double n)
{
	double variance = (squares - sum * sum / n) / (n - 1.0);

	return fmax(1.0, variance / (sum / n));
}

void connections_count(const struct results *r, size_t cell,
		       struct connections *c)
{
	double connect_ns = 0.0, tls_ns = 0.0, squares = 0.0;

	*c = (struct connections){ .bunching = 1.0 };
	for (struct sample *s = NULL; (s = results_next_good(r, cell, s));) {
		double beyond = beyond_of(&r->cell[cell], s);

		c->samples++;
		c->tasks += (double)s->tasks_ok;
		c->fetches += fetches_of(s);
		c->opened += (double)s->connections;
		c->handshakes += (double)s->handshakes;
		c->in_flight += (double)(s->peak_in_flight
						 ? s->peak_in_flight
						 : r->cell[cell].lanes);
		c->lane_ns += (double)r->cell[cell].lanes * (double)s->run_ns;
		c->beyond += beyond;
		squares += beyond * beyond;
		connect_ns += (double)s->connect_ns;
		tls_ns += (double)s->tls_ns;
		c->hosts = MAX(c->hosts, s->hosts);
		c->http = same_http(c->http, s->http_version);
	}
	c->connect_ns = mean(connect_ns, c->opened);
	c->tls_ns = mean(tls_ns, c->handshakes);
	if (c->beyond > 0.0 && c->samples > 1.0)
		c->bunching = bunching_of(c->beyond, squares, c->samples);
}

bool connections_shared(const struct connections *c)
{
	return c->http >= CONNECTIONS_HTTP_2 && c->opened > 0.0 &&
	       c->in_flight >= 2.0 * c->opened;
}
