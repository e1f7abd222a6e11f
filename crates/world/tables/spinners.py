#!/usr/bin/env python3
"""Spinners to train on: many ways to put other words into a text, each telling what it swapped.

Their synonyms come from the thesaurus, WordNet, its hypernyms, sisters and glosses, two hops through the thesaurus, near word vectors,
the hand-written rows of `../data` and `periphrases.tsv`, and `bench/spin.py`, so that what is learned is how a word out of place looks,
and not one list. The second spinner that figures are reported on (`bench/respin.py`) and its table are not used here.
"""
import math
import pathlib
import random
import re
import sys
from collections import defaultdict

from make import IRREGULAR, counts, lemma, moby, wordnet

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "bench"))
import spin as bench  # noqa: E402
from paraphrases import Paraphrases  # noqa: E402
IRREGULAR_FORMS = dict(p.split(":") for p in IRREGULAR.split())
PAST = {base: form for form, base in reversed(IRREGULAR_FORMS.items())}
TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[^A-Za-z]+")
KINDS = ("thesaurus", "thesaurus", "close", "moby", "common", "wordnet", "own", "sibling", "hop", "vector", "wordy", "up", "modified", "gloss",
         "phrasal", "phrasal", "derived", "denied", "fluent", "fluent")
MIXED = tuple(sorted(set(KINDS) - {"thesaurus"}))
SPARSE = ("own", "wordy", "modified", "up", "gloss", "derived", "denied")  # with something to put for few words only


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
    """Ways to choose another word; `near` are the nearest words by vector."""

    def __init__(self, folder, near):
        self.nearest = near
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
        self.closest = {}
        adjectives = self.lemmas["adj"] - self.lemmas["verb"]
        before = defaultdict(list)
        for (a, b), count in counts(folder / "books/bigrams.txt").items():
            if a in adjectives and 150 < self.rank.get(a, 10**9) < 6000:
                before[b].append((count, a))
        self.modifiers = {b: [a for _, a in sorted(found, reverse=True)[:12]] for b, found in before.items()}
        self.glosses = glosses(folder, self.rank)
        self.paraphrases = Paraphrases(folder, self.rank)
        self.pairs = {pair: math.log(count) for pair, count in counts(folder / "books/bigrams.txt").items()}
        self.thesaurus = bench.Thesaurus(folder / "moby/words.txt", folder / "wordnet")

    def candidates(self, word, kind, rng):
        frequent = lambda ws, top: [w for w in ws if all(self.rank.get(p, 10**9) < top for p in w.split())]
        if kind == "close":
            return self.close(word)
        if kind == "up":
            ups = [u for u in self.wordnet.get(word + "#up", ())[:3] if u in self.synsets]
            found = frequent([w for u in ups for w in self.synsets[u][0] if w.islower() and w != word], 15000)
            other = rng.choice(found) if found and rng.random() < 0.35 else None
            return [rng.choice(self.modifiers[other]) + " " + other] if other in self.modifiers else found
        if kind == "modified":
            found = [w for w in self.candidates(word, rng.choice(["common", "wordnet", "sibling"]), rng) if w in self.modifiers]
            other = rng.choice(found) if found else None
            return [rng.choice(self.modifiers[other]) + " " + other] if other else []
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
        if kind == "gloss":
            return self.glosses.get(word, ())[:6]
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

    def close(self, word):
        """Common synonyms of one part of speech that share most of their own synonyms with the word."""
        if word not in self.closest:
            mine, found = self.linked.get(word, set()), []
            parts = {p for p in self.lemmas if word in self.lemmas[p]}
            for w in sorted(mine | set(self.wordnet.get(word, ()))):
                first = w.split(" ")[0]
                odd = first != w and self.rank.get(first, 10**9) > 5000 or not w.replace(" ", "").isalpha() or w == word
                if odd or first == w and (self.rank.get(w, 10**9) > 12000 or not any(w in self.lemmas[p] for p in parts)):
                    continue
                other = self.linked.get(w, set())
                near = len(mine & other) / max(1, (len(mine) * len(other)) ** 0.5) + 0.4 * (w in self.wordnet.get(word, ()))
                found.append((0.03 * math.log(1 + self.rank.get(w, 12000)) - near, w))
            self.closest[word] = [w for _, w in sorted(found)[:7]]
        return self.closest[word]

    def base(self, word):
        """The dictionary form."""
        return next((b for b in (lemma(word, p, self.lemmas[p], IRREGULAR_FORMS) for p in ("verb", "noun")) if b), word)

    def neighbours(self, word):
        """Words near by vector that the thesaurus does not give and that end alike."""
        base = self.base(word)
        found = [w for w in self.nearest.get(word, ())[:10]
                 if self.base(w) != base and w[:4] != word[:4] and w not in self.linked.get(word, ())]
        bent = word[-1] == "s" or word[-2:] in ("ed", "ng")
        return [w for w in found if w[-2:] == word[-2:] or not bent and w[-1] != "s"] or found[:3]

    def fluent(self, word, before, after, rng):
        """Of many words that other ways would put, the one that stands best between its neighbours."""
        tried = [self.other(word, way, rng) for way in ("close", "close", "wordnet", "common", "sibling", "vector", "vector", "hop")]
        fit = lambda new: self.pairs.get((before, new.split(" ")[0]), 0) + self.pairs.get((new.split(" ")[-1], after), 0)
        tried = sorted({new for new in tried if new and new != word})
        return max(tried, key=fit) if tried else None

    def other(self, word, kind, rng, before="", after=""):
        """What is put for a word between two others, inflected like it, or None."""
        if kind in ("phrasal", "derived", "denied"):
            return getattr(self.paraphrases, kind)(word, before, rng)
        if kind == "fluent":
            return self.fluent(word, before, after, rng)
        if kind == "vector":
            found = self.neighbours(word)
            return rng.choice(found) if found else None
        form, base = "", word
        for ending in ("ing", "ed", "s"):
            pos = "verb" if ending != "s" else "noun"
            found = lemma(word, pos, self.lemmas[pos], IRREGULAR_FORMS)
            if found and not (kind == "wordy" and word in self.periphrases) and (word.endswith(ending) or word in IRREGULAR_FORMS):
                form, base = ("ed" if word in IRREGULAR_FORMS else ending), found
                break
        options = list(self.candidates(base, kind, rng))
        if not options:
            return None
        new = rng.choice(options).split(" ")
        spot = 0 if form in ("ed", "ing") else -1
        if rng.random() < 0.93:
            new[spot] = PAST.get(new[spot]) or inflect(new[spot], form) if form == "ed" else inflect(new[spot], form)
        return " ".join(new)

    def spin(self, text, kinds, rate, seed):
        """(the text spun by these kinds, the spans of what was put in: code points)."""
        if kinds == ("thesaurus",):
            return self.by_thesaurus(text, rate, seed)
        rng, kept, out, put = random.Random(seed), {}, [], set()
        faithful = rng.choice([1, 0.9, 0.7])
        tokens = TOKEN.findall(text)
        low = [token.lower().replace("’", "'") for token in tokens]
        for i, token in enumerate(tokens):
            word, new = low[i], None
            phrased = "wordy" in kinds and word in self.periphrases
            plain = token[0].isalpha() and (phrased or len(word) > 2 and self.rank.get(word, 10**9) >= 60)
            if plain and not (token[0].isupper() and rng.random() < 0.8):
                if word in kept and rng.random() < faithful:
                    new = kept[word]
                else:
                    before = low[i - 2] if i > 1 and tokens[i - 1] == " " else ""
                    after = low[i + 2] if i + 2 < len(tokens) and tokens[i + 1] == " " else ""
                    new = kept[word] = self.other(word, rng.choice(kinds), rng, before, after) if rng.random() < rate else None
            if new:
                put.add(len(out))
            out.append((new.title() if token[0].isupper() else new) if new else token)
        mend_articles(out, rng.choice([0, 0.5, 0.7, 0.9, 1]), rng)
        return together(out, put)

    def by_thesaurus(self, text, rate, seed):
        """As `bench/spin.py` does it; its articles are mended by it, too."""
        out, put, at = [], set(), 0
        for start, end, new in bench.Spinner(self.thesaurus, rate).swaps(text, seed):
            out += [m.group() for m in TOKEN.finditer(text[at:start])]
            put.add(len(out))
            out.append(new)
            at = end
        out += [m.group() for m in TOKEN.finditer(text[at:])]
        mend_articles(out, 0.7, random.Random(seed))
        return together(out, put)


