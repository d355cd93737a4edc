/* database.h - connections to a MariaDB or MySQL server. */
#ifndef SIMUL_DATABASE_H
#define SIMUL_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include <mysql.h>

#include "runners/error.h"
#include "runners/io.h"
#include "workloads/dsn.h"

/* Waits. The connection is for libmariadb's non-blocking calls too unless
 * `blocks`; it is the caller's to mysql_close. NULL with err. */
MYSQL *database_connect(const struct dsn *dsn, bool blocks,
			struct error *err);

/* Called by a body: waits for the answer to one statement as io does. The
 * rows, or NULL if it has none, are the caller's to mysql_free_result. 0 or a
 * negative errno, with the reason in io: -EIO is the server's refusal, or its
 * end: a connection that is lost stays lost. */
int database_query(struct io *io, MYSQL *mysql, const char *statement,
		   MYSQL_RES **rows);

/* The same outside of a run. If there are rows, the first field of the first
 * one goes to *number, which may be NULL. 0 or -EIO with err. */
int database_ask(MYSQL *mysql, const char *statement, uint64_t *number,
		 struct error *err);

#endif
