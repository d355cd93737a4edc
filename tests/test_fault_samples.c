/* test_fault_samples.c - each call that can fail does so once: the sample then
 * has failed, with what it was, and leaves nothing behind.
 */
#include "tests/lab.h"

#include <errno.h>

#include "runners/macros.h"
#include "tests/census.h"
#include "tests/faulty.h"

enum { LANES = 3, MOST_CALLS = 200 };

#define NOTHING   "workload=null tasks=8"
#define MOMENT    "workload=sleep durations=1ms tasks=8 duration=60s"
#define STAMPED   "workload=squares tasks=8 base=1000"
#define DOWNLOADS "workload=download tasks=8 latency=0 size=1"

static void fail_samples(const char *keys, const char *model,
			 enum faulty call, int error, const char *first,
			 const char *later)
{
	struct census before;
	struct lab lab;
	unsigned n = 1;

	lab_init(&lab, keys);
	before = census_before();
	for (; n < MOST_CALLS; n++) {
		const char *says = n == 1 ? first : later;
		struct sample *s;
		bool fired;

		faulty_arm(call, n, error);
		s = lab_take(&lab, model, LANES);
		fired = faulty_disarm();
		area_free(lab.area);
		lab.area = NULL;
		check_nothing_left(&before, model);
		if (!fired)
			break;
		cr_assert_eq(s->state, SAMPLE_FAILED, "%s, call %u", model, n);
		cr_assert(strstr(s->reason, says), "%s, call %u: '%s'", model,
			  n, s->reason);
	}
	cr_assert_eq(lab.sample.state, SAMPLE_OK, "%s", lab.sample.reason);
	cr_assert_gt(n, 1u, "%s: no call failed", model);
	lab_term(&lab);
}

Test(samples, what_fails_is_the_reason)
{
	static const struct {
		const char *keys, *model;
		enum faulty call;
		int error;
		const char *first, *later;   /* for the first call, others */
	} cases[] = {
		{ NOTHING, "serial", FAULTY_MMAP, ENOMEM,
		  "cannot map memory for 8 tasks: Cannot allocate memory",
		  "cannot map memory for 8 tasks: Cannot allocate memory" },
		{ NOTHING, "async", FAULTY_GUARD, ENOMEM,
		  "stacks of 256 KiB: Cannot allocate memory",
		  "stacks of 256 KiB: Cannot allocate memory" },
		{ NOTHING, "serial", FAULTY_FORK, EAGAIN,
		  "cannot fork: Resource temporarily unavailable", "" },
		{ NOTHING, "processes", FAULTY_FORK, EAGAIN,
		  "cannot fork: Resource temporarily unavailable",
		  " of 3: Resource temporarily unavailable" },
		{ NOTHING, "threads", FAULTY_PTHREAD_CREATE, EAGAIN,
		  "cannot start thread 1 of 3: Resource temporarily",
		  " of 3: Resource temporarily unavailable" },
		/* The times: zeros would say that they aren't known. */
		{ STAMPED, "serial", FAULTY_CALLOC, ENOMEM,
		  "memory", "memory" },
		{ NOTHING, "threads", FAULTY_PIDFD_OPEN, EMFILE,
		  "cannot watch a sample: pidfd_open: Too many open files",
		  "" },
		{ MOMENT, "threads", FAULTY_TIMERFD_CREATE, EMFILE,
		  "cannot make a timer: Too many open files", "" },
		{ NOTHING, "async", FAULTY_EVENTFD, EMFILE,
		  "cannot make an eventfd: Too many open files", "" },
		{ NOTHING, "processes+async", FAULTY_EPOLL_CREATE1, EMFILE,
		  "cannot make an event loop: Too many open files",
		  "cannot make an event loop: Too many open files" },
		{ DOWNLOADS, "async", FAULTY_CURL_MULTI_ADD_HANDLE, 0,
		  "event loop: Cannot allocate memory",
		  "event loop: Cannot allocate memory" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		fail_samples(cases[i].keys, cases[i].model, cases[i].call,
			     cases[i].error, cases[i].first, cases[i].later);
}

static int refuse_shared(void *shared, const void *params, size_t tasks,
			 size_t lanes, struct error *err)
{
	(void)shared;
	(void)params;
	(void)tasks;
	(void)lanes;
	return error_set(err, -EPERM, "as it should");
}

Test(samples, what_tasks_share_that_cannot_be_made)
{
	struct workload w;
	struct census before;
	struct lab lab;

	lab_init(&lab, NOTHING);
	w = *lab.jobs.item[0].workload;
	w.shared_init = refuse_shared;
	lab.jobs.item[0].workload = &w;
	before = census_before();
	lab_take(&lab, "threads", LANES);
	area_free(lab.area);
	lab.area = NULL;
	check_nothing_left(&before, "shared_init");
	cr_assert_eq(lab.sample.state, SAMPLE_FAILED);
	cr_assert_str_eq(lab.sample.reason, "as it should");
	lab_term(&lab);
}
