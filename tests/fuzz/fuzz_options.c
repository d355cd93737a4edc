/* fuzz_options.c - values of options, numbers with units, lists.
 *
 * A value that is taken is spelt, and what was spelt is taken as the same.
 */
#include <string.h>

#include "bench/plan/counts.h"
#include "bench/plan/models.h"
#include "runners/option.h"
#include "runners/units.h"
#include "tests/fuzz/fuzz.h"

struct values {
	bool flag;
	uint64_t count, bytes, duration, seed;
	double real, percent;
	int choice;
	char *text;
	struct texts texts;
};

static const char *const names[] = { "one", "two", "three", NULL };

#define FIELD(field) .offset = offsetof(struct values, field)

static const struct option_row rows[] = {
	{ .name = "flag", .kind = OPTION_FLAG, FIELD(flag) },
	{ .name = "count", .kind = OPTION_COUNT, FIELD(count), .most = 1e15 },
	{ .name = "bytes", .kind = OPTION_BYTES, FIELD(bytes), .most = 1e15 },
	{ .name = "duration", .kind = OPTION_DURATION, FIELD(duration),
	  .most = 1e15 },
	{ .name = "seed", .kind = OPTION_SEED, FIELD(seed), .preset = "1" },
	{ .name = "real", .kind = OPTION_REAL, FIELD(real), .least = -1e9,
	  .most = 1e9 },
	{ .name = "percent", .kind = OPTION_PERCENT, FIELD(percent),
	  .most = 1 },
	{ .name = "choice", .kind = OPTION_CHOICE, FIELD(choice),
	  .choices = names },
	{ .name = "text", .kind = OPTION_TEXT, FIELD(text) },
	{ .name = "texts", .kind = OPTION_TEXTS, FIELD(texts) },
	{ 0 }
};

static void try(const struct option_row *row, const char *text)
{
	struct values values = { 0 };
	struct error err = { "" };
	char spelt[UNITS_TEXT_SIZE * 2], again[sizeof(spelt)];
	int rc;

	option_presets(rows, &values);
	rc = option_set(row, &values, text, &err);
	fuzz_refusal(rc, &err);
	if (rc == 0 && row->kind < OPTION_TEXT) {
		option_spell(row, &values, spelt, sizeof(spelt));
		fuzz_holds(option_set(row, &values, spelt, &err) == 0,
			   "what was spelt is taken");
		option_spell(row, &values, again, sizeof(again));
		fuzz_holds(!strcmp(spelt, again), "and is spelt the same");
	}
	option_release(rows, &values);
}

static void lists(const char *text)
{
	struct model_list list = { 0 };
	struct counts counts = { 0 };
	struct error err = { "" };
	int rc = counts_parse("c", text, 1, 30000, &counts, &err);

	fuzz_refusal(rc, &err);
	for (size_t i = 1; rc == 0 && i < counts.count; i++)
		fuzz_holds(counts.item[i - 1] < counts.item[i], "ascending");
	fuzz_refusal(models_parse(text, &list, &err), &err);
	models_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	for (const struct option_row *row = rows; row->name; row++)
		try(row, text);
	lists(text);
	free(text);
	return 0;
}
