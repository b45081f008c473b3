#!/usr/bin/env python3
"""check_a_plan.py FOLDER: a second opinion on a published plan.

Written from docs/formats/plan.md and docs/math/plan.md (sections in brackets) with the standard library alone. Exit
codes: 0 sound, 1 not sound, 4 the folder cannot be read. Sums are doubles and are compared within the tolerances of
docs/formats/plan.md, section "Checking"; vorrat-verify rounds outwards instead.
"""
import datetime, hashlib, math, pathlib, sys
from collections import defaultdict

from adopted import check_adopted
from plan_tables import LEVELS, PRINTED, TIERS, Tables, Unreadable, columns_of, date, demand, number

ROW, FLOOR = 1e-7, 1e-6
STAGES = ("fairness", "worth", "burden")
FATES = ("wait", "address", "confirm", "readdress", "transship", "release", "return")


class Plan(Tables):
    def __init__(self, files):
        super().__init__(files)
        self.upper, self.rows, self.value = {}, {}, defaultdict(float)

    # [2] and [3] What need and criteria ask for.
    def read_needs(self):
        self.cells, self.need_of, self.met_of = defaultdict(list), defaultdict(float), defaultdict(float)
        self.weight, self.reserve = defaultdict(float), {}
        for r in self.need:
            self.cells[r["item_id"], r["place_id"], r["period"]].append(r)
            place, item = self.places[r["place_id"]]["c"], self.items[r["item_id"]]
            if place is not None:
                self.need_of[place, item["tier"]] += r["u"] * r["width"]
                self.met_of[place, item["tier"]] += r["u"] * r["set_aside"]
                self.weight[place] += item["omega"] * r["u"] * r["width"]
        for (i, p, t), cell in self.cells.items():
            target = self.target(i, cell)
            if (i, p) in self.nodes and self.items[i]["W"] != 0 and target > 0:
                self.reserve[i, p, t] = target

    def target(self, i, cell):
        rule, mean = self.criteria["reserve"].get(self.items[i]["tier"], {}), sum(r["u"] * r["width"] for r in cell)
        if "days" in rule:
            return rule["days"] / self.d * mean
        q, Q = rule.get("coverage", 0), 0
        for r in cell:
            low, high = LEVELS[r["slice"] - 1], LEVELS[r["slice"]]
            Q += r["width"] * (1 if q >= high else (q - low) / (high - low) if q > low else 0)
        return max(0, Q - mean)

    def cap(self, rule):
        days, steps = self.T * self.d, [(date(s["from"]), s["total"]) for s in rule["path"]]
        if not steps:
            return rule["total"]
        totals = []
        for n in range(days):
            totals.append([rule["total"]] + [s for day, s in steps if day <= self.start + datetime.timedelta(n)])
        return math.fsum(t[-1] for t in totals) / days

    # [4] A row is [sense, right side, {variable: factor}] under the names of certificate.csv.
    def row(self, sense, right, family, item="", place="", period="", id=""):
        self.rows[family, item, place, str(period), id] = [sense, right, defaultdict(float)]

    def add_rows(self):
        T, c, depots = self.T, self.criteria, {(i, p) for i, p, _ in self.cells}
        for i, p in self.nodes:
            W = self.items[i]["W"]
            for t in range(T):
                self.row("=", -self.opening[i, p, t], "balance", i, p, t)
                if (i, p) in depots:
                    self.row(">", 0, "ready", i, p, t)
                if W and t + W < T:
                    self.row(">", 0, "shelf", i, p, t)
        for (i, p, t), target in self.reserve.items():
            self.row(">", target, "reserve", i, p, t)
        due = defaultdict(float)
        for r in self.lots:
            day, where = r["best_before"], (r["item_id"], r["place_id"])
            if day and day >= self.start and self.period(day) is not None and where in self.nodes:
                due[where + (self.period(day),)] += r["quantity"]
        for i, p, t in due:
            self.row(">", sum(q for (j, o, s), q in due.items() if (j, o) == (i, p) and s <= t), "expiry", i, p, t)
        groups = defaultdict(list)
        for r in self.capacities:
            groups[r["resource_id"], r["place_id"]].append(r)
        for (k, p), rows in groups.items():
            for t, said in enumerate(self.dated(rows, "available")):
                if said and any(k in self.activities[a]["use"] and p in ("", q) for a, q in self.running):
                    self.row("<", said[0], "resource", "", p, t, k)
        for t in range(T):
            for key, most in c["resources"].items():
                self.row("<", most * self.d / 7, "work", "", "", t, key[:-len("_per_week")])
            for p, r in self.places.items():
                if r["storage_litres"] is not None:
                    self.row("<", r["storage_litres"], "storage", "", p, t)
            for l, r in self.lanes.items():
                if r["capacity_kg"] is not None:
                    self.row("<", r["capacity_kg"], "lane", "", "", t, l)
        self.caps = {k: self.cap(rule) for k, rule in c["caps"].items()}
        for k, most in self.caps.items():
            self.row("<", most, "cap", id=k)
        for place, n in self.weight.items():
            if n > 0:
                self.row(">", 0, "fairness", id=place)
            if n > 0 and c["fairness"]["minimum_ratio"] > 0:
                self.row(">", 0, "ratio", id=place)
        for (place, tier), n in self.need_of.items():
            share = c["minimum_coverage"].get(tier, 0)
            if share > 0 and n > 0:
                self.row(">", share * n, "minimum", id=f"{place}/{tier}")
        self.row(">", self.json["result"]["fairness_floor"], "keep_fairness")
        self.row(">", self.json["result"]["worth_floor"], "keep_worth")

    def find_impacts(self):
        """(cause, id) to what a unit adds to indicators, with those that every plan has."""
        self.impact, named = defaultdict(list), {r["indicator"] for r in self.impacts}
        for r in self.impacts:
            self.impact[r["kind"], r["id"]].append((r["indicator"], r["quantity"]))
        for mode in {r["mode"] for r in self.lanes.values()} if "transport_tkm" not in named else ():
            self.impact["mode", mode].append(("transport_tkm", 1))
        for i in self.items if "waste_kg" not in named else ():
            self.impact["waste", i].append(("waste_kg", self.items[i]["kg_per_unit"]))
        for a, r in self.activities.items():
            self.impact["activity", a] += [(k, q) for k, q in r["use"].items()
                                           if k not in named | {"transport_tkm", "waste_kg"}]

    # [3] to [5] A column says its box, and with which factor it stands in which row and objective.
    def column(self, upper, *v):
        self.v, self.upper[v] = v, upper

    def put(self, factor, family, item="", place="", period="", id=""):
        row = self.rows.get((family, item, place, str(period), id))
        if row:
            row[2][self.v] += factor

    def pays(self, stage, factor):
        self.objective[stage][self.v] += factor
        if stage == 1:
            self.put(factor, "keep_worth")

    def burdens(self, cause, id, per_unit):
        for k, q in self.impact[cause, id]:
            self.total[k][self.v] += q * per_unit
            self.put(q * per_unit, "cap", id=k)
            self.pays(2, self.criteria["burden"].get(k, 0) * q * per_unit)

    def takes(self, i, p, t, q):
        self.put(-q, "balance", i, p, t)
        for s in range(max(0, t - (self.items[i]["W"] or 0)), t):
            self.put(q, "shelf", i, p, s)
        for s in range(t, self.T):
            self.put(q, "expiry", i, p, s)

    def add_columns(self):
        self.objective, self.total = [defaultdict(float) for _ in range(3)], defaultdict(lambda: defaultdict(float))
        supply = defaultdict(list)
        for r in self.supply or ():
            supply[r["item_id"], r["place_id"]].append(r)
        for i, p in self.nodes:
            item, said = self.items[i], self.dated(supply[i, p], "available")
            for t in range(self.T):
                if item["W"] != 0:
                    self.column(item["ceiling"], "S", i, p, t)
                    self.put(-1, "balance", i, p, t)
                    self.put(1, "balance", i, p, t + 1)
                    self.put(1, "ready", i, p, t)
                    self.put(-1, "shelf", i, p, t)
                    self.put(1, "reserve", i, p, t)
                    self.put(item["litres_per_unit"], "storage", "", p, t)
                    self.burdens("storage", p, item["litres_per_unit"] * self.d)
                    self.pays(2, 1e-6)
                self.column(item["ceiling"], "w", i, p, t)
                self.takes(i, p, t, 1)
                self.put(1, "ready", i, p, t)
                self.burdens("waste", i, 1)
                if (i, p) in self.gives:
                    limit = (said[t] or ((0.0,) if supply[i, p] else (None,)))[0]
                    self.column(item["ceiling"] if limit is None else min(limit, item["ceiling"]), "e", i, p, t)
                    self.put(1, "balance", i, p, t)
                    self.burdens("item", i, 1)
        for a, p in self.running:
            r = self.activities[a]
            for t in range(self.T):
                self.column(r["ceiling"], "r", a, p, t)
                for i, q in r["outputs"]:
                    self.put(q, "balance", i, p, t)
                for i, q in r["inputs"]:
                    self.takes(i, p, t, q)
                for k, q in r["use"].items():
                    self.put(q, "resource", "", p, t, k)
                    self.put(q, "resource", "", "", t, k)
                    self.put(q, "work", "", "", t, k)
                self.burdens("activity", a, 1)
        for l, r in self.lanes.items():
            f, g = r["from_place"], r["to_place"]
            for i in [i for i in self.items if (i, f) in self.nodes and (i, g) in self.nodes]:
                for t in range(self.T - r["lead"]):
                    self.column(self.items[i]["ceiling"], "x", l, i, t)
                    self.takes(i, f, t, 1)
                    self.put(1, "balance", i, g, t + r["lead"])
                    self.put(self.items[i]["kg_per_unit"], "lane", "", "", t, l)
                    self.burdens("mode", r["mode"], r["km"] * self.items[i]["kg_per_unit"] / 1000)
                    self.pays(2, 1e-6)

    def add_columns_of_need(self):
        ratio, total = self.criteria["fairness"]["minimum_ratio"], sum(self.weight.values())
        self.parts = defaultdict(dict)
        for r in self.need:
            i, p, t, u, c = r["item_id"], r["place_id"], r["period"], r["u"], self.places[r["place_id"]]["c"]
            if (i, p) not in self.nodes:
                continue
            worth = self.items[i]["omega"] * u
            self.column(r["width"], "m", i, p, t, r["slice"])
            self.takes(i, p, t, u)
            self.put(u - 1, "ready", i, p, t)
            if c is not None:
                self.parts[c][self.v] = worth
                self.pays(1, worth)
                self.put(worth, "fairness", id=c)
                self.put(u, "minimum", id=f"{c}/{self.items[i]['tier']}")
                for other, n in self.weight.items():
                    if ratio > 0 and n > 0:
                        self.put((worth / n if other == c else 0) - ratio * worth / total, "ratio", id=other)
        for (i, p, t), target in self.reserve.items():
            self.column(target, "h", i, p, t)
            self.put(1, "reserve", i, p, t)
            self.pays(1, -self.criteria["reserve"].get("weight", 0) * self.items[i]["omega"])
        self.column(1, "z")
        for c, n in self.weight.items():
            self.put(-n, "fairness", id=c)
        self.put(1, "keep_fairness")
        self.pays(0, 1)

    # The checks.
    def check_sums(self):
        lines = self.files["SHA256SUMS"].decode().split("\n")[:-1]
        sums = {line[66:]: line[:64] for line in lines if line[64:66] == "  " and len(line) > 66}
        demand(len(sums) == len(lines), "SHA256SUMS: a line has another shape or is there twice")
        self.found.want(set(sums) == set(self.files) - {"SHA256SUMS"}, "SHA256SUMS: names other files")
        for file, hexadecimal in sums.items():
            if file in self.files:
                self.found.want(hashlib.sha256(self.files[file]).hexdigest() == hexadecimal, f"{file}: is another file")

    def check_need(self):
        before, series, seen = None, set(self.series), defaultdict(int)
        for n, r in enumerate(self.need):
            cell, words = (r["item_id"], r["place_id"], r["period"]), f"need.csv:{n + 2}"
            self.found.want((cell == before or cell not in seen) and r["slice"] > seen[cell], f"{words}: order")
            seen[cell], before = r["slice"], cell
            self.found.equal(r["use"], r["u"], words)
            self.found.want(self.places[cell[1]]["kind"] == "depot" and cell[:2] in series, f"{words}: no forecast")

    def check_ceilings(self):
        own, acts = defaultdict(float), self.activities.values()
        for r in self.need:
            own[r["item_id"]] += r["width"]
        for (i, _, _), target in self.reserve.items():
            own[i] += target
        gross = {i: own[i] for i in self.items}
        for _ in range(20):
            most = defaultdict(float)
            for a in acts:
                for o, made in a["outputs"]:
                    for i, drawn in a["inputs"]:
                        most[o, i] = max(most[o, i], drawn * gross[o] / made)
            gross = {i: min(1e12, own[i] + sum(q for (_, j), q in most.items() if j == i)) for i in self.items}
        for (i, _, _), b in self.opening.items():
            gross[i] += b
        # Where rounding leaves a whole number open, both are allowed.
        least, most = ({i: math.ceil((20 * g + 1) * (1 + e)) for i, g in gross.items()} for e in (-1e-12, 1e-12))
        for a, r in self.activities.items():
            r["most"] = [max((B[o] / q for o, q in r["outputs"]), default=0) for B in (least, most)]
            self.found.want(r["most"][0] * (1 - PRINTED) <= r["ceiling"] <= r["most"][1] * (1 + PRINTED),
                            f"activities.csv: ceiling of {a}")
        for a in acts:
            for o, q in a["outputs"]:
                least[o] = max(least[o], math.ceil(q * a["most"][0] * (1 - 1e-12)))
                most[o] = max(most[o], math.ceil(q * a["most"][1] * (1 + 1e-12)))
        for i, r in self.items.items():
            self.found.want(least[i] - PRINTED * least[i] <= r["ceiling"] <= most[i] + PRINTED * most[i],
                            f"items.csv: ceiling of {i}: want {least[i]} to {most[i]}, found {r['ceiling']}")

    def publish(self, v, value, words):
        if self.found.want(v in self.upper, f"{words}: there is no such variable"):
            self.found.want(v not in self.value, f"{words}: is there twice")
            self.value[v] = value

    def read_answer(self):
        found, I, Q = self.found, self.items, self.places
        for r in self.known(self.read("entries.csv"), item_id=I, place_id=Q):
            self.publish(("e", r["item_id"], r["place_id"], r["period"]), r["quantity"], "entries.csv")
        for r in self.known(self.read("runs.csv"), activity_id=self.activities, place_id=Q):
            self.publish(("r", r["activity_id"], r["place_id"], r["period"]), r["runs"], "runs.csv")
        for r in self.known(self.read("flows.csv"), item_id=I):
            l = f"{r['from_place']}>{r['to_place']}>{r['mode']}"
            demand(l in self.lanes and r["leaves"] < self.T, "flows.csv: lane or period")
            kg = I[r["item_id"]]["kg_per_unit"] * r["quantity"]
            self.publish(("x", l, r["item_id"], r["leaves"]), r["quantity"], "flows.csv")
            found.equal(r["arrives"], r["leaves"] + self.lanes[l]["lead"], "flows.csv: arrives")
            found.equal(r["kg"], kg, "flows.csv: kg")
            found.equal(r["tkm"], self.lanes[l]["km"] * kg / 1000, "flows.csv: tkm")
        listed = set()
        for r in self.known(self.read("stock_plan.csv"), item_id=I, place_id=Q):
            where = (r["item_id"], r["place_id"], r["period"])
            listed.add(where)
            self.publish(("w",) + where, r["waste"], "stock_plan.csv")
            if ("S",) + where in self.upper or r["stock"]:
                self.publish(("S",) + where, r["stock"], "stock_plan.csv")
            if where in self.reserve or r["reserve_missing"]:
                self.publish(("h",) + where, r["reserve_missing"], "stock_plan.csv")
            found.equal(r["reserve"], self.reserve.get(where, 0), "stock_plan.csv: reserve")
        found.want(set(self.reserve) <= listed, "stock_plan.csv: a reserve target is not listed")
        for r in self.need:
            v = ("m", r["item_id"], r["place_id"], r["period"], r["slice"])
            if v in self.upper:
                self.value[v] = r["set_aside"]
            else:
                found.want(r["set_aside"] == 0, "need.csv: set aside where nothing can come")
        met = {c: math.fsum(f * self.value[v] for v, f in self.parts[c].items()) for c in self.weight}
        self.value["z",] = min([1] + [met[c] / n for c, n in self.weight.items() if n > 0])

    def check_feasible(self):
        self.used, worst = {}, 0
        for v, most in self.upper.items():
            x = self.value.get(v, 0)
            self.found.want(-ROW * (1 + abs(x)) <= x <= most + ROW * (1 + abs(x)), f"{v}: want 0 to {most}, found {x}")
        for key, (sense, right, terms) in self.rows.items():
            parts = [f * self.value.get(v, 0) for v, f in terms.items()]
            total, size = math.fsum(parts), 1 + math.fsum(map(abs, parts))
            off = max(total - right if sense in "=<" else 0, right - total if sense in "=>" else 0)
            self.used[key], worst = total, max(worst, off / size)
            self.found.want(off <= ROW * size, f"{'/'.join(filter(None, key))}: want {sense} {right}, found {total}")
        stated = self.json["residuals"]
        self.found.want(0 <= stated["primal"] and abs(stated["primal"] - worst) <= ROW, "residuals.primal")
        self.found.want(stated["dual"] >= 0, "residuals.dual")

    def read_certificate(self):
        self.duals = [{}, {}, {}]
        for r in self.read("certificate.csv"):
            demand(r["stage"] in STAGES, "certificate.csv: stage")
            stage, key = STAGES.index(r["stage"]), self.named(r["row"], r)
            if not self.found.want(key in self.rows, f"certificate.csv: {key}: there is no such row"):
                continue
            sense, y = self.rows[key][0], r["dual"] if stage < 2 else -r["dual"]
            self.found.want(sense == "=" or (y > 0) == (sense == "<"), f"certificate.csv: {key}: sign")
            self.found.want(key[0] != "keep_fairness" or stage >= 1, "certificate.csv: keep_fairness")
            self.found.want(key[0] != "keep_worth" or stage == 2, "certificate.csv: keep_worth")
            self.found.want(r["dual"] and key not in self.duals[stage], f"certificate.csv: {key}: twice or 0")
            self.duals[stage][key] = r["dual"]

    def named(self, family, r):
        """The columns that name a row of the family; others are passed over."""
        goods, t = family in ("balance", "ready", "shelf", "expiry", "reserve"), r.get("period", "")
        timed = goods or family in ("resource", "work", "storage", "lane")
        return (family, r.get("item_id", "") if goods else "",
                r.get("place_id", "") if goods or family in ("resource", "storage") else "",
                str(int(t)) if timed and t.isascii() and t.isdigit() else "", "" if goods or family == "storage" else r.get("id", ""))

    def check_stages(self):
        stages, result, found = self.json["stages"], self.json["result"], self.found
        if not found.want(len(stages) == 3, "plan.json: want three stages"):
            return
        values = [math.fsum(f * self.value.get(v, 0) for v, f in o.items()) for o in self.objective]
        for n, stage in enumerate(stages):
            sign, reduced = 1 if n < 2 else -1, defaultdict(list)
            for v, f in self.objective[n].items():
                reduced[v].append(f)
            for key, y in self.duals[n].items():
                for v, f in self.rows[key][2].items():
                    reduced[v].append(-f * y)
            D = math.fsum([self.rows[key][1] * y for key, y in self.duals[n].items()]
                          + [sign * max(0, sign * math.fsum(r)) * self.upper[v] for v, r in reduced.items()])
            size = max(1, abs(D))
            found.want(stage["name"] == STAGES[n] and stage["maximise"] == (n < 2), f"stage {n}: name or maximise")
            found.equal(stage["value"], values[n], f"stage {n}: value")
            weaker = sign * (stage["bound"] - D)
            found.want(-PRINTED * size <= weaker, f"stage {n}: bound: want {D}, found {stage['bound']}")
            found.equal(stage["gap"], abs(stage["value"] - stage["bound"]) / max(1, abs(stage["bound"])), f"stage {n}: gap")
        for n, (part, scale) in enumerate((("fairness", 1), ("worth", max(1, abs(result["worth"]))))):
            value, gap = stages[n]["value"], abs(stages[n]["bound"] - stages[n]["value"])
            size = ROW * max(1, abs(value))
            found.want(value - FLOOR * scale - 2 * gap - size <= result[part + "_floor"] <= value + size, f"{part}_floor")
        for n, part in enumerate(STAGES):
            found.equal(result[part], values[n], f"result.{part}")

    def check_printed(self):
        found, j, c = self.found, self.json, self.criteria
        counts = dict(items=len(self.items), places=len(self.places), series=len(self.series),
                      shipments=len(self.read("shipments.csv")))
        found.want({k: j["counts"][k] for k in counts} == counts, "plan.json: counts")
        found.want(self.T == max(1, c["horizon_days"] // self.d), "plan.json: periods")
        limits, families = {}, ("resource", "work", "storage", "lane", "cap")
        for r in self.read("limits.csv"):
            key = self.named(r["kind"], r)
            if found.want(r["kind"] in families and key in self.rows and key not in limits, f"limits.csv: {key}"):
                limits[key] = r
                found.equal(r["used"], self.used[key], f"limits.csv: {key}: used")
                found.equal(r["limit"], self.rows[key][1], f"limits.csv: {key}: limit")
                found.equal(r["valuation"], self.duals[1].get(key, 0), f"limits.csv: {key}: valuation")
        for key, (_, _, terms) in self.rows.items():
            found.want(key[0] not in families or not any(terms.values()) or key in limits, f"limits.csv: lacks {key}")
        balances = {k: -y for k, y in self.duals[1].items() if k[0] == "balance"}
        listed = [(self.named("balance", r), r["valuation"]) for r in self.read("valuations.csv")]
        found.want(len(dict(listed)) == len(listed) and set(balances) <= set(dict(listed)), "valuations.csv: rows")
        for key, value in listed:
            found.want(key in self.rows, f"valuations.csv: {key}")
            found.equal(value, balances.get(key, 0), f"valuations.csv: {key}")
        seen = set()
        for r in self.known(self.read("coverage.csv"), community=self.communities, tier=TIERS):
            key = (r["community"], r["tier"])
            found.want(key not in seen, "coverage.csv: twice")
            seen.add(key)
            found.equal(r["need"], self.need_of[key], "coverage.csv: need")
            found.equal(r["met"], self.met_of[key], "coverage.csv: met")
            if self.need_of[key] > 0:
                found.equal(r["coverage"], self.met_of[key] / self.need_of[key], "coverage.csv: coverage")
        found.want({k for k, n in self.need_of.items() if n > 0} <= seen, "coverage.csv: lacks a row")
        needs = {tier: sum(n for (_, k), n in self.need_of.items() if k == tier) for tier in TIERS}
        found.want(set(j["coverage"]) == {k for k, n in needs.items() if n > 0}, "plan.json: coverage")
        for tier, value in j["coverage"].items():
            if needs.get(tier):
                found.equal(value, sum(n for (_, k), n in self.met_of.items() if k == tier) / needs[tier], "coverage")
        rows = self.read("indicators.csv")
        named = [r["indicator"] for r in rows]
        known = {r["indicator"] for r in self.impacts} | {"transport_tkm", "waste_kg"} | self.resources
        found.want(len(set(named)) == len(named) and set(named) <= known, "indicators.csv: names")
        found.want({k for k, b in c["burden"].items() if b} | set(c["caps"]) <= set(named), "indicators.csv: lacks one")
        for r in rows:
            k = r["indicator"]
            found.equal(r["total"], math.fsum(f * self.value.get(v, 0) for v, f in self.total[k].items()), k)
            if found.want((r["cap"] is None) == (k not in self.caps), f"indicators.csv: cap of {k}") and k in self.caps:
                found.equal(r["cap"], self.caps[k], f"indicators.csv: cap of {k}")

    def check_shipments(self):
        found, taken, lies = self.found, defaultdict(float), defaultdict(float)
        for r in self.known(self.read("shipments.csv"), item_id=self.items):
            l = f"{r['from_place']}>{r['to_place']}>{r['mode']}"
            demand(l in self.lanes and r["short_at_origin"] <= 1, "shipments.csv: lane or short_at_origin")
            lane, item = self.lanes[l], self.items[r["item_id"]]
            days, packs = (r["arrives"] - r["leaves"]).days, r["quantity"] / item["pack_size"]
            found.want(r["leaves"] >= self.start and days == lane["lead_days"] and r["quantity"] > 0, "shipments.csv: time")
            found.want(abs(packs - round(packs)) <= PRINTED * (1 + packs)
                       or self.places[r["to_place"]]["kind"] != "depot", "shipments.csv: packs")
            found.equal(r["kg"], item["kg_per_unit"] * r["quantity"], "shipments.csv: kg")
            co2e = sum(m["quantity"] for m in self.impacts
                       if (m["kind"], m["id"], m["indicator"]) == ("mode", r["mode"], "co2e_kg"))
            found.equal(r["co2e_kg"], co2e * lane["km"] * item["kg_per_unit"] * r["quantity"] / 1000, "shipments.csv: co2e")
            low = min(r[k] for k in list(columns_of("shipments.csv"))[8:16])
            found.want(low >= 0 and r["critical_ratio"] <= 1 and r["use_before_expiry"] <= 1, "shipments.csv: ranges")
            taken[r["item_id"], r["from_place"]] += r["quantity"]
        for r in self.lots:
            lies[r["item_id"], r["place_id"]] += r["quantity"]
        for where, q in taken.items():
            found.want(self.places[where[1]]["kind"] == "source" or q <= lies[where] + PRINTED * (1 + lies[where]),
                       f"shipments.csv: more than lies at {where}")

    def check_under_way(self):
        if "under_way.csv" not in self.files:
            return
        found, sums = self.found, defaultdict(float)
        for r in self.known(self.read("under_way.csv"), item_id=self.items, to_place=self.places, fate=FATES):
            demand(1 <= r["transit_row"] <= len(self.transit), "under_way.csv: transit_row")
            row = self.transit[r["transit_row"] - 1]
            sums[r["transit_row"]] += r["quantity"]
            found.want(r["item_id"] == row["item_id"], "under_way.csv: item_id")
            tonnes, burden = self.items[row["item_id"]]["kg_per_unit"] * r["quantity"] / 1000, self.criteria["burden"]
            for arrives, km, co2e in self.ways(row, r):
                cost = (burden.get("transport_tkm", 0) * km + burden.get("co2e_kg", 0) * co2e) * tonnes
                if (arrives == r["arrives"] and abs(r["cost"] - cost) <= PRINTED * max(1, abs(cost))
                        and abs(r["co2e_kg"] - co2e * tonnes) <= PRINTED * max(1, abs(co2e * tonnes))):
                    break
            else:
                found.want(False, f"under_way.csv: no way to {r['to_place']} like this")
            if r["fate"] == "confirm":
                found.want(r["gain"] == 0, "under_way.csv: gain of what is confirmed")
            elif row["to_place"]:
                found.want(r["gain"] >= r["cost"], "under_way.csv: gain below cost")
        for n, q in sums.items():
            found.equal(q, self.transit[n - 1]["quantity"], "under_way.csv: parts")

    def ways(self, row, r):
        """(arrives, km, CO2e per tonne), beyond the plan, of every way such goods can have taken."""
        fate, to, place, hubs = r["fate"], r["to_place"], row["to_place"], [
            p for p, q in self.places.items() if q["kind"] in ("hub", "plant")]
        opened, arrives = r["open_until"], max(row["arrives"], self.start)
        gas = lambda l: l["km"] * sum(m["quantity"] for m in self.impacts
                                      if (m["kind"], m["id"], m["indicator"]) == ("mode", l["mode"], "co2e_kg"))
        late = lambda day, l: day + datetime.timedelta(l["lead_days"])
        lanes = [(l["from_place"], l["to_place"], l) for l in self.lanes.values()]
        ahead = [l for f, t, l in lanes if t == place and f in hubs and late(opened, l) == row["arrives"]]
        over = [(late(opened, m), m["km"] - l["km"], gas(m) - gas(l)) for l in ahead
                for f, t, m in lanes if f == l["from_place"] and t == to]
        after = [(late(arrives, l), l["km"], gas(l)) for f, t, l in lanes if f == place and t == to]
        if not place:
            leaves = max(opened, self.start)
            if fate not in (("wait",) if opened > self.start else ("address", "release", "return")):
                return []
            if to in hubs and fate != "address":
                return [(leaves, 0, 0)]
            return [(late(leaves, l), l["km"], gas(l)) for f, t, l in lanes
                    if f in hubs and t == to and (row["to_area"], to) in self.in_area]
        if to == place:
            return [(arrives, 0, 0)] if fate in ("confirm", "release") else []
        if fate == "return" and to in hubs:
            return [(opened, -l["km"], -gas(l)) for l in ahead if l["from_place"] == to] + over + after
        return over if fate == "readdress" else after if fate == "transship" else []

    def check_forecast(self):
        before = None
        for r in self.forecast:
            first = before is None or before["unique_id"] != r["unique_id"]
            levels = [0.0] + [number(v) for k, v in r.items() if k not in ("unique_id", "ds", "mean")]
            self.found.want(r["ds"] == self.start if first else r["ds"] > before["ds"], "forecast.csv: dates")
            self.found.want(levels == sorted(levels), "forecast.csv: a quantile falls")
            before = r
        for r in self.known(self.read("history.csv"), item_id=self.items, place_id=self.places):
            demand(r["available"] <= 1, "history.csv: available")


STEPS = ("check_sums", "find_nodes", "read_needs", "add_rows", "find_impacts", "add_columns", "add_columns_of_need",
         "check_need", "check_ceilings", "read_answer", "check_feasible", "read_certificate", "check_stages",
         "check_printed", "check_shipments", "check_under_way", "check_forecast")


def check_plan(files):
    try:
        plan = Plan(files)
        for step in STEPS:
            getattr(plan, step)()
        check_adopted(plan)
    except (KeyError, ValueError, TypeError, AttributeError, ZeroDivisionError, OverflowError, RecursionError) as problem:
        raise Unreadable(repr(problem)) from None
    return plan.found


def tell(judge):
    try:
        found = judge()
    except Unreadable as problem:
        print(f"cannot be read: {problem}", file=sys.stderr)
        return 4
    print("\n".join(found[:50]) if found else "sound")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(tell(lambda: check_plan({p.name: p.read_bytes() for p in pathlib.Path(sys.argv[1]).iterdir()})))
