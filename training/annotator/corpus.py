"""All training data, read once and kept in a cache beside the checkpoints."""
import pathlib
import pickle

from . import press, relations, spins, treebank
from .pieces import Pieces, published, quoted_words

LAYERS = {"cue": ["O", "B", "I"], "content": ["O", "I"], "source": ["O", "I"], "swapped": ["O", "S"], "end": ["O", "E"]}


def build(data, cache, moby, wordnet, here):
    """The corpus as a dict, from the cache when it is there."""
    cache = pathlib.Path(cache)
    cache.mkdir(parents=True, exist_ok=True)
    file = cache / "corpus.pickle"
    nlp = press.labeller()
    data, here = pathlib.Path(data), pathlib.Path(here)
    if file.exists():
        corpus = pickle.loads(file.read_bytes())
        corpus["written"], corpus["modes"] = relations.written(here / "sentences", nlp)  # these grow
        return corpus
    corpus = {"vocabularies": {"upos": {}, "xpos": {}, "deprel": {}}, "treebank": {}}
    read = {k: treebank.read(f) for k, f in treebank.files(data).items()}
    for key in ("ewt_train", "gum_train"):
        for _, sentences in read[key]:
            for r in (r for s in sentences for r in s["rows"]):
                for name, column in (("upos", 3), ("xpos", 4), ("deprel", 7)):
                    corpus["vocabularies"][name].setdefault(r[column], len(corpus["vocabularies"][name]))
    labelled = treebank.written_names(here / "labels/ewt-names.tsv")
    from spacy.tokens import Doc
    for key, documents in read.items():
        documents = [d for d in documents if not any(f"_{k}_" in d[0] for k in treebank.LEFT_OUT)]
        sentences = [s for d in documents for s in d[1]]
        names = {}
        if key == "ewt_train":
            for s in sentences:
                names[s["id"]] = treebank.marked(len(s["rows"]), labelled.get(s["id"], []))
        elif key.startswith("gum"):
            guess = press.silver(nlp, [Doc(nlp.vocab, words=[r[1] for r in s["rows"]]) for s in sentences])
            names = {s["id"]: bits for s, bits in zip(sentences, treebank.gum_names(sentences, guess))}
        corpus["treebank"][key] = treebank.paragraphs_of(documents, corpus["vocabularies"], names)
    print("treebanks read", flush=True)
    bench, told = data / "bench", press.told_names(here / "labels/polnear-names.tsv")
    for split in ("train", "dev"):
        corpus[f"quotations_{split}"] = press.quotations(bench / f"polnear/gold.{split}.jsonl", nlp, told)
        corpus[f"events_{split}"] = press.events(bench / "ecb", split, nlp, relations.EVENT)
    print("news read", flush=True)
    corpus["written"], corpus["modes"] = relations.written(here / "sentences", nlp)
    corpus["synthetic"] = relations.synthetic(data / "data/plover-synthetic-stories.csv", nlp)
    corpus["plv"] = relations.plv(bench / "plover/gold.plv.train.jsonl", nlp)
    corpus["spun"] = spun(corpus, cache, moby, wordnet, nlp)
    print({k: len(v) for k, v in corpus.items()}, flush=True)
    file.write_bytes(pickle.dumps(corpus))
    return corpus


def spun(corpus, cache, moby, wordnet, nlp):
    """Documents with words exchanged, as lists of paragraphs: PolNeAR's half that may be tuned on, ECB+ and the treebanks' news."""
    import numpy as np
    from safetensors.numpy import load_file
    folder = published(cache)
    pieces = Pieces(folder)
    vectors = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"][np.array(pieces.rows)]
    spinners = spins.Spinners(moby, wordnet, pieces.names, vectors)
    documents = [(d, [p["words"] for p in ps]) for d, ps, _ in corpus["quotations_train"] if not press.held_back(d)]
    documents += [(d, [p["words"] for p in ps]) for d, ps, *_ in corpus["events_train"]]
    documents += [(d, [p["words"] for p in ps]) for d, ps in corpus["treebank"]["gum_train"] if any(f"_{k}_" in d for k in ("news", "interview", "speech", "bio"))]
    documents += [(f"synthetic {i}", [p["words"]]) for i, p in enumerate(corpus["synthetic"])]
    out = []
    for doc, paragraphs in documents:
        for turn in range(1 if doc.startswith("synthetic") else 2):
            text, starts = "", []
            for words in paragraphs:
                row = []
                for w in words:
                    row.append(len(text))
                    text += w + " "
                text = text.rstrip(" ") + "\n\n"
                starts.append(row)
            swaps = {a: (b, new) for a, b, new in spinners.text(text, f"{doc} {turn}")}
            document = []
            for words, row in zip(paragraphs, starts):
                new, marks = [], []
                for w, a in zip(words, row):
                    if a in swaps and swaps[a][0] == a + len(w):
                        put = [t.text for t in nlp.make_doc(swaps[a][1])]
                        new += put
                        marks += [1] * len(put)
                    else:
                        new.append(w)
                        marks.append(0)
                document.append({"words": new, "quotes": quoted_words(new), "sentences": [], "layers": {"swapped": marks}})
            out.append((doc, document))
    return out
