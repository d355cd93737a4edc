/* note.c - a growing list of sentences, and its printers. */
#include "bench/report/note.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/paint.h"
#include "bench/report/table.h"
#include "runners/grow.h"
#include "runners/memory.h"

static enum paint paint_of(enum note_kind kind)
{
	if (kind == NOTE_ALARM)
		return PAINT_RED;
	return kind == NOTE_REMARK ? PAINT_DIM : PAINT_PLAIN;
}

/* NULL if out of memory. */
static char *spell(const char *label, const char *format, va_list args)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out) {
		fputs(label, out);
		vfprintf(out, format, args);
	}
	return memory_text(out, &text);
}

void notes_add(struct notes *n, enum note_kind kind, const char *format, ...)
{
	const char *label = kind == NOTE_SHORT ? "in short: " : "";
	struct note *more = NULL;
	char *text;
	va_list args;

	va_start(args, format);
	text = spell(label, format, args);
	va_end(args);
	if (n->rc == 0 && text)
		more = grow(n->item, n->count, sizeof(*more));
	if (!more) {
		free(text);
		n->rc = -ENOMEM;
		return;
	}
	n->item = more;
	more[n->count++] = (struct note){ kind, text, text + strlen(label) };
}

void notes_free(struct notes *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->item[i].text);
	free(n->item);
	*n = (struct notes){ 0 };
}

void notes_print(const struct notes *n, unsigned int kinds, FILE *stream,
		 bool colour)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->item[i].kind & kinds)
			paint_lines(stream, n->item[i].text, 2,
				    paint_of(n->item[i].kind), colour);
}

void notes_print_markdown(const struct notes *n, unsigned int kinds,
			  FILE *stream)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->item[i].kind & kinds)
			table_put_markdown(stream, "- ", n->item[i].text,
					   "\n");
}
