/* numbers.c - splits at commas, and parses each item strictly. */
#include "workloads/numbers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer than any number that makes sense. */
#define ITEM_BYTES 40

static int add(struct numbers *n, uint64_t number, struct error *err)
{
	uint64_t *item = reallocarray(n->item, n->count + 1, sizeof(*item));

	if (!item)
		return error_set(err, -ENOMEM, "out of memory");
	n->item = item;
	n->item[n->count++] = number;
	return 0;
}

int numbers_add(struct numbers *n, const char *option, const char *text,
		numbers_parser *parse, uint64_t most, struct error *err)
{
	int rc = 0;

	for (const char *at = text; at && rc == 0;) {
		size_t blanks = strspn(at, " \t");
		size_t length = strcspn(at += blanks, ",");
		const char *next = at[length] ? at + length + 1 : NULL;
		char item[ITEM_BYTES];
		uint64_t number;

		while (length && strchr(" \t", at[length - 1]))
			length--;
		snprintf(item, sizeof(item), "%.*s", (int)length, at);
		rc = length < sizeof(item) ? parse(item, &number) : -ERANGE;
		if (rc == 0 && number > most)
			rc = -ERANGE;
		if (rc < 0)
			return error_set(err, rc,
					 "'--%s': '%s' in '%.80s' is %s",
					 option, item, text,
					 rc == -ERANGE
						 ? "too large"
						 : "wrong: give numbers with "
						   "units, separated by "
						   "commas");
		rc = add(n, number, err);
		at = next;
	}
	return rc;
}

void numbers_free(struct numbers *n)
{
	free(n->item);
	*n = (struct numbers){ 0 };
}
