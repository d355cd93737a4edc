/* squares_kernel.c - the loop, in a translation unit of its own.
 *
 * A compiler that sees through it replaces it: clang turns the plain loop
 * into its closed form. The empty asm makes each product a value that the
 * compiler knows nothing of, at no instruction's cost.
 */
#include "workloads/squares_kernel.h"

unsigned __int128 squares_sum(uint64_t n)
{
	unsigned __int128 sum = 0;

	for (uint64_t i = 0; i < n; i++) {
		uint64_t square = i * i;

		__asm__("" : "+r"(square));
		sum += square;
	}
	return sum;
}

unsigned __int128 squares_closed_form(uint64_t n)
{
	unsigned __int128 m = n;

	return n ? (m - 1) * m * (2 * m - 1) / 6 : 0;
}
