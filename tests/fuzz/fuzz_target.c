/* fuzz_target.c - what a URL asks of the origin: a path, '?', a query. */
#include <string.h>

#include "origin/target.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *path = fuzz_text(data, size);
	char *query = strchr(path, '?');
	struct error err = { "" };
	struct target target;
	int rc;

	if (query)
		*query++ = '\0';
	rc = target_parse(&target, path, query, &err);
	fuzz_refusal(rc, &err);
	fuzz_holds(target.number <= TARGET_MAX_BYTES &&
		   target.latency_us <= TARGET_MAX_LATENCY_US, "bounds");
	target_release(&target);
	free(path);
	return 0;
}
