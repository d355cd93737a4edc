/* test_environment.c - descriptions of real and made-up machines. */
#include <sys/stat.h>

#include "bench/measure/environment.h"
#include "tests/made.h"

struct machine {
	char root[64];
};

static void make(struct machine *m)
{
	made_directory(m->root, sizeof(m->root));
}

static void destroy(const struct machine *m)
{
	made_remove(m->root);
}

/* A file of the machine, with the directories above it. */
static void put(const struct machine *m, const char *path, const char *text)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s%s", m->root, path);
	for (char *p = whole + strlen(m->root) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(whole, 0700);
		*p = '/';
	}
	made_write(whole, text, strlen(text));
}

static void look(const struct machine *m, struct environment *env)
{
	memset(env, 0x5a, sizeof(*env));
	environment_read_below(env, m->root, 444);
}

Test(environment, this_machine_has_one)
{
	struct environment env;

	environment_read(&env, 7);
	cr_expect_eq(env.schema, RESULTS_SCHEMA);
	cr_expect_eq(env.seed, 7);
	cr_expect_geq(env.processors, 1);
	cr_expect_eq(strncmp(env.kernel, "Linux ", 6), 0, "%s", env.kernel);
	cr_expect_eq(strncmp(env.libcurl, "libcurl/", 8), 0, "%s",
		     env.libcurl);
	cr_expect_eq(strlen(env.started), strlen("2026-01-31T12:00:00Z"));
	cr_expect_eq(env.started[10], 'T');
	cr_expect_gt(env.timer_slack_ns, 0);
	cr_expect(env.version[0] && env.commit[0] && env.compiler[0]);
}

Test(environment, what_the_machine_does_not_tell_is_nothing)
{
	struct machine m;
	struct environment env;

	make(&m);
	look(&m, &env);
	cr_expect_str_eq(env.cpu, "");
	cr_expect_str_eq(env.governor, "");
	cr_expect(!(env.quota > 0) && !(env.load > 0));
	destroy(&m);
}

Test(environment, the_processor_is_named_without_spare_spaces)
{
	struct machine m;
	struct environment env;

	make(&m);
	put(&m, "/proc/cpuinfo",
	    "processor\t: 0\ncpu family\t: 25\nmodel\t\t: 1\n"
	    "model name\t: AMD  EPYC 7763   64-Core \n"
	    "processor\t: 1\nmodel name\t: Other\n");
	put(&m, "/proc/loadavg", "0.52 0.40 0.30 1/200 1234\n");
	look(&m, &env);
	cr_expect_str_eq(env.cpu, "AMD EPYC 7763 64-Core");
	cr_expect(env.load > 0.519 && env.load < 0.521);
	destroy(&m);
}

static double quota_of(const char *cgroup, const char *path, const char *text,
		       const char *path2, const char *text2)
{
	struct machine m;
	struct environment env;

	make(&m);
	put(&m, "/proc/self/cgroup", cgroup);
	put(&m, path, text);
	put(&m, path2, text2);
	look(&m, &env);
	destroy(&m);
	return env.quota;
}

static void check_quota(double is, double should)
{
	cr_expect(is > should - 1e-9 && is < should + 1e-9, "%g, not %g", is,
		  should);
}

Test(environment, a_quota_of_version_2_is_the_least_on_the_way_up)
{
	check_quota(quota_of("0::/a/b\n", "/sys/fs/cgroup/a/b/cpu.max",
			     "150000 100000\n", "/sys/fs/cgroup/a/cpu.max",
			     "max 100000\n"), 1.5);
	check_quota(quota_of("0::/a/b\n", "/sys/fs/cgroup/a/b/cpu.max",
			     "400000 100000\n", "/sys/fs/cgroup/a/cpu.max",
			     "50000 100000\n"), 0.5);
	/* In a container: our own group is mounted as the root. */
	check_quota(quota_of("0::/../x\n", "/sys/fs/cgroup/cpu.max",
			     "200000 100000\n", "/sys/none", ""), 2);
	check_quota(quota_of("0::/\n", "/sys/fs/cgroup/cpu.max",
			     "max 100000\n", "/sys/none", ""), 0);
	check_quota(quota_of("0::/\n", "/sys/fs/cgroup/cpu.max", "rubbish\n",
			     "/sys/none", ""), 0);
}

