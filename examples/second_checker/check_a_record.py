#!/usr/bin/env python3
"""check_a_record.py FOLDER [--key KEY] [--trusted FILE]: a second opinion on a published record and the plans in it.

Written from docs/formats/ledger.md and docs/math/ledger.md with the standard library alone; plans are left to
check_a_plan.py beside it. Exit codes: 0 sound, 1 not sound, 4 the folder cannot be read.
"""
import base64, binascii, datetime, functools, hashlib, json, pathlib, re, sys

from check_a_plan import check_plan, tell
from plan_tables import LEVELS_MAX, Findings, Unreadable, depth

HEX = re.compile(r"[0-9a-f]{64}")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def sha(data):
    return hashlib.sha256(data).digest()


# ---- Ed25519: RFC 8032, no cofactor, no points of small order, canonical encodings -----------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
I = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P


def point_times(n, a):
    total = (0, 1, 1, 0)
    while n:
        total, a, n = point_add(total, a) if n & 1 else total, point_add(a, a), n >> 1
    return total


def point_bytes(a):
    z = pow(a[2], -1, P)
    x, y = a[0] * z % P, a[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def point_of(data):
    value = int.from_bytes(data, "little")
    y, sign = value & (1 << 255) - 1, value >> 255
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * I % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_small(a):
    return point_bytes(point_times(8, a)) == point_bytes((0, 1, 1, 0))


@functools.lru_cache(maxsize=100_000)
def signed(key, message, signature):
    a = point_of(key) if len(key) == 32 else None
    r = point_of(signature[:32]) if len(signature) == 64 else None
    if a is None or r is None or is_small(a) or is_small(r):
        return False
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], 1, P - a[3])
    return s < L and point_bytes(point_add(point_times(s, BASE), point_times(k, minus_a))) == signature[:32]


# ---- Notes, checkpoints, tiles: docs/formats/ledger.md, sections 2 to 4 ------------------------------------------------

def unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def verifier(text):
    name, _, rest = text.strip("\n").partition("+")
    number, _, typed = rest.partition("+")
    data = unbase64(typed)
    if not name or any(map(str.isspace, name)) or data is None or len(data) != 33 or data[0] not in (1, 4):
        raise Unreadable("verifier key: want name+id+base64")
    if sha(name.encode() + b"\n" + data)[:4].hex() != number:
        raise Unreadable("verifier key: the id is not that of name and key")
    return name, bytes.fromhex(number), data[0], data[1:]


def note(data, where):
    try:
        text, signatures = data.decode().rsplit("\n\n", 1)
    except ValueError:
        raise Unreadable(f"{where}: want a text, an empty line and signatures") from None
    found, text = [], text + "\n"
    if any(ord(c) < 32 and c != "\n" for c in text + signatures) or not signatures.endswith("\n"):
        raise Unreadable(f"{where}: want lines of UTF-8 without control characters")
    for line in signatures[:-1].split("\n"):
        parts = line.split(" ")
        blob = unbase64(parts[2]) if len(parts) == 3 and parts[0] == "\u2014" else None
        if blob is None or len(blob) < 5 or not parts[1] or "+" in parts[1]:
            raise Unreadable(f"{where}: a signature line has another shape")
        found.append((parts[1], blob[:4], blob[4:]))
    return text, found


def checkpoint(data, where):
    text, signatures = note(data, where)
    lines = text[:-1].split("\n")
    root = unbase64(lines[2]) if len(lines) > 2 else None
    if "" in lines or root is None or len(root) != 32 or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) \
            or int(lines[1]) >= 2**63:
        raise Unreadable(f"{where}: want origin, size and root")
    return text, signatures, lines[0], int(lines[1]), root


def check_signature(found, data, key, where):
    """Whether the log signed; its origin is the name of the key."""
    text, signatures, origin, _, _ = checkpoint(data, where)
    name, number, kind, public = key
    ours = [blob for who, identity, blob in signatures if (who, identity) == (name, number)]
    found.want(origin == name and ours and kind == 1 and all(signed(public, text.encode(), b) for b in ours),
               f"{where}: is not signed by {name}")


