#!/usr/bin/env python3
"""Puts faults into the sources, one at a time, and tells which of them the tests notice.

    tests/mutations/mutate.py --seed 1 --count 15 --list    prints the faults that this seed draws
    tests/mutations/mutate.py --seed 1 --count 15           tries each on the tests of its area, then, if none fails, on all
    tests/mutations/mutate.py --fault FILE 'old' 'new'      tries one fault of your own; 'old' must stand once in FILE

Sources are changed in a copy of the checkout, target/mutations, which Maven builds offline. A fault that does not compile is drawn anew. Some
faults change nothing that can be seen (a threshold that only decides about speed): read those that nobody notices before writing a test.
Exit code: 0 if all were noticed, 1 if not.
"""

import argparse
import fcntl
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / "target" / "mutations"
AUTODIFF = "autodiff/src/main/java/org/palinode/autodiff/"
ODE = "ode/src/main/java/org/palinode/ode/"
LONGEST = 3600  # seconds of a run of tests; a fault that makes them hang is noticed

# Area: its files, and the quick tests that should notice a fault in them.
AREAS = {
    "linear algebra": (
        [AUTODIFF + name for name in ("linear/*", "internal/kernel/*", "internal/kernel/blas/*", "tensor/MatMul.java", "tensor/Solve.java")],
        "Linear*,SystemSizes*,PrimitiveRules*,LargeKernels*,Blas*,ProductSizes*,TiledProduct*,Thresholds*,Root*,GridGradient*",
    ),
    "root finding": (
        [AUTODIFF + "root/*", ODE + "solver/StageEquations.java", ODE + "solver/ImplicitSolver.java"],
        "Root*,ImplicitSolvers*,Imex*,Evaluations*,StiffSizes*,GridGradient*",
    ),
    "resyncs": (
        [ODE + "internal/resync/*"]
        + [ODE + "internal/step/" + name for name in ("GapPrograms*", "StateScale*", "StepReversals*")]
        + [ODE + "resume/" + name for name in ("GapCourse*", "ProbeFindings*", "ReversibleSegment*", "StoredStretch*")]
        + [ODE + "solver/" + name for name in ("Resync*", "Reversible*", "RoundTrip*", "StoredStep*")],
        "Resync*,Reversible*,ReturnToZero*,NativelyReversible*,BackwardStep*,EstimatedCoupling*",
    ),
    "events": (
        [ODE + "event/*", ODE + "internal/event/*"]
        + [ODE + "internal/adjoint/" + name for name in ("Event*", "InstantFlow*", "Moving*", "ReplayedEvents*", "Resets*", "RowCotangents*", "SmoothEvents*")],
        "Event*,ReversibleEvent*,LargeTimes*,SubSaveAt*",
    ),
    "sweeps": (
        [ODE + "internal/adjoint/*", ODE + "internal/run/*"],
        "DiscreteAdjoints*,SaveAtGradient*,TimeGradient*,ForwardAndImplicitAdjoint*,EventGradient*,Checkpointing*,Residuals*,RecordedGraph*,"
        "SolveEach*,ContinuedGradient*,HigherDerivatives*,Anomaly*,Resync*,ReversibleCombinations*",
    ),
}

