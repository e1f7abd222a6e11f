#!/usr/bin/env python3
"""A seeded press generator: invented news of known truth, told as the press tells it.

usage: generate.py --seed N --stories K --split tune|hold|all [--preset abduction] [--shuffle N]
                   [--spin spin.py --thesaurus words.txt --wordnet DICT] OUT_DIR

Writes OUT_DIR/articles.jsonl and OUT_DIR/truth.jsonl (README.md defines both). Standard library only; same options, same bytes.
"""
import argparse
import copy
import datetime as dt
import difflib
import hashlib
import json
import os
import random
import re
import subprocess
import sys

import world as W

HERE = os.path.dirname(os.path.abspath(__file__))
WEEK = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTH = "January February March April May June July August September October November December".split()
ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen""".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
PARTS = {"H": "headline", "PH": "headline, planned", "UH": "headline, update", "L": "lead", "P": "lead, planned", "U": "lead, update", "D": "detail",
         "B": "back-reference", "N": "noun phrase", "T": "clause", "Q": "quote", "F": "filler and frame"}


# ---------------------------------------------------------------- templates

def load_templates():
    """{section: {"type": T, part: [template]}} from the template files."""
    out, here = {}, None
    for name in ("templates_a.txt", "templates_b.txt", "templates_c.txt", "templates_d.txt"):
        for line in open(os.path.join(HERE, name), encoding="utf-8"):
            line = line.rstrip("\n")
            if line.startswith("== "):
                words = line.split()
                here = out.setdefault(words[1], {"type": words[2] if len(words) > 2 else None})
            elif line.strip():
                part, text = line.split(" ", 1)
                here.setdefault(part, []).append(text.strip())
    return out


def split_templates(templates, split):
    """Keeps, of every list, the third with the lowest hashes (hold), the rest (tune), or everything (all). Lists under three are shared."""
    out = {}
    for section, parts in templates.items():
        out[section] = {"type": parts["type"]}
        for part, texts in parts.items():
            if part == "type":
                continue
            ranked = sorted(texts, key=lambda t: hashlib.sha256(t.encode()).hexdigest())
            held = set(ranked[:max(1, round(len(ranked) / 3))])
            if split == "all" or len(texts) < 3:
                keep = texts
            elif split == "hold":
                keep = [t for t in texts if t in held]
            else:
                keep = [t for t in texts if t not in held]
            out[section][part] = keep
    return out


# ---------------------------------------------------------------- small language helpers

def words(n):
    if n < 20:
        return ONES[n]
    return TENS[n // 10] + ("-" + ONES[n % 10] if n % 10 else "")


def possessive(name):
    return name + ("'" if name.endswith("s") else "'s")


def cap(text):
    for i, c in enumerate(text):
        if c.isalpha():
            return text[:i] + c.upper() + text[i + 1:]
        if c.isdigit():
            return text
    return text


VOWEL = re.compile(r"\b([Aa])n?(?= ([A-Za-z0-9.“\"]+))")


def mend(text):
    """Punctuation left by slots, and a/an."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([,.;:])", r"\1", text)
    text = re.sub(r",(\s*,)+", ",", text)
    text = re.sub(r",\s*([.;:?!])", r"\1", text)
    text = re.sub(r"^[,;]\s*", "", text)
    text = re.sub(r"\.\.+$", ".", text)

    def article(m):
        w = m.group(2).lstrip("“\"")
        if m.group(1) == "A" and m.start() > 0 and not text[:m.start()].rstrip().endswith((".", "”", '"')):
            return m.group(0)
        an = w[:1].lower() in "aeiou" and not re.match(r"(?i)(uk|ug|uz(?!b)|u\.s|uni(?!n)|one|use|eu)", w)
        if re.match(r"(?i)(hour|honest|8|11\b|18\b)", w):
            an = True
        if re.match(r"Uz", w):
            an = True
        return m.group(1) + ("n" if an else "")
    return VOWEL.sub(article, text)


def alternate(text, rng):
    while True:
        m = re.search(r"\[([^\[\]]*)\]", text)
        if not m:
            return text
        text = text[:m.start()] + rng.choice(m.group(1).split("|")) + text[m.end():]


def offl(person):
    return person.title


OFFICE_OF = {"USA": {"foreign minister": "Secretary of State", "defence minister": "Defense Secretary", "trade minister": "Commerce Secretary"},
             "GBR": {"foreign minister": "Foreign Secretary", "defence minister": "Defence Secretary", "trade minister": "Trade Secretary"}}


def office_name(person, upper):
    name = OFFICE_OF.get(person.state, {}).get(person.title, person.title)
    if upper:
        return " ".join(w if w in ("of",) else w[:1].upper() + w[1:] for w in name.split())
    return name if name != name.lower() and "of" in name.split() else name.lower()


def respell(name):
    """Another transliteration of a surname."""
    for a, b in (("ou", "u"), ("kh", "h"), ("q", "k"), ("Q", "K"), ("sh", "sch"), ("yy", "iy"), ("ski", "sky"), ("w", "v"), ("ei", "ay"), ("aa", "a"), ("ch", "tch"),
                 ("z", "s"), ("y", "i"), ("ck", "k"), ("i", "y"), ("k", "kk"), ("o", "oh"), ("u", "oo"), ("a", "aa")):
        if a in name[1:] or (a.isupper() and a in name):
            i = name.index(a, 0 if a.isupper() else 1)
            return name[:i] + b + name[i + len(a):]
    return name + "h"


# ---------------------------------------------------------------- events

class Event:
    def __init__(self, sub, roles, params, when, place=None, q=None, **more):
        self.sub, self.roles, self.params, self.when, self.q = sub, roles, params, when, dict(q or {})
        self.place = place                      # (town, region, state code, is_capital)
        self.part_of = more.get("part_of")
        self.also = more.get("also", [])
        self.actor, self.recipient = more["actor"], more["recipient"]
        self.src_kind = more.get("src", "officials")
        self.variants = {}                      # newsroom name -> {"q","date","place","sur","mode","party"}
        self.planted = None
        self.updates = []                       # (moment, {what: n})
        self.modality = "happened"
        self.people = {}                        # local named sources, by role
        self.worn = {}
        self.announced = False
        self.id = self.story = None

    def view(self, room, now):
        """What one newsroom holds of the event at a moment."""
        v = self.variants.get(room, {})
        q, old = dict(self.q), {}
        if not v.get("q"):
            for moment, new in self.updates:
                if now >= moment:
                    old = {k: q[k] for k in new}
                    q.update(new)
        q.update(v.get("q", {}))
        mode = v.get("mode") or ("planned" if now < self.when else "happened")
        date = v.get("date") or self.when.date()
        return {"q": q, "old": old, "date": date, "place": v.get("place") or self.place, "mode": mode, "sur": v.get("sur", {}),
                "party": v.get("party") or self.roles.get("G")}


class Sentence:
    def __init__(self, text, mentions=(), exprs=(), tol=False, new=False):
        self.text, self.mentions, self.exprs, self.tol, self.new = text, list(mentions), list(exprs), tol, new   # mentions: (event, weak, origin, modality)


class Article:
    def __init__(self, outlet, published, room, kind="original", of=None):
        self.outlet, self.published, self.room, self.kind, self.of = outlet, published, room, kind, of
        self.title, self.sents, self.byline, self.dateline, self.credit = "", [], None, "", None
        self.habits, self.unseen, self.id = [], False, None
        self.text = None


# ---------------------------------------------------------------- the realiser

