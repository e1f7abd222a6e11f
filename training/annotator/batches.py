"""Streams of training batches, one kind of data a batch, windows of like length together."""
import random

import numpy as np
import torch

from . import relations, treebank
from .pieces import WINDOW, packs, size, window

KINDS = {"treebank": 0.36, "quotations": 0.23, "relations": 0.15, "spun": 0.17, "events": 0.09}  # shares of all pieces


class Stream:
    """An endless stream of batches of one kind, each at most `most` pieces with padding."""

    def __init__(self, windows, most, rng, size=lambda w: len(w["ids"])):
        self.windows, self.most, self.rng, self.size, self.ready = windows, most, rng, size, []

    def next(self):
        if not self.ready:
            made = []
            for w in self.windows():
                made.append(w)
                if len(made) >= 600:
                    break
            made.sort(key=lambda w: self.size(w) + self.rng.uniform(-3, 3))
            batch = []
            for w in made:
                if batch and (len(batch) + 1) * max(map(self.size, [w, *batch])) > self.most:
                    self.ready.append(batch)
                    batch = []
                batch.append(w)
            self.ready.append(batch)
            self.rng.shuffle(self.ready)
        return self.ready.pop()


def endless(items, rng):
    """The items over and over, each time in another order."""
    while True:
        order = list(items)
        rng.shuffle(order)
        yield from order


class Windows:
    """Makes windows of every kind, endlessly, from a corpus."""

    def __init__(self, corpus, pieces, rng, relation_rows):
        self.corpus, self.pieces, self.rng = corpus, pieces, rng
        self.relation_rows = relation_rows
        self.parties = [[p["words"][i] for i in on] for p in relation_rows for q in p["pairs"] for r, on in q["marks"]
                        if r in (relations.ACTOR, relations.RECIPIENT) and len(on) < 9]

    def stream(self, kind, most):
        generator = getattr(self, kind)()
        return Stream(lambda: generator, most, self.rng)

    def case(self):
        return self.rng.choice(["lower", "upper", "title", "title"]) if self.rng.random() < 0.08 else None

    def make(self, paragraphs):
        return window(self.pieces, paragraphs, [self.case() for _ in paragraphs])

    def endless(self, items):
        return endless(items, self.rng)

    def treebank(self):
        """Runs of sentences of one document: as one paragraph, as marked in the treebank, or a line each; and single sentences."""
        rng, documents = self.rng, self.corpus["treebank"]["ewt_train"] + self.corpus["treebank"]["gum_train"]
        for _, document in self.endless(documents):
            at = 0
            while at < len(document):
                most = rng.choice([1, 60, 120, WINDOW, WINDOW])
                run, n = [], 1
                while at < len(document) and (not run or n + size(self.pieces, document[at]) <= most):
                    n += size(self.pieces, document[at])
                    run.append(document[at])
                    at += 1
                if n > 400:
                    continue
                way = rng.random()
                paragraphs = []
                for p in run:
                    if not paragraphs or way < 0.2 or (way < 0.6 and p["opens"]):
                        paragraphs.append([])
                    paragraphs[-1].append(p)
                yield self.make([treebank.joined(p) for p in paragraphs])

    def quotations(self):
        for _, paragraphs, _ in self.endless(self.corpus["quotations_train"]):
            for pack in packs(self.pieces, paragraphs, self.rng.randint(WINDOW // 2, WINDOW)):
                yield self.make(pack)

    def spun(self):
        for _, paragraphs in self.endless(self.corpus["spun"]):
            for pack in packs(self.pieces, paragraphs, self.rng.randint(WINDOW // 2, WINDOW)):
                yield window(self.pieces, pack)

    def relations(self):
        """Single sentences, or a few in one window."""
        rows = self.endless(self.relation_rows)
        while True:
            pack = []
            for _ in range(self.rng.choice([1, 1, 1, 2, 3])):
                p = relations.recast(next(rows), self.parties, self.rng)
                if len(p["words"]) < 110:
                    pack.append(p)
            if not pack or sum(size(self.pieces, p) for p in pack) >= WINDOW:
                continue
            w = self.make(pack)
            w["pairs"] = []
            for (a, b), p in zip(w["paragraphs"], pack):
                for pair in p["pairs"]:
                    w["pairs"].append((a, b, relations.roles_of(pair, b - a, self.rng), pair))
            yield w

    def events(self):
        """Documents of a few topics come together, so that chains meet in a batch and so do strangers."""
        by_topic = {}
        for doc, paragraphs, topic, story in self.corpus["events_train"]:
            by_topic.setdefault(topic, []).append((doc, paragraphs, story))
        while True:
            picked = self.rng.sample(sorted(by_topic), 4)
            out = []
            for topic in picked:
                documents = by_topic[topic]
                for doc, paragraphs, story in self.rng.sample(documents, min(5, len(documents))):
                    several = list(packs(self.pieces, paragraphs))
                    marked = [p for p in several if any(q["mentions"] for q in p)] or several
                    pack = self.rng.choice(marked[:3])
                    w = self.make(pack)
                    w["story"], w["topic"] = story, topic
                    w["mentions"] = [([a + i for i in tokens], chain, (a, b)) for (a, b), p in zip(w["paragraphs"], pack) for tokens, chain in p["mentions"]]
                    out.append(w)
            yield out


def collate(windows):
    """Padded tensors of a batch of windows."""
    b, t, w = len(windows), max(len(x["ids"]) for x in windows), max(len(x["first"]) for x in windows)
    out = {k: np.zeros((b, t), np.int64) for k in ("ids", "shapes", "quotes")}
    out["mask"], out["first"], out["words"] = np.zeros((b, t), np.float32), np.zeros((b, w), np.int64), np.zeros((b, w), np.float32)
    for i, x in enumerate(windows):
        for k in ("ids", "shapes", "quotes"):
            out[k][i, :len(x[k])] = x[k]
        out["mask"][i, :len(x["ids"])] = 1
        out["first"][i, :len(x["first"])] = x["first"]
        out["words"][i, :len(x["first"])] = 1
    return {k: torch.from_numpy(v) for k, v in out.items()}


def layer(windows, name, width, fill=-100):
    """A word layer's labels, padded; None where no window has it."""
    if not any(name in x["layers"] for x in windows):
        return None
    out = np.full((len(windows), width), fill, np.int64)
    for i, x in enumerate(windows):
        row = x["layers"].get(name)
        if row:
            out[i, :len(row)] = row
    return torch.from_numpy(out)


def spread(items, width, length, dtype=np.int64):
    """Index lists padded into one array, with its mask."""
    out, mask = np.zeros((len(items), length), dtype), np.zeros((len(items), length), np.float32)
    for i, item in enumerate(items):
        out[i, :len(item)] = item
        mask[i, :len(item)] = 1
    return torch.from_numpy(out), torch.from_numpy(mask)


def rng_of(seed):
    return random.Random(seed)
