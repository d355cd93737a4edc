/* database.h - connections to a MariaDB or MySQL server. */
#ifndef SIMUL_DATABASE_H
#define SIMUL_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include <mysql.h>

#include "runners/error.h"
#include "runners/io.h"
#include "workloads/dsn.h"

/* Blocks. Unless `blocks`, the connection is good for libmariadb's non-blocking
 * calls, too. The caller closes it by mysql_close. NULL with err. */
MYSQL *database_connect(const struct dsn *dsn, bool blocks,
			struct error *err);

/* Called by a body: waits for the answer to one statement as io does. The
 * caller frees the rows by mysql_free_result; NULL if there are none. 0 or a
 * negative errno, with the reason in io: -EIO if the server refuses or is gone.
 * A lost connection stays lost. */
int database_query(struct io *io, MYSQL *mysql, const char *statement,
		   MYSQL_RES **rows);

/* The same outside of a run. Stores the first field of the first row, if any,
 * in *number, which may be NULL. 0 or -EIO with err. */
int database_ask(MYSQL *mysql, const char *statement, uint64_t *number,
		 struct error *err);

#endif
