/* test_option.c - options set from text, refused with reasons. */
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "runners/macros.h"
#include "runners/option.h"

enum arrivals { ARRIVALS_FIXED, ARRIVALS_POISSON, ARRIVALS_BURST };

struct sample {
	bool raw;
	uint64_t tasks, seed;
	uint64_t size, header;
	uint64_t latency, pause;
	double jitter, rate, drift;
	enum arrivals arrivals;
	struct rounds warmup;
	char *url, *note;
	struct texts models;
};

static const char *const arrivals[] = { "fixed", "poisson", "burst", NULL };

#define FIELD(field) .offset = offsetof(struct sample, field)

static const struct option_row table[] = {
	{ .name = "raw", .letter = 'r', .kind = OPTION_FLAG, FIELD(raw) },
	{ .name = "tasks", .kind = OPTION_COUNT, FIELD(tasks),
	  .preset = "1_000", .least = 1, .most = 1e7 },
	{ .name = "seed", .kind = OPTION_COUNT, FIELD(seed) },
	{ .name = "size", .kind = OPTION_BYTES, FIELD(size),
	  .preset = "64KiB" },
	{ .name = "header", .kind = OPTION_BYTES, FIELD(header),
	  .preset = "1KiB", .least = 1, .most = 16384 },
	{ .name = "latency", .kind = OPTION_DURATION, FIELD(latency),
	  .preset = "50ms", .most = 3600e9 },
	{ .name = "pause", .kind = OPTION_DURATION, FIELD(pause),
	  .preset = "1us", .least = 1000 },
	{ .name = "jitter", .kind = OPTION_REAL, FIELD(jitter), .most = 1 },
	{ .name = "rate", .kind = OPTION_REAL, FIELD(rate) },
	{ .name = "drift", .kind = OPTION_REAL, FIELD(drift),
	  .least = -DBL_MAX },
	{ .name = "arrivals", .kind = OPTION_CHOICE, FIELD(arrivals),
	  .preset = "poisson", .choices = arrivals },
	{ .name = "warmup", .kind = OPTION_ROUNDS, FIELD(warmup),
	  .preset = "1", .most = 10 },
	{ .name = "url", .kind = OPTION_TEXT, FIELD(url),
	  .preset = "http://127.0.0.1/" },
	{ .name = "note", .kind = OPTION_TEXT, FIELD(note) },
	{ .name = "model", .kind = OPTION_TEXTS, FIELD(models) },
	{ .name = NULL },
};

static int set(struct sample *s, const char *name, const char *text)
{
	struct error err;

	return option_set(option_find(table, name), s, text, &err);
}

static void check_refused(const char *name, const char *text, int code,
			  const char *sentence)
{
	struct sample s, before;
	struct error err = { "" };
	int rc;

	option_presets(table, &s);
	memcpy(&before, &s, sizeof s);
	rc = option_set(option_find(table, name), &s, text, &err);
	cr_expect_eq(rc, code, "--%s '%s': %d", name, text, rc);
	cr_expect_str_eq(err.text, sentence);
	cr_expect_eq(memcmp(&s, &before, sizeof s), 0, "--%s changed", name);
	option_release(table, &s);
}

Test(option, presets_set_every_field_whatever_the_memory_held)
{
	struct sample s;

	memset(&s, 0xa5, sizeof s);
	option_presets(table, &s);
	cr_expect_eq(s.raw, false);
	cr_expect_eq(s.tasks, 1000);
	cr_expect_eq(s.seed, 0);
	cr_expect_eq(s.size, 65536);
	cr_expect_eq(s.header, 1024);
	cr_expect_eq(s.latency, 50000000);
	cr_expect_eq(s.pause, 1000);
	cr_expect(s.jitter == 0);
	cr_expect(s.rate == 0);
	cr_expect_eq(s.arrivals, ARRIVALS_POISSON);
	cr_expect_str_eq(s.url, "http://127.0.0.1/");
	cr_expect_null(s.note);
	cr_expect_null(s.models.item);
	cr_expect_eq(s.models.count, 0);
	option_release(table, &s);
}

