/* job.c - from a draft to jobs: checking keys, setting values, combining.
 *
 * Every entry is first resolved to the row of its option (struct key). Those
 * whose value is a comma list are axes: a counter runs over all combinations
 * of their values, and each makes one job.
 */
#include "bench/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/nearest.h"
#include "workloads/workloads.h"

#define NAMES_MAX 128

/* An entry whose option is known. */
struct key {
	const struct entry *entry;
	const struct option_row *row;
	bool common;             /* of struct settings, not of the workload */
	bool replaced;           /* by a later entry */
	size_t values, turn;     /* of its list, and whose turn it is */
};

struct build {
	const struct draft *draft;
	const struct workload *workload;
	struct key *key;
	size_t keys;
	struct error *err;
};

static const struct option_row *own_row(const struct workload *w,
					const char *name)
{
	return w->options ? option_find(w->options, name) : NULL;
}

/* Prefixes the sentence in b->err with where the entry stood. */
static int at(const struct build *b, const struct entry *e, int rc)
{
	struct error copy = *b->err;

	if (rc < 0 && e->where)
		error_set(b->err, rc, "%s: %s", e->where, copy.text);
	return rc;
}

static bool known_elsewhere(const char *name)
{
	for (const struct workload *const *w = workloads; *w; w++)
		if (own_row(*w, name))
			return true;
	return false;
}

static size_t add_names(const char **names, size_t n,
			const struct option_row *row)
{
	for (; row && row->name && n < NAMES_MAX; row++)
		names[n++] = row->name;
	return n;
}

static int unknown_key(const struct build *b, const struct entry *e)
{
	const char *names[NAMES_MAX];
	size_t n = add_names(names, 0, settings_options);
	const char *near;

	n = add_names(names, n, b->workload->options);
	near = nearest_name(e->key, names, n);
	if (near && !known_elsewhere(e->key))
		return error_set(b->err, -EINVAL,
				 "no option '%s': did you mean '%s'?", e->key,
				 near);
	return error_set(b->err, -EINVAL,
			 "%s takes no option '%s': `simul list` shows those "
			 "it takes",
			 b->workload->name, e->key);
}

static size_t count_values(const struct option_row *row, const char *value)
{
	size_t n = 1;

	for (; row->listed && *value; value++)
		n += *value == ',';
	return n;
}

static void supersede(struct build *b, const struct option_row *row)
{
	if (row->kind == OPTION_TEXTS)
		return;
	for (size_t i = 0; i < b->keys; i++)
		if (b->key[i].row == row)
			b->key[i].replaced = true;
}

static int resolve(struct build *b, const struct entry *e)
{
	const struct option_row *row = option_find(settings_options, e->key);
	bool common = row != NULL;

	if (!row)
		row = own_row(b->workload, e->key);
	if (!row && e->general && known_elsewhere(e->key))
		return 0;
	if (!row)
		return at(b, e, unknown_key(b, e));
	supersede(b, row);
	b->key[b->keys++] = (struct key){
		.entry = e,
		.row = row,
		.common = common,
		.values = count_values(row, e->value),
	};
	return 0;
}

static int find_workload(struct build *b)
{
	const struct entry *e = NULL;
	const char *names[NAMES_MAX], *near;
	size_t n = 0;

	for (size_t i = 0; i < b->draft->entries; i++)
		if (!strcmp(b->draft->entry[i].key, "workload"))
			e = &b->draft->entry[i];
	if (!e)
		return error_set(b->err, -EINVAL,
				 "job '%s' names no workload: add 'workload = "
				 "download'",
				 b->draft->name);
	b->workload = workload_find(e->value);
	if (b->workload)
		return 0;
	for (; workloads[n]; n++)
		names[n] = workloads[n]->name;
	near = nearest_name(e->value, names, n);
	return at(b, e,
		  error_set(b->err, -EINVAL, "no workload '%s': %s%s%s",
			    e->value,
			    near ? "did you mean '"
				 : "`simul list` shows them",
			    near ? near : "", near ? "'?" : ""));
}

/* The value whose turn it is, in buf. */
static const char *value_of(const struct key *k, char *buf, size_t size)
{
	const char *from = k->entry->value;
	size_t length;

	if (k->values == 1)
		return from;
	for (size_t i = 0; i < k->turn; i++)
		from = strchr(from, ',') + 1;
	from += strspn(from, " ");
	length = strcspn(from, ",");
	while (length && from[length - 1] == ' ')
		length--;
	snprintf(buf, size, "%.*s", (int)length, from);
	return buf;
}

/* "sites size=64KiB" */
static void append_axis(struct job *job, const struct key *k,
			const char *value)
{
	size_t length = strlen(job->name);

	snprintf(job->name + length, sizeof(job->name) - length, "%s%s=%s",
		 length ? " " : "", k->row->name, value);
}

