/* fairness_connections.c - do models open connections on equal terms?
 *
 * A server that closes connections closes them to all models alike: after so
 * many requests, with each response, at random, after a time, all at once when
 * it is reloaded. Every connection of a peer ended in one of these closings, or
 * at the end of the run; so the peer's connections, over its fetches or over
 * the time that its lanes had one, are the most that the server can do to a
 * cell with as many fetches and as much time. A cell that opened more than
 * that beyond its due (connections.h) has other terms: it does not keep what
 * its peers keep. Of a server that closes after every r-th request no cell can
 * open more, however tasks fall to lanes: L lanes open up to n / r + L for n
 * fetches, and every peer at least n / r.
 *
 * If the peer that shows the least had these terms, the X connections beyond
 * the due of one and the Y of the other would fall to them by their shares of
 * fetches or time: a binomial test, over all samples together. Closings that
 * come in bunches count as one a bunch, as far as samples show it.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "bench/analysis/checking.h"
#include "bench/stats/binomial.h"
#include "runners/macros.h"

/* More connections than this say no more, and the test takes long. */
#define ENOUGH 1e4

/* How many times the peer's fetches, or its time if that is more, it had. */
static double share(const struct connections *own,
		    const struct connections *peer)
{
	return fmax(own->fetches / peer->fetches,
		    own->lane_ns / peer->lane_ns);
}

/* What it would have opened as the peer did. */
static double terms(const struct connections *own,
		    const struct connections *peer)
{
	return peer->opened * share(own, peer);
}

/* The cell of the same work whose terms allow the least, or NULL. Not one that
 * shares its connections: where a server closes them after a time, those that
 * have more connections lose more. */
static const struct connections *least_peer(const struct checking *c,
					    const struct connections *own,
					    size_t *index)
{
	const struct connections *least = NULL;

	for (size_t i = 0; i < c->r->cells; i++) {
		const struct connections *peer = &c->opened[i];

		if (i == c->index || c->first[i] != c->first[c->index] ||
		    !(peer->fetches > 0.0) || !(peer->lane_ns > 0.0) ||
		    connections_shared(peer))
			continue;
		if (least && terms(own, peer) >= terms(own, least))
			continue;
		least = peer;
		*index = i;
	}
	return least;
}

/* The chance of so many beyond its due on the peer's terms. */
static double chance_of(const struct connections *own,
			const struct connections *peer)
{
	double bunch = fmax(own->bunching, peer->bunching);
	double p = 1.0;
	uint64_t x, y;

	bunch = fmax(bunch, (own->beyond + peer->opened) / ENOUGH);
	x = (uint64_t)floor(own->beyond / bunch);
	y = (uint64_t)ceil(peer->opened / bunch);
	/* At least x of x + y are at most y of the others. */
	if (x)
		binomial_lower_tail(y, x + y, 1.0 / (1.0 + share(own, peer)),
				    &p);
	return p;
}

static bool opens_more(const struct checking *c, const struct connections *own,
		       const struct connections *peer)
{
	double cells = (double)checking_work(c)->cells;

	/* The least of the others is a choice among all pairs. */
	return own->beyond > FAIRNESS_CONNECTIONS_LEAST * terms(own, peer) &&
	       chance_of(own, peer) <
		       FAIRNESS_CONNECTIONS_LEVEL / (cells * cells);
}

static void put_mean(double sum, double samples, char *buf, size_t size)
{
	double mean = sum / samples;

	snprintf(buf, size, mean < 99.5 ? "%.3g" : "%.0f", mean);
}

/* "20 connections for 20 fetches (5 lanes, 2 hosts)". */
static void put_opened(const struct cell *cell, const struct connections *c,
		       const char *noun, char *buf, size_t size)
{
	char opened[32], fetches[32], hosts[40] = "";

	put_mean(c->opened, c->samples, opened, sizeof(opened));
	put_mean(c->fetches, c->samples, fetches, sizeof(fetches));
	if (c->hosts > 1)
		snprintf(hosts, sizeof(hosts), ", %" PRIu64 " hosts",
			 c->hosts);
	snprintf(buf, size, "%s%s for %s fetches (%" PRIu64 " lane%s%s)",
		 opened, noun, fetches, cell->lanes,
		 cell->lanes == 1 ? "" : "s", hosts);
}

void checking_connections(struct checking *c)
{
	const struct connections *own = &c->opened[c->index];
	size_t other = 0;
	const struct connections *peer = least_peer(c, own, &other);
	char mine[128], theirs[128];

	if (!peer || !(own->beyond > 0.0) || !opens_more(c, own, peer))
		return;
	put_opened(c->cell, own, " connections a sample", mine, sizeof(mine));
	put_opened(&c->r->cell[other], peer, "", theirs, sizeof(theirs));
	checking_add(c, FAIRNESS_CONNECTIONS, "connections",
		     "opened %s, where %s opened %s", mine,
		     c->r->cell[other].model, theirs);
}
