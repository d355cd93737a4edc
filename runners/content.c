/* content.c - the known content, made rather than kept.
 *
 * Byte k is byte k % CONTENT_PERIOD of one period, and the period is the
 * little-endian words mix(0), mix(1), ... side by side: no table, no memory
 * to share, and fast enough that a check runs at gigabytes a second.
 * It compresses badly on purpose, so that a proxy on the way gains nothing.
 */
#include "runners/content.h"

#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* In this file rather than from the library: the state of a stream can then
 * live on the stack, whatever version is installed. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "runners/macros.h"

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t index)
{
	uint64_t z = (index + 1) * UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Writes the start of [at, at + size): as far as one word and the period
 * reach. Returns how much that was. */
static size_t fill_ragged(unsigned char *out, size_t at, size_t size)
{
	uint64_t word = htole64(mix(at / sizeof(word)));
	size_t skip = at % sizeof(word);
	size_t part = MIN(sizeof(word) - skip, CONTENT_PERIOD - at);

	part = MIN(part, size);
	memcpy(out, (unsigned char *)&word + skip, part);
	return part;
}

void content_fill(void *buf, uint64_t offset, size_t size)
{
	unsigned char *out = buf;
	size_t at = offset % CONTENT_PERIOD;

	while (size > 0) {
		size_t part = fill_ragged(out, at, size);
		size_t words = (MIN(size, CONTENT_PERIOD - at) - part) / 8;

		for (size_t i = 0; i < words; i++, part += 8) {
			uint64_t word = htole64(mix((at + part) / 8));

			memcpy(out + part, &word, sizeof(word));
		}
		out += part;
		size -= part;
		at = (at + part) % CONTENT_PERIOD;
	}
}

uint64_t content_check(uint64_t bytes)
{
	unsigned char piece[4096];
	XXH3_state_t state;

	XXH3_INITSTATE(&state);
	XXH3_64bits_reset(&state);
	for (uint64_t offset = 0; offset < bytes; offset += sizeof(piece)) {
		size_t size = MIN(sizeof(piece), bytes - offset);

		content_fill(piece, offset, size);
		XXH3_64bits_update(&state, piece, size);
	}
	return XXH3_64bits_digest(&state);
}

size_t content_receipt(uint64_t bytes, uint64_t check, char *buf, size_t size)
{
	return (size_t)snprintf(buf, size, "%" PRIu64 " bytes, XXH3 %016" PRIx64 "\n",
				bytes, check);
}