def glosses(folder, rank):
    """Short stretches of WordNet's definitions, by word: "make known" for "announce"."""
    found = defaultdict(list)
    for pos in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"wordnet/data.{pos}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            head, gloss = line.split("|", 1)
            fields = head.split()
            words = [re.sub(r"\(.*\)", "", w) for w in fields[4 : 4 + 2 * int(fields[3], 16) : 2]]
            for part in re.sub(r"\(.*?\)|\".*", "", gloss).split(";"):
                part = re.sub(r"^(an?|the|to|of|any|some|one of) ", "", part.strip())
                if pos == "noun":
                    part = re.split(r" (?:that|who|which|in|for|with|by|or|to|on|at|from|where|when|as|used|having|made)\b|,", part)[0]
                parts = part.split()
                if 2 <= len(parts) <= 4 and all(rank.get(p, 10**9) < 15000 for p in parts) and not set(words) & set(parts):
                    for word in words:
                        found[word].append(part)
    return found


def together(tokens, put):
    """(the text of the tokens, where those numbered in `put` stand)."""
    spans, at = [], 0
    for i, token in enumerate(tokens):
        if i in put:
            spans.append((at, at + len(token)))
        at += len(token)
    return "".join(tokens), spans


def mend_articles(out, rate, rng):
    """"a" and "an" by what follows, as some spinners mend them."""
    for i in range(2, len(out)):
        article = out[i - 2]
        if out[i - 1] == " " and article.lower() in ("a", "an") and out[i][:1].isalpha():
            vowel = out[i][0].lower() in "aeiou" and not out[i].lower().startswith(("one", "uni", "use", "usu", "eu"))
            right = "an" if vowel else "a"
            if article.lower() != right and rng.random() < rate:
                out[i - 2] = right if article.islower() else right.capitalize()


