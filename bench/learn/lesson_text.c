/* lesson_text.c - finds sections by their headings. learn.cmake makes the files
 * into the arrays. */
#include "bench/learn/lesson_text.h"

#include <stdlib.h>
#include <string.h>

#include "runners/macros.h"

extern const char lesson_text_en[], lesson_text_zh[];

static const char *const texts[] = {
	[LESSON_ENGLISH] = lesson_text_en,
	[LESSON_CHINESE] = lesson_text_zh,
};

const char *const lesson_languages[] = {
	[LESSON_ENGLISH] = "en", [LESSON_CHINESE] = "zh", NULL
};

enum lesson_language lesson_language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) ? LESSON_ENGLISH
						       : LESSON_CHINESE;
	}
	return LESSON_ENGLISH;
}

const char *lesson_text(enum lesson_language language, const char *lesson,
			const char *part, size_t *length)
{
	char heading[80];
	const char *at, *end;

	snprintf(heading, sizeof(heading), "\n@%s %s\n", lesson, part);
	at = strstr(texts[language], heading);
	if (!at)
		return NULL;
	at += strlen(heading);
	end = strstr(at - 1, "\n@");
	*length = end ? (size_t)(end + 1 - at) : strlen(at);
	return at;
}

/* Prints a word for "{name}" and returns what stands behind it; other text is
 * returned as it is. */
static const char *put_word(const char *text, const struct lesson_words *w,
			    FILE *stream)
{
	const struct {
		const char *name, *value;
	} of[] = { { "{value}", w->value },
		   { "{processors}", w->processors },
		   { "{best}", w->best } };

	for (size_t i = 0; i < ARRAY_SIZE(of); i++) {
		size_t length = strlen(of[i].name);

		if (strncmp(text, of[i].name, length) != 0)
			continue;
		fputs(of[i].value, stream);
		return text + length;
	}
	return text;
}

static void put_line(const char *text, const char *end,
		     const struct lesson_words *w, FILE *stream)
{
	while (text < end) {
		const char *after = w && *text == '{'
					    ? put_word(text, w, stream)
					    : text;

		if (after == text)
			fputc(*after++, stream);
		text = after;
	}
}

void lesson_text_print(enum lesson_language language, const char *lesson,
		       const char *part, const struct lesson_words *words,
		       size_t indent, FILE *stream)
{
	size_t length;
	const char *text = lesson_text(language, lesson, part, &length);
	const char *end = text ? text + length : NULL;

	while (text && text < end) {
		size_t line = strcspn(text, "\n");

		fprintf(stream, "%*s", line ? (int)indent : 0, "");
		put_line(text, text + line, words, stream);
		fputc('\n', stream);
		text += line + 1;
	}
}

void lesson_text_line(enum lesson_language language, const char *lesson,
		      const char *part, const struct lesson_words *words,
		      FILE *stream)
{
	size_t length;
	const char *text = lesson_text(language, lesson, part, &length);

	if (text)
		put_line(text, text + strcspn(text, "\n"), words, stream);
}
