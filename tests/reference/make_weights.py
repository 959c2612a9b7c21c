#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/reference/weights/NAME.csv: what optimizers do to seven weights in two layers, of
three and four, computed apart from optanim.

Rules that torch.optim has are run by it (Debian's python3-torch), each layer a tensor; the others
are written here from their papers, with numpy. Run it as: python3 make_weights.py [NAME...]

A file holds runs: a line "# PROBLEM | ENTRY", the entry as a scene has it, and rows
"step,w0,...,w6" of the states before steps 0 to 10 and every tenth up to 100. A run that leaves
the neighbourhood ends there.
"""
import math
import os
import sys

import numpy as np

try:
    import torch
except ImportError:
    torch = None

HERE = os.path.dirname(os.path.abspath(__file__))
LAYERS = [slice(0, 3), slice(3, 7)]
GROUPS = {"layer": LAYERS, "all": [slice(0, 7)], "each": [slice(i, i + 1) for i in range(7)]}

CENTRE = np.array([0.5, -1, 1.5, -2, 2.5, -3, 3.5])
CURVATURE = np.array([0.1, 0.3, 1, 3, 10, 30, 100])


class Problem:
    """With x = w - CENTRE and the differences z of neighbours in x: the sum of curvature x^2 / 2,
    coupling (sum of x)^2 / 2, z^4 / 4 and -bend z^2 / 2. With a bend it has several minima, and
    near the centre its Hessian is indefinite."""

    def __init__(self, coupling, bend, *start):
        self.coupling, self.bend, self.start = coupling, bend, CENTRE + np.array(start)

    def value(self, w):
        x = w - CENTRE
        z = x[:-1] - x[1:]
        return (CURVATURE @ x ** 2 / 2 + self.coupling * x.sum() ** 2 / 2
                + (z ** 4).sum() / 4 - self.bend * (z ** 2).sum() / 2)

    def grad(self, w):
        x = w - CENTRE
        z = x[:-1] - x[1:]
        slope = z ** 3 - self.bend * z
        g = CURVATURE * x + self.coupling * x.sum()
        g[:-1] += slope
        g[1:] -= slope
        return g

    def hess(self, w):
        x = w - CENTRE
        bends = 3 * (x[:-1] - x[1:]) ** 2 - self.bend
        h = np.diag(CURVATURE) + self.coupling
        for i, b in enumerate(bends):
            h[i:i + 2, i:i + 2] += b * np.array([[1, -1], [-1, 1]])
        return h


class Around:
    """The objective with the gradient clipped and coupled decay added, in this order."""

    def __init__(self, problem, clip=None, decay=None):
        self.problem, self.clip, self.start = problem, clip or {}, problem.start
        self.rate = decay["rate"] if decay else 0

    def value(self, w):
        return self.problem.value(w) + self.rate / 2 * (w @ w)

    def grad(self, w):
        g = self.problem.grad(w)
        norm, most = np.linalg.norm(g), self.clip.get("norm", math.inf)
        g = g * (most / norm) if norm > most else g
        value = self.clip.get("value", math.inf)
        return np.clip(g, -value, value) + self.rate * w

    def hess(self, w):
        return self.problem.hess(w) + self.rate * np.eye(7)


PROBLEMS = {"bowl": Problem(1, 0, 2, -1.5, 1, -0.5, 0.75, -0.25, 0.125),
            "wells": Problem(0, 4, 0.25, -0.5, 0.375, -0.25, 0.125, -0.0625, 0.03125)}


class Torch:
    """A torch optimizer with a tensor for each layer."""

    def __init__(self, make, start, lr, **options):
        beta1, beta2 = options.pop("beta1", None), options.pop("beta2", None)
        if beta1 or beta2:
            options["betas"] = (beta1 or 0.9, beta2 or 0.999)
        self.layers = [torch.tensor(start[s], dtype=torch.float64, requires_grad=True)
                       for s in LAYERS]
        self.optimizer = make(self.layers, lr=lr, **options)

    def get(self):
        return np.concatenate([a.detach().numpy() for a in self.layers]).copy()

    def set(self, w):
        with torch.no_grad():
            for a, s in zip(self.layers, LAYERS):
                a.copy_(torch.tensor(w[s]))

    def step(self, problem, at=None):
        """One step with the gradient at the weights, or at the point `at`."""
        def closure():
            w = self.get() if at is None else at
            g = problem.grad(w)
            for a, s in zip(self.layers, LAYERS):
                a.grad = torch.tensor(g[s])
            return torch.tensor(problem.value(w))
        self.optimizer.step(closure)


def with_torch(make):
    def run(problem, lr, **options):
        rule = Torch(make, problem.start, lr, **options)
        while True:
            yield rule.get()
            rule.step(problem)
    return run


def inside(inner, start, lr):
    """The rule inside a wrapper: `sgd`, `adam`, or `sgd: {momentum: 0.9}`."""
    make = torch.optim.Adam if inner == "adam" else torch.optim.SGD
    return Torch(make, start, lr, **({"momentum": 0.9} if "momentum" in inner else {}))


def lookahead(problem, lr, inner="sgd", k=5, alpha=0.5):
    rule, slow, t = inside(inner, problem.start, lr), problem.start, 0
    while True:
        yield rule.get()
        rule.step(problem)
        t += 1
        if t % k == 0:
            slow = slow + alpha * (rule.get() - slow)
            rule.set(slow)


def sam(problem, lr, inner="sgd", rho=0.05):
    """As the authors' code: the norm is over all layers, with 1e-12 added."""
    rule = inside(inner, problem.start, lr)
    while True:
        w = rule.get()
        yield w
        g = problem.grad(w)
        rule.step(problem, at=w + g * (rho / (np.linalg.norm(g) + 1e-12)))


def lamb(problem, lr, beta1=0.9, beta2=0.999, eps=1e-6, weight_decay=0, trust_clip=math.inf,
         groups="layer", bias_correction="power"):
    w, m, v, t = problem.start.copy(), np.zeros(7), np.zeros(7), 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        c1, c2 = (1 - beta1 ** t, 1 - beta2 ** t) if bias_correction == "power" else (1, 1)
        u = m / c1 / (np.sqrt(v / c2) + eps) + weight_decay * w
        for s in GROUPS[groups]:
            r1, r2 = np.linalg.norm(w[s]), np.linalg.norm(u[s])
            w[s] -= lr * min(r1 / r2 if r1 and r2 else 1, trust_clip) * u[s]


def lars(problem, lr, momentum=0.9, weight_decay=0, trust_coefficient=0.001, eps=0,
         groups="layer"):
    w, v = problem.start.copy(), np.zeros(7)
    while True:
        yield w.copy()
        g = problem.grad(w)
        for s in GROUPS[groups]:
            norm = np.linalg.norm(w[s])
            rate = lr * trust_coefficient * norm / (
                np.linalg.norm(g[s]) + weight_decay * norm + eps)
            v[s] = momentum * v[s] + rate * (g[s] + weight_decay * w[s])
        w = w - v


def novograd(problem, lr, beta1=0.95, beta2=0.98, eps=1e-8, weight_decay=0, groups="layer"):
    w, m, v, t = problem.start.copy(), np.zeros(7), {}, 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        for i, s in enumerate(GROUPS[groups]):
            square = np.linalg.norm(g[s]) ** 2
            v[i] = beta2 * v[i] + (1 - beta2) * square if i in v else square
            m[s] = beta1 * m[s] + (g[s] / (np.sqrt(v[i]) + eps) + weight_decay * w[s])
        w = w - lr * m


def prodigy(problem, lr, beta1=0.9, beta2=0.999, beta3=None, eps=1e-8, weight_decay=0, d0=1e-6,
            d_coef=1, growth_rate=math.inf, bias_correction=False):
    """As konstmish/prodigy: d, its numerator and the 1-norm are over all layers."""
    beta3 = beta3 or math.sqrt(beta2)
    w, m, v, s, r, d, top_d, t = problem.start.copy(), np.zeros(7), np.zeros(7), np.zeros(7), 0, d0, d0, 0
    while True:
        yield w.copy()
        g = problem.grad(w)
        t += 1
        c = math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t) if bias_correction else 1
        rate = d * lr * c
        r = beta3 * r + d / d0 * rate * (g @ (problem.start - w))
        m = beta1 * m + d * (1 - beta1) * g
        v = beta2 * v + d * d * (1 - beta2) * g * g
        s = beta3 * s + d / d0 * rate * g
        estimate = d_coef * r / np.abs(s).sum()
        if d == d0:
            d = max(d, estimate)
        top_d = max(top_d, estimate)
        d = min(top_d, d * growth_rate)
        w = w - weight_decay * rate * w
        w = w - rate * m / (np.sqrt(v) + d * eps)


