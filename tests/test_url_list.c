/* test_url_list.c - lists of requests: what is read, and what is refused. */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/plan/job.h"
#include "workloads/urls.h"
#include "workloads/workloads.h"

static int add(struct urls *u, const char *text)
{
	return urls_add(u, text, NULL);
}

struct file {
	char path[32];
	struct urls urls;
	struct error err;
	int rc;
};

static void read_bytes(struct file *f, const char *bytes, size_t size)
{
	int fd;

	*f = (struct file){ .path = "/tmp/simul-urls-XXXXXX" };
	fd = mkstemp(f->path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, bytes, size), (ssize_t)size);
	close(fd);
	f->rc = urls_add_file(&f->urls, f->path, &f->err);
	unlink(f->path);
}

static void read_text(struct file *f, const char *text)
{
	read_bytes(f, text, strlen(text));
}

Test(url_list, a_file_has_one_a_line_with_comments_and_empty_lines_between)
{
	struct file f;

	read_text(&f, "# the sites\n\nhttp://a/1\n   \n  http://a/2  \n"
		      "\t# http://a/3\nhttp://a/4#not-a-comment\n");
	cr_assert_eq(f.rc, 0, "%s", f.err.text);
	cr_assert_eq(f.urls.count, 3);
	urls_free(&f.urls);
}

Test(url_list, a_file_s_last_line_needs_no_newline)
{
	struct file f;

	read_text(&f, "http://a/1\nhttp://a/2");
	cr_assert_eq(f.rc, 0, "%s", f.err.text);
	cr_assert_eq(f.urls.count, 2);
	urls_free(&f.urls);
}

Test(url_list, a_file_may_have_lines_that_end_in_carriage_returns)
{
	struct file f;
	char *path;

	read_text(&f, "http://a/1\r\n\r\n# two\r\nhttp://a/2\r\n");
	cr_assert_eq(f.rc, 0, "%s", f.err.text);
	cr_assert_eq(f.urls.count, 2);
	curl_url_get(f.urls.item[0].url, CURLUPART_PATH, &path, 0);
	cr_assert_str_eq(path, "/1");
	curl_free(path);
	urls_free(&f.urls);
}

static void file_is_refused(const char *text, int rc, unsigned line,
			    const char *why)
{
	struct file f;
	char where[64];

	read_text(&f, text);
	snprintf(where, sizeof(where), "%s:%u: ", f.path, line);
	cr_assert_eq(f.rc, rc, "%d: %s", f.rc, f.err.text);
	cr_assert_eq(strncmp(f.err.text, where, strlen(where)), 0, "%s",
		     f.err.text);
	cr_assert(strstr(f.err.text, why), "%s", f.err.text);
	urls_free(&f.urls);
}

Test(url_list, errors_in_a_file_name_the_line)
{
	file_is_refused("example.com\n", -EINVAL, 1, "'example.com'");
	file_is_refused("# c\n\nhttp://a/\nftp://b/\nnonsense\n", -EINVAL, 4,
			"'ftp://b/' is not an http or https URL");
	file_is_refused("http://a/\r\nhttp://b:x/\r\n", -EINVAL, 2,
			"'http://b:***'");
}

Test(url_list, a_file_without_any_is_refused)
{
	file_is_refused("", -ENODATA, 1, "no URL in it");
	file_is_refused("# http://a/\n\n", -ENODATA, 3, "no URL in it");
}

Test(url_list, a_file_without_any_is_refused_even_if_there_are_others)
{
	struct urls u = { 0 };

	cr_assert_eq(add(&u, "http://a/"), 0);
	cr_assert_eq(urls_add_file(&u, "/dev/null", NULL), -ENODATA);
	urls_free(&u);
}

Test(url_list, a_missing_file_is_named)
{
	struct urls u = { 0 };
	struct error err;

	cr_assert_eq(urls_add_file(&u, "/nowhere/urls.txt", &err), -ENOENT);
	cr_assert_str_eq(err.text, "cannot open '/nowhere/urls.txt': No such "
				   "file or directory");
}

Test(url_list, a_directory_is_no_file_of_urls)
{
	struct urls u = { 0 };
	struct error err;

	cr_assert_lt(urls_add_file(&u, "/tmp", &err), 0);
	cr_assert(strstr(err.text, "Is a directory"), "%s", err.text);
}

Test(url_list, binary_rubbish_is_refused)
{
	struct file f;

	read_bytes(&f, "\x7f" "ELF\0\1\2\n\0\0\n", 11);
	cr_assert_eq(f.rc, -EINVAL);
	urls_free(&f.urls);
}

/* --- encodings --- */

Test(url_list, a_byte_order_mark_is_ignored)
{
	struct file f;

	read_text(&f, "\xef\xbb\xbfhttp://a/1\r\nhttp://a/2\r\n");
	cr_assert_eq(f.rc, 0, "%s", f.err.text);
	cr_assert_eq(f.urls.count, 2);
	urls_free(&f.urls);
	read_text(&f, "\xef\xbb\xbf# http://a/1\nhttp://a/2");
	cr_assert_eq(f.urls.count, 1);
	urls_free(&f.urls);
}

