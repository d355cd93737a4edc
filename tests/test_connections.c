/* test_connections.c - on which terms models open connections, whoever the
 * server is; and what is said of those that HTTP/2 shares.
 */
#include <math.h>

#include "bench/analysis/connections.h"
#include "bench/analysis/fairness.h"
#include "bench/report/connection_notes.h"
#include "bench/report/report_tables.h"
#include "runners/macros.h"
#include "tests/closing.h"
#include "tests/made.h"

enum { FETCHES = 160 };

/* The finding about connections of the cell, or of any; false: there is
 * none. */
static bool find(const struct results *r, size_t cell, struct finding *of)
{
	struct findings f;
	bool is = false;

	cr_assert_eq(fairness_check(r, &f), 0);
	for (size_t i = 0; i < f.count && !is; i++) {
		is = f.item[i].kind == FAIRNESS_CONNECTIONS &&
		     (cell == SIZE_MAX || f.item[i].cell == cell);
		*of = f.item[i];
	}
	fairness_free(&f);
	return is;
}

static void expect_equal(const struct results *r, const char *fact)
{
	struct finding f;

	cr_expect_not(find(r, SIZE_MAX, &f), "%s: %s %s", fact,
		      r->cell[f.cell].model, f.sentence);
}

/* --- what all models have in common --- */

Test(connections, a_server_that_treats_all_alike_flags_none)
{
	static const struct {
		const char *fact;
		struct closing of;
	} servers[] = {
		{ "keeps all", { 0 } },
		{ "two hosts", { .hosts = 2 } },
		{ "seven hosts", { .hosts = 7 } },
		{ "closes after each", { .after = 1 } },
		{ "after the second", { .after = 2 } },
		{ "after 7", { .after = 7 } },
		{ "after 10", { .after = 10 } },
		{ "after 100: serial opens 2, others their lanes",
		  { .after = 100 } },
		{ "after 10, two hosts", { .hosts = 2, .after = 10 } },
		{ "after each, two hosts", { .hosts = 2, .after = 1 } },
		{ "at random", { .chance = 0.05 } },
	};
	struct random random;

	random_init(&random, 1);
	for (size_t i = 0; i < ARRAY_SIZE(servers); i++)
		for (size_t samples = 1; samples <= 11; samples += 5) {
			struct results r;

			closing_job(&r, FETCHES, samples, &servers[i].of,
				    &servers[i].of, &random);
			expect_equal(&r, servers[i].fact);
			results_free(&r);
		}
}

/* Of 100 jobs with a server that closes at random, once in a while all at
 * once. */
Test(connections, a_server_that_closes_at_random_flags_hardly_any)
{
	static const struct closing servers[] = {
		{ .chance = 0.01 },
		{ .chance = 0.2 },
		{ .reload = 0.003 },
		{ .reload = 0.003, .computes = true },
	};
	struct random random;

	random_init(&random, 7);
	for (size_t i = 0; i < ARRAY_SIZE(servers); i++) {
		struct finding f;
		int flagged = 0;

		for (int job = 0; job < 100; job++) {
			struct results r;

			closing_job(&r, FETCHES, 3, &servers[i], &servers[i],
				    &random);
			flagged += find(&r, SIZE_MAX, &f);
			results_free(&r);
		}
		cr_expect_leq(flagged, 3, "server %zu: %d", i, flagged);
	}
}

/* --- who has other terms --- */

static const struct closing keeps = { 0 };

Test(connections, a_model_that_keeps_none_is_flagged_and_not_void)
{
	static const struct closing none = { .lost = 1.0 };
	struct random random;
	struct findings all;
	struct finding f;
	struct results r;

	random_init(&random, 1);
	closing_job(&r, FETCHES, 3, &keeps, &none, &random);
	cr_assert(find(&r, CLOSING_ASYNC, &f));
	cr_expect_str_eq(f.flag, "connections");
	cr_expect_str_eq(f.sentence,
			 "opened 160 connections a sample for 160 fetches (16 "
			 "lanes), where serial opened 1 for 160 fetches (1 "
			 "lane)");
	cr_expect_not(fairness_is_void(&f));
	cr_assert_eq(fairness_check(&r, &all), 0);
	cr_expect_eq(all.count, 1u, "others too");
	cr_expect_null(fairness_wrong(&all, NULL));
	fairness_free(&all);
	results_free(&r);
}

