#!/usr/bin/env python3
"""Joins the int8 multiplications of a graph that share their input: query, key and value as one.

    python3 fuse.py GRAPH.onnx [GRAPH.onnx ...]      (onnx, numpy)

The numbers stay the same to the last bit, since each column keeps its scale. What is saved is the cost of a call: the runtime asks the
processor for its features at each, which on a virtual machine takes as long as multiplying a sentence. The trainers call `fuse` on what
they write; a graph that is joined already stays as it is.
"""
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper


class Product:
    """An int8 multiplication with its scale and bias, as `quantize_dynamic` writes them."""

    def __init__(self, node, readers, constants):
        def only(output, kind):
            found = readers.get(output, [])
            return found[0] if len(found) == 1 and found[0].op_type == kind else None

        self.weights = constants.get(node.input[1])
        zeros = constants.get(node.input[3]) if len(node.input) > 3 else np.zeros(1)
        cast = only(node.output[0], "Cast")
        scaled = only(cast.output[0], "Mul") if cast else None
        self.whole = self.weights is not None and zeros is not None and not zeros.any() and scaled is not None
        if not self.whole:
            return
        self.scaling = next(name for name in scaled.input if name != cast.output[0])
        added = only(scaled.output[0], "Add")
        bias = next((constants[name] for name in added.input if name in constants), None) if added else None
        self.bias = bias if bias is not None and bias.shape == (self.weights.shape[1],) else None
        self.nodes = [node, cast, scaled] + ([added] if self.bias is not None else [])
        self.output = self.nodes[-1].output[0]


def fuse(path):
    """Joins what can be joined in the graph at `path`; gives how many multiplications it has then, and had."""
    model = onnx.load(path)
    graph = model.graph
    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    readers = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    nodes, gone, had = [], set(), 0
    for node in graph.node:
        nodes.append(node)
        had += node.op_type == "MatMulInteger"
        if node.op_type != "DynamicQuantizeLinear":
            continue
        quantised, scale, zero = node.output
        products = [Product(one, readers, constants) for one in readers[quantised] if one.op_type == "MatMulInteger"]
        products = [one for one in products if one.whole and set(makers[one.scaling].input) & set(constants)]
        for biased in (True, False):
            some = [one for one in products if (one.bias is not None) == biased]
            if len(some) < 2:
                continue
            name = some[0].nodes[0].output[0] + "_joined"
            scales = [next(constants[n] for n in makers[one.scaling].input if n in constants) for one in some]
            scales = [np.broadcast_to(s, (one.weights.shape[1],)) for s, one in zip(scales, some)]
            put = {"weights": np.concatenate([one.weights for one in some], 1), "scales": np.concatenate(scales),
                   "widths": np.array([one.weights.shape[1] for one in some], np.int64)}
            if biased:
                put["bias"] = np.concatenate([one.bias for one in some])
            graph.initializer.extend(numpy_helper.from_array(np.ascontiguousarray(value), f"{name}_{key}") for key, value in put.items())
            nodes += [helper.make_node("Mul", [scale, f"{name}_scales"], [f"{name}_scale"]),
                      helper.make_node("MatMulInteger", [quantised, f"{name}_weights", zero], [f"{name}_whole"]),
                      helper.make_node("Cast", [f"{name}_whole"], [f"{name}_cast"], to=onnx.TensorProto.FLOAT),
                      helper.make_node("Mul", [f"{name}_cast", f"{name}_scale"], [f"{name}_scaled"])]
            last = f"{name}_scaled"
            if biased:
                nodes.append(helper.make_node("Add", [last, f"{name}_bias"], [f"{name}_biased"]))
                last = f"{name}_biased"
            nodes.append(helper.make_node("Split", [last, f"{name}_widths"], [one.output for one in some], axis=-1))
            gone.update(id(part) for one in some for part in one.nodes + [makers[one.scaling]])
    nodes = [node for node in nodes if id(node) not in gone]
    read = {name for node in nodes for name in node.input} | {one.name for one in graph.output}
    kept = [one for one in graph.initializer if one.name in read]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return sum(node.op_type == "MatMulInteger" for node in nodes), had


if __name__ == "__main__":
    for path in sys.argv[1:] or sys.exit(__doc__):
        print(path, "%d multiplications, %d before" % fuse(path))
