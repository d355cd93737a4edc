/* result_files.c - one option and one function per format. */
#include "bench/cli/result_files.h"

#include "bench/record/csv.h"
#include "bench/report/json.h"
#include "bench/report/markdown.h"

#define FIELD(field) .offset = offsetof(struct result_files, field)

const struct option_row result_files_options[] = {
	{ .name = "export-csv", .letter = 'o', .argument = "FILE",
	  .kind = OPTION_OUTPUT, FIELD(path[RESULT_CSV]),
	  .help = "a row for each sample, from which all other outputs can be "
		  "made" },
	{ .name = "export-json", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(path[RESULT_JSON]), .help = "samples and summaries" },
	{ .name = "export-markdown", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(path[RESULT_MARKDOWN]), .help = "the tables" },
	{ 0 }
};

static int save_csv(const struct summary *s, const char *path,
		    struct error *err)
{
	return csv_save(s->results, path, err);
}

static int (*const save[])(const struct summary *summary, const char *path,
			   struct error *err) = {
	[RESULT_CSV] = save_csv,
	[RESULT_JSON] = json_save,
	[RESULT_MARKDOWN] = markdown_save,
};

int result_files_save(const struct result_files *files,
		      const struct summary *summary, struct error *err)
{
	struct error later;
	int rc = 0;

	for (size_t i = 0; i < RESULT_FILES; i++) {
		int one = 0;

		if (files->path[i])
			one = save[i](summary, files->path[i],
				      rc < 0 ? &later : err);
		if (rc == 0)
			rc = one;
	}
	return rc;
}
