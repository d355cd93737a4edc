/* rules.h - the rules of a gate, as the options of `simul gate` preset them. */
#ifndef SIMUL_RULES_H
#define SIMUL_RULES_H

#include "bench/gate/verdict.h"

static const struct verdict_rules verdict_rules_default = {
	.alpha = 0.01,
	.threshold = 0.025,
	.detect = 0.05,
	.power = 0.99,
};

#endif