static int set_keys(const struct build *b, struct job *job)
{
	for (size_t i = 0; i < b->keys; i++) {
		const struct key *k = &b->key[i];
		void *target = k->common ? (void *)&job->set : job->params;
		char buf[128];
		const char *value = value_of(k, buf, sizeof(buf));
		int rc = 0;

		if (!k->replaced)
			rc = option_set(k->row, target, value, b->err);
		if (rc < 0)
			return at(b, k->entry, rc);
		if (!k->replaced && k->values > 1)
			append_axis(job, k, value);
	}
	return 0;
}

static const struct entry *entry_of(const struct build *b, const char *name)
{
	static const struct entry none = { 0 };

	for (size_t i = 0; i < b->keys; i++)
		if (!b->key[i].replaced &&
		    !strcmp(b->key[i].row->name, name))
			return b->key[i].entry;
	return &none;
}

static int set_lists(const struct build *b, struct job *job)
{
	int rc = models_parse(job->set.models, &job->models, b->err);

	if (rc < 0)
		return at(b, entry_of(b, "model"), rc);
	rc = counts_parse("concurrency", job->set.concurrency, 1,
			  CONCURRENCY_MAX, &job->concurrency, b->err);
	return at(b, entry_of(b, "concurrency"), rc);
}

static void job_free(struct job *job)
{
	if (job->prepared && job->workload->release)
		job->workload->release(job->params);
	if (job->workload->options)
		option_release(job->workload->options, job->params);
	option_release(settings_options, &job->set);
	free(job->params);
}

static int make(const struct build *b, struct job *job, size_t group)
{
	const struct workload *w = b->workload;
	int rc;

	*job = (struct job){ .workload = w, .group = group };
	snprintf(job->name, sizeof(job->name), "%s", b->draft->name);
	job->params = calloc(1, w->params_size + 1);
	if (!job->params)
		return error_set(b->err, -ENOMEM, "out of memory");
	option_presets(settings_options, &job->set);
	if (w->options)
		option_presets(w->options, job->params);
	rc = set_keys(b, job);
	if (!job->set.tasks)
		job->set.tasks = w->tasks;
	if (rc == 0)
		rc = set_lists(b, job);
	if (rc < 0)
		job_free(job);
	return rc;
}

/* The next combination; false after the last one. */
static bool advance(struct build *b)
{
	for (size_t i = b->keys; i-- > 0;) {
		struct key *k = &b->key[i];

		if (k->replaced || k->values == 1)
			continue;
		if (++k->turn < k->values)
			return true;
		k->turn = 0;
	}
	return false;
}

static int combine(struct jobs *jobs, struct build *b)
{
	size_t before = jobs->count;
	int rc;

	do {
		struct job *more = realloc(
			jobs->item, (jobs->count + 1) * sizeof(*more));

		if (!more)
			rc = error_set(b->err, -ENOMEM, "out of memory");
		else
			rc = make(b, &more[jobs->count], jobs->groups);
		jobs->item = more ? more : jobs->item;
		jobs->count += rc == 0;
	} while (rc == 0 && advance(b));
	while (rc < 0 && jobs->count > before)
		job_free(&jobs->item[--jobs->count]);
	jobs->groups += rc == 0;
	return rc;
}

int jobs_build(struct jobs *jobs, const struct draft *draft,
	       struct error *err)
{
	struct error local;
	struct build b = { .draft = draft, .err = err ? err : &local };
	int rc = find_workload(&b);

	b.key = calloc(draft->entries + 1, sizeof(*b.key));
	if (!b.key)
		return error_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < draft->entries && rc == 0; i++)
		rc = resolve(&b, &draft->entry[i]);
	if (rc == 0)
		rc = combine(jobs, &b);
	free(b.key);
	return rc;
}

bool jobs_want_origin(const struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = &jobs->item[i];

		if (job->workload->wants_origin &&
		    job->workload->wants_origin(job->params))
			return true;
	}
	return false;
}

int jobs_prepare(struct jobs *jobs, const char *origin, struct error *err)
{
	for (size_t i = 0; i < jobs->count; i++) {
		struct job *job = &jobs->item[i];
		struct setting setting = { .tasks = job->set.tasks,
					   .origin = origin };
		int rc = 0;

		/* Released even if it fails half-way. */
		job->prepared = true;
		if (job->workload->prepare)
			rc = job->workload->prepare(job->params, &setting,
						    err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

void jobs_free(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++)
		job_free(&jobs->item[i]);
	free(jobs->item);
	*jobs = (struct jobs){ 0 };
}
