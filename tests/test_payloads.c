/* test_payloads.c - hostile names, through every output.
 *
 * One list: a cell of the results, a task and a cell of a gate have each of
 * them. The program makes all its outputs of these files, and each kind is
 * checked for what could hurt its reader.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/wait.h>

#include <jansson.h>

#include "bench/gate/pairs.h"
#include "bench/record/csv.h"
#include "bench/record/csv_rows.h"
#include "bench/record/save.h"
#include "bench/record/task_columns.h"
#include "runners/macros.h"
#include "runners/secret.h"
#include "runners/utf8.h"
#include "tests/made.h"
#include "tests/payloads.h"

#ifndef SIMUL_PROGRAM
#define SIMUL_PROGRAM "./simul"
#endif

/* What the payload is once a file of it was read: no secret is left. */
static const char *harmless(size_t i)
{
	static char shown[256];

	return secret_hide(payloads[i], shown, sizeof(shown));
}

/* Fits into short fields, of which a file has one each. */
static const char mixed[] = "\x1b[1m\xe2\x80\xae<b>|`";

struct files {
	char directory[64];
	char results[96], tasks[96], pairs[96], history[96], gate[96], out[96];
};

static void spoil(const struct column *c, void *owner, const char *text)
{
	if (c->kind == COLUMN_TEXT && strcmp(c->name, "started") != 0)
		snprintf((char *)owner + c->offset, c->size, "%s", text);
}

/* The first sample of each cell but the first has failed. */
static void make_results(struct results *r)
{
	results_init(r);
	made_environment(&r->env);
	for (size_t i = 0; i < PAYLOADS; i++) {
		made_cell(r, "threads", i + 1, 1);
		made_samples(r, i, 40000000 + i, 80000000);
	}
	for (size_t k = 0; k < columns_count; k++) {
		const struct column *c = &columns[k];

		if (c->owner == COLUMN_ENVIRONMENT)
			spoil(c, &r->env, mixed);
		for (size_t i = 0; i < PAYLOADS; i++)
			if (c->owner == COLUMN_CELL)
				spoil(c, &r->cell[i], payloads[i]);
		for (size_t i = 0; i < r->samples; i++)
			if (c->owner == COLUMN_SAMPLE)
				spoil(c, &r->sample[i],
				      payloads[r->sample[i].cell]);
	}
	for (size_t i = 1; i < PAYLOADS; i++)
		made_first(r, i)->state = SAMPLE_FAILED;
}

static int put_tasks(const void *subject, FILE *out)
{
	struct task_row row = { .schema = TASKS_SCHEMA, .concurrency = 1,
				.round = 1 };

	(void)subject;
	csv_rows_put_header(out, &task_columns);
	for (size_t i = 0; i < PAYLOADS; i++) {
		for (size_t k = 0; k < task_columns.count; k++)
			spoil(&task_columns.column[k], &row, payloads[i]);
		row.position = row.task = i + 1;
		row.start_ns = 1000 * i;
		row.end_ns = 1000 * i + 900;
		row.state = i % 2 ? SAMPLE_FAILED : SAMPLE_OK;
		csv_rows_put(out, &task_columns, (const void *[]){ &row });
	}
	return 0;
}

static void make_pairs(const char *path)
{
	struct pairs pairs = { 0 };
	struct error err = { "" };

	for (size_t i = 0; i < PAYLOADS; i++) {
		struct pair_cell cell = { .concurrency = i + 1 };

		snprintf(cell.job, sizeof(cell.job), "%s", payloads[i]);
		snprintf(cell.model, sizeof(cell.model), "%.31s", payloads[i]);
		cr_assert_eq(pairs_add_cell(&pairs, &cell), i);
		for (uint64_t n = 0; n < 20; n++)
			pairs_add(&pairs, &(struct pair){
				.cell = i, .batch = 1, .round = n / 2 + 1,
				.stage = n % 2 ? PAIR_TEST : PAIR_CONTROL,
				.base_ns = 1e8 + 1e4 * (double)n,
				.other_ns = 1e8 + 1e4 * (double)(n * 7 % 20),
			});
	}
	pairs.batch = 1;
	cr_assert_eq(pairs_save(&pairs, path, &err), 0, "%s", err.text);
	pairs_free(&pairs);
}

