/* test_dsn.c - names of databases, and the errors for invalid ones. */
#include "workloads/dsn.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *or_none(const char *text)
{
	return text ? text : "none";
}

static void parses(const char *text, const char *user, const char *password,
		   const char *host, unsigned port, const char *name,
		   const char *socket)
{
	struct error err = { "" };
	struct dsn dsn;

	cr_assert_eq(dsn_init(&dsn, text, &err), 0, "%s", err.text);
	cr_assert_str_eq(or_none(dsn.user), user);
	cr_assert_str_eq(or_none(dsn.password), password);
	cr_assert_str_eq(or_none(dsn.host), host);
	cr_assert_eq(dsn.port, port);
	cr_assert_str_eq(or_none(dsn.name), name);
	cr_assert_str_eq(or_none(dsn.socket), socket);
	cr_assert_null(strstr(dsn.shown, "s3cret"), "%s", dsn.shown);
	dsn_term(&dsn);
}

Test(dsn, all_parts_are_taken_apart_and_decoded)
{
	parses("mysql://me@localhost/db?socket=/run/x.sock", "me", "none",
	       "localhost", 0, "db", "/run/x.sock");
	parses("mysql://me:s3cret@127.0.0.1:3307/db", "me", "s3cret",
	       "127.0.0.1", 3307, "db", "none");
	parses("mariadb://m%40e:s3cret%3a%2F@[::1]/db", "m@e", "s3cret:/",
	       "::1", 0, "db", "none");
	parses("mysql://h/a]", "none", "none", "h", 0, "a]", "none");
}

/* Then no file is read for one. */
Test(dsn, an_empty_password_is_one)
{
	parses("mysql://me:@h/db", "me", "", "h", 0, "db", "none");
}

static void refuses(const char *text, const char *why)
{
	struct error err = { "" };
	struct dsn dsn;

	cr_assert_eq(dsn_init(&dsn, text, &err), -EINVAL, "%s", text);
	cr_assert(strstr(err.text, why), "%s: %s", text, err.text);
	cr_assert_null(strstr(err.text, "s3cret"), "%s", err.text);
	dsn_term(&dsn);
}

Test(dsn, a_refusal_says_why_and_never_repeats_a_password)
{
	refuses("me:s3cret@localhost", "this one is not: ");
	refuses("postgres://me:s3cret@localhost/db", "another scheme");
	refuses("mysql://me:s3cret@localhost", "it names no database");
	refuses("mysql://me:s3cret@localhost/", "it names no database");
	refuses("mysql://me:s3cret@h/db?sock=/x", "only 'socket=PATH'");
	refuses("mysql://me:s3cret@h:70000/db", "Port number");
	refuses("mysql://me:s3cret@/db", "No host");
	refuses("mysql://me:s3cret%00@h/db", "");
}

static void clear_variables(void)
{
	static const char *const names[] = {
		"SIMUL_DSN", "MYSQL_HOST", "MYSQL_USER", "MYSQL_PWD",
		"MYSQL_DATABASE", "MYSQL_UNIX_PORT", "MYSQL_TCP_PORT",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
	setenv("HOME", "/nonexistent", 1);
}

Test(dsn, without_a_name_the_environment_has_it)
{
	clear_variables();
	setenv("MYSQL_HOST", "h", 1);
	setenv("MYSQL_USER", "me", 1);
	setenv("MYSQL_PWD", "s3cret", 1);
	setenv("MYSQL_TCP_PORT", "3307", 1);
	setenv("MYSQL_DATABASE", "db", 1);
	parses(NULL, "me", "s3cret", "h", 3307, "db", "none");
	setenv("SIMUL_DSN", "mysql://you@g/bd", 1);
	parses(NULL, "you", "none", "g", 0, "bd", "none");
	parses("mysql://he@f/c", "he", "none", "f", 0, "c", "none");
}

Test(dsn, without_any_it_says_how_to_come_by_a_server)
{
	struct error err = { "" };
	struct dsn dsn;

	clear_variables();
	cr_assert_eq(dsn_init(&dsn, NULL, &err), -ENOENT);
	cr_assert(strstr(err.text, "scripts/mariadb run"), "%s", err.text);
	cr_assert(strstr(err.text, "--dsn"), "%s", err.text);
	dsn_term(&dsn);
}
