/* page_verdict.h - new against base, cell by cell, as a section of the page.
 *
 * Made from a comparison (html_compare.h) or from what a gate wrote
 * (html_gate.h). The section has the outcome in words, a place for the chart
 * (`<div data-verdict="0">`), the table and sentences below. Figures and how
 * they are spelt come from there; the script only puts them in their places.
 */
#ifndef SIMUL_HTML_VERDICT_H
#define SIMUL_HTML_VERDICT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/stats/contrast.h"
#include "bench/report/table.h"

enum { HTML_VERDICT_TEXT = 1100 };

/* How a row, or all of it, is to be taken. */
enum html_tone {
	HTML_CALM, /* no difference, a pass */
	HTML_SLOWER,
	HTML_FASTER,
	HTML_OPEN, /* unclear, inconclusive */
};

/* A ratio of new to base; NAN where there is none. The limits need not be
 * there either. */
struct html_mark {
	struct contrast ratio;
	char text[96]; /* "+5.1 % (+3.9..+6.2 %)" */
};

struct html_verdict_row {
	char job[176], model[32]; /* "": not known */
	uint64_t concurrency;     /* 0: not known */
	struct html_mark test, control, confirm;
	double at_most; /* the ratio's upper limit, NAN: none */
	enum html_tone tone;
	char verdict[32];
};

/* Begins as all zeros but for what is told of it. */
struct html_verdict {
	const char *command;          /* "compare", "gate" */
	char lead[HTML_VERDICT_TEXT]; /* what it is of */
	char outcome[32];
	char why[HTML_VERDICT_TEXT];
	enum html_tone tone;
	double threshold, detect; /* 0.025; 0: no such line */

	struct html_verdict_row *row;
	size_t rows;
	struct table table;
	size_t model; /* its column with models */
	char (*note)[HTML_VERDICT_TEXT];
	size_t notes;
};

/* Room for so many rows, all zeros. 0 or -ENOMEM. Free it in both cases. */
int html_verdict_init(struct html_verdict *verdict, const char *command,
		      size_t rows);
void html_verdict_free(struct html_verdict *verdict);

/* Fills in a mark, its text as the reports spell it. */
void html_verdict_mark(struct html_mark *mark, double at, double low,
		       double high);

/* One more sentence. 0 or -ENOMEM. */
int html_verdict_note(struct html_verdict *verdict, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The i-th of the page: its section, and a link to that. */
void html_verdict_put(FILE *out, const struct html_verdict *verdict, size_t i);
void html_verdict_put_link(FILE *out, const struct html_verdict *verdict,
			   size_t i);

/* What the script draws from (html_data.h); NULL when memory is out. */
json_t *html_verdict_data(const struct html_verdict *verdict);

#endif
