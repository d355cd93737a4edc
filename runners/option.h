/* option.h - an option is a row in a table.
 *
 * The command line, job files, `simul list`, the manual and the completions
 * all read these rows, so an option is spelt, bounded and explained once.
 * units.h has the spelling of numbers.
 */
#ifndef SIMUL_OPTION_H
#define SIMUL_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/error.h"

/* What a value is: how it is parsed, and what --help and completion say of
 * it. From OPTION_LIST on a value is kept as its text, which its reader
 * parses. */
enum option_kind {
	OPTION_FLAG,      /* bool: yes/no, true/false, on/off, 1/0; "": yes */
	OPTION_COUNT,     /* uint64_t: 160, 10000000, 10_000_000 */
	OPTION_BYTES,     /* uint64_t: 1024, 1KiB, 64MiB, 1kB, 2MB */
	OPTION_DURATION,  /* uint64_t, nanoseconds: 50ms, 1.5s, 20us, 2min */
	OPTION_REAL,      /* double: 0.05, 1e3; never nan or inf */
	OPTION_CHOICE,    /* int or enum: the index of a name in choices; an
	                     int is -1 without a preset */
	OPTION_TEXT,      /* char *, malloc'd; NULL: never set */
	OPTION_TEXTS,     /* struct texts: the option may be repeated */
	OPTION_PERCENT,   /* double: "2.5%" is 0.025; needs its sign, since 0.05
	                     may be meant as either */
	OPTION_SEED,      /* uint64_t; without a preset a new one, from clocks,
	                     below 10^9: short enough to be read out */
	OPTION_ROUNDS,    /* struct rounds: how often, "2", or for how long,
	                     "2s" */
	OPTION_LIST,      /* counts and ranges: 1,2,4..64 */
	OPTION_MODELS,    /* names of models, between commas, or 'all' */
	OPTION_SECTIONS,  /* sections of the job file, between commas */
	OPTION_WORKLOAD,  /* the name of one */
	OPTION_FILE,      /* one to read, or to run */
	OPTION_OUTPUT,    /* one to write */
	OPTION_DIRECTORY,
	OPTION_BASELINE,  /* the name of one (bench/record/baseline.h) */
	OPTION_KINDS,     /* how many there are */
};

struct texts {
	char **item;
	size_t count;
};

/* One of them is 0, or both are. */
struct rounds {
	uint64_t count, ns;
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
	bool divides;          /* a flag that says what the operands after it
	                          are (bench/cli/arguments.h) */
	bool listed;           /* a comma list makes a matrix of cells */
	unsigned char role;    /* in tables that give their rows one */
	const char *const *choices;  /* of an OPTION_CHOICE; NULL ends */
	const char *const *idle_beside;  /* options that leave this one with
	                                    nothing to say; NULL ends */
};

/* Makes every field ready, whatever the memory held: sets it from its preset
 * or, if there is none, to 0, no or nothing (but see OPTION_CHOICE and
 * OPTION_SEED). Does not free existing texts: call option_release first. A
 * preset that can't be set is a bug and aborts; without memory for one, the
 * program says so and exits with 2. */
void option_presets(const struct option_row *table, void *target);

/* Parses text strictly and sets the field; a text replaces the one before,
 * which is freed, and texts gain one more. NULL is read as "". On failure
 * nothing is changed and err says which option, what was given, and what
 * would be right. Returns 0, -EINVAL (no such value), -ERANGE (out of bounds)
 * or -ENOMEM. A comma list is the caller's to split. */
int option_set(const struct option_row *o, void *target, const char *text,
	       struct error *err);

/* Writes the value spelt exactly: option_set reads the same one back. Several
 * texts are joined by commas, for people only; a text that was never set, or a
 * choice that is none, is "". Cut at size. */
void option_spell(const struct option_row *o, const void *target, char *buf,
		  size_t size);

/* Says what a value of this kind looks like: "a duration with a unit: '50ms',
 * '2s'"; NULL: the argument's name tells enough. */
const char *option_value(enum option_kind kind);

/* Frees the texts and leaves none. Can be repeated. */
void option_release(const struct option_row *table, void *target);

/* The row of that name, or NULL. */
const struct option_row *option_find(const struct option_row *table,
				 const char *name);

#endif
