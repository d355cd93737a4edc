/* urls.h - a list of URLs, checked and parsed once, before the run. */
#ifndef SIMUL_URLS_H
#define SIMUL_URLS_H

#include <stddef.h>

#include <curl/curl.h>

#include "runners/error.h"

struct urls {
	CURLU **item;
	size_t count, room;
};

/* Only http and https. 0, -EINVAL or -ENOMEM with err. */
int urls_add(struct urls *urls, const char *text, struct error *err);

/* One URL a line; empty lines and those that begin with # are passed over.
 * Errors name the file and the line. -ENODATA: there is none in it. */
int urls_add_file(struct urls *urls, const char *path, struct error *err);

/* How many different scheme, host and port there are, 1,000 at most. */
unsigned urls_hosts(const struct urls *urls);

/* The one for this task: they take turns. There must be one. */
CURLU *urls_nth(const struct urls *urls, size_t task);

/* The text without the user and password of any URL in it. */
void urls_hide(const char *text, char *buf, size_t size);

void urls_free(struct urls *urls);

#endif
