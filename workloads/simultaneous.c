/* simultaneous.c - a chess master plays many boards; a task is a board.
 *
 * She thinks, which takes processor time, and her opponent thinks, which is
 * waiting: meanwhile she may be at other boards. There are as many masters as
 * processors, however many boards are in play.
 */
#include <stdio.h>

#include "runners/burn.h"
#include "runners/units.h"
#include "runners/workload.h"

extern const struct workload workload_simultaneous;

struct simultaneous {
	uint64_t moves, think_ns, reply_ns;
	double scale;
};

#define FIELD(field) .offset = offsetof(struct simultaneous, field)

static const struct option_row options[] = {
	{ .name = "moves", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(moves), .preset = "30", .most = 100000, .listed = true,
	  .help = "pairs of moves in each game" },
	{ .name = "think", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(think_ns), .preset = "5s", .most = 86400e9, .listed = true,
	  .help = "processor time of the master for a move" },
	{ .name = "reply", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(reply_ns), .preset = "55s", .most = 86400e9, .listed = true,
	  .help = "how long an opponent takes for one" },
	{ .name = "scale", .argument = "F", .kind = OPTION_REAL, FIELD(scale),
	  .preset = "1", .least = 1e-6, .most = 1000,
	  .help = "a factor on all waits, and on thinking" },
	{ 0 }
};

static uint64_t scaled(uint64_t ns, double scale)
{
	return (uint64_t)((double)ns * scale);
}

static void think(void *arg)
{
	const uint64_t *ns = arg;

	burn_ns(*ns);
}

static int simultaneous_body(struct io *io, const void *params, size_t board,
			     struct value *v)
{
	const struct simultaneous *p = params;
	uint64_t think_ns = scaled(p->think_ns, p->scale);
	int rc = 0;

	(void)board;
	for (; v->number < p->moves && rc == 0; v->number++) {
		rc = io_compute(io, think, &think_ns);
		if (rc == 0)
			rc = io_sleep(io, scaled(p->reply_ns, p->scale));
	}
	return rc;
}

static int simultaneous_answer(const void *params, size_t board,
			       struct value *right)
{
	const struct simultaneous *p = params;

	(void)board;
	*right = (struct value){ .number = p->moves };
	return 0;
}

static void simultaneous_describe(const void *params, char *buf, size_t size)
{
	const struct simultaneous *p = params;
	char think[UNITS_TEXT_SIZE], reply[UNITS_TEXT_SIZE];

	units_format_duration((double)p->think_ns * p->scale, think,
			      sizeof(think));
	units_format_duration((double)p->reply_ns * p->scale, reply,
			      sizeof(reply));
	snprintf(buf, size, "%ju moves, %s thinking, %s waiting",
		 (uintmax_t)p->moves, think, reply);
}

static int simultaneous_waiting(const void *params, size_t board, uint64_t *ns)
{
	const struct simultaneous *p = params;

	(void)board;
	*ns = p->moves * scaled(p->reply_ns, p->scale);
	return 0;
}

const struct workload workload_simultaneous = {
	.name = "simultaneous",
	.summary = "one master against many boards: computing and waiting",
	.tasks = 24,
	.counted = "how many boards are in play is what it asks",
	.body = simultaneous_body,
	.options = options,
	.params_size = sizeof(struct simultaneous),
	.answer = simultaneous_answer,
	.waiting = simultaneous_waiting,
	.describe = simultaneous_describe,
	.uses = USES_COMPUTE,
};
