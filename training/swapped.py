#!/usr/bin/env python3
"""Trains the head that hears which words a machine put in, and the weights by which a text is judged.

    python3 swapped.py SOURCES DATA MODEL                (torch, onnx, scikit-learn, safetensors, tokenizers; an hour on one core)
    python3 swapped.py SOURCES DATA MODEL --further      goes on with the head that MODEL has, on fewer texts (ten minutes)
    python3 swapped.py SOURCES DATA MODEL --leave-out    says how texts of a kind are found by such a head that had none of that kind

SOURCES as crates/world/tables/make.py takes it, DATA and MODEL as train.py. Written are MODEL/swapped.onnx, which MODEL's manifest must
name under "further", and the rows `heard` of crates/world/data/weights.tsv. The encoder rests: its states of every word, as the program
gives them (`cargo build --release -p attache-world --example wording`), are all that the head sees.

Texts: the half of PolNeAR train that may be trained on (crates/world/tables/train.py), ECB+ train, English EWT and GUM train, our
sentences; each as it is and spun by `spinners.py`. The head learns from all. The weights of a text's verdict come from PolNeAR's texts
with the odds of heads that did not see them; how far above written texts spun begins (EDGE) was set on clean news (LGL, the dev sets,
TimeBank and AQUAINT, texts of PolNeAR that the second run did not have) for at most one false alarm in a hundred.

The shipped head learned first from 4,187 texts of the kinds but those of LATER, then, by --further, from the first 703 texts of all kinds
and 306 more of the later ones; the weights of the verdict are those of the first run.
"""
import copy
import hashlib
import json
import pathlib
import random
import re
import subprocess
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLES, WORLD = ROOT / "crates/world/tables", ROOT / "crates/world"
sys.path.insert(0, str(TABLES))
from spinners import KINDS, MIXED, SPARSE, Spinners, near_words  # noqa: E402
from train import tune  # noqa: E402

EXAMPLE = ROOT / "target/release/examples/wording"
HIDDEN, FIRST, SECOND, FOLDS, EDGE = 384, 96, 32, 3, 4.0
WORD = np.dtype([("start", "<u4"), ("end", "<u4"), ("states", "<u2", 2 * HIDDEN)])
FIRST_TEXTS, LEAST_WORDS = 703, 140  # of --further: of all kinds, and how long those of the later kinds are
LATER = {"phrasal": ("phrasal",), "fluent": ("fluent",), "derived": ("derived", "denied")}
SPINS = {"news": 5, "ecb": 2, "web": 1, "sentences": 1}


