#!/usr/bin/env python3
"""Names on UNER's layer of UD English EWT, over every sentence of the layer.

usage: score_names.py GOLD.jsonl LAYER.iob2 PRED.jsonl

GOLD from `ud/prep.py` (without its layer), PRED from `attache task annotate --tokens` on it. `prep.py` finds the layer's row for a sentence by its text as written, and the
layer writes contractions and possessives apart: one sentence in seven finds none and counts as one without names there. Here they meet by their letters alone;
sentences that the layer lacks are left out on both sides. Types and trimming are as in `ud/score.py`.
"""
import json
import re
import sys

MAP = {"PERSON": "PER", "PER": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC"}
bare = lambda text: re.sub(r"\s+", "", text)


def layer(path):
    out, text, row = {}, "", []
    for line in list(open(path, encoding="utf-8")) + ["\n"]:
        line = line.rstrip("\n")
        if line.startswith("#"):
            m = re.match(r"# text = (.*)", line)
            text = m[1] if m else text
        elif line.strip():
            row.append(line.split("\t")[2])
        elif row:
            out[bare(text)] = row
            row = []
    return out


def trim(text, a, b):
    m = re.match(r"(the|a|an)\s+", text[a:b], re.I)
    a += m.end() if m else 0
    m = re.search(r"\s*['’]s?$", text[a:b])
    return a, a + m.start() if m else b


def main():
    rows = layer(sys.argv[2])
    pred = {r["id"]: r for r in map(json.loads, open(sys.argv[3], encoding="utf-8"))}
    gold, said, told, left = set(), set(), 0, 0
    for g in map(json.loads, open(sys.argv[1], encoding="utf-8")):
        kept = []
        for s in g["sentences"]:
            words = [t for t in g["tokens"] if s["start"] <= t["start"] < s["end"]]
            row = rows.get(bare(g["text"][s["start"]:s["end"]]))
            if not row or len(row) != len(words):
                left += 1
                continue
            told += 1
            kept.append(s)
            k = 0
            while k < len(row):
                e = k + 1
                if row[k].startswith("B-"):
                    while e < len(row) and row[e] == "I-" + row[k][2:]:
                        e += 1
                    gold.add((g["id"], *trim(g["text"], words[k]["start"], words[e - 1]["end"]), row[k][2:]))
                k = e
        for e in pred.get(g["id"], {}).get("entities", ()):
            if e["type"] in MAP and any(s["start"] <= e["start"] < s["end"] for s in kept):
                said.add((g["id"], *trim(g["text"], e["start"], e["end"]), MAP[e["type"]]))
    print(f"{told} sentences, {left} left out")
    for kind in ("PER", "ORG", "LOC", "all"):
        g, p = ({x for x in s if kind in (x[3], "all")} for s in (gold, said))
        hit = len(g & p)
        print(f"{kind} P {100 * hit / max(1, len(p)):.1f} R {100 * hit / max(1, len(g)):.1f} F1 {200 * hit / max(1, len(p) + len(g)):.1f}")


main()