def polyak_sgd(problem, lr, scaling=1, f_min=0, eps=0):
    w = problem.start.copy()
    while True:
        yield w.copy()
        g = problem.grad(w)
        w = w - scaling * min((problem.value(w) - f_min) / (g @ g + eps), lr) * g


def newton(problem, lr, damping=1):
    w = problem.start.copy()
    while True:
        yield w.copy()
        w = w - lr * np.linalg.solve(problem.hess(w) + damping * np.eye(7), problem.grad(w))


def swats(problem, lr, beta1=0.9, beta2=0.999, eps=1e-9, threshold=1e-9, weight_decay=0):
    w, m, a, lam, t, sgd_rate = problem.start.copy(), np.zeros(7), np.zeros(7), 0, 0, None
    while True:
        yield w.copy()
        g = problem.grad(w) + weight_decay * w
        t += 1
        if sgd_rate is not None:
            v = beta1 * v + g
            w = w - (1 - beta1) * sgd_rate * v
            continue
        m = beta1 * m + (1 - beta1) * g
        a = beta2 * a + (1 - beta2) * g * g
        p = -lr * math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t) * m / (np.sqrt(a) + eps)
        w = w + p
        if p @ g:
            gamma = p @ p / -(p @ g)
            lam = beta2 * lam + (1 - beta2) * gamma
            rate = lam / (1 - beta2 ** t)
            if t > 1 and rate > 0 and abs(rate - gamma) < threshold:
                sgd_rate, v = rate, np.zeros(7)


