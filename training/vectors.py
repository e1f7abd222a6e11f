#!/usr/bin/env python3
"""How well vectors group texts into stories and link event mentions on ECB+, beside the plain published encoder.

usage: vectors.py MODEL DATA [--split dev] [--work FOLDER]

MODEL is a model folder. Printed are, for all pairs of texts (mentions) of the split, the average precision with which the cosine finds pairs of one story (one
event), and the best B-cubed F1 that average-link clustering reaches at any threshold. The plain encoder's vector is the mean of its top states over the text; for a
mention, the mean over its words joined to the mean over its sentence.
"""
import argparse
import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from annotator.pieces import Pieces, packs, published, quoted_words, window  # noqa: E402


class Shipped:
    """The model folder's graphs."""

    def __init__(self, folder):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.graphs = {n: onnxruntime.InferenceSession(str(folder / f"{n}.onnx"), options, providers=["CPUExecutionProvider"]) for n in ("trunk", "embed", "mention")}

    def states(self, w):
        feed = {k: np.array([w[v]], np.int32) for k, v in (("pieces", "ids"), ("shapes", "shapes"), ("quotes", "quotes"), ("first", "first"))}
        return self.graphs["trunk"].run(["words"], feed)[0][0]

    def text(self, mean):
        return self.graphs["embed"].run(None, {"means": mean[None]})[0][0]

    def mention(self, trigger, sentence):
        return self.graphs["mention"].run(None, {"words": trigger[None], "means": sentence[None]})[0][0]


class Plain:
    """The published encoder."""

    def __init__(self, pieces, folder):
        import torch

        from annotator.model import Annotator
        self.torch = torch
        torch.set_num_threads(1)
        self.trunk = Annotator(len(pieces.names), {"upos": 1}, 1, {"relation": 1})
        self.trunk.load_published(folder, pieces.rows)
        self.trunk = self.trunk.trunk.eval()
        self.trunk.se.weight.data.zero_()
        self.trunk.qe.weight.data.zero_()

    def states(self, w):
        t = self.torch
        with t.no_grad():
            put = lambda k: t.tensor([w[k]])
            return self.trunk(put("ids"), put("shapes"), put("quotes"), t.ones(1, len(w["ids"])), put("first"))[1][0].numpy()

    def text(self, mean):
        return mean / np.linalg.norm(mean)

    def mention(self, trigger, sentence):
        v = np.concatenate([trigger / np.linalg.norm(trigger), sentence / np.linalg.norm(sentence)])
        return v / np.linalg.norm(v)


def vectors(encoder, pieces, documents, events):
    texts, mentions = {}, {}
    for d in documents:
        paragraphs = [{"words": s["tokens"][:170], "quotes": quoted_words(s["tokens"][:170]), "sentences": [], "layers": {}, "sent": s["sent"]} for s in d["sentences"] if s["tokens"]]
        total, n = 0.0, 0
        for pack in packs(pieces, paragraphs):
            w = window(pieces, pack)
            states = encoder.states(w)
            total, n = total + states.sum(0), n + len(states)
            for (a, b), p in zip(w["paragraphs"], pack):
                for m in events.get((d["doc"], p["sent"]), ()):
                    at = [a + i for i in m["tokens"] if a + i < b]
                    if at:
                        mentions[m["mention"]] = encoder.mention(states[at].mean(0), states[a:b].mean(0))
        texts[d["doc"]] = encoder.text((total / n).astype(np.float32))
    return texts, mentions


def average_precision(vectors, labels):
    x = np.stack(vectors)
    scores = x @ x.T
    i, j = np.triu_indices(len(x), 1)
    same = np.array(labels)[i] == np.array(labels)[j]
    order = np.argsort(-scores[i, j], kind="stable")
    hit = same[order]
    return float((np.cumsum(hit)[hit] / (np.flatnonzero(hit) + 1)).mean())


def b_cubed(gold, said):
    size = lambda labels: {l: np.sum(labels == l) for l in set(labels.tolist())}
    g, s = size(gold), size(said)
    both = {}
    for x in zip(gold.tolist(), said.tolist()):
        both[x] = both.get(x, 0) + 1
    p = sum(n * n / s[k[1]] for k, n in both.items()) / len(gold)
    r = sum(n * n / g[k[0]] for k, n in both.items()) / len(gold)
    return 2 * p * r / (p + r)


def best_clustering(vectors, labels):
    from scipy.cluster.hierarchy import average, fcluster
    from scipy.spatial.distance import pdist
    tree = average(pdist(np.stack(vectors), "cosine").clip(0))
    ids = {l: k for k, l in enumerate(sorted(set(labels)))}
    gold = np.array([ids[l] for l in labels])
    return max(b_cubed(gold, fcluster(tree, t, "distance")) for t in np.linspace(0.02, 1.0, 60))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("model", type=pathlib.Path)
    a.add_argument("data", type=pathlib.Path)
    a.add_argument("--split", default="dev")
    a.add_argument("--work", type=pathlib.Path, default=pathlib.Path("training/work"))
    o = a.parse_args()
    folder = published(o.work)
    pieces = Pieces(folder)
    read = lambda kind: [json.loads(l) for l in open(o.data / f"bench/ecb/gold_{kind}.{o.split}.jsonl", encoding="utf-8")]
    documents, events = read("docs"), {}
    chains = {}
    for m in read("events"):
        events.setdefault((m["doc"], m["sent"]), []).append(m)
        chains[m["mention"]] = m["chain"]
    stories = {d["doc"]: d["cluster"] for d in documents}
    for name, encoder in (("plain MiniLM", Plain(pieces, folder)), (str(o.model), Shipped(o.model))):
        texts, mentions = vectors(encoder, pieces, documents, events)
        for what, got, gold in (("stories", texts, stories), ("events", mentions, chains)):
            keys = sorted(got)
            args = [got[k] for k in keys], [gold[k] for k in keys]
            print(f"{name}  {what}  average precision {average_precision(*args):.3f}  best B-cubed F1 {best_clustering(*args):.3f}  ({len(keys)})", flush=True)


if __name__ == "__main__":
    main()
