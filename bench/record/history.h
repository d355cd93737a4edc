/* history.h - the medians of many runs in one file, a row per cell and run.
 *
 * A run is named by its commit and when it started; what identifies its
 * machine stands beside that. A cell is identified as in the results
 * (columns.h), so a row has the columns of both and the figures between them.
 * Runs and cells are held once, however many rows name them.
 */
#ifndef SIMUL_HISTORY_H
#define SIMUL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/record/results.h"
#include "runners/error.h"

#define HISTORY_SCHEMA 2

/* A median with its 95 % interval; 0 where it is not known, as the limits are
 * with too few samples. */
struct history_figure {
	double median, low, high;
};

struct history_point {
	size_t run, cell;         /* indices in the history */
	uint64_t schema;
	uint64_t samples;         /* good ones */
	struct history_figure time_ns, cpu_ns, memory_bytes;
};

struct history {
	struct environment *run;  /* only what has a column is set */
	size_t runs;
	struct cell *cell;        /* the same */
	size_t cells;
	struct history_point *point;   /* in the order of the file */
	size_t points;
};

void history_init(struct history *history);
void history_free(struct history *history);

/* The run with this commit and start, or history->runs. */
size_t history_find(const struct history *history,
		    const struct environment *run);

/* Appends a row; run and cell of `point` are set here. 0 or -ENOMEM. */
int history_append(struct history *history, const struct environment *run,
		   const struct cell *cell, const struct history_point *point);

/* Whether the file's first line is the header of a history. false for what
 * can't be read, or can be read once only (a pipe). */
bool history_is(const char *path);

/* Reads the file; as csv_rows_load. Free the history in all cases. */
int history_load(const char *path, struct history *history,
		 struct error *err);

/* The same to add to it: makes the file if there is none, waits until no
 * other program has it open so, and keeps the others waiting. Returns a
 * descriptor for history_close, or a negative errno with a sentence. */
int history_open(const char *path, struct history *history,
		 struct error *err);

/* Lets the others go on. A file into which nothing came is removed. */
void history_close(int fd, const char *path);

/* Writes the whole file. As save_write. */
int history_save(const struct history *history, const char *path,
		 struct error *err);

#endif
