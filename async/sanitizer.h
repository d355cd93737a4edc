/* sanitizer.h - telling ASan and TSan which stack runs.
 *
 * Without a sanitizer all of this is empty. Around a switch the resumer calls
 * fiber_enter before and fiber_left after it; the coroutine calls fiber_entered
 * after it and fiber_leave before it, or fiber_end before its last one.
 */
#ifndef SIMUL_SANITIZER_H
#define SIMUL_SANITIZER_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIMUL_ASAN 1
#elif __has_feature(thread_sanitizer)
#define SIMUL_TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SIMUL_ASAN 1
#elif defined(__SANITIZE_THREAD__)
#define SIMUL_TSAN 1
#endif

#if defined(SIMUL_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

struct fiber {
	const void *low, *outer_low;
	size_t bytes, outer_bytes;
	void *fake, *outer_fake;
};
#elif defined(SIMUL_TSAN)
#include <sanitizer/tsan_interface.h>

struct fiber {
	void *inside, *outside;
};
#else
struct fiber {
	char nothing[0];
};
#endif

static inline void fiber_init(struct fiber *f, const void *low, size_t bytes)
{
	(void)f, (void)low, (void)bytes;
#if defined(SIMUL_ASAN)
	/* A pooled stack may still carry the poison of its last user. */
	__asan_unpoison_memory_region(low, bytes);
	*f = (struct fiber){ .low = low, .bytes = bytes };
#elif defined(SIMUL_TSAN)
	f->inside = __tsan_create_fiber(0);
#endif
}

static inline void fiber_enter(struct fiber *f)
{
	(void)f;
#if defined(SIMUL_ASAN)
	__sanitizer_start_switch_fiber(&f->outer_fake, f->low, f->bytes);
#elif defined(SIMUL_TSAN)
	f->outside = __tsan_get_current_fiber();
	__tsan_switch_to_fiber(f->inside, 0);
#endif
}

static inline void fiber_entered(struct fiber *f)
{
	(void)f;
#if defined(SIMUL_ASAN)
	__sanitizer_finish_switch_fiber(f->fake, &f->outer_low,
					&f->outer_bytes);
#endif
}

static inline void fiber_leave(struct fiber *f)
{
	(void)f;
#if defined(SIMUL_ASAN)
	__sanitizer_start_switch_fiber(&f->fake, f->outer_low,
				       f->outer_bytes);
#elif defined(SIMUL_TSAN)
	__tsan_switch_to_fiber(f->outside, 0);
#endif
}

/* The last switch: ASan frees what it kept for the stack. */
static inline void fiber_end(struct fiber *f)
{
#if defined(SIMUL_ASAN)
	__sanitizer_start_switch_fiber(NULL, f->outer_low, f->outer_bytes);
#else
	fiber_leave(f);
#endif
}

static inline void fiber_left(struct fiber *f)
{
	(void)f;
#if defined(SIMUL_ASAN)
	__sanitizer_finish_switch_fiber(f->outer_fake, NULL, NULL);
#endif
}

static inline void fiber_term(struct fiber *f)
{
	(void)f;
#if defined(SIMUL_ASAN)
	__asan_unpoison_memory_region(f->low, f->bytes);
#elif defined(SIMUL_TSAN)
	__tsan_destroy_fiber(f->inside);
#endif
}

#endif
