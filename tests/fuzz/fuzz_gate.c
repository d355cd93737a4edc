/* fuzz_gate.c - the JSON document of a gate. */
#include "bench/page/page_gate.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct page_verdict verdict = { 0 };
	struct error err = { "" };
	const char *path = fuzz_file(data, size);

	page_gate_is(path);
	fuzz_refusal(page_gate_load(path, &verdict, &err), &err);
	page_verdict_free(&verdict);
	return 0;
}
