#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/reference/networks: what optimizers do to the weights of two small networks, computed by PyTorch.

Rules that torch.optim of Debian's python3-torch has are run by it, each weight and bias a tensor; lamb and lars are
written here from their papers. Mini-batches are those that optanim deals out. Run it as: python3 make_networks.py

NAME.csv has the samples of a network, NAME.start.npy its first weights, NAME.npy the weights before steps 1, 50 and 300
of every run: [runs, 3, n]. NAME.runs has a line for each run: the batch (0: all), how far the weights at steps 50 and
300 may be off, relative to their norm, and the optimizer as a scene has it. That is 1e-9 and 1e-6, or, where a run
amplifies differences, 100 times what one unit in the last place of the first weights makes of them.
"""
import os

import numpy as np
import torch

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks")
STEPS = (1, 50, 300)
LEAST = {50: 1e-9, 300: 1e-6}


class Stream:
    """Philox4x32-10, as in src/base/random.h."""

    def __init__(self, seed, purpose, epoch):
        self.key, self.counter, self.words = seed, [0, epoch, 0, purpose], []

    def word(self):
        if not self.words:
            c, k0, k1 = list(self.counter), self.key & 0xFFFFFFFF, self.key >> 32
            for _ in range(10):
                p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
                c = [p1 >> 32 ^ c[1] ^ k0, p1 & 0xFFFFFFFF, p0 >> 32 ^ c[3] ^ k1, p0 & 0xFFFFFFFF]
                k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
            self.words = c
            self.counter[0] += 1
        return self.words.pop(0)

    def below(self, limit):
        product = self.word() * limit
        while product & 0xFFFFFFFF < (1 << 32) % limit:
            product = self.word() * limit
        return product >> 32

    def shuffled(self, count):
        order = list(range(count))
        for i in range(count, 1, -1):
            j = self.below(i)
            order[i - 1], order[j] = order[j], order[i - 1]
        return order


def batches(count, size):
    """The samples of every step: shuffled in each epoch, the last batch short."""
    epoch = 0
    while True:
        order = Stream(1, 3, epoch).shuffled(count) if size else list(range(count))
        for at in range(0, count, size or count):
            yield order[at:at + (size or count)]
        epoch += 1


class Lamb:
    """You et al., arXiv:1904.00962; the ratio of norms is 1 where one of them is 0."""

    def __init__(self, layers, lr, beta1=0.9, beta2=0.999, eps=1e-6, weight_decay=0):
        self.layers, self.options, self.t = layers, (lr, beta1, beta2, eps, weight_decay), 0
        self.m = [torch.zeros_like(w) for w in layers]
        self.v = [torch.zeros_like(w) for w in layers]

    def step(self):
        lr, beta1, beta2, eps, weight_decay = self.options
        self.t += 1
        for w, m, v in zip(self.layers, self.m, self.v):
            m.mul_(beta1).add_(w.grad, alpha=1 - beta1)
            v.mul_(beta2).add_(w.grad ** 2, alpha=1 - beta2)
            u = m / (1 - beta1 ** self.t) / ((v / (1 - beta2 ** self.t)).sqrt() + eps) + weight_decay * w
            weights, update = w.norm(), u.norm()
            w -= lr * (weights / update if weights > 0 and update > 0 else 1) * u


class Lars:
    """You, Gitman and Ginsburg, arXiv:1708.03888; the local rate is 1 where a norm is 0."""

    def __init__(self, layers, lr, momentum=0.9, weight_decay=0, trust_coefficient=0.001):
        self.layers, self.options = layers, (lr, momentum, weight_decay, trust_coefficient)
        self.v = [torch.zeros_like(w) for w in layers]

    def step(self):
        lr, momentum, weight_decay, trust = self.options
        for w, v in zip(self.layers, self.v):
            weights, slope = w.norm(), w.grad.norm()
            local = trust * weights / (slope + weight_decay * weights) if weights > 0 and slope > 0 else 1
            v.mul_(momentum).add_(lr * local * (w.grad + weight_decay * w))
            w -= v


RULES = {
    "sgd": torch.optim.SGD,
    "momentum": lambda layers, lr, beta: torch.optim.SGD(layers, lr=lr, momentum=beta),
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "lamb": Lamb,
    "lars": Lars,
}
RUNS = [
    ("sgd", {"lr": 0.5}),
    ("momentum", {"lr": 0.1, "beta": 0.9}),
    ("adam", {"lr": 0.01}),
    ("adamw", {"lr": 0.02, "weight_decay": 0.1}),
    ("lamb", {"lr": 0.003, "weight_decay": 0.01}),
    ("lars", {"lr": 0.5, "weight_decay": 0.001, "trust_coefficient": 0.02}),
]


class Network:
    def __init__(self, widths, activation, loss, start):
        self.shapes = [shape for i, o in zip(widths, widths[1:]) for shape in ((o, i), (o,))]
        self.activation, self.loss, self.start = activation, loss, start

    def layers(self, w):
        at, layers = 0, []
        for shape in self.shapes:
            size = int(np.prod(shape))
            layers.append(torch.tensor(w[at:at + size].reshape(shape), requires_grad=True))
            at += size
        return layers

    def outputs(self, layers, x):
        for k in range(0, len(layers), 2):
            x = torch.nn.functional.linear(x, layers[k], layers[k + 1])
            x = self.activation(x) if k + 2 < len(layers) else x
        return x

    def run(self, name, options, x, y, batch, start):
        layers, states = self.layers(start), {}
        rule = RULES[name](layers, **options)
        deal = batches(len(x), batch)
        for step in range(max(STEPS) + 1):
            if step in STEPS:
                states[step] = np.concatenate([w.detach().numpy().ravel() for w in layers]).copy()
            own = next(deal)
            for w in layers:
                w.grad = None
            self.loss(self.outputs(layers, x[own]), y[own]).backward()
            with torch.no_grad():
                rule.step()
        return states


def glorot(widths, rng):
    parts = []
    for i, o in zip(widths, widths[1:]):
        parts += [rng.uniform(-1, 1, i * o) * (6 / (i + o)) ** 0.5, np.zeros(o)]
    return np.concatenate(parts)


def moons(rng):
    label = np.arange(120) % 2
    angle = rng.uniform(0, np.pi, 120)
    x = np.where(label, 1 - np.cos(angle), np.cos(angle))
    y = np.where(label, 0.5 - np.sin(angle), np.sin(angle))
    return np.stack([x, y], 1) + 0.1 * rng.standard_normal((120, 2)), label


def heaps(rng):
    label = np.arange(90) % 4
    return rng.standard_normal((4, 3))[label] + 0.5 * rng.standard_normal((90, 3)), label


def logistic(z, y):
    return torch.nn.functional.binary_cross_entropy_with_logits(z[:, 0], y.double())


NETWORKS = {
    "moons": ([2, 16, 16, 1], torch.tanh, logistic, moons, 32),
    "heaps": ([3, 10, 4], torch.nn.functional.gelu, torch.nn.functional.cross_entropy, heaps, 25),
}


def number(x):
    return f"{x:g}"


def main():
    torch.set_num_threads(1)
    for name, (widths, activation, loss, draw, batch) in NETWORKS.items():
        rng = np.random.default_rng(1)
        x, label = draw(rng)
        start = glorot(widths, rng)
        network = Network(widths, activation, loss, start)
        path = os.path.join(HERE, name)
        np.save(path + ".start.npy", start)
        with open(path + ".csv", "w", encoding="ascii") as out:
            out.write(",".join(f"x{k + 1}" for k in range(x.shape[1])) + ",class\n")
            for row, own in zip(x, label):
                out.write(",".join(map(repr, map(float, row))) + f",{own}\n")
        features, classes, states, lines = torch.tensor(x), torch.tensor(label), [], []
        for size in (0, batch):
            for rule, options in RUNS:
                run = network.run(rule, options, features, classes, size, start)
                near = network.run(rule, options, features, classes, size, np.nextafter(start, np.inf))
                states.append([run[step] for step in STEPS])
                off = {step: np.linalg.norm(run[step] - near[step]) / np.linalg.norm(run[step]) for step in LEAST}
                allowed = [f"{max(least, 100 * off[step]):.2g}" for step, least in LEAST.items()]
                entry = ", ".join(f"{k}: {number(v)}" for k, v in options.items())
                lines.append(f"{size} {' '.join(allowed)} {rule}: {{{entry}}}\n")
        np.save(path + ".npy", np.array(states))
        with open(path + ".runs", "w", encoding="ascii") as out:
            out.writelines(lines)


main()
