/* test_seccomp.c - system calls that a container refuses.
 *
 * Filters that are older than epoll_pwait2 refuse it with EPERM
 * (opencontainers/runc#2151), newer ones with ENOSYS, as does a kernel that lacks
 * it. io_uring_setup is refused with either, too.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "async/async.h"
#include "runners/macros.h"
#include "tests/lab.h"

/* From now on the call fails with this errno, in children too. */
static void refuse(long call, int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K,
			 SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_SIZE(filter), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		cr_skip_test("no seccomp filter here: %s", strerror(errno));
}

static void works_without_epoll_pwait2(int error)
{
	struct lab lab;
	struct timespec now = { 0, 0 };
	struct epoll_event event;

	refuse(SYS_epoll_pwait2, error);
	cr_assert_eq(epoll_pwait2(-1, &event, 1, &now, NULL), -1);
	cr_assert_eq(errno, error);
	lab_init(&lab, "workload=download tasks=40 size=1000 latency=2ms");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 4);

		cr_expect_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_expect_eq(s->tasks_ok, 40, "%s", models[m].name);
	}
	lab_term(&lab);
}

Test(seccomp, epoll_pwait2_refused_with_eperm_is_no_failure)
{
	works_without_epoll_pwait2(EPERM);
}

Test(seccomp, epoll_pwait2_refused_with_enosys_is_no_failure)
{
	works_without_epoll_pwait2(ENOSYS);
}

/* Runs the program with these arguments; returns its exit status, and in `said`
 * what it wrote to stderr. */
static int simul(const char *arguments, char *said, size_t size)
{
	char line[512];
	FILE *pipe;
	size_t n;

	snprintf(line, sizeof(line), "%s %s 2>&1 >/dev/null </dev/null",
		 SIMUL_PROGRAM, arguments);
	pipe = popen(line, "re");
	cr_assert_not_null(pipe);
	n = fread(said, 1, size - 1, pipe);
	said[n] = '\0';
	return WEXITSTATUS(pclose(pipe));
}

static void io_uring_is_asked_for(int error, const char *why)
{
	char said[4096];

	if (!wait_uring.poller)
		cr_skip_test("built without liburing");
	refuse(SYS_io_uring_setup, error);
	cr_assert_eq(simul("run null -n 8 -r 1 -q -m serial,uring", said,
			   sizeof(said)),
		     2, "%s", said);
	cr_assert(strstr(said, "model 'uring' needs io_uring, which can't be "
			       "had here: a seccomp filter refuses it"),
		  "%s", said);
	cr_assert(strstr(said, why), "%s", said);
	cr_assert_eq(simul("run null -n 8 -r 1 -q -m all", said, sizeof(said)),
		     0, "%s", said);
	cr_assert(strstr(said, "'all' leaves out the models that need io_uring"),
		  "%s", said);
	cr_assert(strstr(said, why), "%s", said);
}

Test(seccomp, io_uring_refused_with_eperm_is_said)
{
	io_uring_is_asked_for(EPERM, "(EPERM)");
}

Test(seccomp, io_uring_refused_with_enosys_is_said)
{
	io_uring_is_asked_for(ENOSYS, "(ENOSYS)");
}

Test(seccomp, io_uring_that_can_be_set_up_and_not_entered_is_refused)
{
	char said[4096];

	if (!wait_uring.poller)
		cr_skip_test("built without liburing");
	refuse(SYS_io_uring_enter, EPERM);
	cr_assert_eq(simul("run null -n 8 -m threads+uring", said,
			   sizeof(said)),
		     2, "%s", said);
}
