/* faulty.h - makes the n-th call of a function fail.
 *
 * The linker sends the calls that simul's own objects make to a wrapper
 * (-Wl,--wrap; tests/CMakeLists.txt has the same list), which counts down
 * before it passes them on. Calls inside of libc, libcurl and other shared
 * libraries are not touched.
 *
 * The countdown lies in shared memory: processes that are forked while it runs
 * count on. One call fails; those before and after it work.
 */
#ifndef SIMUL_FAULTY_H
#define SIMUL_FAULTY_H

#include <stdbool.h>
#include <stddef.h>

/* What can be made to fail. FAULTY_GUARD is a madvise that installs a
 * guard page, FAULTY_PIDFD_OPEN is syscall(SYS_pidfd_open). */
enum faulty {
	FAULTY_MALLOC,
	FAULTY_CALLOC,
	FAULTY_MMAP,
	FAULTY_MPROTECT,
	FAULTY_GUARD,
	FAULTY_FORK,
	FAULTY_PTHREAD_CREATE,
	FAULTY_EPOLL_CREATE1,
	FAULTY_EPOLL_CTL,
	FAULTY_EPOLL_PWAIT2,
	FAULTY_EVENTFD,
	FAULTY_SIGNALFD,
	FAULTY_TIMERFD_CREATE,
	FAULTY_READ,
	FAULTY_PIDFD_OPEN,
	FAULTY_CURL_MULTI_INIT,
	FAULTY_CURL_MULTI_ADD_HANDLE,
	FAULTY_CURL_EASY_INIT,
};

/* The n-th call from now on, counted from 1, fails with this errno; one of
 * libcurl's as if memory were out. Arm one at a time. */
void faulty_arm(enum faulty call, unsigned n, int error);

/* Ends the countdown. True if a call failed. */
bool faulty_disarm(void);

/* How many mappings simul's objects have made in this process and kept. */
size_t faulty_mapped(void);

#endif
