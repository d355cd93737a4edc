/* fetch.h - one download, as a body asks for it and as it comes back, and the
 * terms that all downloads of a job share.
 */
#ifndef SIMUL_FETCH_H
#define SIMUL_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

#include "runners/error.h"
#include "runners/option.h"

struct fetch_ready;
struct setting;

enum fetch_http {
	FETCH_HTTP_1_1,
	FETCH_HTTP_2,            /* over TLS, if the server agrees (ALPN) */
	FETCH_HTTP_2_PRIOR,      /* at once, without asking */
};

/* The same for every download of a job, and for every model: one function sets
 * them (fetcher.c). All zero is a plain GET without bounds, by no proxy. Texts
 * are the owner's, as its options set them (workloads/fetch_rows.h). */
struct fetch_terms {
	uint64_t connect_timeout_ns;
	uint64_t timeout_ns;     /* of one download, whole; 0: none */
	uint64_t max_bytes;      /* of one body */
	unsigned hosts;          /* different host:port pairs: the idle
	                            connections that a lane may keep */
	char *http_text;         /* "1.1", "2" or "2-prior-knowledge", which
	                            prepare makes http of; NULL: leave it */
	int http;                /* enum fetch_http */
	char *cacert;            /* a file of CAs, trusted instead of the
	                            system's */
	const char *ca;          /* one more CA, in PEM: that of simul's own
	                            server, which the job alone trusts */
	bool insecure;           /* takes any certificate */
	char *proxy, *no_proxy;  /* NULL: as the environment says; "": none */
	struct texts resolve;    /* HOST:PORT:ADDRESS[,ADDRESS] */
	char *unix_socket;       /* connect to this path, whatever the host */
	char *user;              /* NAME:PASSWORD */
	bool netrc;
	char *cookie;            /* NAME=VALUE; NAME=VALUE */
	bool compressed;         /* ask for it; max_bytes counts the content */
	bool no_keepalive;       /* a new connection for each download */
	struct texts header;     /* "Name: value", "Name:" (leave it out),
	                            "Name;" (empty) */
	char *method;            /* NULL: GET, or POST where there is a body */
	char *data, *data_file;  /* the body of every request without its own */
	char *expect_status;     /* "200", "200,204", "2xx"; NULL: below 400 */
	char *expect_body;       /* a body without this text is a failure */

	struct fetch_ready *ready;  /* made by fetch_terms_prepare, or NULL */
};

/* One request. What it points to must not change while a job runs, and may
 * serve any number of requests. */
struct fetch {
	CURLU *url;              /* parsed once, before the run; read only */
	const char *method;      /* NULL: of the terms */
	const void *body;        /* NULL: of the terms; of 0 bytes: none */
	size_t body_bytes;
};

struct fetched {
	uint64_t bytes;          /* of the body */
	uint64_t check;          /* XXH3-64 of the body */
	long status;             /* of the last response */
};

/* Checks the terms, before anything runs, and makes what downloads need of
 * them. Files are read here and not again. Call it once all members are set but
 * hosts; call fetch_terms_release in any case. -EINVAL, -ENOENT or another
 * negative errno with a sentence that names the option, never with a password
 * in it. */
int fetch_terms_prepare(struct fetch_terms *terms,
			const struct setting *setting, struct error *err);
void fetch_terms_release(struct fetch_terms *terms);

/* Tells prepared terms of a URL that the job will ask for: whether it goes by a
 * proxy, which the description then names. Call it for each, in any order;
 * costs nothing if no proxy is given and none is in the environment. */
void fetch_terms_add_url(struct fetch_terms *terms, CURLU *url);

/* Says in words what differs from the preset terms, each behind a comma: ", by
 * proxy http://10.0.0.1:3128, TLS not verified (--insecure)"; "" if nothing
 * does. Never a password, a cookie, or the value of a header. Cut at size. */
void fetch_terms_describe(const struct fetch_terms *terms, char *buf,
			  size_t size);

/* What downloads did, in one worker or in all of a sample. */
struct fetch_counts {
	uint64_t fetches;        /* that bodies asked for */
	uint64_t bytes;          /* of bodies */
	uint64_t connections;    /* opened */
	uint64_t handshakes;     /* of TLS */
	uint64_t connect_ns;     /* from the beginning of a download to the
	                            connection that it opened, name look-up
	                            included: summed over those downloads */
	uint64_t tls_ns;         /* of their handshakes, summed */
	uint64_t http_version;   /* of all responses: 10, 11, 20, 30; 0: none
	                            yet; 1: not all the same */
};

void fetch_counts_add(struct fetch_counts *sum, const struct fetch_counts *one);

/* The different addresses (host and port; a proxy's, if there is one) that the
 * workers of a run connected to. Lies in memory that they share. */
#define FETCH_HOSTS_MAX 256

struct fetch_hosts {
	_Atomic uint64_t hash[FETCH_HOSTS_MAX];  /* 0: free */
};

/* How many there are; more than FETCH_HOSTS_MAX are counted as so many. Only
 * when no worker is at work. */
size_t fetch_hosts_count(const struct fetch_hosts *hosts);

/* The proxies of the environment as libcurl reads it, without passwords:
 * "http://10.0.0.1:3128 for http and https; none for localhost,.example.com".
 * "" if there are none. */
void fetch_proxy_environment(char *buf, size_t size);

#endif
