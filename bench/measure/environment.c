/* environment.c - asks /proc, /sys, the C library and the build.
 *
 * The build defines SIMUL_VERSION, SIMUL_COMMIT, SIMUL_COMPILER and
 * SIMUL_FLAGS for this file alone. The processor quota is the least of those
 * of our cgroup and all above it, version 2 or 1.
 */
#include "bench/measure/environment.h"

#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

#include "runners/fetch.h"
#include "runners/units.h"
#include "runners/utf8.h"

#ifndef SIMUL_VERSION
#define SIMUL_VERSION "unknown"
#endif
#ifndef SIMUL_COMMIT
#define SIMUL_COMMIT "unknown"
#endif
#ifndef SIMUL_COMPILER
#ifdef __clang__
#define SIMUL_COMPILER "clang " __clang_version__
#else
#define SIMUL_COMPILER "gcc " __VERSION__
#endif
#endif
#ifndef SIMUL_FLAGS
#define SIMUL_FLAGS "unknown"
#endif

enum { PROCESSORS_AT_MOST = 8192, PATH_SIZE = 1024, LINE_SIZE = 1024 };

/* As one line, without spaces at the ends or two in a row. */
static void copy(char *field, size_t size, const char *text)
{
	size_t used = 0;

	for (; *text && used + 1 < size; text++) {
		bool space = *text == ' ' || *text == '\t' || *text == '\n';

		if (!space)
			field[used++] = *text;
		else if (used && field[used - 1] != ' ')
			field[used++] = ' ';
	}
	while (used && field[used - 1] == ' ')
		used--;
	memset(field + used, 0, size - used);
}

static FILE *open_below(const char *root, const char *path)
{
	char whole[PATH_SIZE];
	int length = snprintf(whole, sizeof(whole), "%s%s", root, path);

	if (length < 0 || (size_t)length >= sizeof(whole))
		return NULL;
	return fopen(whole, "re");
}

/* The first line; "" if there is none. */
static bool read_line(const char *root, const char *path, char *line,
		      size_t size)
{
	FILE *file = open_below(root, path);
	bool got = file && fgets(line, (int)size, file);

	if (!got)
		line[0] = '\0';
	if (file)
		fclose(file);
	return got;
}

/* x86 says "model name", some arm and MIPS boards "Model", POWER "cpu". */
static void find_cpu(const char *root, struct environment *env)
{
	static const char *const names[] = { "model name", "Model", "cpu",
					     NULL };
	FILE *file = open_below(root, "/proc/cpuinfo");
	char line[LINE_SIZE];

	while (file && !env->cpu[0] && fgets(line, sizeof(line), file)) {
		char *colon = strchr(line, ':');

		for (int i = 0; colon && names[i]; i++) {
			size_t length = strlen(names[i]);

			/* Not "cpu family", not "model". */
			if (strncmp(line, names[i], length) == 0 &&
			    line + length + strspn(line + length, " \t") ==
				    colon)
				copy(env->cpu, sizeof(env->cpu), colon + 1);
		}
	}
	if (file)
		fclose(file);
}

/* Returns how many processors we may use, and sets the first of them. */
static uint64_t find_processors(int *first)
{
	cpu_set_t *set = CPU_ALLOC(PROCESSORS_AT_MOST);
	size_t size = CPU_ALLOC_SIZE(PROCESSORS_AT_MOST);
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t count = online > 0 ? (uint64_t)online : 1;

	*first = 0;
	if (set && sched_getaffinity(0, size, set) == 0) {
		count = (uint64_t)CPU_COUNT_S(size, set);
		while (*first + 1 < PROCESSORS_AT_MOST &&
		       !CPU_ISSET_S((size_t)*first, size, set))
			++*first;
	}
	CPU_FREE(set);
	return count;
}

static void find_governor(const char *root, int cpu, struct environment *env)
{
	char path[PATH_SIZE], line[LINE_SIZE];

	snprintf(path, sizeof(path),
		 "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor",
		 cpu);
	read_line(root, path, line, sizeof(line));
	copy(env->governor, sizeof(env->governor), line);
}

/* --- the quota --- */

static double least_of(double a, double b)
{
	return a > 0.0 && (!(b > 0.0) || a < b) ? a : b;
}

