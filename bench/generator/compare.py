#!/usr/bin/env python3
"""Says whether two briefs hold the same events, whatever the order of arrival.

usage: compare.py A.json B.json [--show N]

Compares, by content and never by ids or order: the events (type, sentences, dates, actors, recipients, place, modality, quantities, number of
independent sources, disagreements), the stories (which articles), and the lineage of articles. Exits 0 when all agree, 1 when not.
"""
import argparse
import collections
import json
import sys


def who(xs):
    return tuple(sorted({(x.get("code") or x.get("name") or "") if isinstance(x, dict) else str(x) for x in xs or ()}))


def where(ms):
    return tuple(sorted((m["article"], m["start"], m["end"]) for m in ms or ()))


def disagreement(d):
    return (d.get("about"), tuple(sorted((str(s.get("says")), where(s.get("mentions"))) for s in d.get("sides") or ())))


def event(e):
    q = tuple(sorted((x.get("what"), str(x.get("low")), str(x.get("high"))) for x in e.get("quantities") or ()))
    return {"type": str(e.get("event")), "mentions": where(e.get("mentions")), "date": (e.get("date"), e.get("enddate")), "actor": who(e.get("actor")), "recipient": who(e.get("recipient")),
            "place": (e.get("place") or {}).get("name"), "modality": e.get("modality"), "quantities": q, "independent": e.get("independent_sources"), "part_of": bool(e.get("part_of")),
            "disagreements": tuple(sorted(map(disagreement, e.get("disagreements") or ()), key=repr))}


def load(path):
    brief = json.load(open(path, encoding="utf-8"))
    events, stories, lineage = [], [], {}
    for s in brief.get("stories", []):
        stories.append(tuple(sorted(a["id"] for a in s.get("articles", []))))
        for a in s.get("articles", []):
            l = a.get("lineage") or {}
            lineage[a["id"]] = (l.get("kind"), l.get("of"))
        events += [event(e) for e in s.get("events", [])]
    return events, stories, lineage


def counter(xs):
    return collections.Counter(xs)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("a")
    p.add_argument("b")
    p.add_argument("--show", type=int, default=5)
    o = p.parse_args()
    (ea, sa, la), (eb, sb, lb) = load(o.a), load(o.b)
    key = lambda e: (e["type"], e["mentions"])
    whole = lambda e: tuple(sorted((k, repr(v)) for k, v in e.items()))
    print(f"events      {len(ea)} | {len(eb)}")
    same_all = counter(map(whole, ea)) == counter(map(whole, eb))
    ka, kb = counter(map(key, ea)), counter(map(key, eb))
    only_a, only_b = ka - kb, kb - ka
    print(f"same type and sentences: {sum((ka & kb).values())}; only in A: {sum(only_a.values())}; only in B: {sum(only_b.values())}")
    for side, only in (("A", only_a), ("B", only_b)):
        for (t, ms), _ in list(sorted(only.items(), key=repr))[:o.show]:
            print(f"  only {side}: {t} in {len(ms)} sentences, first {ms[0] if ms else None}")
    by_b = {key(e): e for e in eb}
    differ = collections.Counter()
    shown = 0
    for e in ea:
        other = by_b.get(key(e))
        if other is None:
            continue
        for f in e:
            if e[f] != other[f]:
                differ[f] += 1
                if shown < o.show:
                    print(f"  {e['type']} {e['mentions'][0] if e['mentions'] else ''}: {f} {e[f]!r} | {other[f]!r}"[:300])
                    shown += 1
    print("fields that differ:", ", ".join(f"{k} {v}" for k, v in differ.items()) or "none")
    same_s = counter(sa) == counter(sb)
    print(f"stories     {len(sa)} | {len(sb)}; same: {same_s}")
    moved = [a for a in la if la[a] != lb.get(a)]
    print(f"lineage     {len(moved)} articles differ" + (": " + ", ".join(f"{a} {la[a]} | {lb.get(a)}" for a in sorted(moved)[:o.show]) if moved else ""))
    same = same_all and same_s and not moved and set(la) == set(lb)
    print("SAME" if same else "DIFFERENT")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
