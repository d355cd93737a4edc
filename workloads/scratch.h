/* scratch.h - a temporary directory for one job, and numbered files in it.
 *
 * All calls sleep in the kernel; only scratch_init and scratch_block allocate.
 * They return 0 or a negative errno.
 */
#ifndef SIMUL_SCRATCH_H
#define SIMUL_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "runners/error.h"
#include "runners/leftover.h"

/* The alignment of memory and sizes that suits O_DIRECT on any disk today. */
#define SCRATCH_BLOCK_BYTES ((size_t)4096)

struct scratch {
	int fd;                  /* for openat; -1: none */
	struct leftover *directory;
	bool direct;             /* past the kernel's cache */
};

/* Makes a new directory in `dir`; NULL: in $TMPDIR, or else in /tmp. Removes
 * those there that killed programs left. */
int scratch_init(struct scratch *scratch, const char *dir, bool direct,
		 struct error *err);

/* Deletes the directory with its files. Does nothing after a failed
 * scratch_init, or if zeroed. */
void scratch_term(struct scratch *scratch);

/* Memory aligned for O_DIRECT; to be freed. */
unsigned char *scratch_block(size_t size);

/* Writes file n anew. */
int scratch_write(const struct scratch *scratch, size_t n,
		  const unsigned char *content, size_t size, bool sync);

/* Reads file n into `back` and compares; -EBADMSG: the contents differ. */
int scratch_compare(const struct scratch *scratch, size_t n,
		    const unsigned char *content, unsigned char *back,
		    size_t size);

void scratch_delete(const struct scratch *scratch, size_t n);

#endif
