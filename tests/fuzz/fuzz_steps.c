/* fuzz_steps.c - the steps of a task, from a line of text. */
#include "tests/fuzz/fuzz.h"
#include "workloads/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct script script = { 0 };
	struct error err = { "" };
	int rc = script_parse(&script, text, &err);

	fuzz_refusal(rc, &err);
	fuzz_holds(rc < 0 || (script.count > 0 && script.count <= STEPS_MAX),
		   "a script has steps");
	if (rc == 0)
		script_free(&script);
	free(text);
	return 0;
}
