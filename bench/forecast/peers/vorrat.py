"""Vorrat, called as anybody calls it: through its command line."""

import csv
import json
import os
import subprocess
import tempfile

import numpy as np


def models(program):
    help_text = subprocess.run([program, "forecast", "--help"], capture_output=True, text=True, check=True).stdout
    return ["fast", "accurate"] if "accurate" in help_text else ["fast"]


def forecaster(program, model):
    def run(dataset, back, levels):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "forecast.csv")
            subprocess.run([program, "forecast", str(dataset.path), "--horizon", str(dataset.horizon),
                            "--as-of", dataset.date(back).strftime("%Y-%m-%d"), "--model", model,
                            "--levels", ",".join(map(str, levels)), "--threads", "1", "-o", out],
                           check=True)  # fmt: skip
            rows = {}
            with open(out, newline="", encoding="utf-8") as lines:
                table = csv.reader(lines)
                header = next(table)
                first = header.index("mean")
                for row in table:
                    rows.setdefault(row[0], []).append([float(cell) for cell in row[first : first + 1 + len(levels)]])
        values = np.array([rows[name] for name in dataset.ids])
        return values[:, :, 0], values[:, :, 1:]

    return run


def evaluated(program, dataset):
    """What `vorrat evaluate` says: (model, origin) -> row."""
    out = subprocess.run([program, "evaluate", str(dataset.path), "--horizon", str(dataset.horizon), "--origins",
                          str(len(dataset.origins)), "--json"], capture_output=True, text=True, check=True)  # fmt: skip
    return {(row["model"], row["origin"]): row for row in json.loads(out.stdout)}
