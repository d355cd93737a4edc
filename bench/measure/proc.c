/* proc.c - reading small files of /proc. */
#include "bench/measure/proc.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "runners/file_number.h"

uint64_t proc_pss_kib(pid_t pid)
{
	char path[64];
	uint64_t kib = 0;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	file_number(path, "Pss:", &kib);
	return kib;
}

uint64_t proc_steal_us(void)
{
	FILE *file = fopen("/proc/stat", "re");
	uint64_t ticks = 0;

	if (!file)
		return 0;
	/* user nice system idle iowait irq softirq steal */
	if (fscanf(file, "cpu %*u %*u %*u %*u %*u %*u %*u %" SCNu64, &ticks) !=
	    1)
		ticks = 0;
	fclose(file);
	return ticks * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
}
