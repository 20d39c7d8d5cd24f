#!/usr/bin/env python3
"""Time that each of three trainings takes to a stated validation loss, ours and its twin in turn. Needs the standard library only.

  python3 examples/peers/time_to_loss.py --peer-python peers/bin/python               # all three, five seeds
  python3 examples/peers/time_to_loss.py --peer-python peers/bin/python --seeds 3 flow

Both programs of a pair have the same data, sizes, steps and optimiser, and stop after the first epoch whose loss on all of the data is below the same number. The
parameters they begin with are drawn by each from its own generator, so the steps differ: hence several seeds. Each run is a process of its own, and who goes first
changes from seed to seed. Seconds are those that the programs print: with all compilation, without the start of the process and its imports.
"""
import argparse
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
LAUNCHER = HERE.parents[1] / "palinode"
PROGRAMS = {"spirals": "SpiralClassifier", "latent": "LatentOscillations", "flow": "MoonsFlow"}


def run(command, folder):
    """The steps, the loss and the seconds that a program prints."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)
    found = re.search(r"steps (\d+) loss (\S+) seconds (\S+)", done.stdout)
    if done.returncode != 0 or not found:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return int(found[1]), float(found[2]), float(found[3])


def ours(name, seed, folder):
    script = pathlib.Path(folder) / f"{name}.jsh"
    script.write_text(f'org.palinode.examples.neural.{PROGRAMS[name]}.main(new String[] {{"{seed}"}});\n')
    return run([LAUNCHER, "--quiet", "shell", script], folder)


def show(name, who, runs):
    columns = [f"{statistics.median(column):.{digits}f} ({min(column):.{digits}f}–{max(column):.{digits}f})" for column, digits in zip(zip(*runs), (0, 3, 2))]
    print(f"| {name} | {who} | {' | '.join(columns)} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", default=list(PROGRAMS), metavar="PROGRAM", help=", ".join(PROGRAMS))
    parser.add_argument("--peer-python", default=sys.executable, help="the Python that has the peer installed")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    unknown = set(options.programs) - set(PROGRAMS)
    if unknown:
        parser.error(f"no program {', '.join(sorted(unknown))}; there are {', '.join(PROGRAMS)}")
    print("| training | who | steps | loss | seconds |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.programs:
            runs = {"peer": [], "ours": []}
            for seed in range(options.seeds):
                turns = {
                    "peer": lambda: run([options.peer_python, HERE / f"{name}.py", seed], folder),
                    "ours": lambda: ours(name, seed, folder),
                }
                for who in sorted(turns, reverse=seed % 2 == 0):
                    runs[who].append(turns[who]())
            for who, found in runs.items():
                show(name, who, found)


if __name__ == "__main__":
    main()
