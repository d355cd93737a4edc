/* target.h - what a request's URL asks for. */
#ifndef SIMUL_TARGET_H
#define SIMUL_TARGET_H

#include <stdint.h>

#include "runners/error.h"

/* The longest body and the longest latency. */
#define TARGET_MAX_BYTES      (UINT64_C(1) << 40)
#define TARGET_MAX_LATENCY_US UINT64_C(3600000000)

enum target_kind {
	TARGET_PAGE,
	TARGET_BYTES,
	TARGET_CHUNKED,
	TARGET_SUM,
	TARGET_STATUS,
	TARGET_REDIRECT,
	TARGET_CLOSE,
	TARGET_RESET,
	TARGET_CUT,
	TARGET_STALL,
};

struct target {
	enum target_kind kind;
	uint64_t number;        /* N or CODE */
	uint64_t latency_us;
	char *to;               /* of a redirect, decoded; else NULL */
};

/* The page that lists the paths. */
extern const char target_page[];

/* Parses a URL's path and its query (NULL: none), strictly. Returns 0,
 * -ENOENT (no such path), -EINVAL (a number or a parameter is wrong) or
 * -ENOMEM; then err says what would be right and the target is that of '/'. */
int target_parse(struct target *target, const char *path, const char *query,
		 struct error *err);

/* Frees what it holds and makes it the target of '/'. */
void target_release(struct target *target);

#endif
