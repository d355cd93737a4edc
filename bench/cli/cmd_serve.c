/* cmd_serve.c - `simul serve`: runs the origin by itself. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "origin/origin.h"
#include "runners/macros.h"

struct serve {
	char *address;
	uint64_t port;
};

static const struct option_row serve_options[] = {
	{ .name = "listen", .argument = "ADDRESS", .kind = OPTION_TEXT,
	  .offset = offsetof(struct serve, address), .preset = "127.0.0.1",
	  .help = "a numeric address of this machine" },
	{ .name = "port", .letter = 'p', .argument = "PORT",
	  .kind = OPTION_COUNT, .offset = offsetof(struct serve, port),
	  .preset = "8080", .most = 65535,
	  .help = "0: let the kernel pick one" },
	{ 0 }
};

static bool is_loopback(const char *url)
{
	return !strncmp(url, "http://127.", strlen("http://127.")) ||
	       !strncmp(url, "http://[::1]", strlen("http://[::1]"));
}

static void on_listening(const char *url)
{
	if (!is_loopback(url))
		warning("%s/ is not a loopback address: anyone who can reach "
			"it can make it send any amount of data",
			url);
	printf("serving %s/ (Ctrl-C stops it)\n", url);
	fflush(stdout);
}

static void check_address(const char *address)
{
	unsigned char buf[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, address, buf) != 1 &&
	    inet_pton(AF_INET6, address, buf) != 1)
		fatal("'--listen' takes a numeric address such as "
		      "'127.0.0.1' or '::1', not '%s'",
		      address);
}

static int run(void *set, const struct arguments *a)
{
	const struct serve *serve = set;
	struct error err;

	(void)a;
	check_address(serve->address);
	if (origin_serve(serve->address, (uint16_t)serve->port, on_listening,
			 &err) < 0)
		fatal("%s", err.text);
	return 0;
}

const struct command command_serve = {
	.name = "serve",
	.summary = "serve the origin that downloads come from",
	.doc = "Serve the origin that downloads come from, until Ctrl-C. The "
	       "path of a request selects the answer: /bytes/1024, "
	       "/chunked/1024, /status/503, /close, /reset, /cut/1024, "
	       "/stall/1024; ?latency_us=50000 delays it.",
	.examples = "Example:\n"
		    "  simul serve --port 8080 &\n"
		    "  simul run download "
		    "--url http://127.0.0.1:8080/bytes/1024",
	.group = { { .header = "Options:", .rows = serve_options } },
	.size = sizeof(struct serve),
	.main = run,
};
