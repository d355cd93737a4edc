/* page.c - fills in the template of the page.
 *
 * page.html has placeholders such as {{style}}; each has a function or a file
 * here. Text that replaces one isn't searched for further placeholders.
 */
#include "bench/page/page.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/summary.h"
#include "bench/page/page_data.h"
#include "bench/page/page_files.h"
#include "bench/page/page_runs.h"
#include "bench/page/page_text.h"
#include "bench/record/save.h"
#include "bench/report/report.h"
#include "runners/macros.h"
#include "runners/memory.h"

struct page {
	const struct page_report *report;
	struct summary *summary; /* one a run */
	FILE *out;
};

static bool is_comparison(const struct page *p)
{
	return p->report->verdicts &&
	       !strcmp(p->report->verdict[0].command, "compare");
}

/* "simul compare: REGRESSION". */
static void put_verdict_title(const struct page *p)
{
	const struct page_verdict *v = &p->report->verdict[0];

	fprintf(p->out, "simul %s: ", v->command);
	page_text_put(p->out, v->outcome);
}

/* "downloads-50ms, squares-5m and 2 more": the jobs of the first run. */
static int put_title(const struct page *p)
{
	const struct summary *s = p->summary;
	size_t shown = 0;

	if (p->report->title) {
		page_text_put(p->out, p->report->title);
		return 0;
	}
	if (is_comparison(p) || (p->report->verdicts && !p->report->runs)) {
		put_verdict_title(p);
		return 0;
	}
	if (p->report->histories && !p->report->runs) {
		fputs("simul history: ", p->out);
		page_text_put(p->out, p->report->history[0].name);
		return 0;
	}
	if (p->report->runs == 0 || s->groups == 0) {
		fputs("simul: single tasks", p->out);
		return 0;
	}
	for (; shown < MIN(s->groups, 3); shown++) {
		const struct summary_group *g = &s->group[shown];

		fputs(shown ? ", " : "", p->out);
		page_text_put(p->out, summary_cell(s, &s->row[g->first])->job);
	}
	if (s->groups > shown)
		fprintf(p->out, " and %zu more", s->groups - shown);
	return 0;
}

static int put_lead(const struct page *p)
{
	char text[REPORT_TEXT];

	if (p->report->runs == 0)
		return 0;
	if (is_comparison(p)) {
		fputs("two runs, compared cell by cell; below, each of them by "
		      "itself",
		      p->out);
		return 0;
	}
	if (p->report->runs > 1) {
		fprintf(p->out,
			"%zu runs: each has a section of its own, and "
			"figures of different runs are not compared",
			p->report->runs);
		return 0;
	}
	report_environment(&p->report->run[0].results.env, text, sizeof(text));
	page_text_put(p->out, text);
	return 0;
}

static int put_links(const struct page *p)
{
	for (size_t i = 0; i < p->report->verdicts; i++)
		page_verdict_put_link(p->out, &p->report->verdict[i], i);
	for (size_t i = 0; i < p->report->histories; i++)
		page_history_put_link(p->out, &p->report->history[i], i);
	page_runs_put_links(p->out, p->report, p->summary);
	return 0;
}

static int put_results(const struct page *p)
{
	int rc = 0;

	for (size_t i = 0; i < p->report->verdicts; i++)
		page_verdict_put(p->out, &p->report->verdict[i], i);
	for (size_t i = 0; i < p->report->histories && rc == 0; i++)
		rc = page_history_put(p->out, &p->report->history[i], i);
	return rc < 0 ? rc : page_runs_put(p->out, p->report, p->summary);
}

static int put_data(const struct page *p)
{
	char *data = page_data(p->report, p->summary);

	if (!data)
		return -ENOMEM;
	page_text_put_json(p->out, data);
	free(data);
	return 0;
}

/* Each placeholder is replaced by what put prints, or by a file. */
static const struct {
	const char *name;
	int (*put)(const struct page *page);
	const unsigned char *file;
	const size_t *size;
} places[] = {
	{ "title", put_title, NULL, NULL },
	{ "lead", put_lead, NULL, NULL },
	{ "links", put_links, NULL, NULL },
	{ "results", put_results, NULL, NULL },
	{ "style", NULL, page_files_style, &page_files_style_size },
	{ "chart", NULL, page_files_chart, &page_files_chart_size },
	{ "script", NULL, page_files_script, &page_files_script_size },
	{ "data", put_data, NULL, NULL },
};

static int put_place(const struct page *p, const char *name, size_t length)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(places) &&
	       (strlen(places[i].name) != length ||
		memcmp(places[i].name, name, length) != 0))
		i++;
	if (i == ARRAY_SIZE(places))
		abort(); /* unknown placeholder in the template: a bug */
	if (places[i].put)
		return places[i].put(p);
	fwrite(places[i].file, 1, *places[i].size, p->out);
	return 0;
}

static int put_page(const struct page *p)
{
	const char *text = (const char *)page_files_template;
	const char *open, *close;
	int rc = 0;

	while (rc == 0 && (open = strstr(text, "{{")) &&
	       (close = strstr(open, "}}"))) {
		fwrite(text, 1, (size_t)(open - text), p->out);
		rc = put_place(p, open + 2, (size_t)(close - open - 2));
		text = close + 2;
	}
	fputs(text, p->out);
	return rc;
}

static int put_whole(const void *subject, FILE *out)
{
	struct page page = *(const struct page *)subject;

	page.out = out;
	return put_page(&page);
}

int page_check(struct error *err)
{
	if (page_files_chart_size > 0)
		return 0;
	return error_set(err, -ENOTSUP,
			 "this simul was built without Chart.js: install "
			 "Debian's package 'libjs-chart.js' and build simul "
			 "again");
}

int page_save(const struct page_report *report, const char *path,
	      struct error *err)
{
	struct summary *summary = memory_new(report->runs + 1, sizeof(*summary));
	struct page page = { .report = report, .summary = summary };
	int rc = summary ? 0 : -ENOMEM;

	for (size_t i = 0; i < report->runs && rc == 0; i++)
		rc = summary_make(&report->run[i].results, &summary[i]);
	if (rc < 0)
		error_set(err, rc, "cannot write '%s': %s", path,
			  strerror(-rc));
	else
		rc = save_text(put_whole, &page, path, err);
	for (size_t i = 0; i < report->runs && summary; i++)
		summary_free(&summary[i]);
	free(summary);
	return rc;
}
