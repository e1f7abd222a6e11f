#!/usr/bin/env python3
"""Tunes the upper layers of the shipped encoder to hear acts, their parties and what stands between them, beside all that it hears.

    python3 tune.py DATA MODEL WEIGHTS --set GOLD ANNOTATED [--set …] --ties DUMP [--budget PIECES] [--workers 2]
    python3 tune.py DATA MODEL WEIGHTS --write OUT

DATA is the folder that `train.py` reads; MODEL the model folder to begin with; each GOLD a set of events (`bench/gold/events`) and ANNOTATED what
`attache task annotate --tokens` says of its texts; DUMP the folder that `ties.py` reads. What is learnt is written to WEIGHTS, in half precision;
with --write, the model folder OUT is made of it. Then `acts.py`, `parties.py` and `ties.py` are to be run on OUT: graphs that learn on their own learn more.

The lower three layers rest: what the relation's own layers and the ear for rewriters read there stays as it is. The upper three learn, with tags, trees and
attributions (from their gold, treebanks, PolNeAR and `names/`) and with graphs of acts, parties and ties that start anew, from our gold. What has no gold in a
window is held to what the shipped graphs say of it: tags and trees, machine-put words, the vectors of texts and of mentions. Texts are learned
as written and with other states, towns and people in them, names too. On two CPU cores 12 million pieces take an hour, and preparing them 15 minutes;
prepared windows are kept in --work.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import random
import shutil
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "training"), str(ROOT / "bench")]
import acts  # noqa: E402
import parties  # noqa: E402
import ties  # noqa: E402
from annotator import batches, export, kept, losses, relations, shipped  # noqa: E402
from annotator.learn import crew  # noqa: E402
from annotator.model import HIDDEN, LAYERS, SPLIT, attention_bias  # noqa: E402
from annotator.pieces import Pieces, published  # noqa: E402
from annotator.treebank import NAMES  # noqa: E402
from train import NUDGES  # noqa: E402

SHARES = {"events": 0.45, "treebank": 0.20, "quotations": 0.13, "relations": 0.10, "names": 0.12}  # of all pieces
GOLD = {"treebank": ("upos", "xpos", "end", "names"), "quotations": ("cue", "content", "source", "names"), "names": ("names",)}
RATES = {"layers": 1e-4, "heads": 3e-4, "graphs": 1.5e-3}
QUIET, CLIMB = 0.04, 0.04  # shares of the training in which only the new graphs learn, and in which the rest begins to
PICKED, AT_ONCE, MOST, LONGEST = 6, 8, 48, 90


class Graphs(nn.Module):
    """The graphs of acts, parties and ties."""

    def __init__(self):
        super().__init__()
        self.acts, self.parties, self.ties = acts.Acts(), parties.Parties(), ties.Ties()


class Teacher:
    """What is learnt, and what it is held to."""

    def __init__(self, folder):
        self.model, self.manifest = shipped.load(folder)
        self.before, self.swapped, self.graphs = shipped.load(folder)[0], shipped.Swapped(folder), Graphs()
        for model in (self.model, self.before):
            nudge(model, -1)
        for part in (self.before, self.swapped):
            part.eval().requires_grad_(False)

    def groups(self):
        """The parameters that learn, by their rate."""
        model = self.model
        heads = (model.trunk.tags, model.parse, model.labels, model.attribution)
        return {"layers": [p for layer in model.trunk.layers[SPLIT:] for p in layer.parameters()], "heads": [p for head in heads for p in head.parameters()],
                "graphs": list(self.graphs.parameters())}

    def weights(self):
        """What learns and stays, by name."""
        upper = tuple(f"trunk.layers.{n}." for n in range(SPLIT, LAYERS))
        learns = (*upper, "trunk.tags.", "parse.", "labels.", "attribution.")
        return {name: value for name, value in self.model.state_dict().items() if name.startswith(learns)}

    def losses(self, batch, states, rng):
        """The losses {name: value} of a batch of windows of one kind."""
        kind, model, before, out = batch[0]["kind"], self.model, self.before, {}
        x, mask, old, first, real = padded(batch, states)
        gold = GOLD.get(kind, ())
        with torch.autocast("cpu", torch.bfloat16):
            words, lower = upper(model, x, mask, first)
            new = model.split(model.trunk.tags(F.dropout(words, 0.1)))
            was = before.split(before.trunk.tags(old))
            for name in gold:
                y = batches.layer(batch, name, first.shape[1], fill=0 if name == "names" else -100)
                if y is not None and name != "names":
                    out[name] = F.cross_entropy(new[name].float().flatten(0, 1), y.flatten(), ignore_index=-100)
                elif y is not None:
                    trust = torch.tensor([t for w in batch for t in list(w["trust"]) + [0.0] * (first.shape[1] - len(w["trust"]))])
                    value = losses.among(new[name].flatten(0, 1), y.flatten().clamp(min=0), trust)
                    out |= {name: value} if value is not None else {}
            as_before = real.clone()
            renamed = [(n, w["names"]) for n, w in enumerate(batch) if w.get("names")]
            if renamed:
                y = torch.full(real.shape, -100, dtype=torch.long)
                for n, row in renamed:
                    y[n, :len(row)], as_before[n] = torch.tensor(row), 0
                out["names"] = 0.7 * F.cross_entropy(new["names"].float().flatten(0, 1), y.flatten(), ignore_index=-100)
            out["as before"] = sum(apart(new[name], was[name], as_before if name == "names" else real) for name in model.names if name not in gold)
            self.hold(words, old, lower, real, batch, rng, out)
            if kind == "treebank":
                losses.trees(model, batch, words, out, "cpu")
            elif kind == "quotations" and any(w.get("statements") for w in batch):
                losses.statements(model, [{"statements": [], **w} for w in batch], words, out, "cpu")
            elif kind == "events":
                self.trees(batch, words, old, out)
                out["acts"], out["parties"] = self.acts(batch, words, lower, real), self.parties(batch, words, lower)
            elif kind == "relations":
                out["ties"] = self.ties(batch, words, lower, rng)
        return out

    def hold(self, words, old, lower, real, batch, rng, out):
        """Machine-put words, and the vectors of texts and mentions, as before."""
        told = torch.sigmoid(self.swapped(old, lower))
        lost = F.binary_cross_entropy_with_logits(self.swapped(words.float(), lower), told, reduction="none")
        out["swapped"] = 0.5 * (lost * real).sum() / real.sum()
        mean = lambda z: (z * real[..., None]).sum(1) / real.sum(1, keepdim=True)
        ours, theirs = mean(words.float()), mean(old)
        out["embed"] = 2 * (1 - (self.before.embed(ours) * self.before.embed(theirs)).sum(-1)).mean()
        at = torch.tensor([[rng.randrange(len(w["first"])) for _ in range(PICKED)] for w in batch])[..., None].expand(-1, -1, HIDDEN)
        mention = lambda z, of: self.before.mention(torch.gather(z, 1, at), of[:, None].expand(-1, PICKED, -1))
        out["mention"] = 2 * (1 - (mention(words.float(), ours) * mention(old, theirs)).sum(-1)).mean()

    def trees(self, batch, words, old, out):
        """Trees of texts without gold as before."""
        found = [(n, start, end) for n, w in enumerate(batch) for start, end in w["trees"] if end - start < LONGEST]
        if not found:
            return
        index, mask = batches.spread([range(start, end) for _, start, end in found], None, max(end - start for _, start, end in found))
        at = torch.tensor([n for n, _, _ in found])
        arcs, dependent, head = self.model.parse(losses.rows(words, at, index), mask)
        old_arcs, old_dependent, old_head = self.before.parse(losses.rows(old, at, index), mask)
        out["arcs"] = apart(arcs, old_arcs, mask)
        on, best = mask > 0, old_arcs.argmax(-1)
        chosen = lambda heads: torch.gather(heads, 1, best[:, :, None].expand(-1, -1, heads.shape[-1]))[on]
        told = self.before.labels(old_dependent[on], chosen(old_head))
        out["labels"] = 0.5 * apart(self.model.labels(dependent[on], chosen(head)), told, torch.ones(len(told)))

    def acts(self, batch, words, lower, real):
        told = torch.zeros(*real.shape, len(acts.LABELS))
        for n, w in enumerate(batch):
            told[n, :len(w["acts"])] = torch.from_numpy(w["acts"].astype(np.float32))
        odds = self.graphs.acts(words, lower, real).float()
        return 0.5 * (F.binary_cross_entropy_with_logits(odds, told, reduction="none") * real[..., None]).sum() / len(batch)

    def parties(self, batch, words, lower):
        rows = [(n, w["weight"], *row) for n, w in enumerate(batch) for row in w["parties"]]
        if not rows:
            return words.sum() * 0
        longest = max(len(row[2]) for row in rows)
        index, mask = batches.spread([row[2] for row in rows], None, longest)
        at, weight = torch.tensor([row[0] for row in rows]), torch.tensor([row[1] for row in rows])
        sides = torch.full((len(rows), longest, longest, parties.SIDES), -1.0)
        sectors, codes = torch.full((len(rows), longest, len(parties.SECTORS)), -1.0), torch.full((len(rows), longest), -1)
        for n, (_, _, inside, *told) in enumerate(rows):
            size = len(inside)
            side, sector, code = map(torch.from_numpy, told)
            sides[n, :size, :size], sectors[n, :size], codes[n, :size] = side.float(), sector.float(), code.long()
        pair, word = self.graphs.parties(losses.rows(words, at, index), losses.rows(lower, at, index), mask)
        return 0.3 * parties.lost(pair.float(), word.float(), sides, sectors, codes, weight) / len(rows)

    def ties(self, batch, words, lower, rng):
        rows = [(n, row) for n, w in enumerate(batch) for row in w["rows"]]
        rng.shuffle(rows)
        rows, lost = rows[:MOST], 0.0
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start:start + AT_ONCE]
            cut, shares = zip(*(ties.some({**row, "places": row["places"].astype(np.int64), "states": np.zeros((len(row["sorts"]), 2 * HIDDEN), np.float32)}, rng) for _, row in part))
            own = lambda z: torch.cat([z[n, row["start"]:row["start"] + len(row["sorts"])] for n, row in part])
            lost = lost + ties.lost(self.graphs.ties, cut, shares, [0.5 if row["set"].startswith("own") else 1.0 for row in cut], (own(words), own(lower)))
        return 0.5 * lost / max(1, len(rows))


def nudge(model, sign):
    """Adds what `train.py` adds to a layer's biases, or takes it away."""
    start = 0
    for name, width in zip(model.names, model.widths):
        for label, value in NUDGES.get(name, {}).items():
            model.trunk.tags.bias.data[start + NAMES.index(label)] += sign * value
        start += width


