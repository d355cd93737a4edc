/* test_csv.c - saved files load unchanged, and broken files are refused. */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>

#include "bench/record/columns.h"
#include "bench/record/csv.h"
#include "runners/macros.h"
#include "tests/made.h"

struct file {
	char directory[64];
	char path[96];
};

static void open_file(struct file *f)
{
	made_directory(f->directory, sizeof(f->directory));
	snprintf(f->path, sizeof(f->path), "%s/a.csv", f->directory);
}

static void close_file(const struct file *f)
{
	unlink(f->path);
	rmdir(f->directory);
}

/* What csv_save writes for these results, for free(). */
static char *saved(const struct results *r, size_t *size)
{
	struct error err = { "" };
	struct file f;
	char *text;

	open_file(&f);
	cr_assert_eq(csv_save(r, f.path, &err), 0, "%s", err.text);
	text = made_read(f.path, size);
	close_file(&f);
	return text;
}

static char *saved_good(size_t *size)
{
	struct results r;
	char *text;

	made_results(&r);
	text = saved(&r, size);
	results_free(&r);
	return text;
}

static int load_text(const char *text, size_t size, struct results *r,
		     struct error *err)
{
	struct file f;
	char *name;
	int rc;

	open_file(&f);
	made_write(f.path, text, size);
	results_init(r);
	rc = csv_load(f.path, r, err);
	/* Without the directory, so that tests can name the sentence. */
	name = strstr(err->text, f.path);
	if (name)
		memmove(name, name + strlen(f.directory) + 1,
			strlen(name + strlen(f.directory) + 1) + 1);
	close_file(&f);
	return rc;
}

static void check_same(const struct results *a, const struct results *b)
{
	cr_assert_eq(a->cells, b->cells);
	cr_assert_eq(a->samples, b->samples);
	for (size_t i = 0; i < a->samples; i++)
		for (size_t k = 0; k < columns_count; k++)
			cr_expect(columns_equal(
					  &columns[k],
					  columns_owner(&columns[k], a,
							&a->sample[i]),
					  columns_owner(&columns[k], b,
							&b->sample[i])),
				  "sample %zu: %s", i, columns[k].name);
}

static void check_round_trip(const struct results *r)
{
	struct error err = { "" };
	struct results back;
	size_t size;
	char *text = saved(r, &size);

	cr_assert_eq(load_text(text, size, &back, &err), 0, "%s", err.text);
	check_same(r, &back);
	results_free(&back);
	free(text);
}

Test(csv, what_was_saved_is_loaded)
{
	struct results r;

	made_results(&r);
	check_round_trip(&r);
	results_free(&r);
}

Test(csv, awkward_texts_come_back_as_they_were)
{
	static const char *const awkward[] = {
		"\"", "\"\"", "a,b", "\n", "\r", "\r\n", "two\r\nlines",
		" spaces ", "\t", "\xc3\xa4\xe2\x82\xac", "cut \xe2\x82",
		"'", ";", "\\", "=1+1", ",", "\",\"", "\x01\x1b[31m", "#",
		"a\"b", "ends with \"", "\n\n\n", " ", "",
	};
	struct results r;

	made_results(&r);
	for (size_t i = 0; i < ARRAY_SIZE(awkward); i++) {
		snprintf(r.sample[i].reason, sizeof(r.sample[i].reason), "%s",
			 awkward[i]);
		snprintf(r.sample[i].first_value,
			 sizeof(r.sample[i].first_value), "%s", awkward[i]);
	}
	strcpy(r.cell[1].job, "name, with \"quotes\"\nand lines");
	strcpy(r.env.cpu, "CPU, of 3\" width");
	check_round_trip(&r);
	results_free(&r);
}

Test(csv, numbers_come_back_to_the_last_bit)
{
	struct results r;

	made_results(&r);
	r.env.seed = UINT64_MAX;
	r.env.load = 0.1;
	r.env.quota = 1.0 / 3.0;
	r.cell[1].rate = 1e-300;
	r.cell[2].rate = 12345678.9;
	r.sample[0].run_ns = UINT64_MAX;
	r.sample[1].run_ns = (UINT64_C(1) << 53) + 1;
	r.sample[2].digest = UINT64_MAX;
	r.sample[3].digest = 0;
	r.sample[4].state = SAMPLE_FAILED;
	r.sample[5].state = SAMPLE_CANCELLED;
	r.sample[6].times = times_make((uint64_t[]){ UINT64_MAX, 0, 7 }, 3);
	check_round_trip(&r);
	results_free(&r);
}

