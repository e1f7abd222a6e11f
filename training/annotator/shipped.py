"""A shipped model folder as torch modules again, from its int8 graphs."""
import json
import pathlib

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import numpy_helper

from .model import Annotator

JOINED = "q/MatMul_output_0_output_quantized_joined_"


class Graph:
    """The constants of a graph, whole numbers with their scales as numbers again."""

    def __init__(self, path):
        self.found = {one.name: numpy_helper.to_array(one) for one in onnx.load(str(path)).graph.initializer}
        names = [name for name in self.found if name.startswith("onnx::MatMul_") and name.endswith("_quantized")]
        names.sort(key=lambda name: int(name.split("_")[1]))
        #: Nameless matrices in the order of the graph, inputs by outputs.
        self.matrices = [self.scaled(name.removesuffix("_quantized")) for name in names]

    def __getitem__(self, name):
        return torch.from_numpy(np.array(self.found[name]))

    def scaled(self, name):
        return torch.from_numpy(self.found[f"{name}_quantized"].astype(np.float32) * self.found[f"{name}_scale"])

    def table(self, name):
        quantized, scale, zero = (self.found[f"{name}_{part}"] for part in ("quantized", "scale", "zero_point"))
        return torch.from_numpy((quantized.astype(np.float32) - zero) * scale)

    def layer(self, into, at, name, matrices):
        """A layer whose query, key and value are joined, queries scaled beforehand."""
        width = into.o.weight.shape[0]
        weights = (self.found[f"{at}{JOINED}weights"].astype(np.float32) * self.found[f"{at}{JOINED}scales"]).T.copy()
        bias = self.found[f"{at}{JOINED}bias"].copy()
        for part in (weights, bias):
            part[:width] *= (width // into.heads) ** 0.5
        put(into.qkv, torch.from_numpy(weights), torch.from_numpy(bias))
        for part, matrix in zip(("o", "f1", "f2"), matrices):
            put(getattr(into, part), matrix.T, self[f"{name}.{part}.bias"])
        for part in ("ln1", "ln2"):
            put(getattr(into, part), self[f"{name}.{part}.weight"], self[f"{name}.{part}.bias"])


def put(module, weight, bias=None):
    """Sets a module's weights."""
    assert module.weight.shape == weight.shape, (module.weight.shape, weight.shape)
    module.weight.data.copy_(weight)
    if bias is not None:
        module.bias.data.copy_(bias)


def load(folder):
    """(the network, its manifest). The relation's layers stay as they are made: nothing is to be learnt there."""
    folder = pathlib.Path(folder)
    manifest = json.loads((folder / "annotator.json").read_text(encoding="utf-8"))
    labels = manifest["labels"]
    relation = {"relation": len(labels["relation"]), "quad": 4, "modality": len(labels["modality"]), "aux": len(labels["aux"]), "mode": len(labels["mode"])}
    model = Annotator(manifest["pieces"], {name: len(labels[name]) for name in manifest["tags"]}, len(labels["deprel"]), relation)
    graph, trunk = Graph(folder / "trunk.onnx"), model.trunk
    for name in ("we", "pe", "se", "qe"):
        put(getattr(trunk, name), graph.table(f"t.{name}.weight"))
    trunk.te.data.copy_(graph["t.te"])
    put(trunk.ln, graph["t.ln.weight"], graph["t.ln.bias"])
    for n, layer in enumerate(trunk.layers):
        graph.layer(layer, f"/layers.{n}/", f"t.layers.{n}", graph.matrices[3 * n:3 * n + 3])
    put(trunk.tags, graph.matrices[-1].T, graph["t.tags.bias"])
    graph, parse = Graph(folder / "parse.onnx"), model.parse
    put(parse.mlp, graph.matrices[0].T, graph["p.mlp.bias"])
    parse.u.data.copy_(graph.matrices[1])
    rest = [name for name in graph.found if name.startswith(("onnx::Expand_", "onnx::Add_"))]
    for name in rest:
        (parse.root if "Expand" in name else parse.ub).data.copy_(graph[name])
    graph, arcs = Graph(folder / "labels.onnx"), model.labels
    arcs.u.data.copy_(graph.matrices[0])
    put(arcs.h, graph.matrices[1].T)
    put(arcs.d, graph.scaled("d.weight").T, graph["d.bias"])
    graph, said = Graph(folder / "attribution.onnx"), model.attribution
    put(said.word, graph.matrices[0].T, graph["a.word.bias"])
    put(said.cue, graph.matrices[1].T, graph["a.cue.bias"])
    put(said.distance, graph.table("a.distance.weight"))
    put(said.ln, graph["a.ln.weight"], graph["a.ln.bias"])
    graph.layer(said.layer, "/layer/", "a.layer", graph.matrices[2:5])
    put(said.out, graph.matrices[5].T, graph["a.out.bias"])
    for name in ("embed", "mention"):
        graph = Graph(folder / f"{name}.onnx")
        put(getattr(model, name).out, graph.scaled("out.weight").T, graph["out.bias"])
    return model, manifest


class Swapped(nn.Module):
    """The head of words that a machine put in."""

    def __init__(self, folder):
        super().__init__()
        for name, value in Graph(pathlib.Path(folder) / "swapped.onnx").found.items():
            self.register_buffer(name, torch.from_numpy(value.copy()))

    def forward(self, words, lower):
        x = F.relu(words @ self.top_weight + lower @ self.lower_weight + self.first_bias)
        return (F.relu(x @ self.second_weight + self.second_bias) @ self.out_weight + self.out_bias)[..., 0]
