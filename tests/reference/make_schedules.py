#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes schedules.csv: 40 steps of each schedule, by torch.optim.lr_scheduler where it has one
(Debian's python3-torch). The others are written here from what defines them: optax (join,
interpolated values, its linear one-cycle), the papers of the Transformer, REX and MiniCPM, and
Hägele et al. for the cooldowns of wsd."""
import math
import os

import torch

torch.set_default_dtype(torch.float64)
S=torch.optim.lr_scheduler
def run(lr,make,n=40,loss=None):
    w=torch.zeros(1,requires_grad=True); o=torch.optim.SGD([w],lr=lr,momentum=0.5); s=make(o); out=[]
    for t in range(n):
        out.append(o.param_groups[0]["lr"]); o.step()
        s.step() if loss is None else s.step(loss(t+1))
    return out
loss=lambda t: max(5.0-t,2.0) 


def optax_join(schedules, boundaries):
    """Of each the time is counted from where it begins."""
    def at(t):
        k = sum(t >= b for b in boundaries)
        return schedules[k](t - ([0] + boundaries)[k])
    return [at(t) for t in range(40)]


def optax_interpolate(values, boundaries, way):
    """values[0] at 0, values[i] at boundaries[i - 1], and between them `way` of the share."""
    def at(t):
        ends = [0] + boundaries
        for a, b, x, y in zip(ends, ends[1:], values, values[1:]):
            if a <= t < b:
                return x + (y - x) * way((t - a) / (b - a))
        return values[-1]
    return [at(t) for t in range(40)]


def linear(share):
    return share


def cosine(share):
    return (1 - math.cos(math.pi * share)) / 2


def optax_linear_onecycle(steps, peak, pct_start=0.3, pct_final=0.85, div=25.0, final_div=1e4):
    return optax_interpolate([peak / div, peak, peak / div, peak / final_div],
                             [int(pct_start * steps), int(pct_final * steps), steps], linear)


def wsd(peak, first, last, warmup, decay, total, left):
    """`left` is what is left of the peak after a share of the cooldown."""
    def at(t):
        if t < warmup:
            return first + (peak - first) * t / warmup
        if t < total - decay:
            return peak
        return last + (peak - last) * left(min(1, (t - total + decay) / decay))
    return [at(t) for t in range(40)]


def noam(factor, d_model, warmup):
    return [factor * d_model ** -0.5 * min(k ** -0.5, k * warmup ** -1.5) for k in range(1, 41)]


def rex(peak, total):
    return [peak * (1 - t / total) / (0.5 + 0.5 * (1 - t / total)) if t < total else 0
            for t in range(40)]


one_cycle = optax_linear_onecycle(40, .3)
rows=[
("{step: {from: 0.3, gamma: 0.5, every: 7}}",run(.3,lambda o:S.StepLR(o,7,.5))),
("{exponential: {from: 0.3, gamma: 0.9}}",run(.3,lambda o:S.ExponentialLR(o,.9))),
("{cosine: {from: 0.3, to: 0.1}}",run(.3,lambda o:S.CosineAnnealingLR(o,40,.1))),
("{linear: {from: 0.3, to: 0.15, steps: 20}}",run(.3,lambda o:S.LinearLR(o,1.0,0.5,20))),
("{polynomial: {from: 0.3, to: 0, power: 3}}",run(.3,lambda o:S.LambdaLR(o,lambda t:(1-t/40)**3))),
("{piecewise: {values: [0.3, 0.03, 0.003], at: [10, 25]}}",run(.3,lambda o:S.MultiStepLR(o,[10,25],.1))),
("{warm_restarts: {from: 0.3, to: 0.1, period: 5, factor: 2}}",run(.3,lambda o:S.CosineAnnealingWarmRestarts(o,5,2,.1))),
("{one_cycle: {max: 0.3, pct_start: 0.4}}",run(.3,lambda o:S.OneCycleLR(o,.3,40,pct_start=.4,cycle_momentum=False))),
("{cyclic: {base: 0.1, max: 0.3, up: 4, down: 6, mode: triangular2}}",run(.3,lambda o:S.CyclicLR(o,.1,.3,4,6,"triangular2",cycle_momentum=False))),
("{cyclic: {base: 0.1, max: 0.3, up: 5, mode: exp_range, gamma: 0.95}}",run(.3,lambda o:S.CyclicLR(o,.1,.3,5,None,"exp_range",.95,cycle_momentum=False))),
("{plateau: {from: 0.3, factor: 0.5, patience: 3, cooldown: 2, min: 0.01}}",run(.3,lambda o:S.ReduceLROnPlateau(o,factor=.5,patience=3,cooldown=2,min_lr=.01),loss=loss)),
("{warmup: {from: 0.06, steps: 8, then: {cosine: {from: 0.3, to: 0}}}}",[.06+(.3-.06)*t/8 for t in range(8)]+run(.3,lambda o:S.CosineAnnealingLR(o,32,0))[:32]),
("{constant: {value: 0.3}}",[.3]*40),
("{one_cycle: {max: 0.3, pct_start: 0.4, anneal_strategy: linear}}",run(.3,lambda o:S.OneCycleLR(o,.3,40,pct_start=.4,anneal_strategy="linear",cycle_momentum=False))),
("{piecewise: {values: [%.17g, 0.3, %.17g, %.17g], at: [12, 34, 40], interpolate: linear}}" % (one_cycle[0], .3 / 25, .3 / 1e4), one_cycle),
("{piecewise: {values: [0, 0.3, 0.1], at: [7, 25], interpolate: linear}}",optax_interpolate([0, .3, .1], [7, 25], linear)),
("{piecewise: {values: [0.2, 0.3, 0.1], at: [7, 25], interpolate: cosine}}",optax_interpolate([.2, .3, .1], [7, 25], cosine)),
("{join: {schedules: [{linear: {from: 0, to: 0.3}}, 0.3, {exponential: {from: 0.2, gamma: 0.9}}, {cosine: {from: 0.1, to: 0}}], at: [5, 12, 30]}}",
 optax_join([lambda t: .3 * t / 5, lambda t: .3, lambda t: .2 * .9 ** t, lambda t: .1 * (1 + math.cos(math.pi * t / 10)) / 2], [5, 12, 30])),
("{join: {schedules: [{join: {schedules: [0.1, 0.2], at: [4]}}, {plateau: {from: 0.3, factor: 0.5, patience: 3}}], at: [9]}}",
 [.1] * 4 + [.2] * 5 + run(.3, lambda o: S.ReduceLROnPlateau(o, factor=.5, patience=3), loss=lambda t: loss(t + 9))[:31]),
("{inverse_sqrt: {max: %.17g, warmup_steps: 8}}" % (64 * 8) ** -0.5, noam(1, 64, 8)),
("{rex: {from: 0.3}}",rex(.3, 40)),
("{rex: {from: 0.3, steps: 25}}",rex(.3, 25)),
("{wsd: {max: 0.3, from: 0.05, to: 0.01, warmup_steps: 6, decay_steps: 12}}",wsd(.3, .05, .01, 6, 12, 40, lambda x: 1 - x)),
("{wsd: {max: 0.3, cooldown: cosine, warmup_steps: 6, steps: 30}}",wsd(.3, 0, 0, 6, 6, 30, lambda x: (1 + math.cos(math.pi * x)) / 2)),
("{wsd: {max: 0.3, cooldown: 1-sqrt, warmup_steps: 0, decay_steps: 25}}",wsd(.3, 0, 0, 0, 25, 40, lambda x: 1 - math.sqrt(x))),
("{formula: \"0.3*exp(-t/20)*(1 - t/T)^2\"}",[.3 * math.exp(-t / 20) * (1 - t / 40) ** 2 for t in range(40)]),
("{warmup: {steps: 8, then: {formula: \"0.3*cos(pi*t/T/2)\"}}}",[.3 * t / 8 for t in range(8)] + [.3 * math.cos(math.pi * t / 32 / 2) for t in range(32)]),
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "schedules.csv"), "w") as f:
    for e,v in rows:
        f.write("# %s\n"%e); 
        for t,x in enumerate(v): f.write("%d,%.17g\n"%(t,x))
