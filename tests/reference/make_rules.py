#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/reference/NAME.csv and tests/reference/weights/NAME.csv for the optimizers whose
rules are texts in src/optim/rules: what each does, computed apart from optanim, with numpy alone.

Each rule is written here from the paper or the authors' code that its help names. Run it as:
python3 make_rules.py [NAME...]. The files are those of make_traces.py and make_weights.py, whose
problems they have.
"""
import os
import sys
from math import sqrt

import numpy as np
import make_traces
import make_weights

HERE = os.path.dirname(os.path.abspath(__file__))
norm = np.linalg.norm


class Plane:
    """A problem of two weights with arrays in place of lists; its weights are one layer."""

    def __init__(self, problem):
        self.problem, self.start = problem, np.array(problem.start)

    def value(self, w):
        return self.problem.value(list(w))

    def grad(self, w):
        return np.array(self.problem.grad(list(w)))

    def hess(self, w):
        return np.array(self.problem.hess(list(w)))


def adopt(problem, layers, lr, beta1=0.9, beta2=0.9999, eps=1e-6, weight_decay=0):
    """iShohei220/adopt since November 2024, with its bound of step^(1/4): the first step only
    fills v."""
    w = problem.start.copy()
    m, v = np.zeros_like(w), None
    steps = 0
    while True:
        yield w.copy()
        g = problem.grad(w) + weight_decay * w
        if v is None:
            v = g * g
        else:
            bound = steps ** 0.25
            m = beta1 * m + (1 - beta1) * np.clip(g / np.maximum(np.sqrt(v), eps), -bound, bound)
            w = w - lr * m
            v = beta2 * v + (1 - beta2) * g * g
        steps += 1


def mars(problem, layers, lr, beta1=0.95, beta2=0.99, eps=1e-8, weight_decay=0, gamma=0.025):
    """AGI-Arena/MARS, mars-adamw with is_approx and optimize_1d: the gradient before the first is
    0."""
    w = problem.start.copy()
    m, v, before = np.zeros_like(w), np.zeros_like(w), np.zeros_like(w)
    t = 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        t += 1
        c = g + gamma * beta1 / (1 - beta1) * (g - before)
        for s in layers:
            if norm(c[s]) > 1:
                c[s] = c[s] / norm(c[s])
        m = beta1 * m + (1 - beta1) * c
        v = beta2 * v + (1 - beta2) * c * c
        step = m / ((np.sqrt(v) / sqrt(1 - beta2 ** t) + eps) * (1 - beta1 ** t))
        w = w - lr * (weight_decay * w + step)
        before = g


def laprop(problem, layers, lr, beta1=0.9, beta2=0.999, eps=1e-15):
    """Ziyin, Wang & Ueda, arXiv:2002.04839, algorithm 1; the default eps is that of the authors'
    code."""
    w = problem.start.copy()
    m, v = np.zeros_like(w), np.zeros_like(w)
    t = 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        t += 1
        v = beta2 * v + (1 - beta2) * g * g
        m = beta1 * m + (1 - beta1) * g / (np.sqrt(v / (1 - beta2 ** t)) + eps)
        w = w - lr * m / (1 - beta1 ** t)


def sophia(problem, layers, lr, beta1=0.96, beta2=0.99, gamma=0.01, eps=1e-12, k=10,
           weight_decay=0.2):
    """Liu et al., arXiv:2305.14342, algorithm 3, with the diagonal of the Hessian in place of its
    estimate, and the settings of Sophia-H."""
    w = problem.start.copy()
    m, h = np.zeros_like(w), np.zeros_like(w)
    t = 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        t += 1
        m = beta1 * m + (1 - beta1) * g
        if k == 1 or t % k == 1:
            h = beta2 * h + (1 - beta2) * np.diag(problem.hess(w))
        w = w - lr * weight_decay * w
        w = w - lr * np.clip(m / np.maximum(gamma * h, eps), -1, 1)


def adahessian(problem, layers, lr, beta1=0.9, beta2=0.999, eps=1e-4, weight_decay=0,
               hessian_power=1):
    """amirgholami/adahessian, with the diagonal of the Hessian in place of a draw."""
    w = problem.start.copy()
    m, v = np.zeros_like(w), np.zeros_like(w)
    t = 0
    while True:
        yield w.copy()
        g, d = problem.grad(w), np.diag(problem.hess(w))
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * d * d
        scale = np.sqrt(v / (1 - beta2 ** t)) ** hessian_power + eps
        w = w - lr * (m / (1 - beta1 ** t) / scale + weight_decay * w)


def stable_adamw(problem, layers, lr, beta1=0.9, beta2=0.99, eps=1e-6, weight_decay=0.2):
    """Wortsman et al., arXiv:2304.13013, algorithm 2; the defaults are those of the authors'
    code."""
    w = problem.start.copy()
    m, v = np.zeros_like(w), np.zeros_like(w)
    t = 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        t += 1
        b1 = beta1 * (1 - beta1 ** (t - 1)) / (1 - beta1 ** t)
        b2 = beta2 * (1 - beta2 ** (t - 1)) / (1 - beta2 ** t)
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        for s in layers:
            rms = sqrt(np.mean(g[s] ** 2 / np.maximum(v[s], eps ** 2)))
            rate = lr / max(1, rms)
            w[s] = w[s] - rate * weight_decay * w[s] - rate * m[s] / (np.sqrt(v[s]) + eps)


def d_adapt_adam(problem, layers, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0, d0=1e-6):
    """facebookresearch/dadaptation, DAdaptAdam of version 3: its sums are over all layers."""
    w, d, r, b = problem.start.copy(), d0, 0, sqrt(beta2)
    m, v, s = np.zeros_like(w), np.zeros_like(w), np.zeros_like(w)
    while True:
        yield w.copy()
        g = problem.grad(w) + weight_decay * w
        r = b * r + (1 - b) * d * lr * (g @ (s / (np.sqrt(v) + eps)))
        m = beta1 * m + (1 - beta1) * d * lr * g
        v = beta2 * v + (1 - beta2) * g * g
        s = b * s + (1 - b) * d * lr * g
        d = max(d, r / ((1 - b) * np.sum(np.abs(s))))
        w = w - m / (np.sqrt(v) + eps)


def dog(problem, layers, lr, reps_rel=1e-6, eps=1e-8, weight_decay=0, groups="all"):
    """formll/dog: DoG, and LDoG where each layer is a group."""
    w = problem.start.copy()
    parts = layers if groups == "layer" else [slice(0, len(w))]
    far = [reps_rel * (1 + norm(w[s])) for s in parts]
    total = [eps] * len(parts)
    while True:
        yield w.copy()
        g = problem.grad(w) + weight_decay * w
        for i, s in enumerate(parts):
            far[i] = max(far[i], norm(w[s] - problem.start[s]))
            total[i] += g[s] @ g[s]
            w[s] = w[s] - lr * far[i] / sqrt(total[i]) * g[s]


def dowg(problem, layers, lr, eps=1e-4):
    """rka97/dowg; its steps have no rate, which is lr = 1."""
    w, far, total = problem.start.copy(), eps, 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        far = max(far, np.sum((w - problem.start) ** 2))
        total += far * (g @ g)
        w = w - lr * far * g / (sqrt(total) + eps)


def adamp(problem, layers, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0, delta=0.1,
          wd_ratio=0.1):
    """clovaai/AdamP: Heo et al., arXiv:2006.08217, algorithm 2, with each layer as one vector."""
    w = problem.start.copy()
    m, v = np.zeros_like(w), np.zeros_like(w)
    t = 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        p = m / (np.sqrt(v) / sqrt(1 - beta2 ** t) + eps)
        for s in layers:
            cosine = abs(g[s] @ w[s]) / max(norm(g[s]) * norm(w[s]), eps)
            step, decay = p[s], weight_decay
            if cosine < delta / sqrt(len(w[s])):
                along = w[s] / (norm(w[s]) + eps)
                step, decay = step - along * (along @ step), decay * wd_ratio
            w[s] = w[s] * (1 - lr * decay) - lr / (1 - beta1 ** t) * step


def barzilai_borwein(problem, layers, lr, short=0):
    """Barzilai & Borwein 1988, equations 5 (long) and 6 (short). lr bounds the rate, and is taken
    along steps on which the gradient does not grow; the first step has at most the length lr."""
    w = problem.start.copy()
    g = problem.grad(w)
    rate = lr * min(1, 1 / norm(g))
    while True:
        yield w.copy()
        w_before, g_before = w, g
        w = w - rate * g
        g = problem.grad(w)
        s, y = w - w_before, g - g_before
        rate = lr
        if s @ y > 0:
            rate = min(lr, s @ y / (y @ y) if short else s @ s / (s @ y))


ADAM = (0.1, 0.05, 0.5)  # rates on quadratic, rosenbrock and regression

# The rule; its rates at n = 2; those on the bowl and the wells; then the settings of the options.
RUNS = {
    "adopt": (adopt, ADAM, (0.05, 0.05), {}, dict(beta1=0.5, beta2=0.9, eps=0.1,
                                                  weight_decay=0.01)),
    "mars": (mars, ADAM, (0.05, 0.05), {}, dict(beta1=0.8, beta2=0.9, gamma=0.1, eps=0.01,
                                                weight_decay=0.1)),
    "laprop": (laprop, ADAM, (0.05, 0.05), {}, dict(beta1=0.8, beta2=0.9, eps=0.01)),
    "sophia": (sophia, (0.05, 0.02, 0.5), (0.05, 0.05), {},
               dict(beta1=0.9, beta2=0.5, gamma=1, eps=0.01, k=3, weight_decay=0.01),
               dict(k=1, beta2=0, gamma=0.5, weight_decay=0)),
    "adahessian": (adahessian, (0.5, 0.2, 1), (0.2, 0.2), {},
                   dict(beta1=0.8, beta2=0.9, eps=0.1, weight_decay=0.01, hessian_power=0.5)),
    "stable_adamw": (stable_adamw, ADAM, (0.05, 0.05), {},
                     dict(beta1=0.8, beta2=0.9, eps=0.01, weight_decay=0.01)),
    "d_adapt_adam": (d_adapt_adam, (1, 1, 0.1), (1, 0.5), {},
                     dict(beta1=0.8, beta2=0.9, eps=0.01, weight_decay=0.01, d0=0.01)),
    "dog": (dog, (1, 1, 1), (1, 1), {}, dict(reps_rel=1e-3, eps=0.1, weight_decay=0.01),
            dict(reps_rel=0.01, groups="layer")),
    "dowg": (dowg, (1, 0.5, 0.5), (1, 0.5), {}, dict(eps=0.01)),
    "adamp": (adamp, ADAM, (0.05, 0.05), {}, dict(delta=10, weight_decay=0.1),
              dict(beta1=0.8, beta2=0.9, eps=0.01, delta=0.9, wd_ratio=0.5, weight_decay=0.1)),
    "barzilai_borwein": (barzilai_borwein, (2, 0.1, 5), (0.5, 0.2), {}, dict(short=1)),
}


def write_plane(name, rule, rates, settings):
    with open(os.path.join(HERE, name + ".csv"), "w") as out:
        for options in settings:
            for lr, (label, problem) in zip(rates, make_traces.PROBLEMS.items()):
                def run(problem, lr, options):
                    return rule(Plane(problem), [slice(0, 2)], lr, **options)
                out.write("# %s | %s\n" % (label, make_traces.entry(name, lr, options)))
                out.writelines(make_traces.rows(run, problem, lr, options))


def write_layers(name, rule, rates, settings):
    with open(os.path.join(HERE, "weights", name + ".csv"), "w") as out:
        for options in settings:
            for lr, (label, problem) in zip(rates, make_weights.PROBLEMS.items()):
                out.write("# %s | %s\n" % (label, make_weights.entry(name, lr, options)))
                out.writelines(make_weights.rows(
                    rule(problem, make_weights.LAYERS, lr, **options)))


def main(names):
    for name in names or RUNS:
        rule, rates, layer_rates, *settings = RUNS[name]
        write_plane(name, rule, rates, settings)
        write_layers(name, rule, layer_rates, settings)


if __name__ == "__main__":
    main(sys.argv[1:])
