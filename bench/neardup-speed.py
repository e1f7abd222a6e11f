#!/usr/bin/env python3
"""Signatures, index and candidates: documents a second of this project and of PyPI `rensa`, thread for thread, in one run.

usage: neardup-speed.py GENERATE.py ARTICLES.jsonl [--documents 20000] [--rounds 5]

GENERATE.py makes near-duplicates out of ARTICLES.jsonl (`GENERATE.py ARTICLES.jsonl OUT N`): a file of {"text"}. Each side reads the file into
memory first, which is not counted, then goes from texts to candidate pairs (rensa: to duplicates) on one thread. The sides take turns,
the best round of each counts, and time is the processor's, so that a busy machine harms neither. Needs rensa (0.5) in this Python, and
`cargo build --release -p attache-stories --example candidates`.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

os.environ["RAYON_NUM_THREADS"] = "1"
HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, "..", "target", "release", "examples", "candidates")


def shingles(text, n=5):
    words = text.split()
    return [" ".join(words[i:i + n]) for i in range(max(1, len(words) - n + 1))]


def five_word_shingles(texts, rensa):
    """MinHash of all five-word shingles, 128 permutations, 16 bands: the usual set-up for near-duplicates."""
    hashes = rensa.RMinHash.from_token_sets([shingles(t) for t in texts], num_perm=128, seed=42)
    lsh = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=16)
    lsh.insert_many(hashes)
    return sum(len(found) > 1 for found in lsh.query_all(hashes))


def documented_deduplicator(texts, rensa):
    """The README's flow: single words into the deduplicator."""
    dedup = rensa.RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)
    return sum(not kept for kept in dedup.add_pairs((str(i), t.split()) for i, t in enumerate(texts)))


def rho_pipeline(texts, rensa):
    """rensa's own fastest: samples token positions, flags later duplicates only, names no pairs; eight bands as in its benchmark."""
    matrix = rensa.RMinHash.digest_matrix_from_token_sets_rho([t.split() for t in texts], num_perm=128, seed=42)
    lsh = rensa.RMinHashLSH(threshold=0.8, num_perm=128, num_bands=8)
    return sum(lsh.query_duplicate_flags_matrix_one_shot(matrix))


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("generate")
    p.add_argument("articles")
    p.add_argument("--documents", type=int, default=20000)
    p.add_argument("--rounds", type=int, default=5)
    a = p.parse_args()
    import rensa
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "documents.jsonl")
        subprocess.run([sys.executable, a.generate, a.articles, path, str(a.documents)], check=True)
        with open(path, encoding="utf-8") as f:
            texts = [json.loads(line)["text"] for line in f]
        best, found = {}, {}
        for _ in range(a.rounds):
            ours = json.loads(subprocess.run([OURS, path], check=True, capture_output=True, text=True).stdout)
            name = "attache: signatures, index, candidate pairs"
            best[name], found[name] = min(best.get(name, 1e9), ours["seconds"]), ours["pairs"]
            for flow in (five_word_shingles, documented_deduplicator, rho_pipeline):
                start = time.process_time()
                found_now = flow(texts, rensa)
                name = "rensa: " + flow.__doc__.split(":")[0 if flow is five_word_shingles else 1].split("\n")[0].strip(" .")
                best[name], found[name] = min(best.get(name, 1e9), time.process_time() - start), found_now
    for name, seconds in best.items():
        print(f"{len(texts) / seconds:>10,.0f} documents a second  {seconds:7.3f} s  found {found[name]:>7}  {name}")


if __name__ == "__main__":
    main()
