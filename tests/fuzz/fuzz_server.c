/* fuzz_server.c - requests to the workload `server`, in pieces whose size the
 * first byte says.
 */
#include "tests/fuzz/fuzz.h"
#include "workloads/server_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t piece = size ? data[0] % 64 + 1 : 1;
	struct server_request r;

	server_request_init(&r);
	server_request_next(&r);
	for (size_t at = 1; at < size;) {
		size_t n = size - at < piece ? size - at : piece;
		ptrdiff_t took = server_request_feed(
			&r, (const char *)data + at, n);

		if (took < 0)
			return 0;
		fuzz_holds((size_t)took == n || r.whole, "goes on");
		fuzz_holds(took > 0 || r.whole, "takes something");
		at += (size_t)took;
		if (r.whole)
			server_request_next(&r);
	}
	return 0;
}
