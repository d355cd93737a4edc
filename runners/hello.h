/* hello.h - what a client of the origin's echo sends first. */
#ifndef SIMUL_HELLO_H
#define SIMUL_HELLO_H

#include <stdint.h>

#define HELLO_BYTES_MOST (UINT64_C(16) << 20)

/* In the order of this machine's bytes: both ends are here. */
struct hello {
	uint64_t token;                 /* the run's */
	uint64_t bytes;                 /* it may write before it reads; 1 to
	                                   HELLO_BYTES_MOST */
};

#endif