Test(connections, hosts_are_named_where_there_are_several)
{
	static const struct closing two = { .hosts = 2 };
	static const struct closing none = { .hosts = 2, .lost = 1.0 };
	struct random random;
	struct finding f;
	struct results r;

	random_init(&random, 1);
	closing_job(&r, FETCHES, 3, &two, &none, &random);
	cr_assert(find(&r, CLOSING_ASYNC, &f));
	cr_expect_str_eq(f.sentence,
			 "opened 160 connections a sample for 160 fetches (16 "
			 "lanes, 2 hosts), where serial opened 2 for 160 "
			 "fetches (1 lane, 2 hosts)");
	results_free(&r);
}

Test(connections, one_of_two_models_is_flagged_whichever_it_is)
{
	static const struct closing none = { .lost = 1.0 };

	for (int serial = 0; serial <= 1; serial++) {
		struct random random;
		struct finding f;
		struct results r;

		random_init(&random, 1);
		results_init(&r);
		made_environment(&r.env);
		closing_cell(&r, "serial", 1, FETCHES, 1,
			     serial ? &none : &keeps, &random);
		closing_cell(&r, "async", 16, FETCHES, 1,
			     serial ? &keeps : &none, &random);
		cr_expect_eq(find(&r, 0, &f), serial == 1);
		cr_expect_eq(find(&r, 1, &f), serial == 0);
		results_free(&r);
	}
}

/* Lanes of HTTP/1.1 connect once to each host: that is their due, however few
 * connections others need. */
Test(connections, the_first_connections_of_lanes_are_due)
{
	struct random random;
	struct results r;

	random_init(&random, 1);
	closing_job(&r, FETCHES, 11, &keeps, &keeps, &random);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].connections = r.cell[r.sample[i].cell].lanes;
	expect_equal(&r, "a connection each");
	results_free(&r);
}

Test(connections, samples_that_failed_do_not_count)
{
	struct random random;
	struct results r;

	random_init(&random, 1);
	closing_job(&r, FETCHES, 3, &keeps, &keeps, &random);
	made_first(&r, CLOSING_ASYNC)->connections = FETCHES;
	made_first(&r, CLOSING_ASYNC)->state = SAMPLE_FAILED;
	expect_equal(&r, "a failed sample");
	results_free(&r);
}

/* Hosts, fetches: 0. */
Test(connections, older_results_count_as_one_host_and_a_fetch_a_task)
{
	static const struct closing none = { .lost = 1.0 };
	struct connections c;
	struct random random;
	struct finding f;
	struct results r;

	random_init(&random, 1);
	for (int equal = 0; equal <= 1; equal++) {
		closing_job(&r, FETCHES, 3, &keeps, equal ? &keeps : &none,
			    &random);
		for (size_t i = 0; i < r.samples; i++)
			r.sample[i].hosts = r.sample[i].fetches =
				r.sample[i].http_version = 0;
		cr_expect_eq(find(&r, SIZE_MAX, &f), !equal);
		connections_count(&r, CLOSING_ASYNC, &c);
		cr_expect_eq(c.fetches, 3.0 * FETCHES);
		cr_expect_eq(c.beyond, equal ? 0.0 : 3.0 * (FETCHES - 16));
		cr_expect_eq(c.hosts, 0u);
		cr_expect_eq(c.http, 0u);
		results_free(&r);
	}
}

Test(connections, work_without_any_has_no_finding)
{
	struct results r;

	made_results(&r);
	expect_equal(&r, "squares");
	results_free(&r);
}

/* --- sums --- */

Test(connections, times_are_those_of_one)
{
	struct connections c;
	struct results r;
	size_t cell;

	results_init(&r);
	made_environment(&r.env);
	cell = made_cell(&r, "async", 5, 1);
	for (int i = 0; i < 2; i++) {
		struct sample *s = made_sample(&r, cell, 80000000, 1000);

		s->connections = 5;
		s->handshakes = 4;
		s->connect_ns = 5000 + (uint64_t)i * 5000;
		s->tls_ns = 40000;
		s->http_version = i ? 20 : 11;
	}
	connections_count(&r, cell, &c);
	cr_expect_eq(c.opened, 10.0);
	cr_expect_eq(c.connect_ns, 1500.0);
	cr_expect_eq(c.tls_ns, 10000.0);
	cr_expect_eq(c.http, (uint64_t)CONNECTIONS_HTTP_MIXED);
	results_free(&r);
}

/* --- in words --- */

