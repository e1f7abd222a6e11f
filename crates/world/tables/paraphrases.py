"""Ways to put a whole phrase, another word class or a denial for a word, for the training spinners of `spinners.py`.

Rows come from `paraphrases.tsv`, word families and antonyms from WordNet. What a word is (noun, verb, …) is read off the word before it,
as roughly as spinners do it.
"""
import pathlib
import re
from collections import defaultdict

import spin as bench  # bench/spin.py: readings of a word, and the forms of a phrase

HERE = pathlib.Path(__file__).resolve().parent
BEFORE_NOUN = set("the a an this that these those his her its their our my your no some any each every another of".split())
BEFORE_VERB = set("to will would can could may might must should shall not he she they we i you it who didn't doesn't don't".split())
LIGHT = ("make", "carry out", "give", "go ahead with", "proceed with", "engage in", "undertake")
MANNER = ("in a {} way", "in a {} manner", "in {} fashion", "in {} style")
AGENT = re.compile(r"(er|or|ist|man|ee|ant)$")


class Paraphrases:
    """Phrases by word; `rank` tells how common a word is."""

    def __init__(self, folder, rank):
        self.rank = rank
        self.rows = defaultdict(list)
        for line in (HERE / "paraphrases.tsv").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                word, pos, said = line.split("\t")
                self.rows[word, pos] += said.split(", ")
        self.family, self.opposite = families(folder)

    def common(self, words, top=12000):
        return [w for w in words if self.rank.get(w, 10**9) < top]

    def reading(self, word, before, known):
        """(dictionary form, word class, form) that suits the word before, or None."""
        found = bench.readings(word, known)
        if before in BEFORE_NOUN:
            found = [r for r in found if r[1] in "na"] or found
        elif before in BEFORE_VERB:
            found = [r for r in found if r[1] == "v"] or found
        return found[0] if found else None

    def phrasal(self, word, before, rng):
        """A hand-written paraphrase, inflected."""
        reading = self.reading(word, before, lambda lemma, pos: (lemma, pos) in self.rows)
        if not reading:
            return None
        lemma, pos, form = reading
        said = rng.choice(self.rows[lemma, pos])
        if "*" not in said:
            return bench.inflect(said, pos, form)
        head, rest = said.split("*")
        start, _, last = head.rpartition(" ")
        return (start + " " + bench.inflect(last, pos, form) + rest).strip()

    def derived(self, word, before, rng):
        """The same thing by a word of the family in another class: "decided" by "made a decision", "quickly" by "in a quick manner"."""
        reading = self.reading(word, before, lambda lemma, pos: (lemma, pos) in self.family)
        if not reading:
            return None
        lemma, pos, form = reading
        others = [(w, p) for w, p in sorted(self.family[lemma, pos]) if self.rank.get(w, 10**9) < 20000]
        nouns = [w for w, p in others if p == "n" and w != lemma]
        if pos == "v":
            nouns = [w for w in nouns if not AGENT.search(w)]
            if not nouns:
                return None
            noun = rng.choice(nouns)
            article = "" if noun.endswith("ing") else "an " if noun[0] in "aeiou" else "a "
            return bench.inflect(rng.choice(LIGHT), "v", form) + " " + article + noun
        if pos == "a" and nouns:
            return rng.choice(("full of {}", "marked by {}", "with {}", "of {}")).format(rng.choice(nouns))
        if pos == "r":
            adjectives = [w for w, p in others if p == "a"]
            return rng.choice(MANNER).format(rng.choice(adjectives)) if adjectives else None
        verbs = [w for w, p in others if p == "v"]
        if pos == "n" and verbs:
            verb = rng.choice(verbs)
            if AGENT.search(lemma):
                return f"people who {verb}" if form == "plural" else f"person who {bench.inflect(verb, 'v', 'third')}"
            return bench.inflect(verb, "v", "ing") if form == "base" else None
        return None

    def denied(self, word, before, rng):
        """By its opposite: "not small" for "large", "fail to forget" for "remember"."""
        reading = self.reading(word, before, lambda lemma, pos: (lemma, pos) in self.opposite)
        if not reading:
            return None
        lemma, pos, form = reading
        found = self.common(sorted(self.opposite[lemma, pos]))
        if not found:
            return None
        other = rng.choice(found)
        if pos == "v":
            return bench.inflect(rng.choice(("fail", "refuse", "neglect")), "v", form) + " to " + other
        if pos == "n":
            return rng.choice(("lack of ", "absence of ", "want of ")) + other
        return rng.choice(("not ", "far from ", "not at all ", "hardly ", "by no means ")) + other


def families(folder):
    """Derivationally related words and antonyms: {(word, class): {(word, class), …}}, {(word, class): {word, …}}."""
    synsets, links = {}, []
    for pos in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"wordnet/data.{pos}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split("|")[0].split()
            count = int(fields[3], 16)
            mine = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}[pos]
            synsets[mine, fields[0]] = [re.sub(r"\(.*\)", "", w).replace("_", " ") for w in fields[4:4 + 2 * count:2]]
            rest = fields[4 + 2 * count:]
            for i in range(int(rest[0])):
                sign, offset, target, ends = rest[1 + 4 * i:5 + 4 * i]
                if sign in ("+", "!", "\\") and ends != "0000":
                    links.append((sign, (mine, fields[0]), int(ends[:2], 16) - 1, ("a" if target == "s" else target, offset), int(ends[2:], 16) - 1))
    family, opposite = defaultdict(set), defaultdict(set)
    for sign, at, source, to, target in links:
        word, other = synsets[at][source], synsets[to][target]
        if not (word.islower() and other.islower() and word.isalpha() and other.isalpha()):
            continue
        if sign == "!":
            opposite[word, at[0]].add(other)
        else:
            family[word, at[0]].add((other, to[0]))
            if sign == "\\":
                family[other, to[0]].add((word, at[0]))
    return family, opposite
