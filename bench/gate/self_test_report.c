/* self_test_report.c - the rates as sentences. */
#include "bench/gate/self_test.h"

static void print_rate(const struct self_test_rate *r, const char *what,
		       const char *hits, const char *limit, FILE *stream)
{
	fprintf(stream,
		"%s: %zu of %zu trial gates %s: %.2f %%, 95 %% interval "
		"%.2f..%.2f %%;\n  %s %.2f %% with 95 %% confidence, worth "
		"%zu independent trials (passed: %zu, inconclusive: %zu)\n",
		what, r->hits, r->trials, hits,
		100.0 * (double)r->hits / (double)r->trials, 100.0 * r->low,
		100.0 * r->high, limit, 100.0 * r->limit, r->worth, r->pass,
		r->open);
}

void self_test_print(const struct self_test *test, FILE *stream)
{
	print_rate(&test->alarms, "nothing changed", "alarm", "at most",
		   stream);
	print_rate(&test->found, "one cell slowed down", "find it",
		   "at least", stream);
	fprintf(stream,
		"the slow-down was %.1f to %.1f %% (median of pairs, cell by "
		"cell)\n",
		100.0 * (test->least - 1.0), 100.0 * (test->most - 1.0));
	fprintf(stream,
		"a test had %.1f pairs in the mean; %zu logs, which are the "
		"unit of the intervals, have room for %zu\n",
		test->pairs, test->logs, test->room);
	switch (test->outcome) {
	case OUTCOME_PASS:
		fprintf(stream, "pass: alarms at most %g %%, found at least "
				"%g %%\n",
			100.0 * SELF_TEST_ALARMS, 100.0 * SELF_TEST_POWER);
		break;
	case OUTCOME_REGRESSION:
		fprintf(stream, "FAILED: more than %g %% alarms\n",
			100.0 * SELF_TEST_ALARMS);
		break;
	case OUTCOME_INCONCLUSIVE:
		fprintf(stream,
			"inconclusive: neither shown to keep to %g %% of "
			"alarms and %g %% found, nor that it alarms more\n",
			100.0 * SELF_TEST_ALARMS, 100.0 * SELF_TEST_POWER);
		break;
	}
}
