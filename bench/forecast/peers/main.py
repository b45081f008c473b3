"""How good is Vorrat beside its peers, on the same splits and with the same metrics?

First our metric code is compared with that of utilsforecast and with `vorrat evaluate`; then every model
forecasts every data set from every origin, and a table per data set is written.
"""

import argparse
import pathlib
import resource
import sys
import time

import data as read
import metrics
import models
import numpy as np
import vorrat

ROUNDING = 1e-6  # of figures that two programs compute from the same numbers
STATS = "statsforecast "
NAIVE = [STATS + "SeasonalNaive", "mean of the last 28 days (6 months ...)", "means and quantiles by season"]
INTERMITTENT = [STATS + name for name in ("CrostonClassic", "CrostonSBA", "TSB", "ADIDA")]
ALL = None  # origins
LAST = -1


def plan(quick):
    """Per data set: which peers, and at which origins."""
    daily = dict.fromkeys(NAIVE + INTERMITTENT, ALL)
    m5 = daily | {STATS + "AutoETS": ALL, STATS + "DynamicOptimizedTheta": ALL, "R forecast ets": LAST, "LightGBM": ALL}
    retail = daily | {STATS + "DynamicOptimizedTheta": LAST, "LightGBM": LAST}
    parts = daily | {"LightGBM": ALL}
    m3 = dict.fromkeys(NAIVE[:1] + [STATS + "Theta", STATS + "DynamicOptimizedTheta", STATS + "AutoETS", "R forecast thetaf"], ALL)
    if quick:
        few = dict.fromkeys(NAIVE + [STATS + "ADIDA"], LAST)
        return {"m5": few | {STATS + "AutoETS": LAST}, "retail": few, "parts": few | {STATS + "TSB": LAST},
                "m3": dict.fromkeys(NAIVE[:1] + [STATS + "Theta"], LAST)}  # fmt: skip
    return {"m5": m5, "retail": retail, "parts": parts, "m3": m3}


def cpu_seconds():
    me, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return me.ru_utime + me.ru_stime + children.ru_utime + children.ru_stime


def run_model(dataset, name, model, origins, checks):
    rows = []
    for back in origins:
        before = cpu_seconds()
        try:
            levels = metrics.M5_LEVELS if name == "LightGBM" else metrics.ALL_LEVELS
            mean, quantiles = model(dataset, back, levels)
        except ImportError as problem:
            print(f"skipped: {name}: {problem} cannot be had here")
            return None
        took = 1000 * (cpu_seconds() - before) / len(dataset.ids)
        row = metrics.score(dataset, back, mean, quantiles, levels)
        row["ms"] = took
        rows.append(row)
        if back == dataset.origins[-1] and quantiles is not None and (name.startswith("Vorrat") or "Naive" in name):
            worst = metrics.check_against_utilsforecast(dataset, back, mean, quantiles, levels, row)
            checks.append((f"{dataset.name}, {name}: rmsse, mase, scaled pinball against utilsforecast", worst))
    return rows


def check_evaluate(program, dataset, rows, checks):
    """`vorrat evaluate` against our own scoring of `vorrat forecast`."""
    told = vorrat.evaluated(program, dataset)
    worst = 0.0
    for back, row in zip(dataset.origins, rows):
        theirs = told[("smoothing", dataset.date(back).strftime("%Y-%m-%d"))]
        for key in ("rmsse", "mase", "smape", "scaled_pinball", "weighted_scaled_pinball", "bias") + (
            ("wrmsse",) if dataset.groupings else ()
        ):
            worst = max(worst, abs(theirs[key] - row[key]))
        for part in ("50", "95"):
            worst = max(worst, abs(theirs["coverage"][part] - row["coverage_" + part]))
            worst = max(worst, abs(theirs["calibration"][part] - row["calibration_" + part]))
    checks.append((f"{dataset.name}: `vorrat evaluate` against this program's scores of `vorrat forecast`", worst))


COLUMNS = [
    ("wrmsse", "WRMSSE", "{:.3f}"), ("rmsse", "RMSSE", "{:.3f}"), ("smape", "sMAPE", "{:.2f}"),
    ("scaled_pinball", "scaled pinball", "{:.4f}"), ("weighted_scaled_pinball", "weighted", "{:.4f}"),
    ("coverage_50", "in 50 %", "{:.1f}"), ("coverage_95", "in 95 %", "{:.1f}"),
    ("calibration_50", "PIT 50", "{:.1f}"), ("calibration_95", "PIT 95", "{:.1f}"), ("bias", "bias", "{:+.1f} %"),
    ("ms", "CPU ms per series", "{:.2f}"),
]  # fmt: skip


def cell(rows, key, pattern):
    values = [row[key] for row in rows if key in row]
    if not values:
        return "-"
    factor = 100 if key.startswith(("coverage", "calibration", "bias")) else 1
    return pattern.format(factor * float(np.mean(values)))


