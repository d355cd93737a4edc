/* settings.c - the rows of the common options. */
#include "bench/plan/settings.h"

#include <stdio.h>
#include <string.h>

#include "bench/record/metric.h"
#include "runners/memory.h"

#define FIELD(field) .offset = offsetof(struct settings, field)

static const char *const arrivals[] = { "poisson", "even", NULL };

const struct option_row settings_options[] = {
	{ .name = "workload", .argument = "NAME", .kind = OPTION_WORKLOAD,
	  FIELD(workload), .help = "what the tasks do (simul list)",
	  .role = SETTING_COLUMN },
	{ .name = "model", .letter = 'm', .argument = "MODELS",
	  .kind = OPTION_MODELS, FIELD(models),
	  .preset = "serial,threads,processes,async",
	  .help = "models to run under",
	  .role = SETTING_COLUMN },
	{ .name = "tasks", .letter = 'n', .argument = "N",
	  .kind = OPTION_COUNT, FIELD(tasks), .least = 1, .most = TASKS_MAX,
	  .listed = true, .help = "how many tasks; with --duration the most",
	  .role = SETTING_COLUMN },
	{ .name = "duration", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(duration_ns), .least = 1e6, .most = 86400e9, .listed = true,
	  .help = "of a sample: it starts tasks until the time is up (or "
		  "--tasks are done), and tasks/s is what is compared",
	  .role = SETTING_COLUMN },
	{ .name = "concurrency", .letter = 'c', .argument = "LIST",
	  .kind = OPTION_LIST, FIELD(concurrency), .preset = "5",
	  .help = "tasks in flight at once (K); a list such as 1,2,4..64 "
		  "makes a scaling table",
	  .role = SETTING_COLUMN },
	{ .name = "chunk", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(chunk), .preset = "1", .least = 1, .most = 1000000,
	  .listed = true, .help = "tasks that a worker claims at once",
	  .role = SETTING_COLUMN },
	{ .name = "workers", .letter = 'w', .argument = "N",
	  .kind = OPTION_COUNT, FIELD(workers), .least = 1, .most = 1024,
	  .listed = true,
	  .help = "event loops of threads+async, processes+uring and such "
		  "(default: the processors)",
	  .role = SETTING_COLUMN },
	{ .name = "offload", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(offload), .preset = "0", .most = 1024, .listed = true,
	  .help = "threads beside each event loop that computing is given "
		  "to, so that the loop goes on" },
	{ .name = "repeat", .letter = 'r', .argument = "N",
	  .kind = OPTION_COUNT, FIELD(repeat), .preset = "11", .least = 1,
	  .most = 100000,
	  .help = "rounds: samples of each cell (with --duration: 6)",
	  .role = SETTING_COLUMN },
	{ .name = "warmup", .argument = "N|TIME", .kind = OPTION_ROUNDS,
	  FIELD(warmup), .preset = "1", .most = 1000,
	  .help = "rounds before those, thrown away; or for how long: whole "
		  "rounds until it is over",
	  .role = SETTING_APART },
	{ .name = "deadline", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(deadline_ns), .preset = "10min", .least = 1e6,
	  .most = 86400e9,
	  .help = "for one sample: it fails after that (longer by --duration)",
	  .role = SETTING_APART },
	{ .name = "task-timeout", .argument = "TIME",
	  .kind = OPTION_DURATION, FIELD(task_timeout_ns), .least = 1e3,
	  .most = 86400e9, .listed = true,
	  .help = "for one task: it fails after that" },
	{ .name = "rate", .argument = "R", .kind = OPTION_REAL, FIELD(rate),
	  .least = 1e-3, .most = 1e7, .listed = true,
	  .help = "start tasks on a schedule, R a second (an open loop)",
	  .role = SETTING_COLUMN },
	{ .name = "arrivals", .argument = "HOW", .kind = OPTION_CHOICE,
	  FIELD(arrivals), .preset = "poisson", .choices = arrivals,
	  .help = "with --rate: how the starts are spaced" },
	{ .name = "fail-fast", .kind = OPTION_FLAG, FIELD(fail_fast),
	  .help = "the first failed task cancels the rest of its sample" },
	{ .name = "metric", .argument = "WHAT", .kind = OPTION_CHOICE,
	  FIELD(metric), .preset = "wall", .choices = metric_names,
	  .help = "the time that `simul gate` compares",
	  .role = SETTING_APART },
	{ .name = "work", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(work_ns), .least = 1e6, .most = 3600e9,
	  .help = "`simul gate` chooses as many tasks as do this much "
		  "work, whatever --tasks says",
	  .role = SETTING_APART },
	{ .name = "processors", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(processors), .preset = "0", .most = 4096,
	  .help = "to how many `simul gate` binds the job (0: one for each "
		  "worker)",
	  .role = SETTING_APART },
	{ .name = "inject-pct", .argument = "PCT", .kind = OPTION_COUNT,
	  FIELD(inject_pct), .preset = "0", .most = 100,
	  .help = "do this share of the tasks twice: a slow-down on "
		  "purpose, to see the gate find it",
	  .role = SETTING_COLUMN },
	{ 0 }
};

/* " even", or nothing for a flag, whose name says it all. */
static void put_value(FILE *out, const struct option_row *o,
		      const struct settings *set)
{
	char value[96];

	option_spell(o, set, value, sizeof(value));
	if (o->kind != OPTION_FLAG)
		fprintf(out, " %s", value);
}

static bool is_preset(const struct option_row *o, const struct settings *set,
		      const struct settings *preset)
{
	char value[96], usual[96];

	option_spell(o, set, value, sizeof(value));
	option_spell(o, preset, usual, sizeof(usual));
	return strcmp(value, usual) == 0;
}

void settings_spell(const struct settings *set, char *buf, size_t size)
{
	FILE *out = fmemopen(buf, size, "w");
	struct settings preset;
	const char *separator = "";

	buf[0] = '\0';
	if (!out) {
		memory_lost();
		return;
	}
	option_presets(settings_options, &preset);
	for (const struct option_row *o = settings_options; o->name; o++) {
		if (o->role != SETTING_MEASURED || is_preset(o, set, &preset))
			continue;
		fprintf(out, "%s%s", separator, o->name);
		put_value(out, o, set);
		separator = ", ";
	}
	option_release(settings_options, &preset);
	fclose(out);
	buf[size - 1] = '\0';
}
