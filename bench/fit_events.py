#!/usr/bin/env python3
"""Fits the weights by which words are judged to tell of an event (crates/coding/data/weights.tsv).

usage: fit_events.py --signs SIGNS GOLD [WEIGHT] ... [--out weights.tsv] [--folds 10]

SIGNS is what the coder's hidden `signs` gives of the texts of GOLD, a line an item: `{"id", "signs": [{"start", "end", "event", "signs": []}]}`, after a first line with the names of the
signs; GOLD holds `{"id", "part", "events": [{"type", "trigger"}]}`, of which the part `hold` is left out. The first pair is what the figures are about, by cross-validation over its items;
further pairs only help, with the weight given. A candidate is right if the gold has its type on a word of it; one whose type the item has on another word alone is left out.
Logistic regression with a ridge, by Newton's method; nothing random.
"""
import argparse
import json

import numpy as np

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--signs", action="append", nargs="+", required=True)
parser.add_argument("--out")
parser.add_argument("--folds", type=int, default=10)
parser.add_argument("--ridge", type=float, default=2.0)


def read(signs, gold):
    golds = {g["id"]: g for g in map(json.loads, open(gold, encoding="utf-8")) if g.get("part") != "hold"}
    lines = open(signs, encoding="utf-8")
    names = json.loads(next(lines))
    rows, right, item = [], [], []
    for n, line in enumerate(map(json.loads, lines)):
        g = golds.get(line["id"])
        if g is None:
            continue
        for c in line["signs"]:
            of_type = [e for e in g["events"] if e["type"] == c["event"]]
            hit = any(e["trigger"] and e["trigger"]["start"] < c["end"] and c["start"] < e["trigger"]["end"] for e in of_type)
            if of_type and not hit:
                continue
            rows.append(c["signs"])
            right.append(hit)
            item.append(n)
    return names, np.array(rows), np.array(right, float), np.array(item)


def fit(x, y, w, ridge):
    beta = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 0.01
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (w * (y - p)) - penalty * beta
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def main():
    args = parser.parse_args()
    (names, x, y, item), *others = [read(*s[:2]) for s in args.signs]
    weights = [float(s[2]) if len(s) > 2 else 1.0 for s in args.signs[1:]]
    extra = [(ox, oy, np.full(len(oy), w)) for (_, ox, oy, _), w in zip(others, weights)]

    def fitted(keep):
        parts = [(x[keep], y[keep], np.ones(keep.sum()))] + extra
        return fit(np.vstack([p[0] for p in parts]), np.concatenate([p[1] for p in parts]), np.concatenate([p[2] for p in parts]), args.ridge)

    p = np.zeros(len(y))
    for fold in range(args.folds):
        test = item % args.folds == fold
        p[test] = 1 / (1 + np.exp(-x[test] @ fitted(~test)))
    loss = -(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9)).mean()
    print(f"{len(y)} candidates, {int(y.sum())} right; cross-validated: loss {loss:.4f}")
    for t in (0.3, 0.4, 0.5, 0.6):
        hit = (p >= t) & (y == 1)
        print(f"  at {t}: precision {hit.sum() / max((p >= t).sum(), 1):.3f}  recall of candidates {hit.sum() / y.sum():.3f}")
    for low in (0, 0.2, 0.4, 0.6, 0.8):
        held = (p >= low) & (p < low + 0.2 + (low == 0.8))
        print(f"  said {low:.1f}-{low + 0.2:.1f}: {p[held].mean():.2f}, right {y[held].mean():.2f} of {held.sum()}")
    beta = fitted(np.ones(len(y), bool))
    for name, b in sorted(zip(names, beta), key=lambda nb: -abs(nb[1])):
        print(f"  {name:22} {b:+.2f}")
    if args.out:
        with open(args.out, "w", encoding="utf-8") as out:
            out.write("# Weights of the signs by which a word is judged to tell of an event (src/weigh.rs), fitted by bench/fit_events.py.\n# sign\tweight\n")
            for name, b in zip(names, beta):
                out.write(f"{name}\t{b:.3f}\n")


main()
