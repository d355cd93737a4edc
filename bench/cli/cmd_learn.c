/* cmd_learn.c - `simul learn`: leads through a lesson (bench/learn/lesson.h).
 *
 * What is measured is a run of this program like any other, with the words that
 * are shown: whoever types them gets the same.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/runs.h"
#include "bench/learn/lesson.h"
#include "bench/learn/lesson_text.h"
#include "bench/record/csv.h"
#include "bench/report/paint.h"
#include "runners/model.h"
#include "runners/units.h"

enum { NO_GUESS = LESSON_CHOICES };

struct learn {
	int language;             /* -1: by the locale */
};

/* A lesson under way. */
struct course {
	const struct lesson *lesson;
	enum lesson_language language;
	bool colour;
	struct lesson_words words;
	struct results results[LESSON_RUNS];
	struct lesson_data data;
};

static const struct option_row learn_options[] = {
	{ .name = "language", .argument = "LANGUAGE", .kind = OPTION_CHOICE,
	  .offset = offsetof(struct learn, language),
	  .choices = lesson_languages,
	  .help = "of the texts (default: as the locale says, or en)" },
	{ 0 }
};

static void say(const struct course *c, const char *lesson, const char *part,
		enum paint paint)
{
	fputs(paint_begin(paint, c->colour), stdout);
	lesson_text_line(c->language, lesson, part, &c->words, stdout);
	fputs(paint_end(paint, c->colour), stdout);
}

static void say_section(const struct course *c, const char *part)
{
	lesson_text_print(c->language, c->lesson->name, part, &c->words, 0,
			  stdout);
}

static void say_choice(const struct course *c, size_t choice)
{
	char part[16];

	snprintf(part, sizeof(part), "choice%zu", choice + 1);
	printf("  %zu  ", choice + 1);
	say(c, c->lesson->name, part, PAINT_PLAIN);
	putchar('\n');
}

/* --- the guess --- */

/* Asks until it gets one, or a line without any. At the end of the input there
 * is none either. */
static size_t ask(const struct course *c)
{
	char *line = NULL;
	size_t size = 0, guess = NO_GUESS;
	bool asking = true;

	while (asking) {
		uint64_t number;

		say(c, "ui", "guess", PAINT_BOLD);
		fputs(" (1-3): ", stdout);
		fflush(stdout);
		if (getline(&line, &size, stdin) < 0) {
			putchar('\n');
			break;
		}
		line[strcspn(line, "\r\n")] = '\0';
		asking = false;
		if (units_parse_count(line, &number) == 0 && number >= 1 &&
		    number <= LESSON_CHOICES)
			guess = (size_t)number - 1;
		else if (*line)
			asking = true;
		if (asking) {
			say(c, "ui", "again", PAINT_PLAIN);
			putchar('\n');
		}
	}
	free(line);
	return guess;
}

/* --- the run --- */

static void show_command(const char *const *word)
{
	fputs("\n  $ simul run", stdout);
	for (size_t i = 0; word[i]; i++)
		printf(strchr(word[i], ' ') ? " '%s'" : " %s", word[i]);
	putchar('\n');
	fflush(stdout);
}

static _Noreturn void execute(const char *const *word, int fd, pid_t parent)
{
	const char *words[LESSON_WORDS + 6] = { "simul", "run" };
	size_t n = 2;

	if (dup2(fd, STDOUT_FILENO) < 0)
		_exit(EXIT_USAGE);
	for (size_t i = 0; word[i]; i++)
		words[n++] = word[i];
	words[n++] = "--export-csv";
	words[n++] = "-";
	runs_execute(words, parent);
}

/* Its exit status; Ctrl-C is the run's, which ends by it. */
static int execute_run(const char *const *word, int fd)
{
	pid_t parent = getpid(), pid;
	int status;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		fatal("cannot fork: %s", strerror(errno));
	if (pid == 0)
		execute(word, fd, parent);
	signal(SIGINT, SIG_IGN);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	signal(SIGINT, SIG_DFL);
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : 128 + WTERMSIG(status);
}

/* 0, or the status to end with. A run in which tasks failed has its samples,
 * too. */
static int take_run(struct course *c, size_t i)
{
	struct results *results = &c->results[i];
	struct error err;
	char path[64];
	int status, fd = memfd_create("simul-learn", MFD_CLOEXEC);

	if (fd < 0)
		fatal("cannot make room for a run's samples: %s",
		      strerror(errno));
	show_command(c->lesson->run[i]);
	status = execute_run(c->lesson->run[i], fd);
	if (status == EXIT_SAMPLE_FAILED)
		status = 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	results_init(results);
	if (status == 0 && csv_load(path, results, &err) < 0)
		fatal("%s", err.text);
	close(fd);
	if (status == 0 && summary_make(results, &c->data.run[i]) < 0)
		fatal("out of memory");
	c->data.runs += status == 0;
	return status;
}

