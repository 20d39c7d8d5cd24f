#!/usr/bin/env python3
"""Times a peer and `./palinode bench` in turn on this machine and prints the ratios. Needs the standard library only.

  python3 examples/peers/compare.py --peer-python peers/bin/python                         # diffrax, all cases but the long ones
  python3 examples/peers/compare.py --peer-python peers/bin/python --pairs 5 tiny small    # some cases, five pairs of runs
  python3 examples/peers/compare.py --peer-python peers/bin/python noise                   # all cases with noise or a control
  python3 examples/peers/compare.py --peer-python peers/bin/python operations              # single operations; --dtype float32 as well
  python3 examples/peers/compare.py --peer-python peers/bin/python training                # twenty steps of three trainings
  python3 examples/peers/compare.py --peer-python torch/bin/python --peer torch_bench.py small-pid pr-1

In each pair both programs run every case once, in processes of their own, one after the other; who goes first changes from pair to pair, and
a ratio is taken within the pair, so that a machine that is slow for a minute is slow for both. A long case (wide, pr-1000, pr-mid-1000) is called
twice by both, and the second call counts: a pair of the three takes four minutes. In the others each takes its shortest of many calls. Printed are the
medians over the pairs and the range of the ratios; with the targets of the project where there are some. Nothing else should run meanwhile.

Cases with noise draw other numbers than the peer. With -given both take the same table in place of noise, and their values are compared; those of
cde-mlp too.
"""

import argparse
import collections
import json
import pathlib
import platform
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LAUNCHER = HERE.parents[1] / "palinode"
SHORT = ["tiny", "small", "small-pid", "pr-1", "pr-mid-1", "lotka-volterra", "state-3", "state-30", "state-300", "state-3000"]
SOLVES = ["gbm", "gbm-paths", "sde-mlp", "sde-mlp-ees", "langevin"]
INCREMENTS = ["brownian-w", "brownian-wh", "brownian-whk"]
NOISE = [case + source for source in ("", "-independent") for case in INCREMENTS + SOLVES] + [case + "-given" for case in SOLVES[1:]] + ["cde-mlp"]
OPERATIONS = ["softmax", "layer-norm", "cumsum", "cumsum-columns", "take-rows", "take", "conv-8", "conv-8-deep", "conv-28", "conv-28-deep"]
TRAINING = [f"train-{kind}-{batch}" for kind in ("small", "latent", "cnf") for batch in (1, 32, 256)]
LONG = ["wide", "pr-1000", "pr-mid-1000"]

# The peer's way to a gradient that all of ours are measured against.
REFERENCES = ("RecursiveCheckpointAdjoint", "forward", "odeint")

# Peer's reference time / our time, at least: 2.5 means 2.5 times as fast.
TARGETS = {
    ("tiny", "direct"): 3.0, ("tiny", "recursive"): 2.5, ("tiny", "reversible"): 1 / 0.8,
    ("small", "direct"): 1.9, ("small", "recursive"): 1.4, ("small", "reversible"): 1 / 1.5,
    ("small-pid", "direct"): 1.8, ("small-pid", "recursive"): 1.5, ("small-pid", "reversible"): 1 / 1.6,
    ("pr-1", "direct"): 1.5, ("pr-1", "recursive"): 1.2,
    ("pr-mid-1", "direct"): 1.5, ("pr-mid-1", "recursive"): 1.4, ("pr-mid-1", "reversible"): 1 / 1.4,
    ("pr-1000", "direct"): 1.4, ("pr-1000", "recursive"): 1.1,
    ("pr-mid-1000", "direct"): 1.6, ("pr-mid-1000", "recursive"): 1.2, ("pr-mid-1000", "reversible"): 1 / 1.6,
    ("wide", "direct"): 1.6, ("wide", "recursive"): 1.2, ("wide", "reversible"): 1 / 1.6,
    ("lotka-volterra", "forward"): 3.0,
    **{(case, "gradient"): 2.0 if case.endswith("-1") else 1.0 for case in TRAINING},
    **{(case, "forward"): 3.0 for case in ["gbm", *INCREMENTS]},
    **{(case + source, adjoint): 1.5 for case in SOLVES[1:] for source in ("", "-independent") for adjoint in ("direct", "recursive", "forward")},
    **{("cde-mlp", adjoint): 1.5 for adjoint in ("direct", "recursive")},
    **{(case, what): 1 / 1.3 for case in OPERATIONS for what in ("forward", "gradient")},
}

# How far values may be apart, relative: rounding of operations in float32; the peer's coefficients of Langevin steps, short series; the tolerance of the solve, whose steps are
# sensitive to rounding where they pass knots.
AGREEMENT = {**{case: 1e-12 for case in TRAINING}, **{case: 1e-4 for case in OPERATIONS}, **{case + "-given": 1e-9 for case in SOLVES}, "langevin-given": 1e-7, "cde-mlp": 1e-4}


