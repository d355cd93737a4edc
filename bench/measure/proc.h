/* proc.h - figures from /proc; 0 where the kernel has none. */
#ifndef SIMUL_PROC_H
#define SIMUL_PROC_H

#include <stdint.h>
#include <sys/types.h>

/* Proportional set size: memory of a process, what it shares divided among
 * those that share it. */
uint64_t proc_pss_kib(pid_t pid);

/* Time that the hypervisor gave to others, over all processors, since boot.
 * In steps of a clock tick. */
uint64_t proc_steal_us(void);

#endif
