/* download.c - task x fetches one URL whole: its length and its checksum. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "runners/content.h"
#include "runners/fetcher.h"
#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/urls.h"

extern const struct workload workload_download;

struct download {
	uint64_t size_bytes, latency_ns;
	bool chunked;
	struct texts url;
	char *url_file;
	struct fetch_limits limits;

	struct urls urls;        /* parsed, by prepare */
	struct value right;      /* of the origin's bodies */
};

#define FIELD(field) .offset = offsetof(struct download, field)

static const struct option_row options[] = {
	{ .name = "size", .argument = "SIZE", .kind = OPTION_BYTES,
	  FIELD(size_bytes), .preset = "1KiB", .most = 1099511627776.0,
	  .listed = true, .help = "bytes of each body, from the origin" },
	{ .name = "latency", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(latency_ns), .preset = "0", .most = 60e9, .listed = true,
	  .help = "how long the server takes to answer: the origin waits "
		  "so long; of --url, say what is known" },
	{ .name = "chunked", .kind = OPTION_FLAG, FIELD(chunked),
	  .help = "the origin doesn't announce the length" },
	{ .name = "url", .argument = "URL", .kind = OPTION_TEXTS, FIELD(url),
	  .help = "fetch from any server instead; may be repeated" },
	{ .name = "urls", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(url_file), .help = "URLs from a file, one a line" },
	{ .name = "max-size", .argument = "SIZE", .kind = OPTION_BYTES,
	  FIELD(limits.max_bytes), .preset = "64MiB", .least = 1,
	  .most = 1099511627776.0, .help = "a larger body is a failure" },
	{ .name = "timeout", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(limits.timeout_ns), .preset = "30s", .least = 1e6,
	  .most = 3600e9, .help = "for one download" },
	{ .name = "connect-timeout", .argument = "TIME",
	  .kind = OPTION_DURATION, FIELD(limits.connect_timeout_ns),
	  .preset = "10s", .least = 1e6, .most = 3600e9,
	  .help = "for one connection" },
	{ 0 }
};

static bool download_wants_origin(const void *params)
{
	const struct download *p = params;

	return !p->url.count && !p->url_file;
}

static int add_origin(struct download *p, const struct setting *setting,
		      struct error *err)
{
	char url[160];

	p->right = (struct value){ p->size_bytes,
				   content_check(p->size_bytes) };
	snprintf(url, sizeof(url), "%s/%s/%ju?latency_us=%ju", setting->origin,
		 p->chunked ? "chunked" : "bytes", (uintmax_t)p->size_bytes,
		 (uintmax_t)p->latency_ns / 1000);
	return urls_add(&p->urls, url, err);
}

static int download_prepare(void *params, const struct setting *setting,
			    struct error *err)
{
	struct download *p = params;
	int rc = 0;

	if (download_wants_origin(p))
		rc = add_origin(p, setting, err);
	for (size_t i = 0; i < p->url.count && rc == 0; i++)
		rc = urls_add(&p->urls, p->url.item[i], err);
	if (rc == 0 && p->url_file)
		rc = urls_add_file(&p->urls, p->url_file, err);
	p->limits.hosts = urls_hosts(&p->urls);
	p->limits.proxied = fetcher_proxied();
	return rc;
}

static void download_release(void *params)
{
	struct download *p = params;

	urls_free(&p->urls);
}

static int download_body(struct io *io, const void *params, size_t task,
			 struct value *v)
{
	const struct download *p = params;
	struct fetch what = { .url = urls_nth(&p->urls, task) };
	struct fetched got;
	int rc = io_fetch(io, &what, &got);

	v->number = got.bytes;
	v->check = got.check;
	return rc;
}

static int download_answer(const void *params, size_t task,
			   struct value *right)
{
	const struct download *p = params;

	(void)task;
	*right = p->right;
	return download_wants_origin(p) ? 0 : -ENODATA;
}

/* A server that answers at once takes its time too, nobody knows how long. */
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

static void download_describe(const void *params, char *buf, size_t size)
{
	const struct download *p = params;
	char bytes[UNITS_TEXT_SIZE], wait[UNITS_TEXT_SIZE];

	units_format_bytes(p->size_bytes, bytes, sizeof(bytes));
	units_format_duration((double)p->latency_ns, wait, sizeof(wait));
	if (download_wants_origin(p))
		snprintf(buf, size, "%s each%s, %s latency", bytes,
			 p->chunked ? " chunked" : "", wait);
	else
		snprintf(buf, size, "%zu URL%s", p->urls.count,
			 p->urls.count == 1 ? "" : "s");
}

static const struct fetch_limits *download_fetches(const void *params)
{
	const struct download *p = params;

	return &p->limits;
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
};
