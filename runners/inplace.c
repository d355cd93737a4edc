/* inplace.c - spawn: no worker but the caller. */
#include <errno.h>
#include <stdlib.h>

#include "runners/model.h"

static int inplace_open(struct crew *crew)
{
	struct worker *me = malloc(sizeof(*me));
	int rc;

	if (!me)
		return error_set(&crew->error, -ENOMEM, "out of memory");
	rc = worker_open(me, crew, 0);
	if (rc < 0) {
		free(me);
		crew_check(crew);
		return rc;
	}
	crew->own = me;
	return 0;
}

static int inplace_run(struct crew *crew)
{
	area_gate_set(crew->area, GATE_OPEN);
	worker_work(crew->own);
	return 0;
}

static void inplace_close(struct crew *crew)
{
	worker_close(crew->own);
	free(crew->own);
}

const struct spawn spawn_in_place = {
	.name = "in place",
	.alone = true,
	.open = inplace_open,
	.run = inplace_run,
	.close = inplace_close,
};
