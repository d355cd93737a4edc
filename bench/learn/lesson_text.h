/* lesson_text.h - the texts of lessons, one file a language.
 *
 * A file is sections: a heading "@LESSON PART" on a line of its own, and the
 * lines below it up to the next one. "@ui PART" are the words around lessons.
 */
#ifndef SIMUL_LESSON_TEXT_H
#define SIMUL_LESSON_TEXT_H

#include <stddef.h>
#include <stdio.h>

enum lesson_language {
	LESSON_ENGLISH,
	LESSON_CHINESE,
	LESSON_LANGUAGES,
};

/* "en", "zh": NULL ends. */
extern const char *const lesson_languages[];

/* By the user's locale: LC_ALL, LC_MESSAGES, or LANG, the first that isn't
 * empty. */
enum lesson_language lesson_language(void);

/* What stands for {value}, {processors} and {best} in a text. */
struct lesson_words {
	char value[32], processors[32];
	const char *best;
};

/* Where a section begins, and *length; NULL: there is none. */
const char *lesson_text(enum lesson_language language, const char *lesson,
			const char *part, size_t *length);

/* Prints a section, each line behind `indent` blanks; nothing if there is
 * none. words may be NULL. */
void lesson_text_print(enum lesson_language language, const char *lesson,
		       const char *part, const struct lesson_words *words,
		       size_t indent, FILE *stream);

/* The same of one line without its end. */
void lesson_text_line(enum lesson_language language, const char *lesson,
		      const char *part, const struct lesson_words *words,
		      FILE *stream);

#endif
