#!/usr/bin/env python3
"""Fits the weights by which two mentions are judged to be of one event (crates/fusion/data/weights.tsv).

usage: fit_links.py any BENCH_FOLDER TRAIN_PAIRS DEV_PAIRS [--out weights.tsv]      # column `any`
       fit_links.py acts|within TRUTH,TRUTH... PAIRS,PAIRS... --out weights.tsv     # columns `acts` and `within`

BENCH_FOLDER holds ECB+ (`ecb/gold_events.*.jsonl`); the pairs are what the example `links` of attache-fusion prints of each split, with the stories that `attache task group` makes. All weights but
the vector's are fitted on train by logistic regression with a ridge (Newton's method; nothing random). The vector knows the train split, on which the model learned it, so its weight cannot be
fitted there: it and the threshold are chosen on dev. Then figures on dev, and on train without the vector.

TRUTH is the press generator's `truth.jsonl` (its `tune` part), of several seeds with commas between; the pairs are what `links MODEL --acts` (or `--within`) prints of its articles. The weights that stand in the file are where the fit starts, and a
ridge holds it near them: invented press is not to teach what it cannot know. Each event counts alike, however many mentions it has. Needs scipy.
"""
import argparse
import heapq
import json
import os
import sys
from collections import defaultdict

import numpy as np

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("column", choices=("any", "acts", "within"))
parser.add_argument("bench", help="bench folder, or truth")
parser.add_argument("train", help="pairs of train, or of acts")
parser.add_argument("dev", nargs="?")
parser.add_argument("--out")
parser.add_argument("--ridge", type=float, default=20.0)
parser.add_argument("--without", default="")
parser.add_argument("--vector", default="2,3,4,5,6,8")
parser.add_argument("--thresholds", default="-2,-1.5,-1,-.5,0,.5")
args = parser.parse_args()
if args.column == "any":
    sys.path.insert(0, os.path.join(args.bench, "ecb"))
    import clusterscore as score

VECTOR = ("vector", "vector-kin")


def read(split, path):
    gold = {r["mention"]: r["chain"] for r in map(json.loads, open(os.path.join(args.bench, "ecb", f"gold_events.{split}.jsonl"), encoding="utf-8"))}
    lines = open(path, encoding="utf-8")
    names = json.loads(next(lines))
    pairs = [json.loads(line) for line in lines]
    signs = np.array([p["signs"] for p in pairs])
    ids = [(p["a"], p["b"]) for p in pairs]
    right = np.array([gold[a] == gold[b] for a, b in ids], float)
    return names, signs, right, ids, gold


def fit(x, y, ridge):
    beta = np.zeros(x.shape[1])
    scale = x.std(0) + 1e-9
    scale[0] = 1
    penalty = ridge * scale ** 2
    penalty[0] = 0.01
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty), x.T @ (y - p) - penalty * beta)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def clusters(ids, scores, gold, threshold):
    """Average link, as crates/fusion/src/cluster.rs."""
    links, size, members = defaultdict(dict), {m: 1 for m in gold}, {m: [m] for m in gold}
    heap = []
    for (a, b), s in zip(ids, scores):
        links[a][b] = links[b][a] = s
        if s > threshold:
            heap.append((-s, a, b, 2))
    heapq.heapify(heap)
    while heap:
        _, a, b, sizes = heapq.heappop(heap)
        if a not in members or b not in members or size[a] + size[b] != sizes:
            continue
        members[a] += members.pop(b)
        new = {}
        for c in (set(links[a]) | set(links[b])) - {a, b}:
            s = (links[a].get(c, -8) * size[a] + links[b].get(c, -8) * size[b]) / (size[a] + size[b])
            links[c].pop(b, None)
            links[c][a] = new[c] = s
        size[a] += size[b]
        links[a] = new
        links.pop(b)
        for c, s in new.items():
            if s > threshold:
                heapq.heappush(heap, (-s, a, c, size[a] + size[c]))
    return {m: root for root, all in members.items() for m in all}


