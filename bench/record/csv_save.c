/* csv_save.c - all samples as rows, made in memory, written at once. */
#include "bench/record/csv.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/record/columns.h"
#include "bench/record/save.h"

/* Spaces at the ends are quoted as well: some readers cut them off. */
static bool needs_quotes(const char *text)
{
	size_t length = strlen(text);

	return text[strcspn(text, ",\"\r\n")] ||
	       (length > 0 && (strchr(" \t", text[0]) ||
			       strchr(" \t", text[length - 1])));
}

void csv_put_field(FILE *stream, const char *text)
{
	if (!needs_quotes(text)) {
		fputs(text, stream);
		return;
	}
	fputc('"', stream);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', stream);
		fputc(*text, stream);
	}
	fputc('"', stream);
}

static const char *separator(size_t column)
{
	return column + 1 < columns_count ? "," : "\r\n";
}

static void put_header(FILE *stream)
{
	for (size_t i = 0; i < columns_count; i++)
		fprintf(stream, "%s%s", columns[i].name, separator(i));
}

static void put_row(FILE *stream, const struct results *results,
		    const struct sample *sample)
{
	char text[COLUMNS_TEXT_SIZE];

	for (size_t i = 0; i < columns_count; i++) {
		columns_spell(&columns[i],
			      columns_owner(&columns[i], results, sample),
			      text, sizeof(text));
		csv_put_field(stream, text);
		fputs(separator(i), stream);
	}
}

static int put_results(const void *subject, FILE *stream)
{
	const struct results *r = subject;

	put_header(stream);
	for (size_t cell = 0; cell < r->cells; cell++)
		for (struct sample *s = NULL; (s = results_next(r, cell, s));)
			put_row(stream, r, s);
	return 0;
}

int csv_save(const struct results *results, const char *path,
	     struct error *err)
{
	return save_text(put_results, results, path, err);
}
