/* seed.c - a number from a text, or from the clocks and this process. */
#include "bench/cli/seed.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/units.h"

int seed_choose(const char *text, uint64_t *seed, struct error *err)
{
	if (text && units_parse_count(text, seed) < 0)
		return error_set(err, -EINVAL,
				 "'--seed' takes a whole number, not '%s'",
				 text);
	if (!text)
		*seed = (clock_ns() ^ (uint64_t)time(NULL) << 20 ^
			 (uint64_t)getpid() << 40) %
			1000000000;
	return 0;
}
