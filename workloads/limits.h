/* limits.h - the options that bound a download, for every workload that
 * fetches: three rows of its table.
 *
 * The including file has a `struct fetch_limits limits` in its params, and a
 * FIELD macro that gives its offset, as the tables here have.
 */
#ifndef SIMUL_LIMITS_H
#define SIMUL_LIMITS_H

#include "runners/fetch.h"
#include "runners/option.h"

#define LIMITS_ROWS                                                           \
	{ .name = "max-size", .argument = "SIZE", .kind = OPTION_BYTES,       \
	  FIELD(limits.max_bytes), .preset = "64MiB", .least = 1,             \
	  .most = 1099511627776.0, .help = "a larger body is a failure" },    \
	{ .name = "timeout", .argument = "TIME", .kind = OPTION_DURATION,     \
	  FIELD(limits.timeout_ns), .preset = "30s", .least = 1e6,            \
	  .most = 3600e9, .help = "for one download" },                       \
	{ .name = "connect-timeout", .argument = "TIME",                      \
	  .kind = OPTION_DURATION, FIELD(limits.connect_timeout_ns),          \
	  .preset = "10s", .least = 1e6, .most = 3600e9,                      \
	  .help = "for one connection" }

#endif
