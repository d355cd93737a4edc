/* fuzz_tasks.c - files of --export-tasks. */
#include "bench/page/page_tasks.h"
#include "bench/record/task_columns.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct page_timelines timelines = { 0 };
	struct error err = { "" };
	const char *path = fuzz_file(data, size);

	task_columns_in(path);
	fuzz_refusal(page_tasks_load(path, &timelines, &err), &err);
	page_timelines_free(&timelines);
	return 0;
}