def padded(batch, states):
    """Lower states of pieces with their mask; top states of words as they were; where words begin, and which words are there."""
    size, count = max(w["n"] for w in batch), max(len(w["first"]) for w in batch)
    x, mask = torch.zeros(len(batch), size, HIDDEN), torch.zeros(len(batch), size)
    old, first, real = torch.zeros(len(batch), count, HIDDEN), torch.zeros(len(batch), count, dtype=torch.long), torch.zeros(len(batch), count)
    for n, w in enumerate(batch):
        of, pieces, words = states[w["cache"]], w["n"], len(w["first"])
        x[n, :pieces], mask[n, :pieces] = torch.from_numpy(of.lower[w["lower"]:w["lower"] + pieces].astype(np.float32)), 1
        old[n, :words], real[n, :words] = torch.from_numpy(of.top[w["top"]:w["top"] + words].astype(np.float32)), 1
        first[n, :words] = torch.from_numpy(w["first"].astype(np.int64))
    return x, mask, old, first, real


def upper(model, x, mask, first):
    """The words' states at the top and after the lower half."""
    row = torch.arange(len(x))[:, None] * x.shape[1] + first
    lower, bias = F.embedding(row, x.flatten(0, 1)), attention_bias(mask)
    for layer in model.trunk.layers[SPLIT:]:
        x = layer(x, bias)
    return F.embedding(row, x.flatten(0, 1)), lower


