/* limits.h - how much of a thing the kernel lets a process or a user have. */
#ifndef SIMUL_LIMITS_H
#define SIMUL_LIMITS_H

#include <stddef.h>

/* Mappings of a process that can still be made: vm.max_map_count without some
 * hundreds for libraries, heaps and the area. */
size_t limits_mappings(void);

/* Threads and processes together: the lesser of kernel.pid_max and
 * kernel.threads-max. Others have some of them already. */
size_t limits_tasks(void);

#endif
