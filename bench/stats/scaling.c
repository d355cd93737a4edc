/* scaling.c - the Universal Scalability Law by Levenberg and Marquardt.
 *
 * N / X(N) is linear in (1, sigma, kappa) / lambda, so a linear fit gives the
 * start (Gunther's own method); damped Gauss-Newton steps on the throughputs
 * themselves go on from there (Marquardt, SIAM J. Appl. Math. 11, 1963).
 *
 * The bounds: the best fit with sigma, kappa >= 0 has each of them either
 * free or zero. There are four such cases, so all are fitted and the best
 * one without a negative parameter is taken, the simplest first. No standard
 * errors: with a point a concurrency they'd promise more than is known.
 */
#include "bench/stats/scaling.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/stats/stats.h"

enum { LAMBDA, SIGMA, KAPPA, PARAMETERS };

struct points {
	const double *concurrency, *throughput;
	size_t n;
};

/* Normal equations: matrix * step = right. */
struct equations {
	double matrix[PARAMETERS][PARAMETERS];
	double right[PARAMETERS];
};

static double divisor(const double *v, double n)
{
	return 1.0 + v[SIGMA] * (n - 1.0) + v[KAPPA] * n * (n - 1.0);
}

/* INFINITY where the law has no value at one of the points. */
static double sum_of_squares(const struct points *p, const double *v)
{
	double sum = 0.0;

	for (size_t i = 0; i < p->n; i++) {
		double n = p->concurrency[i], d = divisor(v, n);
		double off = p->throughput[i] - v[LAMBDA] * n / d;

		if (!(d > 0.0))
			return INFINITY;
		sum += off * off;
	}
	return isnan(sum) ? INFINITY : sum;
}

/* One more row, row * unknowns = value, for the least squares. */
static void add_row(struct equations *e, const double *row, double value)
{
	for (int i = 0; i < PARAMETERS; i++) {
		for (int j = 0; j < PARAMETERS; j++)
			e->matrix[i][j] += row[i] * row[j];
		e->right[i] += row[i] * value;
	}
}

/* matrix = L L', L left in the lower half: Cholesky's decomposition, which a
 * diagonal of any scale doesn't harm. false: not positive definite. */
static bool decompose(struct equations *e)
{
	for (int i = 0; i < PARAMETERS; i++) {
		double scale = e->matrix[i][i];

		for (int j = 0; j <= i; j++) {
			double sum = e->matrix[i][j];

			for (int k = 0; k < j; k++)
				sum -= e->matrix[i][k] * e->matrix[j][k];
			if (j < i)
				e->matrix[i][j] = sum / e->matrix[j][j];
			else if (sum > 1e-14 * scale && isfinite(sum))
				e->matrix[i][i] = sqrt(sum);
			else
				return false;
		}
	}
	return true;
}

/* What isn't free comes out as 0. */
static bool solve(struct equations e, const bool *is_free, double *x)
{
	for (int i = 0; i < PARAMETERS; i++) {
		if (is_free[i])
			continue;
		for (int j = 0; j < PARAMETERS; j++)
			e.matrix[i][j] = e.matrix[j][i] = i == j;
		e.right[i] = 0.0;
	}
	if (!decompose(&e))
		return false;
	for (int i = 0; i < PARAMETERS; i++) {
		x[i] = e.right[i];
		for (int k = 0; k < i; k++)
			x[i] -= e.matrix[i][k] * x[k];
		x[i] /= e.matrix[i][i];
	}
	for (int i = PARAMETERS; i-- > 0;) {
		for (int k = i + 1; k < PARAMETERS; k++)
			x[i] -= e.matrix[k][i] * x[k];
		x[i] /= e.matrix[i][i];
	}
	return true;
}

/* 1 = (X / N) (1, N - 1, N (N - 1)) . (1, sigma, kappa) / lambda: divided by
 * N / X, so that all points count alike. */
static bool linear_start(const struct points *p, const bool *is_free, double *v)
{
	struct equations e = { 0 };
	double inverse;

	for (size_t i = 0; i < p->n; i++) {
		double n = p->concurrency[i], each = p->throughput[i] / n;
		double row[PARAMETERS] = { each, each * (n - 1.0),
					   each * n * (n - 1.0) };

		add_row(&e, row, 1.0);
	}
	if (!solve(e, is_free, v) || !(v[LAMBDA] > 0.0))
		return false;
	inverse = v[LAMBDA];
	v[LAMBDA] = 1.0 / inverse;
	v[SIGMA] /= inverse;
	v[KAPPA] /= inverse;
	return true;
}

/* Where the line won't do: the best throughput of one, scaling perfectly. */
static void plain_start(const struct points *p, double *v)
{
	memset(v, 0, PARAMETERS * sizeof(*v));
	for (size_t i = 0; i < p->n; i++)
		v[LAMBDA] = fmax(v[LAMBDA],
				 p->throughput[i] / p->concurrency[i]);
}

