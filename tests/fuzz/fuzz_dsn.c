/* fuzz_dsn.c - the name of a database. */
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "workloads/dsn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct error err = { "" };
	struct dsn dsn = { 0 };

	fuzz_refusal(dsn_init(&dsn, text, &err), &err);
	dsn_term(&dsn);
	free(text);
	return 0;
}