Test(option, a_second_name_of_a_field_leaves_its_preset)
{
	static const struct option_row twice[] = {
		{ .name = "tasks", .kind = OPTION_COUNT, FIELD(tasks),
		  .preset = "7" },
		{ .name = "n", .kind = OPTION_COUNT, FIELD(tasks) },
		{ .name = NULL },
	};
	struct sample s;

	option_presets(twice, &s);
	cr_expect_eq(s.tasks, 7);
}

Test(option, a_preset_that_is_refused_aborts, .signal = SIGABRT)
{
	static const struct option_row wrong[] = {
		{ .name = "tasks", .kind = OPTION_COUNT, FIELD(tasks),
		  .preset = "0", .least = 1 },
		{ .name = NULL },
	};
	struct sample s;

	option_presets(wrong, &s);
}

Test(option, a_flag_is_yes_or_no_in_several_words)
{
	static const char *const yes[] = { "yes", "true", "on", "1", "" };
	static const char *const no[] = { "no", "false", "off", "0" };
	struct sample s = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		s.raw = false;
		cr_expect_eq(set(&s, "raw", yes[i]), 0, "'%s'", yes[i]);
		cr_expect_eq(s.raw, true, "'%s'", yes[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(no); i++) {
		s.raw = true;
		cr_expect_eq(set(&s, "raw", no[i]), 0, "'%s'", no[i]);
		cr_expect_eq(s.raw, false, "'%s'", no[i]);
	}
	cr_expect_eq(set(&s, "raw", NULL), 0);
	cr_expect_eq(s.raw, true, "no text at all is yes");
	check_refused("raw", "maybe", -EINVAL,
		      "'--raw' takes yes or no, not 'maybe'");
	check_refused("raw", "2", -EINVAL,
		      "'--raw' takes yes or no, not '2'");
}

Test(option, numbers_are_set_in_the_units_of_their_kind)
{
	struct sample s = { 0 };

	cr_expect_eq(set(&s, "tasks", "10_000_000"), 0);
	cr_expect_eq(s.tasks, 10000000);
	cr_expect_eq(set(&s, "size", "1.5MiB"), 0);
	cr_expect_eq(s.size, 3 << 19);
	cr_expect_eq(set(&s, "latency", "2.5ms"), 0);
	cr_expect_eq(s.latency, 2500000);
	cr_expect_eq(set(&s, "jitter", "0.05"), 0);
	cr_expect(s.jitter == 0.05);
	cr_expect_eq(set(&s, "drift", "-1e-3"), 0);
	cr_expect(s.drift == -1e-3);
}

Test(option, both_bounds_are_inside)
{
	struct sample s = { 0 };

	cr_expect_eq(set(&s, "tasks", "1"), 0);
	cr_expect_eq(set(&s, "tasks", "10000000"), 0);
	cr_expect_eq(set(&s, "tasks", "10000001"), -ERANGE);
	cr_expect_eq(set(&s, "header", "16KiB"), 0);
	cr_expect_eq(set(&s, "latency", "1h"), 0);
	cr_expect_eq(set(&s, "jitter", "0"), 0);
	cr_expect_eq(set(&s, "jitter", "1"), 0);
	cr_expect_eq(set(&s, "pause", "1us"), 0);
	cr_expect_eq(set(&s, "pause", "999ns"), -ERANGE);
}

Test(option, a_bound_past_53_bits_is_exact)
{
	static const struct option_row o = { .name = "n", .kind = OPTION_COUNT,
					 .most = 0x1p53 };
	uint64_t n = 0;

	cr_expect_eq(option_set(&o, &n, "9007199254740992", NULL), 0);
	cr_expect_eq(option_set(&o, &n, "9007199254740993", NULL), -ERANGE);
}

Test(option, without_a_bound_all_of_64_bits_is_taken)
{
	struct sample s = { 0 };

	cr_expect_eq(set(&s, "seed", "18446744073709551615"), 0);
	cr_expect_eq(s.seed, UINT64_MAX);
}

Test(option, a_refused_count_is_told_its_bounds)
{
	check_refused("tasks", "0", -ERANGE, "'--tasks' takes a whole number "
		      "from 1 to 10000000, not '0'");
	check_refused("tasks", "99999999999999999999", -ERANGE, "'--tasks' "
		      "takes a whole number from 1 to 10000000, "
		      "not '99999999999999999999'");
	check_refused("tasks", "1e3", -EINVAL, "'--tasks' takes a whole "
		      "number from 1 to 10000000, not '1e3'");
	check_refused("seed", "", -EINVAL,
		      "'--seed' takes a whole number, not ''");
	check_refused("seed", "18446744073709551616", -ERANGE, "'--seed' "
		      "takes a whole number up to 18446744073709551615, "
		      "not '18446744073709551616'");
}

Test(option, a_refused_size_is_told_an_example_or_its_bounds)
{
	check_refused("size", "12Q", -EINVAL,
		      "'--size' takes a size such as '1KiB' (kB, MB, GB: 1000s; "
		      "KiB, MiB, GiB or K, M, G: 1024s), not '12Q'");
	check_refused("size", "0.1KiB", -EINVAL,
		      "'--size' takes a whole number of bytes, not '0.1KiB'");
	check_refused("header", "0", -ERANGE,
		      "'--header' takes a size from 1B to 16KiB, not '0'");
	check_refused("header", "16385", -ERANGE,
		      "'--header' takes a size from 1B to 16KiB, not '16385'");
}

Test(option, the_example_of_a_size_is_one_that_is_taken)
{
	struct sample s = { 0 };

	check_refused("header", "big", -EINVAL,
		      "'--header' takes a size such as '1KiB' (kB, MB, GB: 1000s; "
		      "KiB, MiB, GiB or K, M, G: 1024s), not 'big'");
	cr_expect_eq(set(&s, "header", "1KiB"), 0);
}

Test(option, rounds_are_a_number_or_a_time)
{
	static const struct {
		const char *text, *spelt;
		struct rounds rounds;
	} good[] = {
		{ "0", "0", { 0, 0 } },
		{ "10", "10", { 10, 0 } },
		{ "2s", "2s", { 0, 2000000000 } },
		{ "1.5ms", "1500us", { 0, 1500000 } },
		{ "0s", "0", { 0, 0 } },
	};
	struct sample s;

	option_presets(table, &s);
	cr_expect_eq(s.warmup.count, 1);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		char text[64];

		cr_expect_eq(set(&s, "warmup", good[i].text), 0, "%s",
			     good[i].text);
		cr_expect_eq(s.warmup.count, good[i].rounds.count, "%s",
			     good[i].text);
		cr_expect_eq(s.warmup.ns, good[i].rounds.ns, "%s",
			     good[i].text);
		option_spell(option_find(table, "warmup"), &s, text,
			     sizeof(text));
		cr_expect_str_eq(text, good[i].spelt);
	}
	option_release(table, &s);
	check_refused("warmup", "11", -ERANGE, "'--warmup' takes a whole "
		      "number or a duration from 0 to 10, not '11'");
	check_refused("warmup", "2x", -EINVAL, "'--warmup' takes a number of "
		      "rounds, or a duration: '2s', not '2x'");
}

