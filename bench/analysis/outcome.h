/* outcome.h - how a comparison of two programs or files ends. */
#ifndef SIMUL_OUTCOME_H
#define SIMUL_OUTCOME_H

/* Also the program's exit statuses; 2 is taken for what couldn't be run. */
enum outcome {
	OUTCOME_PASS = 0,
	OUTCOME_REGRESSION = 1,
	OUTCOME_INCONCLUSIVE = 3,
};

/* "pass", "REGRESSION", "inconclusive". */
const char *outcome_name(enum outcome outcome);

#endif
