/* random.c - xoshiro256**, and the draws that are made of it.
 *
 * After the public-domain reference code of Blackman and Vigna. It doesn't
 * jump ahead: use independent seeds for independent streams.
 */
#include "runners/random.h"

#include <math.h>

/* splitmix64: its outputs are all different over one period, so no seed can
 * give the all-zero state that xoshiro would never leave. */
static uint64_t splitmix(uint64_t *x)
{
	uint64_t z = *x += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

void random_init(struct random *r, uint64_t seed)
{
	for (size_t i = 0; i < 4; i++)
		r->state[i] = splitmix(&seed);
}

uint64_t random_bits(struct random *r)
{
	uint64_t *s = r->state;
	uint64_t bits = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return bits;
}

uint64_t random_below(struct random *r, uint64_t n)
{
	__extension__ unsigned __int128 product = random_bits(r);

	product *= n;
	if ((uint64_t)product < n) {
		/* 2^64 mod n of the low halves would come once too often. */
		uint64_t surplus = n ? -n % n : 0;

		while ((uint64_t)product < surplus) {
			product = random_bits(r);
			product *= n;
		}
	}
	return (uint64_t)(product >> 64);
}

double random_unit(struct random *r)
{
	return (double)(random_bits(r) >> 11) * 0x1p-53;
}

double random_exponential(struct random *r, double mean)
{
	/* 1 - unit is in (0, 1], so that the logarithm is finite. */
	return mean * -log1p(-random_unit(r));
}

void random_shuffle(struct random *r, size_t *items, size_t n)
{
	for (size_t left = n; left > 1; left--) {
		size_t i = (size_t)random_below(r, left);
		size_t kept = items[i];

		items[i] = items[left - 1];
		items[left - 1] = kept;
	}
}