Test(option, a_refused_duration_is_told_of_units_or_its_bounds)
{
	check_refused("latency", "50", -EINVAL, "'--latency' takes a duration "
		      "with a unit: '50ms', '2s', not '50'");
	check_refused("latency", "0.5ns", -EINVAL, "'--latency' takes a whole "
		      "number of nanoseconds, not '0.5ns'");
	check_refused("latency", "61min", -ERANGE,
		      "'--latency' takes a duration from 0 to 1h, not '61min'");
	check_refused("pause", "0", -ERANGE,
		      "'--pause' takes a duration of at least 1us, not '0'");
}

Test(option, a_refused_real_is_told_its_bounds)
{
	check_refused("jitter", "1.5", -ERANGE,
		      "'--jitter' takes a number from 0 to 1, not '1.5'");
	check_refused("jitter", "nan", -EINVAL,
		      "'--jitter' takes a number from 0 to 1, not 'nan'");
	check_refused("rate", "-1", -ERANGE,
		      "'--rate' takes a number of at least 0, not '-1'");
	check_refused("rate", "1e999", -ERANGE, "'--rate' takes a number up "
		      "to 1.7976931348623157e+308, not '1e999'");
}

Test(option, a_choice_is_the_index_of_its_name)
{
	struct sample s = { 0 };

	cr_expect_eq(set(&s, "arrivals", "burst"), 0);
	cr_expect_eq(s.arrivals, ARRIVALS_BURST);
	cr_expect_eq(set(&s, "arrivals", "fixed"), 0);
	cr_expect_eq(s.arrivals, ARRIVALS_FIXED);
}

