/* fuzz.h - common to the targets: libFuzzer's entry, inputs as files and as
 * texts.
 *
 * A target calls a parser as the program does, and aborts if what came back
 * breaks a promise of its header: crashes, leaks and overruns are found by the
 * sanitizers.
 */
#ifndef SIMUL_FUZZ_H
#define SIMUL_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "runners/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A path under which the input can be read, until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* The input as a text that ends at its first NUL; to be freed. */
char *fuzz_text(const uint8_t *data, size_t size);

/* Aborts with the sentence unless it holds. */
static inline void fuzz_holds(int holds, const char *promise)
{
	if (holds)
		return;
	fprintf(stderr, "broken: %s\n", promise);
	abort();
}

/* What every parser promises: 0, or a negative errno with a sentence. */
static inline void fuzz_refusal(int rc, const struct error *err)
{
	fuzz_holds(rc <= 0, "0 or a negative errno");
	fuzz_holds(rc == 0 || err->text[0], "a failure has a sentence");
}

#endif