# Where torch is not installed, rules that need it are not written anew.
T = torch.optim if torch else None
RULES = {
    "sgd": with_torch(T and T.SGD), "adam": with_torch(T and T.Adam),
    "adamw": with_torch(T and T.AdamW),
    "lbfgs": with_torch(lambda w, lr, **o: T.LBFGS(w, lr=lr, max_iter=1, **o)),
    "lookahead": lookahead, "sam": sam, "lamb": lamb, "lars": lars, "novograd": novograd,
    "prodigy": prodigy, "polyak_sgd": polyak_sgd, "newton": newton, "swats": swats,
}

COUPLED = dict(rate=0.1, mode="coupled")

# Rates on the bowl and the wells, then the settings of the options.
RUNS = {
    "sgd": ((0.002, 0.002), dict(momentum=0.9), dict(momentum=0.9, nesterov=True,
                                                     weight_decay=0.01, clip=dict(norm=5))),
    "adam": ((0.05, 0.05), {}, dict(amsgrad=True, beta1=0.8, clip=dict(value=3), decay=COUPLED)),
    "adamw": ((0.05, 0.05), {}, dict(weight_decay=0.1, beta2=0.9)),
    "lamb": ((0.02, 0.02), {}, dict(weight_decay=0.1, trust_clip=1.5, groups="all"),
             dict(groups="each", beta2=0.9, bias_correction="none"),
             dict(weight_decay=0.1, beta1=0.5, clip=dict(norm=5))),
    "lars": ((5, 5), {}, dict(momentum=0.5, weight_decay=0.1, trust_coefficient=0.002, eps=1e-3),
             dict(groups="all"), dict(groups="each")),
    "novograd": ((0.01, 0.01), {}, dict(beta1=0.8, beta2=0.5, weight_decay=0.1),
                 dict(groups="all"), dict(groups="each")),
    "prodigy": ((1, 1), {}, dict(d0=0.01, weight_decay=0.1, growth_rate=1.5,
                                 bias_correction=True, d_coef=0.5)),
    "polyak_sgd": ((0.02, 0.01), dict(f_min=-20), dict(scaling=0.5, f_min=-30, eps=0.01,
                                                       decay=COUPLED)),
    "swats": ((0.05, 0.05), {}, dict(threshold=0.02, beta2=0.9, weight_decay=0.01)),
    "lookahead": ((0.005, 0.005), dict(inner="sgd"),
                  dict(inner="adam", k=3, alpha=0.8)),
    "sam": ((0.002, 0.002), dict(inner="sgd"), dict(inner="sgd: {momentum: 0.9}", rho=0.2),
            dict(inner="adam", rho=0.1, decay=COUPLED)),
    "newton": ((1, 0.5), {}, dict(damping=0), dict(damping=10, decay=COUPLED)),
    "lbfgs": ((0.5, 0.1), {}, dict(history_size=3), dict(history_size=1, decay=COUPLED)),
}


def entry(name, lr, options):
    def scalar(value):
        if isinstance(value, dict):
            return "{%s}" % ", ".join("%s: %s" % (k, scalar(v)) for k, v in value.items())
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str) and ":" in value:
            return "{%s}" % value
        return "%.17g" % value if isinstance(value, float) else str(value)
    return scalar({name: dict(lr=lr, **options)})


def rows(states):
    for step in range(101):
        w = next(states)
        if not np.all(np.abs(w) < 1e4):
            return
        if step <= 10 or step % 10 == 0:
            yield "%d,%s\n" % (step, ",".join("%.17g" % x for x in w))


NEED_TORCH = ("sgd", "adam", "adamw", "lbfgs", "lookahead", "sam")


def main(names):
    if not torch and any(name in NEED_TORCH for name in names):
        sys.exit("%s need torch (Debian: python3-torch)" % ", ".join(NEED_TORCH))
    for name in names or (RUNS if torch else [n for n in RUNS if n not in NEED_TORCH]):
        rates, *settings = RUNS[name]
        with open(os.path.join(HERE, "weights", name + ".csv"), "w") as out:
            for options in settings:
                rule = {k: v for k, v in options.items() if k not in ("clip", "decay")}
                for lr, (label, problem) in zip(rates, PROBLEMS.items()):
                    around = Around(problem, options.get("clip"), options.get("decay"))
                    out.write("# %s | %s\n" % (label, entry(name, lr, options)))
                    out.writelines(rows(RULES[name](around, lr, **rule)))


if __name__ == "__main__":
    main(sys.argv[1:])
