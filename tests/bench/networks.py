#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times in PyTorch what tests/bench/networks.c times, and prints both: networks.py PROGRAM. Exit status 1 if optanim
takes more than its share."""
import subprocess
import sys
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(1)


def network(widths):
    parts = []
    for i, o in zip(widths, widths[1:]):
        parts += [torch.nn.Linear(i, o), torch.nn.Tanh()]
    return torch.nn.Sequential(*parts[:-1]).double()


def least(work, rounds, count):
    """Microseconds of a call, in the fastest of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.thread_time()
        for _ in range(count):
            work()
        best = min(best, (time.thread_time() - start) / count * 1e6)
    return best


def steps(widths, samples, loss, labels, count):
    model, x = network(widths), torch.randn(samples, widths[0], dtype=torch.float64)
    adam = torch.optim.Adam(model.parameters(), lr=0.01)

    def step():
        adam.zero_grad()
        loss(model(x), labels).backward()
        adam.step()
    return least(step, 10, count)


def landscape(widths, samples, loss, labels):
    model, x = network(widths), torch.randn(samples, widths[0], dtype=torch.float64)
    start = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
    across, along = torch.randn_like(start), torch.randn_like(start)

    def values():
        with torch.no_grad():
            for j in range(64):
                for i in range(64):
                    torch.nn.utils.vector_to_parameters(start + i / 64 * across + j / 64 * along, model.parameters())
                    loss(model(x), labels)
    return least(values, 3, 1)


def main():
    logistic, cross_entropy = torch.nn.BCEWithLogitsLoss(), torch.nn.CrossEntropyLoss()
    two, ten = (torch.arange(200) % 2).double()[:, None], torch.arange(256) % 10
    theirs = {
        "moons": steps([2, 16, 16, 1], 200, logistic, two, 200),
        "digits": steps([64, 64, 64, 10], 256, cross_entropy, ten, 20),
        "landscape": landscape([2, 16, 16, 1], 200, logistic, two),
    }
    theirs["digits_loss"] = theirs["digits"]
    most = {"moons": 1 / 5, "digits": 0.8, "digits_loss": 0.8, "landscape": 1 / 6}
    what = {
        "moons": "a step of Adam on 2-16-16-1, 200 samples",
        "digits": "a step of Adam on 64-64-64-10, 256 samples",
        "digits_loss": "the same on batches of 1792 samples, with the loss over all (PyTorch: without)",
        "landscape": "64 x 64 losses of the first, the slower of two threads (PyTorch: one thread)",
    }
    lines = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout.split("\n")
    print("| us | optanim | PyTorch | ratio | at most |\n|---|--:|--:|--:|--:|")
    good = True
    for name, ours in (line.split() for line in lines if line):
        ratio = float(ours) / theirs[name]
        good = good and ratio <= most[name]
        print(f"| {what[name]} | {float(ours):.0f} | {theirs[name]:.0f} | {ratio:.3f} | {most[name]:.3f} |")
    sys.exit(not good)


main()
