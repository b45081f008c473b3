#!/usr/bin/env python3
"""judge_cases.py FILE: verdicts of many folders that differ little, for tests.

FILE is JSON: {"record": bool, "key": text, "trusted": base64, "base": {name: base64}, "cases": [{name: base64 or null}]}.
Prints one exit code per case, as check_a_plan.py and check_a_record.py give it.
"""
import base64, json, sys

from check_a_plan import check_plan
from check_a_record import check_record
from plan_tables import Unreadable


def judge(files, given):
    try:
        if not given["record"]:
            return 1 if check_plan(files) else 0
        trusted = base64.b64decode(given["trusted"]) or None
        return 1 if check_record(files, given["key"] or None, trusted) else 0
    except Unreadable:
        return 4


def main():
    given = json.load(open(sys.argv[1], encoding="utf-8"))
    base = {name: base64.b64decode(text) for name, text in given["base"].items()}
    for case in given["cases"]:
        files = dict(base)
        for name, text in case.items():
            if text is None:
                files.pop(name, None)
            else:
                files[name] = base64.b64decode(text)
        print(judge(files, given))


if __name__ == "__main__":
    main()
