/* metric.c - the names of the metrics. */
#include "bench/record/metric.h"

#include <stddef.h>

const char *const metric_names[] = { "wall", "cpu", NULL };