# What is put in place of what; a group in the pattern is kept by its number.
OPERATORS = [
    ("sign", r"\.plus\(", ".minus("),
    ("sign", r"\.minus\(", ".plus("),
    ("sign", r" \+ ", " - "),
    ("sign", r" - ", " + "),
    ("sign", r" \+= ", " -= "),
    ("sign", r"\.negate\(\)", ""),
    ("dropped term", r" \+= ", " = "),
    ("dropped term", r"\.(?:plus|minus|times|dividedBy)(\([^()]*(?:\([^()]*\)[^()]*)*\))", ""),
    ("a thousandth", r"\.times(\([^()]*(?:\([^()]*\)[^()]*)*\))", r".times\1.times(1.001)"),
    ("a thousandth", r" \* ", " * 1.001 * "),
    ("off by one", r" < ", " <= "),
    ("off by one", r" <= ", " < "),
    ("off by one", r" > ", " >= "),
    ("off by one", r" >= ", " > "),
    ("off by one", r"(?<![\w.])0(?![\w.])", "1"),
    ("off by one", r"(?<![\w.])1(?![\w.])", "2"),
    ("off by one", r"(?<![\w.])2(?![\w.])", "3"),
    ("wrong index", r"\[(\w+)\]", r"[\1 + 1]"),
    ("wrong index", r"\.get\((\w+)\)", r".get(\1 + 1)"),
    ("swapped operands", r"(?<!min)(?<!max)\((\w+), (\w+)\)", r"(\2, \1)"),
    ("swapped operands", r"\b(\w+)\.(minus|matmul|dividedBy)\((\w+)\)", r"\3.\2(\1)"),
    ("swapped operands", r" \? (\S+) : (\S+)(?=[;),])", r" ? \2 : \1"),
    ("condition", r" && ", " || "),
    ("condition", r" \|\| ", " && "),
    ("condition", r"\btrue\b", "false"),
    ("condition", r"\bfalse\b", "true"),
    ("condition", r"!(?=[\w(])", ""),
    ("condition", r"Math\.max\(", "Math.min("),
    ("condition", r"Math\.min\(", "Math.max("),
]


# Methods that decide about speed alone: no fault in them changes a number.
SPEED = r"\n    (?:private |public )?(?:static )?(?:boolean |int )?(?:pays\w*|isInPlace|compete|parts|Batch)\([^;{]*\) \{.*?\n    \}"


def code_of(text):
    """The text with comments, strings and what is about speed blanked, place by place."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|' + SPEED, blank, text, flags=re.S)


def sites(path):
    """All (operator, start, end, replacement) in a file; none in lines with texts, which are messages."""
    text = path.read_text()
    code = code_of(text)
    found = []
    for name, pattern, replacement in OPERATORS:
        for match in re.finditer(pattern, code):
            line = text[text.rfind("\n", 0, match.start()) + 1 : text.find("\n", match.end())]
            if not re.search(r"\"|serialVersionUID|^\s*(import|package|@|\+ )", line):
                found.append((name, match.start(), match.end(), match.expand(replacement)))
    return found


def draw(seed, areas):
    """Faults (area, file, operator, text after) without end: the areas in turn, in each a file, in it a place, by chance."""
    chance = random.Random(seed)
    files = {}
    for area in areas:
        patterns = AREAS[area][0]
        found = {pattern: [path for path in ROOT.glob(pattern) if path.suffix == ".java"] for pattern in patterns}
        lost = [pattern for pattern, paths in found.items() if not paths]
        if lost:
            sys.exit(f"no file is called {lost[0]} any more: name those of the area {area} as they are now")
        paths = sorted(path for paths in found.values() for path in paths)
        files[area] = [path for path in paths if sites(path)]
    drawn = set()
    while True:
        for area in areas:
            path = chance.choice(files[area])
            site = chance.choice(sites(path))
            if (path, site) not in drawn:
                drawn.add((path, site))
                operator, start, end, replacement = site
                text = path.read_text()
                yield area, path.relative_to(ROOT), operator, text[:start] + replacement + text[end:]


def changed_line(before, after):
    """Number and both forms of the first line that differs."""
    for number, (old, new) in enumerate(zip(before.splitlines(), after.splitlines()), 1):
        if old != new:
            return number, old.strip(), new.strip()
    raise ValueError("nothing has changed")


def refresh_copy():
    """Copies what Git knows or would add, and removes what is no longer there, but for what Maven has built."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True)
    names = [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    for stale in COPY.rglob("*.java"):
        if "target" not in stale.relative_to(COPY).parts and str(stale.relative_to(COPY)) not in names:
            stale.unlink()
    for name in names:
        target = COPY / name
        if not target.exists() or target.read_bytes() != (ROOT / name).read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)


def environment():
    """That of `./palinode test`, which asks for the BLAS core that users get."""
    flags = pathlib.Path("/proc/cpuinfo")
    wide = flags.exists() and " avx512f" in flags.read_text()
    return {"OPENBLAS_CORETYPE": "SkylakeX", **os.environ} if wide else os.environ


