/* page_member.h - a JSON document from outside, member by member.
 *
 * What is asked for must be there and of its kind. The first complaint is
 * kept, with the file and the place in its sentence; reading can go on after
 * it, from values that stand in for those that are wrong, and ends with the
 * reader's rc.
 */
#ifndef SIMUL_PAGE_MEMBER_H
#define SIMUL_PAGE_MEMBER_H

#include <jansson.h>

#include "runners/error.h"

struct page_reader {
	const char *path;
	struct error *err;
	int rc; /* 0, -EINVAL, -ENOMEM */
};

/* An object within the document, and where: "cells[2].test.". */
struct page_part {
	const json_t *json;
	char where[64];
};

void page_member_complain(struct page_reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void page_member_no_memory(struct page_reader *reader);

/* The part's member, an object. */
struct page_part page_member_part(struct page_reader *reader,
				  const struct page_part *part,
				  const char *name);

/* A text; it lives as long as the document. */
const char *page_member_text(struct page_reader *reader,
			     const struct page_part *part, const char *name);

/* A number from `least` on, or NAN for null; one that is above zero. */
double page_member_real(struct page_reader *reader,
			const struct page_part *part, const char *name,
			double least);
double page_member_above_zero(struct page_reader *reader,
			      const struct page_part *part, const char *name);

#endif
