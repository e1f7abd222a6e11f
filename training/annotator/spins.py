"""Texts with words exchanged by machine, each exchanged word told, for the head that finds them.

Three ways: the thesaurus spinner of `bench/spin.py`; words near by the encoder's own word vectors; WordNet's sisters. The second
spinner that figures are reported on (`bench/respin.py`) and its table are not used here."""
import pathlib
import random
import re
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import spin  # noqa: E402

WORD = re.compile(r"[A-Za-z]{4,}\Z")


class Spinners:
    """Ways to exchange words; `vectors` are the published word-piece vectors and `names` their pieces."""

    def __init__(self, moby, wordnet, names, vectors):
        self.thesaurus = spin.Thesaurus(moby, wordnet)
        self.names, self.index = names, {n: i for i, n in enumerate(names)}
        unit = vectors - vectors.mean(0)
        self.unit = unit / np.linalg.norm(unit, axis=1, keepdims=True)
        self.whole = np.array([bool(re.fullmatch(r"[a-z]{3,}", n)) and n not in spin.KEPT for n in names])
        self.near, self.spinner = {}, {}
        self.sisters = {}
        for (word, pos), above in self.thesaurus.kin.items():
            for a in above:
                self.sisters.setdefault((a, pos), []).append(word)

    def nearest(self, word):
        """Words near by vector that end alike and share no stem."""
        if word not in self.near:
            i, found = self.index.get(word), []
            if i is not None:
                score = self.unit @ self.unit[i]
                score[~self.whole] = -1
                end = next((e for e in ("ing", "ed", "ly", "s") if word.endswith(e)), "")
                for k in np.argsort(-score)[1:40]:
                    other = self.names[k]
                    if other[:4] != word[:4] and (other.endswith(end) if end else not re.search(r"(ing|ed|ly|s)$", other)):
                        found.append(other)
            self.near[word] = found[:8]
        return self.near[word]

    def sister(self, word, rng):
        known = lambda lemma, pos: (lemma, pos) in self.thesaurus.synonyms
        readings = spin.readings(word, known)
        if not readings:
            return None
        lemma, pos, form = readings[0]
        above = sorted(self.thesaurus.kin.get((lemma, pos), ()))
        if not above:
            return None
        up = rng.choice(above)
        options = [w for w in self.sisters.get((up, pos), ()) if w != lemma and self.thesaurus.count.get((w, pos), 0) > 1] + [up]
        return spin.inflect(rng.choice(options), pos, form)

    def text(self, text, seed):
        """[(start, end, new text)] over a text, by a way and a rate that the seed chooses."""
        rng = random.Random(f"spin {seed}")
        rate = rng.choice([0.08, 0.15, 0.2, 0.25, 0.3, 0.4])
        way = rng.choice(["thesaurus", "thesaurus", "near", "sister", "mixed", "mixed"])
        if way == "thesaurus":
            spinner = self.spinner.setdefault(rate, spin.Spinner(self.thesaurus, rate))
            return spinner.swaps(text, seed)
        out, chosen = [], {}
        for m in spin.TOKEN.finditer(text):
            word = m.group(0)
            low = word.lower()
            if not WORD.match(word) or low in spin.KEPT or word.isupper():
                continue
            named = word[0].isupper() and not spin.opens_sentence(text, m.start())
            if named and rng.random() < 0.7:
                continue
            if low not in chosen:
                new = None
                if rng.random() < rate:
                    if way == "near" or way == "mixed" and rng.random() < 0.5:
                        options = self.nearest(low)
                        new = rng.choice(options) if options else None
                    else:
                        new = self.sister(low, rng)
                chosen[low] = new
            new = chosen[low]
            if new and new != low:
                out.append((m.start(), m.end(), spin.like(word, new.title() if named else new)))
        return out
