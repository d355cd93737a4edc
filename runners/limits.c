/* limits.c - reading /proc/sys. */
#include "runners/limits.h"

#include "runners/file_number.h"
#include "runners/macros.h"

#define MAPPINGS_USUAL 65530
#define MAPPINGS_OTHER 500
#define TASKS_USUAL    32768

static size_t number_in(const char *path, size_t otherwise)
{
	uint64_t number = otherwise;

	file_number(path, "", &number);
	return number;
}

size_t limits_mappings(void)
{
	size_t most = number_in("/proc/sys/vm/max_map_count", MAPPINGS_USUAL);

	return most - MIN(most, (size_t)MAPPINGS_OTHER);
}

size_t limits_tasks(void)
{
	return MIN(number_in("/proc/sys/kernel/pid_max", TASKS_USUAL),
		   number_in("/proc/sys/kernel/threads-max", TASKS_USUAL));
}
