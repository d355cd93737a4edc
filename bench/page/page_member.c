/* page_member.c - members of JSON objects, and complaints about them. */
#include "bench/page/page_member.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LEAST_ABOVE_ZERO 1e-12

void page_member_complain(struct page_reader *r, const char *format, ...)
{
	char what[256];
	va_list args;

	if (r->rc < 0)
		return;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	r->rc = error_set(r->err, -EINVAL, "'%s': %s", r->path, what);
}

void page_member_no_memory(struct page_reader *r)
{
	if (r->rc == 0)
		r->rc = error_set(r->err, -ENOMEM, "cannot read '%s': %s",
				  r->path, strerror(ENOMEM));
}

static const json_t *member(struct page_reader *r, const struct page_part *part,
			    const char *name)
{
	const json_t *value = json_object_get(part->json, name);

	if (!value)
		page_member_complain(r, "'%s%s' is missing", part->where, name);
	return value;
}

struct page_part page_member_part(struct page_reader *r,
				  const struct page_part *part,
				  const char *name)
{
	struct page_part inner = { .json = member(r, part, name) };

	if (!json_is_object(inner.json))
		page_member_complain(r, "'%s%s' is no object", part->where,
				     name);
	snprintf(inner.where, sizeof(inner.where), "%.40s%.20s.", part->where,
		 name);
	return inner;
}

const char *page_member_text(struct page_reader *r,
			     const struct page_part *part, const char *name)
{
	const json_t *value = member(r, part, name);

	if (!json_is_string(value))
		page_member_complain(r, "'%s%s' is no text", part->where, name);
	return json_is_string(value) ? json_string_value(value) : "";
}

double page_member_real(struct page_reader *r, const struct page_part *part,
			const char *name, double least)
{
	const json_t *value = member(r, part, name);

	if (json_is_null(value))
		return NAN;
	if (!json_is_number(value))
		page_member_complain(r, "'%s%s' is no number", part->where,
				     name);
	else if (json_number_value(value) < least)
		page_member_complain(r, "'%s%s' is too small", part->where,
				     name);
	return json_number_value(value);
}

double page_member_above_zero(struct page_reader *r,
			      const struct page_part *part, const char *name)
{
	return page_member_real(r, part, name, LEAST_ABOVE_ZERO);
}
