"""The trained network as ONNX graphs, in single precision and int8, with its manifest, its pieces and a golden file."""
import json
import pathlib

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from . import relations
from .model import EMBEDDING, HEADS, HIDDEN, LABEL, LAYERS, MENTION, SPLIT
from .pieces import WINDOW, window

GRAPHS = ("trunk", "parse", "labels", "attribution", "relation", "embed", "mention")


class Attend(nn.Module):
    """A layer as it runs: queries scaled beforehand, q, k and v apart, no mask, since windows run one by one without padding."""

    def __init__(self, layer, masked=False):
        super().__init__()
        d = layer.o.weight.shape[0]
        self.heads, self.d, self.masked = layer.heads, d, masked
        parts = []
        for i in range(3):
            part = nn.Linear(d, d)
            scale = (d // layer.heads) ** -0.5 if i == 0 else 1.0
            part.weight.data.copy_(layer.qkv.weight[i * d:(i + 1) * d] * scale)
            part.bias.data.copy_(layer.qkv.bias[i * d:(i + 1) * d] * scale)
            parts.append(part)
        self.q, self.k, self.v = parts
        self.o, self.ln1, self.f1, self.f2, self.ln2 = layer.o, layer.ln1, layer.f1, layer.f2, layer.ln2

    def forward(self, x, bias=None):
        b, t = x.shape[0], x.shape[1]
        split = lambda z: z.view(b, t, self.heads, self.d // self.heads).transpose(1, 2)
        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        scores = q @ k.transpose(-1, -2)
        a = torch.softmax(scores if bias is None else scores + bias, -1)
        x = self.ln1(x + self.o((a @ v).transpose(1, 2).reshape(b, t, self.d)))
        return self.ln2(x + self.f2(F.gelu(self.f1(x))))


class TrunkGraph(nn.Module):
    def __init__(self, trunk):
        super().__init__()
        self.t = trunk
        self.layers = nn.ModuleList([Attend(l) for l in trunk.layers])

    def forward(self, pieces, shapes, quotes, first):
        t = self.t
        at = torch.arange(pieces.shape[1], device=pieces.device)[None]
        x = t.ln(t.we(pieces) + t.pe(at) + t.te + t.se(shapes) + t.qe(quotes))
        lower = x
        for i, layer in enumerate(self.layers):
            if i == SPLIT:
                lower = x
            x = layer(x)
        words = torch.gather(x, 1, first[:, :, None].long().expand(-1, -1, x.shape[2]))
        return lower, words, t.tags(words)


class RelationGraph(nn.Module):
    def __init__(self, relation):
        super().__init__()
        self.r = relation
        self.layers = nn.ModuleList([Attend(l) for l in relation.layers])

    def forward(self, lower, roles):
        r = self.r
        x = lower + r.role(roles)
        for layer in self.layers:
            x = layer(x)
        on = torch.stack([torch.ones_like(roles)] + [(roles == k).to(roles.dtype) for k in (1, 2, 3)], 1).float()
        on = on / on.sum(-1, keepdim=True).clamp(min=1.0)
        z = torch.tanh(r.join((on @ x).flatten(1)))
        return torch.split(r.out(z), r.widths, -1)


class AttributionGraph(nn.Module):
    def __init__(self, attribution):
        super().__init__()
        self.a, self.layer = attribution, Attend(attribution.layer)

    def forward(self, words, cue, distance):
        a = self.a
        x = a.ln(a.word(words) + a.cue(cue[:, None, :] @ words) + a.distance(distance))
        return a.out(self.layer(x))


class ParseGraph(nn.Module):
    def __init__(self, parse):
        super().__init__()
        self.p = parse

    def forward(self, words, mask):
        return self.p(words, mask)


def graphs(model):
    """{name: (module, example inputs, input names, output names, dynamic axes)}."""
    i = lambda *s: torch.zeros(s, dtype=torch.int32)
    f = lambda *s: torch.rand(s)
    ones = torch.ones(2, 6)
    return {
        "trunk": (TrunkGraph(model.trunk), (i(1, 9), i(1, 9), i(1, 9), i(1, 6)), ["pieces", "shapes", "quotes", "first"], ["lower", "words", "tags"],
                  {"pieces": "BT", "shapes": "BT", "quotes": "BT", "first": "BW", "lower": "BT", "words": "BW", "tags": "BW"}),
        "parse": (ParseGraph(model.parse), (f(2, 6, HIDDEN), ones), ["words", "mask"], ["arcs", "dependent", "head"],
                  {"words": "SN", "mask": "SN", "arcs": "SNR", "dependent": "SN", "head": "SR"}),
        "labels": (model.labels, (f(5, LABEL), f(5, LABEL)), ["dependent", "head"], ["labels"], {"dependent": "M", "head": "M", "labels": "M"}),
        "attribution": (AttributionGraph(model.attribution), (f(2, 6, HIDDEN), f(2, 6), i(2, 6)), ["words", "cue", "distance"], ["roles"],
                        {"words": "KN", "cue": "KN", "distance": "KN", "roles": "KN"}),
        "relation": (RelationGraph(model.relation), (f(2, 6, HIDDEN), i(2, 6)), ["lower", "roles"], list(model.relation_names),
                     {"lower": "KT", "roles": "KT"} | {n: "K" for n in model.relation_names}),
        "embed": (model.embed, (f(3, HIDDEN),), ["means"], ["embedding"], {"means": "S", "embedding": "S"}),
        "mention": (model.mention, (f(3, HIDDEN), f(3, HIDDEN)), ["words", "means"], ["mention"], {"words": "M", "means": "M", "mention": "M"}),
    }


def manifest(model, corpus, layers, version, thresholds):
    labels = dict(layers)
    labels.update(deprel=list(corpus["vocabularies"]["deprel"]), relation=relations.LABELS, modality=relations.MODALITY, aux=relations.AUX, mode=corpus["modes"])
    return {"version": version, "pieces": model.trunk.we.weight.shape[0], "hidden": HIDDEN, "window": WINDOW, "embedding": EMBEDDING, "mention": MENTION,
            "tags": model.names, "labels": labels, "thresholds": thresholds}


def graphs_of(model, out, names=GRAPHS, plain=None):
    """Writes graphs of a network in int8 to `out`, in single precision to `plain`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from fuse import fuse
    kept = plain is not None
    plain = plain if kept else out
    for name, (module, example, inputs, outputs, axes) in graphs(model).items():
        if name not in names:
            continue
        dynamic, single = {k: {i: f"{a}" for i, a in enumerate(v)} for k, v in axes.items()}, plain / (f"{name}.onnx" if kept else f"{name}.fp32.onnx")
        torch.onnx.export(module.eval(), example, single, input_names=inputs, output_names=outputs, dynamic_axes=dynamic, opset_version=17, dynamo=False)
        quantize_dynamic(single, out / f"{name}.onnx", op_types_to_quantize=["MatMul", "Gemm", "Gather"], per_channel=True, weight_type=QuantType.QInt8)
        fuse(out / f"{name}.onnx")
        if not kept:
            single.unlink()


def write(model, corpus, pieces, layers, out, version, thresholds, half=None):
    """Writes the model folder `out` in int8, and in single precision to `half` when given."""
    model = model.cpu().float().eval()
    out, plain = pathlib.Path(out), pathlib.Path(half) if half else None
    for folder in filter(None, (out, plain)):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pieces.txt").write_text("\n".join(pieces.names) + "\n", encoding="utf-8")
        (folder / "annotator.json").write_text(json.dumps(manifest(model, corpus, layers, version, thresholds), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    graphs_of(model, out, plain=plain)
    return sum(f.stat().st_size for f in out.iterdir())


SHOWN = ((1, 0), (1, 900), (2, 1700), (3, 2500), (5, 3300))  # how many of our own sentences are in a window of the golden file, and from which on


def golden(out, pieces, layers, own):
    """A few windows of our own sentences through the int8 graphs, for the runtime to be held against."""
    import onnxruntime
    sentences = [[p["words"] for p in own[start:start + count]] for count, start in SHOWN]
    session = onnxruntime.InferenceSession(str(pathlib.Path(out) / "trunk.onnx"), providers=["CPUExecutionProvider"])
    rows = []
    for group in sentences:
        w = window(pieces, [{"words": s, "quotes": [0] * len(s), "sentences": [], "layers": {}} for s in group])
        feed = {k: np.array([w[v]], np.int32) for k, v in (("pieces", "ids"), ("shapes", "shapes"), ("quotes", "quotes"), ("first", "first"))}
        _, words, tags = session.run(None, feed)
        row = {"words": [x for s in group for x in s], "paragraphs": [len(s) for s in group], "pieces": w["ids"], "shapes": w["shapes"], "quotes": w["quotes"], "first": w["first"]}
        at = 0
        for name, labels in layers.items():
            if name in ("upos", "xpos", "names"):
                row[name] = [labels[i] for i in tags[0, :, at:at + len(labels)].argmax(-1)]
            at += len(labels)
        row["words_state"] = [[round(float(v), 4) for v in words[0, i]] for i in range(min(5, words.shape[1]))]
        rows.append(row)
    (pathlib.Path(out) / "golden.json").write_text(json.dumps({"windows": rows}, ensure_ascii=False) + "\n", encoding="utf-8")


__all__ = ["GRAPHS", "HEADS", "LAYERS", "golden", "graphs", "graphs_of", "manifest", "write"]
