/* test_needs.c - what a sample needs, held against what there is. */
#include "tests/lab.h"

#include <errno.h>
#include <stdint.h>

#include "bench/measure/needs.h"

#define MIB (UINT64_C(1) << 20)

static struct subject subject_of(struct lab *lab, const char *model, size_t k)
{
	return (struct subject){ .job = &lab->jobs.item[0],
				 .model = models_find(model),
				 .concurrency = k };
}

/* What a sample takes at least, found by halves. */
static uint64_t need_of(struct lab *lab, const char *model, size_t k)
{
	const struct subject s = subject_of(lab, model, k);
	uint64_t low = 0, high = UINT64_C(1) << 50;
	struct error err;

	while (low < high) {
		uint64_t middle = (low + high) / 2;

		if (needs_check_memory(&s, middle, &err) == 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

Test(needs, memory_is_refused_with_both_figures)
{
	struct error err = { "" };
	struct subject s;
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=1s tasks=1000000");
	s = subject_of(&lab, "async", 1000000);
	cr_assert_eq(needs_check_memory(&s, 512 * MIB, &err), -ENOMEM);
	cr_expect(strstr(err.text, "'test' with K = 1000000 under async "
				   "needs "),
		  "%s", err.text);
	cr_expect(strstr(err.text, " GiB of memory at least, and 512 MiB are "
				   "available"),
		  "%s", err.text);
	cr_expect_eq(needs_check_memory(&s, UINT64_MAX, &err), 0);
	lab_term(&lab);
}

Test(needs, memory_grows_with_what_is_in_flight_and_with_tasks)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=1s tasks=100000");
	cr_expect_gt(need_of(&lab, "async", 100000), 400 * MIB);
	cr_expect_lt(need_of(&lab, "async", 100000), 700 * MIB);
	cr_expect_gt(need_of(&lab, "threads", 20000),
		     need_of(&lab, "async", 20000));
	cr_expect_gt(need_of(&lab, "processes", 20000),
		     need_of(&lab, "threads", 20000));
	/* A slot and a state for each task. */
	cr_expect_gt(need_of(&lab, "serial", 1), 6 * MIB);
	cr_expect_lt(need_of(&lab, "serial", 1), 8 * MIB);
	lab_term(&lab);
}

/* With a duration there is room for ten million, of which few are run. */
Test(needs, tasks_that_may_never_run_are_not_counted)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=1s duration=1s");
	cr_expect_lt(need_of(&lab, "async", 100), 2 * MIB);
	lab_term(&lab);
}

Test(needs, more_workers_than_the_kernel_allows_are_refused)
{
	struct error err = { "" };
	struct subject s;
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=1s tasks=10000000");
	s = subject_of(&lab, "threads", 10000000);
	cr_expect_eq(needs_check(&s, UINT64_MAX, &err), -EAGAIN);
	cr_expect(strstr(err.text, "needs 10000000 threads, and this kernel "
				   "allows "),
		  "%s", err.text);
	s = subject_of(&lab, "processes", 10000000);
	cr_expect_eq(needs_check(&s, UINT64_MAX, &err), -EAGAIN);
	lab_term(&lab);
}