static void make_files(struct files *f)
{
	struct error err = { "" };
	struct results r;

	made_directory(f->directory, sizeof(f->directory));
	snprintf(f->results, sizeof(f->results), "%s/r.csv", f->directory);
	snprintf(f->tasks, sizeof(f->tasks), "%s/t.csv", f->directory);
	snprintf(f->pairs, sizeof(f->pairs), "%s/p.csv", f->directory);
	snprintf(f->history, sizeof(f->history), "%s/h.csv", f->directory);
	snprintf(f->gate, sizeof(f->gate), "%s/g.json", f->directory);
	snprintf(f->out, sizeof(f->out), "%s/out", f->directory);
	make_results(&r);
	cr_assert_eq(csv_save(&r, f->results, &err), 0, "%s", err.text);
	results_free(&r);
	cr_assert_eq(save_text(put_tasks, NULL, f->tasks, &err), 0);
	make_pairs(f->pairs);
}

static void remove_files(const struct files *f)
{
	unlink(f->results);
	unlink(f->tasks);
	unlink(f->pairs);
	unlink(f->history);
	unlink(f->gate);
	unlink(f->out);
	cr_expect_eq(rmdir(f->directory), 0, "a file was left behind");
}

static char *output_of(const struct files *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What the program prints, on either stream; for free(). */
static char *output_of(const struct files *f, const char *format, ...)
{
	char arguments[800], command[1200];
	va_list args;
	int status;

	va_start(args, format);
	vsnprintf(arguments, sizeof(arguments), format, args);
	va_end(args);
	snprintf(command, sizeof(command), "timeout 60 %s %s >%s 2>&1",
		 SIMUL_PROGRAM, arguments, f->out);
	status = WEXITSTATUS(system(command));
	cr_assert_leq(status, 3, "%s: status %d", command, status);
	return made_read(f->out, NULL);
}

/* --- what each kind of output mustn't have --- */

static void check_secrets(const char *what, const char *text)
{
	const char *at = strstr(text, "hunter2");

	cr_expect_null(at, "%s: a secret: '%.60s'", what,
		       at ? at - MIN(at - text, (long)20) : "");
}

static void check_text(const char *what, char *text)
{
	check_secrets(what, text);
	cr_expect(strstr(text, "red") != NULL, "%s: shows none of it", what);
	payloads_check_plain(what, text);
	free(text);
}

/* A site links "#1" and "GH-1" and notifies "@name", escaped or not. */
static void check_references(const char *what, const char *text)
{
	for (const char *at = text; *at; at++) {
		bool number = isdigit((unsigned char)at[1]);

		cr_expect(*at != '@' || !isalnum((unsigned char)at[1]),
			  "%s: a mention: '%.20s'", what, at);
		cr_expect(*at != '#' || !number || at[-1] == '&',
			  "%s: a link: '%.20s'", what, at);
		cr_expect(strncmp(at, "GH-", 3) != 0 ||
				  !isdigit((unsigned char)at[3]),
			  "%s: a link: '%.20s'", what, at);
	}
}

/* No HTML, code or link; the bars of tables are the same in every row. */
static void check_markdown(const char *what, char *text)
{
	cr_expect(strstr(text, "red") != NULL, "%s: shows none of it", what);
	payloads_check_plain(what, text);
	check_secrets(what, text);
	check_references(what, text);
	for (const char *at = text; *at; at++)
		if (strchr("<`[&", *at) && strncmp(at, "&#8203;", 7) != 0)
			cr_expect(at > text && at[-1] == '\\',
				  "%s: markup: '%.30s'", what, at);
	cr_expect_null(strstr(text, " a|b"), "%s: a bar that cuts", what);
	cr_expect_null(strstr(text, "\n- item"), "%s: a line of its own",
		       what);
	free(text);
}

/* Whatever can hurt a page is spelt in another way there. */
static void check_page(const char *what, char *text)
{
	static const char *const hurts[] = {
		"\x1b", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6",
		"</script><script>alert", "<!--<script>", "\" onmouseover=\"",
		"<img src=x", "cut \xe2\x82\"", "\xc0\xaf",
	};

	check_secrets(what, text);
	cr_expect(strstr(text, "[31mred") != NULL, "%s: shows none of it",
		  what);
	for (size_t i = 0; i < ARRAY_SIZE(hurts); i++)
		cr_expect_null(strstr(text, hurts[i]), "%s: '%s'", what,
			       hurts[i]);
	free(text);
}

static json_t *check_json(const char *what, char *text)
{
	json_error_t why;
	json_t *json = json_loads(text, 0, &why);

	cr_assert_not_null(json, "%s: %s", what, why.text);
	check_secrets(what, text);
	/* jansson escapes all others. */
	for (char *at = text; (at = strchr(at, '\x7f'));)
		*at = ' ';
	payloads_check_plain(what, text);
	free(text);
	return json;
}

/* No cell that a spreadsheet would compute. */
static void check_cells(const char *what, const char *text)
{
	bool quoted = false;

	for (const char *at = text; *at; at++) {
		quoted ^= *at == '"';
		if (quoted || (*at != ',' && *at != '\n'))
			continue;
		at += at[1] == '"';
		cr_expect(!strchr("=+@\t", at[1]) || !at[1],
			  "%s: '%.20s'", what, at + 1);
		cr_expect(at[1] != '-' || at[2] == '5', "%s: '%.20s'", what,
			  at + 1);
		cr_expect(at[1] != '\r' || at[2] == '\n', "%s: '%.20s'", what,
			  at + 1);
		at -= *at == '"';
	}
}

/* Nothing that XML has no way to write, and no markup of theirs. */
static void check_xml(const char *what, char *text)
{
	static const char *const hurts[] = {
		"<script>", "<img", "<!--", "\" onmouseover", "&lt;&lt",
		"\xef\xbf\xbe", "\xef\xbf\xbf",
	};

	check_secrets(what, text);
	cr_expect(strstr(text, "[31mred") != NULL, "%s: shows none of it",
		  what);
	payloads_check_plain(what, text);
	for (size_t i = 0; i < ARRAY_SIZE(hurts); i++)
		cr_expect_null(strstr(text, hurts[i]), "%s: '%s'", what,
			       hurts[i]);
	for (const char *at = text; (at = strchr(at, '&')); at++)
		cr_expect(!strncmp(at, "&lt;", 4) || !strncmp(at, "&gt;", 4) ||
			  !strncmp(at, "&amp;", 5) ||
			  !strncmp(at, "&quot;", 6),
			  "%s: '%.20s'", what, at);
	free(text);
}

/* Each line is a comment or a sample: name{label="value",...} number. */
static void check_metrics(const char *what, char *text)
{
	char *save = NULL;

	check_secrets(what, text);
	cr_expect(strstr(text, "[31mred") != NULL, "%s: shows none of it",
		  what);
	payloads_check_plain(what, text);
	for (char *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		bool quoted = false;
		const char *at;

		cr_expect(*line == '#' || !strncmp(line, "simul_", 6),
			  "%s: '%.30s'", what, line);
		for (at = line; *line != '#' && *at; at++) {
			if (quoted && *at == '\\')
				at++;
			else if (*at == '"')
				quoted = !quoted;
			else if (!quoted && *at == '}')
				break;
		}
		cr_expect(*line == '#' || (*at == '}' && at[1] == ' ' &&
					   !strchr(at, '"')),
			  "%s: '%.60s'", what, line);
	}
	free(text);
}

/* --- the tests --- */

Test(payloads, no_table_controls_a_terminal)
{
	struct files f;

	make_files(&f);
	check_text("show", output_of(&f, "show --long %s", f.results));
	check_text("compare", output_of(&f, "compare --force %s %s", f.results,
					f.results));
	check_text("gate", output_of(&f, "gate --replay %s", f.pairs));
	free(output_of(&f, "history add --history %s %s", f.history, f.results));
	check_text("history", output_of(&f, "history show --long %s",
					f.history));
	remove_files(&f);
}

/* Both a name on the command line and a field of a file. */
Test(payloads, no_message_controls_a_terminal)
{
	static const char row[] = "\x1b[31mred\xc2\x9b" "1m\xe2\x80\xae,a\r\n";
	struct files f;
	char header[4096] = "", broken[8192];
	FILE *file;

	make_files(&f);
	file = fopen(f.results, "r");
	cr_assert_not_null(fgets(header, sizeof(header), file));
	fclose(file);
	snprintf(broken, sizeof(broken), "%s%s", header, row);
	made_write(f.tasks, broken, strlen(broken));
	check_text("a field", output_of(&f, "show %s", f.tasks));
	check_text("a name", output_of(&f, "show \"$(printf '%s')\"",
				       "red\\033]52;c\\302\\233\\342\\200\\256"));
	remove_files(&f);
}

Test(payloads, no_document_of_markdown_has_markup_of_theirs)
{
	struct files f;

	make_files(&f);
	check_markdown("show", output_of(&f, "show --export-markdown - %s",
					 f.results));
	check_markdown("compare",
		       output_of(&f, "compare --force --export-markdown - %s "
				     "%s", f.results, f.results));
	check_markdown("gate", output_of(&f, "gate --replay %s "
					     "--export-markdown -", f.pairs));
	remove_files(&f);
}

Test(payloads, no_page_runs_theirs)
{
	struct files f;

	make_files(&f);
	free(output_of(&f, "gate --replay %s --export-json %s", f.pairs,
		       f.gate));
	free(output_of(&f, "history add --history %s %s", f.history, f.results));
	check_page("report", output_of(&f, "report %s %s -o -", f.results,
				       f.tasks));
	check_page("gate", output_of(&f, "report %s -o -", f.gate));
	check_page("history", output_of(&f, "report %s -o -", f.history));
	check_page("compare", output_of(&f, "compare --force --export-html - "
					    "%s %s", f.results, f.results));
	remove_files(&f);
}

/* Puts text into the file, right behind the first `mark`. */
static void put_behind(const char *path, const char *mark, const char *text)
{
	char *old = made_read(path, NULL);
	size_t at = 0, length = strlen(mark);
	FILE *file = fopen(path, "w");

	while (old[at] && strncmp(old + at, mark, length) != 0)
		at++;
	cr_expect_eq(old[at], *mark, "%s: no %s", path, mark);
	fprintf(file, "%.*s%s%s", (int)(at + length), old, text,
		old + at + length);
	fclose(file);
	free(old);
}

/* A file named as the URL that it came of, and a document of old. */
Test(payloads, no_page_shows_a_secret_of_its_title_or_files)
{
	static const char say[] = "http:\\/\\/me:hunter2@127.0.0.1\\/";
	struct files f;
	char named[128], *text;

	make_files(&f);
	snprintf(named, sizeof(named), "%s/me:hunter2@host.csv", f.directory);
	cr_assert_eq(link(f.results, named), 0);
	check_page("title", output_of(&f, "report %s %s -o - --title "
					  "http://me:hunter2@127.0.0.1/x",
				      named, f.results));
	free(output_of(&f, "gate --replay %s --export-json %s", f.pairs,
		       f.gate));
	put_behind(f.gate, "\"reason\": \"", say);
	text = output_of(&f, "report %s -o -", f.gate);
	cr_expect_not_null(strstr(text, "127.0.0.1"));
	check_page("gate", text);
	unlink(named);
	remove_files(&f);
}

Test(payloads, json_keeps_them_and_is_ascii)
{
	struct files f;
	json_t *json, *cells;

	make_files(&f);
	json = check_json("show", output_of(&f, "show --export-json - %s",
					    f.results));
	cells = json_object_get(json, "cells");
	cr_assert_eq(json_array_size(cells), PAYLOADS);
	for (size_t i = 0; i < PAYLOADS; i++) {
		json_t *job = json_object_get(json_array_get(cells, i), "job");
		char *clean = utf8_clean(harmless(i));

		cr_expect_str_eq(json_string_value(job), clean);
		free(clean);
	}
	json_decref(json);
	json_decref(check_json("compare",
			       output_of(&f, "compare --force --export-json - "
					     "%s %s", f.results, f.results)));
	json_decref(check_json("gate", output_of(&f, "gate --replay %s "
						     "--export-json -",
						 f.pairs)));
	remove_files(&f);
}

static int take_task(void *user, struct error *why)
{
	const struct task_row *row = user;
	size_t i = row->task - 1;

	(void)why;
	cr_assert_lt(i, PAYLOADS);
	cr_expect_str_eq(row->job, harmless(i));
	cr_expect_str_eq(row->error, harmless(i));
	return 0;
}

Test(payloads, csv_keeps_them_exactly_and_no_cell_is_a_formula)
{
	struct files f;
	struct results r;
	struct task_row row;
	struct pairs pairs = { 0 };
	struct error err = { "" };
	char *text;

	make_files(&f);
	results_init(&r);
	cr_assert_eq(csv_load(f.results, &r, &err), 0, "%s", err.text);
	cr_assert_eq(csv_rows_load(f.tasks, &task_columns, (void *[]){ &row },
				   take_task, &row, &err),
		     0, "%s", err.text);
	cr_assert_eq(pairs_load(f.pairs, &pairs, &err), 0, "%s", err.text);
	for (size_t i = 0; i < PAYLOADS; i++) {
		cr_expect_str_eq(r.cell[i].job, harmless(i));
		cr_expect_str_eq(made_first(&r, i)->reason, harmless(i));
		cr_expect_str_eq(pairs.cell[i].job, harmless(i));
	}
	results_free(&r);
	pairs_free(&pairs);
	text = made_read(f.results, NULL);
	check_cells("results", text);
	free(text);
	text = made_read(f.tasks, NULL);
	check_cells("tasks", text);
	free(text);
	text = made_read(f.pairs, NULL);
	check_cells("pairs", text);
	free(text);
	free(output_of(&f, "history add --history %s %s", f.history, f.results));
	text = made_read(f.history, NULL);
	check_cells("history", text);
	free(text);
	remove_files(&f);
}

Test(payloads, files_for_other_programs_hold_nothing_that_hurts_them)
{
	static const char *const json[] = {
		"bmf", "benchmark-action", "benchmark-action-bigger",
		"google-benchmark",
	};
	struct files f;

	make_files(&f);
	for (size_t i = 0; i < ARRAY_SIZE(json); i++)
		json_decref(check_json(json[i],
				       output_of(&f, "show --export-%s - %s",
						 json[i], f.results)));
	for (size_t i = 0; i < 2; i++)
		json_decref(check_json(json[i],
				       output_of(&f, "gate --replay %s "
						     "--export-%s -",
						 f.pairs, json[i])));
	check_xml("show", output_of(&f, "show --export-junit - %s", f.results));
	check_xml("compare", output_of(&f, "compare --force --export-junit - "
					   "%s %s", f.results, f.results));
	check_xml("gate", output_of(&f, "gate --replay %s --export-junit -",
				    f.pairs));
	check_metrics("show", output_of(&f, "show --export-openmetrics - %s",
					f.results));
	check_metrics("compare",
		      output_of(&f, "compare --force --export-openmetrics - "
				    "%s %s", f.results, f.results));
	check_metrics("gate", output_of(&f, "gate --replay %s "
					    "--export-openmetrics -", f.pairs));
	remove_files(&f);
}

/* What the program writes to a terminal of its own; for free(). */
static char *on_a_terminal(const char *option, const char *path)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	char *text = NULL, piece[4096];
	size_t size;
	FILE *all = open_memstream(&text, &size);
	ssize_t got;
	pid_t pid;

	cr_assert(terminal >= 0 && grantpt(terminal) == 0 &&
		  unlockpt(terminal) == 0);
	pid = fork();
	if (pid == 0) {
		dup2(open(ptsname(terminal), O_RDWR), STDOUT_FILENO);
		alarm(60);
		execl(SIMUL_PROGRAM, "simul", "show", option, "-", path,
		      NULL);
		_exit(127);
	}
	for (int left = 30000; left > 0; left--) {
		bool ended = waitpid(pid, NULL, WNOHANG) != 0;

		while ((got = read(terminal, piece, sizeof(piece))) > 0)
			fwrite(piece, 1, (size_t)got, all);
		if (ended)
			break;
		usleep(1000);
	}
	close(terminal);
	fclose(all);
	return text;
}

Test(payloads, no_document_on_a_terminal_controls_it)
{
	static const char *const option[] = { "--export-csv",
					      "--export-json",
					      "--export-markdown",
					      "--export-junit",
					      "--export-openmetrics" };
	struct files f;

	make_files(&f);
	for (size_t i = 0; i < ARRAY_SIZE(option); i++) {
		char *text = on_a_terminal(option[i], f.results);

		/* The terminal makes CR LF of LF, and CSV has a CR before. */
		for (char *at = text; *at; at++)
			if (*at == '\t' ||
			    (*at == '\r' && (at[1] == '\r' || at[1] == '\n')))
				*at = ' ';
		check_text(option[i], text);
	}
	remove_files(&f);
}