class Writer:
    """Writes one article: keeps what was already named, which templates were used, which facts were expressed."""

    def __init__(self, gen, article):
        self.g, self.rng, self.a, self.outlet = gen, gen.rng, article, article.outlet
        self.room, self.pub = article.room, article.published
        self.named, self.used, self.offices = set(), set(), {}
        self.exprs, self.when_said, self.head, self.nowhen = [], {}, False, False
        self.curly = gen.rng.random() < .5
        self.last_spoke = None

    # -- picking
    def pick(self, section, part, ev=None, among=None):
        """A template this article has not used, of those the least used by others on the same event."""
        options = among or self.g.t[section].get(part) or []
        fresh = [t for t in options if t not in self.used] or options
        if ev is not None:
            least = min(ev.worn.get(t, 0) for t in fresh)
            fresh = [t for t in fresh if ev.worn.get(t, 0) == least]
        choice = self.rng.choice(fresh)
        self.used.add(choice)
        if ev is not None:
            ev.worn[choice] = ev.worn.get(choice, 0) + 1
        return choice

    SAFE = [("about {n", "around {n"), ("about {n", "roughly {n"), ("about two", "around two"), ("about forty", "some forty"), ("several ", "a number of "), (" began", " started"), (" talks ", " discussions "), ("wounded", "injured"), ("wounded", "hurt"), ("largest", "biggest"), ("nearby", "neighbouring"),
            ("before dawn", "in the small hours"), ("hospitals", "clinics"), ("most of", "the greater part of"), ("more than", "over"), ("at least ", "no fewer than "), ("some of", "a few of"), ("without warning", "out of the blue"), ("took part", "participated")]

    def vary(self, t, part):
        """The same template, told slightly otherwise: a word for a word, the time put first."""
        for a, b in self.SAFE:
            if a in t and "several of" not in t and self.rng.random() < .3:
                t = t.replace(a, b, 1)
        t = re.sub(r"\{when\}(?=,| \[)", "{when.must}", t)         # here the time cannot be left out
        if part == "L" and t.count("{when}") == 1 and not t.startswith("{when}") and self.rng.random() < .15 and " and " not in t[:12]:
            t = "{when}, " + t.replace(" {when}", "", 1)
        return t

    # -- parts of a sentence
    def render(self, template, ev, extra=None, head=False):
        self.head = head
        text = alternate(template, self.rng)
        for _ in range(6):
            new = re.sub(r"\{([^{}]+)\}", lambda m: self.slot(m.group(1), ev, extra or {}), text)
            new = alternate(new, self.rng)
            if new == text:
                break
            text = new
        self.head = False
        return text

    def sentence(self, template, ev, extra=None):
        self.exprs = []
        text = self.finish(self.render(template, ev, extra))
        return text, list(self.exprs)

    def finish(self, text, stop="."):
        text = mend(text)
        m = re.match(r"(\d[\d,]*)(?= [A-Za-z])", text)
        if m:
            n = int(m.group(1).replace(",", ""))
            text = (words(n) if n < 100 else self.rng.choice(["some ", "about "]) + m.group(1)) + text[m.end():]
        text = cap(text)
        if text and text[-1] not in ".?!”\"":
            text += stop
        text = mend(text)
        if not self.curly:
            text = text.replace("“", '"').replace("”", '"')
        return text

    def slot(self, name, ev, extra):
        upper = name.endswith("^")
        name = name.rstrip("^")
        value = self.value(name, ev, extra)
        return cap(value) if upper else value

    def value(self, name, ev, extra):
        if name in extra:
            v = extra[name]
            return v() if callable(v) else v
        if ev is not None and name in ev.params:
            v = ev.params[name]
            if callable(v):
                v = v(self)
            if self.head:
                v = re.sub(r"^(the|a|an) ", "", v)
            return v
        if name.startswith("n:") or name.startswith("old:"):
            return self.number(ev, name)
        if name == "money":
            return self.money(ev)
        if name in ("when", "when.must", "when.day", "when.on", "when.since", "wk"):
            return self.when(ev, name)
        if name == "when_pub":
            return self.day_words(self.pub.date(), "on")
        if name.split(".")[0] in ("in", "town", "cap", "state"):
            return self.place(ev, name)
        role, _, form = name.partition(".")
        entity = ev.roles.get(role) if ev is not None else None
        if role == "G" and ev is not None:
            entity = ev.view(self.room, self.pub)["party"]
            if entity is not None and not self.head:
                self.exprs.append((ev, "party", entity.name))
        if entity is None:
            raise KeyError(f"{name} in {ev.sub if ev else None}")
        return self.entity(entity, form, ev)

    def number(self, ev, name):
        key, what = name.split(":")
        view = ev.view(self.room, self.pub)
        if key == "old":
            n = view["old"].get(what, ev.q[what])
        else:
            n = view["q"][what]
            if not self.head:
                self.exprs.append((ev, "number", (what, n)))
        if self.head or self.outlet.digits or n > 12 or (n > 9 and self.rng.random() < .5):
            return f"{n:,}"
        return words(n)

    def money(self, ev):
        n = ev.view(self.room, self.pub)["q"]["money"]
        if not self.head:
            self.exprs.append((ev, "number", ("money", n)))
        return self.rng.choice(["${} million", "${} million", "{} million dollars", "US${} million"] if not self.head else ["${}m", "${} million"]).format(n)

    # -- time
    def date_words(self, d, year=False):
        text = f"{MONTH[d.month - 1]} {d.day}" if self.outlet.us else self.rng.choice([f"{d.day} {MONTH[d.month - 1]}", f"{MONTH[d.month - 1]} {d.day}"])
        return text + (f", {d.year}" if year else "")

    def day_words(self, d, form):
        """A day as the article would put it. `form`: on (adverb), day (bare), since."""
        pub, rng = self.pub.date(), self.rng
        diff = (pub - d).days
        week = WEEK[d.weekday()]
        if diff == 0:
            adverbs = [f"on {week}"] * 3 + [week if self.outlet.us else f"on {week}", f"on {self.date_words(d)}"] + (["today"] * 2 if self.outlet.kind in ("caster", "web") else [])
            bare = week
        elif diff == 1:
            adverbs = [f"on {week}"] * 3 + [f"on {self.date_words(d)}"] + (["yesterday"] * 3 if self.outlet.kind != "agency" else [])
            bare = rng.choice([week, "yesterday"] if self.outlet.kind != "agency" else [week])
        elif 2 <= diff <= 6:
            adverbs = [f"on {week}"] * 4 + [f"on {self.date_words(d)}"] * 2 + [f"{words(diff)} days ago", f"on {week}, {self.date_words(d)},"]
            bare = rng.choice([week, self.date_words(d)])
        elif diff > 6:
            adverbs = [f"on {self.date_words(d)}"] * 3 + ["last week"] * (d.isocalendar()[:2] == (self.pub.date() - dt.timedelta(7)).isocalendar()[:2])
            bare = self.date_words(d)
        elif diff == -1:
            adverbs, bare = [f"on {week}", f"on {week}", "tomorrow", f"on {self.date_words(d)}"], week
            if self.outlet.kind == "agency":
                adverbs.remove("tomorrow")
        elif diff >= -6:
            adverbs, bare = [f"on {week}"] * 3 + [f"on {self.date_words(d)}"], week
        else:
            adverbs, bare = [f"on {self.date_words(d)}"], self.date_words(d)
        return bare if form in ("day", "since") else rng.choice(adverbs)

    def when(self, ev, name):
        view = ev.view(self.room, self.pub)
        d, pub = view["date"], self.pub.date()
        if self.nowhen and name in ("when", "when.must"):
            return ""
        if self.head:
            return WEEK[d.weekday()]
        if name == "wk":
            diff = (pub - d).days
            if -6 <= diff <= 6:
                if self.rng.random() < .15:
                    return "the"
                self.exprs.append((ev, "date", d.isoformat()))
                return WEEK[d.weekday()] + "'s"
            if diff > 0 and d.isocalendar()[:2] == (pub - dt.timedelta(7)).isocalendar()[:2]:
                return "last week's"
            self.exprs.append((ev, "date", d.isoformat()))
            return f"the {MONTH[d.month - 1]} {d.day}"
        said = self.when_said.get(ev, 0)
        self.when_said[ev] = said + 1
        if name == "when" and said and self.rng.random() < .55:
            return ""
        text = self.day_words(d, {"when": "on", "when.must": "on", "when.day": "day", "when.on": "day", "when.since": "since"}[name])
        if text != "last week":
            self.exprs.append((ev, "date", d.isoformat()))
        if name == "when" and re.match(r"on \w+day$", text) and view["mode"] == "happened" and self.rng.random() < .25 and ev.sub in ("bombing", "raid", "abduct", "arrest", "demo", "seize", "meeting", "call"):
            h = ev.when.hour
            part = "morning" if h < 12 else "afternoon" if h < 18 else "evening"
            return text + " " + part
        if text == "today" and self.rng.random() < .3 and view["mode"] == "happened":
            return "earlier today"
        return text

    # -- place
    def place(self, ev, name):
        base, _, form = name.partition(".")
        town, region, code, capital = ev.view(self.room, self.pub)["place"] if ev is not None and ev.place else extra_place(self, ev)
        st = W.STATE[code]
        domestic = self.outlet.state == code
        the = "the " if code in W.THE_STATES else ""
        if base == "cap":
            return st["capital"]
        if base == "state":
            return {"": the + st["name"], "h": st["name"], "adj": st["adj"], "adj.h": st["adj"], "poss": possessive(the + st["name"]), "n": the + st["name"]}[form]
        if not self.head and ev is not None:
            self.exprs.append((ev, "place", town))
        first = ("town", town) not in self.named
        if not self.head:
            self.named.add(("town", town))
        if base == "town":
            if form == "full" and first:
                noun = ev.params.get("settlement", "town")
                return self.rng.choice([f"the {region} {st['adj']} {noun} of {town}", f"{town}, a {noun} in {the}{region} {st['name']},", f"the {noun} of {town} in {the}{region} {st['name']}"]) if not domestic \
                    else self.rng.choice([f"the {region} {noun} of {town}", f"{town}, a {noun} in the {region} part of the country,"])
            if form == "full":
                return self.rng.choice([town, town, "the " + ev.params.get("settlement", "town")])
            return town
        if self.head:
            return "in " + (town if self.rng.random() < .7 or domestic else st["name"])
        if capital:
            return self.rng.choice([f"in {town}", f"in {town}", f"in the {st['adj']} capital"] + (["in the capital"] if domestic or not first else [])) if first else self.rng.choice([f"in {town}", "in the capital"])
        if not first:
            return self.rng.choice([f"in {town}", f"in {town}", "in the " + ev.params.get("settlement", "town")])
        noun = ev.params.get("settlement", "town")
        if domestic:
            return self.rng.choice([f"in the {region} {noun} of {town}", f"in {town}, in the {region} part of the country,"])
        return self.rng.choice([f"in the {region} {st['adj']} {noun} of {town}", f"in {town}, {the}{st['name']},", f"in {town}, in {the}{region} {st['name']},",
                                f"in {town}, a {noun} in {the}{region} {st['name']},"])

    # -- who
    def entity(self, e, form, ev):
        st = W.STATE[e.state]
        the = "the " if e.state in W.THE_STATES else ""
        if form.startswith("state"):
            key = form[6:]
            return {"h": st["name"], "n": the + st["name"], "": the + st["name"], "poss": possessive(the + st["name"])}[key]
        if form == "adj":
            return st["adj"]
        if form == "cap":
            return st["capital"]
        if form == "pos":
            return self.poss(self.entity(e, "", ev))
        if form == "pos.s":
            return self.poss(self.entity(e, "s", ev))
        if e.kind == "person":
            if form == "his":
                return "his" if e.sex == "m" else "her"
            if form == "off":
                return office_name(e, True)
            if form == "offl":
                return office_name(e, False)
            return self.person(e, form, ev)
        if e.kind == "gov":
            if form == "h":
                return self.rng.choice([st["name"], st["name"], st["capital"]])
            return self.gov(e)
        # groups and the like
        if form == "h":
            return e.short
        spelled = self.spelling(ev, e)
        if e not in self.named:
            self.named.add(e)
            return self.rng.choice([f"the {spelled}", f"the {spelled} ({e.short})," if False else f"the {spelled}", f"the {e.noun} {spelled}" if False else f"the {spelled}"])
        return self.rng.choice([f"the {e.short}", f"the {e.short}", "the group" if e.noun == "group" else f"the {e.noun}"])

    def poss(self, text):
        return possessive(text.rstrip(","))

    def gov(self, e):
        st = W.STATE[e.state]
        the = "the " if e.state in W.THE_STATES else ""
        first = e not in self.named
        self.named.add(e)
        forms = [the + st["name"]] * 3 + [f"the {st['adj']} government"]
        if not first:
            forms += [st["capital"]] * 2 + (["the government"] if self.outlet.state == e.state else [])
        elif self.outlet.state == e.state:
            forms += [f"the {st['adj']} government"] * 2
        return self.rng.choice(forms)

    def spelling(self, ev, e):
        if ev is None:
            return e.sur if e.kind == "person" else e.name
        other = ev.view(self.room, self.pub)["sur"].get(id(e))
        name = other or (e.sur if e.kind == "person" else e.name)
        if not self.head:
            self.exprs.append((ev, "name", name))
        return name

    def person(self, p, form, ev):
        sur = self.spelling(ev, p)
        st, rng = W.STATE[p.state], self.rng
        if form == "h":
            return rng.choice([sur, f"{st['adj']} {office_name(p, False) if p.title in ('president', 'prime minister') else 'minister' if 'minister' in p.title else 'envoy'}"
                               if p.state not in OFFICE_OF else sur])
        title, lower = office_name(p, True), office_name(p, False)
        full = p.full(sur)
        the = "the " if p.state in W.THE_STATES else ""
        if p not in self.named:
            self.named.add(p)
            self.offices.setdefault(p.title, set()).add(p)
            if self.outlet.state == p.state:
                return rng.choice([f"{title} {full}", f"{title} {full}", f"the {lower}, {full},"])
            return rng.choice([f"{st['adj']} {title} {full}", f"{st['adj']} {title} {full}", f"{title} {full} of {the}{st['name']}", f"{possessive(the + st['name'])} {lower}, {full},",
                               f"{full}, the {st['adj']} {lower},"])
        forms = [f"Mr {sur}" if p.sex == "m" else f"Ms {sur}"] * 4 if self.outlet.mr else [sur] * 4
        forms += [f"the {st['adj']} {lower}"]
        if len(self.offices.get(p.title, ())) == 1:
            forms += [f"the {lower}"]
        return rng.choice(forms)

    # -- sources and quotes
    def local_source(self, ev, kind="folk", fresh=False):
        """A named local person; the same few for an event, whoever asks."""
        titles = {"folk": ["a shopkeeper", "a market trader", "a schoolteacher", "a nurse", "a bus driver", "a retired postman", "a farmer", "a student", "a mechanic"],
                  "police": ["a police spokesman", "a district commissioner", "a regional police chief", "an official in the governor's office"],
                  "diplomat": ["a spokesman for the foreign ministry", "an aide to the minister", "a government spokesman", "an adviser on foreign affairs"]}[kind]
        if kind == "folk":
            titles = LABELS.get(ev.sub, titles)
        code = ev.place[2] if ev.place else ev.roles["A"].state
        pool = ev.people.setdefault(kind, [])
        if fresh or len(pool) < 3:
            title = self.rng.choice(titles)
            p = W.Person(self.rng, code, title, "f" if re.search(r"sister|wife|mother", title) else "m" if re.search(r"man\b|brother|chief", title) else None)
            p.label = p.title
            if not fresh:
                pool.append(p)
            return p
        return self.rng.choice(pool)

    def name_source(self, p):
        if p in self.named:
            return p.sur
        self.named.add(p)
        return self.rng.choice([f"{p.full()}, {p.label}", f"{p.full()}, {p.label}", f"{re.sub('^(a|an) ', '', p.label)} {p.full()}" if p.label.startswith(("a police", "a government", "a district", "a regional")) else f"{p.full()}, {p.label}"])

    def attribution(self, ev):
        kind = ev.src_kind
        plain = {"police": ["police", "officials", "local officials", "residents", "witnesses", "the police", "the army", "a local administrator", "security sources"],
                 "diplomat": ["the foreign ministry", "officials", "a government spokesman", "officials on both sides", "state media", "a ministry spokesman", "diplomats"],
                 "people": ["organisers", "witnesses", "police", "residents", "local media", "union officials"]}[kind]
        if self.rng.random() < .3:
            p = self.local_source(ev, "police" if kind != "diplomat" else "diplomat")
            if p in self.named:
                return p.sur
            return self.name_source(p) + ("," if False else "")
        return self.rng.choice(plain)

    def quote(self, ev):
        """A quoted sentence, or None."""
        options = self.g.t[ev.sub].get("Q") or []
        options = [q for q in options if q not in self.used]
        if not options:
            return None
        q = self.rng.choice(options)
        self.used.add(q)
        who, words_ = q.split(" ", 1)
        self.exprs = []
        if who in ev.roles and ev.roles[who].kind != "person":
            who += "2"
        if who.endswith("2"):
            e = ev.roles[who[0]]
            if e.kind == "gov":
                p = self.g.spokes.setdefault((ev.story, e.state), self.g.world.official(e.state, self.rng.choice(["foreign minister", "defence minister"])))
                speaker = self.person(p, "", None)
            elif e.kind == "person":
                speaker = self.person(e, "", ev)
            else:
                speaker = f"a spokesman for the {e.short}"
        elif who == "src":
            if q not in ev.people:                        # whoever prints it, the same person said it
                ev.people[q] = self.local_source(ev, "folk")
            speaker = self.name_source(ev.people[q])
        elif who == "anon":
            speaker = self.rng.choice(["an official who asked not to be named", "a person familiar with the matter", "an official close to the events", "one senior official"])
        else:
            speaker = self.person(ev.roles[who], "s", ev)
        speaker = speaker.rstrip(",")
        speaker += "," if "," in speaker else ""
        r = self.rng.random()
        if r < .4:
            text = f"“{words_},” {speaker} said"
        elif r < .65 and not speaker.endswith(","):
            text = f"{speaker} said: “{words_}.”"
        elif r < .8:
            text = f"“{words_},” {speaker} told {self.us()}"
        elif " and " in words_[12:] and r < .9:
            i = words_.index(" and ", 12)
            text = f"“{words_[:i]},” said {speaker.rstrip(',')}, “{words_[i + 1:]}.”"
        else:
            text = f"“{words_},” said {speaker.rstrip(',')}"
        return Sentence(self.finish(text), tol=True, exprs=self.exprs)

    def us(self):
        name = self.outlet.short if self.outlet.kind == "agency" else self.outlet.name
        return self.rng.choice([name, "reporters", name]) if self.outlet.kind != "caster" else self.rng.choice([name, "our reporter"])

    # -- sentences of an event
    def tell(self, ev, part, origin=None, weak=False, attribute=None, nowhen=False, among=None):
        """One sentence telling of the event, by a template of the given part."""
        view = ev.view(self.room, self.pub)
        if view["mode"] == "planned" and part in "LDBU":
            part = "P"
            if not self.g.t[ev.sub].get("P"):
                return None
        if view["mode"] == "denied":
            return self.deny(ev)
        self.exprs = []
        self.nowhen = nowhen
        text = self.render(self.vary(self.pick(ev.sub, part, ev, among), part), ev)
        self.nowhen = False
        text = mend(text)
        rate = .5 if ev.src_kind in ("police", "people") else .25 if ev.sub in ("meeting", "call", "signing", "visit", "relief", "loan", "deploy", "joint", "extradite", "withdraw", "release") else .0
        if attribute is None:
            attribute = part in ("L", "D") and self.rng.random() < rate
        if ev.modality == "alleged" and part in ("L", "D", "T"):
            frame = alternate(self.pick("alleged", "F"), self.rng)
            text = frame.replace("{S}", text).replace("{asrc}", self.rng.choice(["residents", "relatives", "campaigners", "opposition politicians"]))
        elif attribute and not re.search(r"\bsaid\b|announced|according", text):
            frames = [f for f in self.g.t["attributed"]["F"]]
            frame = alternate(self.rng.choice(frames), self.rng)
            src = self.attribution(ev)
            if "," in src and not frame.endswith("{src}") and "according to {src}," not in frame:
                src += ","
            if frame == "according to {src}, {S}" and re.match(r"(on|today|yesterday|earlier|when)\b", text):
                frame = "{S}, according to {src}"
            if frame == "{src} said {S}" and not re.match(r"(the|a|an|at least|about|some|no fewer|\d[\d,]*|gunmen|police|armed|officers|security|of the|attackers|masked|kidnappers|[A-Z]\w+|%s)\b" % "|".join(ONES[2:]), text):
                frame = "{S}, {src} said"
            if " told reporters" in frame and src in ("police", "witnesses", "state media", "the army", "local media", "security sources", "the foreign ministry"):
                frame = "{S}, {src} said"
            text = frame.replace("{S}", text).replace("{src}", src)
        return Sentence(self.finish(text), [(ev, weak, origin, view["mode"] if view["mode"] != "happened" else ev.modality)], self.exprs)

    def deny(self, ev):
        self.exprs = []
        saved, ev_view = ev.variants.get(self.room), None
        that = self.render(self.pick(ev.sub, "T", ev), ev)
        that = mend(that).rstrip(",")
        ev.params.setdefault("den", "the government")
        text = self.render(self.pick("denials", "F"), ev, {"that": that})
        exprs = [(ev, "modality", "denied")]
        return Sentence(self.finish(text), [(ev, False, None, "denied")], exprs, tol=True)

    def party(self, ev):
        self.exprs = []
        src = self.rng.choice(["a regional official", "investigators", "two officials", "the interior ministry", "a security source"])
        text = self.render(self.pick("party", "F"), ev, {"src": src})
        return Sentence(self.finish(text), [(ev, False, None, "happened")], self.exprs)

    def filler(self, ev, section="filler"):
        self.exprs = []
        for _ in range(20):
            t = self.pick(section, "F")
            if "{town}" in t and (not ev.place or ev.place[3]):
                continue
            break
        else:
            return None
        if "{town}" in t and (not ev.place or ev.place[3]):
            return None
        home = ev.place[2] if ev.place else ev.roles["A"].state
        st = W.STATE[home]
        if not hasattr(ev, "analyst"):
            p = W.Person(self.rng, self.rng.choice(list(W.STATE)), "analyst")
            ev.analyst = (p, self.rng.choice(["who teaches politics at a private university", "an analyst with a research institute", "a former diplomat", "a historian of the region"]))
        p, desc = ev.analyst

        def analyst():
            if p in self.named:
                return p.sur
            self.named.add(p)
            return f"{p.full()}, {desc}" + ("" if t.endswith("{analyst}") else ",")
        k = ["20,000", "40,000", "9,000", "65,000"][len(ev.story or "") + ord((ev.place[0] if ev.place else "a")[-1]) & 3]
        the = "the " if home in W.THE_STATES else ""
        saved = self.exprs
        town = ev.view(self.room, self.pub)["place"][0] if ev.place else ""
        text = self.render(t, None, {"town": town, "k": k, "state": the + st["name"], "cap": st["capital"], "analyst": analyst})
        if section == "furniture":
            return Sentence(text, tol=True, new=True)
        return Sentence(self.finish(text), tol=section == "historic")

    def headline(self, ev):
        view = ev.view(self.room, self.pub)
        if view["mode"] == "denied":
            return cap(mend(self.render(self.rng.choice(["Officials deny reports {in.h}", "{state.h}: reports false, officials say", "Authorities reject media reports {in.h}"]) if ev.place
                                        else self.rng.choice(["Officials deny reports", "Reports are false, officials say"]), ev, head=True)))
        part = "PH" if view["mode"] == "planned" and self.g.t[ev.sub].get("PH") else "H"
        return cap(mend(self.render(self.pick(ev.sub, part, ev), ev, head=True)))


