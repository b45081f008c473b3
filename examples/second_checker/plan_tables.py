"""The tables of a published plan (docs/formats/plan.md) and where goods can be (docs/math/plan.md, section 1)."""
import csv, datetime, io, json, re
from collections import defaultdict

PRINTED = 1e-9
LEVELS_MAX = 16  # of brackets in a JSON text
TIERS = ("essential", "basic", "wanted")
LEVELS = (0, 0, 0.10, 0.50, 0.90, 0.99)
NUMBER = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class Unreadable(Exception):
    """The folder cannot be judged."""


class Findings(list):
    def want(self, holds, words):
        if not holds:
            self.append(words)
        return holds

    def equal(self, found, want, words):
        self.want(abs(found - want) <= PRINTED * max(1, abs(want)), f"{words}: want {want}, found {found}")


def number(text):
    if not NUMBER.fullmatch(text) or abs(float(text)) > 1e100:
        raise Unreadable(f"want a number, got {text!r}")
    return float(text)


def amount(text):
    value = number(text)
    if value < 0:
        raise Unreadable(f"want a number from 0 on, got {text}")
    return value


def whole(text):
    if not re.fullmatch(r"[0-9]+", text) or int(text) > 1_000_000:
        raise Unreadable(f"want a whole number, got {text!r}")
    return int(text)


def date(text):
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]([T ].*)?", text) and 1900 <= int(text[:4]) <= 2200:
            return datetime.date.fromisoformat(text[:10])
    except ValueError:
        pass
    raise Unreadable(f"want a date, got {text!r}")


TABLES = {  # columns, and behind a colon what their fields are; `?`: or empty; further columns may follow
    "items.csv": "item_id name unit kg_per_unit:amount litres_per_unit:amount shelf_life_days:whole? tier "
                 "pack_size:number group ceiling:amount",
    "places.csv": "place_id name kind lat:number? lon:number? community population:amount? storage_litres:amount?",
    "lanes.csv": "from_place to_place mode lead_days:whole km:amount capacity_kg:amount? minimum_kg:amount?",
    "activities.csv": "activity_id place_id name ceiling:amount",
    "activity_items.csv": "activity_id item_id quantity:number",
    "activity_resources.csv": "activity_id resource_id quantity:amount",
    "resources.csv": "resource_id place_id unit available:amount date:date?",
    "supply.csv": "item_id place_id available:amount? date:date?",
    "impacts.csv": "kind id indicator quantity:number",
    "areas.csv": "area_id place_id",
    "stock.csv": "item_id place_id quantity:amount best_before:date?",
    "decisions.csv": "decision_id date:date council_id key value replaced reason proposal_id",
    "transit.csv": "item_id from_place to_place to_area quantity:amount arrives:date",
    "need.csv": "item_id place_id period:whole slice:whole level_from:number level_to:number width:amount use:amount "
                "set_aside:number",
    "entries.csv": "item_id place_id period:whole quantity:number",
    "runs.csv": "activity_id place_id period:whole runs:number",
    "flows.csv": "item_id from_place to_place mode leaves:whole arrives:whole quantity:number kg:number tkm:number",
    "stock_plan.csv": "item_id place_id period:whole stock:number waste:number reserve:number reserve_missing:number",
    "limits.csv": "kind id place_id period used:number limit:number valuation:number",
    "valuations.csv": "item_id place_id period valuation:number",
    "coverage.csv": "community tier need:number met:number coverage:number",
    "indicators.csv": "indicator total:number cap:number?",
    "certificate.csv": "stage row item_id place_id period id dual:number",
    "shipments.csv": "item_id from_place to_place mode leaves:date arrives:date quantity:number kg:number "
                     "on_hand:number in_transit:number need_mean:number critical_ratio:number target:number "
                     "wanted:number shortage_avoided:number use_before_expiry:number co2e_kg:number "
                     "short_at_origin:whole reason_en reason_de",
    "under_way.csv": "transit_row:whole item_id fate to_place quantity:amount arrives:date open_until:date "
                     "shortage_avoided:amount gain:number cost:number co2e_kg:number",
    "history.csv": "item_id place_id date:date quantity:amount? available:whole",
    "forecast.csv": "unique_id ds:date mean:amount",
}
FIELDS = {"": str, "number": number, "amount": amount, "whole": whole, "date": date}


def columns_of(file):
    """What reads each column."""
    columns = {}
    for column in TABLES[file].split():
        name, _, kind = column.partition(":")
        read = FIELDS[kind.removesuffix("?")]
        columns[name] = (lambda text, read=read: read(text) if text else None) if kind.endswith("?") else read
    return columns


