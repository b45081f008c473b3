"""Which numbers of the criteria were adopted: plan.json against decisions.csv (docs/formats/plan.md, criteria.md)."""
from plan_tables import NUMBER, TIERS


def text_of(value):
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return ""
    return value if isinstance(value, str) else repr(float(value))


def plain(text):
    """What is compared: a number by its value, all else letter by letter."""
    return float(text) if NUMBER.fullmatch(text) else text


def steps(path):
    return "; ".join(f"{text_of(s.get('from'))} {text_of(s.get('total')).removesuffix('.0')}" for s in path)


def flat(part, prefix=""):
    for key, value in part.items():
        name = f"{prefix}.{key}" if prefix else key
        if name == "decisions":
            continue
        if isinstance(value, dict):
            yield from flat(value, name)
        elif not isinstance(value, list):
            yield name, text_of(value)
        elif name == "forbidden.activities":
            yield name, "; ".join(map(text_of, value)) or "none"
        elif value:
            yield name, steps(value)


def check_adopted(tables):
    found, j, criteria = tables.found, tables.json, tables.criteria
    record, before = {}, None
    rows = tables.read("decisions.csv") if "decisions.csv" in tables.files else []
    for r in rows:
        held = record.get(r["key"], {"value": ""})
        found.want(before is None or before <= r["date"], f"decisions.csv: {r['decision_id']}: older than the row before")
        found.want(plain(held["value"]) == plain(r["replaced"]), f"decisions.csv: {r['decision_id']}: replaced")
        before, record[r["key"]] = r["date"], r
    values = dict(flat(criteria))
    for tier in TIERS:
        values.setdefault(f"minimum_coverage.{tier}", "0")
    still_open = set()
    for key, value in values.items():
        decided = record.get(key)
        if decided is None:
            still_open.add((key, plain(value), None, None))
        elif plain(decided["value"]) != plain(value):
            still_open.add((key, plain(value), plain(decided["value"]), decided["decision_id"]))
    for key, decided in record.items():
        # An activity that was decided is a row of the tables from then on.
        if key not in values and decided["value"] and not key.startswith("activities."):
            still_open.add((key, "", plain(decided["value"]), decided["decision_id"]))
    listed = set()
    for entry in j.get("not_adopted", []):
        entry = entry if isinstance(entry, dict) else {}
        told = (plain(text_of(entry.get("decided"))), text_of(entry.get("decision")))
        listed.add((text_of(entry.get("criterion")), plain(text_of(entry.get("value"))),
                    *(told if "decision" in entry else (None, None))))
    found.want(listed == still_open, f"plan.json: not_adopted: {listed ^ still_open}")
    found.want(j["adopted"] is (not still_open), "plan.json: adopted")
    names = criteria.get("decisions", {})
    for key, r in record.items():
        if key in values and plain(values[key]) == plain(r["value"]):
            words = f"{r['decision_id']}, {r['council_id']}, {r['date']}: {r['reason']}"
            found.want(names.get(key) == words, f"plan.json: decisions.{key}: want {words!r}")
