/* columns.h - every field of the results, named once, for all formats.
 *
 * The CSV file, its reader and the JSON export all walk this table, so a
 * field has one name (with its unit), one kind and one spelling everywhere.
 *
 * To add a field: put it into results.h and a line into columns.c, with
 * .since the schema that brings it (RESULTS_SCHEMA, which grows by one for it
 * unless the last release has an older one) and .absent what holds for files
 * that lack it: these stay readable. Fill it in where samples or cells are
 * made, and explain it in docs/schema.md. Other files of rows (tasks, pairs)
 * have tables of their own.
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
};

/* Which struct the field stands in. */
enum column_owner {
	COLUMN_ENVIRONMENT,
	COLUMN_CELL,
	COLUMN_SAMPLE,
};

/* What two structs differ in if the field differs. */
enum column_identifies {
	COLUMN_WORK = 1,     /* the work of a cell */
	COLUMN_PLACE = 2,    /* how it was done: the rest of a cell */
	COLUMN_MACHINE = 4,
	COLUMN_BUILD = 8,
};

struct column {
	const char *name;
	enum column_owner owner;     /* 0 where all stand in one struct */
	enum column_kind kind;
	size_t offset;
	size_t size;                 /* of a text, its NUL included */
	const char *const *choices;  /* up to a NULL */
	enum column_identifies identifies;  /* 0: nothing */
	uint64_t since;              /* the first schema that has it; 0: 1 */
	const char *absent;          /* its value in files before that */
};

/* All but the name, of a field of a struct. */
#define COLUMN_FIELD(type, field, as)                          \
	.kind = COLUMN_##as, .offset = offsetof(type, field),  \
	.size = sizeof(((type *)0)->field)

/* A kind of file: its columns in their order. */
struct column_table {
	const struct column *column;
	size_t count;
	uint64_t schema;             /* the newest, which the first column
					tells of each row; 0: it has none */
	const char *rows;            /* what they are: "samples" */
};

/* Those of the results; the first is `schema`. */
extern const struct column columns[];
extern const size_t columns_count;
extern const struct column_table columns_results;

/* The names of enum sample_state. */
extern const char *const columns_states[];

/* Index into columns of this name, or columns_count. */
size_t columns_find(const char *name);

/* The struct in which the field of this sample stands. */
const void *columns_owner(const struct column *column,
			  const struct results *results,
			  const struct sample *sample);

/* `owner` points to the struct that column->owner names.
 *
 * spell: exactly, so that parse reads the same value back; cut at size.
 * parse: strictly; -EINVAL with a sentence such as "'-5' is not a whole
 * number", the field then being as it was. */
void columns_spell(const struct column *column, const void *owner, char *buf,
		   size_t size);
int columns_parse(const struct column *column, void *owner, const char *text,
		  struct error *err);

/* Whether the field is the same in two structs; whether all are that identify
 * one of these, bits of enum column_identifies. */
bool columns_equal(const struct column *column, const void *a, const void *b);
bool columns_agree(unsigned identify, const void *a, const void *b);

/* A field of COLUMN_COUNT or COLUMN_HEX; of COLUMN_REAL. */
uint64_t columns_count_of(const struct column *column, const void *owner);
double columns_real_of(const struct column *column, const void *owner);

#endif
