#!/usr/bin/env python3
"""check_a_record.py FOLDER [--key KEY] [--trusted FILE]: a second opinion on a published record and the plans in it.

Written from docs/formats/ledger.md and docs/math/ledger.md with the standard library alone; plans are left to
check_a_plan.py beside it. Exit codes: 0 sound, 1 not sound, 4 the folder cannot be read.
"""
import base64, datetime, functools, hashlib, json, pathlib, re, sys

from check_a_plan import check_plan, tell
from plan_tables import LEVELS_MAX, Findings, Unreadable, demand, depth

HEX = re.compile(r"[0-9a-f]{64}")


def sha(data):
    return hashlib.sha256(data).digest()


# ---- Ed25519: RFC 8032, no cofactor, no points of small order, canonical encodings -----------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
I = pow(2, (P - 1) // 4, P)
ZERO = (0, 1, 1, 0)


def point_add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P


def point_times(n, a):
    total = ZERO
    while n:
        total, a, n = point_add(total, a) if n & 1 else total, point_add(a, a), n >> 1
    return total


def point_bytes(a):
    z = pow(a[2], -1, P)
    return (a[1] * z % P | (a[0] * z % P & 1) << 255).to_bytes(32, "little")


def point_of(data):
    """None where no point has this encoding."""
    value = int.from_bytes(data, "little")
    y, sign = value & (1 << 255) - 1, value >> 255
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x if (x * x - x2) % P == 0 else x * I % P
    x = x if x & 1 == sign else P - x
    holds = len(data) == 32 and y < P and x < P and (x * x - x2) % P == 0
    return (x, y, 1, x * y % P) if holds else None


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_small(a):
    return point_bytes(point_times(8, a)) == point_bytes(ZERO)


@functools.lru_cache(maxsize=100_000)
def signed(key, message, signature):
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L or any(p is None or is_small(p) for p in (a, r)):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], 1, P - a[3])
    return point_bytes(point_add(point_times(s, BASE), point_times(k, minus_a))) == signature[:32]


# ---- Notes, checkpoints, tiles: docs/formats/ledger.md, sections 2 to 4 ------------------------------------------------

KEY_NAME = r"([^\s+]+)"


def unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def verifier(text):
    """Name, id, type and public key."""
    match = re.fullmatch(KEY_NAME + r"\+([0-9a-f]{8})\+(.*)", text.removesuffix("\n"))
    typed = match and unbase64(match[3])
    demand(typed and len(typed) == 33 and typed[0] in (1, 4)
           and sha(f"{match[1]}\n".encode() + typed)[:4].hex() == match[2],
           "verifier key: want name+id+base64 with the id of name and key")
    return match[1], bytes.fromhex(match[2]), typed[0], typed[1:]


def note(data, where):
    """The text, and of each signature name, id and blob."""
    try:
        text, _, signatures = data.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        raise Unreadable(f"{where}: want UTF-8") from None
    sound = signatures.endswith("\n") and not re.search("[\0-\x09\x0b-\x1f]", text + signatures)
    lines = [re.fullmatch("\u2014 " + KEY_NAME + " (.*)", line) for line in signatures[:-1].split("\n")]
    blobs = [match and unbase64(match[2]) for match in lines]
    demand(sound and all(blob and len(blob) > 4 for blob in blobs), f"{where}: want a text, an empty line and signatures")
    return text + "\n", [(match[1], blob[:4], blob[4:]) for match, blob in zip(lines, blobs)]


def checkpoint(data, where):
    """The note, and what it says: origin, size and root."""
    text, signatures = note(data, where)
    lines = text[:-1].split("\n")
    demand(len(lines) > 2 and "" not in lines and re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) and int(lines[1]) < 2**63
           and len(unbase64(lines[2]) or "") == 32, f"{where}: want origin, size and root")
    return text, signatures, lines[0], int(lines[1]), unbase64(lines[2])


