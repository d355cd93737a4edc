/* proc.c - reading small files of /proc. */
#include "bench/measure/proc.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

uint64_t proc_pss_kib(pid_t pid)
{
	char path[64], line[128];
	uint64_t kib = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "Pss: %" SCNu64, &kib) == 1)
			break;
	fclose(file);
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
