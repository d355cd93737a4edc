/* scratch.h - a directory of our own, for as long as a job lasts. */
#ifndef SIMUL_SCRATCH_H
#define SIMUL_SCRATCH_H

#include "runners/error.h"

struct scratch {
	int fd;                  /* for openat; -1: none */
	char *path;
};

/* Makes a new directory in `dir`; NULL: in $TMPDIR, or else in /tmp. Returns
 * 0 or a negative errno with err. */
int scratch_init(struct scratch *scratch, const char *dir, struct error *err);

/* Deletes the files in it, and it. After a scratch_init that failed, or on
 * zeros, nothing. */
void scratch_term(struct scratch *scratch);

#endif