def run_tests(selection):
    """Runs tests on the copy; "stillborn", "noticed by ...", or None if all pass. No selection: the whole default execution."""
    command = ["mvn", "-q", "-B", "-o", "-Dstyle.color=never", "test-compile", "surefire:test@default-test", "-pl", "tests", "-am"]
    command += ["-Dsurefire.failIfNoSpecifiedTests=false", "-Dsurefire.skipAfterFailureCount=1"]
    if selection:
        command.append("-Dtests.excluded=long,slow")
        command.append("-Dtest=" + ",".join(pattern + "Test" for pattern in selection.split(",")))
    try:
        run = subprocess.run(command, cwd=COPY, capture_output=True, text=True, timeout=LONGEST, env=environment())
    except subprocess.TimeoutExpired:
        return "noticed: the tests did not end"
    if run.returncode == 0:
        return None
    if "COMPILATION ERROR" in run.stdout:
        return "stillborn"
    failed = re.search(r"^\[ERROR\] +(?:org\.palinode\.tests\.\w+\.)?(\w+\.\w+)[^\n]*(?:FAILURE|ERROR)!", run.stdout, flags=re.M)
    if failed:
        return "noticed by " + failed.group(1)
    if "There are test failures" in run.stdout or "crashed" in run.stdout or "There was a timeout" in run.stdout:
        return "noticed: the JVM of the tests failed"
    sys.exit(f"mvn ended with {run.returncode}:\n{run.stdout}{run.stderr}")  # not the fault's doing


def try_fault(path, text, selections):
    """Runs one selection of tests after the other until one notices the fault."""
    (COPY / path).write_text(text)
    try:
        return next(filter(None, map(run_tests, selections)), None)
    finally:
        shutil.copyfile(ROOT / path, COPY / path)


def own_fault(file, old, new):
    text = (ROOT / file).read_text()
    if text.count(old) != 1:
        sys.exit(f"{file} has {text.count(old)} places that read {old!r}; give more of the line")
    area = next((area for area, (patterns, _) in AREAS.items() if any(pathlib.PurePath(file).match(p) for p in patterns)), None)
    return area, pathlib.Path(file), "own", text.replace(old, new)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=15)
    parser.add_argument("--skip", type=int, default=0, help="leave out so many of the faults drawn")
    parser.add_argument("--area", choices=AREAS, action="append", help="in place of all areas")
    parser.add_argument("--list", action="store_true", help="print the faults only")
    parser.add_argument("--narrow", action="store_true", help="only the tests of the area")
    parser.add_argument("--tests", help="these tests in place of the area's, as in Linear*,Root*")
    parser.add_argument("--fault", nargs=3, metavar=("FILE", "OLD", "NEW"))
    options = parser.parse_args()
    faults = iter([own_fault(*options.fault)]) if options.fault else draw(options.seed, options.area or list(AREAS))
    wanted = 1 if options.fault else options.count
    if not options.list:
        COPY.mkdir(parents=True, exist_ok=True)
        lock = open(COPY / "lock", "w")
        fcntl.flock(lock, fcntl.LOCK_EX)  # there is one copy
        refresh_copy()
    tried, unnoticed = 0, 0
    for number, (area, path, operator, text) in enumerate(faults):
        if tried == wanted:
            break
        if number < options.skip:
            continue
        line, old, new = changed_line((ROOT / path).read_text(), text)
        title = f"{number} {operator}, {path.name}:{line}\n    - {old}\n    + {new}"
        if options.list:
            print(title)
            tried += 1
            continue
        narrow = options.tests or (AREAS[area][1] if area else "")
        outcome = try_fault(path, text, [narrow] if options.narrow or not narrow else [narrow, ""])
        if outcome == "stillborn":
            if options.fault:
                sys.exit("it does not compile")
            continue
        tried += 1
        unnoticed += outcome is None
        print(f"{title}\n    {outcome or 'NOT NOTICED'}", flush=True)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
