/* nearest.c - the edit distance, three rows of its table at a time.
 *
 * Cell j of row i is the number of edits from the first i letters of a to the
 * first j of b. Bytes are letters: a letter outside ASCII counts as two.
 */
#include "runners/nearest.h"

#include <stdbool.h>
#include <string.h>

#include "runners/macros.h"

/* Not tolower: it depends on the locale. */
static bool same(char a, char b)
{
	a = (char)(a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a);
	b = (char)(b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
	return a == b;
}

static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
	size_t rows[3][NEAREST_LONGEST + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; i <= m; i++) {
		size_t *spare = before;

		before = last;
		last = row;
		row = spare;
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			bool swapped = i > 1 && j > 1 &&
				       same(a[i - 1], b[j - 2]) &&
				       same(a[i - 2], b[j - 1]);

			row[j] = last[j - 1] + !same(a[i - 1], b[j - 1]);
			row[j] = MIN(row[j], last[j] + 1);
			row[j] = MIN(row[j], row[j - 1] + 1);
			if (swapped)
				row[j] = MIN(row[j], before[j - 2] + 1);
		}
	}
	return row[n];
}

static size_t edits_allowed(size_t length)
{
	if (length <= 4)
		return 1;
	return length <= 8 ? 2 : length / 3;
}

/* The only one that begins with these letters, or NULL. */
static const char *only_completion(const char *name, size_t length,
				   const char *const names[], size_t count)
{
	const char *only = NULL;

	for (size_t i = 0; i < count && length >= 3; i++) {
		size_t k = 0;

		while (k < length && same(name[k], names[i][k]))
			k++;
		if (k < length || strlen(names[i]) > NEAREST_LONGEST)
			continue;
		if (only)
			return NULL;
		only = names[i];
	}
	return only;
}

const char *nearest_name(const char *name, const char *const names[],
			 size_t count)
{
	const char *nearest = NULL;
	size_t length = strlen(name);
	size_t nearest_edits = edits_allowed(length) + 1;

	if (length > NEAREST_LONGEST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t other = strlen(names[i]);
		size_t edits;

		if (other > NEAREST_LONGEST)
			continue;
		edits = distance(name, length, names[i], other);
		if (edits < nearest_edits && edits < MIN(length, other)) {
			nearest = names[i];
			nearest_edits = edits;
		}
	}
	return nearest ? nearest : only_completion(name, length, names, count);
}
