/* note.h - sentences below a table, made once and then printed, saved or put
 * on a page. The kind of a note decides how it looks.
 */
#ifndef SIMUL_NOTE_H
#define SIMUL_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum note_kind {
	NOTE_PLAIN = 1,
	NOTE_REMARK = 2,          /* explains or qualifies a figure: dim */
	NOTE_ALARM = 4,           /* voids a comparison: red */
	NOTE_SHORT = 8,           /* the conclusion from the table */
	NOTE_ALL = 15,
};

struct note {
	enum note_kind kind;
	char *text;               /* "in short: async was fastest" */
	const char *body;         /* the text without its "in short: " */
};

/* All zeros: an empty list. */
struct notes {
	struct note *item;
	size_t count;
	int rc;                   /* -ENOMEM if one was lost, else 0 */
};

/* Adds a note. Once memory runs out, this and all later notes are lost. */
void notes_add(struct notes *notes, enum note_kind kind, const char *format,
	       ...) __attribute__((format(printf, 3, 4)));
void notes_free(struct notes *notes);

/* Prints the notes of these kinds (ORed): as lines for a terminal, or as a
 * list in Markdown. */
void notes_print(const struct notes *notes, unsigned int kinds, FILE *stream,
		 bool colour);
void notes_print_markdown(const struct notes *notes, unsigned int kinds,
			  FILE *stream);

#endif
