/* junit.h - test results in the XML that CI systems show.
 *
 * The dialect is that of Ant's JUnit tasks, which is the strictest of those in
 * use: GitLab, Jenkins and Azure read it too. simul has no errors, only
 * failures: what couldn't be run at all ends the program before a file is
 * written.
 */
#ifndef SIMUL_JUNIT_H
#define SIMUL_JUNIT_H

#include <stddef.h>

#include "bench/analysis/compare.h"
#include "bench/analysis/summary.h"
#include "bench/gate/verdict.h"
#include "bench/report/thresholds.h"
#include "runners/error.h"

enum junit_state {
	JUNIT_PASSED,
	JUNIT_FAILED,
	JUNIT_SKIPPED,            /* it isn't known whether it would pass */
};

struct junit_case {
	char name[320];
	enum junit_state state;
	char message[400];        /* why it isn't passed */
	double seconds;           /* 0: not known */
};

struct junit {
	const char *name;         /* of the suite: "simul gate" */
	const char *started;      /* 2026-01-31T12:00:00Z; NULL: now */
	struct junit_case *item;
	size_t cases;
};

/* A case for each cell: failed if samples failed and that isn't a threshold's to
 * judge, skipped if none ran. And one for each threshold in each cell, failed
 * if it is crossed. 0 or -ENOMEM, here and below; free it in both cases. */
int junit_of_summary(const struct summary *summary,
		     const struct thresholds *thresholds, struct junit *junit);

/* A case for each cell: failed if it is slower, skipped if that can't be
 * told. */
int junit_of_gate(const struct verdict *verdict, struct junit *junit);
int junit_of_compare(const struct compare *compare, struct junit *junit);
void junit_free(struct junit *junit);

/* For those who make cases. NULL: out of memory. */
struct junit_case *junit_add(struct junit *junit, enum junit_state state);

/* As save_write. */
int junit_save(const struct junit *junit, const char *path,
	       struct error *err);

#endif
