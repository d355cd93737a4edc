/* download.c - task x fetches one URL; its value is length and checksum. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "runners/content.h"
#include "runners/fetch_terms.h"
#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/fetch_rows.h"
#include "workloads/numbers.h"
#include "workloads/urls.h"

extern const struct workload workload_download;

struct download {
	uint64_t size_bytes, latency_ns;
	bool chunked, tls;
	struct texts url;
	char *url_file;
	char *sizes, *chunked_sizes;
	struct fetch_terms terms;

	struct urls urls;        /* parsed, by prepare */
	struct numbers bytes;    /* of the origin's bodies, by turns */
	size_t announced;        /* the first of them: not chunked */
	struct value *right;     /* of each of those */
};

#define SIZE_MOST (UINT64_C(1) << 40)
#define SENT_MOST (UINT64_C(1) << 18)    /* the origin takes no more */

#define FIELD(field) .offset = offsetof(struct download, field)

static const char *const other_servers[] = { "url", "urls", NULL };
static const char *const other_bodies[] = { "url", "urls", "data", "data-file",
					    NULL };
static const char *const other_sizes[] = {
	"url", "urls", "data", "data-file", "sizes", "chunked-sizes", NULL
};

static const struct option_row options[] = {
	{ .name = "size", .argument = "SIZE", .kind = OPTION_BYTES,
	  FIELD(size_bytes), .preset = "1KiB", .most = 1099511627776.0,
	  .listed = true, .idle_beside = other_sizes,
	  .help = "bytes of each body, from the origin" },
	{ .name = "latency", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(latency_ns), .preset = "0", .most = 60e9, .listed = true,
	  .help = "how long the server takes to answer: the origin waits "
		  "so long; of --url, say what is known" },
	{ .name = "chunked", .kind = OPTION_FLAG, FIELD(chunked),
	  .idle_beside = other_bodies,
	  .help = "the origin doesn't announce the length" },
	{ .name = "tls", .kind = OPTION_FLAG, FIELD(tls),
	  .idle_beside = other_servers,
	  .help = "from the origin by https: each connection begins with a "
		  "handshake" },
	{ .name = "sizes", .argument = "SIZES", .kind = OPTION_TEXT,
	  FIELD(sizes), .help = "instead of --size: bytes of each body, in "
				"turn, such as 15839,88641" },
	{ .name = "chunked-sizes", .argument = "SIZES", .kind = OPTION_TEXT,
	  FIELD(chunked_sizes),
	  .help = "more of them, whose length isn't announced" },
	{ .name = "url", .argument = "URL", .kind = OPTION_TEXTS, FIELD(url),
	  .help = "fetch from any server instead; may be repeated" },
	{ .name = "urls", .argument = "FILE", .kind = OPTION_FILE,
	  FIELD(url_file),
	  .help = "requests from a file, one a line: URL, or METHOD URL, and "
		  "BODY or @FILE behind that; '-' is standard input" },
	FETCH_ROWS,
	{ 0 }
};

static bool download_wants_origin(const void *params)
{
	const struct download *p = params;

	return !p->url.count && !p->url_file;
}

static bool download_wants_tls(const void *params)
{
	const struct download *p = params;

	return download_wants_origin(p) && p->tls;
}

/* Does it send bodies to the origin, which answers with a receipt? */
static bool sends(const struct download *p)
{
	return download_wants_origin(p) &&
	       (p->terms.data || p->terms.data_file);
}

/* HEAD does. */
static bool answers_empty(const struct download *p)
{
	return p->terms.method && !strcmp(p->terms.method, "HEAD");
}

/* A path of the origin. */
static int add_path(struct download *p, const struct setting *setting,
		    const char *path, struct error *err)
{
	char url[256];

	snprintf(url, sizeof(url), "%s/%s?latency_us=%ju",
		 p->tls ? setting->origin_tls : setting->origin, path,
		 (uintmax_t)p->latency_ns / 1000);
	return urls_add(&p->urls, url, err);
}

/* Lists the sizes. Only those after the first `announced` are chunked, unless
 * all are. */
static int find_sizes(struct download *p, struct error *err)
{
	char one[UNITS_TEXT_SIZE];
	const char *sizes = p->sizes;
	int rc;

	if (!sizes && !p->chunked_sizes)
		sizes = units_spell_bytes(p->size_bytes, one, sizeof(one));
	rc = numbers_add(&p->bytes, "sizes", sizes, units_parse_bytes,
			 SIZE_MOST, err);
	p->announced = p->chunked ? 0 : p->bytes.count;
	if (rc == 0)
		rc = numbers_add(&p->bytes, "chunked-sizes", p->chunked_sizes,
				 units_parse_bytes, SIZE_MOST, err);
	return rc;
}

static int add_bodies(struct download *p, const struct setting *setting,
		      struct error *err)
{
	int rc = find_sizes(p, err);

	if (rc < 0)
		return rc;
	p->right = calloc(p->bytes.count, sizeof(*p->right));
	if (!p->right)
		return error_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < p->bytes.count && rc == 0; i++) {
		uint64_t bytes = p->bytes.item[i];
		char path[40];

		snprintf(path, sizeof(path), "%s/%ju",
			 i < p->announced ? "bytes" : "chunked",
			 (uintmax_t)bytes);
		rc = add_path(p, setting, path, err);
		bytes = answers_empty(p) ? 0 : bytes;
		p->right[i] = (struct value){ bytes, content_check(bytes) };
	}
	return rc;
}