def apart(new, old, on):
    """How far answers are from what they were: the mean divergence over words."""
    new, old = torch.log_softmax(new.float(), -1), torch.log_softmax(old.float(), -1)
    return ((old.exp() * (old - new)).sum(-1) * on).sum() / on.sum().clamp(min=1)


def work(rank, teacher, average, seen, rows, states, o, began):
    torch.set_num_threads(1)
    torch.manual_seed(77 + rank)
    rng = random.Random(77 + rank)
    streams = {}
    for kind in SHARES:
        windows = batches.endless([w for w in rows if w["kind"] == kind], rng)
        streams[kind] = batches.Stream(lambda windows=windows: windows, o.tokens, rng, lambda w: w["n"])
    groups = teacher.groups()
    optimiser = torch.optim.AdamW([{"params": p, "name": name} for name, p in groups.items()], lr=0.0, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    spent, told, step, weights = dict.fromkeys(SHARES, 1e-9), collections.defaultdict(list), 0, teacher.weights()
    teacher.model.train()
    teacher.graphs.train()
    while (done := float(seen.sum()) / o.budget) < 1:
        for group in optimiser.param_groups:
            climbed = done / 0.01 if group["name"] == "graphs" else (done - QUIET) / CLIMB
            group["lr"] = RATES[group["name"]] * min(1.0, max(0.0, climbed)) * max(0.01, 1 - done)
        kind = min(SHARES, key=lambda k: spent[k] / SHARES[k])
        batch = streams[kind].next()
        found = teacher.losses(batch, states, rng)
        loss = sum(found.values())
        optimiser.zero_grad(set_to_none=True)
        if torch.isfinite(loss):
            loss.backward()
            nn.utils.clip_grad_norm_(groups["layers"] + groups["heads"], 2.0)
            nn.utils.clip_grad_norm_(groups["graphs"], 1.0)
            optimiser.step()
        pieces, step = sum(w["n"] for w in batch), step + 1
        spent[kind] += pieces
        seen[rank] += pieces
        if rank:
            continue
        for name, value in found.items():
            told[f"{kind} {name}"].append(value.item())
        if step % 4 == 0:
            share = 1 - min(0.995, (1 + step) / (20 + step))
            with torch.no_grad():
                for name, value in average.items():
                    value.lerp_(weights[name], share)
        if step % 200 == 0:
            speed = float(seen.sum()) / (time.time() - began)
            print(f"{100 * done:5.1f} %  {speed:.0f} pieces/s  left {(o.budget - float(seen.sum())) / speed / 60:.0f} min  "
                  + "  ".join(f"{name} {np.mean(values):.3f}" for name, values in sorted(told.items())), flush=True)
            told.clear()


def learn(teacher, rows, states, o):
    """Trains in processes that share the weights, one a core, and gives the weights' averages on the way."""
    for part in (teacher.model, teacher.graphs):
        part.share_memory()
    average = {name: value.detach().clone().share_memory_() for name, value in teacher.weights().items()}
    seen = torch.zeros(o.workers, dtype=torch.float64).share_memory_()
    crew(work, o.workers, (teacher, average, seen, rows, states, o, time.time()))
    return average


def write(teacher, weights, o):
    """The model folder: what did not learn as it was, what did in int8."""
    shutil.copytree(o.model, o.write, dirs_exist_ok=True)
    teacher.model.load_state_dict({name: value.float() for name, value in weights.items()}, strict=False)
    nudge(teacher.model, 1)
    export.graphs_of(teacher.model.eval(), o.write, ("trunk", "parse", "labels", "attribution"))
    manifest = teacher.manifest | {"version": hashlib.sha256((o.write / "trunk.onnx").read_bytes()).hexdigest()[:12]}
    (o.write / "annotator.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    import spacy
    own = relations.written(ROOT / "training/sentences", spacy.blank("en"))[0]
    export.golden(o.write, Pieces(published(o.work)), {name: manifest["labels"][name] for name in manifest["tags"]}, own)


def prepare(o, manifest):
    """Writes the windows that are not there yet; gives all rows and their states."""
    import spacy
    pieces, folder = Pieces(published(o.work)), o.work / "kept" / manifest["version"]
    ways = {"events": lambda k, rng: kept.events(k, pieces, o.set, spacy.blank("en"), rng), "relations": lambda k, rng: kept.relations(k, pieces, o.ties),
            "treebank": lambda k, rng: kept.treebanks(k, pieces, o.data, manifest, rng), "quotations": lambda k, rng: kept.quotations(k, pieces, o.data, rng),
            "names": lambda k, rng: kept.names(k, pieces, spacy.blank("en"), rng)}
    for name, way in ways.items():
        if not (folder / f"{name}.rows").exists():
            keeper = kept.Keeper(o.model, folder, name)
            way(keeper, random.Random(name))
            keeper.done()
    states = {name: kept.Kept(folder, name) for name in ways}
    return [row for of in states.values() for row in of.rows], states


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("data", type=pathlib.Path)
    a.add_argument("model", type=pathlib.Path)
    a.add_argument("weights", type=pathlib.Path)
    a.add_argument("--set", action="append", nargs=2, default=[])
    a.add_argument("--ties", type=pathlib.Path)
    a.add_argument("--write", type=pathlib.Path, help="learn nothing; make a model folder of what was learnt")
    a.add_argument("--work", type=pathlib.Path, default=ROOT / "training/work")
    a.add_argument("--budget", type=float, default=12e6, help="word pieces to train on")
    a.add_argument("--workers", type=int, default=2, help="processes")
    a.add_argument("--tokens", type=int, default=1800, help="pieces in a batch, padding included")
    o = a.parse_args()
    torch.manual_seed(5)
    teacher = Teacher(o.model)
    if o.write:
        write(teacher, load_file(o.weights), o)
        return
    if not o.set or not o.ties:
        a.error("--set and --ties say what to learn from")
    rows, states = prepare(o, teacher.manifest)
    print(collections.Counter(row["kind"] for row in rows), flush=True)
    save_file({name: value.half().contiguous() for name, value in learn(teacher, rows, states, o).items()}, o.weights)


if __name__ == "__main__":
    main()
