/* headroom.c - /proc/meminfo and the memory controllers of cgroups, version 2
 * or 1. */
#include "bench/measure/headroom.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "runners/file_number.h"
#include "runners/macros.h"

enum { PATH_SIZE = 1024, LINE_SIZE = 1024 };

/* The names of one version's files. */
struct controller {
	const char *mount, *most, *used, *cache;
};

static const struct controller v2 = { "", "memory.max", "memory.current",
				      "inactive_file " };
static const struct controller v1 = { "/memory", "memory.limit_in_bytes",
				      "memory.usage_in_bytes",
				      "total_inactive_file " };

static bool find_in_group(const char *root, const struct controller *c,
			  const char *group, const char *name, const char *key,
			  uint64_t *number)
{
	char path[PATH_SIZE];
	int length = snprintf(path, sizeof(path), "%s/sys/fs/cgroup%s%s/%s",
			      root, c->mount, group, name);

	return length > 0 && (size_t)length < sizeof(path) &&
	       file_number(path, key, number);
}

/* "max" is no number, and no bound. */
static uint64_t left_in_group(const char *root, const struct controller *c,
			      const char *group)
{
	uint64_t most, used, cache = 0;

	if (!find_in_group(root, c, group, c->most, "", &most) ||
	    !find_in_group(root, c, group, c->used, "", &used))
		return UINT64_MAX;
	find_in_group(root, c, group, "memory.stat", c->cache, &cache);
	used -= MIN(used, cache);
	return most - MIN(most, used);
}

/* Of the group and all above it. In a container the upper part of the path may
 * not exist. */
static uint64_t left_upwards(const char *root, const struct controller *c,
			     char *group)
{
	uint64_t left = UINT64_MAX;
	char *slash;

	group[strcspn(group, "\n")] = '\0';
	if (strcmp(group, "/") == 0)
		*group = '\0';
	for (;;) {
		uint64_t here = left_in_group(root, c, group);

		left = MIN(left, here);
		slash = strrchr(group, '/');
		if (!slash)
			return left;
		*slash = '\0';
	}
}

/* Lines are "0::/group" of version 2 and "9:memory:/group" of 1. */
static uint64_t left_in_groups(const char *root)
{
	char path[PATH_SIZE], line[LINE_SIZE];
	uint64_t left = UINT64_MAX;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/self/cgroup", root);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		char *list = strchr(line, ':');
		uint64_t here = UINT64_MAX;

		if (list && strncmp(list, "::", 2) == 0)
			here = left_upwards(root, &v2, list + 2);
		else if (list && strncmp(list, ":memory:", 8) == 0)
			here = left_upwards(root, &v1, list + 8);
		left = MIN(left, here);
	}
	if (file)
		fclose(file);
	return left;
}

uint64_t headroom_bytes(const char *root)
{
	uint64_t groups = left_in_groups(root), kib;
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/proc/meminfo", root);
	if (!file_number(path, "MemAvailable:", &kib))
		return groups;
	return MIN(groups, kib * 1024);
}
