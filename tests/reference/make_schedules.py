#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes schedules.csv: 40 steps of each schedule, by torch.optim.lr_scheduler where it has one."""
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
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "schedules.csv"), "w") as f:
    for e,v in rows:
        f.write("# %s\n"%e); 
        for t,x in enumerate(v): f.write("%d,%.17g\n"%(t,x))
