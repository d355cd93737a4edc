/* report_head.c - what stands above the tables. */
#include "bench/report/report.h"

#include <inttypes.h>
#include <string.h>

#include "runners/macros.h"

void report_environment(const struct environment *env, char *buf, size_t size)
{
	FILE *out = fmemopen(buf, size, "w");

	if (!out)
		return;
	fprintf(out, "simul %s (%s), %" PRIu64 " processor%s", env->version,
		env->commit, env->processors, env->processors == 1 ? "" : "s");
	if (env->cpu[0])
		fprintf(out, " (%s)", env->cpu);
	if (env->quota > 0.0)
		fprintf(out, ", quota %g", env->quota);
	fprintf(out, ", %s", env->kernel);
	if (env->governor[0])
		fprintf(out, ", governor %s", env->governor);
	fprintf(out, ", load %.2f, seed %" PRIu64 ", %s", env->load, env->seed,
		env->started);
	fclose(out);
}

static size_t least_and_most(const struct summary *s,
			     const struct summary_group *g, size_t *least)
{
	size_t most = 0;

	*least = SIZE_MAX;
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		*least = MIN(*least, s->row[i].good);
		most = MAX(most, s->row[i].good);
	}
	return most;
}

/* "download", "download latency=5ms". */
static bool is_named_after(const char *job, const char *workload)
{
	size_t length = strlen(workload);

	return strncmp(job, workload, length) == 0 &&
	       (job[length] == '\0' || job[length] == ' ');
}

void report_head(const struct summary *s, const struct summary_group *g,
		 char *buf, size_t size)
{
	const struct cell *cell = summary_cell(s, &s->row[g->first]);
	size_t least, most = least_and_most(s, g, &least);
	char samples[64], workload[64] = "";

	if (!is_named_after(cell->job, cell->workload))
		snprintf(workload, sizeof(workload), "%s, ", cell->workload);

	if (least == most)
		snprintf(samples, sizeof(samples), "%zu sample%s each", most,
			 most == 1 ? "" : "s");
	else
		snprintf(samples, sizeof(samples), "%zu to %zu samples each",
			 least, most);
	snprintf(buf, size, "%s: %s%" PRIu64 " task%s, %s", cell->job,
		 workload, cell->tasks, cell->tasks == 1 ? "" : "s", samples);
}

void report_params(const struct summary *s, const struct summary_group *g,
		   char *buf, size_t size)
{
	const struct cell *cell = summary_cell(s, &s->row[g->first]);

	char rate[64] = "";

	if (cell->rate > 0.0)
		snprintf(rate, sizeof(rate), "open loop, %g tasks/s",
			 cell->rate);
	snprintf(buf, size, "%s%s%s%s%s", cell->params,
		 cell->params[0] && rate[0] ? "; " : "", rate,
		 (cell->params[0] || rate[0]) && cell->options[0] ? "; " : "",
		 cell->options);
}
