/* fuzz_pairs.c - logs of pairs, and the verdict over them. */
#include "bench/gate/pairs.h"
#include "tests/fuzz/fuzz.h"

static void read_cell(const struct pairs *pairs, size_t cell)
{
	char name[PAIRS_NAME_SIZE];

	pairs_name(&pairs->cell[cell], name);
	for (int stage = 0; stage < PAIR_STAGES; stage++) {
		size_t n = pairs_count(pairs, cell, (enum pair_stage)stage);
		double *x = calloc(n + 1, sizeof(*x));

		if (!x)
			abort();
		pairs_ln_ratios(pairs, cell, (enum pair_stage)stage, x);
		pairs_median_ns(pairs, cell, (enum pair_stage)stage, true);
		free(x);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pairs pairs = { 0 };
	struct error err = { "" };
	int rc = pairs_load(fuzz_file(data, size), &pairs, &err);

	fuzz_refusal(rc, &err);
	for (size_t i = 0; rc == 0 && i < pairs.cells; i++)
		read_cell(&pairs, i);
	pairs_free(&pairs);
	return 0;
}
