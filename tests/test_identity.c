/* test_identity.c - every option that changes what is measured is in the
 * results: otherwise different work would be compared. */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bench/analysis/series.h"
#include "bench/plan/job.h"
#include "bench/record/columns.h"
#include "runners/macros.h"
#include "tests/made.h"
#include "workloads/workloads.h"

/* --- settings --- */

static void set(struct settings *settings, const char *name, const char *text)
{
	struct error err = { "" };

	cr_assert_eq(option_set(option_find(settings_options, name), settings,
				text, &err),
		     0, "%s", err.text);
}

static void expect_spelt(const struct settings *settings, const char *text)
{
	char buf[192];

	settings_spell(settings, buf, sizeof(buf));
	cr_expect_str_eq(buf, text);
}

Test(identity, settings_that_are_preset_are_not_spelt)
{
	struct settings settings;

	option_presets(settings_options, &settings);
	expect_spelt(&settings, "");
	set(&settings, "arrivals", "poisson");
	set(&settings, "offload", "0");
	expect_spelt(&settings, "");
	option_release(settings_options, &settings);
}

Test(identity, settings_that_change_what_is_measured_are_spelt)
{
	struct settings settings;

	option_presets(settings_options, &settings);
	set(&settings, "offload", "2");
	set(&settings, "task-timeout", "30ms");
	set(&settings, "arrivals", "even");
	set(&settings, "fail-fast", "yes");
	set(&settings, "deadline", "5s");
	expect_spelt(&settings, "offload 2, task-timeout 30ms, arrivals even, "
				"fail-fast");
	option_release(settings_options, &settings);
}

Test(identity, a_text_that_is_too_long_is_cut_and_ended)
{
	struct settings settings;
	char buf[12];

	option_presets(settings_options, &settings);
	set(&settings, "task-timeout", "30ms");
	settings_spell(&settings, buf, sizeof(buf));
	cr_expect_str_eq(buf, "task-timeou");
	option_release(settings_options, &settings);
}

/* "inject-pct" is the column inject_pct, "rate" is rate_per_s. */
static bool has_column(const char *option)
{
	char name[64];

	snprintf(name, sizeof(name), "%s", option);
	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : *c;
	for (size_t i = 0; i < columns_count; i++) {
		const char *column = columns[i].name;
		size_t length = strlen(name);

		if (columns[i].owner == COLUMN_CELL &&
		    !strncmp(column, name, length) &&
		    (!column[length] || column[length] == '_'))
			return true;
	}
	return false;
}

Test(identity, every_setting_that_claims_a_column_has_one)
{
	for (const struct option_row *o = settings_options; o->name; o++)
		cr_expect_eq(has_column(o->name), o->role == SETTING_COLUMN,
			     "%s", o->name);
}

Test(identity, cells_with_other_options_are_not_the_same_work)
{
	struct cell a = { .job = "j", .tasks = 5 }, b = a;

	cr_expect(series_same_work(&a, &b));
	snprintf(b.options, sizeof(b.options), "arrivals even");
	cr_expect_not(series_same_work(&a, &b));
}

/* --- workloads --- */

/* What a workload need not describe, and why. */
static const struct {
	const char *workload, *option;
} silent[] = {
	/* Limits decide what fails, and samples tell that themselves. */
	{ "download", "max-size" },
	{ "download", "timeout" },
	{ "download", "connect-timeout" },
	{ "steps", "max-size" },
	{ "steps", "timeout" },
	{ "steps", "connect-timeout" },
	/* Proxies are named if a URL goes by one, which the origin's never
	 * does: test_fetch_proxy.c. */
	{ "download", "proxy" },
	{ "download", "no-proxy" },
	{ "steps", "proxy" },
	{ "steps", "no-proxy" },
	/* Where, not what: a private server is elsewhere each time. And there
	 * may be a password in it. */
	{ "query", "dsn" },
};

static bool may_be_silent(const char *workload, const char *option)
{
	for (size_t i = 0; i < ARRAY_SIZE(silent); i++)
		if (!strcmp(silent[i].workload, workload) &&
		    !strcmp(silent[i].option, option))
			return true;
	return false;
}

static const struct {
	const char *option, *value;
} texts[] = {
	{ "sizes", "1000,2000" },
	{ "chunked-sizes", "1000" },
	{ "url", "http://localhost/a" },
	{ "urls", SIMUL_TESTS "/data/urls.txt" },
	{ "dir", "/dev/shm" },
	{ "durations", "3ms" },
	{ "steps", "sleep 3ms" },
	{ "base-url", "http://localhost" },
	{ "dsn", "mysql://me:secret@localhost/test" },
	{ "http", "2" },
	{ "cacert", SIMUL_TESTS "/data/ca.pem" },
	{ "proxy", "http://me:secret@127.0.0.1:1" },
	{ "no-proxy", "localhost" },
	{ "resolve", "a:1:127.0.0.1" },
	{ "method", "PUT" },
	{ "header", "A: b" },
	{ "data", "x" },
	{ "data-file", SIMUL_TESTS "/data/urls.txt" },
	{ "user", "me:secret" },
	{ "cookie", "a=secret" },
	{ "expect-status", "200" },
	{ "expect-body", "x" },
};