Test(url_list, utf_16_is_refused_by_its_name)
{
	static const char little[] = "\xff\xfeh\0t\0t\0p\0";
	static const char big[] = "\xfe\xff\0h\0t\0t\0p";
	static const char bare[] = "h\0t\0t\0p\0";
	struct file f;

	read_bytes(&f, little, sizeof(little) - 1);
	cr_assert_eq(f.rc, -EINVAL);
	cr_assert(strstr(f.err.text, "is UTF-16: save it as UTF-8"), "%s",
		  f.err.text);
	urls_free(&f.urls);
	read_bytes(&f, big, sizeof(big) - 1);
	cr_assert(strstr(f.err.text, "is UTF-16"), "%s", f.err.text);
	urls_free(&f.urls);
	read_bytes(&f, bare, sizeof(bare) - 1);
	cr_assert(strstr(f.err.text, "UTF-16"), "%s", f.err.text);
	urls_free(&f.urls);
}

/* --- methods and bodies --- */

static void is_request(const struct fetch *f, const char *path,
		       const char *method, const char *body)
{
	char *got;

	curl_url_get(f->url, CURLUPART_PATH, &got, 0);
	cr_assert_str_eq(got, path);
	curl_free(got);
	cr_assert_eq(!f->method, !method);
	if (method)
		cr_assert_str_eq(f->method, method);
	cr_assert_eq(!f->body, !body);
	cr_assert_eq(f->body_bytes, body ? strlen(body) : 0);
	if (body)
		cr_assert_eq(memcmp(f->body, body, f->body_bytes), 0);
}

Test(url_list, a_line_may_have_a_method_and_a_body)
{
	struct file f;

	read_text(&f, "http://h/0\n"
		      "GET http://h/1\n"
		      "POST\t http://h/2 \t {\"a\": 1,  \"b\": 2} \r\n"
		      "  DELETE http://h/3  \n"
		      "# POST http://h/\n"
		      "M-SEARCH http://h/4 # x");
	cr_assert_eq(f.rc, 0, "%s", f.err.text);
	cr_assert_eq(f.urls.count, 5);
	cr_assert_eq(f.urls.methods, 4);
	is_request(&f.urls.item[0], "/0", NULL, NULL);
	is_request(&f.urls.item[1], "/1", "GET", "");
	is_request(&f.urls.item[2], "/2", "POST", "{\"a\": 1,  \"b\": 2}");
	is_request(&f.urls.item[3], "/3", "DELETE", "");
	is_request(&f.urls.item[4], "/4", "M-SEARCH", "# x");
	urls_free(&f.urls);
}

Test(url_list, a_line_of_another_form_is_refused)
{
	file_is_refused("http://h/ POST x=1\n", -EINVAL, 1,
			"METHOD URL BODY");
	file_is_refused("post http://h/\n", -EINVAL, 1,
			"'post' is not a URL");
	file_is_refused("POST\n", -EINVAL, 1, "'POST' is not a URL");
	file_is_refused("POST x=1\n", -EINVAL, 1, "'x=1' is not a URL");
	file_is_refused("HEAD http://h/ x\n", -EINVAL, 1, "no body");
	file_is_refused("POST http://h/ @\n", -EINVAL, 1, "after '@'");
	file_is_refused("POST http://h/ @/nowhere/body\n", -ENOENT, 1,
			"cannot open '/nowhere/body'");
	file_is_refused("POST http://h/ @/tmp\n", -EISDIR, 1,
			"cannot read '/tmp'");
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

Test(url_list, bodies_in_files_are_found_beside_the_list_and_read_once)
{
	char folder[] = "/tmp/simul-list-XXXXXX", path[64], command[80];
	struct urls u = { 0 };
	struct error err = { "" };

	cr_assert_not_null(mkdtemp(folder));
	write_file(folder, "a.json", "{\"a\": [1, 2]}\n");
	write_file(folder, "empty", "");
	write_file(folder, "list", "POST http://h/0 @a.json\n"
				   "PUT http://h/1 @a.json\n"
				   "POST http://h/2 @empty\n");
	snprintf(path, sizeof(path), "%s/list", folder);
	cr_assert_eq(urls_add_file(&u, path, &err), 0, "%s", err.text);
	is_request(&u.item[0], "/0", "POST", "{\"a\": [1, 2]}\n");
	is_request(&u.item[2], "/2", "POST", "");
	cr_assert_eq(u.item[0].body, u.item[1].body);
	urls_free(&u);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	cr_assert_eq(system(command), 0);
}

/* --- many --- */

static double cpu_s(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* 0.2 s alone; a load that grows with the square takes minutes. */
Test(url_list, a_hundred_thousand_lines_are_read_at_once)
{
	enum { LINES = 100000 };
	char path[] = "/tmp/simul-list-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	struct urls u = { 0 };
	struct error err = { "" };
	double began;

	for (unsigned i = 0; i < LINES; i++)
		fprintf(file, "POST http://host%u:8080/items/%u {\"n\": %u}\n",
			i % 7, i, i);
	fclose(file);
	began = cpu_s();
	cr_assert_eq(urls_add_file(&u, path, &err), 0, "%s", err.text);
	cr_assert_eq(urls_hosts(&u, NULL, NULL), 7);
	cr_assert_lt(cpu_s() - began, 5);
	cr_assert_eq(u.count, LINES);
	cr_assert_eq(u.texts, 1);
	is_request(&u.item[LINES - 1], "/items/99999", "POST",
		   "{\"n\": 99999}");
	urls_free(&u);
	unlink(path);
}
