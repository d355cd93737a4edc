/* completion.c - words from the tables of models, workloads and options. */
#include "bench/cli/completion.h"

#include <ctype.h>
#include <string.h>

#include "bench/plan/models.h"
#include "workloads/workloads.h"

static bool is_list_of_models(const struct option_row *row)
{
	return !strcmp(row->name, "model");
}

static bool is_workload(const struct option_row *row)
{
	return !strcmp(row->name, "workload");
}

enum completion_kind completion_of(const struct option_row *row)
{
	if (is_list_of_models(row))
		return COMPLETION_LIST;
	if (row->choices || is_workload(row))
		return COMPLETION_WORDS;
	if (row->argument && (!strcmp(row->argument, "FILE") ||
			      !strcmp(row->argument, "PROGRAM") ||
			      !strcmp(row->argument, "PATH")))
		return COMPLETION_FILES;
	return COMPLETION_NONE;
}

void completion_put_words(FILE *out, const struct option_row *row)
{
	for (size_t i = 0; row->choices && row->choices[i]; i++)
		fprintf(out, " %s", row->choices[i]);
	if (is_list_of_models(row)) {
		for (const struct model *m = models; m->name; m++)
			fprintf(out, " %s", m->name);
		fputs(" all", out);
	}
	for (size_t i = 0; is_workload(row) && workloads[i]; i++)
		fprintf(out, " %s", workloads[i]->name);
}

static void all_workloads(char *words, size_t size)
{
	words[0] = '\0';
	for (size_t i = 0; workloads[i]; i++) {
		size_t used = strlen(words);

		snprintf(words + used, size - used, " %s", workloads[i]->name);
	}
}

enum completion_kind completion_operand(const char **rest, char *words,
					size_t size)
{
	const char *word = *rest ? *rest + strspn(*rest, "| [].") : "";
	size_t length = strcspn(word, "| []");

	*rest = word + length;
	while (length && word[length - 1] == '.')
		length--;
	words[0] = '\0';
	if (length == 0)
		return COMPLETION_NONE;
	if (islower((unsigned char)*word)) {
		snprintf(words, size, " %.*s", (int)length, word);
		return COMPLETION_WORDS;
	}
	if (!strncmp(word, "WORKLOAD", length)) {
		all_workloads(words, size);
		return COMPLETION_WORDS;
	}
	if (memchr(word, '.', length)) {
		const char *dot = memchr(word, '.', length);

		snprintf(words, size, "%.*s", (int)(word + length - dot), dot);
	}
	return COMPLETION_FILES;
}
