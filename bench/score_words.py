#!/usr/bin/env python3
"""Words and sentence ends against a treebank.

usage: score_words.py GOLD.jsonl FOUND.jsonl [--only REGEX] [--show N]

GOLD is laid out by the benchmark's ud/prep.py ({"id","text","tokens":[{"start","end"}],"sentences":[{"start","end"}]}), FOUND is the output of
`attache task annotate --tokens` (the same fields). A word is right when both of its ends are; words of the gold that share one span count once.
A sentence end is right when the last character of a gold sentence is the last of a found one; a whole sentence when its start is too.
`--only` keeps the documents whose id the expression finds; `--show` prints that many of the misses.
"""
import argparse
import json
import re


def f1(right, found, gold):
    p, r = right / max(1, found), right / max(1, gold)
    return f"F1 {2 * p * r / max(1e-9, p + r):.4f} (precision {p:.4f}, recall {r:.4f}, {gold} in the gold)"


def read(path):
    return {d["id"]: d for d in map(json.loads, open(path, encoding="utf-8"))}


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("gold")
    p.add_argument("found")
    p.add_argument("--only", default="")
    p.add_argument("--show", type=int, default=0)
    a = p.parse_args()
    gold, found = read(a.gold), read(a.found)
    counts = {"words": [0, 0, 0], "sentence ends": [0, 0, 0], "sentences": [0, 0, 0]}
    misses = {what: [] for what in counts}
    documents = [i for i in gold if re.search(a.only, i)]
    for i in documents:
        g, f, text = gold[i], found.get(i, {"tokens": [], "sentences": []}), gold[i]["text"]
        sets = {
            "words": [{(t["start"], t["end"]) for t in d["tokens"]} for d in (g, f)],
            "sentence ends": [{(s["end"] - 1, s["end"]) for s in d["sentences"]} for d in (g, f)],
            "sentences": [{(s["start"], s["end"]) for s in d["sentences"]} for d in (g, f)],
        }
        for what, (want, got) in sets.items():
            for at, n in enumerate((len(want & got), len(got), len(want))):
                counts[what][at] += n
            for start, end in sorted(want ^ got):
                sign = "-" if (start, end) in want else "+"
                misses[what].append((sign, i, text[max(0, start - 25):start] + "⟦" + text[start:end] + "⟧" + text[end:end + 25]))
    print(len(documents), "documents")
    for what, (right, n_found, n_gold) in counts.items():
        print(f"{what}: {f1(right, n_found, n_gold)}")
    for what in ("words", "sentence ends"):
        for miss in misses[what][:a.show]:
            print(what, *miss)


if __name__ == "__main__":
    main()
