/* commands.h - one function a command: `simul NAME ...`.
 *
 * Each gets its own name as argv[0], returns the exit status, and may end the
 * program itself where the command line is wrong (status 2).
 */
#ifndef SIMUL_COMMANDS_H
#define SIMUL_COMMANDS_H

struct command {
	const char *name;
	const char *summary;
	int (*main)(int argc, char **argv);
};

/* In the order of `simul --help`; commands[i].name NULL ends. */
extern const struct command commands[];

int cmd_run(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_env(int argc, char **argv);
int cmd_completion(int argc, char **argv);
int cmd_manual(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_gate(int argc, char **argv);

#endif
