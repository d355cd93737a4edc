/* columns.h - names every field of the results once, for all formats.
 *
 * The CSV file, its reader and the JSON export all walk this table, so a
 * field has one name (with its unit), one kind and one spelling everywhere.
 *
 * To add a field, put it into results.h and a line into columns.c. .since is
 * the schema that introduces it: RESULTS_SCHEMA, which grows by one unless it
 * has grown since the last release. .absent is the value that the field has in
 * older files, which stay readable. Set the field where samples or cells are
 * made, and explain it in docs/schema.md. Other CSV files (tasks, pairs) have
 * tables of their own.
 */
#ifndef SIMUL_COLUMNS_H
#define SIMUL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/record/results.h"
#include "runners/error.h"

/* Room for the text of any column. */
#define COLUMNS_TEXT_SIZE 256

enum column_kind {
	COLUMN_COUNT,     /* uint64_t, in decimal */
	COLUMN_HEX,       /* uint64_t, as 16 hexadecimal digits */
	COLUMN_REAL,      /* double from 0 up: as many digits as it needs */
	COLUMN_TEXT,      /* char[size] */
	COLUMN_BOOL,      /* "true", "false" */
	COLUMN_CHOICE,    /* int, the index of one of `choices` */
	COLUMN_TIMES,     /* struct times *, which may be NULL; see times.h */
};

/* The struct that has the field. */
enum column_owner {
	COLUMN_ENVIRONMENT,
	COLUMN_CELL,
	COLUMN_SAMPLE,
};

/* What is different if the field differs. */
enum column_identifies {
	COLUMN_WORK = 1,     /* the work of a cell */
	COLUMN_PLACE = 2,    /* how it was done: the rest of a cell */
	COLUMN_MACHINE = 4,
	COLUMN_BUILD = 8,
};

struct column {
	const char *name;
	enum column_owner owner;     /* 0 if one struct has all fields */
	enum column_kind kind;
	size_t offset;
	size_t size;                 /* a text's, including its NUL */
	const char *const *choices;  /* NULL ends */
	enum column_identifies identifies;  /* 0: nothing */
	uint64_t since;              /* the first schema that has it; 0: 1 */
	const char *absent;          /* its value in files before that */
};

/* Everything but the name of a column, from a field of a struct. */
#define COLUMN_FIELD(type, field, as)                          \
	.kind = COLUMN_##as, .offset = offsetof(type, field),  \
	.size = sizeof(((type *)0)->field)

/* With the name, of a field of the environment, or of a cell. */
#define COLUMN_OF_RUN(field, as)                          \
	.name = #field, .owner = COLUMN_ENVIRONMENT,      \
	COLUMN_FIELD(struct environment, field, as)
#define COLUMN_OF_CELL(field, as)                         \
	.name = #field, .owner = COLUMN_CELL,             \
	COLUMN_FIELD(struct cell, field, as)

/* A kind of CSV file: its columns in their order. */
struct column_table {
	const struct column *column;
	size_t count;
	uint64_t schema;             /* the newest one; the first column has
					each row's. 0: the file has none */
	const char *rows;            /* what a message calls them: "samples" */
};

/* The columns of the results; the first is `schema`. */
extern const struct column columns[];
extern const size_t columns_count;
extern const struct column_table columns_results;

/* The names of enum sample_state. */
extern const char *const columns_states[];

/* The index into columns of that name, or columns_count. */
size_t columns_find(const char *name);

/* The struct that holds this field for the sample. */
const void *columns_owner(const struct column *column,
			  const struct results *results,
			  const struct sample *sample);

/* `owner` points to the struct that column->owner names.
 *
 * columns_spell writes the field exactly, so that columns_parse reads the same
 * value back; it cuts the text at size, which is too small for times: write
 * those with times_put. columns_parse is strict: it returns -EINVAL with a
 * sentence such as "'-5' is not a whole number" and leaves the field alone.
 * Times that it replaces are freed. */
void columns_spell(const struct column *column, const void *owner, char *buf,
		   size_t size);
int columns_parse(const struct column *column, void *owner, const char *text,
		  struct error *err);

/* columns_equal: whether two structs have the same value in the field.
 * columns_agree: whether they have in all fields that identify any of these,
 * bits of enum column_identifies. */
bool columns_equal(const struct column *column, const void *a, const void *b);
bool columns_agree(unsigned identify, const void *a, const void *b);

/* The value of a COLUMN_TIMES field. */
const struct times *columns_times_of(const struct column *column,
				     const void *owner);

/* The value of a COLUMN_COUNT or COLUMN_HEX field; of a COLUMN_REAL field. */
uint64_t columns_count_of(const struct column *column, const void *owner);
double columns_real_of(const struct column *column, const void *owner);

#endif
