/* version.c - said by what the environment block says. */
#include "bench/cli/version.h"

#include "bench/measure/environment.h"
#include "bench/record/results.h"

void version_print(FILE *out)
{
	struct environment env = { 0 };

	environment_read(&env, 0);
	fprintf(out, "simul %s (%s)\n", env.version, env.commit);
	fprintf(out, "%s %s\n", env.compiler, env.flags);
	fprintf(out, "%s\n", env.libcurl);
}
