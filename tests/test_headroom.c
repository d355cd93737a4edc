/* test_headroom.c - memory that made-up machines have left. */
#include <stdint.h>
#include <sys/stat.h>

#include "bench/measure/headroom.h"
#include "tests/made.h"

#define MIB (UINT64_C(1) << 20)

static char root[64];

static void make(void)
{
	made_directory(root, sizeof(root));
}

static void destroy(void)
{
	made_remove(root);
}

/* A file of the machine, with the directories above it. */
static void put(const char *path, const char *text)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (char *p = whole + strlen(root) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(whole, 0700);
		*p = '/';
	}
	made_write(whole, text, strlen(text));
}

TestSuite(headroom, .init = make, .fini = destroy);

Test(headroom, this_machine_has_some)
{
	cr_expect_gt(headroom_bytes(""), MIB);
	cr_expect_lt(headroom_bytes(""), UINT64_MAX);
}

Test(headroom, is_what_the_kernel_calls_available)
{
	put("/proc/meminfo", "MemTotal:        8000000 kB\n"
			     "MemFree:          100000 kB\n"
			     "MemAvailable:    2048000 kB\n");
	cr_expect_eq(headroom_bytes(root), UINT64_C(2048000) * 1024);
}

Test(headroom, is_boundless_where_nothing_says)
{
	cr_expect_eq(headroom_bytes(root), UINT64_MAX);
	put("/proc/meminfo", "MemTotal: 8000000 kB\n");
	cr_expect_eq(headroom_bytes(root), UINT64_MAX);
}

Test(headroom, is_bounded_by_a_group_above_ours)
{
	put("/proc/meminfo", "MemAvailable: 2048000 kB\n");
	put("/proc/self/cgroup", "0::/slice/unit\n");
	put("/sys/fs/cgroup/slice/unit/memory.max", "max\n");
	put("/sys/fs/cgroup/slice/unit/memory.current", "4096\n");
	put("/sys/fs/cgroup/slice/memory.max", "104857600\n");
	put("/sys/fs/cgroup/slice/memory.current", "94371840\n");
	cr_expect_eq(headroom_bytes(root), 10 * MIB);
	put("/sys/fs/cgroup/slice/memory.stat", "anon 1\n"
						"inactive_file 5242880\n");
	cr_expect_eq(headroom_bytes(root), 15 * MIB);
}

Test(headroom, is_nothing_in_a_group_that_has_more_than_it_may)
{
	put("/proc/self/cgroup", "0::/\n");
	put("/sys/fs/cgroup/memory.max", "1000\n");
	put("/sys/fs/cgroup/memory.current", "2000\n");
	cr_expect_eq(headroom_bytes(root), 0);
}

Test(headroom, knows_the_first_version_of_groups)
{
	put("/proc/self/cgroup", "8:cpu,cpuacct:/a\n9:memory:/a\n0::/b\n");
	put("/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "8388608\n");
	put("/sys/fs/cgroup/memory/a/memory.usage_in_bytes", "4194304\n");
	put("/sys/fs/cgroup/memory/a/memory.stat",
	    "total_inactive_file 1048576\n");
	cr_expect_eq(headroom_bytes(root), 5 * MIB);
}