/* cpu.max holds "max 100000" or "150000 100000". */
static double quota_v2(const char *root, const char *group)
{
	char path[PATH_SIZE], line[LINE_SIZE];
	double quota = 0.0, period = 0.0;

	snprintf(path, sizeof(path), "/sys/fs/cgroup%.900s/cpu.max", group);
	if (!read_line(root, path, line, sizeof(line)) ||
	    sscanf(line, "%lf %lf", &quota, &period) != 2 || !(period > 0.0))
		return 0.0;
	return quota / period;
}

static double quota_v1(const char *root, const char *group)
{
	char path[PATH_SIZE], line[LINE_SIZE];
	double quota = 0.0, period = 0.0;

	snprintf(path, sizeof(path),
		 "/sys/fs/cgroup/cpu%.900s/cpu.cfs_quota_us", group);
	if (read_line(root, path, line, sizeof(line)))
		quota = strtod(line, NULL);
	snprintf(path, sizeof(path),
		 "/sys/fs/cgroup/cpu%.900s/cpu.cfs_period_us", group);
	if (read_line(root, path, line, sizeof(line)))
		period = strtod(line, NULL);
	return quota > 0.0 && period > 0.0 ? quota / period : 0.0; /* -1 */
}

/* Of the group and all above it. In a container the upper part of the path may
 * not exist; the rest counts. */
static double quota_upwards(const char *root, char *group,
			    double (*quota_of)(const char *, const char *))
{
	double quota = 0.0;
	char *slash;

	group[strcspn(group, "\n")] = '\0';
	if (strcmp(group, "/") == 0)
		*group = '\0';
	for (;;) {
		quota = least_of(quota_of(root, group), quota);
		slash = strrchr(group, '/');
		if (!slash)
			return quota;
		*slash = '\0';
	}
}

/* Whether the list "cpu,cpuacct" names the cpu controller. */
static bool names_cpu(const char *list, size_t length)
{
	char all[LINE_SIZE + 2];

	snprintf(all, sizeof(all), ",%.*s,", (int)length, list);
	return strstr(all, ",cpu,");
}

/* Lines are "0::/group" of version 2 and "4:cpu,cpuacct:/group" of 1. */
static void find_quota(const char *root, struct environment *env)
{
	FILE *file = open_below(root, "/proc/self/cgroup");
	char line[LINE_SIZE];

	while (file && fgets(line, sizeof(line), file)) {
		char *list = strchr(line, ':');
		char *group = list ? strchr(list + 1, ':') : NULL;

		if (!group)
			continue;
		if (group == list + 1)
			env->quota = least_of(
				quota_upwards(root, group + 1, quota_v2),
				env->quota);
		else if (names_cpu(list + 1, (size_t)(group - list - 1)))
			env->quota = least_of(
				quota_upwards(root, group + 1, quota_v1),
				env->quota);
	}
	if (file)
		fclose(file);
}

/* --- all of it --- */

static void find_kernel(struct environment *env)
{
	struct utsname name;
	char text[3 * sizeof(name.release)];

	if (uname(&name) < 0)
		return;
	snprintf(text, sizeof(text), "%s %s %s", name.sysname, name.release,
		 name.machine);
	copy(env->kernel, sizeof(env->kernel), text);
}

static void find_load(const char *root, struct environment *env)
{
	char line[LINE_SIZE];

	if (read_line(root, "/proc/loadavg", line, sizeof(line)))
		env->load = fmax(strtod(line, NULL), 0.0);
}

static void find_date(struct environment *env)
{
	time_t now = time(NULL);
	struct tm tm;

	if (gmtime_r(&now, &tm))
		strftime(env->started, sizeof(env->started),
			 "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* What downloads depend on. curl_version() would start libraries that they
 * don't need, of which one (libsasl2) does not live through a failed
 * allocation. */
static void find_libcurl(struct environment *env)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);

	snprintf(env->libcurl, sizeof(env->libcurl),
		 "libcurl/%s%s%s%s%s%s%s%s%s", v->version,
		 v->ssl_version ? " " : "", v->ssl_version ? v->ssl_version : "",
		 v->libz_version ? " zlib/" : "",
		 v->libz_version ? v->libz_version : "",
		 v->nghttp2_version ? " nghttp2/" : "",
		 v->nghttp2_version ? v->nghttp2_version : "",
		 v->libidn ? " libidn2/" : "", v->libidn ? v->libidn : "");
}

