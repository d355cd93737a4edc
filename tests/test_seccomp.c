/* test_seccomp.c - system calls that a container refuses.
 *
 * Filters that are older than epoll_pwait2 refuse it with EPERM
 * (opencontainers/runc#2151), newer ones with ENOSYS, as does a kernel that lacks
 * it.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

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