def roots_of(leaves):
    """The frontier after each leaf is folded on demand: root(n) of the first n leaves."""
    def root(n):
        if n == 0:
            return sha(b"")
        level, stack = list(leaves[:n]), None
        while len(level) > 1:                      # an odd last node waits for those to its right
            if len(level) % 2:
                stack = level.pop() if stack is None else sha(b"\1" + level.pop() + stack)
            level = [sha(b"\1" + level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        return level[0] if stack is None else sha(b"\1" + level[0] + stack)
    return root


def tile_name(kind, index, width):
    name = f"{index % 1000:03}"
    while index >= 1000:
        index //= 1000
        name = f"x{index % 1000:03}/{name}"
    return f"tile/{kind}/{name}" + ("" if width == 256 else f".p/{width}")


def read_entries(found, files, size):
    entries = []
    for index in range((size + 255) // 256):
        name = tile_name("entries", index, min(256, size - 256 * index))
        data, at, count = files.get(name, b""), 0, 0
        while at + 2 < len(data):
            length = int.from_bytes(data[at:at + 2], "big")
            if length == 0 or at + 2 + length > len(data):
                break
            entries.append(data[at + 2:at + 2 + length])
            at, count = at + 2 + length, count + 1
        if not found.want(at == len(data) and count == min(256, size - 256 * index), f"{name}: is not whole"):
            break
    return entries


def check_tiles(found, files, leaves):
    level, nodes = 0, leaves
    while nodes:
        for index in range((len(nodes) + 255) // 256):
            part = nodes[256 * index:256 * index + 256]
            name = tile_name(level, index, len(part))
            found.want(files.get(name) == b"".join(part), f"{name}: is not the tile of the entries")
        for _ in range(8):
            nodes = [sha(b"\1" + nodes[k] + nodes[k + 1]) for k in range(0, len(nodes) - 1, 2)]
        level += 1


# ---- Records: sections 5 to 8 -----------------------------------------------------------------------------------------

def is_whole(value):
    return type(value) is int and 0 <= value < 2**53


def is_id(value):
    return isinstance(value, str) and ID.fullmatch(value) is not None


def is_hash(value):
    return isinstance(value, str) and HEX.fullmatch(value) is not None


def is_text(value):
    return isinstance(value, str) and 0 < len(value.encode()) <= 1000 \
        and not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in value)


def is_key(value):
    return isinstance(value, str) and len(unbase64(value) or b"") == 32


def is_time(value):
    try:
        return re.fullmatch(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z", value) is not None \
            and 1900 <= datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").year <= 2200
    except (TypeError, ValueError):
        return False


def are_ids(value):
    return isinstance(value, list) and all(map(is_id, value)) and len(set(value)) == len(value)


def are_options(value):
    return isinstance(value, list) and 2 <= len(value) <= 100 and all(
        isinstance(o, dict) and sorted(o) == ["criteria", "id", "title"] and is_id(o["id"]) and is_text(o["title"])
        and (o["criteria"] == "" or is_hash(o["criteria"])) for o in value) and are_ids([o["id"] for o in value])


def or_none(shape):
    return lambda value: value == "" or shape(value)


COUNTS = lambda value: isinstance(value, dict) and all(map(is_id, value)) and all(map(is_whole, value.values()))
RULE = lambda value: value in ("approval", "choose-one", "schulze")
KINDS = {
    "charter": dict(title=is_text, registrar=is_key),
    "member": dict(council=is_id, member=is_id, member_key=is_key),
    "revocation": dict(council=is_id, member=is_id, member_key=is_key, reason=is_text),
    "proposal": dict(proposal=is_id, council=is_id, title=is_text, options=are_options, rule=RULE, quorum=is_whole,
                     closes=is_time, counts=is_time),
    "ballot": dict(proposal=is_id, member=is_id, turn=is_whole, commitment=is_hash),
    "opening": dict(proposal=is_id, member=is_id, turn=is_whole, choice=are_ids, salt=is_hash),
    "tally": dict(proposal=is_id, ballots=is_whole, unopened=are_ids, counts=COUNTS, winner=or_none(is_id)),
    "secret-tally": dict(proposal=is_id, ballots=is_whole, counts=COUNTS, winner=or_none(is_id), archive=is_hash),
    "criteria": dict(council=is_id, criteria=is_hash, proposal=or_none(is_id), option=or_none(is_id)),
    "plan": dict(plan=is_id, sums=is_hash, criteria=is_hash),
    "shipments": dict(plan=is_id, sha256=is_hash),
    "statement": dict(about=is_whole, text=is_hash),
    "correction": dict(of=is_whole, leaf=is_hash, reason=is_text),
    "redaction": dict(text=is_hash, reason=is_text),
}


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def has_fraction(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, float) or any(map(has_fraction, inner))


def parse_entry(data):
    """Body, key and signature; None where it is no record."""
    try:
        value = json.loads(data.decode())
        if canonical(value).encode() != data or has_fraction(value) or depth(value) > LEVELS_MAX:
            return None
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or sorted(value) != ["body", "key", "signature"] or not is_key(value["key"]):
        return None
    body, signature = value["body"], unbase64(value["signature"]) if isinstance(value["signature"], str) else None
    kind = KINDS.get(body.get("kind")) if isinstance(body, dict) and isinstance(body.get("kind"), str) else None
    if signature is None or len(signature) != 64 or kind is None or set(body) != set(kind) | {"kind", "at"} \
            or not is_time(body["at"]) or not all(shape(body[name]) for name, shape in kind.items()):
        return None
    return body, value["key"], signature


def winner_of(proposal, choices):
    ids = [o["id"] for o in proposal["options"]]
    ranked = proposal["rule"] == "schulze"
    counts = {i: sum(i in (c[:1] if ranked else c) for c in choices) for i in ids}
    if len(choices) < proposal["quorum"] or not any(counts.values()):
        return counts, ""
    if not ranked:
        return counts, max(ids, key=lambda i: counts[i])      # the first of equal ones
    place = [{i: c.index(i) if i in c else len(ids) for i in ids} for c in choices]
    d = {(a, b): sum(p[a] < p[b] for p in place) for a in ids for b in ids}
    p = {(a, b): d[a, b] if d[a, b] > d[b, a] else 0 for a in ids for b in ids}
    for via in ids:
        for a in ids:
            for b in ids:
                p[a, b] = max(p[a, b], min(p[a, via], p[via, b]))
    return counts, next(a for a in ids if all(a == b or p[a, b] >= p[b, a] for b in ids))


class Book:
    """What is in force after the entries so far; every method says whether its entry holds."""

    def __init__(self, origin):
        self.origin, self.last, self.registrar, self.leaves = origin, "", None, []
        self.members, self.keys, self.proposals, self.plans = {}, {}, {}, {}
        self.withdrawn, self.texts, self.documents, self.in_force, self.corrected = set(), {}, set(), None, set()

    def add(self, data):
        entry = parse_entry(data)
        holds = False
        if entry is not None:
            body, self.key, signature = entry
            message = f"vorrat-record/1\n{self.origin}\n{canonical(body)}".encode()
            if signed(unbase64(self.key), message, signature) and body["at"] >= self.last \
                    and (body["kind"] == "charter") == (not self.leaves):
                self.last = body["at"]
                holds = getattr(self, body["kind"].replace("-", "_"))(body)
        self.leaves.append(sha(b"\0" + data))
        return holds

    def by_registrar(self):
        return self.key == self.registrar

    def by_member(self, council=None):
        who = self.keys.get(self.key)
        return who is not None and self.members[who][1] == self.key and council in (None, who[0])

    def charter(self, b):
        self.registrar = b["registrar"]
        return self.by_registrar()

    def member(self, b):
        who, key = (b["council"], b["member"]), b["member_key"]
        if not self.by_registrar() or key in self.keys or key == self.registrar or self.members.get(who, (0, None))[1]:
            return False
        self.members[who] = [self.members.get(who, (len(self.leaves),))[0], key]
        self.keys[key] = who
        return True

    def revocation(self, b):
        who, key = (b["council"], b["member"]), b["member_key"]
        if not (self.by_registrar() or self.key == key) or self.members.get(who, (0, None))[1] != key:
            return False
        self.members[who][1] = None
        return True

    def proposal(self, b):
        if not (self.by_registrar() or self.by_member(b["council"])) or b["proposal"] in self.proposals \
                or not b["at"] < b["closes"] < b["counts"]:
            return False
        self.proposals[b["proposal"]] = dict(b, entry=len(self.leaves), votes={}, opened={}, tally=None)
        self.documents |= {o["criteria"] for o in b["options"]} - {""}
        return True

    def ballot(self, b):
        p = self.proposals.get(b["proposal"])
        first, key = self.members.get((p["council"], b["member"]), (0, None)) if p else (0, None)
        if not key or first >= p["entry"] or self.key != key or b["at"] > p["closes"] \
                or b["turn"] != p["votes"].get(b["member"], (0,))[0] + 1:
            return False
        p["votes"][b["member"]] = (b["turn"], b["commitment"])
        return True

    def opening(self, b):
        p, who = self.proposals.get(b["proposal"]), b["member"]
        if not p or who not in p["votes"] or who in p["opened"] or not p["closes"] < b["at"] <= p["counts"] \
                or not (self.by_registrar() or self.members[p["council"], who][1] == self.key):
            return False
        committed = "\n".join(["vorrat-ballot/1", b["proposal"], who, str(b["turn"]), b["salt"], canonical(b["choice"])])
        if p["votes"][who] != (b["turn"], sha(committed.encode()).hex()) \
                or not set(b["choice"]) <= {o["id"] for o in p["options"]} \
                or (p["rule"] == "choose-one" and len(b["choice"]) > 1):
            return False
        p["opened"][who] = b["choice"]
        return True

    def tally(self, b):
        p = self.proposals.get(b["proposal"])
        if not self.by_registrar() or not p or p["tally"] or b["at"] <= p["counts"]:
            return False
        counts, winner = winner_of(p, list(p["opened"].values()))
        unopened = sorted((m for m in p["votes"] if m not in p["opened"]), key=str.encode)
        if (b["ballots"], b["unopened"], b["counts"], b["winner"]) != (len(p["opened"]), unopened, counts, winner):
            return False
        p["tally"] = (len(self.leaves), winner)
        return True

    def secret_tally(self, b):
        p = self.proposals.get(b["proposal"])
        if not self.by_registrar() or not p or p["tally"] or p["votes"] or p["rule"] == "schulze" \
                or b["at"] <= p["counts"]:
            return False
        ids, counts, n = [o["id"] for o in p["options"]], b["counts"], b["ballots"]
        voters = sum(who[0] == p["council"] and first < p["entry"] for who, (first, _) in self.members.items())
        if set(counts) != set(ids) or n > voters or max(counts.values()) > n \
                or (p["rule"] == "choose-one" and sum(counts.values()) > n):
            return False
        if b["winner"] != ("" if n < p["quorum"] or not any(counts.values()) else max(ids, key=lambda i: counts[i])):
            return False
        self.documents.add(b["archive"])
        p["tally"] = (len(self.leaves), b["winner"])
        return True

    def criteria(self, b):
        p = self.proposals.get(b["proposal"])
        if not self.by_registrar() or (b["proposal"] == "") != (b["option"] == ""):
            return False
        if b["proposal"] and (not p or not p["tally"] or p["tally"][1] != b["option"]
                              or {"id": b["option"], "criteria": b["criteria"]} not in
                              [{"id": o["id"], "criteria": o["criteria"]} for o in p["options"]]):
            return False
        self.documents.add(b["criteria"])
        self.in_force = b["criteria"]
        return True

    def plan(self, b):
        if not self.by_registrar() or b["plan"] in self.plans or b["plan"] in self.withdrawn \
                or b["criteria"] != self.in_force:
            return False
        self.plans[b["plan"]] = dict(b, entry=len(self.leaves), shipments=None)
        return True

    def shipments(self, b):
        if not self.by_registrar() or b["plan"] not in self.plans:
            return False
        self.plans[b["plan"]]["shipments"] = b["sha256"]
        return True

    def statement(self, b):
        if not (self.by_registrar() or self.by_member()) or b["about"] >= len(self.leaves) \
                or self.texts.get(b["text"]) == "redacted":
            return False
        self.texts[b["text"]] = "there"
        return True

    def redaction(self, b):
        if not self.by_registrar() or self.texts.get(b["text"]) != "there":
            return False
        self.texts[b["text"]] = "redacted"
        return True

    def correction(self, b):
        n = b["of"]
        if not self.by_registrar() or not 0 < n < len(self.leaves) or n in self.corrected \
                or self.leaves[n].hex() != b["leaf"]:
            return False
        self.corrected.add(n)
        for p in self.proposals.values():
            p["tally"] = None if p["tally"] and p["tally"][0] == n else p["tally"]
        self.withdrawn |= {name for name, p in self.plans.items() if p["entry"] == n}
        self.plans = {name: p for name, p in self.plans.items() if p["entry"] != n}
        return True


def check_record(files, key_text, trusted):
    found = Findings()
    if key_text is None and "ledger.key" not in files:
        raise Unreadable("ledger.key: is missing")
    key = verifier(key_text if key_text is not None else files["ledger.key"].decode("utf-8", "replace"))
    if "ledger.key" in files:
        found.want(files["ledger.key"].decode("utf-8", "replace").removesuffix("\n") == (key_text or "").removesuffix("\n")
                   or key_text is None, "ledger.key: is not the key that you gave")
    if "checkpoint" not in files:
        raise Unreadable("checkpoint: is missing")
    _, _, origin, size, root = checkpoint(files["checkpoint"], "checkpoint")
    if size > sum(map(len, files.values())):
        raise Unreadable("checkpoint: so many entries cannot be in these files")
    check_signature(found, files["checkpoint"], key, "checkpoint")
    entries = read_entries(found, files, size)
    leaves = [sha(b"\0" + e) for e in entries]
    root_at = roots_of(leaves)
    found.want(len(leaves) == size and root_at(size) == root, "the entries are not those that the checkpoint is signed over")
    check_tiles(found, files, leaves)
    if trusted is not None:
        before = checkpoint(trusted, "trusted checkpoint")
        check_signature(found, trusted, key, "trusted checkpoint")
        if found.want(before[3] <= size, f"rolled back: you trust {before[3]} entries, this log has {size}"):
            found.want(before[3] <= len(leaves) and root_at(before[3]) == before[4], f"forked: at {before[3]} entries")
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