/* What is sent is known once the terms are prepared. */
static int expect_receipt(struct download *p, struct error *err)
{
	const struct fetch_ready *sent = p->terms.ready;
	char text[CONTENT_RECEIPT_SIZE];
	size_t length;

	if (sent->data_bytes > SENT_MOST)
		return error_set(err, -EFBIG,
				 "the origin takes bodies of 256 KiB at most: "
				 "send larger ones to a server of your own");
	p->right = calloc(1, sizeof(*p->right));
	if (!p->right)
		return error_set(err, -ENOMEM, "out of memory");
	length = content_receipt(sent->data_bytes,
				 XXH3_64bits(sent->data, sent->data_bytes),
				 text, sizeof(text));
	*p->right = (struct value){ length, XXH3_64bits(text, length) };
	return 0;
}

static int add_all(struct download *p, const struct setting *setting,
		   struct error *err)
{
	int rc = 0;

	if ((p->sizes || p->chunked_sizes) &&
	    (!download_wants_origin(p) || sends(p)))
		return error_set(err, -EINVAL,
				 "'--sizes' are of the origin's bodies: leave "
				 "them out with '--url' and '--data'");
	if (sends(p))
		rc = add_path(p, setting, "sum", err);
	else if (download_wants_origin(p))
		rc = add_bodies(p, setting, err);
	for (size_t i = 0; i < p->url.count && rc == 0; i++)
		rc = urls_add(&p->urls, p->url.item[i], err);
	if (rc == 0 && p->url_file)
		rc = urls_add_file(&p->urls, p->url_file, err);
	return rc;
}

static int download_prepare(void *params, const struct setting *setting,
			    struct error *err)
{
	struct download *p = params;
	int rc = add_all(p, setting, err);

	if (download_wants_tls(p))
		p->terms.ca = setting->origin_ca;
	if (rc == 0)
		rc = urls_prepare(&p->urls, &p->terms, setting, err);
	if (rc == 0 && sends(p))
		rc = expect_receipt(p, err);
	return rc;
}

static void download_release(void *params)
{
	struct download *p = params;

	fetch_terms_release(&p->terms);
	urls_free(&p->urls);
	numbers_free(&p->bytes);
	free(p->right);
}

static int download_body(struct io *io, const void *params, size_t task,
			 struct value *v)
{
	const struct download *p = params;
	struct fetched got;
	int rc = io_fetch(io, urls_nth(&p->urls, task), &got);

	v->number = got.bytes;
	v->check = got.check;
	return rc;
}

static int download_answer(const void *params, size_t task,
			   struct value *right)
{
	const struct download *p = params;

	if (!p->right)
		return -ENODATA;
	*right = p->right[task % p->urls.count];
	return 0;
}

/* Even a server that answers at once takes a time that isn't known. */
static int download_waiting(const void *params, size_t task, uint64_t *ns)
{
	const struct download *p = params;

	(void)task;
	*ns = p->latency_ns;
	return p->latency_ns ? 0 : -ENODATA;
}

static void download_format(const struct value *v, char *buf, size_t size)
{
	snprintf(buf, size, "%ju bytes, XXH3 %016jx", (uintmax_t)v->number,
		 (uintmax_t)v->check);
}

/* "2 sizes, 3 KiB in all, 1 of them chunked" */
static void describe_sizes(const struct download *p, char *buf, size_t size)
{
	char bytes[UNITS_TEXT_SIZE], chunked[48] = "";
	size_t count = p->bytes.count, others = count - p->announced;
	uint64_t sum = 0;

	if (others > 0)
		snprintf(chunked, sizeof(chunked), ", %zu of them chunked",
			 others);
	for (size_t i = 0; i < count; i++)
		sum += p->bytes.item[i];
	units_format_bytes(sum, bytes, sizeof(bytes));
	if (count > 1)
		snprintf(buf, size, "%zu sizes, %s in all%s", count, bytes,
			 chunked);
	else
		snprintf(buf, size, "%s each%s", bytes,
			 others ? " chunked" : "");
}

static void download_describe(const void *params, char *buf, size_t size)
{
	const struct download *p = params;
	char what[160], wait[UNITS_TEXT_SIZE], terms[256];

	units_format_duration((double)p->latency_ns, wait, sizeof(wait));
	fetch_terms_describe(&p->terms, terms, sizeof(terms));
	if (sends(p))
		snprintf(what, sizeof(what), "a receipt for each body");
	else if (download_wants_origin(p))
		describe_sizes(p, what, sizeof(what));
	else
		urls_describe(&p->urls, what, sizeof(what));
	if (download_wants_origin(p) || p->latency_ns)
		snprintf(buf, size, "%s, %s latency%s%s", what, wait,
			 download_wants_tls(p) ? ", over TLS" : "", terms);
	else
		snprintf(buf, size, "%s%s", what, terms);
}

static const struct fetch_terms *download_fetches(const void *params)
{
	const struct download *p = params;

	return &p->terms;
}

const struct workload workload_download = {
	.name = "download",
	.summary = "fetch a URL whole, over HTTP: mostly waiting",
	.tasks = 160,
	.body = download_body,
	.options = options,
	.params_size = sizeof(struct download),
	.prepare = download_prepare,
	.release = download_release,
	.answer = download_answer,
	.waiting = download_waiting,
	.format = download_format,
	.describe = download_describe,
	.fetches = download_fetches,
	.wants_origin = download_wants_origin,
	.wants_tls = download_wants_tls,
};