static void make_http_2(struct results *r, uint64_t threads, uint64_t async)
{
	struct random random;

	random_init(&random, 1);
	results_init(r);
	made_environment(&r->env);
	closing_cell(r, "serial", 1, 1000, 3, &keeps, &random);
	closing_cell(r, "threads", 100, 1000, 3, &keeps, &random);
	closing_cell(r, "async", 100, 1000, 3, &keeps, &random);
	for (size_t i = 0; i < r->samples; i++) {
		struct sample *s = &r->sample[i];

		s->http_version = 20;
		s->peak_in_flight = r->cell[s->cell].lanes;
		s->connections = s->cell == 0	? 1
				 : s->cell == 1 ? threads
						: async;
	}
}

static void check_note(const struct results *r, const char *says)
{
	struct notes notes = { 0 };
	struct summary s;

	cr_assert_eq(summary_make(r, &s), 0);
	connection_notes(&s, &s.group[0], &notes);
	cr_assert_eq(notes.count, *says ? 1u : 0u);
	if (*says)
		cr_expect_str_eq(notes.item[0].text, says);
	notes_free(&notes);
	summary_free(&s);
}

Test(connections, what_http_2_shares_is_told_and_no_finding)
{
	struct results r;

	make_http_2(&r, 100, 4);
	check_note(&r, "HTTP/2: async carried 100 requests at a time over 4 "
		       "connections (25 streams each); threads opened 100");
	expect_equal(&r, "HTTP/2");
	results_free(&r);
	make_http_2(&r, 4, 1);
	check_note(&r, "HTTP/2: async carried 100 requests at a time over 1 "
		       "connection (100 streams each); threads opened 4");
	results_free(&r);
}

/* As libcurl 7.88 does by prior knowledge. */
Test(connections, http_2_without_reuse_is_the_same_for_all)
{
	struct results r;

	make_http_2(&r, 1000, 1000);
	for (int i = 0; i < 3; i++)
		made_first(&r, 0)[i].connections = 1000;
	check_note(&r, "");
	expect_equal(&r, "one a request");
	results_free(&r);
}

Test(connections, http_1_shares_nothing)
{
	struct results r;

	make_http_2(&r, 100, 4);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].http_version = 11;
	check_note(&r, "");
	results_free(&r);
}

static const char *field(const struct table *t, size_t row,
			 const char *heading)
{
	for (size_t k = 0; k < t->columns; k++)
		if (strcmp(t->column[k].heading, heading) == 0)
			return t->row[row].text[k];
	return "(no such column)";
}

Test(connections, the_table_tells_of_connections_a_task_and_their_times)
{
	struct summary s;
	struct results r;
	struct table t;

	make_http_2(&r, 100, 4);
	for (size_t i = 0; i < r.samples; i++) {
		r.sample[i].handshakes = r.sample[i].connections;
		r.sample[i].connect_ns = r.sample[i].connections * 250000;
		r.sample[i].tls_ns = r.sample[i].connections * 2000000;
		r.sample[i].fetches = 3000;
		r.sample[i].hosts = 2;
	}
	cr_assert_eq(summary_make(&r, &s), 0);
	table_init(&t);
	cr_assert_eq(report_table(&s, &s.group[0], REPORT_CONNECTIONS, &t), 0);
	cr_assert_eq(t.rows, 3u);
	cr_expect_str_eq(field(&t, 2, "HTTP"), "2");
	cr_expect_str_eq(field(&t, 2, "fetches"), "3000");
	cr_expect_str_eq(field(&t, 2, "hosts"), "2");
	cr_expect_str_eq(field(&t, 2, "connections"), "4");
	cr_expect_str_eq(field(&t, 2, "a task"), "0.004");
	cr_expect_str_eq(field(&t, 2, "connect"), "250.0 us");
	cr_expect_str_eq(field(&t, 2, "handshakes"), "4");
	cr_expect_str_eq(field(&t, 2, "TLS"), "2.000 ms");
	table_free(&t);
	summary_free(&s);
	results_free(&r);
}

Test(connections, work_without_any_has_no_table)
{
	struct summary s;
	struct results r;
	struct table t;

	made_results(&r);
	cr_assert_eq(summary_make(&r, &s), 0);
	table_init(&t);
	cr_assert_eq(report_table(&s, &s.group[0], REPORT_CONNECTIONS, &t), 0);
	cr_expect_eq(t.rows, 0u);
	table_free(&t);
	summary_free(&s);
	results_free(&r);
}