def extra_place(writer, ev):
    code = ev.roles["A"].state if ev is not None else list(W.STATE)[0]
    st = W.STATE[code]
    return (st["capital"], "central", code, True)


# ---------------------------------------------------------------- stories

TOPICS = ["trade and border security", "water rights on the upper river", "fishing quotas", "the price of gas", "migrant labour", "rail links", "grain exports", "energy supplies", "customs duties",
          "visas for seasonal workers", "the shared electricity grid", "debt relief"]
CAUSES = [("a rise in fuel prices", "fuel prices", "the fuel price increase"), ("a new tax on bread", "bread tax", "the bread tax"), ("the closure of the district hospital", "hospital closure", "the closure of the hospital"),
          ("the eviction of riverside families", "evictions", "the eviction order"), ("the delay of local elections", "election delay", "the election delay"), ("a plan to sell the water company", "water sale", "the sale of the water company"),
          ("a new conscription law", "conscription law", "the conscription law"), ("mining in a nature reserve", "mining plan", "the mining plan")]
PACTS = [("a fisheries agreement", "fisheries agreement", "joint patrols and a shared register of catches"), ("a treaty on shared rivers", "river treaty", "the exchange of data on water levels"),
         ("an accord on rail freight", "rail accord", "six freight trains a week"), ("a memorandum on energy", "energy memorandum", "two new power lines"), ("a customs agreement", "customs agreement", "lower tariffs on grain"),
         ("an agreement on student exchanges", "exchange agreement", "four hundred scholarships a year")]
GRIEVANCES = ["interference in its elections", "the treatment of its fishermen", "a spying affair", "the theft of customs records", "a smear campaign on the internet", "the harassment of its consuls"]
DISASTERS = [("the floods", "floods"), ("the earthquake", "earthquake"), ("the cyclone", "cyclone"), ("the landslides", "landslides"), ("a cholera outbreak", "cholera outbreak")]
GOODS = ["rice and blankets", "tents and medicines", "water purification kits and tents", "flour and cooking oil", "blankets and field kitchens"]
PROJECTS = [("a new bridge", "bridge"), ("a vaccination campaign", "vaccination drive"), ("a solar power station", "solar plant"), ("rural schools", "schools"), ("a railway repair yard", "rail yard")]
VICTIMS = [("schoolteachers", "a school dormitory"), ("engineers", "a work camp"), ("aid workers", "their guest house"), ("bus passengers", "a night bus"), ("miners", "a gold mine"), ("schoolboys", "a boarding school"),
           ("road builders", "a construction site"), ("pilgrims", "a roadside inn")]
DEVICES = [("a car bomb", "car bomb"), ("a roadside bomb", "roadside bomb"), ("a bomb hidden in a motorcycle", "motorcycle bomb"), ("a bomb in a rubbish bin", "bomb"), ("a truck packed with explosives", "truck bomb")]
TARGETS = [("a bus station", "bus station"), ("a police post", "police post"), ("a crowded market", "market"), ("a railway station", "railway station"), ("a tea house", "tea house"), ("a court building", "courthouse"), ("an army canteen", "army canteen")]
GROUPS = ["{} Liberation Front", "{} Resistance Movement", "Army of the {} Dawn", "{} People's Brigade", "{} Salvation Council"]
GROUP_HEADS = ["Black Hills", "Upper River", "Red Valley", "Two Lakes", "Free Highlands", "Iron Coast", "White Plain", "Seven Clans"]
SHIPS = [("trawler", "Silver Heron"), ("tanker", "Ocean Marigold"), ("freighter", "Dawn Trader"), ("fishing boat", "Santa Brisa"), ("cargo ship", "Amber Tide"), ("tugboat", "Little Giant")]
BANNED = ["the newspaper Morning Plough", "the opposition Harvest Party", "the broadcaster Radio Saffron", "the Workers' Lamp movement", "the news website Open Ledger", "the student union Spark"]
WORKERS = ["nurses", "dockers", "teachers", "railway workers", "bus drivers", "miners", "postal workers", "airport staff"]
STRIKE_CAUSES = ["unpaid wages", "a pay offer", "longer shifts", "staff cuts", "unsafe equipment"]
SUSPECTS = [("a fugitive banker", "banker"), ("an alleged arms dealer", "dealer"), ("a man wanted for a bank robbery", "robber"), ("a former general", "general"), ("a suspected ivory smuggler", "smuggler")]
NEARBY = {"KEN": "UGA TZA ETH", "UGA": "KEN TZA", "TZA": "KEN UGA MOZ ZMB MWI", "ETH": "KEN ERI", "ERI": "ETH", "NGA": "BEN CMR TCD", "GHA": "BEN NGA", "BEN": "NGA", "SEN": "MLI", "MLI": "SEN DZA", "CMR": "NGA TCD", "TCD": "CMR NGA",
          "ZMB": "MWI TZA AGO BWA MOZ", "MWI": "ZMB TZA MOZ", "BWA": "ZMB", "MOZ": "MWI ZMB TZA", "AGO": "ZMB", "TUN": "DZA", "DZA": "TUN MLI", "JOR": "IRQ", "IRQ": "JOR IRN TUR", "OMN": "YEM", "YEM": "OMN", "IRN": "IRQ PAK AZE ARM TUR",
          "TJK": "UZB CHN", "TUR": "IRQ IRN GEO GRC ARM", "AZE": "ARM GEO IRN", "UZB": "TJK KAZ", "KAZ": "UZB CHN RUS", "GEO": "ARM AZE TUR RUS", "ARM": "GEO AZE TUR IRN", "PAK": "IND IRN", "IND": "PAK NPL BGD CHN", "NPL": "IND CHN",
          "BGD": "IND", "CHN": "MNG VNM IND NPL KAZ", "MNG": "CHN RUS", "VNM": "CHN", "THA": "MYS", "MYS": "THA IDN", "IDN": "MYS PNG", "PNG": "IDN", "CAN": "USA", "USA": "CAN MEX", "GBR": "IRL", "IRL": "GBR", "FRA": "BEL ESP DEU ITA",
          "BEL": "FRA NLD DEU", "DEU": "FRA POL CZE AUT NLD BEL", "AUT": "DEU CZE HUN ITA", "NLD": "BEL DEU", "SWE": "NOR FIN", "NOR": "SWE FIN", "FIN": "SWE NOR RUS", "POL": "DEU CZE UKR", "CZE": "POL DEU AUT", "UKR": "POL RUS HUN ROU",
          "RUS": "UKR FIN GEO KAZ MNG", "SRB": "HRV HUN ROU", "HRV": "SRB HUN", "HUN": "AUT SRB HRV ROU UKR", "ROU": "HUN SRB UKR", "GRC": "TUR", "ITA": "FRA AUT", "ESP": "PRT FRA", "PRT": "ESP", "MEX": "USA GTM", "GTM": "MEX",
          "COL": "PER BRA", "PER": "COL BOL CHL BRA", "BOL": "PER CHL ARG BRA", "CHL": "PER BOL ARG", "ARG": "CHL BOL BRA", "BRA": "COL PER BOL ARG"}


