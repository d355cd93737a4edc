/* metric.h - which time of a sample is compared with another program's. */
#ifndef SIMUL_METRIC_H
#define SIMUL_METRIC_H

enum metric {
	METRIC_WALL,             /* the time of run */
	METRIC_CPU,              /* the processor time in it, user + system */
};

/* The names, in the order of the enum, up to a NULL: an option's choices. */
extern const char *const metric_names[];

#endif
