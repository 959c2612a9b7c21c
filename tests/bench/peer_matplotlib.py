#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The film of scenes/lamb_lr1.scene by matplotlib's FFMpegWriter: peer_matplotlib.py TABLE FILM"""
import csv
import sys

import matplotlib
matplotlib.use("Agg")
import numpy
from matplotlib import animation, pyplot

with open(sys.argv[1]) as file:
    rows = list(csv.DictReader(file))
w0, w1, loss = (numpy.array([float(row[name]) for row in rows]) for name in ("w0", "w1", "loss"))
x = numpy.linspace(-1, 1, 100)
y = 5 * x + 3 + numpy.random.default_rng(1).uniform(0, 1, 100)
grid = numpy.linspace(-20, 20, 100)
a, b = numpy.meshgrid(grid, grid)
heights = numpy.sqrt(((a[..., None] * x + b[..., None] - y) ** 2).mean(axis=-1))

figure = pyplot.figure(figsize=(6.9, 3.94), dpi=100)
places = figure.add_gridspec(2, 2, width_ratios=[1, 2.1])
data = figure.add_subplot(places[0, 0])
history = figure.add_subplot(places[1, 0])
losses = history.twinx()
surface = figure.add_subplot(places[:, 1], projection="3d")


def draw(i):
    for axes in (data, history, losses, surface):
        axes.cla()
    data.scatter(x, y, s=4)
    data.plot(x, w0[i] * x + w1[i], "r")
    data.set_ylim(-1, 6)
    history.plot(w0[:i + 1])
    history.plot(w1[:i + 1])
    history.set(xlim=(0, len(rows)), ylim=(-20, 20))
    losses.plot(loss[:i + 1], "r")
    losses.set_ylim(0, 30)
    surface.plot_surface(a, b, heights, cmap="viridis", rstride=1, cstride=1)
    surface.plot(w0[:i + 1], w1[:i + 1], loss[:i + 1], "r.-")
    surface.view_init(50, 70)
    figure.suptitle(f"lr: 1 - Epoch: {i}/{len(rows)}")


animation.FuncAnimation(figure, draw, len(rows)).save(sys.argv[2],
                                                      writer=animation.FFMpegWriter(fps=25))
