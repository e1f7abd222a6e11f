#!/usr/bin/env python3
"""Lemmas given the gold tags of a treebank: accuracy over words, with the universal tag alone and with the Penn tag too.

usage: score_lemmas.py TREEBANK.conllu [--show N]

Runs `cargo build --release -p attache-language --example lemmas`'s program from the working folder. Parts of words that the treebank joins
to a neighbour (lemma "_") are left out. `--show` prints the commonest misses with both tags.
"""
import argparse
import subprocess
from collections import Counter


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("treebank")
    p.add_argument("--show", type=int, default=0)
    a = p.parse_args()
    rows = (line.rstrip("\n").split("\t") for line in open(a.treebank, encoding="utf-8"))
    words = [r for r in rows if len(r) > 9 and r[0].isdigit() and r[2] != "_"]
    for name, tags in (("universal tag", lambda r: (r[3], "")), ("both tags", lambda r: (r[3], r[4]))):
        text = "".join("\t".join((r[1], *tags(r))) + "\n" for r in words)
        done = subprocess.run(["target/release/examples/lemmas"], input=text, capture_output=True, text=True, check=True)
        found = done.stdout.split("\n")
        right = sum(f == r[2] for f, r in zip(found, words))
        print(f"{name}: {right / len(words):.4f} of {len(words)} words")
    by_tag = {}
    for f, r in zip(found, words):
        by_tag.setdefault(r[3], []).append(f == r[2])
    print("both tags:", *(f"{tag} {sum(v) / len(v):.4f}" for tag, v in sorted(by_tag.items())))
    misses = Counter((r[1], r[3], r[4], r[2], f) for f, r in zip(found, words) if f != r[2])
    for (form, upos, xpos, lemma, f), n in misses.most_common(a.show):
        print(n, form, upos, xpos, "gold", lemma, "found", f)


if __name__ == "__main__":
    main()
