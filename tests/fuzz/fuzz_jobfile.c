/* fuzz_jobfile.c - job files: sections, keys and their values. */
#include "bench/plan/jobfile.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct draft none = { 0 };
	struct jobs jobs = { 0 };
	struct error err = { "" };
	int rc = jobfile_read(&jobs, fuzz_file(data, size), &none, NULL, &err);

	fuzz_refusal(rc, &err);
	fuzz_holds(rc < 0 || jobs.count > 0, "a file that is taken has a job");
	jobs_free(&jobs);
	return 0;
}
