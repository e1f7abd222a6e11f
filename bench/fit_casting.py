#!/usr/bin/env python3
"""Fits the weights by which a phrase is judged to stand on a side of an event (crates/coding/data/casting.tsv).

usage: fit_casting.py --casting CASTING GOLD [--casting CASTING GOLD ...] [--out casting.tsv] [--folds 10]

CASTING is what `signs MODEL casting` (crates/coding/examples/signs.rs) gives of the texts of GOLD, with a MODEL whose graph of parties did not see them (`training/parties.py --folds`); GOLD holds
`{"id", "part", "events": [{"type", "trigger", "actors": [{"start", "end"}], "recipients"}]}`, of which the part `hold` is left out.
Looked at are the candidates whose type and word are an event of the gold; a phrase is right if its head, or the phrase that a pronoun stands for, meets a span that the gold has on that side,
and it lies within no other phrase of which that holds ("the UN" of "UN officers").
Logistic regression with a ridge, by Newton's method, cross-validated over items; nothing random.
"""
import argparse
import json
import zlib

import numpy as np

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--casting", action="append", nargs=2, required=True)
parser.add_argument("--out")
parser.add_argument("--folds", type=int, default=10)
parser.add_argument("--ridge", type=float, default=3.0)
SIDES = ("actor", "recipient")


def read(casting, gold):
    """Rows of signs with those of the quad beside them; for each side whether right, whether held; the fold's key, the question, the code."""
    golds = {g["id"]: g for g in map(json.loads, open(gold, encoding="utf-8")) if g.get("part") != "hold"}
    lines = open(casting, encoding="utf-8")
    names, found = json.loads(next(lines)), []
    for line in map(json.loads, lines):
        g = golds.get(line["id"])
        if g is None:
            continue
        asked = {}
        for c in line["casting"]:
            asked.setdefault((c["start"], c["end"], c["event"]), []).append(c)
        for c in line["casting"]:
            beside = asked[c["start"], c["end"], c["event"]]
            events = [e for e in g["events"] if e["type"] == c["event"] and e["trigger"] and e["trigger"]["start"] < c["end"] and c["start"] < e["trigger"]["end"]]
            if not events:
                continue
            def meets(c, p):
                (start, end), (a, b) = c["head"], c["span"]
                if not a <= start < b:  # a pronoun: what it stands for is meant
                    return a < p["end"] and p["start"] < b
                return p["start"] < end and start < p["end"]
            def inner(c, p):
                a, b = c["span"]
                around = (o for o in beside if o["span"] != c["span"] and o["span"][0] <= a and b <= o["span"][1])
                return any(p["start"] <= o["head"][0] < p["end"] and meets(o, p) for o in around)
            def right(side):
                return any(meets(c, p) and not inner(c, p) for e in events for p in e[side + "s"])
            signs, quad = np.array(c["signs"], np.float32), np.zeros(4, np.float32)
            quad[c["quad"] - 1] = 1
            found.append((signs, quad, [right(s) for s in SIDES], c["held"], line["id"], (line["id"], c["start"], c["event"])))
    return names, found


def fit(x, y, ridge, width):
    beta = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], 2.5 * ridge)
    penalty[:width] = ridge
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (y - p) - penalty * beta
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-5:
            break
    return beta


def main():
    args = parser.parse_args()
    names, found = None, []
    for casting, gold in args.casting:
        names, more = read(casting, gold)
        found += more
    width, rows = len(names), []
    signs, quads = np.array([f[0] for f in found]), np.array([f[1] for f in found])
    x = np.concatenate([signs] + [signs * quads[:, q:q + 1] for q in range(4)], 1).astype(np.float64)
    right, held = np.array([f[2] for f in found], float), np.array([f[3] for f in found])
    fold = np.array([zlib.crc32(("f" + f[4]).encode()) % args.folds for f in found])
    asked = {}
    for n, f in enumerate(found):
        asked.setdefault(f[5], []).append(n)
    probability = np.zeros(right.shape)
    for side, name in enumerate(SIDES):
        y = right[:, side]
        for k in range(args.folds):
            test = fold == k
            if test.any():
                probability[test, side] = 1 / (1 + np.exp(-x[test] @ fit(x[~test], y[~test], args.ridge, width)))
        p = probability[:, side] >= 0.5
        f1 = lambda said: 2 * (said & (y == 1)).sum() / max(1, said.sum() + y.sum())
        whole = lambda said: np.mean([all(said[n] == (y[n] == 1) for n in at) for at in asked.values()])
        print(f"{name}: {len(y)} phrases of {len(asked)} events, {int(y.sum())} right; F1 {f1(p):.3f} (slots {f1(held[:, side]):.3f}); all right {whole(p):.3f} (slots {whole(held[:, side]):.3f})")
        beta = fit(x, y, args.ridge, width)
        for n, sign in enumerate(names):
            rows.append([name, sign] + [f"{beta[n + width * q]:.3f}" for q in range(5)])
        top = sorted(zip(names, beta[:width]), key=lambda nb: -abs(nb[1]))
        print("  " + ", ".join(f"{sign} {b:+.2f}" for sign, b in top[:18]))
    said = probability >= 0.5
    both = np.mean([all((said[n] == (right[n] == 1)).all() for n in at) for at in asked.values()])
    slots = np.mean([all((held[n] == (right[n] == 1)).all() for n in at) for at in asked.values()])
    print(f"both sides all right {both:.3f} (slots {slots:.3f})")
    if args.out:
        with open(args.out, "w", encoding="utf-8") as out:
            out.write("# Weights of the signs by which a phrase is judged to stand on a side of an event (src/casting.rs), fitted by bench/fit_casting.py.\n")
            out.write("# side\tsign\tweight\tand beside it for each quad: verbal cooperation\tmaterial cooperation\tverbal conflict\tmaterial conflict\n")
            out.writelines("\t".join(row) + "\n" for row in rows)


main()
