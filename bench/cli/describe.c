/* describe.c - asks commands to describe themselves. */
#include "bench/cli/describe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/cli/commands.h"
#include "bench/cli/fatal.h"
#include "runners/macros.h"

static const char flag[] = "--describe=";

static const struct form *const forms[] = {
	&completion_bash,
	&completion_zsh,
	&completion_fish,
	&manual_page,
};

bool describe_asked(int argc, char **argv)
{
	return argc == 2 && !strncmp(argv[1], flag, strlen(flag));
}

_Noreturn void describe_print(const struct arguments *a, const char *asked)
{
	const char *name = asked + strlen(flag);

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if (strcmp(forms[i]->name, name) != 0)
			continue;
		forms[i]->command(stdout, a);
		exit(fflush(stdout) == 0 ? 0 : EXIT_USAGE);
	}
	fatal("no form '%s' of a description", name);
}

/* Commands end the program when they have described themselves. */
static int ask(const struct command *command, const struct form *form)
{
	char name[64], word[64];
	char *argv[] = { name, word, NULL };
	int status;
	pid_t pid;

	snprintf(name, sizeof(name), "%s", command->name);
	snprintf(word, sizeof(word), "%s%s", flag, form->name);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		exit(command->main(2, argv));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EIO;
}

int describe_all(const struct form *form)
{
	int rc = 0;

	form->begin(stdout);
	for (size_t i = 0; commands[i].name && rc == 0; i++) {
		rc = fflush(stdout) == 0 ? 0 : -errno;
		if (rc == 0)
			rc = ask(&commands[i], form);
	}
	form->end(stdout);
	if (fflush(stdout) != 0 && rc == 0)
		rc = -errno;
	return rc;
}

const char *describe_name(const struct arguments *a)
{
	const char *space = strrchr(a->command, ' ');

	return space ? space + 1 : a->command;
}

static bool stood_before(const struct arguments *a,
			 const struct describe_cursor *at, const char *name)
{
	for (size_t g = 0; g <= at->group; g++) {
		const struct option_row *row = a->group[g].rows;

		for (size_t i = 0; row[i].name; i++) {
			if (g == at->group && i == at->row)
				return false;
			if (!strcmp(row[i].name, name))
				return true;
		}
	}
	return false;
}

const struct option_row *describe_next(const struct arguments *a,
				       struct describe_cursor *at)
{
	for (; at->group < a->groups; at->group++, at->row = 0) {
		const struct option_row *row = a->group[at->group].rows;

		for (; row[at->row].name; at->row++)
			if (!stood_before(a, at, row[at->row].name))
				return &row[at->row++];
	}
	return NULL;
}
