/* failing.c - preloaded by scripts/torture: the n-th allocation fails.
 *
 * All of a program's allocations are counted together, those of its libraries
 * and of the processes that it forks included. TORTURE_FILE names a file of
 * 8 bytes, in which the count stands afterwards, and TORTURE_N says which one
 * fails; 0: none.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* The C library's own, which these stand in front of. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static _Atomic uint64_t *count;
static uint64_t failing;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("TORTURE_FILE"), *n = getenv("TORTURE_N");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *page = MAP_FAILED;

	if (fd >= 0)
		page = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE,
			    MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	failing = n ? strtoull(n, NULL, 10) : 0;
	count = page == MAP_FAILED ? NULL : page;
}

static bool fails(void)
{
	if (!count || atomic_fetch_add(count, 1) + 1 != failing)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
