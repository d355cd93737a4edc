/* urls.h - a list of requests, checked and parsed once, before the run. */
#ifndef SIMUL_URLS_H
#define SIMUL_URLS_H

#include <stddef.h>

#include "runners/error.h"
#include "runners/fetch.h"

struct urls {
	struct fetch *item;
	size_t count;
	size_t methods;          /* how many name theirs */

	void **text;             /* of lists: bodies and methods point into */
	size_t texts;
	void *files;             /* bodies from files, by their paths */
	size_t file_bytes;       /* of all of them */
};

/* Only http and https. A host in another script is converted for DNS. 0,
 * -EINVAL or -ENOMEM with err, which shows no password. */
int urls_add(struct urls *urls, const char *text, struct error *err);

/* Gives the request that was added last a method, which must outlive the list,
 * and a body: "@FILE", read once however often it's named, relative to the
 * folder of the file `beside`; or this text itself, which must outlive the
 * list too, and is none if "". Without a method and with "" or NULL both are as
 * the job's options say. */
int urls_give(struct urls *urls, const char *method, const char *body,
	      const char *beside, struct error *err);

/* Is this a method, as a list has it: capitals? */
bool urls_is_method(const char *word);

/* Adds a list (url_list.c); "-" is standard input. Errors name the file and the
 * line. -ENODATA: it has none. */
int urls_add_file(struct urls *urls, const char *path, struct error *err);

/* How many different scheme, host and port it has, 1,000 at most. Calls visit,
 * which may be NULL, with a URL of each. */
unsigned urls_hosts(const struct urls *urls,
		    void (*visit)(void *user, CURLU *url), void *user);

/* Prepares the terms (fetch_terms_prepare) for requests to these hosts. */
int urls_prepare(const struct urls *urls, struct fetch_terms *terms,
		 const struct setting *setting, struct error *err);

/* The one for this task, in turn. There must be one. */
const struct fetch *urls_nth(const struct urls *urls, size_t task);

/* "http://a/", "POST http://a/", "2 URLs, first http://a/". */
void urls_describe(const struct urls *urls, char *buf, size_t size);

void urls_free(struct urls *urls);

#endif
