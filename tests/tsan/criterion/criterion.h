/* criterion.h - as much of Criterion as these tests use, for TSan builds.
 *
 * Criterion's own runner maps an arena at an address that ThreadSanitizer
 * keeps for itself, and gives up ("Could not initialize inheritable arena").
 * So under TSan the same test files are built against this: each test runs in
 * a forked child, with an alarm for its timeout.
 */
#ifndef SIMUL_TSAN_CRITERION_H
#define SIMUL_TSAN_CRITERION_H

#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHIM_SKIPPED 77

struct shim_test {
	const char *suite, *name;
	void (*body)(void);
	int signal;              /* that the test is expected to die of */
	int exit_code;
	double timeout;          /* seconds; 0: the default */
	struct shim_test *next;
};

static struct shim_test *shim_tests;
static bool shim_failed;

#define Test(s, n, ...)                                                      \
	static void s##_##n##_body(void);                                    \
	static struct shim_test s##_##n##_test = {                           \
		.suite = #s, .name = #n, .body = s##_##n##_body, __VA_ARGS__ \
	};                                                                   \
	__attribute__((constructor)) static void s##_##n##_add(void)         \
	{                                                                    \
		s##_##n##_test.next = shim_tests;                            \
		shim_tests = &s##_##n##_test;                                \
	}                                                                    \
	static void s##_##n##_body(void)

#define TestSuite(s, ...) struct shim_suite_##s

#define SHIM_CHECK(fatal, ok, text, ...)                                    \
	do {                                                                \
		if (!(ok)) {                                                \
			fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__,  \
				text);                                      \
			fprintf(stderr, " " __VA_ARGS__);                   \
			fputc('\n', stderr);                                \
			shim_failed = true;                                 \
			if (fatal)                                          \
				_exit(1);                                   \
		}                                                           \
	} while (0)

#define cr_assert(ok, ...)   SHIM_CHECK(1, (ok), #ok, __VA_ARGS__)
#define cr_expect(ok, ...)   SHIM_CHECK(0, (ok), #ok, __VA_ARGS__)
#define cr_assert_fail(...)  SHIM_CHECK(1, 0, "fail", __VA_ARGS__)
#define cr_expect_fail(...)  SHIM_CHECK(0, 0, "fail", __VA_ARGS__)
#define cr_skip_test(...)    _exit(SHIM_SKIPPED)
#define cr_skip(...)         _exit(SHIM_SKIPPED)

#define SHIM_OP(fatal, a, op, b, ...) \
	SHIM_CHECK(fatal, (a) op (b), #a " " #op " " #b, __VA_ARGS__)
#define SHIM_STR(fatal, a, b, ...) \
	SHIM_CHECK(fatal, !strcmp((a), (b)), #a " is " #b, __VA_ARGS__)

#define cr_assert_not(a, ...)      SHIM_CHECK(1, !(a), "not " #a, __VA_ARGS__)
#define cr_assert_null(a, ...)     SHIM_OP(1, a, ==, NULL, __VA_ARGS__)
#define cr_assert_not_null(a, ...) SHIM_OP(1, a, !=, NULL, __VA_ARGS__)
#define cr_assert_eq(a, b, ...)    SHIM_OP(1, a, ==, b, __VA_ARGS__)
#define cr_assert_neq(a, b, ...)   SHIM_OP(1, a, !=, b, __VA_ARGS__)
#define cr_assert_lt(a, b, ...)    SHIM_OP(1, a, <, b, __VA_ARGS__)
#define cr_assert_leq(a, b, ...)   SHIM_OP(1, a, <=, b, __VA_ARGS__)
#define cr_assert_gt(a, b, ...)    SHIM_OP(1, a, >, b, __VA_ARGS__)
#define cr_assert_geq(a, b, ...)   SHIM_OP(1, a, >=, b, __VA_ARGS__)
#define cr_assert_str_eq(a, b, ...) SHIM_STR(1, a, b, __VA_ARGS__)
#define cr_assert_arr_eq(a, b, n, ...) \
	SHIM_CHECK(1, !memcmp((a), (b), (n)), #a " is " #b, __VA_ARGS__)
#define cr_assert_float_eq(a, b, e, ...) \
	SHIM_CHECK(1, fabs((double)(a) - (double)(b)) <= (e), #a, __VA_ARGS__)

#define cr_expect_not(a, ...)      SHIM_CHECK(0, !(a), "not " #a, __VA_ARGS__)
#define cr_expect_null(a, ...)     SHIM_OP(0, a, ==, NULL, __VA_ARGS__)
#define cr_expect_not_null(a, ...) SHIM_OP(0, a, !=, NULL, __VA_ARGS__)
#define cr_expect_eq(a, b, ...)    SHIM_OP(0, a, ==, b, __VA_ARGS__)
#define cr_expect_neq(a, b, ...)   SHIM_OP(0, a, !=, b, __VA_ARGS__)
#define cr_expect_lt(a, b, ...)    SHIM_OP(0, a, <, b, __VA_ARGS__)
#define cr_expect_leq(a, b, ...)   SHIM_OP(0, a, <=, b, __VA_ARGS__)
#define cr_expect_gt(a, b, ...)    SHIM_OP(0, a, >, b, __VA_ARGS__)
#define cr_expect_geq(a, b, ...)   SHIM_OP(0, a, >=, b, __VA_ARGS__)
#define cr_expect_str_eq(a, b, ...) SHIM_STR(0, a, b, __VA_ARGS__)
#define cr_expect_str_neq(a, b, ...)                                         \
	SHIM_CHECK(0, strcmp((a), (b)) != 0, #a " is not " #b, __VA_ARGS__)
#define cr_expect_float_eq(a, b, e, ...) \
	SHIM_CHECK(0, fabs((double)(a) - (double)(b)) <= (e), #a, __VA_ARGS__)

static bool shim_as_expected(const struct shim_test *t, int status)
{
	if (t->signal)
		return (WIFSIGNALED(status) && WTERMSIG(status) == t->signal) ||
		       /* TSan reports it and exits instead. */
		       (WIFEXITED(status) && WEXITSTATUS(status) == 66);
	return WIFEXITED(status) && WEXITSTATUS(status) == t->exit_code;
}

/* 0: passed, 1: failed, SHIM_SKIPPED. */
static int shim_run(const struct shim_test *t)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		alarm(t->timeout > 0 ? (unsigned)t->timeout : 120);
		t->body();
		exit(shim_failed ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == SHIM_SKIPPED)
		return SHIM_SKIPPED;
	if (shim_as_expected(t, status))
		return 0;
	fprintf(stderr, "FAIL %s::%s (status %#x)\n", t->suite, t->name,
		(unsigned)status);
	return 1;
}

int main(void)
{
	int passed = 0, failed = 0, skipped = 0;

	for (const struct shim_test *t = shim_tests; t; t = t->next) {
		int rc = shim_run(t);

		passed += rc == 0;
		failed += rc == 1;
		skipped += rc == SHIM_SKIPPED;
	}
	printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
	return failed != 0;
}

#endif