def table(files, file):
    """The rows as dicts, further columns under their names as text."""
    columns = columns_of(file)
    demand(file in files, f"{file}: is missing")
    try:
        text = files[file].decode()
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise Unreadable(f"{file}: {problem}") from None
    demand("\r" not in re.sub('"[^"]*"', "", text), f"{file}: want a line feed after each row")
    if not rows or rows[0][:len(columns)] != list(columns) or any(len(r) != len(rows[0]) for r in rows):
        raise Unreadable(f"{file}: want the columns {', '.join(columns)} in every row")
    try:
        return [{c: columns.get(c, str)(text) for c, text in zip(rows[0], r)} for r in rows[1:]]
    except Unreadable as problem:
        raise Unreadable(f"{file}: {problem}") from None


def demand(holds, words):
    if not holds:
        raise Unreadable(words)


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


class Tables:
    def __init__(self, files):
        self.files, self.found = files, Findings()
        self.json = json.loads(files["plan.json"])
        demand(depth(self.json) <= LEVELS_MAX, "plan.json: is nested too deep")
        self.criteria = c = self.json["criteria"]
        demand(self.json["format"] == "vorrat-plan/1", "plan.json: format")
        self.d, self.T, self.start = self.json["period_days"], self.json["periods"], date(self.json["start"])
        weights = [c["tiers"][tier] for tier in TIERS] + [c["reserve"].get("weight", 0), *c["burden"].values()]
        demand(min(weights) >= 0, "plan.json: criteria: a weight below 0")
        demand(c["period_days"] == self.d and 1 <= self.T <= 10_000, "plan.json: period_days, periods")
        demand(all(n == int(n) >= 1 for n in (self.d, self.T, c["horizon_days"])), "plan.json: want whole numbers")
        for part in ("title", "residuals", "coverage", "counts", "adopted", "result", "stages"):
            demand(part in self.json, f"plan.json: {part}")
        self.read_tables()

    def read(self, file):
        return table(self.files, file)

    def known(self, rows, **columns):
        for row in rows:
            for column, names in columns.items():
                demand(row[column] in names, f"{column}: {row[column]} is not known")
        return rows

    def read_tables(self):
        items, places = self.read("items.csv"), self.read("places.csv")
        self.items, self.places = {r["item_id"]: r for r in items}, {r["place_id"]: r for r in places}
        demand(len(self.items) == len(items) and len(self.places) == len(places), "an id is there twice")
        demand("" not in self.items and "" not in self.places, "an id is empty")
        for r in items:
            demand(r["tier"] in TIERS and r["pack_size"] > 0, "items.csv: tier or pack_size")
            r["W"] = None if r["shelf_life_days"] is None else r["shelf_life_days"] // self.d
            r["omega"] = self.criteria["tiers"][r["tier"]]
        for r in places:
            demand(r["kind"] in ("source", "plant", "hub", "depot"), "places.csv: kind")
            demand(abs(r["lat"] or 0) <= 90 and abs(r["lon"] or 0) <= 180, "places.csv: lat, lon")
            r["c"] = (r["community"] or r["place_id"]) if r["kind"] == "depot" else None
        self.communities = {r["c"] for r in places} - {None}
        I, Q = self.items, self.places
        lanes = self.known(self.read("lanes.csv"), from_place=Q, to_place=Q)
        self.lanes = {f"{r['from_place']}>{r['to_place']}>{r['mode']}": r for r in lanes}
        demand(len(self.lanes) == len(lanes), "lanes.csv: a lane is there twice")
        for r in lanes:
            r["lead"] = (2 * r["lead_days"] + self.d) // (2 * self.d)
        self.activities = {}
        for r in self.known(self.read("activities.csv"), place_id=Q):
            a = self.activities.setdefault(r["activity_id"], dict(ceiling=r["ceiling"], places=[], use=defaultdict(float),
                                                                  inputs=[], outputs=[]))
            demand(a["ceiling"] == r["ceiling"] and r["place_id"] not in a["places"], "activities.csv: ceiling or place")
            a["places"].append(r["place_id"])
        for r in self.known(self.read("activity_items.csv"), item_id=I):
            demand(r["quantity"] != 0, "activity_items.csv: quantity")
            if r["activity_id"] in self.activities:
                side = "inputs" if r["quantity"] < 0 else "outputs"
                self.activities[r["activity_id"]][side].append((r["item_id"], abs(r["quantity"])))
        self.resources = {key[:-len("_per_week")] for key in self.criteria["resources"]}
        for r in self.read("activity_resources.csv"):
            self.resources.add(r["resource_id"])
            if r["activity_id"] in self.activities:
                self.activities[r["activity_id"]]["use"][r["resource_id"]] += r["quantity"]
        self.capacities = self.read("resources.csv")
        self.known([r for r in self.capacities if r["place_id"]], place_id=Q)
        self.resources |= {r["resource_id"] for r in self.capacities}
        self.supply = self.known(self.read("supply.csv"), item_id=I, place_id=Q) if "supply.csv" in self.files else None
        self.impacts = self.read("impacts.csv")
        for r in self.impacts:
            demand(r["kind"] in ("activity", "mode") or r["id"] in {"item": I, "waste": I, "storage": Q}.get(r["kind"], ()),
                   "impacts.csv: kind or id")
        self.lots = self.known(self.read("stock.csv"), item_id=I, place_id=Q)
        areas, self.in_area = {}, set()
        for r in self.known(self.read("areas.csv"), place_id=Q):
            areas.setdefault(r["area_id"], r["place_id"])
            self.in_area.add((r["area_id"], r["place_id"]))
        self.transit = self.known(self.read("transit.csv"), item_id=I, from_place=Q)
        for r in self.transit:
            demand((r["to_place"] == "") != (r["to_area"] == ""), "transit.csv: either a place or an area")
            r["to"] = r["to_place"] or areas.get(r["to_area"])
            demand(r["to"] in Q, "transit.csv: place or area")
        self.need = self.known(self.read("need.csv"), item_id=I, place_id=Q)
        for r in self.need:
            k = r["slice"]
            demand(r["period"] < self.T and 1 <= k <= 5, "need.csv: period or slice")
            demand((r["level_from"], r["level_to"]) == (LEVELS[k - 1], LEVELS[k]), "need.csv: levels")
            r["u"] = 1 - (LEVELS[k - 1] + LEVELS[k]) / 2
        self.forecast = self.read("forecast.csv")
        self.series = []
        for k, r in enumerate(self.forecast):
            if k == 0 or r["unique_id"] != self.forecast[k - 1]["unique_id"]:
                cuts = [m.start() for m in re.finditer("/", r["unique_id"])]
                pairs = [(r["unique_id"][:n], r["unique_id"][n + 1:]) for n in cuts]
                pairs = [p for p in pairs if p[0] in I and p[1] in Q]
                demand(len(pairs) == 1, "forecast.csv: unique_id")
                self.series += pairs
        demand(len(set(self.series)) == len(self.series), "forecast.csv: rows of a series do not follow each other")

    def period(self, day):
        """None outside; days before the start count as period 0 (section 1)."""
        t = max(0, (day - self.start).days // self.d)
        return t if t < self.T else None

    def dated(self, rows, value):
        """Per period what the rows say; the last of several holds."""
        said = [None] * self.T
        for r in rows:
            if r["date"] is None:
                said = [(r[value],)] * self.T
        for r in rows:
            if r["date"] is not None and r["date"] >= self.start and self.period(r["date"]) is not None:
                said[self.period(r["date"])] = (r[value],)
        return said

    # [1.1 to 1.3]
    def find_nodes(self):
        self.opening = defaultdict(float)
        for r in self.lots:
            if not (r["best_before"] and r["best_before"] < self.start):
                self.opening[r["item_id"], r["place_id"], 0] += r["quantity"]
        for r in self.transit:
            if self.period(r["arrives"]) is not None:
                self.opening[r["item_id"], r["to"], self.period(r["arrives"])] += r["quantity"]
        has_opening = {(i, p) for (i, p, _), b in self.opening.items() if b > 0}
        sources = {p for p, r in self.places.items() if r["kind"] == "source"}
        made = {i for a in self.activities.values() for i, _ in a["outputs"]}
        self.gives = {(r["item_id"], r["place_id"]) for r in self.supply if r["place_id"] in sources} \
            if self.supply is not None else {(i, p) for i in self.items if i not in made for p in sources}
        forbidden = set(self.criteria["forbidden"]["activities"])
        at = [(a, p) for a, r in self.activities.items() if a not in forbidden for p in r["places"]]
        inputs = lambda a: [i for i, _ in self.activities[a]["inputs"]]
        outputs = lambda a: [i for i, _ in self.activities[a]["outputs"]]
        ways = [(r["from_place"], r["to_place"]) for r in self.lanes.values()]
        def closure(cells, forward):
            cells, to = set(cells), defaultdict(list)
            for f, g in ways:
                to[f if forward else g].append(g if forward else f)
            while True:
                more = {(i, q) for i, p in cells for q in to[p]}
                for a, p in at:
                    if forward and all((i, p) in cells for i in inputs(a)):
                        more |= {(i, p) for i in outputs(a)}
                    if not forward and any((i, p) in cells for i in outputs(a)):
                        more |= {(i, p) for i in inputs(a)}
                if more <= cells:
                    return cells
                cells |= more
        supplied = closure(self.gives | has_opening, True)
        useful = closure([s for s in self.series if self.places[s[1]]["kind"] == "depot"], False)
        self.running = [(a, p) for a, p in at if all((i, p) in supplied for i in inputs(a))
                        and any((i, p) in useful for i in outputs(a))]
        self.nodes = (supplied & useful) | has_opening | {(i, p) for a, p in self.running for i in outputs(a)}
