/* settings.h - what every job can be told, whatever its workload. */
#ifndef SIMUL_SETTINGS_H
#define SIMUL_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "runners/option.h"

#define TASKS_MAX       10000000
#define CONCURRENCY_MAX 1000000

/* With a duration, unless told otherwise. A sample is long then, and as few as
 * these have an interval of their median. */
#define DURATION_REPEAT 6

enum arrivals {
	ARRIVALS_POISSON,
	ARRIVALS_EVEN,
};

struct settings {
	char *workload;          /* in a job file */
	char *models;            /* a list, models.h */
	char *concurrency;       /* a list, counts.h */
	uint64_t tasks;          /* 0: as the workload has it; with a duration
				    the most */
	uint64_t duration_ns;    /* of a sample; 0: until all tasks are done */
	uint64_t chunk;
	uint64_t workers;        /* of event loops; 0: the processors */
	uint64_t offload;        /* threads beside each event loop */
	uint64_t repeat;
	struct rounds warmup;
	uint64_t deadline_ns;    /* for one sample, whole */
	uint64_t task_timeout_ns;  /* for one task; 0: none */
	bool fail_fast;
	double rate;             /* tasks a second; 0: a closed loop */
	int arrivals;            /* enum arrivals */
	int metric;              /* enum metric */
	uint64_t work_ns;        /* that a gate makes a sample do; 0: as it is */
	uint64_t processors;     /* that a gate binds to; 0: as the workers */
	uint64_t inject_pct;     /* a slow-down on purpose: slowdown.h */
};

/* What becomes of an option in the results. A row that says nothing changes
 * what is measured, and stands in the cell's column `options`. */
enum setting_role {
	SETTING_MEASURED,
	SETTING_COLUMN,          /* has a column of its own */
	SETTING_APART,           /* makes no sample another one */
};

extern const struct option_row settings_options[];

/* The settings that change what is measured and aren't as preset: "arrivals
 * even, fail-fast", or "". */
void settings_spell(const struct settings *set, char *buf, size_t size);

#endif
