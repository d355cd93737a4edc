/* squares_kernel.h - the sum of i*i for 0 <= i < n, worked out the long way. */
#ifndef SIMUL_SQUARES_KERNEL_H
#define SIMUL_SQUARES_KERNEL_H

#include <stdint.h>

/* Every product is really formed: the time grows in proportion to n. Exact
 * for n <= 2^32. */
unsigned __int128 squares_sum(uint64_t n);

/* The same by (n - 1) n (2n - 1) / 6, at once. Exact for n <= 2^42. */
unsigned __int128 squares_closed_form(uint64_t n);

#endif
