/* outcome.c - the names of the outcomes. */
#include "bench/analysis/outcome.h"

const char *outcome_name(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PASS:
		return "pass";
	case OUTCOME_REGRESSION:
		return "REGRESSION";
	case OUTCOME_INCONCLUSIVE:
		break;
	}
	return "inconclusive";
}
