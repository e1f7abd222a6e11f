#!/usr/bin/env python3
"""Recall and false alarms of the wording judgement, from its scores: python3 score.py WHAT=SCORES.jsonl...

SCORES are lines of `cargo run --release -p attache-world --example wording < ARTICLES.jsonl`; for every file prints how many texts are called
spun and garbled, and the share. With `--repairs ORIGINALS.jsonl`, SCORES being made with `--repairs` on spun texts: the share of
repairs that stand in the original of the same id.
"""
import json
import sys


def main():
    arguments, originals = sys.argv[1:], None
    if arguments[:1] == ["--repairs"]:
        lines = open(arguments[1], encoding="utf-8")
        originals = {d.get("id") or d["doc"]: d["text"].lower() for d in map(json.loads, lines)}
        arguments = arguments[2:]
    for argument in arguments:
        name, path = argument.split("=", 1)
        rows = [json.loads(line) for line in open(path, encoding="utf-8")]
        if originals is None:
            spun, garbled = (sum(r[k] >= 0.5 for r in rows) for k in ("spun", "garbled"))
            print(f"{name}: {len(rows)} texts, spun {spun} ({spun / len(rows):.4f}), garbled {garbled} ({garbled / len(rows):.4f})")
        else:
            told = [x["reads"].lower() in originals[r["id"]] for r in rows for x in r["repairs"]]
            print(f"{name}: {len(told)} repairs, {sum(told) / max(1, len(told)):.3f} stand in the original")


if __name__ == "__main__":
    main()
