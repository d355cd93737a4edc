/* pairs.h - what a gate measures: times of two programs, in pairs.
 *
 * A pair is one sample of the base and one of the other, taken at once or one
 * right after the other (duet.h); a coin decides which begins. One pair of
 * every cell makes a round. Stages follow each other: the null control (the
 * base against itself), the test (against the new program), and for the cells
 * that look red, the confirmation. A log of pairs as a CSV file can be judged
 * again, or continued.
 *
 * Pairs come in batches: the looks of a gate, the logs of a self-test. Rounds
 * are counted through all batches, but for confirmations: each batch has its
 * own, of the cells that look red in it, and only the last one's count.
 */
#ifndef SIMUL_PAIRS_H
#define SIMUL_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/record/metric.h"
#include "runners/error.h"

enum pair_stage {
	PAIR_CONTROL,
	PAIR_TEST,
	PAIR_CONFIRM,
	PAIR_INJECTED,           /* of a self-test: with a slow-down */
	PAIR_STAGES,
};

struct pair {
	size_t cell;
	enum pair_stage stage;
	uint64_t batch;           /* from 1 */
	uint64_t round;           /* from 1, in its stage */
	bool other_first;
	double base_ns, other_ns;
	double took_ns;           /* both programs, from start to end */
};

struct pair_cell {
	char job[128];            /* of a log that has no more, its one name */
	char model[32];           /* "": not known */
	uint64_t concurrency;
	enum metric metric;
	uint64_t tasks;           /* calibrated; 0: as the job says */
};

enum { PAIRS_NAME_SIZE = 200 };

struct pairs {
	struct pair_cell *cell;
	size_t cells;
	struct pair *item;
	size_t count;
	uint64_t batch;           /* the last one, 0: no pairs yet */
	uint64_t base_id, other_id;  /* XXH3-64 of the programs; 0: not known */
};

/* "control", ... up to a NULL. */
extern const char *const pairs_stages[];

/* "squares, threads, K 2"; returns buf, PAIRS_NAME_SIZE bytes of it. */
char *pairs_name(const struct pair_cell *cell, char *buf);

/* Append. A cell's index, or (size_t)-1 when memory is out; 0 or -ENOMEM. */
size_t pairs_add_cell(struct pairs *pairs, const struct pair_cell *cell);
int pairs_add(struct pairs *pairs, const struct pair *pair);
void pairs_free(struct pairs *pairs);

/* How many pairs the cell has in this stage, here and below: of confirmations
 * those of the last batch. */
size_t pairs_count(const struct pairs *pairs, size_t cell,
		   enum pair_stage stage);

/* ln(other / base) of those, in the order of their rounds, into ln_ratio
 * (room for pairs_count). -EINVAL: the rounds are not 1, 2, 3 ..., or a time
 * isn't above zero. */
int pairs_ln_ratios(const struct pairs *pairs, size_t cell,
		    enum pair_stage stage, double *ln_ratio);

/* The median of base_ns, or of other_ns, in this stage; NAN: no pairs. */
double pairs_median_ns(const struct pairs *pairs, size_t cell,
		       enum pair_stage stage, bool other);

/* How many rounds of this stage there are. */
uint64_t pairs_rounds(const struct pairs *pairs, enum pair_stage stage);

/* The mean time that a round of this stage took, 0: there is none. */
double pairs_round_ns(const struct pairs *pairs, enum pair_stage stage);

/* As save_text and csv_rows_load. A row is a pair; a cell without any leaves
 * none. load: pairs must be empty; free them after a failure too. It also
 * reads older logs, which have a column 'cell' but no job, model and
 * concurrency. */
int pairs_save(const struct pairs *pairs, const char *path,
	       struct error *err);
int pairs_load(const char *path, struct pairs *pairs, struct error *err);

#endif
