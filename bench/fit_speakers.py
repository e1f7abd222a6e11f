#!/usr/bin/env python3
"""Fits the weights by which it is judged whom a pronoun or a description means (crates/coding/data/speakers.tsv).

usage: fit_speakers.py GOLD WEIGHED [GOLD WEIGHED …] [--out speakers.tsv] [--ridge 1.0] [--folds 10]

GOLD is articles with "statements" as `bench/gold/statements` has them, of which the split `hold` is left out; WEIGHED is what
`crates/coding/examples/speakers.rs` prints of them. A question is looked at if its statement is found in the gold and one of its
candidates has the right name. Each is one choice among its candidates: a conditional logit with a ridge, by Newton's method, one for
each sort of question; nothing random. Figures are by cross-validation over articles.
"""
import argparse
import json

import numpy as np

import score_statements as score

SORTS = ("human", "thing", "noun")


def read(gold, weighed):
    """The signs' names, and the questions: sort, article, signs of each candidate, which are right, which was chosen."""
    names, questions = [], []
    for article, told in zip(map(json.loads, open(gold, encoding="utf-8")), map(json.loads, open(weighed, encoding="utf-8"))):
        names = told["signs"]
        if article.get("split") == "hold":
            continue
        for g, s in score.pairs(article, told).items():
            answer, wanted = told["statements"][s], article["statements"][g]
            for asked in answer["asked"]:
                right = [score.right({"speaker": c}, wanted) for c in asked["candidates"]]
                questions.append((asked["what"], article["id"], np.array([c["signs"] for c in asked["candidates"]]), np.array(right), score.right(answer, wanted)))
    return names, questions


def fit(questions, width, ridge):
    beta = np.zeros(width)
    for _ in range(60):
        gradient, curve = -ridge * beta, ridge * np.eye(width)
        for _, _, x, right, _ in questions:
            p = np.exp(x @ beta - np.max(x @ beta))
            p /= p.sum()
            q = p * right / (p * right).sum()
            mean = p @ x
            gradient = gradient + q @ x - mean
            curve = curve + (x.T * p) @ x - np.outer(mean, mean)
        step = np.linalg.solve(curve, gradient)
        beta = beta + step / max(1.0, np.abs(step).max())
        if np.abs(step).max() < 1e-6:
            break
    return beta


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--out")
    parser.add_argument("--ridge", type=float, default=1.0)
    parser.add_argument("--folds", type=int, default=10)
    args = parser.parse_args()
    names, questions = [], []
    for gold, weighed in zip(args.files[::2], args.files[1::2]):
        names, more = read(gold, weighed)
        questions += more
    weights = []
    for sort in SORTS:
        mine = [q for q in questions if q[0] == sort]
        known = [q for q in mine if q[3].any()]
        articles = sorted({q[1] for q in mine})
        good = 0
        for fold in range(args.folds):
            out = set(articles[fold :: args.folds])
            beta = fit([q for q in known if q[1] not in out], len(names), args.ridge)
            good += sum(bool(q[3][int(np.argmax(q[2] @ beta))]) for q in mine if q[1] in out)
        beta = fit(known, len(names), args.ridge)
        own = sum(bool(q[3][int(np.argmax(q[2] @ beta))]) for q in mine)
        before = sum(q[4] for q in mine)
        print(f"{sort}: {len(mine)} questions, a right candidate in {len(known)}; right before {before}, by cross-validation {good}, on what it was fitted on {own}")
        weights.append(beta)
    if args.out:
        with open(args.out, "w", encoding="utf-8") as out:
            print("# Weights of the signs by which it is judged whom a pronoun or a bare description means (src/statements/choice.rs), fitted by bench/fit_speakers.py.", file=out)
            print('# sign\the or she\tit or they\t"the analyst"', file=out)
            for n, name in enumerate(names):
                if any(abs(beta[n]) >= 0.0005 for beta in weights):
                    print(name, *(f"{beta[n]:.3f}" for beta in weights), sep="\t", file=out)


if __name__ == "__main__":
    main()
