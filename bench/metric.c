/* metric.c - the names of the metrics. */
#include "bench/metric.h"

#include <stddef.h>

const char *const metric_names[] = { "wall", "cpu", NULL };