Test(csv, a_text_that_fills_its_field_comes_back)
{
	struct results r;

	made_results(&r);
	memset(r.sample[0].reason, '"', sizeof(r.sample[0].reason) - 1);
	memset(r.cell[0].job, ',', sizeof(r.cell[0].job) - 1);
	check_round_trip(&r);
	results_free(&r);
}

Test(csv, rows_stand_cell_by_cell_and_ends_of_lines_are_crlf)
{
	struct results r, back;
	struct error err;
	size_t size, lines = 0;
	char *text;

	results_init(&r);
	made_environment(&r.env);
	made_cell(&r, "serial", 1, 1);
	made_cell(&r, "async", 5, 1);
	made_cell(&r, "threads", 5, 5); /* without any sample */
	for (size_t i = 0; i < 6; i++)
		made_sample(&r, 1 - i % 2, 1000 + i, 1000);
	text = saved(&r, &size);
	for (size_t i = 0; i < size; i++) {
		if (text[i] != '\n')
			continue;
		lines++;
		cr_expect_eq(text[i - 1], '\r');
	}
	cr_expect_eq(lines, 7);
	cr_assert_eq(load_text(text, size, &back, &err), 0);
	cr_expect_eq(back.cells, 2);
	for (size_t i = 0; i < 6; i++)
		cr_expect_eq(back.sample[i].cell, i / 3);
	cr_expect_eq(back.sample[0].run_ns, 1001);
	cr_expect_eq(back.sample[3].run_ns, 1000);
	results_free(&back);
	results_free(&r);
	free(text);
}

/* --- files of older schemas --- */

static void load_kept(const char *path, struct results *r)
{
	struct error err = { "" };

	results_init(r);
	cr_assert_eq(csv_load(path, r, &err), 0, "%s", err.text);
}

Test(csv, a_file_of_the_newest_schema_is_written_back_to_the_byte)
{
	struct results r;
	size_t size, again;
	char *text = made_read(SIMUL_TESTS "/data/results-4.csv", &size);
	char *back;

	load_kept(SIMUL_TESTS "/data/results-4.csv", &r);
	back = saved(&r, &again);
	cr_assert_eq(again, size);
	cr_assert_eq(memcmp(back, text, size), 0);
	results_free(&r);
	free(back);
	free(text);
}

/* They lack "waiting_known" too. */
Test(csv, the_first_files_are_read)
{
	struct results r;

	load_kept(SIMUL_TESTS "/data/results-1-first.csv", &r);
	cr_expect_eq(r.samples, 182);
	for (size_t i = 0; i < r.cells; i++)
		cr_expect_not(r.cell[i].waiting_known);
	results_free(&r);
}

/* What schema 4 brought: connections but for how many they are, and times. */
static void forget_connections(struct sample *s)
{
	s->fetches = s->hosts = s->handshakes = 0;
	s->connect_ns = s->tls_ns = s->http_version = 0;
	free(s->times);
	s->times = NULL;
}

/* Whether the file has what results-4.csv has, but for these columns. */
static void check_older(const char *path, const char *const *lacks)
{
	struct results old, new;

	load_kept(path, &old);
	load_kept(SIMUL_TESTS "/data/results-4.csv", &new);
	cr_assert_eq(old.env.schema, RESULTS_SCHEMA);
	for (; *lacks; lacks++)
		for (size_t i = 0; i < new.samples; i++) {
			struct sample *s = &new.sample[i];

			if (strcmp(*lacks, "connections") == 0)
				forget_connections(s);
			else if (strcmp(*lacks, "options") == 0)
				new.cell[s->cell].options[0] = '\0';
			else if (strcmp(*lacks, "stopped_ns") == 0)
				s->stopped_ns = 0;
			else
				s->run_began_ns = 0;
		}
	check_same(&old, &new);
	results_free(&old);
	results_free(&new);
}

