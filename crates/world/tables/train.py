#!/usr/bin/env python3
"""Trains data/weights.tsv: which counts of wording tell a spun text from a written one.

    python3 train.py SOURCES NEWS.jsonl     [CACHE]   (numpy; SOURCES as make.py takes it; NEWS has "doc" and "text")

Texts of NEWS are spun by six small spinners, each with synonyms of its own, among them two whose pairs the embedded
thesaurus does not hold, so that the weights learn what a word out of place looks like and not one thesaurus.
Folds are by document. Only documents whose name hashes to `tune` are trained on (the split of the measuring sets);
the other half is for reporting.
"""
import hashlib
import json
import pathlib
import random
import re
import subprocess
import sys
from collections import defaultdict

import numpy as np

from make import IRREGULAR, counts, lemma, moby, wordnet

DEVIATIONS = 2.6  # one written text in two hundred
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
IRREGULAR_FORMS = dict(p.split(":") for p in IRREGULAR.split())
TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[^A-Za-z]+")


def tune(name):
    """Whether a document may be trained on."""
    return int(hashlib.sha1(name.encode()).hexdigest(), 16) % 2 == 0


def inflect(base, form):
    if form == "s":
        if re.search(r"(s|x|z|ch|sh)$", base):
            return base + "es"
        return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"
    stem = base
    if form == "ed":
        if base.endswith("e"):
            return base + "d"
        return base[:-1] + "ied" if re.search(r"[^aeiou]y$", base) else stem + "ed"
    if form == "ing":
        return base[:-1] + "ing" if base.endswith("e") and not base.endswith("ee") else base + "ing"
    return base


class Spinners:
    """Six ways to choose another word."""

    def __init__(self, folder):
        books = counts(folder / "books/unigrams.txt")
        self.rank = {w: i for i, w in enumerate(sorted(books, key=lambda w: -books[w]))}
        synsets, self.lemmas = wordnet(folder)
        self.moby = defaultdict(list)
        for root, others in moby(folder):
            for o in others:
                if o.count(" ") < 2:
                    self.moby[root].append(o)
                    if " " not in o:
                        self.moby[o].append(root)
        self.wordnet, self.siblings = defaultdict(list), defaultdict(list)
        for key, (words, near) in sorted(synsets.items()):
            own = [w for w in words if w.islower()]
            for w in own:
                self.wordnet[w] += [o for o in own if o != w]
            for target, sign in near:
                if sign in "@":
                    for w in own:
                        self.wordnet[w + "#up"] += [target]
                if sign == "~" and target in synsets:
                    self.siblings[key].append(target)
        self.synsets = synsets
        self.linked = {w: set(o) for w, o in self.moby.items()}
        self.own, self.periphrases = defaultdict(list), defaultdict(list)
        for line in (HERE.parent / "data/swaps.tsv").read_text().splitlines():
            if line and not line.startswith("#"):
                a, *b = line.split("\t")
                for o in b[0].split(","):
                    self.own[a].append(o.strip())
        for line in (HERE / "periphrases.tsv").read_text().splitlines():
            if not line.startswith("#"):
                new, old = line.split("\t")
                self.periphrases[old].append(new)
        self.common = sorted(self.rank, key=self.rank.get)[:9000]
        self.by_pos = {p: [w for w in self.common[400:] if w in self.lemmas[p]] for p in ("noun", "verb", "adj", "adv")}

    def candidates(self, word, kind, rng):
        frequent = lambda ws, top: [w for w in ws if all(self.rank.get(p, 10**9) < top for p in w.split())]
        if kind == "moby":
            return frequent(self.moby.get(word, ()), 40000)
        if kind == "common":
            return sorted(frequent(self.moby.get(word, ()), 6000), key=lambda w: self.rank.get(w, 10**9))[:8]
        if kind == "wordnet":
            return frequent(self.wordnet.get(word, ()), 40000)
        if kind == "own":
            return self.own.get(word, ())
        if kind == "wordy":
            return self.periphrases.get(word) or self.own.get(word, ())
        if kind == "sibling":
            found = []
            for up in self.wordnet.get(word + "#up", ())[:2]:
                for s in self.siblings.get(up, ())[:30]:
                    found += [w for w in self.synsets[s][0] if w.islower() and w != word]
            return [w for w in frequent(found, 20000) if w not in self.linked.get(word, ())]
        if kind == "hop":
            found, ways = [], list(self.moby.get(word, ()))
            for _ in range(6):
                if ways:
                    found += rng.sample(self.moby.get(rng.choice(ways), [word]), 1)
            return [w for w in frequent(found, 12000) if w != word and w not in self.linked.get(word, ())]
        return ()

    def spin(self, text, kind, rate, seed):
        rng, kept, out, changed = random.Random(seed), {}, [], 0
        kinds = ("moby", "common", "wordnet", "own", "sibling", "hop")
        for match in TOKEN.finditer(text.replace("’", "'")):
            token = match.group()
            low = token.lower()
            rare = not self.periphrases.get(low) or kind != "wordy"
            if not token[0].isalpha() or len(low) < 3 and rare or rare and self.rank.get(low, 10**9) < 60 or (token[0].isupper() and rng.random() < 0.8):
                out.append(token)
                continue
            if low not in kept:
                kept[low] = None
                way = rng.choice(kinds) if kind == "mixed" else kind
                if rng.random() < rate:
                    form, base = "", low
                    for ending in ("ing", "ed", "s"):
                        pos = "verb" if ending != "s" else "noun"
                        found = lemma(low, pos, self.lemmas[pos], IRREGULAR_FORMS)
                        if found and not (way == "wordy" and low in self.periphrases) and (low.endswith(ending) or low in IRREGULAR_FORMS):
                            form, base = ("ed" if low in IRREGULAR_FORMS else ending), found
                            break
                    options = self.candidates(base, way, rng)
                    if options:
                        new = rng.choice(list(options)).split(" ")
                        spot = 0 if form in ("ed", "ing") else -1
                        new[spot] = inflect(new[spot], form) if rng.random() < 0.9 else new[spot]
                        kept[low] = " ".join(new)
            new = kept[low]
            if new:
                changed += 1
                token = new.title() if token[0].isupper() else new
            out.append(token)
        return "".join(out), changed


