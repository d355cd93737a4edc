/* fuzz_history.c - histories. */
#include "bench/record/history.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history history;
	struct error err = { "" };
	const char *path = fuzz_file(data, size);

	history_init(&history);
	history_is(path);
	fuzz_refusal(history_load(path, &history, &err), &err);
	history_free(&history);
	return 0;
}
