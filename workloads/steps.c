/* steps.c - each task runs the same steps, which the user writes (script.h), to
 * see which model suits a service of this shape. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runners/burn.h"
#include "runners/content.h"
#include "runners/secret.h"
#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/fetch_rows.h"
#include "workloads/script.h"
#include "workloads/urls.h"

extern const struct workload workload_steps;

struct steps {
	char *text, *base_url;
	uint64_t rounds;
	bool tls;
	struct fetch_terms terms;

	struct script script;    /* parsed, by prepare */
	struct urls urls;        /* of its fetches, in their order */
	struct value right;      /* if all of it is the origin's */
	uint64_t waiting_ns;
};

#define FIELD(field) .offset = offsetof(struct steps, field)

static const struct option_row options[] = {
	{ .name = "steps", .argument = "STEPS", .kind = OPTION_TEXT,
	  FIELD(text), .preset = "fetch 1KiB after 20ms, compute 1ms",
	  .help = "what a task does, between commas: 'fetch SIZE after TIME' "
		  "(the origin), 'fetch /PATH', 'fetch URL', 'fetch POST "
		  "/PATH with @FILE', 'compute TIME', "
		  "'sleep TIME', 'crash every N'" },
	{ .name = "rounds", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(rounds), .preset = "1", .least = 1, .most = 100000,
	  .listed = true, .help = "how many times a task runs all steps" },
	{ .name = "base-url", .argument = "URL", .kind = OPTION_TEXT,
	  FIELD(base_url), .help = "where 'fetch /PATH' goes" },
	{ .name = "tls", .kind = OPTION_FLAG, FIELD(tls),
	  .help = "'fetch SIZE' by https: each connection begins with a "
		  "handshake" },
	FETCH_ROWS,
	{ 0 }
};

/* Called before prepare, which reports what is wrong with the text. */
static bool steps_wants_origin(const void *params)
{
	const struct steps *p = params;
	struct script script;
	bool wants;

	if (script_parse(&script, p->text, NULL) < 0)
		return false;
	wants = script_uses_origin(&script);
	script_free(&script);
	return wants;
}

static bool steps_wants_tls(const void *params)
{
	const struct steps *p = params;

	return p->tls && steps_wants_origin(p);
}

static char *no_server(const char *path, struct error *err)
{
	char shown[101];

	error_set(err, -EINVAL,
		  "'fetch %s': on which server? Say --base-url http://HOST",
		  secret_hide(path, shown, sizeof(shown)));
	return NULL;
}

/* To be freed; NULL with err. */
static char *url_of(const struct steps *p, const struct step *step,
		    const struct setting *setting, struct error *err)
{
	const char *base = p->base_url ? p->base_url : "";
	size_t length = strlen(base);
	char *url;
	int n;

	if (!step->target)
		n = asprintf(&url, "%s/bytes/%ju?latency_us=%ju",
			     p->tls ? setting->origin_tls : setting->origin,
			     (uintmax_t)step->bytes,
			     (uintmax_t)step->ns / 1000);
	else if (*step->target != '/')
		n = asprintf(&url, "%s", step->target);
	else if (length) /* One '/' between the two. */
		n = asprintf(&url, "%.*s%s",
			     (int)(length - (base[length - 1] == '/')), base,
			     step->target);
	else
		return no_server(step->target, err);
	if (n >= 0)
		return url;
	error_set(err, -ENOMEM, "out of memory");
	return NULL;
}

/* Then the embedded origin is asked by GET nevertheless. */
static bool sends_something(const struct fetch_terms *t)
{
	return t->method || t->data || t->data_file;
}

static int add_fetch(struct steps *p, struct step *step,
		     const struct setting *setting, struct error *err)
{
	char *url = url_of(p, step, setting, err);
	int rc = -EINVAL;

	if (!url)
		return rc;
	step->url = p->urls.count;
	rc = urls_add(&p->urls, url, err);
	if (rc == 0 && !step->target && sends_something(&p->terms))
		rc = urls_give(&p->urls, "GET", NULL, NULL, err);
	else if (rc == 0)
		rc = urls_give(&p->urls, step->method, step->body, NULL, err);
	free(url);
	return rc;
}

/* The order matters, so that steps left out, doubled or swapped show. */
static void fold(struct value *v, uint64_t bytes, uint64_t check)
{
	v->number += bytes;
	v->check = v->check * UINT64_C(6364136223846793005) + check + 1;
}