Test(csv, files_of_older_versions_are_read)
{
	check_older(SIMUL_TESTS "/data/results-3.csv",
		    (const char *[]){ "connections", NULL });
	check_older(SIMUL_TESTS "/data/results-2.csv",
		    (const char *[]){ "connections", "stopped_ns", NULL });
	check_older(SIMUL_TESTS "/data/results-1.csv",
		    (const char *[]){ "connections", "stopped_ns", "options",
				      NULL });
	check_older(SIMUL_TESTS "/data/results-1-early.csv",
		    (const char *[]){ "connections", "stopped_ns", "options",
				      "run_began_ns", NULL });
}

Test(csv, every_column_that_came_later_has_a_value_for_older_files)
{
	for (size_t i = 0; i < columns_count; i++) {
		const struct column *c = &columns[i];

		cr_expect_leq(c->since, RESULTS_SCHEMA, "%s", c->name);
		cr_expect_eq(c->since > 1, c->absent != NULL, "%s", c->name);
	}
}

Test(csv, a_file_from_before_runs_is_one_run)
{
	struct results r;

	load_kept(SIMUL_TESTS "/data/results-2.csv", &r);
	for (size_t i = 0; i < r.samples; i++)
		cr_expect_eq(r.sample[i].run, 1u);
	cr_expect_eq(results_runs(&r, 0), 1u);
	results_free(&r);
}

/* --- files edited by other programs --- */

/* The text with the first `from` replaced; for free(). */
static char *edited(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *out;

	cr_assert_not_null(at, "there is no '%s'", from);
	cr_assert_geq(asprintf(&out, "%.*s%s%s", (int)(at - text), text, to,
			       at + strlen(from)), 0);
	return out;
}

/* The first field of each line moved to its end: no text has a comma. */
static char *rotated(const char *text)
{
	size_t size;
	char *out = NULL;
	FILE *stream = open_memstream(&out, &size);

	while (*text) {
		size_t first = strcspn(text, ",");
		size_t line = strcspn(text, "\r");

		fprintf(stream, "%.*s,%.*s\n", (int)(line - first - 1),
			text + first + 1, (int)first, text);
		text += line + 2;
	}
	fclose(stream);
	return out;
}

static void check_loads_as_made(const char *text)
{
	struct results r, back;
	struct error err = { "" };

	made_results(&r);
	cr_assert_eq(load_text(text, strlen(text), &back, &err), 0, "%s",
		     err.text);
	check_same(&r, &back);
	results_free(&back);
	results_free(&r);
}

Test(csv, columns_may_come_in_any_order_and_lines_end_with_lf)
{
	char *text = saved_good(NULL);
	char *other = rotated(text);

	check_loads_as_made(other);
	free(other);
	free(text);
}

Test(csv, unknown_columns_are_ignored)
{
	char *text = saved_good(NULL), *out = NULL;
	size_t size;
	FILE *stream = open_memstream(&out, &size);
	bool header = true;

	for (const char *p = text; *p; header = false) {
		size_t line = strcspn(p, "\r");

		fprintf(stream, "%s,%.*s,%s\r\n",
			header ? "newer" : "\"x,\"\"y\"", (int)line, p,
			header ? "newer" : "nan");
		p += line + 2;
	}
	fclose(stream);
	check_loads_as_made(out);
	free(out);
	free(text);
}

Test(csv, a_byte_order_mark_is_passed_over)
{
	char *text = saved_good(NULL), *out;

	cr_assert_geq(asprintf(&out, "\xef\xbb\xbf%s", text), 0);
	check_loads_as_made(out);
	free(out);
	free(text);
}

/* --- broken files --- */

static void check_broken_bytes(const char *text, size_t size,
			       const char *sentence)
{
	struct error err = { "" };
	struct results r;

	cr_expect_eq(load_text(text, size, &r, &err), -EINVAL);
	cr_expect_str_eq(err.text, sentence);
	results_free(&r);
}

static void check_broken(const char *from, const char *to,
			 const char *sentence)
{
	char *text = saved_good(NULL);
	char *broken = edited(text, from, to);

	check_broken_bytes(broken, strlen(broken), sentence);
	free(broken);
	free(text);
}

Test(csv, a_file_without_a_row_is_refused)
{
	char *text = saved_good(NULL);
	size_t header = strcspn(text, "\n") + 1;

	check_broken_bytes("", 0, "a.csv:1: the file is empty");
	check_broken_bytes("\r\n\r\n", 4, "a.csv:3: the file is empty");
	check_broken_bytes(text, header,
			   "a.csv:2: only a header, no samples");
	free(text);
}