/* Of a Unix socket, which is there until the test ends. */
static const char *socket_path(void)
{
	static struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "/tmp/simul-test-%d",
		 (int)getpid());
	unlink(at.sun_path);
	cr_assert_eq(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	close(fd);
	return at.sun_path;
}

/* A value that isn't the preset. */
static const char *another(const struct option_row *o)
{
	switch (o->kind) {
	case OPTION_FLAG:
		return "yes";
	case OPTION_COUNT:
		return "3";
	case OPTION_BYTES:
		return "3KiB";
	case OPTION_DURATION:
		return "3ms";
	case OPTION_REAL:
		return "0.5";
	case OPTION_CHOICE:
		return !strcmp(o->choices[0], o->preset) ? o->choices[1] :
							   o->choices[0];
	default:
		break;
	}
	if (!strcmp(o->name, "unix-socket"))
		return socket_path();
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(texts[i].option, o->name))
			return texts[i].value;
	cr_assert_fail("'%s' needs a value in this test", o->name);
	return NULL;
}

/* How the workload describes itself with this option, or with presets. */
static void describe(const struct workload *w, const char *option,
		     const char *value, char *buf, size_t size)
{
	const struct setting setting = { .tasks = 10,
					 .origin = "http://127.0.0.1:1",
					 .origin_tls = "https://127.0.0.1:2",
					 .echo_port = 1,
					 .echo_path = "@none" };
	struct draft draft = { .name = strdup("test") };
	struct jobs jobs = { 0 };
	struct error err = { "" };
	struct job *job;

	cr_assert_eq(draft_add(&draft, "workload", w->name, NULL, false), 0);
	if (option)
		cr_assert_eq(draft_add(&draft, option, value, NULL, false), 0);
	cr_assert_eq(jobs_build(&jobs, &draft, &err), 0, "%s", err.text);
	job = &jobs.item[0];
	/* A query asks its server; not every disk can do 'direct'. */
	if (w->prepare && strcmp(w->name, "query") != 0) {
		job->prepared = true;
		if (w->prepare(job->params, &setting, &err) < 0)
			cr_expect(option && !strcmp(option, "direct"), "%s",
				  err.text);
	}
	buf[0] = '\0';
	if (w->describe)
		w->describe(job->params, buf, size);
	jobs_free(&jobs);
	draft_free(&draft);
}

static void check_option(const struct workload *w, const struct option_row *o)
{
	const char *value = another(o);
	char preset[384], other[384];

	describe(w, NULL, NULL, preset, sizeof(preset));
	describe(w, o->name, value, other, sizeof(other));
	if (!strcmp(o->name, "unix-socket"))
		unlink(value);
	cr_expect_eq(strcmp(preset, other) == 0, may_be_silent(w->name, o->name),
		     "%s --%s %s: '%s'", w->name, o->name, value, other);
	cr_expect_not(strstr(other, "secret"), "%s", other);
}

Test(identity, every_option_of_a_workload_shows_in_its_description)
{
	setenv("HOME", SIMUL_TESTS "/data/home", 1);
	for (size_t i = 0; workloads[i]; i++)
		for (const struct option_row *o = workloads[i]->options;
		     o && o->name; o++)
			check_option(workloads[i], o);
}

/* A value, what must be in the description, and what must not. */
static void expect_said(const char *workload, const char *option,
			const char *value, const char *said)
{
	char text[384];

	describe(workload_find(workload), option, value, text, sizeof(text));
	cr_expect_str_eq(text, said);
}

Test(identity, no_description_holds_a_password)
{
	expect_said("download", "url", "http://me:secret@host/a",
		    "http://host/a");
	expect_said("steps", "steps",
		    "fetch http://me:secret@host/a@b, sleep 3ms",
		    "fetch http://host/a@b, sleep 3ms");
	expect_said("steps", "base-url", "http://me:sec@ret@host/",
		    "fetch 1KiB after 20ms, compute 1ms, on http://host/");
}

Test(identity, sizes_are_told_apart_by_number_sum_and_chunks)
{
	expect_said("download", "sizes", "1024,2048",
		    "2 sizes, 3 KiB in all, 0 ns latency");
	expect_said("download", "chunked-sizes", "1024,2048",
		    "2 sizes, 3 KiB in all, 2 of them chunked, 0 ns latency");
	expect_said("download", "chunked", "yes",
		    "1 KiB each chunked, 0 ns latency");
}
