#!/usr/bin/env python3
"""Precision, recall and F1 of relations.

    attache task annotate < GOLD > SAID; score_relations.py GOLD SAID [--split tune] [--misses]

GOLD is JSON lines of texts with "relations": {"subject", "kind", "object", "value", "since", "until", "status", "accept"?} and "split";
"accept" holds further right answers by field. A relation said is right when a gold relation that none took has the same kind, parties,
value and status; relaxed figures leave one of these out. Names are compared without case, accents, articles and titles, and by what
states are usually called; parties of diplomatic, partnership, alliance and treaty relations, of trade told by volume, and of any whose
gold allows it, in either order. Times are scored among those right. Plain Python 3.
"""
import json
import pathlib
import re
import sys
import unicodedata

FREE = {"diplomatic", "partnership", "alliance", "treaty"}
STATES = pathlib.Path(__file__).resolve().parents[1] / "crates/world/data/states.tsv"
SAID = {"us": "united states", "usa": "united states", "u s": "united states", "america": "united states", "uk": "united kingdom", "eu": "european union",
        "un": "united nations", "uae": "united arab emirates", "emirates": "united arab emirates", "holland": "netherlands", "ivory coast": "cote d ivoire",
        "brussels": "european union", "peoples republic": "china"}
TITLES = {"the", "a", "an", "mr", "ms", "mrs", "dr", "of", "and", "s"}


def folded(name):
    if name is None:
        return None
    name = unicodedata.normalize("NFKD", name)
    name = "".join(c for c in name if not unicodedata.combining(c)).lower()
    name = re.sub(r"[’'`]", "", name)
    words = [word for word in re.findall(r"[a-z0-9$€£.%]+", name) if word not in TITLES]
    joined = " ".join(words).replace(".", " " if not any(c.isdigit() for c in name) else ".")
    joined = re.sub(r"\s+", " ", joined).strip()
    return ALIASES.get(joined, joined)


def aliases():
    """By what states are called, as the world's table has it: official and other names, adjectives, peoples, capitals."""
    called = dict(SAID)
    rows = [line.rstrip("\n").split("\t") for line in open(STATES, encoding="utf-8") if not line.startswith("#")]
    columns = {name: rows[0].index(name) for name in ("kind", "name", "official", "others", "adjective", "nouns", "capital")}
    rows = [row + [""] * len(rows[0]) for row in rows]
    for row in sorted(rows[1:], key=lambda row: row[columns["kind"]] != "state"):
        name = folded(row[columns["name"]])
        for column in ("official", "others", "adjective", "nouns", "capital"):
            for form in re.split(r"[|/]", re.sub(r"@[^|]*", "", row[columns[column]])):
                if form:
                    called.setdefault(folded(form), name)
    return called


ALIASES = {}
ALIASES = aliases()


def is_value(said, wanted):
    said, wanted = folded(said), folded(wanted)
    if said == wanted:
        return True
    if not said or not wanted:
        return False
    stem = lambda text: [word.rstrip("s") for word in text.split()]
    return stem(said) == stem(wanted)


def fits(said, gold, field, check):
    options = [gold[field]] + list((gold.get("accept") or {}).get(field) or [])
    return any(check(said, option) for option in options)


def party(said, option):
    return folded(said) == folded(option)


def parties(said, gold):
    first, second = said["subject"], said["object"]
    if fits(first, gold, "subject", party) and fits(second, gold, "object", party):
        return True
    free = gold["kind"] in FREE or (gold["kind"] == "trade" and any(c.isdigit() for c in gold["value"] or ""))
    return free and fits(second, gold, "subject", party) and fits(first, gold, "object", party)


def value(said, gold):
    return fits(said["value"], gold, "value", is_value)


def status(said, gold):
    return fits(said["status"], gold, "status", lambda a, b: a == b)


TESTS = {"kind": lambda s, g: s["kind"] == g["kind"] or s["kind"] in ((g.get("accept") or {}).get("kind") or []),
         "parties": parties, "value": value, "status": status}


def plain(relation):
    name = lambda side: side and side.get("name")
    return {**relation, "subject": name(relation["subject"]), "object": name(relation["object"])}


def matched(said, gold, tests):
    """A largest matching of said to gold, by augmenting paths."""
    edges = [[g for g, one in enumerate(gold) if all(TESTS[test](s, one) for test in tests)] for s in said]
    of = {}

    def place(s, seen):
        for g in edges[s]:
            if g not in seen:
                seen.add(g)
                if g not in of or place(of[g], seen):
                    of[g] = s
                    return True
        return False

    for s in range(len(said)):
        place(s, set())
    return of


def main():
    split = sys.argv[sys.argv.index("--split") + 1] if "--split" in sys.argv else None
    gold = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    answers = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
    if len(gold) != len(answers):
        sys.exit(f"{len(gold)} texts in gold, {len(answers)} said")
    views = {"kind, parties, value, status": list(TESTS)}
    views |= {f"without {left}": [test for test in TESTS if test != left] for left in TESTS}
    views["kind and parties"] = ["kind", "parties"]
    right = dict.fromkeys(views, 0)
    said_all = gold_all = times = times_all = 0
    kinds = {}
    for item, answer in zip(gold, answers):
        if split and item.get("split") != split:
            continue
        said = []
        for one in map(plain, answer.get("relations", [])):
            # the same relation told twice in a text counts once
            if not any(all(one[k] == old[k] for k in ("kind", "subject", "object", "value", "status")) for old in said):
                said.append(one)
        said_all += len(said)
        gold_all += len(item["relations"])
        for view, tests in views.items():
            right[view] += len(matched(said, item["relations"], tests))
        of = matched(said, item["relations"], list(TESTS))
        for one in said:
            kinds.setdefault(one["kind"], [0, 0, 0])[1] += 1
        for g, one in enumerate(item["relations"]):
            kinds.setdefault(one["kind"], [0, 0, 0])[2] += 1
            if g in of:
                kinds[one["kind"]][0] += 1
                ours = said[of[g]]
                for field in ("since", "until"):
                    times_all += 1
                    times += fits(ours[field], one, field, lambda a, b: a == b)
                    if "--misses" in sys.argv and not fits(ours[field], one, field, lambda a, b: a == b):
                        print("TIME", item["id"], field, one[field], "said", ours[field], item["text"])
        if "--misses" in sys.argv and (len(of) < len(item["relations"]) or len(of) < len(said)):
            print("\n" + item["id"], item["published"], item["text"])
            show = lambda r: f"{r['kind']} | {r['subject']} | {r['object']} | {r['value']} | {r['since']} {r['until']} | {r['status']}"
            for g, one in enumerate(item["relations"]):
                print("   ok  " if g in of else "   GOLD", show(one), json.dumps(one.get("accept")) if g not in of else "")
            for s, one in enumerate(said):
                if s not in of.values():
                    print("   said", show(one))
    share = lambda a, b: a / b if b else 0.0
    for view, count in right.items():
        p, r = share(count, said_all), share(count, gold_all)
        print(f"{view:32} P {p:.3f}  R {r:.3f}  F1 {share(2 * p * r, p + r):.3f}")
    print(f"since and until, of the right: {share(times, times_all):.3f} of {times_all}")
    for kind, (ok, said, of) in sorted(kinds.items()):
        p, r = share(ok, said), share(ok, of)
        print(f"  {kind:12} P {p:.3f}  R {r:.3f}  F1 {share(2 * p * r, p + r):.3f}  ({ok} right, {said} said, {of} in gold)")


if __name__ == "__main__":
    main()
