/* dsn.h - the name of a database: which server, which account.
 *
 * Neither messages nor `shown` contain a password.
 */
#ifndef SIMUL_DSN_H
#define SIMUL_DSN_H

#include "runners/error.h"

struct dsn {
	char *user, *password, *host, *name, *socket;   /* or NULL */
	unsigned port;           /* 0: libmariadb's */
	char shown[160];         /* for sentences */
};

/* From text, mysql://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?socket=PATH]; if
 * that is NULL from SIMUL_DSN, MYSQL_HOST and the like, or ~/.my.cnf. 0,
 * -EINVAL, -ENOENT (nothing names a server) or -ENOMEM with err; dsn_term in
 * any case. */
int dsn_init(struct dsn *dsn, const char *text, struct error *err);
void dsn_term(struct dsn *dsn);

#endif