Test(csv, columns_that_are_missing_or_double_are_refused)
{
	check_broken("run_ns,", "time,",
		     "a.csv:1: run_ns: no such column; did simul write this "
		     "file?");
	/* Only an older file may lack it. */
	check_broken("options,", "option,",
		     "a.csv:2: options: no such column; did simul write this "
		     "file?");
	check_broken("open_ns,", "run_ns,",
		     "a.csv:1: run_ns: this column is there twice");
	check_broken_bytes("some text\n", 10,
			   "a.csv:1: schema: no such column; did simul write "
			   "this file?");
	check_broken_bytes("schema;job\n1;x\n", 15,
			   "a.csv:1: schema: no such column; did simul write "
			   "this file?");
}

Test(csv, another_schema_is_refused)
{
	check_broken("\n4,squares", "\n5,squares",
		     "a.csv:2: schema: this simul reads schemas up to 4, not "
		     "5");
	check_broken("\n4,squares", "\n0,squares",
		     "a.csv:2: schema: this simul reads schemas up to 4, not "
		     "0");
}

Test(csv, rows_that_are_too_short_or_long_are_refused)
{
	char sentence[128];

	snprintf(sentence, sizeof(sentence),
		 "a.csv:2: %zu fields, where the header has %zu",
		 columns_count - 1, columns_count);
	check_broken(",444\r\n", "\r\n", sentence);
	snprintf(sentence, sizeof(sentence),
		 "a.csv:2: %zu fields, where the header has %zu",
		 columns_count + 1, columns_count);
	check_broken(",444\r\n", ",444,5\r\n", sentence);
}

Test(csv, numbers_that_are_none_are_named_with_line_and_column)
{
	check_broken(",79600000,", ",-5,",
		     "a.csv:2: run_ns: '-5' is not a whole number");
	check_broken(",79680000,", ",nan,",
		     "a.csv:3: run_ns: 'nan' is not a whole number");
	check_broken(",79680000,", ",inf,",
		     "a.csv:3: run_ns: 'inf' is not a whole number");
	check_broken(",79680000,", ",,",
		     "a.csv:3: run_ns: '' is not a whole number");
	check_broken(",79680000,", ",99999999999999999999,",
		     "a.csv:3: run_ns: '99999999999999999999' is too large");
	check_broken(",0.25,", ",NaN,",
		     "a.csv:2: load_1min: 'NaN' is not a number from 0 up");
	check_broken(",0.25,", ",1e400,",
		     "a.csv:2: load_1min: '1e400' is too large");
	check_broken(",ok,", ",fine,",
		     "a.csv:2: state: 'fine' is none of ok, failed, "
		     "cancelled");
}

Test(csv, lines_are_counted_through_quoted_line_ends)
{
	char *text = saved_good(NULL);
	char *lines = edited(text, ",ok,,", ",ok,\"a\r\nb\nc\",");
	char *broken = edited(lines, ",79680000,", ",x,");

	check_broken_bytes(broken, strlen(broken),
			   "a.csv:5: run_ns: 'x' is not a whole number");
	free(broken);
	free(lines);
	free(text);
}

Test(csv, quotes_that_are_wrong_are_refused)
{
	check_broken(",ok,,", ",ok,a\"b,",
		     "a.csv:2: a quote within a field without quotes, or text "
		     "after a closing one");
	check_broken(",ok,,", ",ok,\"a\"b,",
		     "a.csv:2: a quote within a field without quotes, or text "
		     "after a closing one");
	check_broken_bytes("schema,\"job\n", 12,
			   "a.csv:2: the file ends within quotes");
}

Test(csv, a_file_that_was_cut_is_refused)
{
	size_t size;
	char *text = saved_good(&size);

	check_broken_bytes(text, size - 2,
			   "a.csv:34: the last row has no line end: is the "
			   "file cut off?");
	for (size_t i = 1; i < size; i += 97) {
		struct error err = { "" };
		struct results r;

		if (text[i - 1] == '\n') /* a file of fewer samples */
			continue;
		cr_expect_eq(load_text(text, i, &r, &err), -EINVAL,
			     "cut at %zu", i);
		results_free(&r);
	}
	free(text);
}

