/* plugin.c - loading and checking workloads from shared objects.
 *
 * A shared object is closed again only if it is refused: its code must stay as
 * long as any job that uses it.
 */
#include "bench/plan/plugin.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/plan/settings.h"
#include "runners/macros.h"
#include "runners/nearest.h"
#include "runners/plugin.h"
#include "workloads/workloads.h"

#define NAME_MAX_BYTES 31     /* of a workload: the results' column */
#define ROWS_MAX       128
#define NAMES_MAX      128

bool plugin_named(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && !strcmp(name + length - 3, ".so");
}

/* Names go into tables, CSV and options without quoting. */
static bool is_name(const char *name)
{
	return name && *name && strlen(name) <= NAME_MAX_BYTES &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789-_+")];
}

static bool shares_letter(const struct option_row *table, char letter)
{
	for (; letter && table->name; table++)
		if (table->letter == letter)
			return true;
	return false;
}

int plugin_clash(const struct workload *w, const char *path,
		 const struct option_row *table, struct error *err)
{
	for (const struct option_row *r = w->options; r && r->name; r++)
		if (option_find(table, r->name) ||
		    shares_letter(table, r->letter) ||
		    !strcmp(r->name, "help") || !strcmp(r->name, "usage"))
			return error_set(err, -EEXIST,
					 "'%s': the option '%s' of '%s' clashes "
					 "with one of simul's own: rename it",
					 path, r->name, w->name);
	return 0;
}

static int check_row(const struct workload *w, const struct option_row *row,
		     const char *path, struct error *err)
{
	if (!is_name(row->name) || !row->help)
		return error_set(err, -EINVAL,
				 "'%s': each option of '%s' must have a name "
				 "(letters, digits, '-') and a help",
				 path, w->name);
	if (row->offset >= w->params_size)
		return error_set(err, -EINVAL,
				 "'%s': the option '%s' of '%s' lies outside "
				 "of its params_size",
				 path, row->name, w->name);
	if ((unsigned)row->kind >= OPTION_KINDS)
		return error_set(err, -EINVAL,
				 "'%s': the option '%s' of '%s' is of no kind "
				 "that there is",
				 path, row->name, w->name);
	if (row->kind == OPTION_CHOICE && !row->choices)
		return error_set(err, -EINVAL,
				 "'%s': the option '%s' of '%s' has no choices",
				 path, row->name, w->name);
	return 0;
}

static int check_options(const struct workload *w, const char *path,
			 struct error *err)
{
	size_t n = 0;
	int rc = 0;

	for (; w->options && w->options[n].name && rc == 0; n++) {
		if (n == ROWS_MAX)
			return error_set(err, -E2BIG,
					 "'%s': more than %d options: do they "
					 "end with '{ 0 }'?",
					 path, ROWS_MAX);
		rc = check_row(w, &w->options[n], path, err);
	}
	return rc < 0 ? rc : plugin_clash(w, path, settings_options, err);
}

static int check_workload(const struct workload *w, const char *path,
			  struct error *err)
{
	const char *missing = NULL;

	if (!w)
		return error_set(err, -EINVAL,
				 "'%s': its 'simul_plugin' has no workload",
				 path);
	missing = !w->name	? "a name"
		  : !w->summary ? "a summary"
		  : !w->tasks	? "a number of tasks"
		  : !w->body	? "a body"
				: NULL;
	if (missing)
		return error_set(err, -EINVAL,
				 "'%s': its workload must have %s "
				 "(runners/workload.h)",
				 path, missing);
	if (!is_name(w->name))
		return error_set(err, -EINVAL,
				 "'%s': its workload's name must be 1 to %d "
				 "letters, digits or '-'",
				 path, NAME_MAX_BYTES);
	if (workload_find(w->name))
		return error_set(err, -EEXIST,
				 "'%s': its workload is called '%s', as one of "
				 "simul's own is: rename it",
				 path, w->name);
	return check_options(w, path, err);
}

static int check_version(const struct simul_plugin *p, const char *path,
			 struct error *err)
{
	if (p->version == SIMUL_PLUGIN_VERSION)
		return 0;
	return error_set(err, -EINVAL,
			 "'%s' was made for version %u.%u of "
			 "runners/plugin.h, and this simul has %u.%u: compile "
			 "it again, against this one's headers",
			 path, p->version >> 16, p->version & 0xffff,
			 SIMUL_PLUGIN_VERSION >> 16,
			 SIMUL_PLUGIN_VERSION & 0xffff);
}

/* The linker's sentence begins with the path. */
static int refused_by_linker(const char *path, struct error *err)
{
	const char *why = dlerror();
	size_t length = strlen(path);

	if (!why)
		why = "unknown error";
	if (!strncmp(why, path, length) && !strncmp(why + length, ": ", 2))
		why += length + 2;
	return error_set(err, -ENOEXEC,
			 "cannot load '%s': %.300s: it must be a shared object "
			 "(cc -shared -fPIC)",
			 path, why);
}

/* The linker would search its path for a bare name. */
static int open_object(const char *path, void **object, struct error *err)
{
	char local[4096];
	struct stat st;

	if (stat(path, &st) < 0)
		return error_set(err, -errno, "cannot open '%s': %s", path,
				 strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, -EINVAL,
				 "cannot load '%s': it is not a regular file",
				 path);
	snprintf(local, sizeof(local), "%s%s", strchr(path, '/') ? "" : "./",
		 path);
	*object = dlopen(local, RTLD_NOW | RTLD_LOCAL);
	return *object ? 0 : refused_by_linker(local, err);
}

int plugin_load(const char *path, const struct workload **workload,
		struct error *err)
{
	const struct simul_plugin *p;
	void *object;
	int rc = open_object(path, &object, err);

	if (rc < 0)
		return rc;
	p = dlsym(object, "simul_plugin");
	if (!p) {
		rc = error_set(err, -ENOENT,
			       "'%s' exports no 'simul_plugin': see "
			       "runners/plugin.h",
			       path);
		goto fail;
	}
	rc = check_version(p, path, err);
	if (rc == 0)
		rc = check_workload(p->workload, path, err);
	if (rc < 0)
		goto fail;
	*workload = p->workload;
	return 0;

fail:
	dlclose(object);
	return rc;
}

int plugin_find(const char *name, const struct workload **workload,
		struct error *err)
{
	const char *names[NAMES_MAX], *near;
	size_t n = 0;

	if (plugin_named(name))
		return plugin_load(name, workload, err);
	*workload = workload_find(name);
	if (*workload)
		return 0;
	for (const struct left_out *l = workloads_left_out; l->name; l++)
		if (!strcmp(l->name, name))
			return error_set(err, -EINVAL,
					 "'%s' is left out: %s", name, l->why);
	for (; workloads[n] && n < NAMES_MAX; n++)
		names[n] = workloads[n]->name;
	near = nearest_name(name, names, n);
	if (near)
		return error_set(err, -EINVAL,
				 "no workload '%s': did you mean '%s'?", name,
				 near);
	return error_set(err, -EINVAL,
			 "no workload '%s': `simul list` shows them", name);
}
