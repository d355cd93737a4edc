/* database.c - connections and queries, by libmariadb.
 *
 * Under a blocking wait it uses libmariadb's blocking calls; under an event
 * loop the _start and _cont calls, which run on a stack of their own and say
 * what to wait for in between. It neither pools nor reconnects: a task that is
 * abandoned while it waits, as by --task-timeout under an event loop, costs its
 * lane's connection.
 */
#include "workloads/database.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mysqld_error.h>

#include "runners/clock.h"

/* To connect, and of each read and write. */
#define TIMEOUT_S 30

/* When the server has too many connections, those of the last sample may still
 * be closing: try again. */
#define PATIENCE_NS (2 * NS_PER_S)
#define PAUSE_US    20000

static MYSQL *make(const struct dsn *dsn, bool blocks)
{
	const unsigned no = 0, timeout_s = TIMEOUT_S;
	MYSQL *mysql = mysql_init(NULL);

	if (!mysql)
		return NULL;
	mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &timeout_s);
	mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &timeout_s);
	mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &timeout_s);
	/* The server must not be able to read files of this machine. */
	mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &no);
	if (!dsn->password)
		mysql_options(mysql, MYSQL_READ_DEFAULT_GROUP, "simul");
	if (!blocks)
		mysql_options(mysql, MYSQL_OPT_NONBLOCK, NULL);
	return mysql;
}

static void explain(const struct dsn *dsn, MYSQL *mysql, struct error *err)
{
	unsigned code = mysql_errno(mysql);

	error_set(err, -EIO, "cannot connect to '%s': %s (%u)%s", dsn->shown,
		  mysql_error(mysql), code,
		  code == ER_CON_COUNT_ERROR ? ": max_connections < K" : "");
}

MYSQL *database_connect(const struct dsn *dsn, bool blocks,
			struct error *err)
{
	uint64_t until_ns = clock_ns() + PATIENCE_NS;

	for (;;) {
		MYSQL *mysql = make(dsn, blocks);

		if (!mysql) {
			error_set(err, -ENOMEM, "out of memory");
			return NULL;
		}
		if (mysql_real_connect(mysql, dsn->host, dsn->user,
				       dsn->password, dsn->name, dsn->port,
				       dsn->socket, 0))
			return mysql;
		explain(dsn, mysql, err);
		if (mysql_errno(mysql) != ER_CON_COUNT_ERROR)
			until_ns = 0;
		mysql_close(mysql);
		if (clock_ns() >= until_ns)
			return NULL;
		usleep(PAUSE_US);
	}
}

/* Waits for what libmariadb waits for, and passes on what came. Passes a failed
 * wait on as a timeout, which ends the connection. */
static int await(struct io *io, MYSQL *mysql, int wanted, int *rc)
{
	uint64_t limit_ns = 0;
	short events = 0;
	int ready;

	events |= wanted & MYSQL_WAIT_READ ? POLLIN : 0;
	events |= wanted & MYSQL_WAIT_WRITE ? POLLOUT : 0;
	if (wanted & MYSQL_WAIT_TIMEOUT)
		limit_ns = mysql_get_timeout_value_ms(mysql) * NS_PER_MS;
	ready = io_ready(io, mysql_get_socket(mysql), events, limit_ns);
	if (ready < 0)
		*rc = ready;
	return ready < 0 ? MYSQL_WAIT_TIMEOUT : wanted & ~MYSQL_WAIT_TIMEOUT;
}

static int query_by_parts(struct io *io, MYSQL *mysql, const char *text,
			  MYSQL_RES **rows)
{
	int failed, rc = 0;
	int wanted = mysql_real_query_start(&failed, mysql, text,
					    strlen(text));

	while (wanted)
		wanted = mysql_real_query_cont(&failed, mysql,
					       await(io, mysql, wanted, &rc));
	if (failed)
		return rc;
	wanted = mysql_store_result_start(rows, mysql);
	while (wanted)
		wanted = mysql_store_result_cont(
			rows, mysql, await(io, mysql, wanted, &rc));
	return rc;
}

int database_query(struct io *io, MYSQL *mysql, const char *statement,
		   MYSQL_RES **rows)
{
	int rc = 0;

	*rows = NULL;
	if (!io_blocks(io))
		rc = query_by_parts(io, mysql, statement, rows);
	else if (mysql_real_query(mysql, statement, strlen(statement)) == 0)
		*rows = mysql_store_result(mysql);
	if (mysql_errno(mysql))
		rc = io_fail(io, rc < 0 ? rc : -EIO, "'%.*s': %s (%u)",
			     (int)strcspn(statement, " "), statement,
			     mysql_error(mysql), mysql_errno(mysql));
	return rc;
}

int database_ask(MYSQL *mysql, const char *statement, uint64_t *number,
		 struct error *err)
{
	MYSQL_RES *rows = NULL;
	MYSQL_ROW row;

	if (mysql_query(mysql, statement) == 0)
		rows = mysql_store_result(mysql);
	if (mysql_errno(mysql))
		return error_set(err, -EIO, "'%s': %s (%u)", statement,
				 mysql_error(mysql), mysql_errno(mysql));
	row = rows ? mysql_fetch_row(rows) : NULL;
	if (row && row[0] && number)
		*number = strtoull(row[0], NULL, 10);
	mysql_free_result(rows);
	return 0;
}