def cut(text, words):
    """The first so many words."""
    found = list(re.finditer(r"\S+", text))
    return text if len(found) <= words else text[: found[words].start()]


def main():
    folder, news = pathlib.Path(sys.argv[1]), sys.argv[2]
    spinners = Spinners(folder)
    docs = [json.loads(line) for line in open(news, encoding="utf-8")]
    docs = [(d["doc"], d["text"]) for d in docs if tune(d["doc"]) and len(d["text"].split()) >= 60]
    cache = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    rows = [tuple(r) for r in json.loads(cache.read_text())] if cache and cache.exists() else variants(spinners, docs)
    if cache:
        cache.write_text(json.dumps(rows))
    train(docs, rows)


def variants(spinners, docs):
    """(document, spun or not, spinner, text): each document whole and cut short, as it is and spun."""
    rows = []
    for name, text in docs:
        rng = random.Random(name)
        lengths = [100000, rng.choice([300, 400, 500]), rng.choice([70, 100, 140, 200])]
        for k, length in enumerate(lengths):
            start = rng.randrange(max(1, len(text) // 2)) if k == 2 else 0
            start = text.find("\n", start) + 1 if start else 0
            short = cut(text[start:], length)
            if len(short.split()) < 50:
                continue
            rows.append((name, 0, "clean", short))
            for kind in rng.sample(["moby", "common", "wordnet", "sibling", "hop"], 2) + ["own", "wordy", "mixed"]:
                rate = rng.uniform(0.25, 0.6)
                spun, changed = spinners.spin(short, kind, min(rate * (1.6 if kind in ("own", "wordnet", "wordy") else 1), 0.9), f"{name}{k}{kind}")
                if changed >= 0.05 * len(short.split()):
                    rows.append((name, 1, kind, spun))
    return rows


def train(docs, rows):
    """Fits on all, reports on held-out folds, writes the weights."""
    lines = "\n".join(json.dumps({"id": f"{i}", "text": t}) for i, (_, _, _, t) in enumerate(rows))
    run = subprocess.run([ROOT / "target/release/examples/wording", "--signs"], input=lines, capture_output=True, text=True, check=True)
    judged = [json.loads(l) for l in run.stdout.splitlines()]
    x = np.array([j["signs"] for j in judged])
    words = np.array([j["words"] for j in judged], float)
    y = np.array([r[1] for r in rows], float)
    fold = np.array([hashlib.sha256(("fold" + r[0]).encode()).digest()[0] % 5 for r in rows])
    print(len(docs), "documents,", len(rows), "texts,", x.shape[1], "signs")
    held = np.zeros(len(y))
    for f in range(5):
        held[fold == f] = apply(fit(x[fold != f], y[fold != f]), x[fold == f])
    # written texts scatter the more the shorter they are: mean + DEVIATIONS * sqrt(a + b / words) is where spun begins
    clean = y == 0
    mean = held[clean].mean()
    squares = (held[clean] - mean) ** 2
    a, b = np.linalg.lstsq(np.stack([np.ones(clean.sum()), 1 / words[clean]], 1), squares, rcond=None)[0]
    a = max(a, 0.25 * squares.mean())
    spread = np.sqrt(a + b / words)
    z = (held - mean) / spread
    print(f"written texts: mean {mean:.2f}, variance {a:.2f} + {b:.0f} / words")
    for low, high in ((25, 70), (70, 120), (120, 220), (220, 400), (400, 10**6)):
        of = (words >= low) & (words < high)
        print(f"  {low:3} words: false alarms {(z[of & clean] > DEVIATIONS).mean():.3f} of {(of & clean).sum()};", end=" ")
        for kind in sorted({r[2] for r in rows if r[1]}):
            mine = of & np.array([r[2] == kind for r in rows])
            print(f"{kind} {(z[mine] > DEVIATIONS).mean():.2f}", end=" ")
        print()
    weights = fit(x, y)
    target = HERE.parent / "data/weights.tsv"
    target.write_text("# Made by tables/train.py: name, bias, then a weight for each count of src/wording/features.rs.\n"
                      + f"spread\t{mean:.5g}\t{a:.5g}\t{b:.5g}\t{DEVIATIONS}\n" + "spun\t" + "\t".join(f"{w:.5g}" for w in weights) + "\n")


def fit(x, y, l2=30.0):
    """Logistic regression by Newton's method; both classes weigh alike; weights returned for raw signs."""
    scale = x.std(0) + 1e-3
    z = np.hstack([np.ones((len(x), 1)), x / scale])
    share = y.mean()
    weight = np.where(y == 1, 0.5 / share, 0.5 / (1 - share))
    w = np.zeros(z.shape[1])
    ridge = np.eye(len(w)) * l2
    ridge[0, 0] = 1e-6
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        g = z.T @ (weight * (p - y)) + ridge @ w
        h = (z * (weight * p * (1 - p))[:, None]).T @ z + ridge
        step = np.linalg.solve(h, g)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    w[1:] /= scale
    return w


def apply(w, x):
    return w[0] + x @ w[1:]


if __name__ == "__main__":
    main()
