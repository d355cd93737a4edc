/* body_files.h - the bodies that a list of requests has in files. */
#ifndef SIMUL_BODY_FILES_H
#define SIMUL_BODY_FILES_H

#include "workloads/urls.h"

/* The body from this file, relative to the folder of the file `beside` unless
 * that is NULL or "-". A file is read once, and belongs to `urls`. */
int body_files_take(struct urls *urls, const char *path, const char *beside,
		    struct fetch *fetch, struct error *err);

void body_files_free(struct urls *urls);

#endif