Test(option, a_refused_choice_is_told_all_of_them_and_the_nearest)
{
	check_refused("arrivals", "poison", -EINVAL, "'--arrivals' takes "
		      "'fixed', 'poisson' or 'burst', not 'poison': "
		      "did you mean 'poisson'?");
	check_refused("arrivals", "uniform", -EINVAL, "'--arrivals' takes "
		      "'fixed', 'poisson' or 'burst', not 'uniform'");
	check_refused("arrivals", "", -EINVAL, "'--arrivals' takes "
		      "'fixed', 'poisson' or 'burst', not ''");
}

Test(option, more_choices_than_a_sentence_holds_are_cut)
{
	static const char long_name[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	const char *many[40];
	struct option_row o = { .name = "o", .kind = OPTION_CHOICE,
			    .choices = many };
	struct error err;
	int choice = 5;

	for (size_t i = 0; i < ARRAY_SIZE(many) - 1; i++)
		many[i] = long_name;
	many[ARRAY_SIZE(many) - 1] = NULL;
	cr_expect_eq(option_set(&o, &choice, "none", &err), -EINVAL);
	cr_expect_eq(choice, 5);
	cr_expect_not_null(strstr(err.text, ", not 'none'"));
}

Test(option, a_long_text_is_quoted_in_part)
{
	struct error err;
	struct sample s = { 0 };
	char text[2000];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	cr_expect_eq(option_set(option_find(table, "seed"), &s, text, &err),
		     -EINVAL);
	cr_expect_not_null(strstr(err.text, "xxx...'"));
	cr_expect_lt(strlen(err.text), 200);
}

Test(option, a_text_replaces_the_one_before)
{
	struct sample s;

	option_presets(table, &s);
	cr_expect_eq(set(&s, "url", "http://127.0.0.1:8080/"), 0);
	cr_expect_eq(set(&s, "url", s.url), 0, "also by itself");
	cr_expect_str_eq(s.url, "http://127.0.0.1:8080/");
	cr_expect_eq(set(&s, "url", ""), 0);
	cr_expect_str_eq(s.url, "");
	option_release(table, &s);
}

Test(option, texts_gather_in_the_order_given)
{
	struct sample s;

	option_presets(table, &s);
	cr_expect_eq(set(&s, "model", "serial"), 0);
	cr_expect_eq(set(&s, "model", "async"), 0);
	cr_assert_eq(s.models.count, 2);
	cr_expect_str_eq(s.models.item[0], "serial");
	cr_expect_str_eq(s.models.item[1], "async");
	option_release(table, &s);
}

Test(option, release_leaves_no_texts_and_can_be_repeated)
{
	struct sample s;

	option_presets(table, &s);
	cr_expect_eq(set(&s, "model", "serial"), 0);
	option_release(table, &s);
	cr_expect_null(s.url);
	cr_expect_null(s.models.item);
	cr_expect_eq(s.models.count, 0);
	cr_expect_eq(s.tasks, 1000, "numbers stay");
	option_release(table, &s);
}

Test(option, texts_that_are_replaced_or_released_are_freed)
{
	char text[1000];
	struct sample s;
	size_t before, after;
	int failed = 0;

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	before = mallinfo2().uordblks;
	for (int i = 0; i < 1000; i++) {
		option_presets(table, &s);
		failed |= set(&s, "url", text) | set(&s, "url", text);
		failed |= set(&s, "model", text) | set(&s, "model", text);
		option_release(table, &s);
	}
	after = mallinfo2().uordblks;
	cr_expect_eq(failed, 0);
	cr_expect_lt(after, before + 10 * sizeof text);
}

Test(option, find_knows_whole_names_only)
{
	cr_expect_eq(option_find(table, "tasks"), &table[1]);
	cr_expect_null(option_find(table, "task"));
	cr_expect_null(option_find(table, "tasks2"));
	cr_expect_null(option_find(table, ""));
}

/* Every field of every kind, each with all bits set before. */
struct kinds {
	int choice;
	uint64_t seed;
	double share;
	char *text[6];
};

static const struct option_row kinds[] = {
	{ .name = "choice", .kind = OPTION_CHOICE, .choices = arrivals,
	  .offset = offsetof(struct kinds, choice) },
	{ .name = "seed", .kind = OPTION_SEED,
	  .offset = offsetof(struct kinds, seed) },
	{ .name = "share", .kind = OPTION_PERCENT, .least = 1e-4, .most = 1,
	  .preset = "2.5%", .offset = offsetof(struct kinds, share) },
	{ .name = "list", .kind = OPTION_LIST, .preset = "1,2,4..64",
	  .offset = offsetof(struct kinds, text[0]) },
	{ .name = "models", .kind = OPTION_MODELS,
	  .offset = offsetof(struct kinds, text[1]) },
	{ .name = "sections", .kind = OPTION_SECTIONS,
	  .offset = offsetof(struct kinds, text[2]) },
	{ .name = "workload", .kind = OPTION_WORKLOAD,
	  .offset = offsetof(struct kinds, text[3]) },
	{ .name = "file", .kind = OPTION_FILE,
	  .offset = offsetof(struct kinds, text[4]) },
	{ .name = "directory", .kind = OPTION_DIRECTORY,
	  .offset = offsetof(struct kinds, text[5]) },
	{ .name = NULL },
};

Test(option, a_choice_without_a_preset_is_none)
{
	struct kinds k;

	memset(&k, 0xa5, sizeof k);
	option_presets(kinds, &k);
	cr_expect_eq(k.choice, -1);
	option_release(kinds, &k);
}

Test(option, a_seed_that_is_not_given_is_a_new_one)
{
	struct kinds k, other;

	option_presets(kinds, &k);
	option_presets(kinds, &other);
	cr_expect_neq(k.seed, other.seed);
	cr_expect_lt(k.seed, 1000000000);
	cr_expect_eq(option_set(&kinds[1], &k, "18446744073709551615", NULL),
		     0);
	cr_expect_eq(k.seed, UINT64_MAX);
	option_release(kinds, &k);
	option_release(kinds, &other);
}

Test(option, a_seed_may_have_a_preset)
{
	static const struct option_row row[] = {
		{ .name = "seed", .kind = OPTION_SEED, .preset = "7",
		  .offset = offsetof(struct kinds, seed) },
		{ .name = NULL },
	};
	struct kinds k;

	option_presets(row, &k);
	cr_expect_eq(k.seed, 7);
}

Test(option, percentages_need_their_sign)
{
	static const char *const bad[] = { "0.05", "5", "%", "-5%", "0%",
					   "1e9%", "five%", "5%%", "", "nan%",
					   "0.009%", "100.1%" };
	const struct option_row *row = option_find(kinds, "share");
	struct kinds k = { .share = 7.0 };
	struct error err;

	cr_expect_eq(option_set(row, &k, "2.5%", &err), 0);
	cr_expect_float_eq(k.share, 0.025, 1e-15);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_expect_lt(option_set(row, &k, bad[i], &err), 0, "%s",
			     bad[i]);
	cr_expect_float_eq(k.share, 0.025, 1e-15, "a refusal changed it");
	cr_expect_eq(option_set(row, &k, "0.01%", &err), 0);
	cr_expect_eq(option_set(row, &k, "100%", &err), 0);
}

Test(option, a_refused_percentage_is_told_an_example_or_its_bounds)
{
	const struct option_row *row = option_find(kinds, "share");
	struct kinds k;
	struct error err;

	option_set(row, &k, "5", &err);
	cr_expect_str_eq(err.text, "'--share' takes a percentage such as "
				   "'2.5%', not '5'");
	option_set(row, &k, "101%", &err);
	cr_expect_str_eq(err.text, "'--share' takes a percentage from 0.01% "
				   "to 100%, not '101%'");
}

Test(option, kinds_of_texts_are_kept_and_freed_as_texts)
{
	struct kinds k;

	memset(&k, 0xa5, sizeof k);
	option_presets(kinds, &k);
	cr_expect_str_eq(k.text[0], "1,2,4..64");
	for (size_t i = 3; kinds[i].name; i++) {
		cr_expect_eq(option_set(&kinds[i], &k, kinds[i].name, NULL),
			     0);
		cr_expect_str_eq(k.text[i - 3], kinds[i].name);
	}
	option_release(kinds, &k);
	for (size_t i = 0; i < ARRAY_SIZE(k.text); i++)
		cr_expect_null(k.text[i], "%zu", i);
}

Test(option, kinds_with_a_spelling_of_their_own_tell_it)
{
	cr_expect_not_null(strstr(option_value(OPTION_DURATION), "50ms"));
	cr_expect_not_null(strstr(option_value(OPTION_BYTES), "1KiB"));
	cr_expect_not_null(strstr(option_value(OPTION_PERCENT), "2.5%"));
	cr_expect_not_null(strstr(option_value(OPTION_LIST), "1,2,4..64"));
	cr_expect_null(option_value(OPTION_COUNT));
	cr_expect_null(option_value(OPTION_DIRECTORY));
}

/* What is set, and how it is spelt; set again from that, it is spelt alike. */
Test(option, a_value_is_spelt_as_it_can_be_set)
{
	static const struct {
		const char *name, *text, *spelt;
	} set_to[] = {
		{ "raw", "on", "yes" },
		{ "raw", "off", "no" },
		{ "tasks", "10_000", "10000" },
		{ "size", "65536", "64KiB" },
		{ "latency", "1500us", "1500us" },
		{ "jitter", "0.25", "0.25" },
		{ "drift", "-1e-3", "-0.001" },
		{ "arrivals", "burst", "burst" },
		{ "url", "http://127.0.0.1:80/", "http://127.0.0.1:80/" },
	};
	char buf[64];

	for (size_t i = 0; i < ARRAY_SIZE(set_to); i++) {
		const struct option_row *row = option_find(table,
							   set_to[i].name);
		struct sample s;

		option_presets(table, &s);
		for (int again = 0; again < 2; again++) {
			cr_assert_eq(set(&s, row->name, again ? buf
							      : set_to[i].text),
				     0);
			option_spell(row, &s, buf, sizeof(buf));
			cr_expect_str_eq(buf, set_to[i].spelt, "--%s",
					 row->name);
		}
		option_release(table, &s);
	}
}

Test(option, what_was_never_set_is_spelt_as_nothing_and_texts_are_joined)
{
	struct sample s;
	char buf[8];

	option_presets(table, &s);
	option_spell(option_find(table, "note"), &s, buf, sizeof(buf));
	cr_expect_str_eq(buf, "");
	option_spell(option_find(table, "model"), &s, buf, sizeof(buf));
	cr_expect_str_eq(buf, "");
	set(&s, "model", "a");
	set(&s, "model", "bcdefghijk");
	option_spell(option_find(table, "model"), &s, buf, sizeof(buf));
	cr_expect_str_eq(buf, "a,bcdef", "cut");
	option_release(table, &s);
}