def check_signature(found, data, key, where):
    """Whether the log signed; its origin is the name of the key."""
    text, signatures, origin, _, _ = checkpoint(data, where)
    name, number, kind, public = key
    ours = [blob for who, identity, blob in signatures if (who, identity) == (name, number)]
    found.want(origin == name and ours and kind == 1 and all(signed(public, text.encode(), b) for b in ours),
               f"{where}: is not signed by {name}")


def root_of(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + root_of(leaves[:left]) + root_of(leaves[left:]))


def tile_name(kind, index, width):
    name = f"{index % 1000:03}"
    while index >= 1000:
        index //= 1000
        name = f"x{index % 1000:03}/{name}"
    return f"tile/{kind}/{name}" + ("" if width == 256 else f".p/{width}")


def read_entries(found, files, size):
    entries = []
    for index in range((size + 255) // 256):
        width = min(256, size - 256 * index)
        name, at, last = tile_name("entries", index, width), 0, len(entries) + width
        data = files.get(name, b"")
        while length := int.from_bytes(data[at:at + 2], "big"):
            entries.append(data[at + 2:at + 2 + length])
            at += 2 + length
        if not found.want(at == len(data) and len(entries) == last, f"{name}: is not whole"):
            return entries
    return entries


def check_tiles(found, files, leaves):
    level, nodes = 0, leaves
    while nodes:
        parts = [nodes[k:k + 256] for k in range(0, len(nodes), 256)]
        for index, part in enumerate(parts):
            name = tile_name(level, index, len(part))
            found.want(files.get(name) == b"".join(part), f"{name}: is not the tile of the entries")
        level, nodes = level + 1, [root_of(part) for part in parts if len(part) == 256]


# ---- Records: sections 5 to 8 -----------------------------------------------------------------------------------------

def is_time(value):
    return re.fullmatch(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z", value) is not None \
        and 1900 <= datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").year <= 2200


def are_options(value):
    return type(value) is list and 2 <= len(value) <= 100 and SHAPES["ids"]([o["id"] for o in value]) and all(
        sorted(o) == ["criteria", "id", "title"] and SHAPES["text"](o["title"])
        and (o["criteria"] == "" or SHAPES["hash"](o["criteria"])) for o in value)


SHAPES = {  # a value of another type may raise instead
    "id": lambda v: re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", v),
    "id-or-none": lambda v: v == "" or SHAPES["id"](v),
    "hash": HEX.fullmatch,
    "key": lambda v: len(unbase64(v)) == 32,
    "text": lambda v: 0 < len(v.encode()) <= 1000 and not re.search("[\0-\x1f\x7f-\x9f]", v),
    "time": is_time,
    "whole": lambda v: type(v) is int and 0 <= v < 2**53,
    "ids": lambda v: type(v) is list and all(map(SHAPES["id"], v)) and len(set(v)) == len(v),
    "counts": lambda v: all(map(SHAPES["id"], v.keys())) and all(map(SHAPES["whole"], v.values())),
    "rule": lambda v: v in ("approval", "choose-one", "schulze"),
    "options": are_options,
}
KINDS = {  # beside kind and at
    "charter": "title:text registrar:key",
    "member": "council:id member:id member_key:key",
    "revocation": "council:id member:id member_key:key reason:text",
    "proposal": "proposal:id council:id title:text options:options rule:rule quorum:whole closes:time counts:time",
    "ballot": "proposal:id member:id turn:whole commitment:hash",
    "opening": "proposal:id member:id turn:whole choice:ids salt:hash",
    "tally": "proposal:id ballots:whole unopened:ids counts:counts winner:id-or-none",
    "secret-tally": "proposal:id ballots:whole counts:counts winner:id-or-none archive:hash",
    "criteria": "council:id criteria:hash proposal:id-or-none option:id-or-none",
    "plan": "plan:id sums:hash criteria:hash",
    "shipments": "plan:id sha256:hash",
    "statement": "about:whole text:hash",
    "correction": "of:whole leaf:hash reason:text",
    "redaction": "text:hash reason:text",
}
BY_REGISTRAR = ("member", "tally", "secret-tally", "criteria", "plan", "shipments", "correction", "redaction")


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def has_fraction(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, float) or any(map(has_fraction, inner))


class Broken(Exception):
    """The entry does not hold."""


def need(holds):
    if not holds:
        raise Broken


def parse_entry(data):
    """Body, key and signature."""
    value = json.loads(data.decode())
    need(canonical(value).encode() == data and not has_fraction(value) and depth(value) <= LEVELS_MAX)
    body, key, signature = value["body"], unbase64(value["key"]), unbase64(value["signature"])
    members = dict(pair.split(":") for pair in ("at:time " + KINDS[body["kind"]]).split())
    need(len(value) == 3 and len(key) == 32 and len(signature) == 64 and set(body) == {"kind", *members})
    need(all(SHAPES[shape](body[name]) for name, shape in members.items()))
    return body, value["key"], signature


def winner_of(proposal, counts, ballots, choices=()):
    """The first of equal ones; ranked choices by Schulze."""
    ids = [o["id"] for o in proposal["options"]]
    if ballots < proposal["quorum"] or not any(counts.values()):
        return ""
    if proposal["rule"] != "schulze":
        return max(ids, key=lambda i: counts[i])
    place = [{i: c.index(i) if i in c else len(ids) for i in ids} for c in choices]
    d = {(a, b): sum(p[a] < p[b] for p in place) for a in ids for b in ids}
    p = {(a, b): d[a, b] if d[a, b] > d[b, a] else 0 for a in ids for b in ids}
    for via in ids:
        for a in ids:
            for b in ids:
                p[a, b] = max(p[a, b], min(p[a, via], p[via, b]))
    return next(a for a in ids if all(a == b or p[a, b] >= p[b, a] for b in ids))


class Book:
    """What is in force after the entries so far; a method per kind needs what must hold, then changes it. A name that
    nobody gave before is a KeyError, and does not hold either."""

    def __init__(self, origin):
        self.origin, self.last, self.registrar, self.leaves = origin, "", None, []
        self.members, self.keys, self.proposals, self.plans = {}, {}, {}, {}
        self.withdrawn, self.texts, self.documents, self.in_force, self.corrected = set(), {}, set(), None, set()

    def add(self, data):
        """Whether the entry holds."""
        try:
            body, self.key, signature = parse_entry(data)
            message = f"vorrat-record/1\n{self.origin}\n{canonical(body)}".encode()
            need(signed(unbase64(self.key), message, signature) and body["at"] >= self.last)
            need((body["kind"] == "charter") == (not self.leaves))
            self.last = body["at"]
            need(body["kind"] not in BY_REGISTRAR or self.by_registrar())
            getattr(self, body["kind"].replace("-", "_"))(body)
            return True
        except (Broken, KeyError, TypeError, ValueError, AttributeError, RecursionError):
            return False
        finally:
            self.leaves.append(sha(b"\0" + data))

    def by_registrar(self):
        return self.key == self.registrar

    def by_member(self, council=None):
        who = self.keys.get(self.key)
        return who is not None and self.members[who][1] == self.key and council in (None, who[0])

    def charter(self, b):
        need(b["registrar"] == self.key)
        self.registrar = self.key

    def member(self, b):
        who, key = (b["council"], b["member"]), b["member_key"]
        first, held = self.members.get(who, (len(self.leaves), None))
        need(key not in self.keys and key != self.registrar and held is None)
        self.members[who], self.keys[key] = [first, key], who

    def revocation(self, b):
        member, key = self.members[b["council"], b["member"]], b["member_key"]
        need((self.by_registrar() or self.key == key) and member[1] == key)
        member[1] = None

    def proposal(self, b):
        need((self.by_registrar() or self.by_member(b["council"])) and b["proposal"] not in self.proposals)
        need(b["at"] < b["closes"] < b["counts"])
        self.proposals[b["proposal"]] = dict(b, entry=len(self.leaves), votes={}, opened={}, tally=None)
        self.documents |= {o["criteria"] for o in b["options"]} - {""}

    def ballot(self, b):
        p = self.proposals[b["proposal"]]
        first, key = self.members[p["council"], b["member"]]
        need(key == self.key and first < p["entry"] and b["at"] <= p["closes"])
        need(b["turn"] == p["votes"].get(b["member"], (0,))[0] + 1)
        p["votes"][b["member"]] = (b["turn"], b["commitment"])

    def opening(self, b):
        p, who, choice = self.proposals[b["proposal"]], b["member"], b["choice"]
        need(self.by_registrar() or self.members[p["council"], who][1] == self.key)
        committed = "\n".join(["vorrat-ballot/1", b["proposal"], who, str(b["turn"]), b["salt"], canonical(choice)])
        need(p["votes"][who] == (b["turn"], sha(committed.encode()).hex()) and who not in p["opened"])
        need(p["closes"] < b["at"] <= p["counts"] and set(choice) <= {o["id"] for o in p["options"]})
        need(p["rule"] != "choose-one" or len(choice) <= 1)
        p["opened"][who] = choice

    def to_count(self, b):
        p = self.proposals[b["proposal"]]
        need(p["tally"] is None and b["at"] > p["counts"])
        return p, [o["id"] for o in p["options"]]

    def tally(self, b):
        p, ids = self.to_count(b)
        choices = list(p["opened"].values())
        counts = {i: sum(i in (c[:1] if p["rule"] == "schulze" else c) for c in choices) for i in ids}
        unopened = sorted((m for m in p["votes"] if m not in p["opened"]), key=str.encode)
        need((b["ballots"], b["unopened"], b["counts"]) == (len(choices), unopened, counts))
        need(b["winner"] == winner_of(p, counts, len(choices), choices))
        p["tally"] = (len(self.leaves), b["winner"])

    def secret_tally(self, b):
        p, ids = self.to_count(b)
        counts, n = b["counts"], b["ballots"]
        voters = sum(who[0] == p["council"] and first < p["entry"] for who, (first, _) in self.members.items())
        need(not p["votes"] and p["rule"] != "schulze" and set(counts) == set(ids))
        need(max(counts.values()) <= n <= voters)
        need(p["rule"] != "choose-one" or sum(counts.values()) <= n)
        need(b["winner"] == winner_of(p, counts, n))
        self.documents.add(b["archive"])
        p["tally"] = (len(self.leaves), b["winner"])

    def criteria(self, b):
        need((b["proposal"] == "") == (b["option"] == ""))
        if b["proposal"]:
            p = self.proposals[b["proposal"]]
            need(p["tally"] and p["tally"][1] == b["option"])
            need((b["option"], b["criteria"]) in [(o["id"], o["criteria"]) for o in p["options"]])
        self.documents.add(b["criteria"])
        self.in_force = b["criteria"]

    def plan(self, b):
        need(b["plan"] not in self.plans and b["plan"] not in self.withdrawn and b["criteria"] == self.in_force)
        self.plans[b["plan"]] = dict(b, entry=len(self.leaves), shipments=None)

    def shipments(self, b):
        self.plans[b["plan"]]["shipments"] = b["sha256"]

    def statement(self, b):
        need((self.by_registrar() or self.by_member()) and b["about"] < len(self.leaves))
        need(self.texts.get(b["text"]) != "redacted")
        self.texts[b["text"]] = "there"

    def redaction(self, b):
        need(self.texts[b["text"]] == "there")
        self.texts[b["text"]] = "redacted"

    def correction(self, b):
        n = b["of"]
        need(0 < n < len(self.leaves) and n not in self.corrected and self.leaves[n].hex() == b["leaf"])
        self.corrected.add(n)
        for p in self.proposals.values():
            p["tally"] = None if p["tally"] and p["tally"][0] == n else p["tally"]
        self.withdrawn |= {name for name, p in self.plans.items() if p["entry"] == n}
        self.plans = {name: p for name, p in self.plans.items() if p["entry"] != n}


def check_record(files, key_text, trusted):
    found = Findings()
    published = files.get("ledger.key", b"").decode("utf-8", "replace")
    given = published if key_text is None else key_text
    key = verifier(given)
    found.want("ledger.key" not in files or published.removesuffix("\n") == given.removesuffix("\n"),
               "ledger.key: is not the key that you gave")
    demand("checkpoint" in files, "checkpoint: is missing")
    _, _, origin, size, root = checkpoint(files["checkpoint"], "checkpoint")
    demand(size <= sum(map(len, files.values())), "checkpoint: so many entries cannot be in these files")
    check_signature(found, files["checkpoint"], key, "checkpoint")
    entries = read_entries(found, files, size)
    leaves = [sha(b"\0" + e) for e in entries]
    found.want(len(leaves) == size and root_of(leaves) == root, "the entries are not those that the checkpoint is signed over")
    check_tiles(found, files, leaves)
    if trusted is not None:
        before = checkpoint(trusted, "trusted checkpoint")
        check_signature(found, trusted, key, "trusted checkpoint")
        if found.want(before[3] <= size, f"rolled back: you trust {before[3]} entries, this log has {size}"):
            found.want(before[3] <= len(leaves) and root_of(leaves[:before[3]]) == before[4], f"forked: at {before[3]} entries")
    book = Book(origin)
    for number, entry in enumerate(entries):
        found.want(book.add(entry), f"entry {number}: does not hold")
    check_named_files(found, files, book)
    return found


def check_named_files(found, files, book):
    named = book.documents | {text for text, state in book.texts.items() if state == "there"}
    for name in named:
        data = files.get("files/" + name)
        if found.want(data is not None and sha(data).hex() == name, f"files/{name}: is not what was recorded"):
            salted = HEX.fullmatch(data.split(b"\n")[0].decode("utf-8", "replace"))
            found.want(name not in book.texts or salted, f"files/{name}: has no salt")
    for path in files:
        parts = path.split("/")
        found.want(parts[0] != "files" or "/".join(parts[1:]) in named, f"{path}: no entry names it, or it was redacted")
        found.want(parts[0] != "plans" or parts[1] in book.plans or parts[1] in book.withdrawn, f"{path}: no entry names it")
    for name, plan in book.plans.items():
        inside = {path[len(f"plans/{name}/"):]: data for path, data in files.items() if path.startswith(f"plans/{name}/")}
        found.want(sha(inside.get("SHA256SUMS", b"")).hex() == plan["sums"], f"plan {name}: is not the recorded one")
        found.want(plan["shipments"] in (None, sha(inside.get("shipments.csv", b"")).hex()), f"plan {name}: other shipments")
        try:
            decided = strict(json.loads(files["files/" + plan["criteria"]]))
            found.want(strict(json.loads(inside["plan.json"])["criteria"]) == decided, f"plan {name}: other criteria")
            found.extend(f"plan {name}: {words}" for words in check_plan(inside))
        except (KeyError, ValueError, TypeError, RecursionError, Unreadable) as problem:
            found.append(f"plan {name}: cannot be read: {problem!r}")


def strict(value):
    """So that true is not 1 when values are compared."""
    if isinstance(value, dict):
        return {name: strict(inner) for name, inner in value.items()}
    return [strict(inner) for inner in value] if isinstance(value, list) else (isinstance(value, bool), value)


def main(words):
    settings = {words[k]: words[k + 1] for k in range(1, len(words) - 1) if words[k] in ("--key", "--trusted")}
    folder = pathlib.Path(words[0])
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    trusted = pathlib.Path(settings["--trusted"]).read_bytes() if "--trusted" in settings else None
    return tell(lambda: check_record(files, settings.get("--key"), trusted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
