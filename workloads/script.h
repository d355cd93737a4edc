/* script.h - steps of work, written in one line of text.
 *
 *   fetch 1KiB after 20ms, compute 200us, fetch /price, sleep 5ms
 *
 *   fetch SIZE [after TIME]   from the embedded origin, which waits so long
 *   fetch /PATH               from the server of a base URL
 *   fetch http://...          from any server; a comma in it is written %2C
 *   fetch POST /PATH with @FILE      a method before it, a body behind it: a
 *                             file, or a word without a comma
 *   compute TIME              of the processor
 *   sleep TIME
 *   crash every N             each N-th task kills the process that runs it
 */
#ifndef SIMUL_SCRIPT_H
#define SIMUL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/error.h"

enum { STEPS_MAX = 1000 };

enum step_kind {
	STEP_FETCH,
	STEP_COMPUTE,
	STEP_SLEEP,
	STEP_CRASH,
};

struct step {
	enum step_kind kind;
	uint64_t ns;             /* to compute, to sleep, or the latency */
	uint64_t every;          /* task that crashes */
	uint64_t bytes;          /* of a body from the origin */
	char *target;            /* path or URL; NULL: the origin */
	char *method, *body;     /* "POST", "@FILE" or the body; or NULL */

	/* For the workload that runs the steps. */
	size_t url;              /* its index in that list */
	uint64_t check;          /* the right value, where known */
};

struct script {
	struct step *step;
	size_t count;
};

/* Parses the text. 0, or a negative errno with err, which names the step and
 * its number; then there is nothing to free. */
int script_parse(struct script *script, const char *text, struct error *err);
void script_free(struct script *script);

/* Does any step fetch from the embedded origin? From elsewhere? */
bool script_uses_origin(const struct script *script);
bool script_uses_others(const struct script *script);

#endif
