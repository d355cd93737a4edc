/* page_compare.h - a comparison as a section of the page. */
#ifndef SIMUL_PAGE_COMPARE_H
#define SIMUL_PAGE_COMPARE_H

#include "bench/analysis/compare.h"
#include "bench/page/page_verdict.h"

/* base, other: names of the files. 0 or -ENOMEM; free the verdict in both
 * cases. */
int page_compare(const struct compare *compare, const char *base,
		 const char *other, struct page_verdict *verdict);

#endif
