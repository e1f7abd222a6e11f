"""UD English EWT and GUM: words, tags, trees, sentence ends and names."""
import pathlib
import re
from collections import defaultdict

from .pieces import quoted_words

TYPES = ["PER", "ORG", "GPE", "LOC", "FAC", "NORP", "MISC"]
NAMES = ["O"] + [f"{b}-{t}" for t in TYPES for b in "BI"]
NAME = {n: i for i, n in enumerate(NAMES)}
PLACE = ("GPE", "LOC", "FAC")
LEFT_OUT = ("fiction", "whow")  # GUM documents whose licence forbids commercial use
JOINED = {"of", "the", "and", "for", "de", "la", "&", "-", "–", "'s", "’s", "in", "on", "du", "del", "al"}
TITLES = set("""mr mrs ms miss dr prof professor sir lord lady king queen prince princess president senator sen rep governor gov judge captain
general colonel major sergeant pope saint bishop father sister chancellor minister secretary mayor chairman director detective officer""".split())


def allowed(*labels):
    """A set of allowed labels as bits."""
    return sum(1 << NAME[l] for l in labels)


def read(path):
    """Documents of a CoNLL-U file: lists of sentences, each {"id", "text", "rows", "opens" (a paragraph)}."""
    documents, meta, rows, opens = [], {}, [], True
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            documents.append((line.split("=", 1)[-1].strip(), []))
            opens = True
        elif line.startswith("# newpar"):
            opens = True
        elif line.startswith("#"):
            m = re.match(r"# (sent_id|text) = (.*)", line)
            if m:
                meta[m[1]] = m[2]
        elif not line:
            if rows:
                if not documents:
                    documents.append(("", []))
                documents[-1][1].append({"id": meta["sent_id"], "text": meta.get("text", ""), "rows": rows, "opens": opens})
            meta, rows, opens = {}, [], False
        else:
            c = line.split("\t")
            if "." not in c[0] and "-" not in c[0]:
                rows.append(c)
    return documents


def gum_names(sentences, silver):
    """Names out of GUM's entity spans: those whose head is a proper noun, cut to the name itself.

    Places say no kind (city, river, building): `silver` decides where it overlaps, else all three are allowed. Proper nouns outside
    of any span teach nothing. Spans may run over sentences; those are left out."""
    out = []
    for s, guess in zip(sentences, silver):
        rows, open_, spans = s["rows"], [], []
        for i, r in enumerate(rows):
            m = re.search(r"(?:^|\|)Entity=([^|]*)", r[9])
            for part in re.findall(r"\([^()]+\)?|[^()]*\)", m[1]) if m else ():
                if part.startswith("("):
                    group, kind = part.strip("()").split("-")[:2]
                    open_.append((group, kind, i))
                    if not part.endswith(")"):
                        continue
                    part = group + ")"
                group = part.rstrip(")").split("-")[0]
                at = next((k for k in range(len(open_) - 1, -1, -1) if open_[k][0] == group), None)
                if at is not None:
                    _, kind, start = open_.pop(at)
                    spans.append((start, i + 1, kind))
        named = set()
        labels = [0 if r[3] == "PROPN" else allowed("O") for r in rows]
        for a, b, t in guess:
            if t == "NORP":
                for i in range(a, b):
                    labels[i] = allowed(("B-" if i == a else "I-") + t)
        for a, b, kind in sorted(spans, key=lambda x: x[0] - x[1]):  # long spans first; what lies within a name is no name of its own
            inside = range(a, b)
            heads = [i for i in inside if not a <= int(rows[i][6]) - 1 < b]
            if len(heads) != 1 or rows[heads[0]][3] != "PROPN" or kind == "time":
                continue
            lo, hi = name_around(rows, heads[0], a, b, joins=kind != "person")
            if set(range(lo, hi)) <= named:
                continue
            named.update(range(lo, hi))
            types = {"person": ("PER",), "organization": ("ORG",), "place": PLACE}.get(kind, ("MISC",))
            if kind == "place":
                told = [t for x, y, t in guess if x < hi and lo < y and t in PLACE]
                types = tuple(told[:1]) or PLACE
            for i in range(lo, hi):
                labels[i] = allowed(*[("B-" if i == lo else "I-") + t for t in types])
        out.append(labels)
    return out


