/* test_lesson.c - the texts of the lessons are whole in each language, and
 * figures lead to the answers that they mean. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/learn/lesson.h"
#include "bench/learn/lesson_text.h"
#include "runners/macros.h"
#include "runners/utf8.h"

enum { WIDEST = 76 };

static const char *const parts[] = { "title", "question", "choice1", "choice2",
				     "choice3", "holds", "otherwise" };
static const char *const ui[] = { "list", "guess", "again", "runs", "measured",
				  "right", "wrong", "holds", "otherwise",
				  "untold", "next", "end" };

/* Characters beyond Latin, Greek and Cyrillic take two columns. */
static size_t width_of(const char *text, size_t length)
{
	size_t width = 0;
	bool plain;

	for (size_t i = 0; i < length;) {
		size_t step = utf8_step(text + i, &plain);

		cr_expect(plain, "a character that can't be printed");
		width += step > 2 ? 2 : 1;
		i += step;
	}
	return width;
}

static void check_section(enum lesson_language l, const char *lesson,
			  const char *part, size_t indent)
{
	size_t length;
	const char *text = lesson_text(l, lesson, part, &length);

	cr_assert_not_null(text, "%s: no '@%s %s'", lesson_languages[l],
			   lesson, part);
	cr_expect_gt(length, 1, "%s: '@%s %s' is empty", lesson_languages[l],
		     lesson, part);
	for (const char *end = text + length; text < end;) {
		size_t line = strcspn(text, "\n");

		cr_expect_leq(indent + width_of(text, line), WIDEST,
			      "%s: '@%s %s': %.*s", lesson_languages[l],
			      lesson, part, (int)line, text);
		text += line + 1;
	}
}

Test(lesson, each_language_has_all_texts_and_they_fit)
{
	for (int l = 0; l < LESSON_LANGUAGES; l++) {
		for (size_t i = 0; i < ARRAY_SIZE(ui); i++)
			check_section(l, "ui", ui[i], 0);
		for (size_t i = 0; i < lessons_count; i++)
			for (size_t k = 0; k < ARRAY_SIZE(parts); k++)
				check_section(l, lessons[i].name, parts[k],
					      strncmp(parts[k], "choice", 6)
						      ? 0
						      : 5);
	}
	cr_expect_eq(lessons_count, 8);
}

/* Words in braces that the texts of both languages must share. */
Test(lesson, languages_tell_the_same_figures)
{
	static const char *const words[] = { "{value}", "{best}" };

	for (size_t i = 0; i < lessons_count; i++)
		for (size_t k = 0; k < ARRAY_SIZE(parts); k++)
			for (size_t w = 0; w < ARRAY_SIZE(words); w++) {
				bool has[LESSON_LANGUAGES];

				for (int l = 0; l < LESSON_LANGUAGES; l++) {
					size_t n;
					const char *text = lesson_text(
						l, lessons[i].name, parts[k],
						&n);

					has[l] = memmem(text, n, words[w],
							strlen(words[w]));
				}
				cr_expect_eq(has[LESSON_ENGLISH],
					     has[LESSON_CHINESE], "@%s %s: %s",
					     lessons[i].name, parts[k],
					     words[w]);
			}
}

Test(lesson, words_stand_for_figures)
{
	const struct lesson_words words = { "31.1", "2", "async" };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	lesson_text_print(LESSON_ENGLISH, "which", "question", &words, 2, out);
	fclose(out);
	cr_expect_not_null(strstr(text, "on 2 processor(s)."));
	cr_expect_null(strstr(text, "{"));
	cr_expect_str_neq(text, "");
	free(text);
}

Test(lesson, the_locale_chooses_the_language)
{
	setenv("LC_ALL", "", 1);
	setenv("LC_MESSAGES", "zh_CN.UTF-8", 1);
	setenv("LANG", "C.UTF-8", 1);
	cr_expect_eq(lesson_language(), LESSON_CHINESE);
	setenv("LC_ALL", "C", 1);
	cr_expect_eq(lesson_language(), LESSON_ENGLISH);
}

static const struct {
	const char *name;
	double figure, processors;
	size_t answer;
	bool holds;
} cases[] = {
	{ "waiting", 31.0, 1.0, 2, true },
	{ "waiting", 1.1, 1.0, 0, false },
	{ "computing", 1.9, 2.0, 1, true },
	{ "computing", 1.0, 1.0, 0, true },
	{ "computing", 3.5, 2.0, 2, false },
	{ "too-many", 2.2, 2.0, 2, true },
	{ "too-many", 1.0, 2.0, 1, false },
	{ "blocked-loop", 205.0, 2.0, 1, true },
	{ "blocked-loop", 12.0, 2.0, 0, false },
	{ "open-loop", 9.0, 2.0, 2, true },
	{ "open-loop", 1.0, 2.0, 0, false },
	{ "memory", 4.2, 2.0, 1, true },
	{ "memory", 1.0, 2.0, 0, false },
	{ "crash", 18.0, 2.0, 1, true },
	{ "crash", 0.0, 2.0, 0, false },
	{ "which", 2.0, 2.0, 2, true },
	{ "which", 1.0, 2.0, 1, false },
	{ "which", 1.0, 1.0, 1, false },
};

Test(lesson, a_figure_is_an_answer_and_a_statement_is_held_against_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct lesson *l = NULL;

		for (size_t k = 0; k < lessons_count; k++)
			if (!strcmp(lessons[k].name, cases[i].name))
				l = &lessons[k];
		cr_assert_not_null(l, "%s", cases[i].name);
		cr_expect_eq(lesson_answer(l, cases[i].figure,
					   cases[i].processors),
			     cases[i].answer, "%s: %g", l->name,
			     cases[i].figure);
		cr_expect_eq(lesson_holds(l, cases[i].figure,
					  cases[i].processors),
			     cases[i].holds, "%s: %g", l->name,
			     cases[i].figure);
	}
}

Test(lesson, without_samples_no_figure_is_told)
{
	struct results results;
	struct lesson_data data = { .runs = 2, .processors = 2.0 };

	results_init(&results);
	for (size_t i = 0; i < LESSON_RUNS; i++)
		cr_assert_eq(summary_make(&results, &data.run[i]), 0);
	for (size_t i = 0; i < lessons_count; i++)
		cr_expect(isnan(lessons[i].figure(&data)), "%s",
			  lessons[i].name);
	for (size_t i = 0; i < LESSON_RUNS; i++)
		summary_free(&data.run[i]);
}
