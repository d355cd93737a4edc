/* fetch_rows.h - the options of a download, for every workload that fetches:
 * rows of its table, spelt as curl does where curl has them.
 *
 * The including file has a `struct fetch_terms terms` in its params, and a
 * FIELD macro that gives its offset, as the tables here have.
 */
#ifndef SIMUL_FETCH_ROWS_H
#define SIMUL_FETCH_ROWS_H

#include "runners/fetch.h"
#include "runners/option.h"

#define FETCH_ROWS                                                            \
	FETCH_BOUND_ROWS, FETCH_SERVER_ROWS, FETCH_REQUEST_ROWS,              \
		FETCH_EXPECT_ROWS

#define FETCH_BOUND_ROWS                                                      \
	{ .name = "max-size", .argument = "SIZE", .kind = OPTION_BYTES,       \
	  FIELD(terms.max_bytes), .preset = "64MiB", .least = 1,              \
	  .most = 1099511627776.0, .help = "a larger body is a failure" },    \
	{ .name = "timeout", .argument = "TIME", .kind = OPTION_DURATION,     \
	  FIELD(terms.timeout_ns), .preset = "30s", .least = 1e6,             \
	  .most = 3600e9, .help = "for one download" },                       \
	{ .name = "connect-timeout", .argument = "TIME",                      \
	  .kind = OPTION_DURATION, FIELD(terms.connect_timeout_ns),           \
	  .preset = "10s", .least = 1e6, .most = 3600e9,                      \
	  .help = "for one connection" }

/* How the server is reached. */
#define FETCH_SERVER_ROWS                                                     \
	{ .name = "http", .argument = "VERSION", .kind = OPTION_TEXT,         \
	  FIELD(terms.http_text), .preset = "1.1",                            \
	  .help = "1.1; 2: over TLS, where the server agrees, else 1.1, as "  \
		  "always without TLS; 2-prior-knowledge: at once" },         \
	{ .name = "cacert", .argument = "FILE", .kind = OPTION_FILE,          \
	  FIELD(terms.cacert),                                                \
	  .help = "PEM file of the CAs to trust instead of the system's" },   \
	{ .name = "insecure", .letter = 'k', .kind = OPTION_FLAG,             \
	  FIELD(terms.insecure), .help = "take any certificate of a server" },\
	{ .name = "proxy", .letter = 'x', .argument = "URL",                  \
	  .kind = OPTION_TEXT, FIELD(terms.proxy),                            \
	  .help = "instead of the environment's; '' is none" },               \
	{ .name = "no-proxy", .argument = "HOSTS", .kind = OPTION_TEXT,       \
	  FIELD(terms.no_proxy), .help = "hosts asked directly, between "     \
					 "commas, instead of $no_proxy; "     \
					 "'*' is all" },                      \
	{ .name = "resolve", .argument = "HOST:PORT:ADDRESS",                 \
	  .kind = OPTION_TEXTS, FIELD(terms.resolve),                         \
	  .help = "connect there for this host; may be repeated" },           \
	{ .name = "unix-socket", .argument = "PATH", .kind = OPTION_FILE,     \
	  FIELD(terms.unix_socket),                                           \
	  .help = "connect to this socket, whatever the URL's host" },        \
	{ .name = "no-keepalive", .kind = OPTION_FLAG,                        \
	  FIELD(terms.no_keepalive),                                          \
	  .help = "a new connection for each download" }

/* What is sent. */
#define FETCH_REQUEST_ROWS                                                    \
	{ .name = "method", .letter = 'X', .argument = "METHOD",              \
	  .kind = OPTION_TEXT, FIELD(terms.method),                           \
	  .help = "instead of GET, or of POST where there is data" },         \
	{ .name = "header", .letter = 'H', .argument = "HEADER",              \
	  .kind = OPTION_TEXTS, FIELD(terms.header),                          \
	  .help = "'Name: value'; 'Name:' leaves libcurl's out, 'Name;' "     \
		  "sends none; may be repeated" },                            \
	{ .name = "data", .letter = 'd', .argument = "TEXT",                  \
	  .kind = OPTION_TEXT, FIELD(terms.data),                             \
	  .help = "the body of each request, as it is (no @FILE)" },          \
	{ .name = "data-file", .argument = "FILE", .kind = OPTION_FILE,       \
	  FIELD(terms.data_file),                                             \
	  .help = "the same from a file, byte by byte" },                     \
	{ .name = "user", .letter = 'u', .argument = "NAME:PASSWORD",         \
	  .kind = OPTION_TEXT, FIELD(terms.user),                             \
	  .help = "for the server; other programs can see it in the list of " \
		  "processes: --netrc hides it" },                            \
	{ .name = "netrc", .kind = OPTION_FLAG, FIELD(terms.netrc),           \
	  .help = "name and password from ~/.netrc" },                        \
	{ .name = "cookie", .argument = "NAME=VALUE", .kind = OPTION_TEXT,    \
	  FIELD(terms.cookie), .help = "sent with each request" },            \
	{ .name = "compressed", .kind = OPTION_FLAG, FIELD(terms.compressed), \
	  .help = "ask for a compressed body, and unpack it" }

/* What has to come back. */
#define FETCH_EXPECT_ROWS                                                     \
	{ .name = "expect-status", .argument = "STATUS",                      \
	  .kind = OPTION_TEXT, FIELD(terms.expect_status),                    \
	  .help = "such as 200, 201,204 or 2xx; any other is a failure. "     \
		  "Without it all below 400 do; with a 3xx redirects "        \
		  "aren't followed" },                                        \
	{ .name = "expect-body", .argument = "TEXT", .kind = OPTION_TEXT,     \
	  FIELD(terms.expect_body),                                           \
	  .help = "a body without this text is a failure" }

#endif
