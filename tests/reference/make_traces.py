#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/reference/NAME.csv: what each optimizer does, computed apart from optanim.

Rules that torch.optim has are run by it (Debian's python3-torch), in 64-bit floats with automatic
differentiation; the others are written here from their papers, or from their authors' code where
the help of the optimizer says so. Run it as: python3 make_traces.py [NAME...]

Where torch is not installed, the runs that need it stay as their file has them.

A file holds runs: a line "# PROBLEM | ENTRY", the entry as a scene has it, and rows "step,w0,w1" of
the states before steps 0 to 20 and every fifth up to 200. A run that leaves the plane ends there,
and so does a line search that has converged.
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
            try:
                at = steps.send(problem.grad(ask))
            except StopIteration:
                return
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


class Inside:
    """The rule inside a wrapper: `sgd`, `sgd: {momentum: 0.9}`, `adam`, or one with a rate of its
    own, as `adamw: {lr: 0.1}`."""

    def __init__(self, rule, lr):
        self.momentum = 0.9 if "momentum" in rule else 0
        self.adaptive = rule.startswith("adam")
        self.decay = 0.01 if rule.startswith("adamw") else 0
        self.lr = float(rule.split("lr: ")[1].rstrip("}")) if "lr: " in rule else lr
        self.m, self.v, self.t = [0, 0], [0, 0], 0

    def step(self, w, g):
        """Returns the weights after a step with the gradient g."""
        self.t += 1
        if not self.adaptive:
            self.m = [self.momentum * a + b for a, b in zip(self.m, g)]
            return [x - self.lr * a for x, a in zip(w, self.m)]
        w = [x * (1 - self.lr * self.decay) for x in w]
        self.m = [0.9 * a + 0.1 * b for a, b in zip(self.m, g)]
        self.v = [0.999 * a + 0.001 * b * b for a, b in zip(self.v, g)]
        c1, c2 = 1 - 0.9 ** self.t, 1 - 0.999 ** self.t
        return [x - self.lr * a / c1 / (sqrt(b / c2) + 1e-8)
                for x, a, b in zip(w, self.m, self.v)]


def asam(w, lr, problem, inner="sgd", rho=0.5, eta=0.01):
    """As SamsungLabs/ASAM."""
    rule = Inside(inner, lr)
    while True:
        g = yield list(w)
        scale = [abs(x) + eta for x in w]
        scaled = [a * b for a, b in zip(scale, g)]
        norm = math.hypot(*scaled) + 1e-16
        there = [x + rho * a * b / norm for x, a, b in zip(w, scale, scaled)]
        w = rule.step(w, problem.grad(there))


def cautious(w, lr, problem, inner="sgd", eps=1e-3, groups="layer"):
    """As kyleliang919/C-Optim; the update is what the rule inside does to the weights."""
    rule = Inside(inner, lr)
    while True:
        g = yield list(w)
        u = [a - b for a, b in zip(w, rule.step(w, g))]
        mask = [float(a * b > 0) for a, b in zip(u, g)]
        for layer in ([[0], [1]] if groups == "each" else [[0, 1]]):
            mean = max(eps, sum(mask[i] for i in layer) / len(layer))
            for i in layer:
                w[i] -= u[i] * mask[i] / mean


def ema(w, lr, problem, inner="sgd", ema_decay=0.999, warmup=True):
    """torch.optim.swa_utils.AveragedModel, which begins as a copy of the first weights it is given;
    with a warm-up tf.train.ExponentialMovingAverage, which begins as the initial ones."""
    rule, mean, t = Inside(inner, lr), list(w), 0
    while True:
        g = yield (list(w), list(mean))
        t += 1
        w = rule.step(w, g)
        d = min(ema_decay, (1 + t) / (10 + t)) if warmup else ema_decay if t > 1 else 0
        mean = [d * a + (1 - d) * b for a, b in zip(mean, w)]


def swa(w, lr, problem, inner="sgd", swa_start=0.75, swa_freq=1):
    """As torchcontrib.optim.SWA; the run has 200 steps."""
    rule, kept, t = Inside(inner, lr), [], 0
    first = swa_start * 200 if swa_start < 1 else swa_start
    while True:
        g = yield (list(w), [math.fsum(c) / len(kept) for c in zip(*kept)] if kept else list(w))
        t += 1
        w = rule.step(w, g)
        if t > first and t % swa_freq == 0:
            kept.append(w)


def schedule_free_around(w, lr, problem, inner="sgd", momentum=0.9, weight_decay_at_y=0, r=0,
                         weight_lr_power=2):
    """By the x, y, z of the paper, as ScheduleFreeWrapper of facebookresearch/schedule_free."""
    rule, x, z, total, t = Inside(inner, lr), list(w), list(w), 0, 0
    while True:
        y = [(1 - momentum) * b + momentum * a for a, b in zip(x, z)]
        g = yield (y, list(x))
        t += 1
        z = rule.step([b - lr * weight_decay_at_y * a for a, b in zip(y, z)], g)
        weight = t ** r * lr ** weight_lr_power
        total += weight
        x = [a + weight / total * (b - a) for a, b in zip(x, z)]


class Ray:
    """f(w + alpha d) and its slope."""

    def __init__(self, problem, w, d):
        self.problem, self.w, self.d = problem, w, d

    def __call__(self, alpha):
        at = [x + alpha * a for x, a in zip(self.w, self.d)]
        return self.problem.value(at), sum(a * b for a, b in zip(self.problem.grad(at), self.d))


def exact(ray, alpha):
    """Doubles alpha until the ray rises there, and halves what is left between."""
    f0, slope0 = ray(0)
    low, f_low = 0, f0
    while True:
        f, slope = ray(alpha)
        if f > f_low + 1e-12 * abs(f0) or slope >= 0:
            break
        low, f_low, alpha = alpha, f, 2 * alpha
    for _ in range(200):
        middle = (low + alpha) / 2
        f, slope = ray(middle)
        if f > f_low + 1e-12 * abs(f0) or slope >= 0:
            alpha = middle
        else:
            low, f_low = middle, f
    return low


def armijo(ray, alpha, c1, rho):
    """Nocedal & Wright, algorithm 3.1."""
    f0, slope0 = ray(0)
    while ray(alpha)[0] > f0 + c1 * alpha * slope0:
        alpha *= rho
    return alpha


def wolfe(ray, alpha, c1, c2):
    """Nocedal & Wright, algorithms 3.5 and 3.6: trials are doubled, then at the minimum of the cubic
    (3.59), or in the middle where that is outside the inner 80 %."""
    f0, slope0 = ray(0)

    def is_low(a):
        return ray(a)[0] <= f0 + c1 * a * slope0

    def zoom(lo, hi):
        for _ in range(60):
            (fl, sl), (fh, sh) = ray(lo), ray(hi)
            d1 = sl + sh - 3 * (fl - fh) / (lo - hi)
            under = d1 * d1 - sl * sh
            d2 = math.copysign(sqrt(under), hi - lo) if under >= 0 else math.nan
            bottom = sh - sl + 2 * d2
            a = hi - (hi - lo) * (sh + d2 - d1) / bottom if bottom else math.nan
            if not 0.1 <= (a - lo) / (hi - lo) <= 0.9:
                a = (lo + hi) / 2
            f, s = ray(a)
            if not is_low(a) or f >= fl:
                hi = a
            elif abs(s) <= -c2 * slope0:
                return a
            else:
                if s * (hi - lo) >= 0:
                    hi = lo
                lo = a
        return lo

    before, f_before = 0, f0
    while True:
        f, s = ray(alpha)
        if not is_low(alpha) or (before and f >= f_before):
            return zoom(before, alpha)
        if abs(s) <= -c2 * slope0:
            return alpha
        if s >= 0:
            return zoom(alpha, before)
        before, f_before, alpha = alpha, f, 2 * alpha


def search(method, ray, first, c1, c2, rho):
    return {"none": lambda: first, "exact": lambda: exact(ray, first),
            "armijo": lambda: armijo(ray, first, c1, rho),
            "wolfe": lambda: wolfe(ray, first, c1, c2)}[method]()


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


# What a search does where values differ by rounding alone is not compared.
CONVERGED = 1e-5


def line_search(w, lr, problem, inner="sgd", method="wolfe", c1=1e-4, c2=0.9, rho=0.5):
    rule = Inside(inner, lr)
    while True:
        g = yield list(w)
        if math.hypot(*g) < CONVERGED:
            return
        d = [a - x for a, x in zip(rule.step(w, g), w)]
        if dot(d, g) < 0:
            alpha = search(method, Ray(problem, w, d), 1, c1, c2, rho)
            w = [x + alpha * a for x, a in zip(w, d)]


def cg(w, lr, problem, beta="polak_ribiere", restart=0, nu=0, line_search="wolfe", c1=1e-4, c2=0.1,
       rho=0.5):
    """Nocedal & Wright, chapter 5: 5.41 (or 5.44, 5.46, 5.49) and 5.52."""
    before = None
    while True:
        g = yield list(w)
        if math.hypot(*g) < CONVERGED:
            return
        if before is None or restart and count >= restart or nu and abs(
                dot(g, before)) >= nu * dot(g, g):
            factor = 0
        else:
            y = [a - b for a, b in zip(g, before)]
            factor = {"fletcher_reeves": lambda: dot(g, g) / dot(before, before),
                      "polak_ribiere": lambda: max(0, dot(g, y) / dot(before, before)),
                      "hestenes_stiefel": lambda: dot(g, y) / dot(d, y),
                      "dai_yuan": lambda: dot(g, g) / dot(d, y)}[beta]()
        d = [factor * a - b for a, b in zip(d, g)] if factor else [-a for a in g]
        if dot(d, g) >= 0:
            factor, d = 0, [-a for a in g]
        count = count + 1 if factor else 1
        before = g
        alpha = search(line_search, Ray(problem, w, d), lr, c1, c2, rho)
        w = [x + alpha * a for x, a in zip(w, d)]


def bfgs(w, lr, problem, line_search="wolfe", c1=1e-4, c2=0.9, rho=0.5):
    """Nocedal & Wright, algorithm 6.1, with 6.20 before the first update."""
    h, last = None, None
    while True:
        g = yield list(w)
        if math.hypot(*g) < CONVERGED:
            return
        if last:
            s = [a - b for a, b in zip(w, last[0])]
            y = [a - b for a, b in zip(g, last[1])]
            if dot(y, s) > 1e-10 * math.hypot(*y) * math.hypot(*s):
                scale = dot(y, s) / dot(y, y)
                h = h or [[scale, 0], [0, scale]]
                v = [[(i == j) - y[i] * s[j] / dot(y, s) for j in range(2)] for i in range(2)]
                h = [[sum(v[k][i] * h[k][l] * v[l][j] for k in range(2) for l in range(2))
                      + s[i] * s[j] / dot(y, s) for j in range(2)] for i in range(2)]
        d = [-dot(row, g) for row in h or [[1, 0], [0, 1]]]
        if dot(d, g) >= 0:
            h, d = None, [-a for a in g]
        last = (w, g)
        alpha = search(line_search, Ray(problem, w, d), lr, c1, c2, rho)
        w = [x + alpha * a for x, a in zip(w, d)]


def adafactor(w, lr, problem, beta2_decay=-0.8, eps1=2.0 ** -52, eps2=1e-3, d=1, weight_decay=0):
    """As torch.optim.Adafactor, of a vector."""
    v, t = [0, 0], 0
    while True:
        g = yield list(w)
        t += 1
        alpha = max(eps2, math.hypot(*w) / sqrt(2)) * min(lr, 1 / sqrt(t))
        w = [x * (1 - lr * weight_decay) for x in w]
        share = t ** beta2_decay
        v = [(1 - share) * a + share * b * b for a, b in zip(v, g)]
        u = [b / sqrt(max(a, eps1 * eps1)) for a, b in zip(v, g)]
        size = max(1, math.hypot(*u) / sqrt(2) / d)
        w = [x - alpha / size * a for x, a in zip(w, u)]


def shampoo(w, lr, problem, eps=1e-4, update_freq=1, groups="layer"):
    """Of a vector: the square root of a 2 x 2 matrix by its trace and determinant."""
    a, b, c, t = eps, 0, eps, 0
    while True:
        g = yield list(w)
        a, b, c = a + g[0] * g[0], b + (g[0] * g[1] if groups == "layer" else 0), c + g[1] * g[1]
        if t % update_freq == 0:
            s = sqrt(a * c - b * b)
            n = sqrt(a + c + 2 * s)
            p, q, r = (a + s) / n, b / n, (c + s) / n
        t += 1
        w = [w[0] - lr * (r * g[0] - q * g[1]) / (p * r - q * q),
             w[1] - lr * (p * g[1] - q * g[0]) / (p * r - q * q)]


def muon(w, lr, problem, inner="adamw", **_):
    """Vectors are left to the rule inside."""
    rule = Inside(inner, lr)
    while True:
        g = yield list(w)
        w = rule.step(w, g)


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
    "asam": ((0.005, 2e-4, 0.1), dict(inner="sgd"), dict(inner="adam", rho=0.1, eta=0.5)),
    "cautious": ((0.005, 2e-4, 0.5), dict(inner="sgd: {momentum: 0.9}"),
                 dict(inner="adam", groups="each"), dict(inner="adam", eps=0.75)),
    "ema": ((0.005, 2e-4, 0.5), dict(inner="sgd"), dict(inner="adam", warmup=False, ema_decay=0.9)),
    "swa": ((0.005, 2e-4, 0.5), dict(inner="sgd"), dict(inner="adam", swa_start=7, swa_freq=3)),
    "schedule_free": ((0.01, 1e-3, 2), dict(inner="sgd"),
                      dict(inner="adam", momentum=0.8, weight_decay_at_y=0.1, r=1,
                           weight_lr_power=1)),
    "line_search": ((1, 1, 1), dict(inner="sgd"), dict(inner="sgd", method="armijo", c1=0.1,
                                                         rho=0.6),
                    dict(inner="adam", method="exact"), dict(inner="sgd", c2=0.1)),
    "cg": ((1, 1, 1), {}, dict(beta="fletcher_reeves", line_search="exact", restart=4),
           dict(beta="hestenes_stiefel", restart=2), dict(beta="dai_yuan", c2=0.3, nu=0.2),
           dict(line_search="armijo", c1=0.1)),
    "bfgs": ((1, 1, 1), {}, dict(line_search="armijo", c1=0.01), dict(line_search="exact")),
    "adafactor": ((0.05, 0.02, 0.1), {}, dict(beta2_decay=-0.5, eps2=0.5, d=2, weight_decay=0.1)),
    "shampoo": ((0.5, 0.1, 2), dict(eps=0.1), dict(eps=1.0, update_freq=3), dict(groups="each")),
    "muon": ((0.1, 0.05, 0.5), {}, dict(inner="adamw: {lr: 0.2}", momentum=0.9)),
}

PLAIN = {
    "momentum": momentum, "lamb": lamb, "lars": lars, "lion": lion, "signsgd": signsgd,
    "adabelief": adabelief, "yogi": yogi, "adabound": adabound, "adamod": adamod,
    "diffgrad": diffgrad, "novograd": novograd, "madgrad": madgrad, "qhm": qhm, "qhadam": qhadam,
    "aggmo": aggmo, "adan": adan, "ademamix": ademamix, "prodigy": prodigy,
    "schedule_free_sgd": schedule_free(False), "schedule_free_adamw": schedule_free(True),
    "polyak_sgd": polyak_sgd, "swats": swats, "newton": newton, "asam": asam,
    "cautious": cautious, "ema": ema, "swa": swa, "schedule_free": schedule_free_around,
    "line_search": line_search, "cg": cg, "bfgs": bfgs, "adafactor": adafactor,
    "shampoo": shampoo, "muon": muon,
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
        except (OverflowError, StopIteration):
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
            is_rate = isinstance(options.get("warmup"), float)  # of the learning rate, not of ema
            warmup = options.pop("warmup") if is_rate else None
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
