/* stacks.c - mapping, guarding, and giving pages back. */
#include "async/stacks.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runners/limits.h"
#include "runners/macros.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

/* Whole stacks are multiples of the page, so without this the busy ends of all
 * of them would map to the same few sets of the first-level cache. */
#define COLOURS      32
#define COLOUR_BYTES 64

static int guard_all(const struct stacks *s, int (*guard)(void *, size_t))
{
	for (size_t i = 0; i < s->count; i++)
		if (guard(s->base + i * s->each_bytes, s->page_bytes) < 0)
			return -errno;
	return 0;
}

static int mark(void *at, size_t bytes)
{
	return madvise(at, bytes, MADV_GUARD_INSTALL);
}

static int forbid(void *at, size_t bytes)
{
	return mprotect(at, bytes, PROT_NONE);
}

int stacks_init(struct stacks *s, size_t count, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t each = ((bytes + page - 1) & ~(page - 1)) + page;
	int rc;

	*s = (struct stacks){ .each_bytes = each,
			      .count = count,
			      .page_bytes = page };
	s->base = mmap(NULL, each * count, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK,
		       -1, 0);
	if (s->base == MAP_FAILED)
		return -errno;
	rc = guard_all(s, mark);
	if (rc == -EINVAL)
		rc = guard_all(s, forbid);
	if (rc < 0)
		stacks_term(s);
	return rc;
}

void stacks_term(struct stacks *s)
{
	munmap(s->base, s->each_bytes * s->count);
}

size_t stacks_most(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *probe = mmap(NULL, page, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool marks = probe != MAP_FAILED && mark(probe, page) == 0;

	if (probe != MAP_FAILED)
		munmap(probe, page);
	return marks ? SIZE_MAX : limits_mappings() / 2;
}

char *stacks_low(const struct stacks *s, size_t i)
{
	return s->base + i * s->each_bytes + s->page_bytes;
}

char *stacks_high(const struct stacks *s, size_t i)
{
	return s->base + (i + 1) * s->each_bytes - i % COLOURS * COLOUR_BYTES;
}

/* Zero also if it cannot be known. */
static size_t resident(char *low, size_t pages, size_t page_bytes)
{
	unsigned char here[256];
	size_t count = 0;

	for (size_t at = 0; at < pages; at += sizeof(here)) {
		size_t some = MIN(pages - at, sizeof(here));

		if (mincore(low + at * page_bytes, some * page_bytes, here))
			return 0;
		for (size_t i = 0; i < some; i++)
			count += here[i] & 1;
	}
	return count;
}

size_t stacks_give_back(const struct stacks *s, size_t i, const char *in_use)
{
	char *low = stacks_low(s, i);
	size_t pages = (size_t)(in_use - low) / s->page_bytes;
	size_t count = resident(low, pages, s->page_bytes);

	if (count)
		madvise(low, pages * s->page_bytes, MADV_DONTNEED);
	return count;
}
