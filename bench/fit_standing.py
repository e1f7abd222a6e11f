#!/usr/bin/env python3
"""Fits the weights by which a phrase is judged to fill an open side of an event (crates/coding/data/standing.tsv).

usage: fit_standing.py --standing STANDING GOLD [WEIGHT] ... [--out standing.tsv] [--folds 10]

STANDING is what `signs MODEL standing` (crates/coding/examples/signs.rs) gives of the texts of GOLD; GOLD holds `{"id", "part", "events": [{"type", "trigger", "actors": [{"start", "end"}],
"recipients"}]}`, of which the part `hold` is left out. The first pair is what the figures are about, by cross-validation over its items; further pairs only help, with the weight given.
Looked at are the candidates whose type and word are an event of the gold; a phrase is right if its head lies in a span that the gold has on that side. `complete: false` in an item says that not
all parties are marked: there, what no span holds is left out where a right one is found beside it.
Logistic regression with a ridge, by Newton's method; nothing random.
"""
import argparse
import json

import numpy as np

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--standing", action="append", nargs="+", required=True)
parser.add_argument("--out")
parser.add_argument("--folds", type=int, default=10)
parser.add_argument("--ridge", type=float, default=3.0)
SIDES = ("actor", "recipient")


def read(standing, gold):
    """For each side: signs with those of the quad beside them, whether right, the item, the question."""
    golds = {g["id"]: g for g in map(json.loads, open(gold, encoding="utf-8")) if g.get("part") != "hold"}
    lines = open(standing, encoding="utf-8")
    names = json.loads(next(lines))
    found = {side: ([], [], [], []) for side in SIDES}
    for n, line in enumerate(map(json.loads, lines)):
        g = golds.get(line["id"])
        if g is None:
            continue
        for c in line["standing"]:
            events = [e for e in g["events"] if e["type"] == c["event"] and e["trigger"] and e["trigger"]["start"] < c["end"] and c["start"] < e["trigger"]["end"]]
            if not events:
                continue
            start, end = c["head"]
            spans = [p for e in events for p in e[c["side"] + "s"]]
            right = any(p["start"] <= start and end <= p["end"] for p in spans)
            if not right and not g.get("complete", True) and spans == []:
                continue
            signs, quad = np.array(c["signs"]), np.zeros(4)
            quad[c["quad"] - 1] = 1
            rows, rights, items, asked = found[c["side"]]
            rows.append(np.concatenate([signs, np.outer(quad, signs).ravel()]))
            rights.append(right)
            items.append(n)
            asked.append((n, c["start"], c["event"]))
    return names, {side: (np.array(r), np.array(y, float), np.array(i), a) for side, (r, y, i, a) in found.items()}


def fit(x, y, w, ridge, width):
    beta = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], 2 * ridge)
    penalty[:width] = ridge
    penalty[0] = 0.05
    for _ in range(40):
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
    (names, first), *others = [read(*s[:2]) for s in args.standing]
    weights = [float(s[2]) if len(s) > 2 else 1.0 for s in args.standing[1:]]
    width, rows = len(names), []
    for side in SIDES:
        x, y, item, asked = first[side]
        extra = [(o[side][0], o[side][1], np.full(len(o[side][1]), w)) for (_, o), w in zip(others, weights)]

        def fitted(keep):
            parts = [(x[keep], y[keep], np.ones(keep.sum()))] + extra
            return fit(*(np.concatenate(p) for p in zip(*parts)), args.ridge, width)

        p = np.zeros(len(y))
        for fold in range(args.folds):
            test = item % args.folds == fold
            if test.any():
                p[test] = 1 / (1 + np.exp(-x[test] @ fitted(~test)))
        best = {}
        for n, question in enumerate(asked):
            if question not in best or p[n] > p[best[question]]:
                best[question] = n
        fillable = {q for n, q in enumerate(asked) if y[n]}
        print(f"{side}: {len(y)} phrases of {len(best)} open sides, of which {len(fillable)} can be filled; others help with {sum(len(e[1]) for e in extra)} phrases, {sum(int(e[1].sum()) for e in extra)} right")
        for t in (0.3, 0.4, 0.5, 0.6, 0.7):
            filled = [n for n in best.values() if p[n] >= t]
            print(f"  at {t}: filled {len(filled)}, right {int(sum(y[n] for n in filled))}")
        beta = fitted(np.ones(len(y), bool))
        for n, name in enumerate(names):
            rows.append([side, name] + [f"{beta[n + width * q]:.3f}" for q in range(5)])
        top = sorted(zip(names, beta[:width]), key=lambda nb: -abs(nb[1]))
        print("  " + ", ".join(f"{name} {b:+.2f}" for name, b in top[:16]))
    if args.out:
        with open(args.out, "w", encoding="utf-8") as out:
            out.write("# Weights of the signs by which a phrase is judged to be a party where no slot tells (src/standing.rs), fitted by bench/fit_standing.py.\n")
            out.write("# side\tsign\tweight\tand beside it for each quad: verbal cooperation\tmaterial cooperation\tverbal conflict\tmaterial conflict\n")
            out.writelines("\t".join(row) + "\n" for row in rows)


main()