def main():
    names, x, y, ids, gold = read("train", args.train)
    _, dx, dy, dids, dgold = read("dev", args.dev)
    without = set(args.without.split(",")) | set(VECTOR)
    keep = [n for n, name in enumerate(names) if name not in without]
    beta = np.zeros(len(names))
    beta[keep] = fit(x[:, keep], y, args.ridge)
    at = names.index("vector")
    mean = dx[:, at].mean()
    best = None
    for threshold in map(float, args.thresholds.split(",")):
        f1 = score.conll(gold, clusters(ids, np.clip(x @ beta, -8, 8), gold, threshold))["CoNLL_F1"]
        print(f"train, without vector, threshold {threshold:+.1f}: {f1:.4f}", flush=True)
    for weight in map(float, args.vector.split(",")):
        tried = beta.copy()
        tried[at] += weight
        tried[0] -= weight * mean
        line = []
        for threshold in map(float, args.thresholds.split(",")):
            r = score.conll(dgold, clusters(dids, np.clip(dx @ tried, -8, 8), dgold, threshold))
            line.append(f"{threshold:+.1f}: {r['CoNLL_F1']:.4f}")
            if best is None or r["CoNLL_F1"] > best[0]:
                best = (r["CoNLL_F1"], weight, threshold, tried, r)
        print(f"dev, vector {weight:+.1f}:", "  ".join(line), flush=True)
    print("best on dev:", best[:3], {k: v for k, v in best[4].items() if k != "CoNLL_F1"})
    for name, b, sd in sorted(zip(names, best[3], x.std(0)), key=lambda nb: -abs(nb[1] * nb[2])):
        print(f"  {name:22} {b:+.3f}  {b * sd:+.3f}")
    if args.out:
        write(names, best[3], 1)


def write(names, weights, column):
    """Puts a column of weights into the table."""
    rows = {row[0]: row for row in (line.rstrip("\n").split("\t") for line in open(args.out, encoding="utf-8") if not line.startswith("#"))}
    with open(args.out, "w", encoding="utf-8") as out:
        out.write("# Weights of the signs by which two mentions are judged to be of one event (src/signs.rs), fitted by bench/fit_links.py.\n# sign\tany: mentions of any kind\tacts: units of coded acts\twithin: coded acts of one article\n")
        for name, weight in zip(names, weights):
            row = rows.get(name, [name, "0.000", "0.000", "0.000"])
            row[column] = f"{weight:.3f}"
            out.write("\t".join(row) + "\n")


def acts():
    from scipy.optimize import minimize
    x, y, who, sizes = [], [], [], defaultdict(set)
    for number, (truth, pairs) in enumerate(zip(args.bench.split(","), args.train.split(","))):
        told = defaultdict(list)
        for line in map(json.loads, open(truth, encoding="utf-8")):
            for m in line.get("mentions", ()):
                told[m["article"]].append((m["start"], m["end"], (number, line["event"]), {line["type"], *line.get("also", ())}, not m.get("weak", False)))

        def event(unit):
            """The true event of most of a unit's mentions."""
            votes = defaultdict(int)
            for article, start, end, kind in unit:
                hits = [(own, min(end, b) - max(start, a), e) for a, b, e, kinds, own in told[article] if kind in kinds and 2 * (min(end, b) - max(start, a)) >= min(end - start, b - a)]
                if hits:
                    votes[max(hits)[2]] += 1
            return max(votes, key=lambda e: (votes[e], e)) if votes else None

        lines, known = open(pairs, encoding="utf-8"), {}
        names = json.loads(next(lines))
        for p in map(json.loads, lines):
            ends = []
            for unit in (p["a"], p["b"]):
                key = json.dumps(unit)
                if key not in known:
                    known[key] = event(unit)
                    sizes[known[key]].add(key)
                ends.append(known[key])
            a, b = ends
            if (a and b) if args.column == "within" else (a or b):
                x.append(p["signs"])
                y.append(a is not None and a == b)
                who.append((a, b))
    x, y = np.array(x), np.array(y, float)
    size = lambda e: len(sizes[e]) if e else 1
    w = np.array([1 / np.sqrt(size(a) * size(b)) for a, b in who])
    w *= 20000 / w.sum()
    column = {"acts": 2, "within": 3}[args.column]
    rows = {row[0]: row for row in (line.rstrip("\n").split("\t") for line in open(args.out, encoding="utf-8") if not line.startswith("#"))}
    prior = np.array([float(rows[name][column]) if name in rows else 0.0 for name in names])

    def loss(beta):
        z = np.clip(x @ beta, -40, 40)
        return (w * (np.logaddexp(0, z) - y * z)).sum() + 15 * ((beta - prior) ** 2).sum(), x.T @ (w * (1 / (1 + np.exp(-z)) - y)) + 30 * (beta - prior)

    beta = minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    print(len(y), "pairs,", int(y.sum()), "of one event")
    for name, beta_, of in (("before", prior, 0), ("after", beta, 0)):
        right = ((x @ beta_ > of) == (y > 0.5))
        print(f"  right {name}: {np.average(right, weights=w):.4f}; of one event {np.average(right[y > 0.5], weights=w[y > 0.5]):.4f}; of two {np.average(right[y < 0.5], weights=w[y < 0.5]):.4f}")
    for name, before, after in zip(names, prior, beta):
        print(f"  {name:22} {before:+.2f} -> {after:+.2f}")
    write(names, beta, column)


main() if args.column == "any" else acts()
