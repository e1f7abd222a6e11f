#!/usr/bin/env python3
"""Trains the graph that hears which words tell of acts, and of which PLOVER types and modes.

    python3 acts.py MODEL [--folds FOLDER]      (torch, onnx, onnxruntime, spacy, tokenizers; some ten minutes on one core)

The encoder rests: the states that the graph sees are those of MODEL's trunk, as shipped. It learns from our own sentences
(`sentences/`) and from the parts of `bench/gold/events` that may be tuned on, each text as one sequence. Written is MODEL/acts.onnx, in
int8; MODEL's manifest names it under "further", and under "labels" the types and after them the modes ("ASSAULT:drone"). With --folds, FOLDER gets as many model folders as
there are folds, each with a graph that did not see the texts of its fold, and fold.json, which says what is in which: for figures, and for
fitting what weighs the graph's answers (`bench/fit_events.py`).
"""
import argparse
import json
import pathlib
import random
import shutil
import sys
import zlib

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "training"))
from annotator.pieces import Pieces, packs, published, quoted_words, window  # noqa: E402
from annotator.relations import TRIGGER, TYPES, written  # noqa: E402

MODES = [":".join(line.split("\t")[:2]) for line in open(ROOT / "crates/coding/data/modes.tsv", encoding="utf-8") if line[0] not in "#\n"]
LABELS = TYPES + MODES
HIDDEN, WIDTH, INNER, HEADS, OUT = 384, 256, 512, 4, 192
EPOCHS, BATCH, RATE, FOLDS, MOST = 8, 32, 1.5e-3, 3, 170


def own(p):
    """One row of 0 and 1 a word of a paragraph of our own sentences."""
    layer = p["layers"].get("event", [1] * len(p["words"]))
    rows = np.zeros((len(p["words"]), len(LABELS)), np.uint8)
    for i, told_there in enumerate(layer):
        for k in range(len(TYPES)):
            rows[i, k] = told_there >> (k + 1) & 1
    for pair in p["pairs"]:
        for i in (i for role, on in pair["marks"] if role == TRIGGER for i in on):
            for mode in pair["modes"]:
                rows[i, LABELS.index(mode)] = 1
    return rows


def told(item, words):
    """The same of a gold text whose words are given as (start, end)."""
    rows = np.zeros((len(words), len(LABELS)), np.uint8)
    for event in item["events"]:
        trigger = event["trigger"]
        for n, (start, end) in enumerate(words):
            if trigger and start < trigger["end"] and trigger["start"] < end:
                for label in [event["type"]] + [f"{event['type']}:{mode}" for mode in event["modes"]]:
                    rows[n, LABELS.index(label)] = 1
    return rows


def texts(nlp):
    """(name, words, one row of 0 and 1 a word, whether it may be held out) of all that is learned from."""
    for n, p in enumerate(written(ROOT / "training/sentences", nlp)[0]):
        yield f"s{n}", p["words"], own(p).tolist(), False
    for path in sorted((ROOT / "bench/gold/events").glob("*.jsonl")):
        for item in map(json.loads, open(path, encoding="utf-8")):
            if item.get("part") != "tune" or "events" not in item:
                continue
            words = [w for w in nlp.make_doc(item["text"]) if not w.is_space]
            yield item["id"], [w.text for w in words], told(item, [(w.idx, w.idx + len(w)) for w in words]).tolist(), True


def states(model, pieces, rows):
    """The top and lower states of each text's words."""
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    trunk = onnxruntime.InferenceSession(str(model / "trunk.onnx"), options)
    for name, words, told, held in rows:
        words = words[:MOST]
        paragraph = {"words": words, "quotes": quoted_words(words), "sentences": [], "layers": {}}
        found = []
        for pack in packs(pieces, [paragraph]):
            w = window(pieces, pack)
            feed = {k: np.array([w[v]], np.int32) for k, v in (("pieces", "ids"), ("shapes", "shapes"), ("quotes", "quotes"), ("first", "first"))}
            lower, top, _ = trunk.run(None, feed)
            found.append(np.concatenate([top[0], lower[0][np.array(w["first"])]], 1))
        found = np.concatenate(found)
        if len(found) == len(words):
            yield name, torch.from_numpy(found), torch.tensor(told[:MOST]).float(), held


