#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/reference/weights/NAME.csv: what optimizers do to seven weights in two layers, of
three and four, computed apart from optanim; those that know matrices also to one of 3 x 2 or 2 x 3
and a layer of one.

Rules that torch.optim of Debian's python3-torch has are run by it, each layer a tensor; the others
are written here from their papers, with numpy. Run it as: python3 make_weights.py [NAME...]

A file holds runs: a line "# PROBLEM | ENTRY", the entry as a scene has it, and rows
"step,w0,...,w6" of the states before steps 0 to 10 and every tenth up to 100. A run that leaves
the neighbourhood ends there, and so does a line search that has converged.
"""
import math
import os
import sys
from make_traces import CONVERGED, search

import numpy as np

try:
    import torch
except ImportError:
    torch = None

HERE = os.path.dirname(os.path.abspath(__file__))
LAYERS = [slice(0, 3), slice(3, 7)]
MATRIX = [slice(0, 6), slice(6, 7)]
GROUPS = {"layer": LAYERS, "all": [slice(0, 7)], "each": [slice(i, i + 1) for i in range(7)]}

CENTRE = np.array([0.5, -1, 1.5, -2, 2.5, -3, 3.5])
CURVATURE = np.array([0.1, 0.3, 1, 3, 10, 30, 100])


class Problem:
    """With x = w - CENTRE and the differences z of neighbours in x: the sum of curvature x^2 / 2,
    coupling (sum of x)^2 / 2, z^4 / 4 and -bend z^2 / 2. With a bend it has several minima, and
    near the centre its Hessian is indefinite."""

    def __init__(self, coupling, bend, *start, columns=0):
        self.columns = columns  # of the matrix in the first six weights; 0: none
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
        self.columns = problem.columns

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
MATRIX_PROBLEMS = {"tall": Problem(1, 0, 2, -1.5, 1, -0.5, 0.75, -0.25, 0.125, columns=2),
                   "wide": Problem(1, 0, 2, -1.5, 1, -0.5, 0.75, -0.25, 0.125, columns=3)}


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


class Inside:
    """The rule inside a wrapper: `sgd`, `sgd: {momentum: 0.9}`, `adam`, or one with a rate of its
    own, as `adamw: {lr: 0.1}`."""

    def __init__(self, rule, lr):
        self.momentum = 0.9 if "momentum" in rule else 0
        self.adaptive, self.decay = rule.startswith("adam"), 0.01 * rule.startswith("adamw")
        self.lr = float(rule.split("lr: ")[1].rstrip("}")) if "lr: " in rule else lr
        self.m, self.v, self.t = np.zeros(7), np.zeros(7), 0

    def step(self, w, g):
        self.t += 1
        if not self.adaptive:
            self.m = self.momentum * self.m + g
            return w - self.lr * self.m
        self.m = 0.9 * self.m + 0.1 * g
        self.v = 0.999 * self.v + 0.001 * g * g
        root = np.sqrt(self.v / (1 - 0.999 ** self.t)) + 1e-8
        return w * (1 - self.lr * self.decay) - self.lr * self.m / (1 - 0.9 ** self.t) / root


def asam(problem, lr, inner="sgd", rho=0.5, eta=0.01):
    """As SamsungLabs/ASAM; no layer is a bias."""
    rule, w = Inside(inner, lr), problem.start.copy()
    while True:
        yield w.copy()
        t, g = np.abs(w) + eta, problem.grad(w)
        w = rule.step(w, problem.grad(w + rho * t * t * g / (np.linalg.norm(t * g) + 1e-16)))


def cautious(problem, lr, inner="sgd", eps=1e-3, groups="layer"):
    """As kyleliang919/C-Optim, each layer a tensor."""
    rule, w = Inside(inner, lr), problem.start.copy()
    while True:
        yield w.copy()
        g = problem.grad(w)
        u = w - rule.step(w, g)
        mask = (u * g > 0).astype(float)
        for s in GROUPS[groups]:
            w[s] -= u[s] * mask[s] / max(mask[s].mean(), eps)


def ema(problem, lr, inner="sgd", ema_decay=0.999, warmup=True):
    rule, w, t = Inside(inner, lr), problem.start.copy(), 0
    mean = w.copy()
    while True:
        yield mean.copy()
        w, t = rule.step(w, problem.grad(w)), t + 1
        d = min(ema_decay, (1 + t) / (10 + t)) if warmup else ema_decay if t > 1 else 0
        mean = d * mean + (1 - d) * w


def swa(problem, lr, inner="sgd", swa_start=0.75, swa_freq=1):
    rule, w, kept, t = Inside(inner, lr), problem.start.copy(), [], 0
    first = swa_start * 100 if swa_start < 1 else swa_start
    while True:
        yield np.mean(kept, axis=0) if kept else w.copy()
        w, t = rule.step(w, problem.grad(w)), t + 1
        if t > first and t % swa_freq == 0:
            kept.append(w)


def schedule_free(problem, lr, inner="sgd", momentum=0.9, weight_decay_at_y=0, r=0,
                  weight_lr_power=2):
    rule, z, total, t = Inside(inner, lr), problem.start.copy(), 0, 0
    x = z.copy()
    while True:
        yield x.copy()
        y, t = (1 - momentum) * z + momentum * x, t + 1
        z = rule.step(z - lr * weight_decay_at_y * y, problem.grad(y))
        weight = t ** r * lr ** weight_lr_power
        total += weight
        x = x + weight / total * (z - x)


def ray(problem, w, d):
    def at(alpha):
        return problem.value(w + alpha * d), problem.grad(w + alpha * d) @ d
    return at


def line_search(problem, lr, inner="sgd", method="wolfe", c1=1e-4, c2=0.9, rho=0.5):
    rule, w = Inside(inner, lr), problem.start.copy()
    while True:
        yield w.copy()
        g = problem.grad(w)
        if np.linalg.norm(g) < CONVERGED:
            return
        d = rule.step(w, g) - w
        if d @ g < 0:
            w = w + search(method, ray(problem, w, d), 1, c1, c2, rho) * d


def cg(problem, lr, beta="polak_ribiere", restart=0, nu=0, line_search="wolfe", c1=1e-4, c2=0.1,
       rho=0.5):
    w, before = problem.start.copy(), None
    while True:
        yield w.copy()
        g = problem.grad(w)
        if np.linalg.norm(g) < CONVERGED:
            return
        factor = 0
        if before is not None and not (restart and count >= restart) and not (
                nu and abs(g @ before) >= nu * (g @ g)):
            y = g - before
            factor = {"fletcher_reeves": g @ g / (before @ before),
                      "polak_ribiere": max(0, g @ y / (before @ before)),
                      "hestenes_stiefel": g @ y / (d @ y), "dai_yuan": g @ g / (d @ y)}[beta]
        d = factor * d - g if factor else -g
        if d @ g >= 0:
            factor, d = 0, -g
        count = count + 1 if factor else 1
        before = g
        w = w + search(line_search, ray(problem, w, d), lr, c1, c2, rho) * d


def bfgs(problem, lr, line_search="wolfe", c1=1e-4, c2=0.9, rho=0.5):
    w, h, last = problem.start.copy(), None, None
    while True:
        yield w.copy()
        g = problem.grad(w)
        if np.linalg.norm(g) < CONVERGED:
            return
        if last:
            s, y = w - last[0], g - last[1]
            if y @ s > 1e-10 * np.linalg.norm(y) * np.linalg.norm(s):
                h = np.eye(7) * (y @ s) / (y @ y) if h is None else h
                v = np.eye(7) - np.outer(y, s) / (y @ s)
                h = v.T @ h @ v + np.outer(s, s) / (y @ s)
        d = -g if h is None else -h @ g
        if d @ g >= 0:
            h, d = None, -g
        last = (w, g)
        w = w + search(line_search, ray(problem, w, d), lr, c1, c2, rho) * d


def tensors(problem, groups="layer"):
    """The slices of the weights and the shapes that they have."""
    if groups != "layer" or not problem.columns:
        return [(s, (-1,)) for s in GROUPS[groups]]
    return [(MATRIX[0], (-1, problem.columns)), (MATRIX[1], (-1,))]


def adafactor(problem, lr, beta2_decay=-0.8, eps1=2.0 ** -52, eps2=1e-3, d=1, weight_decay=0,
              groups="layer"):
    """As torch.optim.Adafactor of torch 2.8."""
    w, state, t = problem.start.copy(), {}, 0
    while True:
        yield w.copy()
        gradient, t = problem.grad(w), t + 1
        share = t ** beta2_decay
        for i, (s, shape) in enumerate(tensors(problem, groups)):
            g = gradient[s].reshape(shape)
            alpha = max(eps2, math.sqrt((w[s] ** 2).mean())) * min(lr, 1 / math.sqrt(t))
            w[s] *= 1 - lr * weight_decay
            if g.ndim == 2:
                r, c = state.get(i, (0, 0))
                r = (1 - share) * r + share * (g * g).mean(axis=1, keepdims=True)
                c = (1 - share) * c + share * (g * g).mean(axis=0, keepdims=True)
                state[i] = r, c
                v = r @ c / max(r.mean(), eps1)
            else:
                v = state[i] = (1 - share) * state.get(i, 0) + share * g * g
            u = g / np.sqrt(np.maximum(v, eps1 ** 2))
            w[s] -= (alpha / max(1, math.sqrt((u ** 2).mean()) / d) * u).ravel()


def inverse_root(a, power):
    values, vectors = np.linalg.eigh(a)
    return vectors @ np.diag(values ** (-1 / power)) @ vectors.T


def shampoo(problem, lr, eps=1e-4, update_freq=1, groups="layer"):
    w, sums, roots, t = problem.start.copy(), {}, {}, 0
    while True:
        yield w.copy()
        gradient = problem.grad(w)
        for i, (s, shape) in enumerate(tensors(problem, groups)):
            g = gradient[s].reshape(shape)
            both = [np.outer(g, g)] if g.ndim == 1 else [g @ g.T, g.T @ g]
            sums[i] = [a + b for a, b in zip(sums.get(i) or [eps * np.eye(len(b)) for b in both],
                                             both)]
            if t % update_freq == 0:
                roots[i] = [inverse_root(a, 2 * len(both)) for a in sums[i]]
            d = roots[i][0] @ g
            w[s] -= lr * (d if g.ndim == 1 else d @ roots[i][1]).ravel()
        t += 1


def muon(problem, lr, inner="adamw", weight_decay=0.1, momentum=0.95, nesterov=True,
         ns_coefficients=(3.4445, -4.775, 2.0315), eps=1e-7, ns_steps=5, adjust_lr_fn="original"):
    """As torch.optim.Muon of torch 2.9, in doubles; vectors are left to the rule inside."""
    w, rule, m = problem.start.copy(), Inside(inner, lr), np.zeros(7)
    a, b, c = ns_coefficients
    while True:
        yield w.copy()
        gradient = problem.grad(w)
        before, w = w, rule.step(w, gradient)
        for s, shape in tensors(problem):
            if len(shape) == 1:
                continue
            m[s] += (1 - momentum) * (gradient[s] - m[s])
            x = m[s] + (1 - momentum) * (gradient[s] - m[s]) if nesterov else m[s]
            x = x.reshape(shape)
            rows, columns = x.shape
            x = x.T if rows > columns else x
            x = x / max(np.linalg.norm(x), eps)
            for _ in range(ns_steps):
                gram = x @ x.T
                x = a * x + (b * gram + c * gram @ gram) @ x
            x = x.T if rows > columns else x
            rate = lr * (math.sqrt(max(1, rows / columns)) if adjust_lr_fn == "original"
                         else 0.2 * math.sqrt(max(rows, columns)))
            w[s] = before[s] * (1 - lr * weight_decay) - rate * x.ravel()


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
    "asam": asam, "cautious": cautious, "ema": ema, "swa": swa, "schedule_free": schedule_free,
    "line_search": line_search, "cg": cg, "bfgs": bfgs, "adafactor": adafactor,
    "shampoo": shampoo, "muon": muon,
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
    "asam": ((0.002, 0.002), dict(inner="sgd", rho=0.05),
             dict(inner="adam", rho=0.1, eta=0.5, decay=COUPLED)),
    "cautious": ((0.002, 0.002), dict(inner="sgd: {momentum: 0.9}"),
                 dict(inner="adam", groups="all"), dict(inner="adam", groups="each"),
                 dict(inner="sgd: {momentum: 0.9}", eps=0.75, clip=dict(norm=5))),
    "ema": ((0.002, 0.002), dict(inner="sgd"), dict(inner="adam", warmup=False, ema_decay=0.9)),
    "swa": ((0.002, 0.002), dict(inner="sgd"), dict(inner="adam", swa_start=7, swa_freq=3)),
    "schedule_free": ((0.005, 0.005), dict(inner="sgd"),
                      dict(inner="adam", momentum=0.8, weight_decay_at_y=0.1, r=1,
                           weight_lr_power=1)),
    "line_search": ((0.01, 0.01), dict(inner="sgd"), dict(inner="sgd", method="armijo", c1=0.1),
                    dict(inner="adam", method="exact"), dict(inner="sgd", c2=0.1, decay=COUPLED)),
    "cg": ((0.1, 0.1), {}, dict(beta="fletcher_reeves", line_search="exact"),
           dict(beta="hestenes_stiefel", restart=4), dict(beta="dai_yuan", c2=0.3, decay=COUPLED),
           dict(nu=0.2, line_search="armijo")),
    "bfgs": ((0.1, 0.1), {}, dict(line_search="armijo", c1=0.01),
             dict(line_search="exact", decay=COUPLED)),
    "adafactor": ((0.05, 0.05), {}, dict(beta2_decay=-0.5, eps2=0.5, d=2, weight_decay=0.1),
                  dict(groups="all"), dict(groups="each"), dict(clip=dict(norm=5))),
    "shampoo": ((0.2, 0.2), dict(eps=10.0), dict(eps=10.0, update_freq=3), dict(groups="all", eps=10.0),
                dict(groups="each", decay=COUPLED)),
    "muon": ((0.02, 0.02), {}, dict(inner="adamw: {lr: 0.05}", momentum=0.9, nesterov=False),
             dict(inner="sgd", adjust_lr_fn="match_rms_adamw", weight_decay=0, ns_steps=3),
             dict(inner="sgd: {momentum: 0.9}", ns_coefficients=[2.0, -1.5, 0.5], eps=0.1)),
}

# Those that know matrices.
MATRICES = ("adafactor", "shampoo", "muon")


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
        w = next(states, None)
        if w is None:
            return
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
                for label, problem in MATRIX_PROBLEMS.items() if name in MATRICES else ():
                    around = Around(problem, options.get("clip"), options.get("decay"))
                    out.write("# %s | %s\n" % (label, entry(name, rates[0], options)))
                    out.writelines(rows(RULES[name](around, rates[0], **rule)))


if __name__ == "__main__":
    main(sys.argv[1:])
