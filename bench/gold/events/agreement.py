#!/usr/bin/env python3
"""How far two independent labellings of events agree.

usage: agreement.py [events.jsonl second.jsonl]

Over the items that both label: whether there is an event at all (agreement and Cohen's kappa), types and quads (F1 of the one against the other, as multisets an item), types
with both parties' states, modality of the events whose type both give.
"""
import collections
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
QUAD = {t: q for q, ts in enumerate(("AGREE CONSULT SUPPORT", "CONCEDE COOPERATE AID RETREAT", "REQUEST ACCUSE REJECT THREATEN",
                                     "PROTEST SANCTION MOBILIZE COERCE ASSAULT"), 1) for t in ts.split()}


def f1(a, b, key):
    both = first = second = 0
    for x, y in zip(a, b):
        c, d = collections.Counter(map(key, x)), collections.Counter(map(key, y))
        both += sum((c & d).values())
        first += sum(c.values())
        second += sum(d.values())
    return 2 * both / (first + second)


def main():
    one, two = (sys.argv[1:3] + [HERE / "events.jsonl", HERE / "second.jsonl"][len(sys.argv) - 1:])
    read = lambda path: {r["id"]: r["events"] for r in map(json.loads, open(path, encoding="utf-8"))}
    first, second = read(one), read(two)
    ids = sorted(first.keys() & second.keys())
    a, b = [first[i] for i in ids], [second[i] for i in ids]
    same = sum(bool(x) == bool(y) for x, y in zip(a, b)) / len(ids)
    p, q = sum(map(bool, a)) / len(ids), sum(map(bool, b)) / len(ids)
    chance = p * q + (1 - p) * (1 - q)
    states = lambda e: (e["type"], tuple(sorted({x["state"] or "" for x in e["actors"]})), tuple(sorted({x["state"] or "" for x in e["recipients"]})))
    print(f"{len(ids)} items; an event or none: agreement {same:.3f}, kappa {(same - chance) / (1 - chance):.3f}")
    print(f"type F1 {f1(a, b, lambda e: e['type']):.3f}  quad F1 {f1(a, b, lambda e: QUAD[e['type']]):.3f}  "
          f"type with both parties' states F1 {f1(a, b, states):.3f}  type and modality F1 {f1(a, b, lambda e: (e['type'], e['modality'])):.3f}")


main()
