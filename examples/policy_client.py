#!/usr/bin/env python3
"""Plays ten periods of one item against `vorrat policy`: policy_client.py PATH/TO/vorrat

Orders take two periods. The need is 12 a period, and 24 from the sixth on: the orders follow.
"""
import json
import subprocess
import sys

LEAD = 2
needs = [12] * 5 + [24] * 5
program = subprocess.Popen([sys.argv[1], "policy"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(line):
    program.stdin.write(json.dumps(line) + "\n")
    program.stdin.flush()
    return json.loads(program.stdout.readline())


item = {"id": "soap/east", "lead": LEAD, "profit": 4, "holding": 1, "history": [11, 13, 12, 12, 12]}
ask({"policy": 1, "items": [item]})

stock, under_way, last = 24, [0] * LEAD, None
for period, need in enumerate(needs, 1):
    arrived = under_way.pop(0)
    stock += arrived
    morning = {"id": "soap/east", "on_hand": stock, "in_transit": sum(under_way), "arrived": arrived}
    if last is not None:
        morning |= {"need": min(last, had), "censored": had < last}
    order = ask({"period": period, "items": [morning]})["orders"][0]["quantity"]
    under_way.append(order)
    had, last = stock, need
    met = min(stock, need)
    stock -= met
    print(f"period {period}: ordered {order:g}, met {met:g} of {need}, {stock:g} left")

program.stdin.close()
print("ends with", program.wait())
