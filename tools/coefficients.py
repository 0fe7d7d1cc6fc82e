"""Prints the polynomial coefficients of mind.compiler.kernel.math, by Remez exchange at 50 digits.

usage: coefficients.py [NAME:DEGREE ...]      (needs mpmath; default: those in use)

Each name stands for a function, an interval, and a weight by which its error matters relatively.
"""

import sys

from mpmath import cos, erf, exp, factorial, log, log1p, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 50

LN2_HALF = log(2) / 2 * mpf("1.0001")
S_SQUARED = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.0005")
PI4_SQUARED = (pi / 4 * mpf("1.0001")) ** 2
QUARTER = mpf(1) / 4
TURN_SQUARED = mpf(".2823")  # (17/32)^2


def series(z, coefficient, terms=60):
    return sum(coefficient(k) * z**k for k in range(terms))


def exp_rest(r):
    if abs(r) < mpf("1e-8"):
        return series(r, lambda k: 1 / factorial(k + 2), 8)
    return (exp(r) - 1 - r) / r**2


def log_ratio(f):
    if abs(f) < mpf("1e-9"):
        return series(f, lambda k: mpf(-1) ** k / (k + 1), 8)
    return log1p(f) / f


def erf_ratio(z):
    if z < mpf("1e-9"):
        return 2 / sqrt(pi) * (1 - z / 3 + z * z / 10)
    return erf(sqrt(z)) / sqrt(z)


def sign(k):
    return mpf(-1) ** k


# name: function, from, to, weight
FITS = {
    "EXP": (exp_rest, -LN2_HALF, LN2_HALF, lambda r: LN2_HALF**2 / exp(r)),
    "LOG": (lambda z: series(z, lambda k: mpf(2) / (2 * k + 3)), 0, S_SQUARED,
            lambda z: S_SQUARED / 2),
    "LOG3": (lambda z: series(z, lambda k: mpf(1) / (2 * k + 5)), 0, S_SQUARED,
             lambda z: S_SQUARED**2),
    "LOGF": (log_ratio, sqrt(mpf(1) / 2) - 1, sqrt(mpf(2)) - 1, lambda f: 1 / log_ratio(f)),
    "SIN": (lambda z: series(z, lambda k: sign(k + 1) / factorial(2 * k + 3)), 0, PI4_SQUARED,
            lambda z: PI4_SQUARED),
    "COS": (lambda z: series(z, lambda k: sign(k) / factorial(2 * k + 4)), 0, PI4_SQUARED,
            lambda z: PI4_SQUARED**2),
    "SINQ": (lambda z: series(z, lambda k: sign(k) / factorial(2 * k + 1) * (pi / 2) ** (2 * k + 1)),
             0, TURN_SQUARED, lambda z: mpf(2) / 3),
    "COSQ": (lambda z: series(z, lambda k: sign(k) / factorial(2 * k) * (pi / 2) ** (2 * k)),
             0, TURN_SQUARED, lambda z: 1 / mpf(".7")),
    "ATAN": (lambda z: series(z, lambda k: sign(k + 1) / (2 * k + 3), 200), 0, QUARTER,
             lambda z: QUARTER),
    "ERF": (lambda w: erf_ratio(8 * (w + 1)), -1, 1, lambda w: 1 / erf_ratio(8 * (w + 1))),
}

IN_USE = ("EXP:10 EXP:5 LOG:6 LOG:4 LOG3:7 LOGF:10 SIN:5 COS:5 SINQ:4 COSQ:4 ATAN:12 ATAN:6"
          " ERF:17").split()


def remez(function, low, high, degree, weight):
    """Coefficients and largest weighted error of the fit with the least such error."""
    low, high = mpf(low), mpf(high)
    count = degree + 2

    def chebyshev(i, n):
        return (low + high) / 2 - (high - low) / 2 * cos(pi * i / n)

    grid = [chebyshev(i, 24 * count) for i in range(24 * count + 1)]
    nodes = [chebyshev(i, count - 1) for i in range(count)]
    for _ in range(5):
        a = matrix(count, count)
        b = matrix(count, 1)
        for i, x in enumerate(nodes):
            for j in range(degree + 1):
                a[i, j] = x**j
            a[i, degree + 1] = sign(i) / weight(x)
            b[i] = function(x)
        coefficients = list(lu_solve(a, b))[: degree + 1]
        errors = [
            weight(x) * (function(x) - series(x, coefficients.__getitem__, degree + 1))
            for x in grid
        ]
        # The next nodes are where the error is largest between its changes of sign.
        peaks = [0]
        for i in range(1, len(grid)):
            if (errors[i] > 0) != (errors[peaks[-1]] > 0):
                peaks.append(i)
            elif abs(errors[i]) > abs(errors[peaks[-1]]):
                peaks[-1] = i
        if len(peaks) != count:
            break
        nodes = [grid[i] for i in peaks]
    return coefficients, max(map(abs, errors))


for argument in sys.argv[1:] or IN_USE:
    name, _, degree = argument.partition(":")
    coefficients, error = remez(*FITS[name][:3], int(degree), FITS[name][3])
    print(f"{name} degree {degree}, error 2^{float(log(error, 2)):.2f}")
    for coefficient in coefficients:
        print(f"    {float(coefficient)!r},")