Test(environment, a_quota_of_version_1_is_read_as_well)
{
	const char *cgroup = "5:memory:/x\n4:cpu,cpuacct:/docker/c\n0::/\n";

	check_quota(quota_of(cgroup,
			     "/sys/fs/cgroup/cpu/docker/c/cpu.cfs_quota_us",
			     "250000\n",
			     "/sys/fs/cgroup/cpu/docker/c/cpu.cfs_period_us",
			     "100000\n"), 2.5);
	check_quota(quota_of(cgroup, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
			     "-1\n", "/sys/fs/cgroup/cpu/cpu.cfs_period_us",
			     "100000\n"), 0);
	/* cpuset is another controller. */
	check_quota(quota_of("4:cpuset,cpuacct:/c\n",
			     "/sys/fs/cgroup/cpu/c/cpu.cfs_quota_us",
			     "250000\n",
			     "/sys/fs/cgroup/cpu/c/cpu.cfs_period_us",
			     "100000\n"), 0);
}

static char *warnings(const struct environment *env, uint64_t steal_us,
		      size_t *count)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	*count = environment_warn(env, steal_us, 200000, "-- ", out);
	fclose(out);
	return text;
}

static void check_warning(const struct environment *env, uint64_t steal_us,
			  const char *words)
{
	size_t count;
	char *text = warnings(env, steal_us, &count);

	cr_expect_eq(count, 1, "%s", text);
	cr_expect_eq(strncmp(text, "-- ", 3), 0, "no prefix: %s", text);
	cr_expect_not_null(strstr(text, words), "%s", text);
	free(text);
}

Test(environment, a_fit_machine_has_no_warnings)
{
	struct environment env;
	size_t count;
	char *text;

	made_environment(&env);
	strcpy(env.governor, "performance");
	env.load = 1.0;
	env.quota = 2.0;
	text = warnings(&env, 0, &count);
	cr_expect_eq(count, 0);
	cr_expect_str_eq(text, "");
	free(text);
}

Test(environment, each_unfitness_is_a_warning)
{
	struct environment env;

	made_environment(&env);
	env.load = 1.01;
	check_warning(&env, 0, "the load is 1.01 on 2 processors");
	made_environment(&env);
	env.processors = 1;
	check_warning(&env, 0, "one processor only");
	made_environment(&env);
	env.quota = 1.5;
	check_warning(&env, 0, "allows 1.5 of 2 processors");
	made_environment(&env);
	strcpy(env.governor, "powersave");
	check_warning(&env, 0, "governor is 'powersave'");
	made_environment(&env);
	check_warning(&env, 20000, "took 5.0 % of the processors' time");
}

static char *print_of(const struct environment *env)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	environment_print(env, out);
	fclose(out);
	return text;
}

Test(environment, it_is_printed_with_units_and_without_what_is_not_known)
{
	struct environment env;
	char *text;

	made_environment(&env);
	text = print_of(&env);
	cr_expect_str_eq(text, "simul         0.1.0 (abc1234)\n"
			       "compiler      GNU 12.2.0\n"
			       "flags         -O2 -g\n"
			       "libcurl       libcurl/7.88.1\n"
			       "cpu           Processor of the Test\n"
			       "kernel        Linux 6.1.0 x86_64\n"
			       "processors    2\n"
			       "quota         none\n"
			       "load          0.25\n"
			       "timer slack   50 us\n"
			       "date          2026-01-31T12:00:00Z\n");
	free(text);
	strcpy(env.governor, "powersave");
	env.quota = 1.5;
	text = print_of(&env);
	cr_expect_not_null(strstr(text, "\ngovernor      powersave\n"));
	cr_expect_not_null(strstr(text, "\nquota         1.5 processors\n"));
	free(text);
}
