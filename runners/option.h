/* option.h - an option is a row in a table.
 *
 * The command line, job files, `simul list`, the manual and the completions
 * all read these rows, so an option is spelt, bounded and explained once.
 * How numbers are spelt is in units.h. (getopt.h has a struct option_row of its
 * own: a file can't include both.)
 */
#ifndef SIMUL_OPTION_H
#define SIMUL_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/error.h"

enum option_kind {
	OPTION_FLAG,      /* bool: yes/no, true/false, on/off, 1/0; "": yes */
	OPTION_COUNT,     /* uint64_t: 160, 10000000, 10_000_000 */
	OPTION_BYTES,     /* uint64_t: 1024, 1KiB, 64MiB, 1kB, 2MB */
	OPTION_DURATION,  /* uint64_t, nanoseconds: 50ms, 1.5s, 20us, 2min */
	OPTION_REAL,      /* double: 0.05, 1e3; never nan or inf */
	OPTION_CHOICE,    /* int or enum: the index of a name in choices */
	OPTION_TEXT,      /* char *, malloc'd; NULL: never set */
	OPTION_TEXTS,     /* struct texts: the option may be repeated */
};

struct texts {
	char **item;
	size_t count;
};

struct option_row {
	const char *name;      /* the long form, without dashes; NULL ends */
	char letter;           /* the short form, or 0 */
	const char *argument;  /* its name in the help: SIZE; NULL: a flag */
	enum option_kind kind;
	size_t offset;         /* of its field in the struct it sets */
	const char *preset;    /* the default, spelt as a user would; or NULL */
	double least, most;    /* bounds, in the field's unit; most 0: none.
	                          least 0 is one: it keeps reals from being
	                          negative */
	const char *help;      /* one line */
	bool listed;           /* a comma list makes a matrix of cells */
	unsigned char role;    /* in tables that give their rows one */
	const char *const *choices;  /* of an OPTION_CHOICE; NULL ends */
	const char *const *idle_beside;  /* options that leave this one with
	                                    nothing to say; NULL ends */
};

/* Makes every field ready, whatever the memory held: sets it from its preset
 * or, if there is none, to 0, no or nothing. Texts that were there are not
 * freed: release first. A preset that can't be set is a bug and aborts (so
 * does a lack of memory for one). */
void option_presets(const struct option_row *table, void *target);

/* Parses text strictly and sets the field; a text replaces the one before,
 * which is freed, and texts gain one more. NULL is read as "". On failure
 * nothing is changed and err says which option, what was given, and what
 * would be right. Returns 0, -EINVAL (no such value), -ERANGE (out of bounds)
 * or -ENOMEM. A comma list is the caller's to split. */
int option_set(const struct option_row *o, void *target, const char *text,
	       struct error *err);

/* Writes the value spelt exactly: option_set reads the same one back. Several
 * texts are joined by commas, for people only. Returns 0; -ENODATA: there
 * is no text, or no such choice, and buf is ""; -ENOBUFS: buf is too
 * small, and holds the beginning. UNITS_TEXT_SIZE suffices for numbers. */
int option_show(const struct option_row *o, const void *target, char *buf,
		size_t size);

/* Frees the texts and leaves none. Can be repeated. */
void option_release(const struct option_row *table, void *target);

/* The row of that name, or NULL. */
const struct option_row *option_find(const struct option_row *table,
				 const char *name);

#endif
