/* cmd_serve.c - `simul serve`: runs the origin by itself. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/output.h"
#include "bench/record/save.h"
#include "origin/origin.h"
#include "runners/macros.h"

struct serve {
	char *address;
	uint64_t port, tls_port;
	bool tls;
	char *certificate, *key, *ca_file;
};

#define FIELD(field) .offset = offsetof(struct serve, field)

static const struct option_row serve_options[] = {
	{ .name = "listen", .argument = "ADDRESS", .kind = OPTION_TEXT,
	  FIELD(address), .preset = "127.0.0.1",
	  .help = "a numeric address of this machine" },
	{ .name = "port", .letter = 'p', .argument = "PORT",
	  .kind = OPTION_COUNT, FIELD(port), .preset = "8080", .most = 65535,
	  .help = "0: let the kernel pick one" },
	{ .name = "tls", .kind = OPTION_FLAG, FIELD(tls),
	  .help = "the same by https, on another port" },
	{ .name = "tls-port", .argument = "PORT", .kind = OPTION_COUNT,
	  FIELD(tls_port), .preset = "8443", .most = 65535,
	  .help = "for --tls; 0: let the kernel pick one" },
	{ .name = "cert", .argument = "FILE", .kind = OPTION_FILE,
	  FIELD(certificate),
	  .help = "for --tls: certificate and chain, in PEM; without it a "
		  "throw-away one" },
	{ .name = "key", .argument = "FILE", .kind = OPTION_FILE, FIELD(key),
	  .help = "the key of --cert, in PEM" },
	{ .name = "ca-file", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(ca_file),
	  .help = "write here, in PEM, who signed the throw-away "
		  "certificate; without it that is printed" },
	{ 0 }
};

static bool is_loopback(const char *url)
{
	const char *host = strstr(url, "://") + strlen("://");

	return !strncmp(host, "127.", strlen("127.")) ||
	       !strncmp(host, "[::1]", strlen("[::1]"));
}

static int put_ca(const void *ca, FILE *out)
{
	fputs(ca, out);
	return 0;
}

/* The file is there before the URL is said: a script may wait for the line. */
static void on_listening(const char *url, const char *ca, void *user)
{
	const struct serve *serve = user;
	struct error err;

	if (!is_loopback(url))
		warning("%s/ is not a loopback address: anyone who can reach "
			"it can make it send any amount of data",
			url);
	if (*ca && serve->ca_file &&
	    save_text(put_ca, ca, serve->ca_file, &err) < 0)
		fatal("%s", err.text);
	printf("serving %s/ (Ctrl-C stops it)\n", url);
	if (*ca && !serve->ca_file)
		printf("%s", ca);
	/* Where nobody learns of it, serving is no use. */
	if (fflush(stdout) != 0)
		exit(output_close(EXIT_SUCCESS));
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

static void check_tls(const struct serve *serve)
{
	struct error err;

	if (!serve->tls &&
	    (serve->certificate || serve->key || serve->ca_file))
		fatal("'--cert', '--key' and '--ca-file' are for '--tls'");
	if (!serve->certificate != !serve->key)
		fatal("'--cert' and '--key' go together");
	if (serve->certificate && serve->ca_file)
		fatal("'--ca-file' is for the throw-away certificate: leave "
		      "it out with '--cert'");
	if (serve->ca_file && save_check(serve->ca_file, &err) < 0)
		fatal("%s", err.text);
}

static int run(void *set, const struct arguments *a)
{
	struct serve *serve = set;
	const struct origin_terms terms = {
		.address = serve->address,
		.port = (uint16_t)serve->port,
		.tls = serve->tls,
		.tls_port = (uint16_t)serve->tls_port,
		.certificate = serve->certificate,
		.key = serve->key,
	};
	struct error err;

	(void)a;
	check_address(serve->address);
	check_tls(serve);
	if (origin_serve(&terms, on_listening, serve, &err) < 0)
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
	.examples = "Examples:\n"
		    "  simul serve --port 8080 &\n"
		    "  simul run download "
		    "--url http://127.0.0.1:8080/bytes/1024\n"
		    "  simul serve --tls --ca-file ca.pem &\n"
		    "  curl --cacert ca.pem https://localhost:8443/bytes/1024",
	.group = { { .header = "Options:", .rows = serve_options } },
	.size = sizeof(struct serve),
	.main = run,
};