class Acts(nn.Module):
    """A layer of attention over the words of a sentence, then the types and modes of each."""

    def __init__(self):
        super().__init__()
        self.top, self.low = nn.Linear(HIDDEN, WIDTH), nn.Linear(HIDDEN, WIDTH, bias=False)
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.before, self.within = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.f1, self.f2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.join, self.out = nn.Linear(WIDTH, OUT), nn.Linear(OUT, len(LABELS))

    def forward(self, words, lower, mask):
        drop = lambda x, p: F.dropout(x, p, self.training)
        x = F.gelu(self.top(drop(words, 0.15)) + self.low(drop(lower, 0.15)))
        s, n = mask.shape
        split = lambda z: z.view(s, n, HEADS, WIDTH // HEADS).transpose(1, 2)
        y = self.before(x)
        scores = split(self.q(y)) @ split(self.k(y)).transpose(-1, -2) * (WIDTH // HEADS) ** -0.5
        share = torch.softmax(scores + (mask[:, None, None, :] - 1.0) * 1e4, -1)
        x = x + drop(self.o((share @ split(self.v(y))).transpose(1, 2).reshape(s, n, WIDTH)), 0.1)
        x = x + drop(self.f2(drop(F.gelu(self.f1(self.within(x))), 0.1)), 0.1)
        return self.out(drop(F.gelu(self.join(x)), 0.2))


def batches(rows, size, rng=None):
    rows = list(rows)
    if rng:
        rng.shuffle(rows)
    stretches = [sorted(rows[i:i + 20 * size], key=lambda r: len(r[1])) for i in range(0, len(rows), 20 * size)]
    rows = [row for stretch in stretches for row in stretch]
    cut = [rows[i:i + size] for i in range(0, len(rows), size)]
    if rng:
        rng.shuffle(cut)
    for batch in cut:
        pad = lambda x: nn.utils.rnn.pad_sequence(x, batch_first=True)
        mask = pad([torch.ones(len(r[1])) for r in batch])
        yield batch, pad([r[1] for r in batch]), pad([r[2] for r in batch]), mask


def learn(rows, seed):
    torch.manual_seed(seed)
    rng, acts = random.Random(seed), Acts()
    optimiser = torch.optim.AdamW(acts.parameters(), RATE, weight_decay=0.01)
    steps, step = EPOCHS * (len(rows) // BATCH + 1), 0
    for _ in range(EPOCHS):
        for batch, states, told, mask in batches(rows, BATCH, rng):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, step / 100) * max(0.02, 1 - step / steps)
            odds = acts(states[..., :HIDDEN], states[..., HIDDEN:], mask)
            loss = (F.binary_cross_entropy_with_logits(odds, told, reduction="none") * mask[..., None]).sum() / len(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(acts.parameters(), 1.0)
            optimiser.step()
    return acts.eval()


@torch.no_grad()
def report(acts, rows):
    """How well the types of each text are heard, at some marks."""
    said = [(told.amax(0), torch.sigmoid(acts(states[None, :, :HIDDEN], states[None, :, HIDDEN:], torch.ones(1, len(states))))[0].amax(0)) for _, states, told, _ in rows]
    gold, p = (torch.stack(x) for x in zip(*said))
    hit, said = ((p >= 0.5) * gold)[:, len(TYPES):].sum().item(), (p >= 0.5)[:, len(TYPES):].sum().item()
    print(f"  modes F1 {2 * hit / max(1, said + gold[:, len(TYPES):].sum().item()):.3f}")
    gold, p = gold[:, :len(TYPES)], p[:, :len(TYPES)]
    for mark in (0.15, 0.25, 0.35, 0.5):
        hit = ((p >= mark) * gold).sum().item()
        precision, recall = hit / max(1, (p >= mark).sum().item()), hit / max(1, gold.sum().item())
        none = gold.sum(1) == 0
        print(f"  at {mark}: types F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}  precision {precision:.3f}  recall {recall:.3f}"
              f"  texts without any left alone {(p[none] < mark).all(1).float().mean():.3f}", flush=True)


def export(acts, path):
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from fuse import fuse
    plain = path.with_suffix(".fp32.onnx")
    axes = {name: {0: "S", 1: "N"} for name in ("words", "lower", "mask", "acts")}
    torch.onnx.export(acts, (torch.rand(2, 6, HIDDEN), torch.rand(2, 6, HIDDEN), torch.ones(2, 6)), plain, input_names=["words", "lower", "mask"],
                      output_names=["acts"], dynamic_axes=axes, opset_version=17, dynamo=False)
    quantize_dynamic(plain, path, op_types_to_quantize=["MatMul", "Gemm"], per_channel=True, weight_type=QuantType.QInt8)
    fuse(path)
    plain.unlink()


def name(model):
    """Names the graph in the model's manifest."""
    path = model / "annotator.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if "acts" not in manifest.setdefault("further", []):
        manifest["further"].append("acts")
    manifest["labels"]["acts"] = LABELS
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("model", type=pathlib.Path)
    a.add_argument("--folds", type=pathlib.Path)
    a.add_argument("--only", type=int, help="this fold alone, so that folds may run side by side; -1: none, only what is shipped")
    a.add_argument("--work", type=pathlib.Path, default=ROOT / "training/work")
    o = a.parse_args()
    import spacy
    torch.set_num_threads(1)
    rows = list(states(o.model, Pieces(published(o.work)), texts(spacy.blank("en"))))
    fold = {row[0]: zlib.crc32(row[0].encode()) % FOLDS for row in rows if row[3]}
    print(len(rows), "texts,", len(fold), "that may be held out", flush=True)
    for k in range(FOLDS) if o.folds else ():
        if o.only not in (None, k):
            continue
        acts = learn([row for row in rows if fold.get(row[0]) != k], k)
        print("fold", k)
        report(acts, [row for row in rows if fold.get(row[0]) == k])
        folder = o.folds / str(k)
        shutil.copytree(o.model, folder, dirs_exist_ok=True)
        export(acts, folder / "acts.onnx")
        name(folder)
        (o.folds / "fold.json").write_text(json.dumps(fold))
    if o.only in (None, -1):
        export(learn(rows, 9), o.model / "acts.onnx")
        name(o.model)


if __name__ == "__main__":
    main()
