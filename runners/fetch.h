/* fetch.h - one download, as a body asks for it and as it comes back. */
#ifndef SIMUL_FETCH_H
#define SIMUL_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

/* The same for every model: they are set by one function (fetcher.c). */
struct fetch_limits {
	uint64_t connect_timeout_ns;
	uint64_t timeout_ns;      /* of one download, whole; 0: none */
	uint64_t max_bytes;       /* of one body */
	unsigned hosts;           /* different host:port pairs: the idle
	                             connections that a lane may keep */
	bool proxied;             /* the environment names a proxy */
};

/* One request. */
struct fetch {
	CURLU *url;               /* parsed once, before the run; read only */
	const char *method;       /* NULL: of the terms */
	const void *body;         /* NULL: of the terms */
	size_t body_bytes;
};

struct fetched {
	uint64_t bytes;           /* of the body */
	uint64_t check;           /* XXH3-64 of the body */
	long status;              /* of the last response */
};

#endif