/* The value of a task whose bodies are all the origin's. */
static void expect(struct steps *p)
{
	const struct script *s = &p->script;

	for (size_t i = 0; i < s->count; i++) {
		struct step *step = &s->step[i];

		step->check = step->kind == STEP_FETCH && !step->target ?
				      content_check(step->bytes) :
				      step->ns;
		if (step->kind != STEP_COMPUTE)
			p->waiting_ns += p->rounds * step->ns;
	}
	for (uint64_t round = 0; round < p->rounds; round++)
		for (size_t i = 0; i < s->count; i++)
			fold(&p->right, s->step[i].bytes, s->step[i].check);
}

static int steps_prepare(void *params, const struct setting *setting,
			 struct error *err)
{
	struct steps *p = params;
	int rc = script_parse(&p->script, p->text, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < p->script.count; i++) {
		struct step *step = &p->script.step[i];
		struct error why;

		if (step->kind == STEP_FETCH)
			rc = add_fetch(p, step, setting, &why);
		if (rc < 0)
			return error_set(err, rc, "step %zu: %s", i + 1,
					 why.text);
	}
	if (p->tls && script_uses_origin(&p->script))
		p->terms.ca = setting->origin_ca;
	expect(p);
	return urls_prepare(&p->urls, &p->terms, setting, err);
}

static void steps_release(void *params)
{
	struct steps *p = params;

	fetch_terms_release(&p->terms);
	script_free(&p->script);
	urls_free(&p->urls);
}

static void burn(void *ns)
{
	burn_ns(*(const uint64_t *)ns);
}

/* As a body of one's own would that writes where it mustn't, but without a core
 * file. The program itself runs no task, so it lives on. */
static void crash(const struct step *step, size_t task)
{
	if ((task + 1) % step->every == 0)
		kill(getpid(), SIGKILL);
}

static int take_step(struct io *io, const struct steps *p,
		     const struct step *step, size_t task, struct value *v)
{
	struct fetched got = { .check = step->ns };
	uint64_t ns = step->ns;
	int rc = 0;

	switch (step->kind) {
	case STEP_FETCH:
		rc = io_fetch(io, &p->urls.item[step->url], &got);
		break;
	case STEP_COMPUTE:
		rc = io_compute(io, burn, &ns);
		break;
	case STEP_SLEEP:
		rc = io_sleep(io, ns);
		break;
	case STEP_CRASH:
		crash(step, task);
		break;
	}
	fold(v, got.bytes, got.check);
	return rc;
}

static int steps_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct steps *p = params;
	int rc = 0;

	for (uint64_t round = 0; round < p->rounds; round++)
		for (size_t i = 0; i < p->script.count && rc == 0; i++)
			rc = take_step(io, p, &p->script.step[i], task, v);
	return rc;
}

static int steps_answer(const void *params, size_t task, struct value *right)
{
	const struct steps *p = params;

	(void)task;
	*right = p->right;
	return script_uses_others(&p->script) ? -ENODATA : 0;
}

static int steps_waiting(const void *params, size_t task, uint64_t *ns)
{
	const struct steps *p = params;

	(void)task;
	*ns = p->waiting_ns;
	return script_uses_others(&p->script) ? -ENODATA : 0;
}

static void steps_format(const struct value *v, char *buf, size_t size)
{
	snprintf(buf, size, "%ju bytes, all steps %016jx",
		 (uintmax_t)v->number, (uintmax_t)v->check);
}

static void steps_describe(const void *params, char *buf, size_t size)
{
	const struct steps *p = params;
	char text[160], base[80] = "", on[96] = "", terms[256];
	const char *tls = steps_wants_tls(p) ? ", over TLS" : "";

	secret_hide(p->text, text, sizeof(text));
	if (p->base_url) {
		secret_hide(p->base_url, base, sizeof(base));
		snprintf(on, sizeof(on), ", on %s", base);
	}
	fetch_terms_describe(&p->terms, terms, sizeof(terms));
	if (p->rounds == 1)
		snprintf(buf, size, "%s%s%s%s", text, on, tls, terms);
	else
		snprintf(buf, size, "%ju x (%s)%s%s%s", (uintmax_t)p->rounds,
			 text, on, tls, terms);
}

static const struct fetch_terms *steps_fetches(const void *params)
{
	const struct steps *p = params;

	return &p->terms;
}

const struct workload workload_steps = {
	.name = "steps",
	.summary = "steps of your own: fetch, compute, sleep",
	.tasks = 100,
	.body = steps_body,
	.options = options,
	.params_size = sizeof(struct steps),
	.prepare = steps_prepare,
	.release = steps_release,
	.answer = steps_answer,
	.waiting = steps_waiting,
	.format = steps_format,
	.describe = steps_describe,
	.uses = USES_COMPUTE,
	.fetches = steps_fetches,
	.wants_origin = steps_wants_origin,
	.wants_tls = steps_wants_tls,
};