def table(dataset, results):
    columns = [c for c in COLUMNS if dataset.groupings or c[0] != "wrmsse"]
    several = len(dataset.origins) > 1
    head = ["model", "origins"] + [title for _, title, _ in columns]
    if several:
        head += ["last origin: RMSSE" if not dataset.groupings else "last origin: WRMSSE", "pinball"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name, rows in results.items():
        cells = [name, str(len(rows))] + [cell(rows, key, pattern) for key, _, pattern in columns]
        if several:
            key = "wrmsse" if dataset.groupings else "rmsse"
            cells += [cell(rows[-1:], key, "{:.3f}"), cell(rows[-1:], "scaled_pinball", "{:.4f}")]
        lines.append("| " + " | ".join(cells) + " |")
    spaced = dataset.origins[0] - dataset.origins[1] if several else 0
    title = f"### {dataset.name}: {len(dataset.ids)} series, {dataset.horizon} steps"
    title += f", {len(dataset.origins)} origins {spaced} steps apart" if several else ", the published origin"
    return "\n".join([title, ""] + lines + [""])


def m3_total(parts, quick):
    """sMAPE over all points of all four parts, as the published tables count it."""
    names = [name for name in parts[0][1] if all(name in results for _, results in parts)]
    lines = ["### M3: total sMAPE over all 3,003 series", "", "| model | " + " | ".join(d.name[3:] for d, _ in parts) +
             " | total |", "|---" * (len(parts) + 2) + "|"]  # fmt: skip
    for name in names:
        last = [results[name][-1] for _, results in parts]
        points = sum(row["points"] for row in last)
        total = sum(row["smape"] * row["points"] for row in last) / points
        lines.append(f"| {name} | " + " | ".join(f"{row['smape']:.2f}" for row in last) + f" | {total:.2f} |")
    return "\n".join(lines + [""])


def main():
    here = pathlib.Path(__file__).resolve().parents[3]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vorrat", default=str(here / "build" / "release" / "bin" / "vorrat"))
    parser.add_argument("--data", type=pathlib.Path, default=here.parent / "shared" / "data")
    parser.add_argument("--work", type=pathlib.Path, default=here / "build" / "peers" / "data")
    parser.add_argument("--out", type=pathlib.Path, default=here / "build" / "peers" / "table.md")
    parser.add_argument("--only", default="m5,retail,parts,m3", help="data sets, comma between")
    parser.add_argument("--quick", action="store_true", help="the last origin and fast peers only")
    parser.add_argument("--peers", help="only peers whose names hold one of these words, comma between; also with --quick")
    given = parser.parse_args()
    if not given.data.is_dir():
        sys.exit(f"{given.data}: the data are not there, so nothing can be compared")
    chosen = plan(given.quick and not given.peers)
    if given.peers:
        wanted = given.peers.split(",")
        chosen = {key: {name: where for name, where in peers.items() if any(word in name for word in wanted)}
                  for key, peers in chosen.items()}  # fmt: skip
    readers = {"m5": read.m5, "retail": read.online_retail, "parts": read.car_parts, "m3": read.m3}
    if unknown := [key for key in given.only.split(",") if key not in readers]:
        parser.error(f"--only: want of {', '.join(readers)}, found {', '.join(unknown)}")
    peers, checks, text, m3_parts = models.all_peers(), [], [], []
    started = cpu_seconds()
    for key in given.only.split(","):
        made = readers[key](given.data, given.work)
        for dataset in made if isinstance(made, list) else [made]:
            if given.quick:
                dataset.origins = dataset.origins[-1:]
            results = {}
            for model in vorrat.models(given.vorrat):
                name = f"Vorrat {model}"
                results[name] = run_model(dataset, name, vorrat.forecaster(given.vorrat, model), dataset.origins, checks)
            if key in ("m5", "retail"):
                check_evaluate(given.vorrat, dataset, results["Vorrat fast"], checks)
            for name, where in chosen[key].items():
                if name not in peers:
                    continue
                print(f"{time.strftime('%H:%M:%S')} {dataset.name}: {name}", file=sys.stderr, flush=True)
                rows = run_model(dataset, name, peers[name], dataset.origins if where is ALL else dataset.origins[-1:], checks)
                if rows is not None:
                    results[name] = rows
            text.append(table(dataset, results))
            print(text[-1], flush=True)
            if key == "m3":
                m3_parts.append((dataset, results))
    if m3_parts:
        text.append(m3_total(m3_parts, given.quick))
        print(text[-1])
    lines = [f"- {what}: largest difference {worst:.1e}" for what, worst in checks]
    text.append("### Checks of the metrics\n\n" + "\n".join(lines) + "\n")
    print(text[-1])
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text("\n".join(text), encoding="utf-8")
    print(f"{given.out}: written after {(cpu_seconds() - started) / 60:.1f} CPU minutes")
    wrong = [what for what, worst in checks if worst > ROUNDING]
    if wrong:
        sys.exit("the metrics differ: " + "; ".join(wrong))


main()
