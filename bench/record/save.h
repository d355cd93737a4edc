/* save.h - a file is written whole or not at all.
 *
 * The new content goes into a temporary file in the same directory, to the
 * disk, and takes the old file's name in one step: neither a full disk nor a
 * killed program leaves half a file or loses the old one. Whoever is killed
 * in between leaves '.simul-PID-N' behind, and no other trace.
 *
 *   - An existing file keeps its mode, and its owner if we may give it away.
 *   - A symbolic link stays one; what it points to is replaced.
 *   - "-", /dev/stdout, pipes, devices: written directly, since there is
 *     nothing to keep whole.
 *
 * They return 0 or a negative errno with a sentence: "cannot write 'x.csv':
 * No space left on device". All may wait for the disk.
 */
#ifndef SIMUL_SAVE_H
#define SIMUL_SAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "runners/error.h"

int save_write(const char *path, const void *data, size_t size,
	       struct error *err);

/* The same for what put prints of its subject. A negative errno of put is
 * told as why the file can't be written, and nothing is. */
typedef int save_put(const void *subject, FILE *out);

int save_text(save_put *put, const void *subject, const char *path,
	      struct error *err);

/* The same for what is too much to be held in memory: begin, append as often
 * as there is something, and end, which gives the file its name if keep is
 * set and nothing failed, and else leaves what was there before. After
 * a save_begin that succeeded the caller must call save_end, which frees. */
struct save;

int save_begin(struct save **save, const char *path, struct error *err);
int save_append(struct save *save, save_put *put, const void *subject,
		struct error *err);
int save_end(struct save *save, bool keep, struct error *err);

/* Whether save_write could write there, to be asked before hours of
 * measuring: tries to make a file in that directory and removes it. Opens no
 * pipe or device. */
int save_check(const char *path, struct error *err);

#endif
