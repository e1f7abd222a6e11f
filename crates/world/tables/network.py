#!/usr/bin/env python3
"""The network of swapped words: its vectors, training and table. NumPy and SciPy alone; `../src/wording/network.rs` reads it."""
import json
import struct
import subprocess

import numpy as np
from scipy.sparse import csr_matrix

# what `--words` of the example writes for every word; see `packed` in ../src/wording.rs
WORD = np.dtype([("start", "<u4"), ("end", "<u4"), ("slot", "<u2"), ("flags", "<u2"), ("pair", "<f4", 4), ("alone", "<f4", 10)])
OWN, EDGE, RARE, SLOTS, REACH = 30000, 30000, 30001, 30005, 3
DIMENSIONS, HIDDEN, SECOND = 32, 64, 24
WINDOW = 2 * REACH + 1


def lexicon(path):
    """The words of words.bin and their costs."""
    raw = path.read_bytes()
    n = struct.unpack("<I", raw[4:8])[0]
    offsets, costs = np.frombuffer(raw, "<u4", n + 1, 8), np.frombuffer(raw, np.uint8, n, 12 + 4 * n)
    letters = raw[12 + 10 * n:]
    return [letters[offsets[i]:offsets[i + 1]].decode() for i in range(n)], costs


def vectors(words, costs, model):
    """(vectors of the most frequent words by PCA of a sentence model's word pieces, nearest words of each)."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer
    table = next(v for k, v in load_file(str(model / "model.safetensors")).items() if "word_embeddings" in k).astype(np.float32)
    pieces = Tokenizer.from_file(str(model / "tokenizer.json"))
    pieces.no_padding()
    pieces.no_truncation()
    coded = pieces.encode_batch(words[:OWN], add_special_tokens=False)
    x = np.stack([table[c.ids].mean(0) for c in coded])
    single = np.array([len(c.ids) == 1 for c in coded])
    x -= x[single].mean(0)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    weight = 10.0 ** (-costs[:OWN][single] / 96)
    _, axes = np.linalg.eigh((x[single].T * weight) @ x[single] / weight.sum())
    near, at = {}, np.where(single)[0]
    at = at[at < 16000]
    for start in range(0, len(at), 2000):
        alike = x[at[start:start + 2000]] @ x[at].T
        for i, row in enumerate(np.argsort(-alike, axis=1)[:, :16]):
            me = words[at[start + i]]
            near[me] = [words[at[j]] for j in row if words[at[j]] != me and words[at[j]].isalpha() and alike[i, j] > 0.25]
    reduced = x @ axes[:, ::-1][:, :DIMENSIONS]
    return (reduced / reduced.std() / 3).astype(np.float32), near


def seen(example, texts):
    """The words of each text as the network sees them."""
    lines = "\n".join(json.dumps({"id": str(i), "text": t}) for i, t in enumerate(texts))
    raw = subprocess.run([example, "--words"], input=lines.encode(), capture_output=True, check=True).stdout
    out, at = [], 0
    while at < len(raw):
        n = int.from_bytes(raw[at:at + 4], "little")
        out.append(np.frombuffer(raw, WORD, n, at + 4))
        at += 4 + n * WORD.itemsize
    return out


def windows(texts):
    """(slots, numbers, text) of every judged word."""
    slots, numbers, owner = [], [], []
    for number, words in enumerate(texts):
        flags = words["flags"]
        sentence = np.cumsum(flags >> 2 & 1)
        judged = np.where(flags >> 4 & 1)[0]
        places = judged[:, None] + np.arange(-REACH, REACH + 1)
        inside = (places >= 0) & (places < len(words))
        places = np.clip(places, 0, max(len(words) - 1, 0))
        if not len(judged):
            continue
        inside &= sentence[places] == sentence[judged][:, None]
        slots.append(np.where(inside, words["slot"][places], EDGE).astype(np.uint16))
        capitals, joints = flags[places] & 1 & inside, (flags[places[:, 1:]] >> 1 & 1) & inside[:, 1:]
        near = slice(REACH - 1, REACH + 3)
        pairs = (words["pair"][places[:, near]] * inside[:, near, None]).reshape(len(judged), -1)
        numbers.append(np.concatenate([capitals, joints, pairs, words["alone"][judged]], 1).astype(np.float16))
        owner.append(np.full(len(judged), number, np.int32))
    return np.concatenate(slots), np.concatenate(numbers), np.concatenate(owner)


class Network:
    """Vectors of a window and numbers, two hidden layers, log-odds of a swap."""

    def __init__(self, vectors, numbers, seed):
        rng = np.random.default_rng(seed)
        self.vectors = np.zeros((SLOTS, DIMENSIONS), np.float32)
        self.vectors[:OWN] = vectors
        layer = lambda i, o: (rng.standard_normal((i, o)) * np.sqrt(1.5 / i)).astype(np.float32)
        zero = lambda n: np.zeros(n, np.float32)
        inputs = WINDOW * DIMENSIONS + numbers
        self.layers = [layer(inputs, HIDDEN), zero(HIDDEN), layer(HIDDEN, SECOND), zero(SECOND), layer(SECOND, 1), zero(1)]

    def forward(self, slots, numbers, keep=None):
        a, a0, b, b0, c, c0 = self.layers
        inputs = np.concatenate([self.vectors[slots].reshape(len(slots), -1), numbers], 1)
        first = np.maximum(inputs @ a + a0, 0)
        first = first if keep is None else first * keep
        second = np.maximum(first @ b + b0, 0)
        return (second @ c + c0)[:, 0], inputs, first, second

    def odds(self, slots, numbers):
        step = range(0, len(slots), 16384)
        return np.concatenate([self.forward(slots[i:i + 16384].astype(int), numbers[i:i + 16384].astype(np.float32))[0] for i in step])

    def gradients(self, slots, numbers, swapped, keep):
        odds, inputs, first, second = self.forward(slots, numbers, keep)
        a, _, b, _, c, _ = self.layers
        g = ((1 / (1 + np.exp(-np.clip(odds, -30, 30))) - swapped) / len(swapped)).astype(np.float32)[:, None]
        to_second = (g @ c.T) * (second > 0)
        to_first = (to_second @ b.T) * (first > 0) * keep
        to_vectors = (to_first @ a[:WINDOW * DIMENSIONS].T).reshape(-1, DIMENSIONS)
        rows, at = np.unique(slots, return_inverse=True)
        at = at.ravel()
        gather = csr_matrix((np.ones(len(at), np.float32), (at, np.arange(len(at)))), shape=(len(rows), len(at)))
        layers = [inputs.T @ to_first, to_first.sum(0), first.T @ to_second, to_second.sum(0), second.T @ g, g.sum(0)]
        return layers, rows, gather @ to_vectors, float((np.logaddexp(0, odds) - swapped * odds).mean())

    def write(self, path):
        """Vectors as bytes, their scales folded into the first layer."""
        scale = np.quantile(np.abs(self.vectors[:OWN]), 0.9995, axis=0) / 127
        packed = np.clip(np.round(self.vectors / scale), -127, 127).astype(np.int8)
        first = self.layers[0].copy()
        first[:WINDOW * DIMENSIONS] *= np.tile(scale, WINDOW)[:, None]
        head = struct.pack("<5I", SLOTS, DIMENSIONS, len(first), HIDDEN, SECOND)
        rest = b"".join(np.ascontiguousarray(x, np.float32).tobytes() for x in [first] + self.layers[1:])
        path.write_bytes(b"ATN1" + head + packed.tobytes() + rest)


def train(slots, numbers, swapped, start, seed, epochs=3, rate=2e-3, batch=4096, dropped=0.1, hidden_words=0.05):
    """Adam with a falling rate; vectors learn at a third of it; some words are hidden."""
    rng, net = np.random.default_rng(seed), Network(start, numbers.shape[1], seed)
    mean, square = [np.zeros_like(p) for p in net.layers], [np.zeros_like(p) for p in net.layers]
    vector_mean, vector_square = np.zeros_like(net.vectors), np.zeros_like(net.vectors)
    steps, k = epochs * (len(swapped) // batch), 0
    for epoch in range(epochs):
        order, total = rng.permutation(len(swapped)), 0.0
        for at in range(0, len(swapped) - batch + 1, batch):
            i, k = np.sort(order[at:at + batch]), k + 1
            now = rate * min(1, k / 100) * (1 - k / (steps + 1))
            x = slots[i].astype(int)
            x = np.where(rng.random(x.shape) < hidden_words, RARE, x)
            keep = (rng.random((batch, HIDDEN), dtype=np.float32) > dropped).astype(np.float32) / (1 - dropped)
            layers, rows, vectors, loss = net.gradients(x, numbers[i].astype(np.float32), swapped[i].astype(np.float32), keep)
            total += loss
            c1, c2 = 1 - 0.9**k, 1 - 0.999**k
            for p, g, m, v in zip(net.layers, layers, mean, square):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= now * (m / c1) / (np.sqrt(v / c2) + 1e-8)
            vector_mean[rows] += 0.1 * (vectors - vector_mean[rows])
            vector_square[rows] += 0.001 * (vectors * vectors - vector_square[rows])
            net.vectors[rows] -= 0.3 * now * (vector_mean[rows] / c1) / (np.sqrt(vector_square[rows] / c2) + 1e-8)
        print(f"  epoch {epoch + 1}: loss {total / max(1, len(swapped) // batch):.4f}", flush=True)
    return net
