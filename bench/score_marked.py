#!/usr/bin/env python3
"""How well names are found in lines of news whose names are marked (`training/names`, the eighth held back).

    score_marked.py > TEXTS; attache task annotate < TEXTS > SAID; score_marked.py SAID

A name is right if its span and type are; "without types" asks for the span alone. Plain Python 3.
"""
import collections
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "training"))
from annotator.marked import lines  # noqa: E402

TYPES = ("PER", "ORG", "GPE", "LOC", "FAC", "NORP", "MISC")


def f1(hit, gold, said):
    return f"F1 {2 * hit / max(1, gold + said):.3f}  precision {hit / max(1, said):.3f}  recall {hit / max(1, gold):.3f}  of {gold}"


def main():
    held = list(lines(held=True))
    if len(sys.argv) < 2:
        for n, (text, _) in enumerate(held):
            print(json.dumps({"id": str(n), "text": text}, ensure_ascii=False))
        return
    hit, gold, said, spans = collections.Counter(), collections.Counter(), collections.Counter(), [0, 0, 0]
    answers = {int(item["id"]): item.get("entities", []) for item in map(json.loads, open(sys.argv[1], encoding="utf-8"))}
    for n, (_, names) in enumerate(held):
        wanted, found = set(names), {(e["start"], e["end"], e["type"]) for e in answers.get(n, []) if e["type"] in TYPES}
        hit.update(kind for _, _, kind in wanted & found)
        gold.update(kind for _, _, kind in wanted)
        said.update(kind for _, _, kind in found)
        bare = [{name[:2] for name in those} for those in (wanted, found)]
        spans = [a + len(b) for a, b in zip(spans, (bare[0] & bare[1], *bare))]
    print("all           " + f1(hit.total(), gold.total(), said.total()))
    print("without types " + f1(*spans))
    for kind in TYPES:
        print(f"{kind:14}" + f1(hit[kind], gold[kind], said[kind]))


if __name__ == "__main__":
    main()
