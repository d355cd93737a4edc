/* page_verdict.h - new against base, cell by cell, as a section of the page.
 *
 * Made from a comparison (page_compare.h) or from a gate's JSON file
 * (page_gate.h), which also provide the figures and their spelling. The
 * section has the outcome in words, an element for the chart (`<div
 * data-verdict="0">`), the table, and sentences below.
 */
#ifndef SIMUL_PAGE_VERDICT_H
#define SIMUL_PAGE_VERDICT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/report/note.h"
#include "bench/report/table.h"
#include "bench/stats/contrast.h"

enum { PAGE_VERDICT_TEXT = 1100 };

/* What a row, or the whole verdict, amounts to. */
enum page_tone {
	PAGE_CALM, /* no difference, a pass */
	PAGE_SLOWER,
	PAGE_FASTER,
	PAGE_OPEN, /* unclear, inconclusive */
};

/* A ratio of new to base with its interval; NAN where unknown. */
struct page_mark {
	struct contrast ratio;
	char text[96]; /* "+5.1 % (+3.9..+6.2 %)" */
};

struct page_verdict_row {
	char job[128], model[32]; /* "": unknown */
	uint64_t concurrency;     /* 0: unknown */
	struct page_mark test, control, confirm;
	double at_most; /* the ratio's upper limit, NAN: none */
	enum page_tone tone;
	char verdict[32];
};

/* page_verdict_init sets command, row, rows and model; the rest is zero. */
struct page_verdict {
	const char *command;          /* "compare", "gate" */
	char lead[PAGE_VERDICT_TEXT]; /* what was compared */
	char outcome[32];
	char why[PAGE_VERDICT_TEXT];
	enum page_tone tone;
	double threshold, detect; /* 0.025; 0: no such line */

	struct page_verdict_row *row;
	size_t rows;
	struct table table;
	size_t model; /* the table's column of models */
	struct notes notes; /* below the table */
};

/* Allocates the rows, all zeros. Returns 0 or -ENOMEM; call page_verdict_free
 * in both cases. */
int page_verdict_init(struct page_verdict *verdict, const char *command,
		      size_t rows);
void page_verdict_free(struct page_verdict *verdict);

/* Fills in a mark; its text is spelt as in the reports. */
void page_verdict_mark(struct page_mark *mark, double at, double low,
		       double high);

/* Print the section of the page's i-th verdict, and a link to it. */
void page_verdict_put(FILE *out, const struct page_verdict *verdict, size_t i);
void page_verdict_put_link(FILE *out, const struct page_verdict *verdict,
			   size_t i);

/* What the script draws (page_data.h); NULL if out of memory. */
json_t *page_verdict_data(const struct page_verdict *verdict);

#endif
