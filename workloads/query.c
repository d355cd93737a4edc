/* query.c - task x asks a database: a row of a table, or one more of them.
 *
 * Every lane has a connection of its own, opened before the gate: a pool of K.
 * Inserts carry the numbers of sample and task, by which they are counted
 * afterwards, outside of the timer. The rows stay in the table.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include <xxhash.h>

#include "runners/area.h"
#include "runners/workload.h"
#include "workloads/database.h"

extern const struct workload workload_query;

#define CREATE "create table if not exists minifw (id bigint auto_increment " \
	"primary key, name varchar(64), run bigint, task bigint)"
#define FIRST  "insert into minifw (name) select 'hello' from dual " \
	"where not exists (select * from minifw)"
#define SELECT "select * from minifw limit 1"
#define INSERT "insert into minifw (name, run, task) values ('hello', %ju, %zu)"
#define COUNT  "select count(%s) from minifw where run = %ju"

enum mix { MIX_BOTH, MIX_SELECT, MIX_INSERT };

static const char *const mixes[] = { "both", "select", "insert", NULL };

struct query {
	char *dsn_text;
	int mix;
	struct dsn dsn;
};

/* What all tasks of a sample share. */
struct mark {
	uint64_t run;
};

#define FIELD(field) .offset = offsetof(struct query, field)

static const struct option_row options[] = {
	{ .name = "dsn", .argument = "URL", .kind = OPTION_TEXT,
	  FIELD(dsn_text),
	  .help = "mysql://USER@HOST/DATABASE?socket=PATH; else SIMUL_DSN, "
		  "MYSQL_HOST and so on, or ~/.my.cnf" },
	{ .name = "mix", .argument = "MIX", .kind = OPTION_CHOICE, FIELD(mix),
	  .choices = mixes, .preset = "both", .listed = true,
	  .help = "select, insert, or both by turns" },
	{ 0 }
};

static bool inserts(const struct query *p, size_t task)
{
	return p->mix == MIX_INSERT || (p->mix == MIX_BOTH && task % 2);
}

static int query_prepare(void *params, const struct setting *setting,
			 struct error *err)
{
	struct query *p = params;
	int rc = dsn_init(&p->dsn, p->dsn_text, err);
	MYSQL *m = rc < 0 ? NULL : database_connect(&p->dsn, true, err);

	(void)setting;
	if (!m)
		return rc < 0 ? rc : -EIO;
	rc = database_ask(m, CREATE, NULL, err);
	if (rc == 0)
		rc = database_ask(m, FIRST, NULL, err);
	mysql_close(m);
	return rc;
}

static void query_release(void *params)
{
	struct query *p = params;

	dsn_term(&p->dsn);
}

static size_t query_shared_bytes(const void *params, size_t tasks)
{
	(void)params;
	(void)tasks;
	return sizeof(struct mark);
}

static int query_shared_init(void *shared, const void *params, size_t tasks,
			     size_t lanes, struct error *err)
{
	struct mark *mark = shared;

	(void)params;
	(void)tasks;
	(void)lanes;
	if (getrandom(&mark->run, sizeof(mark->run), 0) < 0)
		return error_set(err, -errno, "no random number: %s",
				 strerror(errno));
	mark->run >>= 1;         /* a bigint has a sign */
	return 0;
}

static int query_lane_open(struct io *io, const void *params,
			   struct error *err)
{
	const struct query *p = params;

	io_set_own(io, database_connect(&p->dsn, io_blocks(io), err));
	return io_own(io) ? 0 : -EIO;
}

static void query_lane_close(struct io *io, const void *params)
{
	(void)params;
	mysql_close(io_own(io));
}

/* The second field is the name. */
static void take_rows(MYSQL_RES *rows, struct value *v)
{
	MYSQL_ROW row = mysql_fetch_row(rows);

	v->number = mysql_num_rows(rows);
	if (row && mysql_num_fields(rows) > 1 && row[1])
		v->check = XXH3_64bits(row[1], mysql_fetch_lengths(rows)[1]);
	mysql_free_result(rows);
}

static int query_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct mark *mark = io_shared(io);
	MYSQL *m = io_own(io);
	char text[128] = SELECT;
	MYSQL_RES *rows;
	int rc;

	if (inserts(params, task))
		snprintf(text, sizeof(text), INSERT, (uintmax_t)mark->run,
			 task);
	rc = database_query(io, m, text, &rows);
	if (rows)
		take_rows(rows, v);
	else
		v->number = mysql_affected_rows(m);
	return rc;
}

static int query_answer(const void *params, size_t task, struct value *right)
{
	right->number = 1;
	right->check = inserts(params, task) ? 0 : XXH3_64bits("hello", 5);
	return 0;
}

/* Rows of this sample: all of them, or with "distinct task" their tasks. */
static int count(MYSQL *m, const char *what, const struct mark *mark,
		 uint64_t *number, struct error *err)
{
	char text[96];

	snprintf(text, sizeof(text), COUNT, what, (uintmax_t)mark->run);
	return database_ask(m, text, number, err);
}

static int query_check(const void *params, const struct area *area,
		       struct error *err)
{
	const struct query *p = params;
	MYSQL *m = database_connect(&p->dsn, true, err);
	uint64_t reported = 0, rows = 0, tasks = 0;
	int rc;

	if (!m)
		return -EIO;
	for (size_t i = 0; i < area->tasks; i++)
		reported += area->state[i] == TASK_OK && inserts(p, i);
	rc = count(m, "*", area->shared, &rows, err);
	if (rc == 0)
		rc = count(m, "distinct task", area->shared, &tasks, err);
	mysql_close(m);
	if (rc == 0 && (rows != reported || tasks != reported))
		rc = error_set(err, -EBADMSG, "%ju inserts left %ju rows of "
			       "%ju tasks in 'minifw'", (uintmax_t)reported,
			       (uintmax_t)rows, (uintmax_t)tasks);
	return rc;
}

static void query_describe(const void *params, char *buf, size_t size)
{
	const struct query *p = params;

	snprintf(buf, size, "%s", p->mix == MIX_BOTH ? "select and insert"
						     : mixes[p->mix]);
}

const struct workload workload_query = {
	.name = "query",
	.summary = "ask a MariaDB server for a row, or for one more",
	.tasks = 1000,
	.body = query_body,
	.options = options,
	.params_size = sizeof(struct query),
	.prepare = query_prepare,
	.release = query_release,
	.answer = query_answer,
	.describe = query_describe,
	.lane_open = query_lane_open,
	.lane_close = query_lane_close,
	.shared_bytes = query_shared_bytes,
	.shared_init = query_shared_init,
	.check = query_check,
	.uses = USES_READY,
};
