/* markdown.h - the tables of a run, for a page or a pull request. */
#ifndef SIMUL_MARKDOWN_H
#define SIMUL_MARKDOWN_H

#include "bench/analysis/summary.h"
#include "runners/error.h"

/* The main table of each work, with what is below it on a terminal, and a
 * line that says where it was measured. Returns like save_text. */
int markdown_save(const struct summary *summary, const char *path,
		  struct error *err);

#endif
