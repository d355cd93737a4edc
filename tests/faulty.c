/* faulty.c - the wrappers, and one countdown for all of them. */
#include "tests/faulty.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct countdown {
	_Atomic int call;        /* an enum faulty, or NONE */
	_Atomic unsigned left;   /* calls, the one that fails included */
	_Atomic int error;
	_Atomic bool fired;
};

enum { NONE = -1 };

/* MADV_GUARD_INSTALL: glibc has it from 2.41 on. */
enum { GUARD_INSTALL = 102 };

static struct countdown *countdown;
static _Atomic size_t mapped;

void *__real_mmap(void *addr, size_t size, int protection, int flags, int fd,
		  off_t offset);

static void __attribute__((constructor)) make_countdown(void)
{
	countdown = __real_mmap(NULL, sizeof(*countdown),
				PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (countdown == MAP_FAILED)
		abort();
	countdown->call = NONE;
}

void faulty_arm(enum faulty call, unsigned n, int error)
{
	countdown->left = n;
	countdown->error = error;
	countdown->fired = false;
	countdown->call = (int)call;
}

bool faulty_disarm(void)
{
	countdown->call = NONE;
	return countdown->fired;
}

size_t faulty_mapped(void)
{
	return mapped;
}

/* True, with errno, if this call has to fail. Other constructors may call
 * before ours. */
static bool fails(enum faulty call)
{
	if (!countdown || countdown->call != (int)call ||
	    atomic_fetch_sub(&countdown->left, 1) != 1)
		return false;
	countdown->call = NONE;
	countdown->fired = true;
	errno = countdown->error;
	return true;
}

/* Defines a wrapper that passes its arguments on: the value it returns when it
 * has to fail, and the call it counts as. */
#define WRAP(type, name, parameters, arguments, call, failed)     \
	type __real_##name parameters;                            \
	type __wrap_##name parameters;                            \
	type __wrap_##name parameters                             \
	{                                                         \
		return fails(call) ? failed : __real_##name arguments; \
	}

WRAP(void *, malloc, (size_t size), (size), FAULTY_MALLOC, NULL)
WRAP(void *, calloc, (size_t count, size_t size), (count, size),
     FAULTY_CALLOC, NULL)
WRAP(int, mprotect, (void *addr, size_t size, int protection),
     (addr, size, protection), FAULTY_MPROTECT, -1)
WRAP(pid_t, fork, (void), (), FAULTY_FORK, -1)
WRAP(int, pthread_create,
     (pthread_t *thread, const pthread_attr_t *attr, void *(*entry)(void *),
      void *arg),
     (thread, attr, entry, arg), FAULTY_PTHREAD_CREATE, errno)
WRAP(int, epoll_create1, (int flags), (flags), FAULTY_EPOLL_CREATE1, -1)
WRAP(int, epoll_ctl, (int epoll, int op, int fd, struct epoll_event *event),
     (epoll, op, fd, event), FAULTY_EPOLL_CTL, -1)
WRAP(int, epoll_pwait2,
     (int epoll, struct epoll_event *events, int most,
      const struct timespec *timeout, const sigset_t *mask),
     (epoll, events, most, timeout, mask), FAULTY_EPOLL_PWAIT2, -1)
WRAP(int, eventfd, (unsigned value, int flags), (value, flags),
     FAULTY_EVENTFD, -1)
WRAP(int, signalfd, (int fd, const sigset_t *mask, int flags),
     (fd, mask, flags), FAULTY_SIGNALFD, -1)
WRAP(int, timerfd_create, (clockid_t clock, int flags), (clock, flags),
     FAULTY_TIMERFD_CREATE, -1)
WRAP(ssize_t, read, (int fd, void *buf, size_t size), (fd, buf, size),
     FAULTY_READ, -1)
WRAP(CURLM *, curl_multi_init, (void), (), FAULTY_CURL_MULTI_INIT, NULL)
WRAP(CURLMcode, curl_multi_add_handle, (CURLM *multi, CURL *easy),
     (multi, easy), FAULTY_CURL_MULTI_ADD_HANDLE, CURLM_OUT_OF_MEMORY)
WRAP(CURL *, curl_easy_init, (void), (), FAULTY_CURL_EASY_INIT, NULL)

void *__wrap_mmap(void *addr, size_t size, int protection, int flags, int fd,
		  off_t offset);
void *__wrap_mmap(void *addr, size_t size, int protection, int flags, int fd,
		  off_t offset)
{
	void *at = fails(FAULTY_MMAP)
			   ? MAP_FAILED
			   : __real_mmap(addr, size, protection, flags, fd,
					 offset);

	mapped += at != MAP_FAILED;
	return at;
}

int __real_munmap(void *addr, size_t size);
int __wrap_munmap(void *addr, size_t size);
int __wrap_munmap(void *addr, size_t size)
{
	mapped--;
	return __real_munmap(addr, size);
}

int __real_madvise(void *addr, size_t size, int advice);
int __wrap_madvise(void *addr, size_t size, int advice);
int __wrap_madvise(void *addr, size_t size, int advice)
{
	if (advice == GUARD_INSTALL && fails(FAULTY_GUARD))
		return -1;
	return __real_madvise(addr, size, advice);
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	long a[6];
	va_list args;

	if (number == SYS_pidfd_open && fails(FAULTY_PIDFD_OPEN))
		return -1;
	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
