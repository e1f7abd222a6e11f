#!/usr/bin/env python3
"""Fits the weights by which an actor that the text leaves open is given a country (crates/world/data/actor_whose.tsv).

usage: fit_whose.py --set GOLD ASKED [--set GOLD ASKED ...] [--out actor_whose.tsv] [--folds 10]

GOLD is a gold set of actors or of events (bench/gold); ASKED is what `--example actors -- --whose --model MODEL` gives of its texts, with a MODEL
whose graph of parties did not see them (`training/parties.py --folds`). Texts of the part
`hold` are never read. An actor's country is that of most of its gold mentions, as bench/score_actors.py matches them; an actor whose
country is not among those that the text tells of teaches nothing. Each counts by the
root of how often it is mentioned.

A choice among the countries told of and "none" (conditional logistic regression) with a ridge; weights of a sort of actors stand
beside those of all, with a stronger ridge. Cross-validated over texts, those of one story together. Nothing is random.
"""
import argparse
import json
from collections import Counter, defaultdict

import numpy as np

from score_actors import match

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--set", action="append", nargs=2, required=True)
parser.add_argument("--out")
parser.add_argument("--folds", type=int, default=10)
parser.add_argument("--ridge", type=float, default=3.0)
parser.add_argument("--sort-ridge", type=float, default=10.0)
args = parser.parse_args()


def mentions_of(item):
    """The gold's mentions; of events their parties, each span once."""
    if "mentions" in item:
        return item["mentions"]
    seen = {}
    for event in item["events"]:
        for party in event["actors"] + event["recipients"]:
            seen.setdefault((party["start"], party["end"]), party)
    return [seen[at] for at in sorted(seen)]


def read(gold, asked):
    """Questions: (story, weight, right index, matrix of signs, sort); mentions whose country could not be told."""
    golds = {g["id"]: g for g in map(json.loads, open(gold, encoding="utf-8")) if g.get("part") != "hold"}
    lines = open(asked, encoding="utf-8")
    names = json.loads(next(lines))
    questions, lost = [], 0
    for line in map(json.loads, lines):
        g = golds.get(line["id"])
        if g is None:
            continue
        codes = defaultdict(Counter)
        mentions = mentions_of(g)
        for at, other in match(mentions, line["mentions"]).items():
            codes[line["mentions"][other]["actor"]][mentions[at]["state"]] += 1
        for actor, sort, countries in line["whose"]:
            if not codes[actor]:
                continue
            code, _ = codes[actor].most_common(1)[0]
            count = sum(codes[actor].values())
            at = [n for n, (c, _) in enumerate(countries) if c == code]
            if not at:
                lost += count
                continue
            questions.append((g.get("story") or g["id"], count, at[0], np.array([s for _, s in countries]), sort))
    return names, questions, lost


names, questions, lost = None, [], 0
for gold, asked in args.set:
    names, more, without = read(gold, asked)
    questions += more
    lost += without
signs, sorts = names["signs"], names["sorts"]
width = len(signs)


def widened(x, sort):
    full = np.zeros((x.shape[0], width * len(sorts)))
    full[:, :width] = x
    full[:, width * sort : width * (sort + 1)] = x
    return full


def fit(asked):
    ridge = np.full(width * len(sorts), args.sort_ridge)
    ridge[:width] = args.ridge
    data = [(np.sqrt(weight), right, widened(x, sort)) for _, weight, right, x, sort in asked]
    beta = np.zeros(width * len(sorts))
    for _ in range(30):
        gradient, hessian = ridge * beta, np.diag(ridge)
        for weight, right, x in data:
            z = x @ beta
            p = np.exp(z - z.max())
            p /= p.sum()
            mean = p @ x
            gradient -= weight * (x[right] - mean)
            hessian += weight * ((x * p[:, None]).T @ x - np.outer(mean, mean))
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-5:
            break
    return beta


def right(beta, asked):
    """Mentions right, by sort."""
    count = Counter()
    for _, weight, at, x, sort in asked:
        hit = np.argmax(widened(x, sort) @ beta) == at
        for s in (0, sort):
            count[s, "n"] += weight
            count[s, "right"] += weight * hit
    return count


stories = sorted({q[0] for q in questions})
fold_of = {story: n % args.folds for n, story in enumerate(stories)}
total = Counter()
for fold in range(args.folds):
    beta = fit([q for q in questions if fold_of[q[0]] != fold])
    total += right(beta, [q for q in questions if fold_of[q[0]] == fold])
beta = fit(questions)
seen = right(beta, questions)
print(f"{len(questions)} actors in {len(stories)} stories; mentions without their country among those told of: {lost}")
for s, name in enumerate(sorts):
    if total[s, "n"]:
        print(f"  {name:9} {total[s, 'n']:4} mentions, right {total[s, 'right'] / total[s, 'n']:.3f} cross-validated, {seen[s, 'right'] / seen[s, 'n']:.3f} seen")
if args.out:
    with open(args.out, "w", encoding="utf-8") as out:
        print("# What each sign counts that an actor is of a country. Made by bench/fit_whose.py; the signs are told in src/resolve/actors/whose.rs.", file=out)
        print("# of: the sort of actor: all, or person (named), body (named), domestic (nameless, of what acts at home), people (other nameless)", file=out)
        print("# sign: the sign", file=out)
        print("# weight: natural logarithms", file=out)
        print("of\tsign\tweight", file=out)
        for s, name in enumerate(sorts):
            for n, sign in enumerate(signs):
                if abs(beta[s * width + n]) >= 0.005:
                    print(f"{name}\t{sign}\t{beta[s * width + n]:.2f}", file=out)
