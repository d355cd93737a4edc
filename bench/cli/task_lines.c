/* task_lines.c - picks the tasks that ended first from the area of a sample.
 *
 *   sites, round 1: 160 of 160 tasks ended
 *     1: task 3, async, K = 5, 120.4 us..50.31 ms, ok: 1024 bytes, XXH3 ...
 *
 * --export-tasks (tasks_csv.c) writes all tasks, for other programs to read.
 */
#include "bench/cli/task_lines.h"

#include <inttypes.h>

#include "bench/measure/tally.h"
#include "bench/report/paint.h"
#include "runners/macros.h"
#include "runners/units.h"

struct picked {
	size_t task[TASK_LINES_MAX];
	size_t count;            /* of picked tasks */
	size_t ended;            /* all tasks that ended */
};

/* A task without an end sorts last. */
static uint64_t end_of(const struct area *area, size_t task)
{
	uint64_t end = area->slot[task].end_ns;

	return end ? end : UINT64_MAX;
}

/* Keeps the earliest tasks, sorted; of equal ones, the one that came first. */
static void pick(struct picked *p, const struct area *area, size_t task)
{
	size_t i = p->count;

	p->ended++;
	if (i == TASK_LINES_MAX) {
		if (end_of(area, task) >= end_of(area, p->task[i - 1]))
			return;
		i--;
	}
	for (; i > 0 && end_of(area, task) < end_of(area, p->task[i - 1]); i--)
		p->task[i] = p->task[i - 1];
	p->task[i] = task;
	p->count = MIN(p->count + 1, (size_t)TASK_LINES_MAX);
}

static void put_times(const struct slot *slot, FILE *stream)
{
	char start[UNITS_TEXT_SIZE] = "?", end[UNITS_TEXT_SIZE] = "?";

	if (slot->start_ns)
		units_format_duration((double)slot->start_ns, start,
				      sizeof(start));
	if (slot->end_ns)
		units_format_duration((double)slot->end_ns, end, sizeof(end));
	fprintf(stream, "%s..%s", start, end);
}

static void put_outcome(const struct workload *w, const struct area *area,
			size_t task, FILE *stream)
{
	const struct slot *slot = &area->slot[task];
	const char *why = "no reason was kept";
	char value[96];

	if (slot->failure)
		why = area->failure[slot->failure - 1].reason;
	if (area->state[task] == TASK_OK) {
		tally_format(w, &slot->value, value, sizeof(value));
		fputs("ok: ", stream);
		paint_text(stream, value);
	} else {
		fputs(area->state[task] == TASK_FAILED ? "failed: "
						       : "cancelled: ",
		      stream);
		paint_text(stream, why);
	}
	fputc('\n', stream);
}

void task_lines_print(const struct subject *s, const struct sample *sample,
		      const struct area *area, FILE *stream)
{
	struct picked p = { .count = 0 };

	for (size_t i = 0; i < area->tasks; i++)
		if (area->state[i] != TASK_PENDING)
			pick(&p, area, i);
	paint_text(stream, s->job->name);
	fprintf(stream, ", round %" PRIu64 ": %zu of %zu tasks ended\n",
		sample->round, p.ended,
		/* When the time is up, the others are none that are missing. */
		area_time_is_up(area) ? p.ended : area->tasks);
	for (size_t i = 0; i < p.count; i++) {
		size_t task = p.task[i];

		fprintf(stream, "  %zu: task %zu, %s, K = %zu, ", i + 1,
			task, s->model->name, s->concurrency);
		put_times(&area->slot[task], stream);
		fputs(", ", stream);
		put_outcome(s->job->workload, area, task, stream);
	}
	if (p.ended > p.count)
		fprintf(stream, "  and %zu more (--export-tasks writes "
				"all)\n",
			p.ended - p.count);
}
