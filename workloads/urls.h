/* urls.h - a list of URLs, checked and parsed once, before the run. */
#ifndef SIMUL_URLS_H
#define SIMUL_URLS_H

#include <stddef.h>

#include <curl/curl.h>

#include "runners/error.h"

struct urls {
	CURLU **item;
	size_t count;
};

/* Only http and https. 0, -EINVAL or -ENOMEM with err. */
int urls_add(struct urls *urls, const char *text, struct error *err);

/* One URL a line; ignores empty lines and those that begin with #. Errors name
 * the file and the line. -ENODATA: it has none. */
int urls_add_file(struct urls *urls, const char *path, struct error *err);

/* How many different scheme, host and port it has, 1,000 at most. */
unsigned urls_hosts(const struct urls *urls);

/* The one for this task, in turn. There must be one. */
CURLU *urls_nth(const struct urls *urls, size_t task);

/* The text without the user and password of any URL in it. */
void urls_hide(const char *text, char *buf, size_t size);

void urls_free(struct urls *urls);

#endif
