#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/reference/NAME.csv: what each optimizer does, computed apart from optanim.

Rules that torch.optim has are run by it (Debian's python3-torch), in 64-bit floats with automatic
differentiation; the others are written here from their papers, or from their authors' code where
the help of the optimizer says so. Run it as: python3 make_traces.py [NAME...]

Where torch is not installed, the runs that need it stay as their file has them.

A file holds runs: a line "# PROBLEM | ENTRY", the entry as a scene has it, and rows "step,w0,w1" of
the states before steps 0 to 20 and every fifth up to 200. A run that leaves the plane ends there.
"""
import csv
import math
import os
import sys
from math import sqrt

try:
    import torch
    torch.set_default_dtype(torch.float64)  # some rules keep scalars as tensors
except ImportError:
    torch = None

HERE = os.path.dirname(os.path.abspath(__file__))
POINTS = [(float(r["x"]), float(r["y"]))
          for r in csv.DictReader(open(os.path.join(HERE, "..", "linear.csv")))]
N = len(POINTS)


class Quadratic:
    start = (-4.0, 1.0)

    def value(self, w):
        return 0.5 * w[0] * w[0] + 50 * w[1] * w[1] + 2 * w[0] * w[1]

    torch_value = value

    def grad(self, w):
        return [w[0] + 2 * w[1], 100 * w[1] + 2 * w[0]]

    def hess(self, w):
        return [[1.0, 2.0], [2.0, 100.0]]


class Rosenbrock:
    start = (-1.5, 2.0)

    def value(self, w):
        return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2

    torch_value = value

    def grad(self, w):
        d = w[1] - w[0] * w[0]
        return [-2 * (1 - w[0]) - 400 * w[0] * d, 200 * d]

    def hess(self, w):
        return [[2 - 400 * (w[1] - w[0] ** 2) + 800 * w[0] ** 2, -400 * w[0]],
                [-400 * w[0], 200.0]]


class Regression:
    start = (-10.0, -20.0)

    def value(self, w):
        return sqrt(math.fsum((w[0] * x + w[1] - y) ** 2 for x, y in POINTS) / N)

    def torch_value(self, w):
        x, y = torch.tensor(POINTS, dtype=torch.float64).T
        return torch.sqrt(torch.mean((w[0] * x + w[1] - y) ** 2))

    def grad(self, w):
        f = self.value(w)
        r = [(w[0] * x + w[1] - y, x) for x, y in POINTS]
        return [math.fsum(e * x for e, x in r) / N / f, math.fsum(e for e, _ in r) / N / f]

    def hess(self, w):
        f, g = self.value(w), self.grad(w)
        xx = math.fsum(x * x for x, _ in POINTS) / N
        x1 = math.fsum(x for x, _ in POINTS) / N
        return [[(xx - g[0] * g[0]) / f, (x1 - g[0] * g[1]) / f],
                [(x1 - g[0] * g[1]) / f, (1 - g[1] * g[1]) / f]]


PROBLEMS = {"quadratic": Quadratic(), "rosenbrock": Rosenbrock(), "regression": Regression()}


def with_torch(make):
    """A generator of states of a torch optimizer."""
    def run(problem, lr, options):
        w = torch.tensor(problem.start, dtype=torch.float64, requires_grad=True)
        optimizer = make([w], lr, dict(options))
        while True:
            yield w.detach().tolist()

            def closure():
                optimizer.zero_grad()
                value = problem.torch_value(w)
                value.backward()
                return value
            optimizer.step(closure)
    return run


def betas(options):
    beta1, beta2 = options.pop("beta1", 0.9), options.pop("beta2", 0.999)
    return dict(options, betas=(beta1, beta2))


def plain(rule):
    """A rule as a generator: it is sent gradients and yields points to take them at; a pair is
    (point for the gradient, point that is reported)."""
    def run(problem, lr, options):
        steps = rule(list(problem.start), lr, problem, **options)
        at = next(steps)
        while True:
            ask, show = at if isinstance(at, tuple) else (at, at)
            yield list(show)
            at = steps.send(problem.grad(ask))
    return run


class Warmup:
    """A rate that rises from `start` to `peak` over some steps and stays there."""

    def __init__(self, peak, start=0.0, steps=10):
        self.peak, self.start, self.steps = peak, start, steps

    def at(self, t):
        """Of step t, counted from 1."""
        return self.start + (self.peak - self.start) * min(1, (t - 1) / self.steps)

    def __str__(self):
        return "{warmup: {from: %.17g, steps: %d, then: %.17g}}" % (
            self.start, self.steps, self.peak)


def rate_at(lr, t):
    return lr.at(t) if isinstance(lr, Warmup) else lr


def peak_of(lr):
    return lr.peak if isinstance(lr, Warmup) else lr


def lamb(w, lr, problem, beta1=0.9, beta2=0.999, eps=1e-6, weight_decay=0, trust_clip=0,
         groups="all", bias_correction="power"):
    m, v, t = [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        m = [beta1 * a + (1 - beta1) * b for a, b in zip(m, g)]
        v = [beta2 * a + (1 - beta2) * b ** 2 for a, b in zip(v, g)]
        c1, c2 = {"power": (1 - beta1 ** t, 1 - beta2 ** t), "none": (1, 1),
                  "as_printed": (1 - beta1, 1 - beta2)}[bias_correction]
        u = [a / c1 / (sqrt(b / c2) + eps) + weight_decay * x for a, b, x in zip(m, v, w)]
        for layer in ([[0, 1]] if groups == "all" else [[0], [1]]):
            r1 = sqrt(sum(w[i] ** 2 for i in layer))
            r2 = sqrt(sum(u[i] ** 2 for i in layer))
            ratio = r1 / r2 if r1 and r2 else 1
            if trust_clip:
                ratio = min(ratio, trust_clip)
            for i in layer:
                w[i] -= lr * ratio * u[i]


def momentum(w, lr, problem, beta=0.9, average="sum"):
    m, t = [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        for i in range(2):
            m[i] = beta * m[i] + (g[i] if average == "sum" else (1 - beta) * g[i])
            w[i] -= lr * (m[i] / (1 - beta ** t) if average == "debiased" else m[i])


def lars(w, lr, problem, momentum=0.9, weight_decay=0, trust_coefficient=0.001, eps=0):
    v = [0, 0]
    while True:
        g = yield list(w)
        rate = lr * trust_coefficient * math.dist(w, (0, 0)) / (
            math.dist(g, (0, 0)) + weight_decay * math.dist(w, (0, 0)) + eps)
        v = [momentum * a + rate * (b + weight_decay * x) for a, b, x in zip(v, g, w)]
        w = [x - a for x, a in zip(w, v)]


def sgn(x):
    return math.copysign(1, x) if x else 0


def lion(w, lr, problem, beta1=0.9, beta2=0.99, weight_decay=0):
    m = [0, 0]
    while True:
        g = yield list(w)
        c = [beta1 * a + (1 - beta1) * b for a, b in zip(m, g)]
        w = [x - lr * (sgn(a) + weight_decay * x) for x, a in zip(w, c)]
        m = [beta2 * a + (1 - beta2) * b for a, b in zip(m, g)]


def signsgd(w, lr, problem, momentum=0):
    m = [0, 0]
    while True:
        g = yield list(w)
        m = [momentum * a + (1 - momentum) * b for a, b in zip(m, g)]
        w = [x - lr * sgn(a) for x, a in zip(w, m)]


def adabelief(w, lr, problem, beta1=0.9, beta2=0.999, eps=1e-16, weight_decay=0):
    m, s, t = [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        w = [x * (1 - lr * weight_decay) for x in w]
        m = [beta1 * a + (1 - beta1) * b for a, b in zip(m, g)]
        s = [beta2 * a + (1 - beta2) * (b - c) ** 2 + eps for a, b, c in zip(s, g, m)]
        w = [x - lr * (a / (1 - beta1 ** t)) / (sqrt(b / (1 - beta2 ** t)) + eps)
             for x, a, b in zip(w, m, s)]


def yogi(w, lr, problem, beta1=0.9, beta2=0.999, eps=1e-3, weight_decay=0,
         initial_accumulator_value=1e-6, bias_correction="power"):
    m = [initial_accumulator_value] * 2
    v, t = list(m), 0
    while True:
        g = yield list(w)
        t += 1
        g = [a + weight_decay * x for a, x in zip(g, w)]
        for i in range(2):
            m[i] = beta1 * m[i] + (1 - beta1) * g[i]
            v[i] = v[i] - (1 - beta2) * sgn(v[i] - g[i] ** 2) * g[i] ** 2
            c1, c2 = (1 - beta1 ** t, 1 - beta2 ** t) if bias_correction == "power" else (1, 1)
            w[i] -= lr * (m[i] / c1) / (sqrt(v[i] / c2) + eps)


def adabound(w, schedule, problem, beta1=0.9, beta2=0.999, eps=1e-8, final_lr=0.1, gamma=1e-3,
             weight_decay=0):
    m, v, t = [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        lr = rate_at(schedule, t)
        final = final_lr * (lr / peak_of(schedule))
        lower = final * (1 - 1 / (gamma * t + 1))
        upper = final * (1 + 1 / (gamma * t))
        for i in range(2):
            gi = g[i] + weight_decay * w[i]
            m[i] = beta1 * m[i] + (1 - beta1) * gi
            v[i] = beta2 * v[i] + (1 - beta2) * gi * gi
            rate = lr * sqrt(1 - beta2 ** t) / (1 - beta1 ** t) / (sqrt(v[i]) + eps)
            w[i] -= min(max(rate, lower), upper) * m[i]


def adamod(w, lr, problem, beta1=0.9, beta2=0.999, beta3=0.999, eps=1e-8, weight_decay=0):
    m, v, s, t = [0, 0], [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        for i in range(2):
            m[i] = beta1 * m[i] + (1 - beta1) * g[i]
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
            w[i] -= weight_decay * lr * w[i]
            rate = lr * sqrt(1 - beta2 ** t) / (1 - beta1 ** t) / (sqrt(v[i]) + eps)
            s[i] = beta3 * s[i] + (1 - beta3) * rate
            w[i] -= min(rate, s[i]) * m[i]


def diffgrad(w, lr, problem, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0):
    m, v, last, t = [0, 0], [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        for i in range(2):
            gi = g[i] + weight_decay * w[i]
            m[i] = beta1 * m[i] + (1 - beta1) * gi
            v[i] = beta2 * v[i] + (1 - beta2) * gi * gi
            friction = 1 / (1 + math.exp(-abs(last[i] - gi)))
            last[i] = gi
            w[i] -= lr * sqrt(1 - beta2 ** t) / (1 - beta1 ** t) * friction * m[i] / (
                sqrt(v[i]) + eps)


def swats(w, schedule, problem, beta1=0.9, beta2=0.999, eps=1e-9, threshold=1e-9, weight_decay=0):
    """Under a schedule the rate that is learnt is the one for the schedule's peak."""
    m, a, lam, t = [0, 0], [0, 0], 0, 0
    v = sgd_rate = None
    while True:
        g = yield list(w)
        t += 1
        lr = rate_at(schedule, t)
        share = lr / peak_of(schedule)
        g = [b + weight_decay * x for b, x in zip(g, w)]
        if sgd_rate is not None:
            v = [beta1 * b + c for b, c in zip(v, g)]
            w = [x - (1 - beta1) * sgd_rate * share * b for x, b in zip(w, v)]
            continue
        m = [beta1 * b + (1 - beta1) * c for b, c in zip(m, g)]
        a = [beta2 * b + (1 - beta2) * c * c for b, c in zip(a, g)]
        p = [-lr * sqrt(1 - beta2 ** t) / (1 - beta1 ** t) * b / (sqrt(c) + eps)
             for b, c in zip(m, a)]
        w = [x + d for x, d in zip(w, p)]
        pg = p[0] * g[0] + p[1] * g[1]
        if pg:
            gamma = (p[0] ** 2 + p[1] ** 2) / -pg / share
            lam = beta2 * lam + (1 - beta2) * gamma
            rate = lam / (1 - beta2 ** t)
            if t > 1 and rate > 0 and abs(rate - gamma) < threshold:
                sgd_rate, v = rate, [0, 0]


def novograd(w, lr, problem, beta1=0.95, beta2=0.98, eps=1e-8, weight_decay=0):
    m, v = None, None
    while True:
        g = yield list(w)
        norm = g[0] ** 2 + g[1] ** 2
        v = norm if v is None else beta2 * v + (1 - beta2) * norm
        u = [a / (sqrt(v) + eps) + weight_decay * x for a, x in zip(g, w)]
        m = u if m is None else [beta1 * a + b for a, b in zip(m, u)]
        w = [x - lr * a for x, a in zip(w, m)]


def madgrad(w, lr, problem, momentum=0.9, weight_decay=0, eps=1e-6):
    x0, s, v, k = list(w), [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        lam = lr * sqrt(k + 1)
        k += 1
        for i in range(2):
            gi = g[i] + weight_decay * w[i]
            s[i] += lam * gi
            v[i] += lam * gi * gi
            z = x0[i] - s[i] / (v[i] ** (1 / 3) + eps)
            w[i] = momentum * w[i] + (1 - momentum) * z


def qhm(w, lr, problem, momentum=0.999, nu=0.7):
    b = [0, 0]
    while True:
        g = yield list(w)
        b = [momentum * a + (1 - momentum) * c for a, c in zip(b, g)]
        w = [x - lr * ((1 - nu) * c + nu * a) for x, a, c in zip(w, b, g)]


def qhadam(w, lr, problem, beta1=0.995, beta2=0.999, nu1=0.7, nu2=1, eps=1e-8):
    m, v, t = [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        for i in range(2):
            m[i] = beta1 * m[i] + (1 - beta1) * g[i]
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
            top = (1 - nu1) * g[i] + nu1 * m[i] / (1 - beta1 ** t)
            bottom = sqrt((1 - nu2) * g[i] ** 2 + nu2 * v[i] / (1 - beta2 ** t)) + eps
            w[i] -= lr * top / bottom


def aggmo(w, lr, problem, betas=(0, 0.9, 0.99)):
    v = [[0, 0] for _ in betas]
    while True:
        g = yield list(w)
        v = [[b * a - c for a, c in zip(row, g)] for b, row in zip(betas, v)]
        w = [x + lr / len(betas) * sum(row[i] for row in v) for i, x in enumerate(w)]


def adan(w, lr, problem, beta1=0.98, beta2=0.92, beta3=0.99, eps=1e-8, weight_decay=0):
    m, d, n, last, t = [0, 0], [0, 0], [0, 0], None, 0
    while True:
        g = yield list(w)
        t += 1
        last = last or g
        for i in range(2):
            diff = g[i] - last[i]
            m[i] = beta1 * m[i] + (1 - beta1) * g[i]
            d[i] = beta2 * d[i] + (1 - beta2) * diff
            n[i] = beta3 * n[i] + (1 - beta3) * (g[i] + beta2 * diff) ** 2
            denom = sqrt(n[i]) / sqrt(1 - beta3 ** t) + eps
            up = (m[i] / (1 - beta1 ** t) + beta2 * d[i] / (1 - beta2 ** t)) / denom
            w[i] = (w[i] - lr * up) / (1 + lr * weight_decay)
        last = g


def ademamix(w, lr, problem, beta1=0.9, beta2=0.999, beta3=0.9999, alpha=5, eps=1e-8,
             weight_decay=0):
    m1, m2, v, t = [0, 0], [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        for i in range(2):
            m1[i] = beta1 * m1[i] + (1 - beta1) * g[i]
            m2[i] = beta3 * m2[i] + (1 - beta3) * g[i]
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
            w[i] -= lr * ((m1[i] / (1 - beta1 ** t) + alpha * m2[i])
                          / (sqrt(v[i] / (1 - beta2 ** t)) + eps) + weight_decay * w[i])


def prodigy(w, schedule, problem, beta1=0.9, beta2=0.999, beta3=None, eps=1e-8, weight_decay=0, d0=1e-6,
            d_coef=1, growth_rate=math.inf, bias_correction=False):
    """As konstmish/prodigy, where a step at a rate of 0 returns before anything has changed."""
    beta3 = beta3 or sqrt(beta2)
    x0, m, v, s = list(w), [0, 0], [0, 0], [0, 0]
    d = d_max = d0
    top, t, made = 0.0, 0, 0
    while True:
        g = yield list(w)
        made += 1
        lr = rate_at(schedule, made)
        if lr == 0:
            continue
        t += 1
        c = sqrt(1 - beta2 ** t) / (1 - beta1 ** t) if bias_correction else 1
        dlr = d * lr * c
        top *= beta3
        top += (d / d0) * dlr * sum(a * (b - x) for a, b, x in zip(g, x0, w))
        m = [beta1 * a + d * (1 - beta1) * b for a, b in zip(m, g)]
        v = [beta2 * a + d * d * (1 - beta2) * b * b for a, b in zip(v, g)]
        s = [beta3 * a + (d / d0) * dlr * b for a, b in zip(s, g)]
        d_hat = d_coef * top / (abs(s[0]) + abs(s[1]))
        if d == d0:
            d = max(d, d_hat)
        d_max = max(d_max, d_hat)
        d = min(d_max, d * growth_rate)
        w = [x - weight_decay * dlr * x for x in w]
        w = [x - dlr * a / (sqrt(b) + d * eps) for x, a, b in zip(w, m, v)]


def schedule_free(adaptive):
    def rule(w, lr, problem, momentum=0.9, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0,
             warmup_steps=0, r=0, weight_lr_power=2):
        """By the paper's x, y, z, not by the code's running update of y."""
        beta = beta1 if adaptive else momentum
        x, z, v, total, lr_max, t = list(w), list(w), [0, 0], 0, 0, 0
        while True:
            y = [(1 - beta) * a + beta * b for a, b in zip(z, x)]
            g = yield (y, list(x))
            t += 1
            rate = lr * min(1, t / warmup_steps) if warmup_steps else lr
            lr_max = max(lr_max, rate)
            if adaptive:
                v = [beta2 * a + (1 - beta2) * b * b for a, b in zip(v, g)]
                g = [b / (sqrt(a / (1 - beta2 ** t)) + eps) for a, b in zip(v, g)]
            z = [a - rate * (b + weight_decay * c) for a, b, c in zip(z, g, y)]
            weight = t ** r * lr_max ** weight_lr_power
            total += weight
            x = [(1 - weight / total) * a + weight / total * b for a, b in zip(x, z)]
    return rule


def asgd_averaged(w, lr, problem, lambd=1e-4, alpha=0.75, t0=1e6, average=True):
    """torch's rule and the average beside it, which torch keeps as state["ax"]."""
    eta, mu, a, t = lr, 1, [0, 0], 0
    while True:
        g = yield (list(w), list(a) if t else list(w))
        t += 1
        w = [x - eta * (b + lambd * x) for x, b in zip(w, g)]
        a = [x + mu * (y - x) for x, y in zip(a, w)]
        eta, mu = lr / (1 + lambd * lr * t) ** alpha, 1 / max(1, t - t0)


def polyak_sgd(w, lr, problem, scaling=1, f_min=0, eps=0):
    while True:
        g = yield list(w)
        norm = g[0] ** 2 + g[1] ** 2 + eps
        rate = min((problem.value(w) - f_min) / norm, lr) if norm else 0
        w = [x - scaling * rate * a for x, a in zip(w, g)]


def nadam_constant(w, lr, problem, beta1=0.9, beta2=0.999, eps=1e-8, **_):
    m, v, t = [0, 0], [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        for i in range(2):
            m[i] = beta1 * m[i] + (1 - beta1) * g[i]
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
            ahead = beta1 * m[i] / (1 - beta1 ** (t + 1)) + (1 - beta1) * g[i] / (1 - beta1 ** t)
            w[i] -= lr * ahead / (sqrt(v[i] / (1 - beta2 ** t)) + eps)


def newton(w, lr, problem, damping=1):
    while True:
        g = yield list(w)
        (a, b), (_, c) = problem.hess(w)
        a, c = a + damping, c + damping
        det = a * c - b * b
        w = [w[0] - lr * (c * g[0] - b * g[1]) / det, w[1] - lr * (a * g[1] - b * g[0]) / det]


def lookahead(problem, lr, options):
    """Around torch's SGD or Adam."""
    inner, k, alpha = options["inner"], options.get("k", 5), options.get("alpha", 0.5)
    w = torch.tensor(problem.start, dtype=torch.float64, requires_grad=True)
    optimizer = INNER[inner]([w], lr)
    slow, t = w.detach().clone(), 0
    while True:
        yield w.detach().tolist()
        optimizer.zero_grad()
        problem.torch_value(w).backward()
        optimizer.step()
        t += 1
        if t % k == 0:
            slow += alpha * (w.detach() - slow)
            with torch.no_grad():
                w.copy_(slow)


def sam(problem, lr, options):
    inner, rho = options["inner"], options.get("rho", 0.05)
    w = torch.tensor(problem.start, dtype=torch.float64, requires_grad=True)
    optimizer = INNER[inner]([w], lr)
    while True:
        yield w.detach().tolist()
        here = w.detach().clone()
        optimizer.zero_grad()
        problem.torch_value(w).backward()
        with torch.no_grad():
            w.add_(w.grad * (rho / (w.grad.norm() + 1e-12)))
        optimizer.zero_grad()
        problem.torch_value(w).backward()
        with torch.no_grad():
            w.copy_(here)
        optimizer.step()


INNER = {
    "sgd": lambda w, lr: torch.optim.SGD(w, lr=lr),
    "sgd: {momentum: 0.9}": lambda w, lr: torch.optim.SGD(w, lr=lr, momentum=0.9),
    "adam": lambda w, lr: torch.optim.Adam(w, lr=lr),
}


def rprop_options(o):
    return dict(etas=(o.get("etaminus", 0.5), o.get("etaplus", 1.2)),
                step_sizes=(o.get("step_size_min", 1e-6), o.get("step_size_max", 50)))


T = torch.optim if torch else None
TORCH = {
    "sgd": lambda w, lr, o: T.SGD(w, lr=lr, **o),
    "asgd": lambda w, lr, o: T.ASGD(w, lr=lr, **o),
    "rprop": lambda w, lr, o: T.Rprop(w, lr=lr, **rprop_options(o)),
    "adagrad": lambda w, lr, o: T.Adagrad(w, lr=lr, **o),
    "adadelta": lambda w, lr, o: T.Adadelta(w, lr=lr, **o),
    "rmsprop": lambda w, lr, o: T.RMSprop(w, lr=lr, **o),
    "adam": lambda w, lr, o: T.Adam(w, lr=lr, **betas(o)),
    "adamw": lambda w, lr, o: T.AdamW(w, lr=lr, **betas(o)),
    "adamax": lambda w, lr, o: T.Adamax(w, lr=lr, **betas(o)),
    # torch 1.13 has a slip in its other path (mu_t twice in the product), which 2.0 mended.
    "nadam": lambda w, lr, o: T.NAdam(w, lr=lr, foreach=True, **betas(o)),
    "radam": lambda w, lr, o: T.RAdam(w, lr=lr, **betas(o)),
    "lbfgs": lambda w, lr, o: T.LBFGS(w, lr=lr, max_iter=1, **o),
}

# Rates on the quadratic, Rosenbrock and the regression, then the settings of the options.
RUNS = {
    "sgd": ((0.005, 5e-4, 0.5), {}, dict(momentum=0.9, nesterov=True, weight_decay=0.01),
            dict(momentum=0.8, dampening=0.3)),
    "momentum": ((0.002, 1e-4, 0.1), {}, dict(average="debiased", beta=0.8), dict(average="ewma")),
    "asgd": ((0.005, 5e-4, 0.5), {}, dict(lambd=0.01, alpha=0.5, t0=50, weight_decay=0.01),
             dict(average=True, t0=5)),
    "rprop": ((0.05, 0.01, 0.5), {}, dict(etaminus=0.4, etaplus=1.1, step_size_max=1)),
    "adagrad": ((0.5, 0.2, 3), {}, dict(lr_decay=0.01, weight_decay=0.01,
                                         initial_accumulator_value=0.1, eps=1e-4)),
    "adadelta": ((10, 5, 80), {}, dict(rho=0.8, eps=1e-4, weight_decay=0.01)),
    "rmsprop": ((0.05, 0.01, 0.2), {}, dict(centered=True, momentum=0.5, weight_decay=0.01),
                dict(alpha=0.9, eps=1)),
    "adam": ((0.1, 0.05, 0.5), {}, dict(amsgrad=True, weight_decay=0.1, beta1=0.8, eps=0.5)),
    "adamw": ((0.1, 0.05, 0.5), {}, dict(amsgrad=True, weight_decay=0.1, beta2=0.9)),
    "adamax": ((0.1, 0.05, 0.5), {}, dict(beta1=0.8, beta2=0.9, eps=0.01, weight_decay=0.01)),
    "nadam": ((0.1, 0.05, 0.5), {}, dict(momentum_decay=0.04, weight_decay=0.01, beta1=0.8),
              dict(schedule="constant")),
    "radam": ((0.3, 0.01, 2), {}, dict(beta2=0.9, weight_decay=0.01, eps=1e-4)),
    "lamb": ((0.05, 0.02, 0.08), {}, dict(weight_decay=0.1, trust_clip=2, bias_correction="none"),
             dict(groups="each", beta2=0.9, bias_correction="as_printed")),
    "lars": ((1, 1, 10), {}, dict(momentum=0.5, weight_decay=0.1, trust_coefficient=0.01,
                                  eps=1e-3)),
    "lion": ((0.05, 0.02, 0.25), {}, dict(beta1=0.8, beta2=0.9, weight_decay=0.1)),
    "signsgd": ((0.05, 0.02, 0.3), {}, dict(momentum=0.8)),
    "adabelief": ((0.1, 0.05, 0.5), {}, dict(beta2=0.99, eps=1e-4, weight_decay=0.1)),
    "yogi": ((0.1, 0.05, 0.5), {}, dict(initial_accumulator_value=0.1, weight_decay=0.01,
                                         bias_correction="none")),
    "adabound": ((0.1, 0.05, 0.5), {}, dict(final_lr=0.01, gamma=0.05, weight_decay=0.01),
                 dict(warmup=1e-9)),
    "adamod": ((1, 0.5, 10), {}, dict(beta3=0.9, weight_decay=0.01)),
    "diffgrad": ((0.1, 0.05, 0.7), {}, dict(beta1=0.8, weight_decay=0.1, eps=1e-3)),
    "novograd": ((0.02, 0.005, 0.05), {}, dict(beta1=0.8, beta2=0.5, weight_decay=0.1)),
    "madgrad": ((0.1, 0.01, 1), {}, dict(momentum=0.5, weight_decay=0.1, eps=1e-3)),
    "qhm": ((0.01, 1e-3, 2), {}, dict(momentum=0.9, nu=0.5)),
    "qhadam": ((0.1, 0.05, 0.5), {}, dict(beta1=0.9, nu1=0.8, nu2=0.9, eps=1e-3)),
    "aggmo": ((0.002, 1e-4, 0.1), {}, dict(betas=[0, 0.5, 0.8, 0.95])),
    "adan": ((0.1, 0.05, 0.5), {}, dict(beta1=0.9, beta3=0.9, weight_decay=0.1)),
    "ademamix": ((0.1, 0.05, 0.5), {}, dict(alpha=2, beta3=0.99, weight_decay=0.1)),
    "prodigy": ((1, 1, 0.2), {}, dict(d0=0.01, weight_decay=0.1, growth_rate=1.5,
                                      bias_correction=True, d_coef=0.5),
                dict(warmup=0.0, bias_correction=True)),
    "schedule_free_sgd": ((0.01, 1e-3, 2), {}, dict(momentum=0.8, warmup_steps=10, r=1,
                                                      weight_decay=0.01)),
    "schedule_free_adamw": ((0.2, 0.05, 1), {}, dict(beta1=0.8, beta2=0.9, warmup_steps=20,
                                                        weight_decay=0.1, weight_lr_power=1)),
    "polyak_sgd": ((0.02, 0.01, 0.5), {}, dict(scaling=0.5, f_min=-0.1, eps=0.01)),
    "swats": ((0.1, 0.05, 0.5), {}, dict(threshold=0.05, beta2=0.9, weight_decay=0.01),
              dict(warmup=1e-9, threshold=0.02, beta2=0.9)),
    "lookahead": ((0.01, 0.001, 1), dict(inner="sgd"),
                  dict(inner="adam", k=3, alpha=0.8)),
    "sam": ((0.005, 2e-4, 0.5), dict(inner="sgd"), dict(inner="sgd: {momentum: 0.9}", rho=0.2)),
    "newton": ((1, 1, 1), {}, dict(damping=10)),
    "lbfgs": ((0.5, 0.2, 0.05), {}, dict(history_size=3)),
}

PLAIN = {
    "momentum": momentum, "lamb": lamb, "lars": lars, "lion": lion, "signsgd": signsgd,
    "adabelief": adabelief, "yogi": yogi, "adabound": adabound, "adamod": adamod,
    "diffgrad": diffgrad, "novograd": novograd, "madgrad": madgrad, "qhm": qhm, "qhadam": qhadam,
    "aggmo": aggmo, "adan": adan, "ademamix": ademamix, "prodigy": prodigy,
    "schedule_free_sgd": schedule_free(False), "schedule_free_adamw": schedule_free(True),
    "polyak_sgd": polyak_sgd, "swats": swats, "newton": newton,
}


def entry(name, lr, options):
    def scalar(key, value):
        if key == "inner":
            return "{%s}" % value if ":" in value else value
        if isinstance(value, bool):
            return str(value).lower()
        return "%.17g" % value if isinstance(value, float) else str(value)
    items = ["lr: " + (str(lr) if isinstance(lr, Warmup) else "%.17g" % lr)] + ["%s: %s" % (k, scalar(k, v)) for k, v in options.items()]
    return "{%s: {%s}}" % (name, ", ".join(items))


def runner(name, options):
    """What runs the rule; None: torch does, and is not there."""
    if options.get("schedule") == "constant":
        return plain(nadam_constant)
    if options.get("average") is True:
        return plain(asgd_averaged)
    if name in PLAIN:
        return plain(PLAIN[name])
    if not torch:
        return None
    return globals()[name] if name in ("lookahead", "sam") else with_torch(TORCH[name])


def rows(run, problem, lr, options):
    states = run(problem, lr, options)
    for step in range(201):
        try:
            w = next(states)
        except OverflowError:
            return
        if not all(abs(x) < 1e4 for x in w):
            return
        if step <= 20 or step % 5 == 0:
            yield "%d,%.17g,%.17g\n" % (step, *w)


def written(path):
    """The runs that a file has: its rows by their heading."""
    runs, heading = {}, None
    for line in open(path) if os.path.exists(path) else ():
        heading = line if line[0] == "#" else heading
        runs[heading] = runs.get(heading, "") + (line if line[0] != "#" else "")
    return runs


def main(names):
    for name in names or RUNS:
        rates, *settings = RUNS[name]
        path = os.path.join(HERE, name + ".csv")
        before, text = written(path), ""
        for options in settings:
            options = dict(options)
            warmup = options.pop("warmup", None)
            run = runner(name, options)
            for lr, (label, problem) in zip(rates, PROBLEMS.items()):
                lr = lr if warmup is None else Warmup(lr, warmup)
                heading = "# %s | %s\n" % (label, entry(name, lr, options))
                if not run and heading not in before:
                    sys.exit("%s needs torch (Debian: python3-torch)" % heading.strip())
                text += heading
                text += "".join(rows(run, problem, lr, options)) if run else before[heading]
        with open(path, "w") as out:
            out.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
