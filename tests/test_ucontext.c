/* test_ucontext.c - coroutines switched by ucontext, as on other processors. */
#define SIMUL_UCONTEXT

#include "async/context.c"
#include "async/coroutine.c"
#include "tests/test_coroutine.c"
