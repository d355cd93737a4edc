/* save.h - writes a file as a whole or not at all.
 *
 * The new content goes into a temporary file in the same directory, is synced
 * to disk, and takes over the old file's name in one step: neither a full disk
 * nor a killed program leaves half a file or loses the old one. What SIGKILL
 * leaves, '.simul-PID-N', the next save in that directory removes.
 *
 *   - The mode of an existing file stays, and its owner if permitted.
 *   - A symbolic link stays a link; its target is replaced.
 *   - "-", /dev/stdout, pipes and devices are written directly. On a terminal
 *     '?' stands for what isn't plain (runners/utf8.h).
 *
 * All functions return 0 or a negative errno with a sentence: "cannot write
 * 'x.csv': No space left on device". They may wait for the disk.
 */
#ifndef SIMUL_SAVE_H
#define SIMUL_SAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "runners/error.h"

/* Writes what put(subject, out) prints. If put returns a negative errno,
 * nothing is written, and err gives that as the reason. */
typedef int save_put(const void *subject, FILE *out);

int save_text(save_put *put, const void *subject, const char *path,
	      struct error *err);

/* The same in several pieces, for more than fits in memory. save_end gives the
 * file its name if `keep` and nothing has failed; otherwise the old file
 * stays. After a successful save_begin the caller must call save_end, which
 * frees. */
struct save;

int save_begin(struct save **save, const char *path, struct error *err);
int save_append(struct save *save, save_put *put, const void *subject,
		struct error *err);
int save_end(struct save *save, bool keep, struct error *err);

/* Whether a file can be saved there, so that hours of measuring aren't lost:
 * creates a temporary file in that directory and removes it. Opens no pipe or
 * device. */
int save_check(const char *path, struct error *err);

/* Writes it all to a descriptor, and waits where that wouldn't: a pipe may be
 * set not to block. 0 or a negative errno. */
int save_bytes(int fd, const char *data, size_t size);

#endif
