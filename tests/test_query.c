/* test_query.c - every model queries a real server, and wrong rows are found.
 *
 * Run under scripts/mariadb: SIMUL_DSN names a server of the tests' own. Each
 * test has a database to itself on it.
 */
#include "tests/lab.h"

#include <unistd.h>

#include "workloads/database.h"

struct bench_db {
	MYSQL *mysql;            /* in the database */
	char dsn[256];
};

/* "mysql://root:@localhost/simul?socket=..." with a name of its own. */
static void db_init(struct bench_db *db)
{
	const char *common = getenv("SIMUL_DSN");
	const char *mark = common ? strstr(common, "/simul?") : NULL;
	struct error err = { "" };
	char text[64];
	struct dsn dsn;

	cr_assert_not_null(mark, "run this by scripts/mariadb run");
	cr_assert_eq(dsn_init(&dsn, NULL, &err), 0, "%s", err.text);
	db->mysql = database_connect(&dsn, true, &err);
	cr_assert_not_null(db->mysql, "%s", err.text);
	snprintf(text, sizeof(text), "create database t%d", (int)getpid());
	cr_assert_eq(database_ask(db->mysql, text, NULL, &err), 0, "%s",
		     err.text);
	mysql_select_db(db->mysql, text + strlen("create database "));
	snprintf(db->dsn, sizeof(db->dsn), "%.*s/%s?%s",
		 (int)(mark - common), common,
		 text + strlen("create database "), mark + strlen("/simul?"));
	dsn_term(&dsn);
}

static void db_do(struct bench_db *db, const char *statement)
{
	struct error err = { "" };

	cr_assert_eq(database_ask(db->mysql, statement, NULL, &err), 0, "%s",
		     err.text);
}

static uint64_t db_count(struct bench_db *db, const char *statement)
{
	struct error err = { "" };
	uint64_t number = 0;

	cr_assert_eq(database_ask(db->mysql, statement, &number, &err), 0,
		     "%s", err.text);
	return number;
}

static void take_lab(struct lab *lab, const struct bench_db *db,
		     const char *keys)
{
	char text[512];

	snprintf(text, sizeof(text), "workload=query dsn=%s %s", db->dsn,
		 keys);
	lab_init(lab, text);
}

/* All models fail, and say why. */
static void all_fail(struct bench_db *db, const char *keys,
		     const char *reason)
{
	struct lab lab;

	take_lab(&lab, db, keys);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 3);

		cr_assert_eq(s->state, SAMPLE_FAILED, "%s", models[m].name);
		cr_assert(strstr(s->reason, reason), "%s: %s", models[m].name,
			  s->reason);
	}
	lab_term(&lab);
	mysql_close(db->mysql);
}

Test(query, every_insert_of_every_model_is_there_once)
{
	struct bench_db db;
	struct lab lab;

	db_init(&db);
	take_lab(&lab, &db, "tasks=61");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 7);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_eq(db_count(&db, "select count(*) from minifw"),
			     1 + 30 * (m + 1));
	}
	cr_assert_eq(db_count(&db, "select count(distinct run, task) "
				   "from minifw"), 30 * models_count());
	cr_assert_eq(db_count(&db, "select count(*) from minifw "
				   "where name = 'hello'"),
		     1 + 30 * models_count());
	lab_term(&lab);
	mysql_close(db.mysql);
}

Test(query, the_mix_says_which_statements)
{
	struct bench_db db;
	struct lab lab;

	db_init(&db);
	take_lab(&lab, &db, "tasks=20 mix=insert,select");
	cr_assert_eq(lab_take(&lab, "async", 4)->state, SAMPLE_OK);
	cr_assert_eq(db_count(&db, "select count(*) from minifw"), 21);
	lab.jobs.item[0].params = lab.jobs.item[1].params;
	cr_assert_eq(lab_take(&lab, "threads", 4)->state, SAMPLE_OK);
	cr_assert_eq(db_count(&db, "select count(*) from minifw"), 21);
	mysql_close(db.mysql);
}

/* A select that read another row is a wrong value. */
Test(query, a_first_row_of_another_name_is_a_wrong_answer)
{
	struct bench_db db;

	db_init(&db);
	db_do(&db, "create table minifw (id bigint auto_increment primary "
		   "key, name varchar(64), run bigint, task bigint)");
	db_do(&db, "insert into minifw (name) values ('hullo')");
	all_fail(&db, "tasks=10", "5 of 10 values are wrong");
}

/* The table is a view that doesn't show what is inserted by it. */
Test(query, an_insert_that_is_not_there_afterwards_is_noticed)
{
	struct bench_db db;

	db_init(&db);
	db_do(&db, "create table base (id bigint auto_increment primary "
		   "key, name varchar(64), run bigint, task bigint)");
	db_do(&db, "insert into base (name) values ('hello')");
	db_do(&db, "create view minifw as select id, name, run, task "
		   "from base where run is null");
	all_fail(&db, "tasks=10", "5 inserts left 0 rows of 0 tasks");
}

Test(query, an_insert_that_stands_for_another_is_noticed)
{
	struct bench_db db;

	db_init(&db);
	db_do(&db, "create table minifw (id bigint auto_increment primary "
		   "key, name varchar(64), run bigint, task bigint)");
	db_do(&db, "create trigger forge before insert on minifw for each "
		   "row set new.task = 0");
	all_fail(&db, "tasks=10", "5 inserts left 5 rows of 1 tasks");
}

Test(query, a_statement_that_is_refused_fails_its_task_only)
{
	struct bench_db db;
	struct lab lab;

	db_init(&db);
	db_do(&db, "create table minifw (id bigint auto_increment primary "
		   "key, name varchar(64), run bigint, task bigint "
		   "check (task is null or task <> 5))");
	take_lab(&lab, &db, "tasks=20");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 3);

		cr_assert_eq(s->tasks_failed, 1, "%s", s->reason);
		cr_assert_eq(s->tasks_ok, 19, "%s", s->reason);
		cr_assert(strstr(s->reason, "'insert': "), "%s", s->reason);
	}
	lab_term(&lab);
	mysql_close(db.mysql);
}
