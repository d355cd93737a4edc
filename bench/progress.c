/* progress.c - drawing the line before a sample, wiping it at the end. It is
 * never drawn while a sample runs. */
#include "bench/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/units.h"

void progress_init(struct progress *p, bool quiet)
{
	const char *term = getenv("TERM");

	*p = (struct progress){ .start_ns = clock_ns() };
	p->on = !quiet && isatty(STDERR_FILENO) && term &&
		strcmp(term, "dumb") != 0;
}

void progress_show(struct progress *p, const struct subject *s, size_t left)
{
	uint64_t spent = clock_ns() - p->start_ns;
	char to_go[UNITS_TEXT_SIZE] = "", last[UNITS_TEXT_SIZE] = "";

	if (!p->on)
		return;
	if (p->done)
		units_format_duration((double)spent / (double)p->done *
					      (double)left,
				      to_go, sizeof(to_go));
	if (p->last_ns > 0)
		units_format_duration(p->last_ns, last, sizeof(last));
	fprintf(stderr, "\r\033[K%zu left%s%s  %.40s  %s K=%zu%s%s", left,
		*to_go ? ", about " : "", to_go, s->job->name, s->model->name,
		s->concurrency, *last ? "  last " : "", last);
	fflush(stderr);
	p->done++;
}

void progress_done(struct progress *p, const struct sample *sample)
{
	p->last_ns = (double)sample->run_ns;
}

void progress_clear(struct progress *p)
{
	if (p->on)
		fputs("\r\033[K", stderr);
}
