"""Sentences with an actor, a recipient and what stands between them: our own, the synthetic stories' leads, and PLV."""
import csv
import json
import pathlib
import random
import re
import zlib

from .pieces import quoted_words
from .press import lead

TYPES = ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION",
         "MOBILIZE", "COERCE", "ASSAULT"]
LABELS = TYPES + ["NONE"]
EVENT = ["O"] + TYPES + ["OTHER"]
QUADS = dict(zip(TYPES, (1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4)))
MODALITY = ["happened", "planned", "alleged", "denied", "hypothetical"]
AUX = ["historical", "future", "hypothetical", "negation"]
ACTOR, RECIPIENT, TRIGGER = 1, 2, 3


def bits(kind):
    """The types that a label allows: PLV and others join CONCEDE and RETREAT as YIELD."""
    kinds = ("CONCEDE", "RETREAT") if kind == "YIELD" else (kind,)
    return sum(1 << LABELS.index(k) for k in kinds)


def tokens(nlp, segments):
    """Words of marked text: [(text, role)] to (words, [(role, [word indices])] in order)."""
    text = "".join(t for t, _ in segments)
    doc = [t for t in nlp.make_doc(text) if not t.is_space]
    spans, at, marks = [(t.idx, t.idx + len(t)) for t in doc], 0, []
    for part, role in segments:
        a, b = at, at + len(part)
        at = b
        if role:
            on = [i for i, (x, y) in enumerate(spans) if x < b and a < y]
            if on:
                marks.append((role, on))
    return [t.text for t in doc], marks


def paragraph(words):
    return {"words": words, "quotes": quoted_words(words), "sentences": [(0, len(words))], "layers": {}}


