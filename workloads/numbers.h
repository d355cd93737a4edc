/* numbers.h - an option that is a list of numbers: "1s,2s,4s".
 *
 * Unlike a list that makes a matrix of cells, all of the numbers are for one
 * cell: task i takes number i, and starts over after the last.
 */
#ifndef SIMUL_NUMBERS_H
#define SIMUL_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "runners/error.h"

struct numbers {
	uint64_t *item;
	size_t count;
};

/* Parses one number: units_parse_duration, units_parse_bytes. */
typedef int numbers_parser(const char *text, uint64_t *number);

/* Appends the numbers in text, unless it is NULL, each at most `most`; ignores
 * blanks around them. Returns 0, or a negative errno with err, which names the
 * option and the wrong item. */
int numbers_add(struct numbers *numbers, const char *option, const char *text,
		numbers_parser *parse, uint64_t most, struct error *err);

void numbers_free(struct numbers *numbers);

static inline uint64_t numbers_nth(const struct numbers *numbers, size_t task)
{
	return numbers->item[task % numbers->count];
}

#endif