CONFLICT = set("eafrica horn wafrica fafrica safrica luso arab persian turkic caucasus pakistan india lanka thai malay pinoy pacific iberian southslav eastslav greek".split())

# Who the man in the street is, where an event calls for somebody else.
LABELS = {"strike": ["a striker", "a shop steward", "one of those on the picket line", "a union delegate"], "seize": ["the sister of a crew member", "the wife of a sailor", "a ship chandler", "a harbour porter"],
          "release": ["one of those freed", "the brother of one of those freed", "one of those let go"], "abduct": ["a relative of one of those taken", "a neighbour", "the mother of one of those taken", "a shopkeeper", "a farmer", "a nurse"],
          "arrest": ["the mother of a detainee", "a relative of one of those held", "a neighbour", "a lawyer"], "ban": ["a former employee", "a lawyer", "a long-time member of staff"],
          "demo": ["a protester", "one of the marchers", "a student", "a mother of three", "a retired postman"]}


class Generator:
    def __init__(self, seed, split):
        self.rng = random.Random(f"press {seed} {split}")
        self.t = split_templates(load_templates(), split)
        W.TAKEN.clear()
        self.world = W.World(self.rng)
        self.events, self.articles, self.spokes, self.spin_jobs, self.stories = [], [], {}, [], 0

    # -- pieces
    def state(self):
        return self.rng.choice(list(W.STATE))

    def pair(self, near=False):
        rng = self.rng
        while True:
            a = self.state()
            if near:
                if a not in NEARBY:
                    continue
                b = rng.choice(NEARBY[a].split())
            else:
                b = rng.choice(NEARBY[a].split()) if a in NEARBY and rng.random() < .4 else self.state()
            if a != b:
                return a, b

    def official(self, code, kind=None):
        offices = ["foreign minister", "foreign minister", "defence minister", "trade minister"]
        if "p" in W.STATE[code]["offices"]:
            offices.append("president")
        if "m" in W.STATE[code]["offices"]:
            offices.append("prime minister")
        return self.world.official(code, kind or self.rng.choice(offices))

    def capital(self, code):
        return (W.STATE[code]["capital"], "central", code, True)

    def town(self, code):
        name, region = self.world.town(code)
        return (name, region, code, False)

    def group(self, code):
        head = self.rng.choice(GROUP_HEADS)
        name = self.rng.choice(GROUPS).format(head)
        short = "".join(w[0] for w in name.replace("'s", "").split() if w[0].isupper())
        return W.Group(code, name, short, "group")

    # -- event makers
    def meeting(self, a, b, when, sub="meeting", **more):
        rng = self.rng
        pa = more.pop("pa", None) or self.official(a)
        pb = more.pop("pb", None) or self.official(b, pa.title if pa.title in ("foreign minister", "defence minister", "trade minister") else None)
        place = more.pop("place", None) or (self.capital(b) if sub != "call" else None)
        topic = more.pop("topic", None) or rng.choice(TOPICS)
        return Event(sub, {"A": pa, "B": pb}, {"topic": topic, "den": f"the {W.STATE[b]['adj']} foreign ministry"}, when, place, actor=[a] if sub == "visit" else [a, b], recipient=[b] if sub == "visit" else [], src="diplomat",
                     also=["COOPERATE"] if False else [], **more)

    def attack(self, code, when, sub=None, place=None, group=None):
        rng = self.rng
        sub = sub or rng.choice(["bombing", "raid", "abduct"])
        place = place or self.town(code)
        roles = {"G": group or self.group(code), "A": W.Gov(code)}
        adj = W.STATE[code]["adj"]
        params = {"settlement": rng.choice(["town", "village"]) if sub != "bombing" else "town"}
        q = {}
        if sub == "bombing":
            params.update(zip(("device", "deviceN"), rng.choice(DEVICES)))
            params.update(zip(("target", "targetN"), rng.choice(TARGETS)))
            q = {"killed": rng.randint(5, 40), "injured": rng.randint(14, 90)}
        elif sub == "raid":
            q = {"killed": rng.randint(4, 45), "injured": rng.randint(5, 30)}
        else:
            v, f = rng.choice(VICTIMS)
            params.update({"victims": v, "fromN": f, "from": f"from {f}", "den": f"the {adj} interior ministry"})
            q = {"abducted": rng.randint(4, 60)}
        return Event(sub, roles, params, when, place, q, actor=[code], recipient=[code], src="police")

    def gov_event(self, sub, a, b, when, params=None, place=None, q=None, **more):
        roles = {"A": a if not isinstance(a, str) else W.Gov(a)}
        if b is not None:
            roles["B"] = b if not isinstance(b, str) else W.Gov(b)
        more.setdefault("actor", [roles["A"].state])
        more.setdefault("recipient", [roles["B"].state] if b is not None else [])
        return Event(sub, roles, params or {}, when, place, q, **{"src": "diplomat", **more})

    def about(self, e2):
        """Noun phrases for another event, as parameters."""
        town = e2.place[0] if e2.place else None
        heads = {"bombing": "bombing", "raid": "raid", "abduct": "abduction", "arrest": "arrests", "seize": "ship seizure", "ban": "ban", "sanctions": "sanctions", "expel": "expulsions", "demo": "protest crackdown", "deploy": "troop build-up", "drill": "war games"}
        def np(w):
            if not w.head:
                w.exprs.append((e2, "np", None))
            return w.render(alternate(w.rng.choice(self.t[e2.sub]["N"]), w.rng), e2)
        h = heads.get(e2.sub, "move") + (f" in {town}" if town and not e2.place[3] and e2.sub != "seize" else "")
        return {"about": np, "about.h": h}

    # -- scenarios: lists of events, first to last
    def s_attack(self, d0, sub=None, place=None, solo=False):
        rng = self.rng
        code = place[2] if place else rng.choice([c for c in W.STATE if W.STATE[c]["culture"] in CONFLICT])
        h = dt.timedelta(hours=1)
        e = self.attack(code, d0, sub, place)
        out = [e]
        if solo:
            return out
        if rng.random() < .5 and e.sub != "abduct":
            e.updates = [(e.when + rng.randint(14, 30) * h, {"killed": e.q["killed"] + rng.randint(1, 9)})]
        if rng.random() < .5:
            x = self.gov_event("condemn", rng.choice(NEARBY.get(code, "FRA JPN EGY KEN").split()) if rng.random() < .6 else rng.choice([c for c in W.STATE if c != code]), code, e.when + rng.randint(8, 26) * h, src="diplomat")
            x.roles.pop("B"); x.recipient = []
            x.params = self.about(e)
            out.append(x)
        if rng.random() < .5:
            g = e.roles["G"]
            ab = self.about(e)
            x = self.gov_event("accuse", code, g, e.when + rng.randint(12, 40) * h, {"charge": (lambda w, ab=ab: "carrying out " + ab["about"](w)), "chargeN": (lambda w, ab=ab: ab["about.h"] if w.head else ab["about"](w))})
            out.append(x)
            if rng.random() < .6:
                y = self.gov_event("denial", g, None, x.when + rng.randint(6, 24) * h, self.about(e), recipient=[code])
                out.append(y)
        if rng.random() < .4:
            out.append(self.gov_event("arrest", code, None, e.when + rng.randint(24, 60) * h, {"suspects": "suspects", "detainees": "men", "den": "police"}, e.place, {"arrested": rng.randint(3, 19)}, src="police", recipient=[code]))
        if rng.random() < .35:
            t = e.place[0]
            out.append(self.gov_event("deploy", code, None, e.when + rng.randint(20, 60) * h, {"border": f"the hills around {t}", "border.h": f"{t} hills", "border.at.h": f"near {t}", "den": "the army"}, None, {"troops": rng.choice([200, 400, 600, 1200])}, src="police"))
        if e.sub == "abduct" and rng.random() < .5:
            v = e.params["victims"]
            sum_ = rng.choice([1, 2, 3, 5])
            g = e.roles["G"]
            x = self.gov_event("threaten", g, code, e.when + rng.randint(30, 60) * h, {"threat": f"kill the {v}", "threatN": f"the killing of the {v}", "condition": f"paid a ransom of ${sum_} million", "condition.inf": f"pay a ransom of ${sum_} million", "deadline": rng.choice(["five days", "72 hours", "a week"])}, also=["REQUEST"])
            out.append(x)
            if rng.random() < .6:
                out.append(self.gov_event("release", g, None, x.when + rng.randint(10, 30) * h, {"freed": v, "relief": rng.choice(["village elders", "relatives", "a local bishop"]), "settlement": e.params["settlement"]}, e.place, {"released": max(2, e.q["abducted"] - rng.randint(0, 2))}, src="police", recipient=[code], also=["CONCEDE"]))
        return out

    def s_visit(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        a, b = self.pair()
        topic = rng.choice(TOPICS)
        v = self.meeting(a, b, d0, "visit", topic=topic)
        pa, pb = v.roles["A"], v.roles["B"]
        out = [v, self.meeting(a, b, d0 + rng.randint(3, 26) * h, pa=pa, pb=pb, topic=topic)]
        out[1].part_of = v
        if rng.random() < .6:
            pact, n, prov = rng.choice(PACTS)
            x = Event("signing", {"A": pa, "B": pb}, {"pact": pact, "pactN": n, "provision": prov}, out[1].when + rng.randint(1, 5) * h, self.capital(b), actor=[a, b], recipient=[], src="diplomat", also=["SUPPORT", "COOPERATE"], part_of=v if rng.random() < .5 else None)
            out.append(x)
        if rng.random() < .35:
            out.append(self.demo(b, d0 + rng.randint(1, 20) * h, self.capital(b)))
        if rng.random() < .4:
            project, n = rng.choice(PROJECTS)
            out.append(self.gov_event("loan", b, a, d0 + rng.randint(20, 34) * h, {"project": project, "projectN": n}, None, {"money": rng.choice([15, 20, 35, 40, 60, 80, 120])}, also=["AGREE"]))
        return out

    def s_meeting(self, d0):
        a, b = self.pair()
        rng, h = self.rng, dt.timedelta(hours=1)
        m = self.meeting(a, b, d0)
        out = [m]
        if rng.random() < .5:
            out.append(self.meeting(a, b, d0 + rng.randint(26, 60) * h, "call", pa=m.roles["A"], pb=m.roles["B"], topic=m.params["topic"]))
        if rng.random() < .3:
            c = self.state()
            out.append(self.support(c, a, d0 + rng.randint(24, 50) * h))
        return out

    def support(self, c, a, when):
        st = W.STATE[a]
        what, n = self.rng.choice([("bid for a seat on the regional council", "council bid"), ("plan for a peace conference", "peace plan"), ("claim to the outer islands", "island claim"), ("proposal for a common river authority", "river proposal")])
        the = "the " if a in W.THE_STATES else ""
        return self.gov_event("support", c, a, when, {"cause3": f"{possessive(the + st['name'])} {what}", "cause3N": n})

    def demo(self, code, when, place=None):
        rng = self.rng
        c, n, m = rng.choice(CAUSES)
        crowd = rng.choice(["students", "farmers", "residents", "pensioners", "shopkeepers", "university students"])
        return self.gov_event("demo", code, None, when, {"cause": c, "causeN": n, "crowd": crowd, "measure": m, "den": "police"}, place or (self.town(code) if rng.random() < .5 else self.capital(code)),
                              {"participants": rng.choice([300, 800, 1500, 2000, 4000, 6000, 10000])}, src="people", actor=[code], recipient=[code])

    def s_protest(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        code = self.state()
        e = self.demo(code, d0)
        out = [e]
        if rng.random() < .5:
            out.append(self.gov_event("arrest", code, None, d0 + rng.randint(6, 24) * h, {"suspects": rng.choice(["protesters", "activists", "demonstrators"]), "detainees": "detainees", "den": "police"}, e.place, {"arrested": rng.randint(6, 70)}, src="police", recipient=[code]))
        if rng.random() < .4:
            w = rng.choice(WORKERS)
            out.append(self.gov_event("strike", code, None, d0 + rng.randint(24, 60) * h, {"workers": w, "cause2": rng.choice(STRIKE_CAUSES)}, e.place, {"participants": rng.choice([400, 900, 2500, 7000])}, src="people", recipient=[code]))
        if rng.random() < .35:
            out.append(self.gov_event("reject", code, None, d0 + rng.randint(20, 44) * h, {"demand": f"the protesters' demand to drop {e.params['measure']}", "demandN": "protesters' demand"}, recipient=[code]))
        elif rng.random() < .6:
            out.append(self.gov_event("lift", code, None, d0 + rng.randint(40, 76) * h, {"measure": e.params["measure"]}, recipient=[code], also=["RETREAT"]))
        return out

    def s_strike(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        code = self.state()
        w = rng.choice(WORKERS)
        e = self.gov_event("strike", code, None, d0, {"workers": w, "cause2": rng.choice(STRIKE_CAUSES)}, self.town(code) if rng.random() < .4 else self.capital(code), {"participants": rng.choice([400, 900, 2500, 7000])}, src="people", recipient=[code])
        out = [e]
        if rng.random() < .5:
            out.append(self.gov_event("ban", code, None, d0 + rng.randint(20, 48) * h, {"banned": rng.choice(BANNED)}, recipient=[code]))
        return out

    def s_row(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        a, b = self.pair(near=rng.random() < .5)
        g = rng.choice(GRIEVANCES)
        out = []
        t = d0
        if rng.random() < .6:
            out.append(self.gov_event("accuse", a, b, t, {"charge": rng.choice(["arming rebels on its soil", "running a spy ring", "meddling in its elections", "jamming its radio signals"]), "chargeN": g}))
            t += rng.randint(14, 30) * h
        kind = rng.choice(["sanctions", "expel"])
        e = self.gov_event(kind, a, b, t, {"grievance": g}, None, {"listed": rng.randint(4, 24)} if kind == "sanctions" else {"expelled": rng.randint(2, 14)})
        out.append(e)
        if rng.random() < .5:
            x = self.gov_event("threaten", b, a, t + rng.randint(8, 30) * h, dict(zip(("threat", "threatN"), rng.choice([("close its airspace", "a closed airspace"), ("cut off gas supplies", "a cut in gas supplies"), ("recall its ambassador", "the recall of its ambassador"), ("close the border", "a closed border")])),
                                                                             **{"condition": "reversed the step", "condition.inf": "reverse the step", "deadline": rng.choice(["48 hours", "three days", "a week"])}))
            out.append(x)
            if rng.random() < .5:
                out.append(self.gov_event("reject", a, None, x.when + rng.randint(6, 20) * h, {"demand": "the ultimatum", "demandN": "ultimatum"}, recipient=[b]))
        else:
            out.append(self.gov_event("criticise", b, None, t + rng.randint(5, 20) * h, self.about(e), recipient=[a]))
        if rng.random() < .4:
            out.append(self.meeting(a, b, t + rng.randint(34, 60) * h, "call", topic="the quarrel"))
        return out[:5]

    def s_disaster(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        b, a = self.pair()
        d, dn = rng.choice(DISASTERS)
        goods = rng.choice(GOODS)
        p = {"disaster": d, "disasterN": dn, "goods": goods}
        out = [self.gov_event("appeal", b, None, d0, p)]
        place = self.town(b)
        out.append(self.gov_event("relief", a, b, d0 + rng.randint(24, 50) * h, p, place, {"tonnes": rng.choice([18, 25, 40, 60, 85, 120])}))
        if rng.random() < .4:
            c = self.state()
            if c not in (a, b):
                project, n = rng.choice(PROJECTS)
                out.append(self.gov_event("loan", c, b, d0 + rng.randint(30, 70) * h, {"project": "repairs to roads and schools", "projectN": "repairs"}, None, {"money": rng.choice([3, 5, 8, 12])}, also=["AGREE"]))
        return out

    def s_border(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        a, b = self.pair(near=True)
        nb = W.STATE[b]["name"] if b not in W.THE_STATES else "the " + W.STATE[b]["name"]
        p = {"border": f"the border with {nb}", "border.h": f"{W.STATE[b]['adj']} border", "border.at.h": f"near {W.STATE[b]['adj']} border", "den": f"the {W.STATE[a]['adj']} defence ministry"}
        sub = rng.choice(["deploy", "drill"])
        e = self.gov_event(sub, a, b, d0, p, None, {"troops": rng.choice([300, 800, 2000, 3000, 5000])})
        out = [e]
        if rng.random() < .6:
            out.append(self.gov_event("request", b, a, d0 + rng.randint(8, 30) * h, {"ask.bare": rng.choice(["pull back its troops", "explain the build-up"] if sub == "deploy" else ["call off the exercise", "explain the exercise"])}))
            if rng.random() < .5:
                out.append(self.gov_event("reject", a, None, out[-1].when + rng.randint(6, 20) * h, {"demand": f"the {W.STATE[b]['adj']} demand", "demandN": f"{W.STATE[b]['adj']} demand"}, recipient=[b]))
        if rng.random() < .4:
            out.append(self.meeting(a, b, d0 + rng.randint(30, 60) * h, "call", topic="the situation on the border"))
        if sub == "deploy" and rng.random() < .6:
            out.append(self.gov_event("withdraw", a, None, d0 + rng.randint(60, 90) * h, p, None, {"troops": e.q["troops"]}, recipient=[b]))
        return out[:5]

    def s_truce(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        code = rng.choice([c for c in W.STATE if W.STATE[c]["culture"] in CONFLICT])
        g = self.group(code)
        n, n2 = rng.choice([("ten-day", "ten days"), ("two-week", "two weeks"), ("30-day", "30 days"), ("three-month", "three months")])
        out = [self.gov_event("ceasefire", g, code, d0, {"truce": n, "truce2": n2}, also=["RETREAT"])]
        if rng.random() < .6:
            c = self.state()
            if c != code:
                st = W.STATE[c]
                x = self.gov_event("support", c, g, d0 + rng.randint(10, 30) * h, {"cause3": "the truce", "cause3N": "truce"})
                out.append(x)
        if rng.random() < .7:
            place = self.town(code)
            out.append(self.gov_event("release", g, None, d0 + rng.randint(30, 60) * h, {"freed": rng.choice(["prisoners", "captured soldiers", "hostages"]), "relief": rng.choice(["village elders", "church workers"]), "settlement": "town"}, place, {"released": rng.randint(4, 40)}, src="police", recipient=[code], also=["CONCEDE"]))
        return out

    def s_coop(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        a, b = self.pair()
        out = []
        if rng.random() < .5:
            e = self.gov_event("joint", a, b, d0, {}, self.town(b), {"troops": rng.choice([400, 900, 1500, 2500])}, actor=[a, b], recipient=[], also=["MOBILIZE"] if False else [])
            out.append(e)
            if rng.random() < .6:
                c = rng.choice([x for x in NEARBY.get(b, "CHN FRA").split() if x != a] or ["BRA"])
                x = self.gov_event("criticise", c, None, d0 + rng.randint(8, 30) * h, dict(self.about(e), **{"about.h": "joint drills"}), recipient=[a, b])
                out.append(x)
        else:
            s, n = rng.choice(SUSPECTS)
            out.append(self.gov_event("extradite", a, b, d0, {"suspect": s, "den": f"the {W.STATE[a]['adj']} justice ministry"}))
        if rng.random() < .5:
            pact, n, prov = rng.choice(PACTS)
            pa, pb = self.official(a, "foreign minister"), self.official(b, "foreign minister")
            out.append(Event("signing", {"A": pa, "B": pb}, {"pact": pact, "pactN": n, "provision": prov}, d0 + rng.randint(20, 50) * h, self.capital(b), actor=[a, b], recipient=[], src="diplomat", also=["SUPPORT", "COOPERATE"]))
        return out

    def s_seizure(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        inland = set("UGA TZA ETH MLI TCD ZMB MWI BWA TJK UZB KAZ ARM NPL MNG AUT CZE HUN SRB BOL".split())
        while True:
            a, b = self.pair(near=rng.random() < .3)
            if a not in inland and b not in inland:
                break
        v, s = rng.choice(SHIPS)
        e = self.gov_event("seize", a, b, d0, {"vessel": v, "ship": s, "den": f"the {W.STATE[a]['adj']} coast guard", "settlement": "port"}, self.town(a), {"crew": rng.randint(5, 24)}, src="police")
        out = [e]
        if rng.random() < .7:
            x = self.gov_event("request", b, a, d0 + rng.randint(8, 24) * h, {"ask.bare": f"free the {v} and its crew"})
            out.append(x)
            if rng.random() < .5:
                out.append(self.gov_event("release", a, None, x.when + rng.randint(24, 50) * h, {"freed": "seamen", "relief": "consular staff", "settlement": "port"}, e.place, {"released": e.q["crew"]}, src="police", recipient=[b], also=["CONCEDE"]))
            else:
                out.append(self.gov_event("reject", a, None, x.when + rng.randint(8, 24) * h, {"demand": "the demand for the ship's return", "demandN": "demand for ship's return"}, recipient=[b]))
        return out

    def s_ban(self, d0):
        rng, h = self.rng, dt.timedelta(hours=1)
        code = self.state()
        e = self.gov_event("ban", code, None, d0, {"banned": rng.choice(BANNED)}, recipient=[code])
        out = [e]
        if rng.random() < .6:
            c = self.state()
            if c != code:
                out.append(self.gov_event("criticise", c, None, d0 + rng.randint(8, 30) * h, self.about(e), recipient=[code]))
        if rng.random() < .5:
            out.append(self.gov_event("arrest", code, None, d0 + rng.randint(4, 30) * h, {"suspects": rng.choice(["journalists", "opposition supporters", "activists"]), "detainees": "detainees", "den": "police"}, self.capital(code), {"arrested": rng.randint(3, 15)}, src="police", recipient=[code]))
        return out

    # -- planting disagreements
    PLANNABLE = ("meeting", "visit", "call", "signing", "joint", "withdraw", "release", "demo", "strike", "relief")

    def plant(self, e, rooms, alone, kind=None):
        """Gives one of the newsrooms another account of the event."""
        rng = self.rng
        kinds = ["date"]
        if e.when.date() - dt.timedelta(1) < getattr(e, "after", dt.date(1, 1, 1)):
            kinds = []
        number = next((k for k in e.q if k in ("killed", "abducted", "arrested", "participants", "expelled", "listed", "tonnes", "troops", "released", "money")), None)
        if number and not e.updates:
            kinds += ["number", "number"]
        if e.place and not e.place[3]:
            kinds.append("place")
        if any(x.kind == "person" for x in e.roles.values()):
            kinds.append("name")
        if e.sub in ("bombing", "raid", "abduct"):
            kinds.append("party")
        if alone and e.sub in ("meeting", "call", "arrest", "seize", "withdraw", "extradite", "abduct"):
            kinds.append("denied")
        if alone and e.sub in ("meeting", "call", "signing", "withdraw", "release"):
            kinds.append("planned")
        if not kinds or kinds == ["date"] and rng.random() < .6:
            return []
        kind = kind if kind in kinds else rng.choice(kinds + [k for k in kinds if k != "date"])
        rooms = alone if kind in ("denied", "planned") else rooms
        odd = rng.sample(rooms, 1 if len(rooms) < 4 or kind in ("denied", "planned") else rng.choice([1, 2]))
        v = {}
        if kind == "number":
            n = e.q[number]
            new = n
            while new == n or new < 2:
                new = max(2, n + rng.choice([-1, 1]) * max(1, round(n * rng.uniform(.12, .6)))) if n < 100 else round(n * rng.choice([.5, .6, 1.5, 2, 2.5]) / 100) * 100
            v = {"q": {number: new}}
        elif kind == "date":
            v = {"date": e.when.date() - dt.timedelta(1)}
        elif kind == "place":
            while True:
                p = self.town(e.place[2])
                if p[0] != e.place[0]:
                    break
            v = {"place": p}
        elif kind == "name":
            p = rng.choice([x for x in e.roles.values() if x.kind == "person"])
            v = {"sur": {id(p): respell(p.sur)}}
        elif kind == "party":
            while True:
                g = self.group(e.place[2])
                if g.name != e.roles["G"].name and g.short != e.roles["G"].short:
                    break
            v = {"party": g}
        elif kind == "denied":
            v = {"mode": "denied"}
        elif kind == "planned":
            v = {"mode": "planned", "date": e.when.date() + dt.timedelta(rng.randint(2, 4))}
        e.planted = "modality" if kind in ("denied", "planned") else kind
        for o in odd:
            e.variants[o] = v
        if kind == "denied" and rng.random() < .4:
            e.modality = "alleged"
        return odd

    # -- articles of a story
    def rooms(self, states, n, agencies=None):
        rng = self.rng
        pool = []
        for s in dict.fromkeys(states):
            pool += rng.sample(self.world.local(s, 4), 3)
        pool += rng.sample(self.world.outlets, min(len(self.world.outlets), 24))
        pool = list(dict.fromkeys(pool))
        rng.shuffle(pool)
        k = agencies if agencies is not None else max(1, min(3, n // 3))
        chosen = rng.sample(self.world.agencies, min(k, len(self.world.agencies), n))
        return chosen + pool[:max(0, n - len(chosen))]

    def story(self, events, size, end=None, wanted=None, kind=None):
        rng = self.rng
        self.stories += 1
        self.slow = bool(wanted)
        sid = f"s{self.stories}"
        events.sort(key=lambda e: e.when)
        for i, e in enumerate(events):
            if i:
                e.after = events[0].when.date()
            e.story = sid
            e.id = f"e{len(self.events) + 1}"
            self.events.append(e)
        start = events[0].when
        end = end or start + dt.timedelta(days=5) - dt.timedelta(hours=start.hour + 1)
        size = max(size, len(events) + 1, 3)
        n_orig = max(len(events) + 1, 2, round(size * rng.uniform(.35, .6))) if size < 25 else max(len(events) * 2, round(size * .3))
        n_orig = min(n_orig, size)
        states = [c for e in events for c in e.actor + e.recipient]
        rooms = self.rooms(states, max(2, round(n_orig * .8)))
        # who writes on what
        jobs = []
        for e in events:
            jobs.append([e, None])
        most = {e: max(3, min(11, len(self.t[e.sub]["L"]) + 1)) for e in events}
        n_orig = min(n_orig, sum(most.values()))
        while len(jobs) < n_orig:
            e = events[0] if rng.random() < .45 else rng.choice(events)
            if sum(1 for j in jobs if j[0] is e) >= most[e]:
                e = min(events, key=lambda f: sum(1 for j in jobs if j[0] is f) - most[f])
            jobs.append([e, None])
        by_event = {}
        free = list(rooms)
        for j in jobs:
            used = by_event.setdefault(j[0], [])
            options = [r for r in free if r not in used] or [r for r in rooms if r not in used] or rooms
            r = rng.choice(options)
            if r in free:
                free.remove(r)
            j[1] = r
            used.append(r)
        for e in events:
            rs = list(dict.fromkeys(r.name for r in by_event[e]))
            # only newsrooms that write on nothing else of this story carry an odd account of modality
            if not kind and len(events) == 1 and e.sub in ("meeting", "call") and not hasattr(e, "twin_of") and rng.random() < .2:
                e.variants = {r: {"mode": "denied"} for r in rs}          # all anybody prints of it is a denial
                continue
            if not kind and e is events[-1] and e.sub in self.PLANNABLE and self.t[e.sub].get("P") and e.part_of is None and rng.random() < .08:
                e.announced = True                                        # the press stops before it takes place
                continue
            if len(rs) >= 2 and (kind or rng.random() < .6):
                alone = [r for r in rs if all(r not in [x.name for x in by_event[f]] for f in events if f is not e)]
                self.plant(e, rs, alone, kind)
        for e in events:
            if e.planted is None and not kind and not e.variants and e.sub in ("raid", "arrest", "seize", "abduct") and rng.random() < .12:
                e.modality = "alleged"
        originals = []
        for e, room in jobs:
            odd = e.variants.get(room.name, {})
            planned = e.sub in self.PLANNABLE and not odd and (e.announced or rng.random() < .15) and self.t[e.sub].get("P")
            if planned:
                when = e.when - dt.timedelta(hours=rng.randint(8, 34))
            elif rng.random() < .12 and e.when + dt.timedelta(hours=48) < end:
                when = e.when + dt.timedelta(hours=rng.randint(44, 80))
            else:
                lo = 2 if room.kind in ("agency", "web", "caster") else 5
                when = e.when + dt.timedelta(hours=rng.randint(lo, 26), minutes=rng.randint(0, 59))
                if e.updates and rng.random() < .35:
                    when = e.updates[0][0] + dt.timedelta(hours=rng.randint(2, 12), minutes=rng.randint(0, 59))
                if odd.get("mode") and rng.random() < .7:
                    when = e.when + dt.timedelta(hours=rng.randint(10, 30))
            if wanted and rng.random() < .6:
                when = e.when + dt.timedelta(hours=rng.randint(20, 64), minutes=rng.randint(0, 59))
            when = min(when, end)
            if when < e.when and not planned:
                when = e.when + dt.timedelta(hours=2)
            art = Article(room, when, room.name)
            if odd.get("mode") == "planned" and odd["date"] <= when.date():
                art.published = when = e.when + dt.timedelta(hours=rng.randint(3, 12))
            if when - e.when > dt.timedelta(hours=43):
                art.habits.append("delayed")
            if when < e.when:
                art.habits.append("preview")
            originals.append((art, e))
        originals.sort(key=lambda x: x[0].published)
        for art, e in originals:
            known = [f for f in events if f is not e and not f.announced and f.when + dt.timedelta(hours=1) <= art.published and f.variants.get(art.room, {}).get("mode") is None]
            self.write(art, e, known)
        out = [a for a, _ in originals]
        focus = {a: e for a, e in originals}
        # the rest of the press
        agency_first = [a for a in out if a.outlet.kind == "agency"]
        outsiders = self.rooms(states, size * 2 + 10, agencies=0)
        outsiders = [o for o in outsiders if o not in rooms]
        while len(outsiders) < size:
            outsiders.append(self.world.new_outlet(rng.choice(states)))
        for _ in range(size - len(out)):
            kind = rng.choice(["wire", "wire", "wire", "copy", "copy", "excerpt", "spun", "spun", "citing", "own_source"])
            base = None
            if kind in ("wire", "own_source"):
                options = [a for a in agency_first if "preview" not in a.habits or kind == "wire"]
                if not options:
                    kind = "copy"
                else:
                    base = rng.choice(options)
            if base is None:
                base = rng.choice([a for a in out if a.kind == "original" and not a.unseen] or out)
            if kind == "excerpt" and len(base.sents) < 5:
                kind = "copy"
            if kind in ("citing", "own_source") and ("preview" in base.habits or focus[base].variants.get(base.room, {}).get("mode") or focus[base].modality != "happened"):
                kind = "copy" if base.outlet.kind != "agency" else "wire"
            o = outsiders.pop()
            self.derive(kind, base, focus[base], o, end, out, focus)
        # some agencies' own versions never reach the pile
        for a in agency_first:
            reprints = [x for x in out if x.kind == "wire" and x.of is a]
            if reprints and rng.random() < .4 and len(out) > 3:
                a.unseen = True
                first = min(reprints, key=lambda x: (x.published, x.outlet.name))
                for x in out:
                    if x.of is a and x is not first and x.published >= first.published and x.kind in ("wire", "copy", "excerpt", "spun"):
                        x.of = first
                if len(reprints) == 1:
                    first.kind = "original"
                    first.habits.append("lone wire reprint")
        lack = wanted - sum(1 for a in out if not a.unseen) if wanted else 0
        for _ in range(lack):
            base = rng.choice([a for a in out if a.kind == "original" and not a.unseen and a.outlet.kind != "agency"])
            self.derive(rng.choice(["copy", "spun"]), base, focus[base], outsiders.pop(), end, out, focus)
        self.articles += out
        return out, focus, rooms

    def dateline(self, art, e):
        rng = self.rng
        o = art.outlet
        city = (e.place[0] if e.place and e.place[3] else W.STATE[e.place[2]]["capital"] if e.place else W.STATE[e.actor[0]]["capital"]).upper()
        day = f"{MONTH[art.published.month - 1]} {art.published.day}"
        short_day = f"{MONTH[art.published.month - 1][:3]} {art.published.day}" if art.published.month not in (5, 6, 7) else day
        if o.kind == "agency":
            return rng.choice([f"{city}, {day} ({o.short}) — ", f"{city} ({o.short}) - ", f"{city}, {short_day} ({o.short}) - "])
        if o.kind == "paper" and rng.random() < .35:
            return rng.choice([f"{city} — ", f"{city}: ", f"{city.title()}, {day}. "]) if "'" not in city else f"{city} — "
        return ""

    def write(self, art, e, known, origin=None, credit=None):
        """An account of its own."""
        rng = self.rng
        w = Writer(self, art)
        art.dateline = self.dateline(art, e) if not credit else ""
        if art.dateline:
            pass
        view = e.view(art.room, art.published)
        paras = []
        update = view["old"] and rng.random() < .7 and self.t[e.sub].get("U")
        if update:
            art.habits.append("update")
            lead = w.tell(e, "U", origin)
        else:
            old_news = art.published - e.when > dt.timedelta(hours=28) and view["mode"] == "happened" and e.modality == "happened" and rng.random() < .4
            full = [t for t in self.t[e.sub].get("B", ()) if re.search(r"\{(in|town|A|n:)", t)]
            lead = w.tell(e, "B", origin, among=full) if old_news and full else w.tell(e, "L", origin)
        if lead is None:
            lead = w.tell(e, "P", origin)
        p = [lead]
        denied, planned = view["mode"] == "denied", view["mode"] == "planned"
        length = rng.choice([1, 2, 2, 3, 3, 4]) if art.outlet.kind in ("paper", "web") else rng.choice([1, 1, 2, 3])
        if e.variants.get(art.room, {}).get("mode") == "planned" and art.published > e.when:
            w.exprs = []
            t = w.finish(alternate(w.pick("yet", "F"), rng))
            p.append(Sentence(t, [(e, True, None, "planned")], [(e, "modality", "planned")], tol=True))
            lead.exprs.append((e, "modality", "planned"))
        elif not denied and not planned:
            lead.exprs.append((e, "modality", "happened" if e.modality == "happened" else "happened"))
        if not denied and not planned and (update or rng.random() < .5):
            s = w.tell(e, "B" if update else "D", origin)
            p.append(s)
        paras.append(p)
        if denied:
            q = rng.choice(self.t["denyquotes"]["F"])
            sp = rng.choice(["a spokesman", "a spokeswoman", "an official"])
            paras.append([Sentence(w.finish(f"“{q},” {sp} said"), tol=True)])
        else:
            if rng.random() < .75:
                q = w.quote(e) if not planned else None
                if q:
                    paras.append([q])
            if not planned and e.sub in ("bombing", "raid", "abduct") and e.modality == "happened" and (e.planted == "party" or rng.random() < .4):
                paras.append([w.party(e)])
            for _ in range(length - 1):
                if planned:
                    break
                p = []
                if rng.random() < .65 and len([t for t in self.t[e.sub]["D"] if t not in w.used]):
                    p.append(w.tell(e, "D", origin))
                if rng.random() < .5:
                    q = w.quote(e)
                    if q:
                        p.append(q)
                if rng.random() < .45:
                    f = w.filler(e)
                    if f:
                        p.append(f)
                if p:
                    paras.append(p)
        rng.shuffle(known)
        for k in sorted(known[:3], key=lambda f: f.when, reverse=True):
            if rng.random() < .7 or credit is None and len(known) == 1:
                fresh = art.published - k.when < dt.timedelta(hours=22)
                if k.planted == "modality" or k.modality != "happened":
                    continue
                p = [w.tell(k, "L" if fresh and rng.random() < .55 else "B", origin)]
                p = [s for s in p if s]
                if rng.random() < .25:
                    q = w.quote(k)
                    if q:
                        p.append(q)
                if p:
                    paras.append(p)
        tail = []
        for _ in range(rng.choice([0, 1, 1, 2]) if length < 3 else rng.choice([1, 2, 3])):
            f = w.filler(e, rng.choice(["filler", "filler", "historic"]))
            if f:
                tail.append(f)
        if tail:
            paras.insert(rng.randint(1, len(paras)), tail) if rng.random() < .4 else paras.append(tail)
        if not denied and not planned and length >= 3 and rng.random() < .5 and not e.modality == "alleged":
            s = w.tell(e, "B", origin)
            if s:
                paras.append([s])
        for i, p in enumerate(paras):
            for j, s in enumerate(p):
                s.new = j == 0
                art.sents.append(s)
        # noun phrases of another event inside a sentence are weak mentions of it
        self.weak(art)
        if art.outlet.kind in ("web", "caster") and rng.random() < .35 and not credit:
            f = w.filler(e, "furniture")
            art.sents.insert(rng.choice([len(art.sents), max(1, len(art.sents) // 2)]), f)
            i = art.sents.index(f)
            if i + 1 < len(art.sents):
                art.sents[i + 1].new = True
        art.title = self.safe_title(w, e, update)
        if rng.random() < .5 and art.outlet.kind != "agency":
            st = art.outlet.state or rng.choice(list(W.STATE))
            art.byline = W.Person(rng, st, "reporter").full()
        return w

    def weak(self, art):
        """A sentence whose facts include another event's (a noun phrase) mentions it weakly."""
        for s in art.sents:
            have = {m[0] for m in s.mentions}
            for ev in {x[0]: 1 for x in s.exprs if x[1] == "np"}:
                if ev not in have:
                    s.mentions.append((ev, True, None, "happened"))

    def safe_title(self, w, e, update=False):
        if update and self.t[e.sub].get("UH"):
            return cap(mend(w.render(w.pick(e.sub, "UH"), e, head=True)))
        return w.headline(e)

    # -- the press's habits
    def later(self, base, end, relative):
        """When a follower prints it: the same day if the text says today or yesterday."""
        rng = self.rng
        t = base.published + dt.timedelta(hours=rng.randint(1, 44 if self.slow else 20), minutes=rng.randint(0, 59))
        last = dt.datetime.combine(base.published.date(), dt.time(23, 40))
        if relative and t > last:
            t = base.published + (last - base.published) * rng.random()
        return min(t, max(end, base.published + dt.timedelta(minutes=20)))

    def derive(self, kind, base, e, outlet, end, out, focus):
        rng = self.rng
        relative = bool(re.search(r"\b(today|yesterday|tomorrow|days ago)\b", " ".join(s.text for s in base.sents)))
        art = Article(outlet, self.later(base, end, relative), base.room, kind, base)
        art.title, art.byline = base.title, None
        if kind in ("citing", "own_source"):
            art.published = max(art.published, e.when + dt.timedelta(hours=2))
        if kind == "citing":
            self.cite(art, base, e)
            out.append(art)
            focus[art] = e
            return
        if kind == "own_source":
            art.room = base.room
            w = self.write(art, e, [], origin=base.room, credit=base)
            name = base.outlet.name
            first = art.sents[0]
            if first.text.endswith(".") and "said" not in first.text and " told " not in first.text and "according" not in first.text.lower():
                first.text = first.text[:-1] + rng.choice([f", {base.outlet.the()} reported.", f", according to {base.outlet.the()}." , f", {base.outlet.short} said."])
            else:
                first.text += rng.choice([f" The report was carried by the {name}.", ""]) if False else ""
                art.credit = f"With reporting by {base.outlet.the()}."
            p = w.local_source(e, rng.choice(["folk", "police"]) if e.src_kind != "diplomat" else "folk" if e.sub == "relief" else "diplomat", fresh=True)
            w.exprs = []
            src = w.name_source(p)
            t = w.pick("confirm", "F")
            if "," in src and "{src}" in t and not re.search(r"\{src\},", t):
                src += ","
            that = mend(w.render(w.pick(e.sub, "T"), e)).rstrip(",")
            text = alternate(t, rng).replace("{src}", src).replace("{us}", outlet.name).replace("{that}", that)
            s = Sentence(w.finish(text), [(e, False, outlet.name, "happened")], w.exprs, new=True)
            art.sents.insert(rng.randint(1, min(3, len(art.sents))), s)
            i = art.sents.index(s)
            if i + 1 < len(art.sents):
                art.sents[i + 1].new = True
            if art.credit is None and name not in " ".join(x.text for x in art.sents) and base.outlet.short not in " ".join(x.text for x in art.sents):
                art.credit = f"With reporting by {base.outlet.the()}."
            art.habits.append("adds a named source")
            self.weak(art)
            out.append(art)
            focus[art] = e
            return
        art.sents = [copy.copy(s) for s in base.sents if not (s.tol and s.new and not s.mentions and s.text.split()[0] in ("Read", "Share", "Subscribe", "Follow", "Advertisement", "Listen", "©"))]
        n = len(art.sents)
        art.dateline = base.dateline
        if kind == "wire":
            style = rng.choice(["dateline", "byline", "tail"])
            if style == "byline" or not base.dateline:
                art.byline = base.outlet.name
                art.dateline = re.sub(r" \([^)]*\)", "", base.dateline) if rng.random() < .5 else base.dateline
            elif style == "tail":
                art.dateline = ""
                art.credit = rng.choice([f"— {base.outlet.name}", f"({base.outlet.short})", f"Source: {base.outlet.name}"])
            if n > 4 and rng.random() < .5:
                art.sents = art.sents[:rng.randint((n + 1) // 2 + 1, n)]
            if rng.random() < .5:
                art.title = self.retitle(art, e)
        elif kind == "copy":
            art.dateline = ""
            if n > 3 and rng.random() < .6:
                drop = rng.randint(1, n - 1)
                if art.sents[drop].new and drop + 1 < n:
                    art.sents[drop + 1] = copy.copy(art.sents[drop + 1])
                    art.sents[drop + 1].new = True
                art.sents.pop(drop)
            for i, s in enumerate(art.sents):
                if rng.random() < .35:
                    self.touch(s)
            if rng.random() < .4:
                art.title = self.retitle(art, e)
            if rng.random() < .2:
                art.byline = W.Person(rng, outlet.state or "GBR", "reporter").full()
        elif kind == "excerpt":
            art.dateline = ""
            art.sents = art.sents[:max(1, min((n - 1) // 2, rng.randint(1, 3)))]
            if rng.random() < .6:
                art.sents.append(Sentence(rng.choice([f"Read the full story at {base.outlet.name}.", "Continue reading…", f"Source: {base.outlet.name}"]), tol=True, new=True))
        elif kind == "spun":
            art.dateline = ""
            self.spin_jobs.append(art)
        art.habits = [h for h in base.habits if h in ("update", "preview")]
        out.append(art)
        focus[art] = e

    SWAPS = [(" said", " stated"), ("people", "persons"), (" killing ", " leaving dead "), ("about ", "roughly "), ("several", "a number of"), (" and ", " as well as "), ("shortly", "soon"), ("immediately", "at once"), (" took place", " was held"),
             (" began", " started"), (" kilometres", " km"), ("according to", "as per"), ("officials", "authorities"), ("town", "township"), ("wounded", "hurt"), (" told ", " informed "), ("large", "big"), ("announced", "made known")]

    def touch(self, s):
        """A small edit by a copyist, one word or mark."""
        rng = self.rng
        options = [(a, b) for a, b in self.SWAPS if a in s.text and '"' not in s.text and "“" not in s.text and b.strip() not in s.text]
        options = [x for x in options if x[0] not in (" and ", "town", " killing ", " said", " took place")] or []
        if options:
            a, b = rng.choice(options)
            s.text = mend(s.text.replace(a, b, 1))
        elif rng.random() < .5:
            s.text = s.text.replace("“", '"').replace("”", '"').replace("’", "'")

    def retitle(self, art, e):
        w = Writer(self, art)
        w.room = art.room
        try:
            return w.headline(e)
        except KeyError:
            return art.title

    def cite(self, art, base, e):
        """A report on another outlet's report."""
        rng = self.rng
        w = Writer(self, art)
        y = base.outlet.the()
        hours = art.published.date() - base.published.date()
        ywhen = w.day_words(base.published.date(), "on")

        def one(section, ev, mention=True):
            w.exprs = []
            that = mend(w.render(w.pick(ev.sub, "T"), ev)).rstrip(",")
            text = alternate(w.pick(section, "F"), rng).replace("{Y}", y).replace("{ywhen}", ywhen).replace("{us}", art.outlet.name).replace("{that}", that)
            return Sentence(w.finish(text), [(ev, False, base.room, "happened")] if mention else [], w.exprs if mention else [], new=True)
        art.sents.append(one("citing", e))
        s = one("citing2", e, mention=False)
        s.tol, s.new = True, rng.random() < .5
        art.sents.append(s)
        others = {m[0] for s in base.sents for m in s.mentions if not m[1] and m[0] is not e and m[3] == "happened"}
        for o in sorted(others, key=lambda o: o.id)[:1]:
            if rng.random() < .6 and o.when < art.published and o.view(base.room, art.published)["mode"] == "happened":
                w.exprs = []
                that = mend(w.render(w.pick(o.sub, "T"), o)).rstrip(",")
                art.sents.append(Sentence(w.finish(rng.choice([f"{y} also said that {that}", f"the same report said that {that}"])), [(o, False, base.room, "happened")], w.exprs, new=True))
        if rng.random() < .6:
            w.exprs = []
            s = w.tell(e, "D", base.room, attribute=False)
            if s and s.text:
                lower = s.text[0].lower() + s.text[1:] if not re.match(r"[A-Z][a-z]+('s)? [A-Z]|[A-Z]{2}", s.text) and s.text.split()[0].lower() in ("the", "it", "most", "of", "three", "some", "fewer", "about", "with", "under", "in", "on", "during", "among", "over", "a", "an", "all", "no", "neighbours", "ambulances", "witnesses", "soldiers", "flags", "experts", "both", "tracks", "work", "shops", "managers", "staff", "police", "those", "anyone", "companies", "doctors", "farmers", "commanders", "reservists", "paratroopers", "boats", "villagers", "monitors", "livestock", "copies", "radio", "local", "ministers", "officers", "demonstrators", "volunteers", "strikers", "houses", "hospitals", "residents", "under", "negotiators", "relief", "artillery", "reservists") else s.text
                s.text = w.finish(rng.choice([f"According to the report, {lower}", f"It said {lower}", f"{lower[:-1]}, the report said"]))
                s.new = True
                art.sents.append(s)
        if rng.random() < .6:
            f = w.filler(e)
            if f:
                f.new = True
                art.sents.append(f)
        self.weak(art)
        art.title = rng.choice(["{} – report", "Report: {}", "{}, says " + base.outlet.name, "{}: media"]).format(w.headline(e))

    # -- a similar story a week on
    def twin(self, events, focus, d0):
        """Another event like the first, same town or same two people; its articles recall the first."""
        rng = self.rng
        first = events[0]
        when = first.when + dt.timedelta(days=rng.randint(6, 8), hours=rng.randint(-3, 3))
        if first.sub in ("bombing", "raid", "abduct"):
            e = self.attack(first.place[2], when, first.sub, first.place)
            e.params["settlement"] = first.params["settlement"]
        elif first.sub in ("meeting", "visit", "call"):
            a, b = first.roles["A"].state, first.roles["B"].state
            e = self.meeting(a, b, when, first.sub if first.sub != "visit" else "meeting", pa=first.roles["A"], pb=first.roles["B"])
        elif first.sub == "demo":
            e = self.demo(first.roles["A"].state, when, first.place)
            for k in ("cause", "causeN", "crowd", "measure"):
                e.params[k] = first.params[k]
        else:
            return
        e.twin_of = first
        arts, foc, rooms = self.story([e], rng.randint(3, 7))
        told = {a.room for a, f in focus.items() if f is first and a.kind == "original"}
        for a in arts:
            if a.kind == "original" and a.room in told and first.planted != "modality" and first.modality == "happened" and not any(v.get("mode") for v in first.variants.values()) and a.published > e.when and rng.random() < .8:
                w = Writer(self, a)
                days = (e.when.date() - first.view(a.room, a.published)["date"]).days
                n = words(days) + " days" if days != 7 else rng.choice(["a week", "seven days"])
                w.nowhen = True
                w.named |= {x for x in first.roles.values()} | {("town", first.place[0])} if first.place else set(first.roles.values())
                w.exprs = []
                that = mend(w.render(rng.choice([t for t in self.t[first.sub]["T"]]), first)).rstrip(",")
                w.exprs_np = None
                t = w.pick("recall", "F")
                if "{np}" in t and e.place and e.view(a.room, a.published)["place"] != first.view(a.room, a.published)["place"]:
                    t = "{ago} before that, {that}"
                noun = {"bombing": "the bombing", "raid": "the raid", "abduct": "a kidnapping", "meeting": "another meeting", "visit": "a visit", "call": "a call", "demo": "a march"}[first.sub]
                text = alternate(t, rng).replace("{ago2}", n).replace("{ago}", n).replace("{that}", that).replace("{np}", noun + (" in the same town" if first.place and not first.place[3] else " between the two" if first.sub in ("meeting", "call") else " in the capital"))
                weak = "{np}" in t
                s = Sentence(w.finish(text), [(first, weak, None, "happened")], w.exprs if not weak else [], new=True)
                a.sents.append(s)
                a.habits.append("recalls an earlier event")

    # -- whole sets
    def run(self, stories, preset=None):
        rng = self.rng
        base = dt.datetime(2024, 1, 8) + dt.timedelta(days=rng.randint(0, 600))
        if preset == "abduction":
            e = self.s_attack(base.replace(hour=4), "abduct", solo=True)
            self.story(e, 60, end=base + dt.timedelta(days=2, hours=23), wanted=60, kind="number")
            return
        scenarios = [self.s_attack, self.s_visit, self.s_meeting, self.s_protest, self.s_strike, self.s_row, self.s_disaster, self.s_border, self.s_truce, self.s_coop, self.s_seizure, self.s_ban]
        order = []
        for i in range(stories):
            if not order:
                order = scenarios + [self.s_attack]
                rng.shuffle(order)
            make = order.pop()
            d0 = base + dt.timedelta(days=rng.randint(0, 12 + stories // 4), hours=rng.randint(5, 20))
            events = make(d0)[:5]
            size = rng.choice([3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 12, 14, 18, 25, 40, 60] if rng.random() < .9 else [60])
            arts, focus, rooms = self.story(events, size)
            if rng.random() < .35:
                self.twin(sorted(events, key=lambda e: e.when), focus, d0)


# ---------------------------------------------------------------- laying out

def lay_out(art):
    """The text, and the place of each sentence in it."""
    text, spans = art.dateline, []
    for i, s in enumerate(art.sents):
        if i:
            text += "\n\n" if s.new else " "
        spans.append((len(text), len(text) + len(s.text)))
        text += s.text
    if art.credit:
        text += "\n\n" + art.credit
    art.text, art.spans = text, spans


def carry(old, new, spans):
    """Spans of a text carried over to its rewrite, word by word."""
    cut = lambda t: [(m.start(), m.end(), m.group(0)) for m in re.finditer(r"\w+|[^\w\s]|\n", t)]
    a, b = cut(old), cut(new)
    where = {}
    for tag, i, j, k, l in difflib.SequenceMatcher(None, [x[2] for x in a], [x[2] for x in b], autojunk=False).get_opcodes():
        for n in range(i, j):
            if tag == "equal":
                where[n] = (k + n - i, k + n - i)
            elif k < l:
                where[n] = (k, l - 1)
            else:
                where[n] = (max(0, k - 1), max(0, k - 1))
    out = []
    for s, e in spans:
        inside = [n for n, x in enumerate(a) if x[0] >= s and x[1] <= e and x[2] != "\n"]
        first, last = where[inside[0]][0], where[inside[-1]][1]
        out.append((b[first][0], max(b[last][1], b[first][1])))
    return out


PLAIN_SPIN = dict(x.split(":") for x in """people:individuals killed:slain attack:assault police:constabulary said:stated talks:discussions met:encountered town:township government:administration
officials:functionaries residents:inhabitants soldiers:warriors troops:forces visit:trip began:commenced several:numerous large:sizeable help:assistance money:cash border:frontier houses:dwellings road:roadway
market:bazaar quickly:swiftly meeting:gathering agreement:accord protest:demonstration released:liberated seized:grabbed wounded:injured hospital:infirmary report:account reported:recounted district:quarter
known:recognised full:complete day:daytime week:seven-day week long:lengthy first:initial last:final hills:hillocks news:information children:youngsters fire:blaze food:nourishment arrived:reached""".split() if ":" in x)


def plain_spin(text, rng):
    def swap(m):
        w = m.group(0)
        new = PLAIN_SPIN.get(w.lower())
        if not new or rng.random() > .6 or (w[0].isupper() and m.start() > 1 and text[m.start() - 2] not in '.”"\n'):
            return w
        return new.capitalize() if w[0].isupper() else new
    return re.sub(r"[A-Za-z]+", swap, text)


def spin_all(gen, opts, seed):
    """Spins the articles that are to be spun, by spin.py where given, else by a short list of synonyms."""
    jobs = gen.spin_jobs
    if not jobs:
        return
    for n, a in enumerate(jobs):
        lay_out(a)
    if opts.spin:
        lines = "".join(json.dumps({"id": f"j{n}", "title": a.title, "text": a.text}) + "\n" for n, a in enumerate(jobs))
        done = subprocess.run([sys.executable, opts.spin, "--thesaurus", opts.thesaurus, "--wordnet", opts.wordnet, "--seed", str(seed), "--rate", str(opts.spin_rate)], input=lines, capture_output=True, text=True, check=True,
                              encoding="utf-8")
        got = [json.loads(l) for l in done.stdout.splitlines() if l.strip()]
    else:
        got = [{"title": plain_spin(a.title, gen.rng), "text": plain_spin(a.text, gen.rng)} for a in jobs]
    for a, g in zip(jobs, got):
        a.spans = carry(a.text, g["text"], a.spans)
        a.text, a.title = g["text"], g["title"]
        a.done = True


def truth_of(gen):
    arts = [a for a in gen.articles if not a.unseen]
    lines = []
    for e in gen.events:
        mentions, origins, values, affirmed = [], {}, {}, set()
        by_about = {}
        for a in arts:
            for s, (x, y) in zip(a.sents, a.spans):
                for ev, weak, origin, mode in s.mentions:
                    if ev is not e:
                        continue
                    m = {"article": a.id, "start": x, "end": y}
                    if weak:
                        m["weak"] = True
                    else:
                        origins.setdefault(origin or a.room, []).append(a.id)
                        if mode != "denied":
                            affirmed.add(origin or a.room)
                    if mode != "happened":
                        m["modality"] = mode
                    mentions.append(m)
                for ev, about, value in s.exprs:
                    if ev is e:
                        by_about.setdefault(about, {}).setdefault(value, []).append(a.id)
                        if about == "number":
                            values.setdefault(value[0], set()).add(value[1])
        if not [m for m in mentions if not m.get("weak")]:
            continue
        dis, tolerated = [], []
        for about, got in sorted(by_about.items()):
            if e.planted == about:
                if about == "number":
                    whats = {}
                    for (what, n), ids in got.items():
                        whats.setdefault(what, {})[n] = ids
                    what = max(sorted(whats), key=lambda k: len(whats[k]))
                    got = {f"{n} {what}": ids for n, ids in whats[what].items()}
                if about == "name":
                    odd = [n for v in e.variants.values() for n in v.get("sur", {}).values()]
                    base = [p.sur for v in e.variants.values() for p in e.roles.values() if id(p) in v.get("sur", {})]
                    got = {k: v for k, v in got.items() if k in odd + base}
                if len(got) > 1:
                    dis.append({"about": about, "sides": [{"says": k, "articles": sorted(set(v))} for k, v in sorted(got.items())]})
            elif about in ("number", "date", "place") and len(got) > 1:
                tolerated.append(about)
        if e.planted == "modality":
            tolerated += ["date"]
        if e.planted == "name":
            tolerated += ["party"]
        modality = e.modality
        if modality == "happened" and all(m.get("modality") == "planned" for m in mentions if not m.get("weak")):
            modality = "planned"
        modes = {m.get("modality", "happened") for m in mentions if not m.get("weak")}
        if modes == {"denied"}:
            modality = "denied"
        q = [{"what": k, "low": min(v), "high": max(v)} for k, v in sorted(values.items()) if k not in ("crew",)]
        also = list(e.also) + (["AGREE"] if "planned" in modes else []) + (["REJECT"] if "denied" in modes else [])
        line = {"event": e.id, "story": e.story, "type": gen.t[e.sub]["type"], "subtype": e.sub, "also": sorted(set(also)), "actor": e.actor, "recipient": e.recipient, "date": e.when.date().isoformat(),
                "place": {"name": e.place[0], "country": e.place[2]} if e.place else None, "quantities": q, "modality": modality, "mentions": mentions,
                "origins": [sorted(set(v)) for _, v in sorted(origins.items())], "newsrooms": sorted(origins), "independent": len(origins), "independent_affirming": len(affirmed), "disagreements": dis, "tolerated_disagreements": sorted(set(tolerated))}
        if e.part_of is not None:
            line["part_of"] = e.part_of.id
        if getattr(e, "twin_of", None) is not None:
            line["resembles"] = e.twin_of.id
        lines.append(line)
    ids = {l["event"] for l in lines}
    for l in lines:
        if l.get("part_of") not in ids:
            l.pop("part_of", None)
    for a in arts:
        line = {"article": a.id, "kind": a.kind, "of": a.of.id if a.of is not None and not a.of.unseen else None, "outlet": a.outlet.name, "origin": a.room, "story": a.story, "habits": a.habits,
                "tolerated": [list(sp) for s, sp in zip(a.sents, a.spans) if s.tol]}
        if a.of is not None and a.of.unseen:
            line["of_unseen"] = True
        lines.append(line)
    return lines


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--stories", type=int, default=20)
    p.add_argument("--split", choices=["tune", "hold", "all"], default="tune")
    p.add_argument("--preset", choices=["abduction"])
    p.add_argument("--shuffle", type=int, help="write the articles in another order of arrival")
    p.add_argument("--spin", help="path of spin.py; without it a short list of synonyms is used")
    p.add_argument("--thesaurus", help="for spin.py")
    p.add_argument("--wordnet", help="for spin.py")
    p.add_argument("--spin-rate", type=float, default=.25)
    p.add_argument("--count", action="store_true", help="count the templates and stop")
    p.add_argument("out", nargs="?")
    o = p.parse_args()
    if o.count:
        count()
        return
    if not o.out:
        p.error("OUT_DIR is missing")
    if o.spin and not (o.thesaurus and o.wordnet):
        p.error("--spin needs --thesaurus and --wordnet")
    gen = Generator(o.seed, o.split)
    gen.run(o.stories, o.preset)
    spin_all(gen, o, o.seed)
    stories = {}
    for e in gen.events:
        stories[e.id] = e.story
    for a in gen.articles:
        if not getattr(a, "done", False):
            lay_out(a)
        first = next((m[0] for s in a.sents for m in s.mentions if not m[1]), None)
        a.story = first.story if first is not None else None
    shown = sorted([a for a in gen.articles if not a.unseen], key=lambda a: (a.published, a.outlet.name, a.title, a.text))
    for i, a in enumerate(shown):
        a.id = f"p{o.seed}-{i + 1:04d}"
    truth = truth_of(gen)
    os.makedirs(o.out, exist_ok=True)
    rows = []
    for a in shown:
        row = {"id": a.id, "title": a.title, "outlet": a.outlet.name, "published": a.published.strftime("%Y-%m-%dT%H:%M:00Z") if a.outlet.clock else a.published.date().isoformat(), "text": a.text}
        if a.byline:
            row["byline"] = a.byline
        if a.outlet.kind in ("web", "caster") or a.outlet.us:
            slug = re.sub(r"[^a-z0-9]+", "-", a.title.lower()).strip("-")[:60]
            row["url"] = f"https://www.{a.outlet.host}/{a.published:%Y/%m/%d}/{slug}-{a.id.split('-')[1]}"
        rows.append(row)
    if o.shuffle is not None:
        random.Random(f"order {o.shuffle}").shuffle(rows)
    for name, data in (("articles.jsonl", rows), ("truth.jsonl", truth)):
        with open(os.path.join(o.out, name), "w", encoding="utf-8") as f:
            for r in data:
                f.write(json.dumps(r, ensure_ascii=False) + "\n")
    events = [t for t in truth if "event" in t]
    print(f"{len(rows)} articles, {len(events)} events, {sum(len(e['disagreements']) for e in events)} disagreements", file=sys.stderr)


def count():
    t = load_templates()
    total, types = 0, {}
    for section, parts in t.items():
        for part, texts in parts.items():
            if part != "type":
                total += len(texts)
                types.setdefault(parts["type"] or "frames", {}).setdefault(part, 0)
                types[parts["type"] or "frames"][part] += len(texts)
    print(total, "templates;", sum(sum(len(x) for p_, x in s.items() if p_ != "type") for s in split_templates(t, "hold").values()), "in hold (lists under three are shared)")
    for k, v in sorted(types.items()):
        print(k, " ".join(f"{p_}:{n}" for p_, n in sorted(v.items())))


if __name__ == "__main__":
    main()
