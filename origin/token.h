/* token.h - what only the processes of a run know. */
#ifndef SIMUL_TOKEN_H
#define SIMUL_TOKEN_H

#include <stdint.h>

#include "origin/origin.h"
#include "runners/error.h"

/* A new one: random, never 0, which is none. 0, or a negative errno with err. */
int token_new(uint64_t *token, struct error *err);

/* How paths begin that have this token: "/kQ3_s0aYb2x"; "" without one. */
void token_prefix(uint64_t token, char prefix[ORIGIN_PREFIX_SIZE]);

#endif