def name_around(rows, head, a, b, joins):
    """The run of proper nouns around a head within [a, b), small words between them kept for what is no person."""
    proper = lambda i: a <= i < b and rows[i][3] in ("PROPN",)
    lo = hi = head
    while True:
        if proper(lo - 1):
            lo -= 1
        elif lo - 2 >= a and proper(lo - 2) and rows[lo - 1][1].lower() in (JOINED if joins else {"-", "de", "al"}):
            lo -= 2
        elif lo - 3 >= a and joins and proper(lo - 3) and rows[lo - 1][1].lower() == "the" and rows[lo - 2][1].lower() in ("of", "for"):
            lo -= 3
        else:
            break
    while True:
        if proper(hi + 1):
            hi += 1
        elif proper(hi + 2) and a <= hi + 1 < b and rows[hi + 1][1].lower() in (JOINED if joins else {"-", "de", "al"}):
            hi += 2
        elif joins and proper(hi + 3) and rows[hi + 1][1].lower() in ("of", "for") and rows[hi + 2][1].lower() == "the":
            hi += 3
        else:
            break
    while not joins and lo < hi and rows[lo][1].lower().rstrip(".") in TITLES:
        lo += 1
    return lo, hi + 1


def written_names(path):
    """Names labelled by hand for this project: {sentence id: [(first word, last word, type)]}."""
    out = defaultdict(list)
    for line in open(path, encoding="utf-8"):
        if not line.startswith("#"):
            sid, spans = line.rstrip("\n").split("\t")
            out[sid] = []
            for span in filter(None, spans.split("; ")):
                kind, where = span.split(" ")
                a, _, b = where.partition("-")
                out[sid].append((int(a), int(b or a), kind))
    return out


def marked(n, spans):
    labels = [allowed("O")] * n
    for a, b, kind in spans:
        for i in range(a, b + 1):
            labels[i] = allowed(("B-" if i == a else "I-") + kind)
    return labels


def paragraphs_of(documents, vocabularies, names):
    """Documents as lists of paragraphs of one sentence each; `opens` tells where a paragraph of the text begins.

    vocabularies: {"upos", "xpos", "deprel"} label to index; names: {sentence id: bits a word}."""
    out = []
    for doc, sentences in documents:
        document = []
        for s in sentences:
            rows = s["rows"]
            n = len(rows)
            words = [r[1] for r in rows]
            get = lambda key, column: [vocabularies[key].get(r[column], -100) for r in rows]
            layers = {"upos": get("upos", 3), "xpos": get("xpos", 4), "deprel": get("deprel", 7), "end": [0] * (n - 1) + [1]}
            if s["id"] in names:
                layers["names"] = names[s["id"]]
            document.append({"words": words, "quotes": quoted_words(words), "sentences": [(0, n)], "layers": layers,
                             "heads": [int(r[6]) for r in rows], "opens": s["opens"], "id": s["id"]})
        out.append((doc, document))
    return out


def joined(paragraphs):
    """Sentences of one paragraph as one paragraph."""
    out = {"words": [], "quotes": [], "sentences": [], "layers": {k: [] for p in paragraphs for k in p["layers"]}, "heads": []}
    for p in paragraphs:
        base, n = len(out["words"]), len(p["words"])
        out["words"] += p["words"]
        out["sentences"] += [(base + a, base + b) for a, b in p["sentences"]]
        out["heads"] += p["heads"]
        for k in out["layers"]:
            out["layers"][k] += p["layers"].get(k) or [-100] * n
    out["quotes"] = quoted_words(out["words"])
    return out


def files(data):
    ud = pathlib.Path(data) / "data/ud"
    return {f"{t}_{s}": ud / f"en_{t}-{s}.conllu" for t in ("ewt", "gum") for s in ("train", "dev")}
