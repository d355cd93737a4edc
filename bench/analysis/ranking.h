/* ranking.h - which models of a job were fastest, and which cheapest.
 *
 * Compared are the rows at one K, and serial with them, whose K is 1: in time,
 * processor time (user + system of each sample) and memory at once, by
 * best_compare, whose claims hold together: at most one job in twenty gets any
 * false one. Samples are paired by their round.
 *
 * That K is the one at which the fastest model of a round, whichever it was,
 * took the least: the median over the rounds. Not simply that of the fastest
 * row, which among many K is often the one with the luckiest row: chosen so,
 * it would be called faster than its equals too often. Which of two equal
 * models was luckier in a round doesn't change the fastest time of the round,
 * so the choice says nothing of the claims that follow.
 *
 * Rates: `rates words`, see tests/rates.c.
 */
#ifndef SIMUL_RANKING_H
#define SIMUL_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/analysis/summary.h"
#include "bench/stats/best.h"

enum {
	RANKING_ROWS = 24,
	RANKING_ENOUGH = 6,       /* samples of each to claim anything */
};

#define RANKING_SAME 1.05         /* a ratio of costs not worth a word */

enum ranking_measure {
	RANKING_TIME,
	RANKING_CPU,
	RANKING_MEMORY,
	RANKING_MEASURES,
};

struct ranking {
	const struct summary *summary;
	const struct summary_row *row[RANKING_ROWS];
	size_t rows;
	uint64_t k;
	bool few;                 /* a row has too few samples: no `of` */
	bool has[RANKING_MEASURES];
	struct best of[RANKING_MEASURES];
};

/* What is said of a measure, by places in row[]. */
struct ranking_claim {
	size_t least[RANKING_ROWS];
	size_t count;             /* of them: not told apart from the first */
	size_t next;              /* more than least[0]; or rows: there is none */
	double ratio;             /* next / least[0] */
};

/* 0; -ENODATA if there is nothing to compare: fewer than two rows with good
 * samples, more than RANKING_ROWS, a row that is void or slowed on purpose, an
 * open loop; or -ENOMEM. Writes in any case; keeps summary. */
int ranking_make(const struct summary *summary,
		 const struct summary_group *group, struct ranking *ranking);

/* false: nothing is worth saying of this measure. Of time something always is.
 * A cost is, if it is known, at most about half of the models share the least,
 * and each of those differs from all others by more than RANKING_SAME. Serial
 * takes part in costs only where it is among the fastest. */
bool ranking_claim(const struct ranking *ranking, enum ranking_measure measure,
		   struct ranking_claim *claim);

#endif
