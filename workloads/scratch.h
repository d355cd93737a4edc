/* scratch.h - a directory of our own, for as long as a job lasts, and numbered
 * files in it. All calls sleep in the kernel; none allocates but
 * scratch_init and scratch_block. They return 0 or a negative errno.
 */
#ifndef SIMUL_SCRATCH_H
#define SIMUL_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "runners/error.h"

/* What O_DIRECT wants of memory and of sizes, on any disk of today. */
#define SCRATCH_BLOCK_BYTES ((size_t)4096)

struct scratch {
	int fd;                  /* for openat; -1: none */
	char *path;
	bool direct;             /* past the kernel's cache */
};

/* Makes a new directory in `dir`; NULL: in $TMPDIR, or else in /tmp. */
int scratch_init(struct scratch *scratch, const char *dir, bool direct,
		 struct error *err);

/* Deletes the files in it, and it. After a scratch_init that failed, or on
 * zeros, nothing. */
void scratch_term(struct scratch *scratch);

/* Memory that starts where O_DIRECT wants it to; to be freed. */
unsigned char *scratch_block(size_t size);

/* Writes file n anew. */
int scratch_write(const struct scratch *scratch, size_t n,
		  const unsigned char *content, size_t size, bool sync);

/* Reads file n into `back` and compares; -EBADMSG: it holds something else, or
 * less. */
int scratch_compare(const struct scratch *scratch, size_t n,
		    const unsigned char *content, unsigned char *back,
		    size_t size);

void scratch_delete(const struct scratch *scratch, size_t n);

#endif