Test(csv, nul_bytes_are_refused)
{
	size_t size;
	char *text = saved_good(&size);

	*strstr(text, "squares") = '\0';
	check_broken_bytes(text, size,
			   "a.csv:2: a NUL byte: this is no CSV file");
	free(text);
}

Test(csv, rows_of_two_runs_are_refused)
{
	char *text = saved_good(NULL);
	char *later = edited(strstr(text, "\n") + 1, "12:00:00Z",
			     "13:00:00Z");
	char *both;

	cr_assert_geq(asprintf(&both, "%s%s", text, later), 0);
	check_broken_bytes(both, strlen(both),
			   "a.csv:35: started: not the same as in the first "
			   "row: are these two runs? Keep one run a file");
	free(both);
	cr_assert_geq(asprintf(&both, "%s%s", text, text), 0);
	check_broken_bytes(both, strlen(both),
			   "a.csv:35: the header again: are these two files "
			   "in one? Keep one run a file");
	free(both);
	free(later);
	free(text);
}

Test(csv, rows_that_were_copied_are_refused)
{
	char *text = saved_good(NULL), *both;

	cr_assert_geq(asprintf(&both, "%s%s", text, strstr(text, "\n") + 1),
		      0);
	check_broken_bytes(both, strlen(both),
			   "a.csv: position: two rows have 1, but each sample "
			   "has its own");
	free(both);
	free(text);
}

Test(csv, texts_that_are_too_long_are_refused)
{
	char name[200] = "", from[] = ",serial,", sentence[256];

	memset(name, 'm', 100);
	name[0] = name[99] = ',';
	snprintf(sentence, sizeof(sentence),
		 "a.csv:2: model: '%.40s...' is longer than 31 bytes",
		 name + 1);
	check_broken(from, name, sentence);
}

Test(csv, what_is_no_file_is_refused)
{
	struct error err = { "" };
	struct results r;

	results_init(&r);
	cr_expect_eq(csv_load("/tmp", &r, &err), -EISDIR);
	cr_expect_str_eq(err.text, "cannot read '/tmp': Is a directory");
	cr_expect_eq(csv_load("/none/a.csv", &r, &err), -ENOENT);
	cr_expect_str_eq(err.text, "cannot read '/none/a.csv': No such file "
				   "or directory");
	cr_expect_eq(csv_load("", &r, &err), -ENOENT);
	results_free(&r);
}

/* Neither ever ends: the test's timeout kills a reader that goes on. */
Test(csv, rubbish_without_end_is_given_up_early, .timeout = 60)
{
	struct error err = { "" };
	struct results r;

	results_init(&r);
	cr_expect_eq(csv_load("/dev/zero", &r, &err), -EINVAL);
	cr_expect_str_eq(err.text, "/dev/zero:1: a field of more than 1 MiB: "
				   "this is no CSV file, or a quote isn't "
				   "closed");
	cr_expect_eq(csv_load("/dev/urandom", &r, &err), -EINVAL);
	results_free(&r);
}

Test(csv, a_quote_that_is_never_closed_does_not_fill_the_memory)
{
	size_t size, more = 1 << 21;
	char *text = saved_good(&size);
	char *broken = malloc(size + more);

	memcpy(broken, text, size);
	memset(broken + size, '\n', more);
	broken[size] = '"';
	check_broken_bytes(broken, size + more,
			   "a.csv:1048610: a field of more than 1 MiB: this is "
			   "no CSV file, or a quote isn't closed");
	free(broken);
	free(text);
}

Test(csv, noise_in_a_good_file_never_crashes)
{
	size_t size;
	char *text = saved_good(&size), *broken = malloc(size);
	uint64_t state = 88172645463325252;

	for (int i = 0; i < 300; i++) {
		struct error err = { "" };
		struct results r;
		int rc;

		memcpy(broken, text, size);
		for (int k = 0; k < 3; k++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			broken[(state >> 8) % size] = (char)state;
		}
		rc = load_text(broken, size, &r, &err);
		cr_expect(rc == 0 || rc == -EINVAL, "%d", rc);
		cr_expect(rc == 0 || err.text[0], "no sentence");
		results_free(&r);
	}
	free(broken);
	free(text);
}
