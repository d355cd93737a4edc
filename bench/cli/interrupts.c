/* interrupts.c - the handler, and what it may touch. */
#include "bench/cli/interrupts.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "runners/macros.h"

volatile sig_atomic_t interrupts, interrupts_child;

static volatile sig_atomic_t last;
static const char *sentence;      /* set before the handler is */

static void on_signal(int number)
{
	bool gentle = number == SIGINT || number == SIGUSR1;

	if (number == SIGINT && interrupts == 0 &&
	    write(STDERR_FILENO, sentence, strlen(sentence)) < 0)
		interrupts = 0;
	interrupts = gentle ? interrupts + 1 : MAX(interrupts, 2);
	last = number;
	if (interrupts_child)
		kill((pid_t)interrupts_child,
		     interrupts >= 2 ? SIGUSR2 : SIGUSR1);
}

static void catch(const int *number, size_t count)
{
	struct sigaction action = { .sa_handler = on_signal }, before;

	for (size_t i = 0; i < count; i++) {
		sigaction(number[i], NULL, &before);
		if (before.sa_handler != SIG_IGN)
			sigaction(number[i], &action, NULL);
	}
}

void interrupts_catch(const char *hint)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	sentence = hint;
	catch(numbers, ARRAY_SIZE(numbers));
}

void interrupts_follow(void)
{
	static const int numbers[] = { SIGUSR1, SIGUSR2 };

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	catch(numbers, ARRAY_SIZE(numbers));
}

int interrupts_status(void)
{
	return 128 + last;
}
