/* fuzz_results.c - results as CSV: what was read is written and read again. */
#include <unistd.h>

#include "bench/record/csv.h"
#include "tests/fuzz/fuzz.h"

static char *saved(const struct results *results, size_t *size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	if (!out || csv_put(results, out) < 0 || fclose(out) != 0)
		abort();
	return text;
}

static void round_trip(const struct results *results)
{
	struct results again;
	struct error err = { "" };
	size_t size;
	char *text = saved(results, &size);

	results_init(&again);
	fuzz_holds(csv_load(fuzz_file((const uint8_t *)text, size), &again,
			    &err) == 0, err.text);
	fuzz_holds(again.samples == results->samples &&
		   again.cells == results->cells, "all samples come back");
	results_free(&again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct results results;
	struct error err = { "" };
	int rc;

	results_init(&results);
	rc = csv_load(fuzz_file(data, size), &results, &err);
	fuzz_refusal(rc, &err);
	if (rc == 0)
		round_trip(&results);
	results_free(&results);
	return 0;
}