def lines(command):
    """The lines of JSON that a program prints."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def pair(case, options, peer_first):
    """One run of each: (the peer's milliseconds by adjoint, ours)."""
    calls = ["--calls", 1] if case in LONG + ["gbm"] else []
    if case in OPERATIONS:
        peer = [options.peer_python, HERE / "jax_operations.py", case, "--dtype", options.dtype]
    elif case in TRAINING:
        peer = [options.peer_python, HERE / "jax_training.py", case]
    else:
        peer = [options.peer_python, HERE / options.peer, case, *calls, *([] if options.all_of_peer else ["--reference"])]
    adjoints = ["--adjoint", *options.adjoint] if options.adjoint and not is_forward(case) else []
    ours = [LAUNCHER, "bench", case, "--json", "--dtype", options.dtype, *calls, *adjoints]
    found = {}
    for command in (peer, ours) if peer_first else (ours, peer):
        found[command is ours] = {line["adjoint"]: line for line in lines(command)}
    if case in AGREEMENT:
        require_agreement(case, [line for lines in found.values() for line in lines.values() if case not in OPERATIONS or line["adjoint"] == "gradient"])
    ms = "median_ms" if case in OPERATIONS else "ms"
    return tuple({adjoint: line[ms] for adjoint, line in found[ours].items()} for ours in (False, True))


def require_agreement(case, measured):
    """Stops where two values of one problem are further apart than they may be."""
    losses = {line["adjoint"]: line["loss"] for line in measured}
    apart = (max(losses.values()) - min(losses.values())) / abs(max(losses.values()))
    if not apart <= AGREEMENT[case]:
        sys.exit(f"{case}: the values are {apart:.1e} apart, more than {AGREEMENT[case]:.0e}, so the problems differ: {losses}")


def is_forward(case):
    return case in TRAINING or case == "lotka-volterra" or case in OPERATIONS or case.split("-")[0] in ("state", "brownian", "langevin") or case.startswith("gbm") and not case.startswith("gbm-paths")


def measure(case, options):
    """Lists over the pairs: the peer's and our milliseconds by adjoint, and the ratios."""
    peers, ours, ratios = (collections.defaultdict(list) for _ in range(3))
    for index in range(options.pairs):
        peer, mine = pair(case, options, index % 2 == 0)
        reference = next((peer[name] for name in REFERENCES if name in peer), None)
        for name, ms in peer.items():
            peers[name].append(ms)
        for name, ms in mine.items():
            ours[name].append(ms)
            against = peer.get(name) if case in OPERATIONS else reference
            if against is not None:
                ratios[name].append(against / ms)
    return peers, ours, ratios


def show(case, peers, ours, ratios):
    for name, ms in peers.items():
        print(f"| {case} | {name} | {statistics.median(ms):.3f} | | | |")
    for name, ms in ours.items():
        target = TARGETS.get((case, name))
        values = ratios[name]
        ratio = f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})" if values else ""
        verdict = "" if target is None or not values else f"{target:.2f} {'met' if statistics.median(values) >= target else 'missed'}"
        print(f"| {case} | ours, {name} | | {statistics.median(ms):.3f} | {ratio} | {verdict} |")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=SHORT, metavar="CASE", help="; ".join([", ".join(SHORT), "long: " + ", ".join(LONG), "noise, or of it: " + ", ".join(NOISE), "operations, or of them: " + ", ".join(OPERATIONS), "training, or of it: " + ", ".join(TRAINING)]))
    parser.add_argument("--peer-python", default=sys.executable, help="the Python that has the peer installed")
    parser.add_argument("--peer", default="jax_bench.py", help="the peer's script beside this one")
    parser.add_argument("--all-of-peer", action="store_true", help="also time the peer's other ways to a gradient")
    parser.add_argument("--dtype", default="float64", choices=["float64", "float32"], help="of operations, and ours of all other cases")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--adjoint", nargs="+", default=["direct", "recursive", "reversible"], help="ours to time in the cases that have gradients")
    parser.add_argument("--json", type=argparse.FileType("w"), help="also write all numbers to this file")
    options = parser.parse_args()
    options.cases = [case for given in options.cases for case in (NOISE if given == "noise" else OPERATIONS if given == "operations" else TRAINING if given == "training" else [given])]
    unknown = set(options.cases) - set(SHORT + LONG + NOISE + OPERATIONS + TRAINING)
    if unknown:
        parser.error(f"no case {', '.join(sorted(unknown))}; there are {', '.join(SHORT + LONG + NOISE + OPERATIONS + TRAINING)}")
    if options.pairs < 1:
        parser.error(f"--pairs must be at least 1, got {options.pairs}")
    print(f"{platform.platform()}, {options.pairs} pair(s); ratio: the peer's {'/'.join(REFERENCES)} over ours, median (range)\n")
    print("| case | adjoint | peer ms | ours ms | ratio | target |\n|---|---|---|---|---|---|")
    kept = {}
    for case in options.cases:
        peers, ours, ratios = measure(case, options)
        show(case, peers, ours, ratios)
        kept[case] = {"peer_ms": peers, "our_ms": ours, "ratios": ratios}
    if options.json:
        json.dump(kept, options.json, indent=1)


if __name__ == "__main__":
    main()