def written(folder, nlp):
    """Our own sentences: rows of one text joined, so that each paragraph has all its events."""
    by_text, modes = {}, set()
    for path in sorted(pathlib.Path(folder).glob("plover-*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#") or line.startswith("type\t"):
                continue
            kind, mode, aux, modality, _, marked = line.split("\t")
            segments, role = [], 0
            for part in re.split(r"(</?[art]>)", marked):
                if re.fullmatch(r"</?[art]>", part):
                    role = 0 if part[1] == "/" else {"a": ACTOR, "r": RECIPIENT, "t": TRIGGER}[part[1]]
                elif part:
                    segments.append((part, role))
            text = "".join(t for t, _ in segments)
            words, marks = tokens(nlp, segments)
            p = by_text.setdefault(text, paragraph(words) | {"pairs": [], "text": text})
            names = [f"{kind}:{m}" for m in mode.split("|") if m]
            modes.update(names)
            p["pairs"].append({"kind": bits(kind), "marks": marks, "quad": QUADS.get(kind, 0) - 1, "modes": names,
                               "modality": MODALITY.index(modality) if modality in MODALITY else -100, "aux": [a in aux.split("|") for a in AUX] if kind != "NONE" else None})
            layer = p["layers"].setdefault("event", [1] * len(words))
            if kind != "NONE":
                for i in (i for r, on in marks if r == TRIGGER for i in on):
                    layer[i] = (layer[i] if layer[i] != 1 else 0) | 1 << EVENT.index(kind)
    return list(by_text.values()), sorted(modes)


def synthetic(path, nlp):
    """Leads of the synthetic stories, their two countries marked where the prompt tells them."""
    out = []
    for d in csv.DictReader(open(path, encoding="utf-8")):
        kind = d["label"] if d["label"] in TYPES else None
        text = lead(d["text"])
        if kind is None or len(text.split()) < 5:
            continue
        seen = set()

        def group(m):
            if m[1] in seen:
                return ".+?"
            seen.add(m[1])
            return f"(?P<{m[1]}>.+?)"
        pattern = "^" + re.sub(r"\\\{(\w+)\\\}", group, re.escape(d["title"].strip())) + r"\s*(?:\n|$)"
        found, spans = re.match(pattern, d["prompt"]), []
        for role, key in ((ACTOR, "country_1"), (RECIPIENT, "country_2")):
            value = found.groupdict().get(key) if found else None
            if value:
                i = text.find(value[:max(4, int(len(value) * 0.7))])
                if i >= 0:
                    j = i
                    while j < len(text) and (text[j].isalnum() or text[j] == " " and value.startswith(text[i:j + 1])):
                        j += 1
                    if not any(a < j and i < b for a, b, _ in spans):
                        spans.append((i, j, role))
        segments, at = [], 0
        for i, j, role in sorted(spans):
            segments += [(text[at:i], 0), (text[i:j], role)]
            at = j
        words, marks = tokens(nlp, segments + [(text[at:], 0)])
        p = paragraph(words)
        p["pairs"] = [{"kind": bits(kind), "marks": marks, "quad": QUADS[kind] - 1, "modes": None, "modality": -100, "aux": None}]
        out.append(p)
    return out


def plv(path, nlp):
    """PLV's training pairs, with uid, fold, root and quad."""
    out = []
    for line in open(path, encoding="utf-8"):
        r = json.loads(line)
        segments, role, seen = [], 0, set()
        for part in re.split(r"(</?[st]>)", r["marked_sentence"]):
            if re.fullmatch(r"</?[st]>", part):
                role = 0 if part[1] == "/" or part[1] in seen else {"s": ACTOR, "t": RECIPIENT}[part[1]]
                seen.add(part[1])
            elif part:
                segments.append((part, role))
        words, marks = tokens(nlp, segments)
        p = paragraph(words)
        p.update(uid=r["uid"], fold=zlib.crc32(r["sentence"].encode()) % 5, root=r["gold_root"], penta=int(r["gold_penta"]))
        p["pairs"] = [{"kind": bits(r["gold_root"]), "marks": marks, "quad": p["penta"] - 1, "modes": None, "modality": -100, "aux": None}]
        out.append(p)
    return out


def roles_of(pair, n, rng=None):
    """A role a word; with `rng`, parties are dropped, chosen and joined as the ways of asking differ."""
    marks, out = pair["marks"], [0] * n
    actors = [on for r, on in marks if r == ACTOR]
    recipients = [on for r, on in marks if r == RECIPIENT]
    triggers = [on for r, on in marks if r == TRIGGER]
    if rng:
        if len(actors) > 1 and not recipients and rng.random() < 0.6:
            rng.shuffle(actors)
            actors, recipients = actors[:1], actors[1:2]
        if len(actors) > 1 and rng.random() < 0.5:
            actors = [rng.choice(actors)]
        if len(recipients) > 1 and rng.random() < 0.5:
            recipients = [rng.choice(recipients)]
        if rng.random() < 0.5:
            triggers = []
        if triggers and rng.random() < 0.1:
            actors = []
        if (triggers or actors) and rng.random() < 0.1:
            recipients = []
    for role, spans in ((TRIGGER, triggers), (RECIPIENT, recipients), (ACTOR, actors)):
        for on in spans:
            for i in on:
                out[i] = role
    return out


def recast(p, pools, rng, rate=0.25):
    """A copy of a paragraph of pairs with some parties' words exchanged for others'; only where it has one pair."""
    if len(p["pairs"]) != 1 or rng.random() > 0.6:
        return p
    marks = sorted(((on[0], on[-1] + 1, role) for role, on in p["pairs"][0]["marks"]), key=lambda m: m[0])
    if any(a[1] > b[0] for a, b in zip(marks, marks[1:])):
        return p
    words, event, new, at = [], [], [], 0
    old = p["layers"].get("event")
    for a, b, role in marks:
        words += p["words"][at:a]
        event += old[at:a] if old else []
        put = p["words"][a:b]
        if role in (ACTOR, RECIPIENT) and rng.random() < rate:
            put = rng.choice(pools)
        new.append((role, list(range(len(words), len(words) + len(put)))))
        event += (old[a:b] if len(put) == b - a else [1] * len(put)) if old else []
        words += put
        at = b
    words += p["words"][at:]
    event += old[at:] if old else []
    out = paragraph(words)
    if old:
        out["layers"]["event"] = event
    out["pairs"] = [p["pairs"][0] | {"marks": new}]
    return out


def seeded(seed):
    return random.Random(seed)