static void forget(struct course *c)
{
	for (size_t i = 0; i < c->data.runs; i++) {
		summary_free(&c->data.run[i]);
		results_free(&c->results[i]);
	}
}

/* --- the lesson --- */

static void conclude(struct course *c, size_t guess)
{
	double figure = c->lesson->figure(&c->data);
	double processors = c->data.processors;
	bool holds;
	size_t answer;

	if (isnan(figure)) {
		say(c, "ui", "untold", PAINT_RED);
		putchar('\n');
		return;
	}
	snprintf(c->words.value, sizeof(c->words.value), "%.3g", figure);
	c->words.best = lesson_best(&c->data);
	answer = lesson_answer(c->lesson, figure, processors);
	putchar('\n');
	say(c, "ui", "measured", PAINT_BOLD);
	putchar('\n');
	say_choice(c, answer);
	if (guess != NO_GUESS) {
		say(c, "ui", guess == answer ? "right" : "wrong", PAINT_PLAIN);
		putchar('\n');
	}
	holds = lesson_holds(c->lesson, figure, processors);
	putchar('\n');
	say(c, "ui", holds ? "holds" : "otherwise", PAINT_BOLD);
	putchar('\n');
	say_section(c, holds ? "holds" : "otherwise");
}

static int measure(struct course *c)
{
	struct terminal terminal;
	int status = 0;

	for (size_t i = 0; i < LESSON_RUNS && c->lesson->run[i][0]; i++) {
		status = take_run(c, i);
		if (status)
			return status;
	}
	putchar('\n');
	say(c, "ui", "runs", PAINT_BOLD);
	putchar('\n');
	terminal_look(stdout, &terminal);
	if (c->lesson->draw(&c->data, stdout, &terminal) < 0)
		fatal("out of memory");
	return 0;
}

static void finish(const struct course *c, size_t number)
{
	putchar('\n');
	if (number < lessons_count) {
		say(c, "ui", "next", PAINT_DIM);
		printf(" %zu\n", number + 1);
	} else {
		lesson_text_print(c->language, "ui", "end", NULL, 0, stdout);
	}
}

static int teach(enum lesson_language language, size_t number)
{
	struct course c = { .lesson = &lessons[number - 1],
			    .language = language,
			    .colour = paint_wanted(stdout) };
	size_t guess;
	int status;

	c.words.best = "";
	c.data.processors = (double)model_processors();
	snprintf(c.words.processors, sizeof(c.words.processors), "%g",
		 c.data.processors);
	printf("%s%zu. ", paint_begin(PAINT_BOLD, c.colour), number);
	lesson_text_line(language, c.lesson->name, "title", NULL, stdout);
	printf("%s\n\n", paint_end(PAINT_BOLD, c.colour));
	say_section(&c, "question");
	putchar('\n');
	for (size_t i = 0; i < LESSON_CHOICES; i++)
		say_choice(&c, i);
	putchar('\n');
	guess = ask(&c);
	status = measure(&c);
	if (status == 0) {
		conclude(&c, guess);
		finish(&c, number);
	}
	forget(&c);
	return status;
}

static void list(enum lesson_language language)
{
	lesson_text_print(language, "ui", "list", NULL, 0, stdout);
	putchar('\n');
	for (size_t i = 0; i < lessons_count; i++) {
		printf("  %zu  ", i + 1);
		lesson_text_line(language, lessons[i].name, "title", NULL,
				 stdout);
		putchar('\n');
	}
}

static int run(void *set, const struct arguments *a)
{
	const struct learn *learn = set;
	enum lesson_language language =
		learn->language < 0 ? lesson_language()
				    : (enum lesson_language)learn->language;
	uint64_t number;

	if (!a->operands) {
		list(language);
		return 0;
	}
	if (units_parse_count(a->operand[0], &number) < 0 || number < 1 ||
	    number > lessons_count)
		fatal("no lesson '%s': there are 1 to %zu", a->operand[0],
		      lessons_count);
	return teach(language, (size_t)number);
}

const struct command command_learn = {
	.name = "learn",
	.summary = "eight lessons: guess, measure, see",
	.operands = "[LESSON]",
	.operands_most = 1,
	.doc = "Lead through a lesson about concurrency: a question, your "
	       "guess, a run on this machine, a picture of it, and what it "
	       "shows. Without a number, list the lessons.",
	.examples = "Examples:\n"
		    "  simul learn\n"
		    "  simul learn 1\n"
		    "  simul learn 5 --language zh",
	.group = { { .header = "Options:", .rows = learn_options } },
	.size = sizeof(struct learn),
	.main = run,
};
