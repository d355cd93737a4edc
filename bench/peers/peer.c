/* peer.c - arguments, clocks and the output line of every peer. */
#include "bench/peers/peer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "runners/clock.h"

/* For the standard streams, epoll, a resolver and files that libraries open. */
#define SPARE_FILES 64

_Noreturn void peer_die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

uint64_t peer_number(const char *name, const char *text, uint64_t least,
		     uint64_t most)
{
	char *end;
	uint64_t number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno == 0 && *text >= '0' && *text <= '9' && *end == '\0' &&
	    number >= least && number <= most)
		return number;
	fprintf(stderr, "%s: %s is '%s', not %" PRIu64 "..%" PRIu64 "\n",
		program_invocation_short_name, name, text, least, most);
	exit(2);
}

void peer_allow_files(uint64_t count)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		peer_die("cannot read the limit of open files: %s",
			 strerror(errno));
	count += SPARE_FILES;
	if (limit.rlim_cur >= count)
		return;
	if (limit.rlim_max < count)
		peer_die("the limit of open files is %llu, but %" PRIu64
			 " are needed",
			 (unsigned long long)limit.rlim_max, count);
	limit.rlim_cur = count;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		peer_die("cannot raise the limit of open files: %s",
			 strerror(errno));
}

void *peer_memory(uint64_t count, uint64_t size_bytes)
{
	void *memory = calloc(count, size_bytes);

	if (memory == NULL)
		peer_die("no memory for %" PRIu64 " times %" PRIu64 " bytes",
			 count, size_bytes);
	return memory;
}

static uint64_t timeval_us(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

struct peer_clock peer_clock_now(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (struct peer_clock){
		.wall_ns = clock_ns(),
		.user_us = timeval_us(usage.ru_utime),
		.system_us = timeval_us(usage.ru_stime),
	};
}

void peer_report(const struct peer_clock *start, const struct peer_sums *sums)
{
	struct peer_clock end = peer_clock_now();

	printf("wall_us=%" PRIu64 " user_us=%" PRIu64 " system_us=%" PRIu64
	       " requests=%" PRIu64 " connections=%" PRIu64 " bytes=%" PRIu64
	       "\n", (end.wall_ns - start->wall_ns) / NS_PER_US,
	       end.user_us - start->user_us, end.system_us - start->system_us,
	       sums->requests, sums->connections, sums->bytes);
}
