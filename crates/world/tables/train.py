#!/usr/bin/env python3
"""Trains network.bin and ../data/weights.tsv: which words a machine put for others, and from when on a text reads as spun.

    python3 train.py SOURCES NEWS.jsonl [MORE.jsonl...]      (numpy, scipy, scikit-learn, safetensors, tokenizers; one thread is enough)

SOURCES as make.py takes it. Lines have "doc" and "text". Of NEWS only documents whose name hashes to `tune` are trained on (the split of
the measuring sets); of MORE all; a file whose name holds "news" counts as news where the edge is set. Every text is spun several times by
`spinners.py`. The network learns which words were put in; its pooled odds, taken from networks that did not see the document, and the
other signs of ../src/wording.rs go into a logistic regression, whose score is set against what written texts of that length scatter.

The example must be built first: `cargo build --release -p attache-world --example wording`; build it anew between the two steps
(`--weights` does the second alone), for the topic of a text is read off the vectors in network.bin.
"""
import hashlib
import json
import pathlib
import pickle
import random
import re
import subprocess
import sys

import numpy as np

import network
from spinners import KINDS, Spinners

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parents[2] / "target/release/examples/wording"
EDGE = 2.9  # deviations from written texts; at 2.75 one in a hundred written news texts of the training is called spun
POOLED, FOLDS = 8, 2


def tune(name):
    """Whether a document may be trained on."""
    return int(hashlib.sha1(name.encode()).hexdigest(), 16) % 2 == 0


def fold(name, salt, folds):
    return hashlib.sha256((salt + name).encode()).digest()[0] % folds


def documents(news, more):
    """(name, whether news, text)."""
    for path in [news, *more]:
        for line in open(path, encoding="utf-8"):
            d = json.loads(line)
            if len(d["text"].split()) >= 40 and (path != news or tune(d["doc"])):
                text = re.match(r"(?:\s*\S+){0,1200}", d["text"]).group()
                yield f"{path}:{d['doc']}", path == news or "news" in pathlib.Path(path).name, text


def variants(spinners, docs):
    """(document, news, text, spans put in): each as it is and spun several times."""
    for name, news, text in docs:
        rng = random.Random(name)
        yield name, news, text, []
        for kind in rng.sample(KINDS, 7 if news else 3):
            rate = rng.uniform(0.12, 0.5) * (2 if kind in ("own", "wordy", "modified", "up") else 1)
            spun, spans = spinners.spin(text, kind, min(rate, 0.9), f"{name}{kind}{rng.random()}")
            if len(spans) >= 0.03 * len(text.split()):
                yield name, news, spun, spans


def swapped(text, spans, words):
    """Whether each judged word was put in."""
    at = np.cumsum([0] + [len(c.encode()) for c in text])
    found = np.zeros(len(words), np.uint8)
    for start, end in spans:
        found[(words["start"] < at[end]) & (words["end"] > at[start])] = 1
    return found[(words["flags"] >> 4 & 1).astype(bool)]


def pooled(odds, owner, slots, texts):
    """As `pool` in ../src/wording.rs."""
    key, at, count = np.unique(owner.astype(np.int64) << 16 | slots, return_inverse=True, return_counts=True)
    mean, text = np.bincount(at, weights=odds) / count, key >> 16
    found = [mean.clip(-6, 6), 1 / (1 + np.exp(-mean))] + [(mean > edge) * 1.0 for edge in (-1, 0, 1, 2, 3, 4)]
    types = np.maximum(np.bincount(text, minlength=texts), 1)
    return np.stack([np.bincount(text, weights=x, minlength=texts) / types for x in found], 1)


