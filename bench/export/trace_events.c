/* trace_events.c - one event a line. */
#include "bench/export/trace_events.h"

#include <errno.h>

#include "bench/report/json_value.h"

/* A week in microseconds has 12 digits, and three stand behind the point. */
enum { DIGITS = 15 };

static int put(FILE *out, bool *any, json_t *event)
{
	int rc = -ENOMEM;

	fputs(*any ? ",\n" : "\n", out);
	*any = true;
	if (event && json_dumpf(event, out, JSON_COMPACT | JSON_ENSURE_ASCII |
				JSON_REAL_PRECISION(DIGITS)) == 0)
		rc = 0;
	json_decref(event);
	return rc;
}

static json_t *micros(uint64_t ns)
{
	return json_value_real((double)ns / 1e3);
}

static json_t *metadata(const char *what, const char *of, uint64_t pid,
			uint64_t tid, json_t *args)
{
	return json_pack("{s:s+, s:s, s:I, s:I, s:o}", "name", what, of,
			 "ph", "M", "pid", (json_int_t)pid, "tid",
			 (json_int_t)tid, "args", args);
}

int trace_put_name(FILE *out, bool *any, const char *what, uint64_t pid,
		   uint64_t tid, const char *name)
{
	return put(out, any,
		   metadata(what, "_name", pid, tid,
			    json_pack("{s:o}", "name",
				      json_value_text(name))));
}

int trace_put_order(FILE *out, bool *any, const char *what, uint64_t pid,
		    uint64_t tid, uint64_t order)
{
	return put(out, any,
		   metadata(what, "_sort_index", pid, tid,
			    json_pack("{s:I}", "sort_index",
				      (json_int_t)order)));
}

int trace_put_slice(FILE *out, bool *any, const struct trace_slice *s)
{
	json_t *event = json_pack("{s:s, s:s, s:s, s:o, s:I, s:I}", "name",
				  s->name, "cat", s->category, "ph",
				  s->instant ? "i" : "X", "ts", micros(s->ns),
				  "pid", (json_int_t)s->pid, "tid",
				  (json_int_t)s->tid);
	json_t *args = json_object();

	if (s->instant)
		json_value_set(&event, "s", json_string("t"));
	else
		json_value_set(&event, "dur", micros(s->took_ns));
	if (s->state)
		json_value_set(&args, "state", json_string(s->state));
	if (s->error)
		json_value_set(&args, "error", json_value_text(s->error));
	json_value_set(&event, "args", args);
	return put(out, any, event);
}

int trace_put_counter(FILE *out, bool *any, uint64_t pid, uint64_t ns,
		      int64_t tasks)
{
	return put(out, any,
		   json_pack("{s:s, s:s, s:o, s:I, s:{s:I}}", "name",
			     "in flight", "ph", "C", "ts", micros(ns), "pid",
			     (json_int_t)pid, "args", "tasks",
			     (json_int_t)tasks));
}
