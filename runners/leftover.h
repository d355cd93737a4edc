/* leftover.h - files and directories that must not outlive the program.
 *
 *   leftover_file, leftover_directory   made, locked, on the list
 *   leftover_keep                       off the list: it has its final name
 *   leftover_remove                     gone
 *
 * What is on the list at exit() is removed then, so an error may end the
 * program anywhere; after leftover_catch a signal that ends it removes it too.
 * SIGKILL leaves it. So each is locked for as long as its program lives, and
 * leftover_sweep removes what no program holds any more.
 *
 * Forked children inherit the list, but only the process that made a thing
 * removes it. Call all this from one thread.
 */
#ifndef SIMUL_LEFTOVER_H
#define SIMUL_LEFTOVER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/* Its place must stay until it is kept or removed. */
struct leftover {
	struct leftover *next;
	int fd;                  /* holds the lock until it is off the list */
	bool is_directory;
	char path[PATH_MAX];
};

/* Makes the new file l->path for writing. Returns a descriptor, which is the
 * caller's, or a negative errno. The lock outlives it: the file may be closed
 * before it gets its final name. -EEXIST: try another name;
 * this one is taken, or another program is about to remove it. */
int leftover_file(struct leftover *l, mode_t mode);

/* Makes a directory; l->path ends with XXXXXX, as for mkdtemp(), and gets its
 * name. 0 or a negative errno. */
int leftover_directory(struct leftover *l);

/* Takes it off the list. Does nothing if it isn't there. */
void leftover_keep(struct leftover *l);

/* Removes it; a directory with the files in it. Does nothing if it isn't on
 * the list. */
void leftover_remove(struct leftover *l);

/* Remove, from `directory`, what killed programs of this user left there:
 * files named PREFIX, number, '-', number; directories named PREFIX and six
 * characters. Errors don't matter: the next sweep tries again. */
void leftover_sweep_files(const char *directory, const char *prefix);
void leftover_sweep_directories(const char *directory, const char *prefix);

/* From now on a signal that ends the program removes what is on the list
 * first. Signals that are ignored stay so. */
void leftover_catch(void);

#endif
