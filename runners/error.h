/* error.h - one sentence that says what went wrong, for a person.
 *
 * A module that fails returns a negative errno and, where the caller gave it
 * a struct error, leaves a sentence there: it begins in lower case, names its
 * subject in quotes and says what would be right. Only bench/ prints it.
 */
#ifndef SIMUL_ERROR_H
#define SIMUL_ERROR_H

struct error {
	char text[512];
};

/* Formats the sentence and returns code, so that a caller can write
 * `return error_set(err, -EINVAL, "no workload '%s'", name);`. err may be
 * NULL. Never waits, never fails; a long text is cut. */
int error_set(struct error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