static void linearise(const struct points *p, const double *v,
		      struct equations *e)
{
	memset(e, 0, sizeof(*e));
	for (size_t i = 0; i < p->n; i++) {
		double n = p->concurrency[i], d = divisor(v, n);
		double x = v[LAMBDA] * n / d;
		double row[PARAMETERS] = { n / d, -x * (n - 1.0) / d,
					   -x * n * (n - 1.0) / d };

		add_row(e, row, p->throughput[i] - x);
	}
}

/* Goes down from v as long as that gains anything; returns the sum. */
static double descend(const struct points *p, const bool *is_free, double *v)
{
	double sum = sum_of_squares(p, v), damping = 1e-3;

	for (int i = 0; i < 500 && damping < 1e12; i++) {
		struct equations e;
		double step[PARAMETERS], next[PARAMETERS], next_sum, gain;

		linearise(p, v, &e);
		for (int k = 0; k < PARAMETERS; k++)
			e.matrix[k][k] *= 1.0 + damping;
		damping *= 10.0;
		if (!solve(e, is_free, step))
			continue;
		for (int k = 0; k < PARAMETERS; k++)
			next[k] = v[k] + step[k];
		next_sum = sum_of_squares(p, next);
		if (!(next_sum < sum))
			continue;
		gain = sum - next_sum;
		memcpy(v, next, sizeof(next));
		sum = next_sum;
		damping = fmax(damping / 100.0, 1e-12);
		if (gain <= 1e-15 * sum)
			break;
	}
	return sum;
}

static double square_of_all(const struct points *p)
{
	double sum = 0.0;

	for (size_t i = 0; i < p->n; i++)
		sum += p->throughput[i] * p->throughput[i];
	return sum;
}

/* The best v without a negative parameter. A parameter more must gain more
 * than rounding does: data that follow the law exactly have no kappa if they
 * can do without. */
static double fit_cases(const struct points *p, double *best)
{
	double least = INFINITY, noise = 1e-22 * square_of_all(p);

	for (unsigned which = 0; which < 4; which++) {
		bool is_free[PARAMETERS] = { true, which & 1, which & 2 };
		double v[PARAMETERS], sum;

		if (!linear_start(p, is_free, v) ||
		    !isfinite(sum_of_squares(p, v)))
			plain_start(p, v);
		sum = descend(p, is_free, v);
		if (v[LAMBDA] > 0.0 && v[SIGMA] >= 0.0 && v[KAPPA] >= 0.0 &&
		    isfinite(sum) && sum * (1.0 + 1e-9) + noise < least) {
			memcpy(best, v, sizeof(v));
			least = sum;
		}
	}
	return least;
}

static size_t different(const double *x, size_t n)
{
	size_t count = 0;

	/* It matters only whether there are SCALING_MIN_POINTS of them. */
	for (size_t i = 0; i < n && count < SCALING_MIN_POINTS; i++) {
		size_t k = 0;

		while (k < i && (x[k] < x[i] || x[k] > x[i]))
			k++;
		count += k == i;
	}
	return count;
}

static int check_points(const struct points *p)
{
	if (stats_check(p->concurrency, p->n) < 0 ||
	    stats_check(p->throughput, p->n) < 0)
		return -EINVAL;
	for (size_t i = 0; i < p->n; i++)
		if (!(p->concurrency[i] >= 1.0 && p->throughput[i] > 0.0))
			return -EINVAL;
	if (different(p->concurrency, p->n) < SCALING_MIN_POINTS)
		return -ENODATA;
	return 0;
}

static double peak(double sigma, double kappa)
{
	if (sigma >= 1.0) /* one more never helps, from the second on */
		return 1.0;
	if (!(kappa > 0.0))
		return INFINITY;
	return fmax(sqrt((1.0 - sigma) / kappa), 1.0);
}

/* How far the points are off, as a share of what the fit says. */
static double rms_relative(const struct points *p, const struct scaling *fit)
{
	double sum = 0.0;

	for (size_t i = 0; i < p->n; i++) {
		double should = scaling_throughput(fit, p->concurrency[i]);
		double off = p->throughput[i] / should - 1.0;

		sum += off * off;
	}
	return sqrt(sum / (double)p->n);
}

int scaling_fit(const double *concurrency, const double *throughput, size_t n,
		struct scaling *fit)
{
	struct points p = { concurrency, throughput, n };
	double v[PARAMETERS] = { 0 };
	int rc = check_points(&p);

	if (rc < 0)
		return rc;
	if (!isfinite(fit_cases(&p, v)))
		return -ERANGE;
	fit->lambda = v[LAMBDA];
	fit->sigma = v[SIGMA];
	fit->kappa = v[KAPPA];
	fit->peak = peak(fit->sigma, fit->kappa);
	fit->rms_relative = rms_relative(&p, fit);
	return 0;
}

double scaling_throughput(const struct scaling *fit, double concurrency)
{
	const double v[PARAMETERS] = { fit->lambda, fit->sigma, fit->kappa };

	return fit->lambda * concurrency / divisor(v, concurrency);
}
