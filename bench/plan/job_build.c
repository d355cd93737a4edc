/* job_build.c - from a draft to jobs: checking keys, setting values, combining.
 *
 * Every entry is first resolved to the row of its option (struct key). Those
 * whose value is a comma list are axes: a counter runs over all combinations
 * of their values, and each makes one job.
 */
#include "bench/plan/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/job_check.h"
#include "bench/plan/plugin.h"
#include "runners/nearest.h"
#include "runners/secret.h"
#include "workloads/workloads.h"

#define NAMES_MAX 128

/* An entry whose option is known. */
struct key {
	const struct entry *entry;
	const struct option_row *row;
	bool common;             /* of struct settings, not of the workload */
	bool replaced;           /* by a later entry */
	size_t values, turn;     /* of its list, and the current one */
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

/* Prefixes the sentence in b->err with where the entry was found. */
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
	const char *dashes = e->where ? "" : "--";
	size_t n = add_names(names, 0, settings_options);
	const char *near;

	n = add_names(names, n, b->workload->options);
	near = nearest_name(e->key, names, n);
	if (near && !known_elsewhere(e->key))
		return error_set(b->err, -EINVAL,
				 "no option '%s%s': did you mean '%s%s'?",
				 dashes, e->key, dashes, near);
	return error_set(b->err, -EINVAL,
			 "%s takes no option '%s%s': `simul list` shows those "
			 "it takes",
			 b->workload->name, dashes, e->key);
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

static const struct entry *workload_of(const struct draft *draft)
{
	const struct entry *e = NULL;

	for (size_t i = 0; i < draft->entries; i++)
		if (!strcmp(draft->entry[i].key, "workload"))
			e = &draft->entry[i];
	return e;
}

/* Results identify workloads by name. */
static int check_namesake(const struct build *b, const struct jobs *jobs,
			  const char *given)
{
	for (size_t i = 0; i < jobs->count; i++) {
		const struct workload *w = jobs->item[i].workload;

		if (w != b->workload && !strcmp(w->name, b->workload->name))
			return error_set(b->err, -EEXIST,
					 "'%s': its workload is called '%s', "
					 "as that of another job is: rename it",
					 given, w->name);
	}
	return 0;
}

/* `simul run jobs.txt` was not meant to name a workload. */
static bool looks_like_file(const char *name)
{
	return strchr(name, '.') && !plugin_named(name);
}

static int find_workload(struct build *b, const struct jobs *jobs)
{
	const struct entry *e = workload_of(b->draft);
	int rc;

	if (!e)
		return error_set(b->err, -EINVAL,
				 "job '%s' names no workload: add 'workload = "
				 "download'",
				 b->draft->name);
	rc = plugin_find(e->value, &b->workload, b->err);
	if (rc < 0 && !e->where && looks_like_file(e->value))
		rc = error_set(b->err, rc,
			       "no workload '%s'; a file of jobs ends in "
			       "'.ini', or has a '/': './%s'",
			       e->value, e->value);
	if (rc == 0)
		rc = check_namesake(b, jobs, e->value);
	return at(b, e, rc);
}

/* The current value, in buf. */
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

	job->models_chosen = entry_of(b, "model")->key != NULL;
	if (rc < 0)
		return at(b, entry_of(b, "model"), rc);
	rc = counts_parse("concurrency", job->set.concurrency, 1,
			  CONCURRENCY_MAX, &job->concurrency, b->err);
	return at(b, entry_of(b, "concurrency"), rc);
}

static int count_tasks(const struct build *b, struct job *job)
{
	const struct workload *w = job->workload;
	const struct entry *e = entry_of(b, "tasks");
	size_t tasks = w->tasks_of ? w->tasks_of(job->params) : w->tasks;

	if (entry_of(b, "duration")->general && job_check_counted(w))
		job->set.duration_ns = 0;
	if (job->set.duration_ns && !w->tasks_of)
		tasks = TASKS_MAX;
	if (!job->set.tasks || (w->tasks_of && e->general))
		job->set.tasks = tasks;
	if (!w->tasks_of || job->set.tasks == tasks)
		return 0;
	return at(b, e,
		  error_set(b->err, -EINVAL,
			    "'tasks' of %s follows from its own options, "
			    "which make %zu: leave it out",
			    w->name, tasks));
}

/* What follows from a duration, if nothing else was asked for. */
static int set_duration(const struct build *b, struct job *job)
{
	struct settings *set = &job->set;

	if (!set->duration_ns)
		return 0;
	if (!entry_of(b, "repeat")->key)
		set->repeat = DURATION_REPEAT;
	if (!entry_of(b, "deadline")->key)
		set->deadline_ns += set->duration_ns;
	return at(b, entry_of(b, "duration"),
		  job_check_duration(job, b->err));
}

static int make(const struct build *b, struct job *job, size_t group)
{
	const struct workload *w = b->workload;
	int rc;

	*job = (struct job){ .workload = w, .group = group };
	secret_hide(b->draft->name, job->name, sizeof(job->name));
	job->params = calloc(1, w->params_size + 1);
	if (!job->params)
		return error_set(b->err, -ENOMEM, "out of memory");
	option_presets(settings_options, &job->set);
	if (w->options)
		option_presets(w->options, job->params);
	rc = set_keys(b, job);
	if (rc == 0)
		rc = count_tasks(b, job);
	if (rc == 0)
		rc = at(b, entry_of(b, "rate"), job_check_rate(job, b->err));
	if (rc == 0)
		rc = set_duration(b, job);
	if (rc == 0)
		rc = set_lists(b, job);
	if (rc == 0)
		rc = at(b, entry_of(b, "inject-pct"),
			job_check_injection(job, b->err));
	if (rc < 0)
		job_term(job);
	return rc;
}

/* To the job, from the farthest: [global], its section, the command line. */
static int nearness(const struct entry *e)
{
	return e->where ? !e->general : 2;
}

/* An entry may be made idle by a nearer one, but not by one as near. */
static int check_idle(const struct build *b, const struct key *k)
{
	const char *const *name = k->row->idle_beside;

	for (; name && *name && !k->replaced; name++) {
		const struct entry *other = entry_of(b, *name);

		if (other->key && nearness(k->entry) >= nearness(other))
			return at(b, k->entry,
				  error_set(b->err, -EINVAL,
					    "'--%s' says nothing beside '--%s'"
					    "%s%s: leave one of them out",
					    k->row->name, *name,
					    other->where ? " of " : "",
					    other->where ? other->where : ""));
	}
	return 0;
}

/* An option given for these jobs must matter to at least one of them. One given
 * in [global] applies to the jobs that take it. */
static int check_keys(const struct build *b, const struct jobs *jobs,
		      size_t from)
{
	int rc = 0;

	for (size_t i = 0; i < b->keys && rc == 0; i++) {
		const struct key *k = &b->key[i];

		rc = check_idle(b, k);
		if (rc == 0 && !k->replaced && !k->entry->general)
			rc = at(b, k->entry,
				job_check_use(jobs, from, k->row->name,
					      b->err));
	}
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
	if (rc == 0)
		rc = check_keys(b, jobs, before);
	while (rc < 0 && jobs->count > before)
		job_term(&jobs->item[--jobs->count]);
	jobs->groups += rc == 0;
	return rc;
}

int jobs_build(struct jobs *jobs, const struct draft *draft,
	       struct error *err)
{
	struct error local;
	struct build b = { .draft = draft, .err = err ? err : &local };
	int rc = find_workload(&b, jobs);

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
