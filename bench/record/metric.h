/* metric.h - which time of a sample to compare between two programs. */
#ifndef SIMUL_METRIC_H
#define SIMUL_METRIC_H

enum metric {
	METRIC_WALL,             /* the run's time */
	METRIC_CPU,              /* the run's processor time, user + system */
};

/* Their names, in the order of the enum; NULL ends. */
extern const char *const metric_names[];

#endif