def train_network(sources, rows):
    """Writes network.bin; gives what is pooled of the odds of networks that did not see the document."""
    words, costs = network.lexicon(HERE / "words.bin")
    start, _ = network.vectors(words, costs, sources / "model")
    seen = network.seen(EXAMPLE, [r[2] for r in rows])
    slots, numbers, owner = network.windows(seen)
    truth = np.concatenate([swapped(r[2], r[3], w) for r, w in zip(rows, seen)])
    folds = np.array([fold(r[0], "network", FOLDS) for r in rows])[owner]
    odds = np.zeros(len(truth), np.float32)
    for k in range(FOLDS):
        held = folds == k
        odds[held] = network.train(slots[~held], numbers[~held], truth[~held], start, k).odds(slots[held], numbers[held])
    network.train(slots, numbers, truth, start, 9).write(HERE / "network.bin")
    return pooled(odds, owner, slots[:, network.REACH], len(rows))


def weigh(rows, pool):
    """Fits the weights of the signs and how written texts scatter; writes weights.tsv."""
    from sklearn.linear_model import LogisticRegression
    lines = "\n".join(json.dumps({"id": str(i), "text": r[2]}) for i, r in enumerate(rows))
    run = subprocess.run([EXAMPLE, "--signs"], input=lines, capture_output=True, text=True, check=True)
    judged = [json.loads(line) for line in run.stdout.splitlines()]
    signs, words = np.array([j["signs"] for j in judged]), np.array([j["words"] for j in judged], float)
    signs[:, :POOLED] = pool
    spun, enough = np.array([bool(r[3]) for r in rows]), words >= 25
    mean, scale = signs[enough].mean(0), signs[enough].std(0) + 1e-6
    x, share = (signs - mean) / scale, spun[enough].mean()
    weight = np.where(spun, 1 / share, 1 / (1 - share))
    fit = lambda of: LogisticRegression(C=0.02, max_iter=300).fit(x[of], spun[of], sample_weight=weight[of])
    folds, score = np.array([fold(r[0], "weights", 5) for r in rows]), np.zeros(len(rows))
    for k in range(5):
        score[folds == k] = fit(enough & (folds != k)).decision_function(x[folds == k])
    written = enough & ~spun
    middle = score[written].mean()
    squares = (score[written] - middle) ** 2
    fixed, by_words = np.linalg.lstsq(np.stack([np.ones(written.sum()), 1 / words[written]], 1), squares, rcond=None)[0]
    fixed, by_words = max(fixed, 0.25 * squares.mean()), max(by_words, 0)
    deviations = (score - middle) / np.sqrt(fixed + by_words / np.maximum(words, 25))
    news = written & np.array([r[1] for r in rows])
    print(f"news: one in a hundred above {np.quantile(deviations[news], 0.99):.2f}; spun above {EDGE}: {(deviations[enough & spun] > EDGE).mean():.3f}")
    model = fit(enough)
    weights = model.coef_[0] / scale
    numbers = [model.intercept_[0] - weights @ mean, *weights]
    (HERE.parent / "data/weights.tsv").write_text(
        "# Made by tables/train.py: name, bias, then a weight for each sign of src/wording.rs; spread: mean, variance, variance by words, edge.\n"
        f"spread\t{middle:.5g}\t{fixed:.5g}\t{by_words:.5g}\t{EDGE}\n" + "spun\t" + "\t".join(f"{w:.5g}" for w in numbers) + "\n")


def main():
    again = "--weights" in sys.argv
    sources, news, *more = [a for a in sys.argv[1:] if a != "--weights"]
    sources = pathlib.Path(sources)
    kept = sources / "trained.pickle"
    if not again:
        words, costs = network.lexicon(HERE / "words.bin")
        spinners = Spinners(sources, network.vectors(words, costs, sources / "model")[1])
        rows = list(variants(spinners, documents(news, more)))
        print(len(rows), "texts", flush=True)
        kept.write_bytes(pickle.dumps((rows, train_network(sources, rows))))
        print("network.bin written; build the example anew, then run with --weights")
        return
    weigh(*pickle.loads(kept.read_bytes()))


if __name__ == "__main__":
    main()
