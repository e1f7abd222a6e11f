#!/usr/bin/env python3
"""Recall by spinner and false alarms of the judgement whether a text alone reads as spun.

usage: wording.py --spun HELD... --written ARTICLES.jsonl... [--part tune|hold] [--heard models/annotator] [--example target/release/examples/wording]

HELD are folders that lineage_set.py wrote; ARTICLES have "text", and "id" or "doc". With --part, of files whose name holds "train" only the
documents of that part are read, split as lineage_set.py does. Needs `cargo build --release -p attache-world --example wording`.
"""
import argparse
import hashlib
import json
import os
import subprocess


def judged(example, articles, model):
    """Whether each article is called spun; by counts alone without a model."""
    lines = "\n".join(json.dumps(a) for a in articles)
    run = subprocess.run([example, *(["--heard", model] if model else [])], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line)["spun"] >= 0.5 for line in run.stdout.splitlines()]


def read(path):
    with open(path, encoding="utf-8") as f:
        return [{"id": str(a.get("id", a.get("doc"))), "text": a["text"]} for a in map(json.loads, f)]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--spun", nargs="*", default=[])
    p.add_argument("--written", nargs="*", default=[])
    p.add_argument("--part", choices=["tune", "hold"])
    p.add_argument("--example", default="target/release/examples/wording")
    p.add_argument("--heard", metavar="MODEL", help="ask the annotator of this folder where counts leave doubt, as `attache task trace` does")
    a = p.parse_args()
    calls = {}
    for folder in a.spun:
        with open(os.path.join(folder, "gold.jsonl"), encoding="utf-8") as f:
            gold = {r["id"]: r for r in map(json.loads, f)}
        articles = read(os.path.join(folder, "articles.jsonl"))
        for article, call in zip(articles, judged(a.example, articles, a.heard)):
            spinner = gold[article["id"]]["spinner"]
            calls.setdefault(f"spun by {spinner}" if spinner else "not spun", []).append(call)
    for path in a.written:
        articles = read(path)
        if a.part and "train" in os.path.basename(path):
            part = lambda doc: ("tune", "hold")[int(hashlib.sha1(doc.encode()).hexdigest(), 16) % 2]
            articles = [x for x in articles if part(x["id"]) == a.part]
        calls[path] = judged(a.example, articles, a.heard)
    for name, found in sorted(calls.items()):
        print(f"{name}: {sum(found)} of {len(found)} called spun, {sum(found) / max(1, len(found)):.4f}")


if __name__ == "__main__":
    main()