void environment_read_below(struct environment *env, const char *root,
			    uint64_t seed)
{
	int slack, cpu;

	memset(env, 0, sizeof(*env));
	env->schema = RESULTS_SCHEMA;
	env->seed = seed;
	copy(env->version, sizeof(env->version), SIMUL_VERSION);
	copy(env->commit, sizeof(env->commit), SIMUL_COMMIT);
	copy(env->compiler, sizeof(env->compiler), SIMUL_COMPILER);
	copy(env->flags, sizeof(env->flags), SIMUL_FLAGS);
	find_libcurl(env);
	env->processors = find_processors(&cpu);
	find_cpu(root, env);
	find_governor(root, cpu, env);
	find_quota(root, env);
	find_kernel(env);
	find_load(root, env);
	find_date(env);
	slack = prctl(PR_GET_TIMERSLACK);
	env->timer_slack_ns = slack > 0 ? (uint64_t)slack : 0;
}

void environment_read(struct environment *env, uint64_t seed)
{
	environment_read_below(env, "", seed);
}

static void print_text(FILE *stream, const char *name, const char *text)
{
	if (!*text)
		return;
	fprintf(stream, "%-13s ", name);
	utf8_put(stream, text, strlen(text), "");
	fputc('\n', stream);
}

void environment_print(const struct environment *env, FILE *stream)
{
	char program[128], slack[UNITS_TEXT_SIZE], proxy[512];

	snprintf(program, sizeof(program), "%s (%s)", env->version,
		 env->commit);
	print_text(stream, "simul", program);
	print_text(stream, "compiler", env->compiler);
	print_text(stream, "flags", env->flags);
	print_text(stream, "libcurl", env->libcurl);
	print_text(stream, "cpu", *env->cpu ? env->cpu : "unknown");
	print_text(stream, "kernel", env->kernel);
	print_text(stream, "governor", env->governor);
	fprintf(stream, "%-13s %" PRIu64 "\n", "processors",
		env->processors);
	if (env->quota > 0.0)
		fprintf(stream, "%-13s %g processors\n", "quota",
			env->quota);
	else
		print_text(stream, "quota", "none");
	fprintf(stream, "%-13s %.2f\n", "load", env->load);
	units_format_duration((double)env->timer_slack_ns, slack,
			      sizeof(slack));
	if (env->timer_slack_ns)
		print_text(stream, "timer slack", slack);
	fetch_proxy_environment(proxy, sizeof(proxy));
	print_text(stream, "proxy", proxy);
	print_text(stream, "date", env->started);
}

struct warnings {
	const char *prefix;
	FILE *stream;
	size_t count;
};

__attribute__((format(printf, 2, 3)))
static void add_warning(struct warnings *w, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fputs(w->prefix, w->stream);
	utf8_put(w->stream, text, strlen(text), "");
	fputc('\n', w->stream);
	w->count++;
}

size_t environment_warn(const struct environment *env, uint64_t steal_us,
			uint64_t wall_us, const char *prefix, FILE *stream)
{
	struct warnings w = { .prefix = prefix, .stream = stream };

	if (env->load > 0.5 * (double)env->processors)
		add_warning(&w, "the load is %.2f on %" PRIu64 " processors: "
				"others are at work here",
			    env->load, env->processors);
	if (env->processors <= 1)
		add_warning(&w, "there is one processor only: no model can "
				"compute in parallel, and the origin shares "
				"it");
	if (env->quota > 0.0 && env->quota < (double)env->processors)
		add_warning(&w, "the control group allows %g of %" PRIu64
				" processors: a run that uses more is stopped "
				"for a while",
			    env->quota, env->processors);
	if (env->governor[0] && strcmp(env->governor, "performance") != 0)
		add_warning(&w, "the frequency governor is '%s': processors "
				"change their speed in a run; 'performance' "
				"would not",
			    env->governor);
	if (steal_us > 0 && wall_us > 0)
		add_warning(&w, "the hypervisor took %.1f %% of the processors' "
				"time for others just now",
			    100.0 * (double)steal_us /
				    ((double)wall_us *
				     (double)env->processors));
	return w.count;
}
