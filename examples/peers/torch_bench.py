"""Peer timings for those cases of `palinode bench` whose solver torchdiffeq has: PyTorch, CPU, float64.

  python -m venv torch && torch/bin/pip install torch torchdiffeq && torch/bin/python torch_bench.py [case ...]

One JSON line per case and adjoint: case, adjoint (odeint: back-propagation through the stored steps, as our Direct; odeint_adjoint: the continuous
adjoint, as our Backsolve), solver, ms (minimum of several calls after the first), first_s, loss. torchdiffeq has no Tsit5 with
constant steps: tiny and small are left out, and lotka-volterra runs its Dopri5 at the same tolerance. As Palinode, the large cases (wide, pr-1000,
pr-mid-1000) take all processors, the others one thread: more are slower there.
"""
import argparse, json, time
import torch
from torchdiffeq import odeint, odeint_adjoint
torch.set_default_dtype(torch.float64)
PROCESSORS = torch.get_num_threads()
LARGE = ("wide", "pr-1000", "pr-mid-1000")


class Field(torch.nn.Module):
    def __init__(self, widths):
        super().__init__()
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [torch.nn.Linear(a, b), torch.nn.Tanh()]
        self.net = torch.nn.Sequential(*layers[:-1])

    def forward(self, t, y):
        return self.net(y)


def timed(call, budget=12.0, most=15):
    start = time.perf_counter(); call(); first = time.perf_counter() - start
    best, begun = float("inf"), time.perf_counter()
    for i in range(options.calls or most):
        start = time.perf_counter(); call(); best = min(best, time.perf_counter() - start)
        if not options.calls and i >= 1 and time.perf_counter() - begun > budget: break
    return best, first


def report(case, adjoint, solver, call):
    found = []
    best, first = timed(lambda: found.append(call()))
    print(json.dumps(dict(case=case, adjoint=adjoint, solver=solver, ms=round(best * 1e3, 3), first_s=round(first, 2), loss=found[-1])), flush=True)


def gradient_case(name, widths, batch, solver, t1, dt0, rtol=None):
    torch.manual_seed(0)
    field = Field(widths)
    y0 = torch.randn(batch, widths[0], requires_grad=True)
    t = torch.tensor([0.0, t1])
    size = dict(step_size=dt0) if rtol is None else dict(first_step=dt0)
    tolerances = {} if rtol is None else dict(rtol=rtol, atol=rtol)
    for solve in (odeint,) if options.reference else (odeint, odeint_adjoint):
        def call():
            field.zero_grad(); y0.grad = None
            loss = (solve(field, y0, t, method=solver, options=size, **tolerances)[-1] ** 2).sum()
            loss.backward()
            return float(loss.detach())
        report(name, solve.__name__, solver, call)


def forward_case(name, field, y0, t1, solver, options, **tolerances):
    t = torch.tensor([0.0, t1])
    def call():
        with torch.no_grad():
            return float(odeint(field, y0, t, method=solver, options=options, **tolerances)[-1].sum())
    report(name, "forward", solver, call)


def lotka_volterra():
    p = torch.tensor([1.5, 1.0, 3.0, 1.0])
    field = lambda t, y: torch.stack([p[0] * y[0] - p[1] * y[0] * y[1], -p[2] * y[1] + p[3] * y[0] * y[1]])
    forward_case("lotka-volterra", field, torch.tensor([1.0, 1.0]), 100.0, "dopri5", dict(first_step=0.01), rtol=1e-8, atol=1e-8)


CASES = {
    "small-pid": lambda: gradient_case("small-pid", [4, 32, 4], 256, "dopri5", 10.0, 0.1, 1e-6),
    "pr-1": lambda: gradient_case("pr-1", [2, 100, 100, 100, 100, 2], 1, "euler", 10.0, 0.01),
    "pr-mid-1": lambda: gradient_case("pr-mid-1", [2, 100, 100, 100, 100, 2], 1, "midpoint", 10.0, 0.01),
    "lotka-volterra": lotka_volterra,
    "wide": lambda: gradient_case("wide", [1000, 1000, 1000], 100, "midpoint", 1.0, 0.01),
    "pr-1000": lambda: gradient_case("pr-1000", [2, 100, 100, 100, 100, 2], 1000, "euler", 10.0, 0.01),
    "pr-mid-1000": lambda: gradient_case("pr-mid-1000", [2, 100, 100, 100, 100, 2], 1000, "midpoint", 10.0, 0.01),
}
parser = argparse.ArgumentParser(description="Times torchdiffeq, one line of JSON for each case and adjoint.")
parser.add_argument("cases", nargs="*", default=CASES, metavar="CASE", help=", ".join(CASES))
parser.add_argument("--calls", type=int, help="time so many calls after the first, instead of up to 15 in 12 seconds")
parser.add_argument("--reference", action="store_true", help="odeint alone")
options = parser.parse_args()
for case in options.cases:
    torch.set_num_threads(PROCESSORS if case in LARGE else 1)
    CASES[case]()
