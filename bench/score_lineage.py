#!/usr/bin/env python3
"""Scores `attache task trace` against the gold of lineage_set.py.

usage: score_lineage.py GOLD PRED [--wrong]

PRED has a line an article: {"id", "kind", "of"}. Shares bear Wilson's 95 % interval, F1 a bootstrap's (1,000 draws of articles, seeded).
`--wrong` lists the misjudged articles.
"""
import argparse
import json
import math
import random

COPIES = {"copy", "excerpt", "wire"}
KINDS = ["original", "copy", "excerpt", "wire", "spun", "translated", "none"]


def wilson(hits, n):
    """The 95 % interval of a share, after Wilson (1927)."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


def f1(pairs):
    """(precision, recall, F1) of [(is so, said so)]."""
    hit = sum(g and p for g, p in pairs)
    said, so = sum(p for _, p in pairs), sum(g for g, _ in pairs)
    precision, recall = hit / said if said else 0.0, hit / so if so else 0.0
    return precision, recall, 2 * hit / (said + so) if said + so else 0.0


def interval(pairs):
    """The 95 % bootstrap interval of F1."""
    rng = random.Random(7)
    draws = sorted(f1(rng.choices(pairs, k=len(pairs)))[2] for _ in range(1000)) if pairs else [0.0] * 1000
    return draws[25], draws[974]


def share(name, hits, n):
    low, high = wilson(hits, n)
    print(f"{name:<58} {hits / n if n else 0:.3f}  [{low:.3f}, {high:.3f}]  {hits}/{n}")


def scored(name, pairs):
    low, high = interval(pairs)
    p, r, f = f1(pairs)
    print(f"{name:<58} P {p:.3f}  R {r:.3f}  F1 {f:.3f}  [{low:.3f}, {high:.3f}]")


def spun(gold, kind):
    print("spun")
    rest = [(False, kind(g) == "spun") for g in gold if g["kind"] != "spun"]
    for who in ("A", "B", None):
        mine = [g for g in gold if g["kind"] == "spun" and (who is None or g["spinner"] == who)]
        label = f"by {who}" if who else "all"
        scored(f"  beside its source, {label}", [(True, kind(g) == "spun") for g in mine if g["beside"]] + rest)
        alone = [g for g in mine if not g["beside"]]
        share(f"  alone, {label}: recall", sum(kind(g) == "spun" for g in alone), len(alone))


def alarms(gold, kind):
    clean = [g for g in gold if g["kind"] == "original"]
    sources = {g["of"] for g in gold if g["of"]}
    groups = [("all originals", clean), ("  with nothing derived in the set", [g for g in clean if g["id"] not in sources]),
              ("  sources of something in the set", [g for g in clean if g["id"] in sources]),
              ("  same topic, another article", [g for g in clean if g["topic"] is not None])]
    print("false alarms on originals")
    for name, group in groups:
        share(f"  {name}: any kind but original", sum(kind(g) != "original" for g in group), len(group))
    share("  all originals: spun or translated", sum(kind(g) in ("spun", "translated") for g in clean), len(clean))


def copies(gold, kind):
    print("copies")
    scored("  copy, excerpt or wire, told from all else", [(g["kind"] in COPIES, kind(g) in COPIES) for g in gold])
    for name in ("copy", "excerpt", "wire"):
        scored(f"  {name}, exactly", [(g["kind"] == name, kind(g) == name) for g in gold])


def sources(gold, kind, of):
    print("right source, of those taken for derived")
    family = {g["id"]: g["family"] for g in gold}
    for name, kinds in (("copies", COPIES), ("spun beside its source", {"spun"}), ("both", COPIES | {"spun"})):
        found = [g for g in gold if g["kind"] in kinds and g["of"] and kind(g) != "original"]
        share(f"  {name}: the very source", sum(of(g) == g["of"] for g in found), len(found))
        share(f"  {name}: the source or another copy of it", sum(family.get(of(g)) == g["family"] for g in found), len(found))


def table(gold, kind):
    said = [k for k in KINDS if any(kind(g) == k for g in gold)]
    print("gold \\ said".ljust(22) + "".join(k.rjust(11) for k in said))
    rows = [("original", None, None), ("copy", None, None), ("excerpt", None, None), ("wire", None, None)]
    rows += [("spun", who, beside) for who in "AB" for beside in (True, False)]
    for want, who, beside in rows:
        mine = [g for g in gold if g["kind"] == want and (who is None or (g["spinner"], g["beside"]) == (who, beside))]
        name = want + (f" {who}, {'beside' if beside else 'alone'}" if who else "")
        print(name.ljust(22) + "".join(str(sum(kind(g) == k for g in mine)).rjust(11) for k in said))


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("gold")
    p.add_argument("pred")
    p.add_argument("--wrong", action="store_true", help="list the misjudged articles")
    a = p.parse_args()
    with open(a.gold, encoding="utf-8") as f:
        gold = [json.loads(line) for line in f if line.strip()]
    with open(a.pred, encoding="utf-8") as f:
        pred = {r.get("id"): r for r in map(json.loads, filter(str.strip, f))}
    kind = lambda g: (pred.get(g["id"]) or {}).get("kind") or "none"
    of = lambda g: (pred.get(g["id"]) or {}).get("of")
    spun(gold, kind)
    alarms(gold, kind)
    copies(gold, kind)
    sources(gold, kind, of)
    table(gold, kind)
    if a.wrong:
        for g in gold:
            if kind(g) != g["kind"] or g["of"] and of(g) != g["of"]:
                print(json.dumps({**g, "said": kind(g), "said_of": of(g)}))


if __name__ == "__main__":
    main()
