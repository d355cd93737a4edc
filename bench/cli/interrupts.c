/* interrupts.c - the handler, and what it may touch. */
#include "bench/cli/interrupts.h"

#include <string.h>
#include <unistd.h>

#include "runners/macros.h"

volatile sig_atomic_t interrupts, interrupts_child;

static const char *sentence;      /* set before the handler is */

static void on_signal(int number)
{
	if (number == SIGINT && interrupts == 0 &&
	    write(STDERR_FILENO, sentence, strlen(sentence)) < 0)
		interrupts = 0;
	interrupts++;
	if (interrupts_child)
		kill((pid_t)interrupts_child, SIGUSR1);
}

void interrupts_catch(const char *hint)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal }, before;

	sentence = hint;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		sigaction(numbers[i], NULL, &before);
		if (before.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
}

void interrupts_follow(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigaction(SIGUSR1, &action, NULL);
}