def documents(data):
    """(name, kind, text) of all that may be trained on."""
    for line in open(data / "bench/polnear/gold.train.jsonl", encoding="utf-8"):
        d = json.loads(line)
        if tune(d["doc"]):
            yield "p:" + d["doc"], "news", d["text"]
    for line in open(data / "bench/ecb/gold_docs.train.jsonl", encoding="utf-8"):
        d = json.loads(line)
        yield "e:" + d["doc"], "ecb", d["text"]
    for bank in ("ewt", "gum"):
        for part in open(data / f"data/ud/en_{bank}-train.conllu", encoding="utf-8").read().split("# newdoc id = ")[1:]:
            name = part.split("\n", 1)[0]
            if not re.search("fiction|whow", name):
                marks = re.findall(r"^# (newpar|text = .*)", part, re.M)
                yield "u:" + name, "web", "".join("\n" if m == "newpar" else m[7:] + " " for m in marks).strip()
    rows = []
    for path in sorted((ROOT / "training/sentences").glob("*.tsv")):
        rows += [max(line.rstrip("\n").split("\t"), key=len) for line in open(path, encoding="utf-8") if line.strip() and line[0] != "#"]
    rows = [re.sub(r"[\[\]{}<>|]|\b(?:A|R|T):", "", row) for row in rows]
    random.Random(3).shuffle(rows)
    for i in range(0, len(rows) // 5, 6):
        yield f"s:{i}", "sentences", " ".join(rows[i:i + 6])


def stretch(text, rng, words):
    """So many words of a text, from its beginning or from a line's."""
    found = list(re.finditer(r"\S+", text))
    if len(found) <= words:
        return text
    first = rng.randrange(len(found) - words) if rng.random() < 0.6 else 0
    start = found[first].start()
    line = text.rfind("\n", 0, start) + 1
    return text[line if first and start - line < 400 else start:found[first + words - 1].end()]


def variants(spinners, docs):
    """(document, kind of document, text, spans put in, kinds of spinners): each as it is, and spun."""
    rows = []
    for name, kind, text in docs:
        rng = random.Random("v2" + name)
        if len(text.split()) < 40:
            continue
        rows.append((name, kind, stretch(text, rng, 800), [], ()))
        if kind == "news":
            rows.append((name, kind, stretch(text, rng, rng.choice([70, 100, 140, 200])), [], ()))
        for way in rng.sample(KINDS, SPINS[kind]):
            ways = tuple(sorted(rng.sample(MIXED, rng.choice([2, 3])))) if rng.random() < 0.3 else (way,)
            short = stretch(text, rng, rng.choice([100, 150, 200, 300, 500]))
            rate = rng.uniform(0.12, 0.4) if ways == ("thesaurus",) else rng.uniform(0.1, 0.45) * (2 if set(ways) <= set(SPARSE) else 1)
            spun, spans = spinners.spin(short, ways, min(rate, 0.9), f"{name}{ways}{rng.random()}")
            if len(short.split()) >= 40 and len(spans) >= 0.025 * len(short.split()):
                rows.append((name, kind, spun, spans, ways))
    random.Random(1).shuffle(rows)
    return rows


def asked(rows, *mode):
    """What the program writes of the texts, as bytes."""
    lines = "\n".join(json.dumps({"id": str(i), "text": r[2]}) for i, r in enumerate(rows))
    return subprocess.run([EXAMPLE, *mode], input=lines.encode(), capture_output=True, check=True).stdout


class Words:
    """Every judged word of the texts: its states, whether it was put in, its text, its type."""

    def __init__(self, rows, raw):
        states, put, text, kind, at = [], [], [], [], 0
        for n, (_, _, words, spans, _) in enumerate(rows):
            size = int.from_bytes(raw[at:at + 4], "little")
            found = np.frombuffer(raw, WORD, size // WORD.itemsize, at + 4)
            at += 4 + size
            code, where = words.encode(), np.cumsum([0] + [len(c.encode()) for c in words])
            truth = np.zeros(len(found), bool)
            for start, end in spans:
                truth |= (found["start"] < where[end]) & (found["end"] > where[start])
            states.append(found["states"])
            put.append(truth)
            text.append(np.full(len(found), n))
            kind += [int(hashlib.md5(code[w["start"]:w["end"]].lower()).hexdigest()[:8], 16) for w in found]
        self.states = torch.from_numpy(np.concatenate(states).view(np.int16)).view(torch.bfloat16)
        self.put = torch.from_numpy(np.concatenate(put)).float()
        self.text, self.kind = np.concatenate(text), np.array(kind)


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.out = nn.Linear(2 * HIDDEN, FIRST), nn.Linear(FIRST, SECOND), nn.Linear(SECOND, 1)

    def forward(self, x):
        x = F.relu(self.first(F.dropout(x, 0.1, self.training)))
        return self.out(F.relu(self.second(F.dropout(x, 0.2, self.training))))[:, 0]


def learn(words, on, seed, epochs=3, rate=1.5e-3, batch=2048, head=None):
    """A head that learned from some words: a new one, or a copy of `head` that goes on."""
    torch.manual_seed(seed)
    head, on = (copy.deepcopy(head) if head else Head()).train(), torch.from_numpy(np.flatnonzero(on))
    optimiser, steps, step = torch.optim.AdamW(head.parameters(), rate, weight_decay=0.01), epochs * (len(on) // batch), 0
    for _ in range(epochs):
        order = on[torch.randperm(len(on))]
        for i in order.split(batch):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1, step / 100) * max(0.0, 1 - step / (steps + 1))
            loss = F.binary_cross_entropy_with_logits(head(words.states[i].float()), words.put[i])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return head.eval()


@torch.no_grad()
def odds(head, words, on):
    return torch.cat([head(words.states[i].float()) for i in torch.from_numpy(np.flatnonzero(on)).split(8192)]).numpy().astype(float)


def pooled(odds, words, texts):
    """As `pooled` in crates/world/src/wording/heard.rs."""
    _, at, count = np.unique(words.text.astype(np.int64) << 32 | words.kind, return_inverse=True, return_counts=True)
    mean = np.bincount(at, weights=odds.clip(-8, 8)) / count
    text = np.zeros(len(count), int)
    text[at] = words.text
    numbers = [mean, 1 / (1 + np.exp(-mean))] + [(mean > edge) * 1.0 for edge in (-2, -1, 0, 1, 2, 3)] + [np.maximum(mean + 2, 0)]
    return np.stack([np.bincount(text, weights=x, minlength=texts) for x in numbers], 1) / (np.bincount(text, minlength=texts) + 10)[:, None]


def numbers(rows, pooled):
    """As `heard_signs` in crates/world/src/wording.rs, and how many words each text has."""
    judged = [json.loads(line) for line in asked(rows, "--signs").splitlines()]
    n = np.array([j["words"] for j in judged], float)
    p = np.array([j["spun"] for j in judged]).clip(1e-9, 1 - 1e-9)
    return np.column_stack([pooled, np.log(p / (1 - p)).clip(-9, 9), np.minimum([j["signs"][-7:] for j in judged], 3), np.log1p(n)]), n


def weigh(rows, pooled):
    """Fits the weights of the verdict and how written texts scatter."""
    x, n = numbers(rows, pooled)
    spun, use = np.array([bool(r[3]) for r in rows]), (n >= 25) & np.array([r[1] == "news" for r in rows])
    mean, scale = x[use].mean(0), x[use].std(0) + 1e-6
    z, share = (x - mean) / scale, spun[use].mean()
    weight = np.where(spun, 1 / share, 1 / (1 - share))
    fit = lambda on: LogisticRegression(C=0.05, max_iter=500).fit(z[on], spun[on], sample_weight=weight[on])
    folds, score = np.array([fold(r[0]) for r in rows]), np.zeros(len(rows))
    for k in range(FOLDS):
        score[folds == k] = fit(use & (folds != k)).decision_function(z[folds == k])
    written = use & ~spun
    middle = score[written].mean()
    squares = (score[written] - middle) ** 2
    fixed, by_words = np.linalg.lstsq(np.stack([np.ones(written.sum()), 1 / n[written]], 1), squares, rcond=None)[0]
    fixed, by_words = max(fixed, 0.25 * squares.mean()), max(by_words, 0)
    deviations = (score - middle) / np.sqrt(fixed + by_words / np.maximum(n, 25))
    print(f"above {EDGE}: {(deviations[written] > EDGE).mean():.4f} of the written, {(deviations[use & spun] > EDGE).mean():.3f} of the spun")
    model = fit(use)
    weights = model.coef_[0] / scale
    fitted = [model.intercept_[0] - weights @ mean, *weights]
    table = WORLD / "data/weights.tsv"
    kept = [line for line in table.read_text().splitlines() if not line.startswith("heard")]
    kept += [f"heard spread\t{middle:.5g}\t{fixed:.5g}\t{by_words:.5g}\t{EDGE}", "heard\t" + "\t".join(f"{w:.5g}" for w in fitted)]
    table.write_text("\n".join(kept) + "\n")


def fold(name):
    return hashlib.sha256(("f" + name).encode()).digest()[0] % FOLDS


def export(head, path):
    """The head as a graph: top and lower states of words to log-odds."""
    first = head.first.weight.detach().numpy().T
    numbers = {"top_weight": first[:HIDDEN], "lower_weight": first[HIDDEN:], "first_bias": head.first.bias, "second_weight": head.second.weight.T,
               "second_bias": head.second.bias, "out_weight": head.out.weight.T, "out_bias": head.out.bias}
    tensors = [numpy_helper.from_array(np.ascontiguousarray(torch.as_tensor(x).detach().numpy(), np.float32), n) for n, x in numbers.items()]
    steps = [("MatMul", "words", "top_weight", "top"), ("MatMul", "lower", "lower_weight", "low"), ("Add", "top", "low", "both"),
             ("Add", "both", "first_bias", "a"), ("Relu", "a", "b"), ("MatMul", "b", "second_weight", "c"), ("Add", "c", "second_bias", "d"),
             ("Relu", "d", "e"), ("MatMul", "e", "out_weight", "f"), ("Add", "f", "out_bias", "swapped")]
    value = lambda name, width: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["M", width])
    graph = helper.make_graph([helper.make_node(s[0], list(s[1:-1]), [s[-1]]) for s in steps], "swapped",
                              [value("words", HIDDEN), value("lower", HIDDEN)], [value("swapped", 1)], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def head_of(path):
    """The head that `export` wrote."""
    tensors, head = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in onnx.load(str(path)).graph.initializer}, Head()
    with torch.no_grad():
        head.first.weight.copy_(torch.cat([tensors["top_weight"], tensors["lower_weight"]]).T)
        for layer, name in ((head.second, "second"), (head.out, "out")):
            layer.weight.copy_(tensors[name + "_weight"].T)
        for layer, name in ((head.first, "first"), (head.second, "second"), (head.out, "out")):
            layer.bias.copy_(tensors[name + "_bias"])
    return head


def further(rows, model, leave_out):
    """Goes on with the model's head, or says how each later kind is found by heads that went on without it."""
    later = sum(LATER.values(), ())
    rows = rows[:FIRST_TEXTS] + [r for r in rows[FIRST_TEXTS:]
                                 if r[1] == "news" and len(r[4]) == 1 and r[4][0] in later and len(r[2].split()) >= LEAST_WORDS]
    words, before = Words(rows, asked(rows, "--states", str(model))), head_of(model / "swapped.onnx")
    go_on = lambda on, seed: learn(words, on, seed, epochs=4, rate=1e-3, batch=512, head=before)
    if not leave_out:
        return export(go_on(words.put >= 0, 1), model / "swapped.onnx")
    shipped = {line.split("\t")[0]: np.array(line.split("\t")[1:], float) for line in (WORLD / "data/weights.tsv").read_text().splitlines()
               if line.startswith("heard")}
    (middle, fixed, by_words, edge), weights = shipped["heard spread"], shipped["heard"]
    folds = np.array([fold(r[0]) % 2 for r in rows])
    for name, left_out in LATER.items():
        kept, held = np.array([not set(r[4]) & set(left_out) for r in rows]), np.zeros(len(words.text))
        for k in range(2):
            mine = (folds == k)[words.text]
            held[mine] = odds(go_on((kept & (folds != k))[words.text], 1), words, mine)
        for ear, heard in (("before", odds(before, words, held == held)), ("after", held)):
            x, n = numbers(rows, pooled(heard, words, len(rows)))
            called = (weights[0] + x @ weights[1:] - middle) / np.sqrt(fixed + by_words / n.clip(25)) > edge
            mine = (n >= 80) & np.array([r[1] == "news" and len(r[4]) == 1 and r[4][0] in left_out for r in rows])
            clean = (n >= 80) & np.array([r[1] == "news" and not r[3] for r in rows])
            print(f"{name}, {ear}: {called[mine].mean():.3f} of {mine.sum()}; of {clean.sum()} written {called[clean].sum()}", flush=True)


def main():
    sources, data, model = map(pathlib.Path, sys.argv[1:4])
    torch.set_num_threads(1)
    rows = variants(Spinners(sources, near_words(TABLES / "words.bin", sources / "model")), documents(data))
    print(len(rows), "texts", flush=True)
    if sys.argv[4:] in (["--further"], ["--leave-out"]):
        return further(rows, model, sys.argv[4] == "--leave-out")
    words = Words(rows, asked(rows, "--states", str(model)))
    folds = np.array([fold(r[0]) for r in rows])[words.text]
    held = np.zeros(len(folds))
    for k in range(FOLDS):
        held[folds == k] = odds(learn(words, folds != k, k), words, folds == k)
    export(learn(words, folds >= 0, 9), model / "swapped.onnx")
    weigh(rows, pooled(held, words, len(rows)))


if __name__ == "__main__":
    main()
