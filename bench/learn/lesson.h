/* lesson.h - what a lesson runs, and what it takes from the results.
 *
 *   question -> guess -> run -> picture -> which answer it is -> statement
 *
 * A statement isn't true because the lesson says so: it is held against what
 * was measured here, and where it doesn't hold, the lesson says that.
 */
#ifndef SIMUL_LESSON_H
#define SIMUL_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/analysis/summary.h"
#include "bench/report/terminal.h"

enum {
	LESSON_RUNS = 2,
	LESSON_WORDS = 24,
	LESSON_CHOICES = 3,
};

/* What was measured: a summary for each run. */
struct lesson_data {
	struct summary run[LESSON_RUNS];
	size_t runs;
	double processors;
};

struct lesson {
	const char *name;         /* of its texts */
	/* What stands behind "simul run"; NULL ends the words, and the runs. */
	const char *run[LESSON_RUNS][LESSON_WORDS];

	/* The figure that answers the question, NAN if it can't be told. */
	double (*figure)(const struct lesson_data *data);
	/* Answers from 0: a figure below `low` is the first, one from `high`
	 * on the third. */
	double low, high;
	/* Where bounds don't tell, in their place. */
	size_t (*answer)(double figure, double processors);
	/* The answers of which the statement is true, a bit each, and on how
	 * many processors at least. */
	unsigned true_of;
	double processors_least;
	/* Draws it. 0 or -ENOMEM. */
	int (*draw)(const struct lesson_data *data, FILE *stream,
		    const struct terminal *terminal);
};

/* Which of the answers that figure is, and whether the statement holds. */
size_t lesson_answer(const struct lesson *lesson, double figure,
		     double processors);
bool lesson_holds(const struct lesson *lesson, double figure,
		  double processors);

extern const struct lesson lessons[];
extern const size_t lessons_count;

/* Who was the fastest in the first run: the name of the model. */
const char *lesson_best(const struct lesson_data *data);

#endif
