"""A gold text with other names in it: the same sentence told of other countries, towns and people, word by word.

What is learnt from such texts hangs on how things are said, not on which country is usually said to do what.
"""
import csv
import pathlib
import re

DATA = pathlib.Path(__file__).resolve().parents[1] / "crates/world/data"
KINDS = ("name", "adjective", "people", "person", "seat")
LONGEST = 3
VOWELS = tuple("AEIOaeio")


def undated(cell):
    """The entries of a cell that hold at all times, and have no mark that a tokenizer splits at."""
    return [w for w in (cell or "").split("|") if w and "@" not in w and re.fullmatch(r"[\w ]+", w)]


class Names:
    """The names of states by kind, and towns and people as the texts themselves have them."""

    def __init__(self, annotated):
        """`annotated`: (text, annotation) of all texts that names may be taken from."""
        self.of, self.by_code = {}, {}
        rows = [line for line in open(DATA / "states.tsv", encoding="utf-8") if not line.startswith("#")]
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["kind"] not in ("state", "area") or "/" in row["code"]:
                continue
            adjectives = undated(row["adjective"])
            nouns = [pair.split("/") for pair in (row["nouns"] or "").split("|") if len(pair) > 2 and pair.count("/") == 1]
            nouns = nouns or [[a, a if a.endswith(("ese", "ss", "sh", "ch")) else a + "s"] for a in adjectives[:1]]
            forms = {"name": undated(row["name"]) + undated(row["others"]), "adjective": adjectives, "people": [b for _, b in nouns], "person": [a for a, _ in nouns],
                     "seat": undated(row["capital"])}
            for kind in KINDS:
                for n, form in enumerate(forms[kind]):
                    words = tuple(form.split())
                    if 0 < len(words) <= LONGEST and words[0][0].isupper():
                        self.of.setdefault(words, (row["code"], kind))
                        # texts get the common forms alone
                        if n == 0:
                            self.by_code.setdefault(row["code"], {}).setdefault((kind, len(words)), []).append(words)
        self.people = {}
        for text, a in annotated:
            for words, kind, code in named(text, a):
                if kind == "PER" and words not in self.of:
                    self.people.setdefault(len(words), set()).add(words)
                elif kind == "town" and code in self.by_code and words not in self.of:
                    towns = self.by_code[code].setdefault(("town", len(words)), [])
                    if words not in towns:
                        towns.append(words)
        self.people = {n: sorted(found) for n, found in self.people.items()}
        self.codes = sorted(self.by_code)


def spans(annotated):
    """The entities with the numbers of their words."""
    tokens = annotated["tokens"]
    for e in annotated["entities"]:
        at = [i for i, t in enumerate(tokens) if t["start"] < e["end"] and e["start"] < t["end"]]
        if at:
            yield e, at


def named(text, annotated):
    tokens = annotated["tokens"]
    for e, at in spans(annotated):
        words = tuple(text[tokens[i]["start"]:tokens[i]["end"]] for i in at)
        town = e["type"] in ("GPE", "LOC") and (e.get("identifier") or "").startswith("geonames:")
        if all(w.isalpha() for w in words) and len(words) <= LONGEST and (town or e["type"] == "PER"):
            yield words, "town" if town else "PER", e.get("code")


def exchanged(text, annotated, names, rng):
    """The words of a text, as many as before, with other states, towns and people in them."""
    tokens = annotated["tokens"]
    words = [text[t["start"]:t["end"]] for t in tokens]
    asked, taken, at = [], set(), 0
    while at < len(words):
        for n in range(min(LONGEST, len(words) - at), 0, -1):
            told = names.of.get(tuple(words[at:at + n]))
            if told:
                asked.append((range(at, at + n), *told))
                taken.update(range(at, at + n))
                break
        at += n if told else 1
    for e, on in spans(annotated):
        if taken & set(on) or on != list(range(on[0], on[-1] + 1)):
            continue
        town = e["type"] in ("GPE", "LOC") and (e.get("identifier") or "").startswith("geonames:")
        if town and e.get("code"):
            asked.append((on, e["code"], "town"))
            taken.update(on)
        elif e["type"] == "PER":
            asked.append((on, None, "PER"))
            taken.update(on)
    new, people = list(words), {}
    given, used = {}, set()
    for code in dict.fromkeys(code for _, code, _ in asked if code):
        needs = {(kind, len(on)) for on, c, kind in asked if c == code}
        fits = [c for c in names.codes if c not in used and c != code and all(names.by_code[c].get(need) for need in needs)]
        if fits:
            given[code] = rng.choice(fits)
            used.add(given[code])
        else:
            used.add(code)
    forms = {}
    for on, code, kind in asked:
        old = tuple(words[i] for i in on)
        if kind == "PER":
            if len(on) == 1:
                other = (people.get(old[-1]) or rng.choice(names.people[1])[0],)
            else:
                other = forms.get(old) or rng.choice(names.people.get(len(on)) or [old])
            people[old[-1]] = other[-1]
        elif code in given:
            other = forms.get(old) or rng.choice(names.by_code[given[code]][kind, len(on)])
        else:
            continue
        forms[old] = other
        for i, word in zip(on, other):
            new[i] = word.upper() if words[i].isupper() and len(words[i]) > 3 else word
        if on[0] and words[on[0] - 1] in ("a", "an"):
            new[on[0] - 1] = "an" if other[0].startswith(VOWELS) else "a"
    return new
