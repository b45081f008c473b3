#!/usr/bin/env python3
"""highs.py FILE SOLVER THREADS LIMIT [TOLERANCE]: solves what `plan_family --write` wrote with HiGHS.

SOLVER is hipdlp, pdlp, ipx or simplex. Prints one line of JSON: status, objective, seconds (of the solve
alone), cpu_seconds, mb.
"""
import json
import resource
import sys
import time

import highspy
import numpy


def arrays(path):
    """The arrays of the file: a count (8 bytes) and that many values each."""
    kinds = [numpy.float64] * 5 + [numpy.int32] * 2 + [numpy.float64]
    with open(path, "rb") as file:
        for kind in kinds:
            count = int(numpy.fromfile(file, numpy.uint64, 1)[0])
            yield numpy.fromfile(file, kind, count)


def model(path):
    cost, column_lower, column_upper, row_lower, row_upper, start, index, value = arrays(path)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(row_lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, column_lower, column_upper
    lp.row_lower_, lp.row_upper_ = row_lower, row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
    return lp


def main():
    path, solver, threads, limit = sys.argv[1:5]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", solver)
    highs.setOptionValue("threads", int(threads))
    highs.setOptionValue("run_crossover", "off")
    highs.setOptionValue("time_limit", float(limit))
    if len(sys.argv) > 5:
        highs.setOptionValue("pdlp_optimality_tolerance", float(sys.argv[5]))
    highs.passModel(model(path))
    wall, busy = time.monotonic(), time.process_time()
    highs.run()
    info = highs.getInfo()
    print(json.dumps({
        "solver": solver,
        "status": highs.modelStatusToString(highs.getModelStatus()),
        "objective": info.objective_function_value,
        "seconds": round(time.monotonic() - wall, 3),
        "cpu_seconds": round(time.process_time() - busy, 3),
        "mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }))


main()