def near_words(table, model):
    """The words nearest to each common one by the vectors of a sentence model's word pieces: {word: [word, …]}."""
    import numpy as np
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer
    raw = table.read_bytes()
    count = int.from_bytes(raw[4:8], "little")
    offsets, letters = np.frombuffer(raw, "<u4", count + 1, 8), raw[12 + 10 * count:]
    words = [letters[offsets[i]:offsets[i + 1]].decode() for i in range(16000)]
    pieces = Tokenizer.from_file(str(model / "tokenizer.json"))
    pieces.no_padding()
    pieces.no_truncation()
    vectors = next(v for k, v in load_file(str(model / "model.safetensors")).items() if "word_embeddings" in k).astype(np.float32)
    coded = [(w, c.ids[0]) for w, c in zip(words, pieces.encode_batch(words, add_special_tokens=False)) if len(c.ids) == 1]
    x = vectors[[i for _, i in coded]]
    x -= x.mean(0)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    near = {}
    for start in range(0, len(coded), 2000):
        alike = x[start:start + 2000] @ x.T
        for me, row, order in zip(coded[start:], alike, np.argsort(-alike, axis=1)[:, :16]):
            near[me[0]] = [coded[j][0] for j in order if coded[j][0] != me[0] and coded[j][0].isalpha() and row[j] > 0.25]
    return near
