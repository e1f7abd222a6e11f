#!/usr/bin/env python3
"""Trains the graph that hears what stands between the parties of a sentence, and whether it stands.

    ties.py MODEL DUMP [--without NAME,…] [--folds N] [--out FOLDER]      (torch, onnx, onnxruntime, numpy; some five minutes on one core)

The encoder rests. DUMP is a folder that holds, for each set of texts NAME: NAME.jsonl, the texts with their relations as in
`bench/gold/relations`; and NAME.idx and NAME.f16, what `cargo run --release -p attache-coding --example ties MODEL DUMP/NAME < NAME.jsonl`
wrote of them: words, mentions, actors, and states. The sets are those of the gold that may be learned from, and our own sentences
(`relation_sentences.py`), under a name that begins with `own`,
and texts with other names in them (`relation_exchanged.py`), under one that begins with `x-`. A pair of mentions is asked about in both orders, and with either side open;
two actors are as likely tied as the likeliest pair of their mentions. Written is MODEL/ties.onnx, in int8, and named in MODEL's manifest.
With --folds, what models that did not see a text say of it is written to OUT/NAME.json, to fit the marks of `data/ties.tsv` by.
"""
import argparse
import csv
import json
import pathlib
import random
import re
import sys
import zlib

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))
from score_relations import FREE, folded  # noqa: E402

KINDS = "diplomatic partnership alliance membership treaty recognition claim sanctions trade office detention".split()
STANDING = "stands wished proposed refused ended".split()
SORTS = {"Person": 1, "State": 2, "Body": 3, "Group": 4}
HIDDEN, WIDTH, INNER, HEADS, JOINED, MOST, SEEN = 384, 192, 384, 4, 160, 24, 24
EPOCHS, BATCH, RATE, SLOW = 10, 8, 1.5e-3, 0.003


def texts(folder, name):
    """The texts of a set, with states and labels."""
    gold = {}
    for item in map(json.loads, open(folder / f"{name}.jsonl", encoding="utf-8")):
        gold[item["id"]] = item
    states = np.memmap(folder / f"{name}.f16", dtype=np.float16, mode="r").reshape(-1, 2 * HIDDEN)
    at = 0
    for text in map(json.loads, open(folder / f"{name}.idx", encoding="utf-8")):
        size = len(text["words"])
        text["states"], at = states[at:at + size], at + size
        text["set"], text["gold"] = name, gold[text["id"]]
        yield text


def parties(text):
    """(head, who, sort) of what may stand for a party, as crates/coding/src/relations/heard.rs has it."""
    found, taken = [], set()
    for mention in text["mentions"]:
        actor = text["actors"][mention["a"]]
        found.append((mention["h"], mention["a"], SORTS[actor["k"]] + 4 * (mention["k"] == "Pronoun")))
        taken.update(range(*mention["w"]) if mention["k"] in ("Name", "Adjective", "Metonym") else [mention["h"]])
    for n, (start, end, kind) in enumerate(text["entities"]):
        sort = {"Per": 1, "Gpe": 2, "Loc": 2, "Norp": 2, "Org": 3, "Fac": 3}.get(kind)
        if sort and not taken & set(range(start, end)):
            heads = [w for w in range(start, end) if text["words"][w][3] is None or not start <= text["words"][w][3] < end]
            found.append((heads[-1] if heads else end - 1, 1000 + n, sort))
    return found


def called(text, who):
    """Under which names an actor goes in a text, and by which nouns it is described."""
    words = lambda start, end: " ".join(word[0] for word in text["words"][start:end])
    if who >= 1000:
        return {folded(words(*text["entities"][who - 1000][:2]))}, []
    actor = text["actors"][who]
    names = {folded(name) for name in [actor["n"], *actor["ns"]] if name}
    nouns = []
    for mention in text["mentions"]:
        if mention["a"] == who and mention["k"] != "Pronoun":
            whole = folded(words(*mention["w"]))
            names |= {whole, folded(words(mention["w"][0], mention["h"] + 1))}
            if actor["k"] in ("Group", "Body") or not actor["n"]:
                nouns.append((folded(text["words"][mention["h"]][0]), whole))
    return names, nouns


def is_called(text, who, options):
    names, nouns = called(text, who)
    for option in filter(None, map(folded, options)):
        if option in names or any(option.split()[-1:] == [noun] and option in whole for noun, whole in nouns):
            return True
    return False


def sentences(text):
    """A text's sentences that have parties, with pairs of these and what is told of them."""
    known, told = parties(text), []
    for relation in text["gold"]["relations"]:
        accept = relation.get("accept") or {}
        sides = []
        for side in ("subject", "object"):
            who = {who for _, who, _ in known if is_called(text, who, [relation[side], *(accept.get(side) or [])])}
            sides.append(who | ({None} if relation[side] is None else set()))
        told.append((relation, *sides))
    text["told"] = told
    for number, (start, end) in enumerate(text["sentences"]):
        own = [party for party in known if start <= party[0] < end][:MOST]
        sides = [(head - start, who) for head, who, _ in own] + [(end - start, None)]
        pairs = [(a, b) for a in sides for b in sides if a[1] != b[1]]
        if not own or not pairs:
            continue
        sorts = np.zeros(end - start, np.int64)
        for head, _, sort in own:
            sorts[head - start] = sort
        keys = sorted({(a[1], b[1]) for a, b in pairs}, key=str)
        of = {key: n for n, key in enumerate(keys)}
        kinds, standing = np.zeros((len(keys), 11), np.float32), np.zeros((len(keys), 11, 5), np.float32)
        for relation, subjects, objects in told:
            free = relation["kind"] in FREE or relation["kind"] == "trade" and any(c.isdigit() for c in relation.get("value") or "")
            for key in keys:
                if key[0] in subjects and key[1] in objects or free and key[1] in subjects and key[0] in objects:
                    kind = KINDS.index(relation["kind"])
                    kinds[of[key], kind] = standing[of[key], kind, STANDING.index(relation["status"])] = 1
        first, second = (np.array([pair[k][0] for pair in pairs]) for k in (0, 1))
        ways = [way(text["words"], start, end, *pair) for pair in zip(first, second)]
        yield {"set": text["set"], "id": text["id"], "number": number, "states": text["states"][start:end], "sorts": sorts, "first": first,
               "second": second, "places": places(end - start, first, second, ways), "gaps": gaps(first, second, ways), "keys": keys, "told": told,
               "of": np.array([of[a[1], b[1]] for a, b in pairs]), "kinds": kinds, "standing": standing}


FARTHEST = 24


def way(words, start, end, first, second):
    """The words on the way through the tree from one word of a sentence to another; none where there is no such way."""
    def up(at):
        found = []
        while at is not None and start <= at + start < end and at not in found and len(found) < FARTHEST:
            found.append(at)
            head = words[at + start][3]
            at = None if head is None else head - start
        return found

    if max(first, second) >= end - start:
        return []
    ours, theirs = up(first), up(second)
    top = next((at for at in ours if at in theirs), None)
    if top is None:
        return []
    return ours[:ours.index(top) + 1] + theirs[:theirs.index(top)][::-1]


def places(size, first, second, ways):
    """As crates/language/src/ties.rs has it, so for the gaps."""
    at, f, s = np.arange(size)[None], first[:, None], second[:, None]
    found = np.where(at < np.minimum(f, s), 0, np.where(at > np.maximum(f, s), 2, np.where(f < s, 1, 5)))
    for row, way in zip(found, ways):
        row[way] += 6
    return np.where(at == s, 4, np.where(at == f, 3, found))


def gaps(first, second, ways):
    far = np.minimum(np.floor(np.log2(np.abs(first - second) + 1)).astype(np.int64), 5)
    return np.where(second > first, far + 6, far) + 12 * np.minimum([len(way) for way in ways], 7)


class Ties(nn.Module):
    """A layer of attention over the words; then for each pair what it attends to, the kinds, and, by other words that it attends to, how each stands."""

    def __init__(self):
        super().__init__()
        line = lambda a, b, bias=True: nn.Linear(a, b, bias=bias)
        self.top, self.low, self.sorts = line(HIDDEN, WIDTH), line(HIDDEN, WIDTH, False), nn.Embedding(10, WIDTH)
        self.q, self.k, self.v, self.o = (line(WIDTH, WIDTH) for _ in range(4))
        self.before, self.within, self.after = (nn.LayerNorm(WIDTH) for _ in range(3))
        self.f1, self.f2 = line(WIDTH, INNER), line(INNER, WIDTH)
        self.none = nn.Parameter(torch.randn(1, WIDTH) * 0.1)
        self.pair_first, self.pair_second, self.key, self.value = line(WIDTH, WIDTH), line(WIDTH, WIDTH, False), line(WIDTH, WIDTH), line(WIDTH, WIDTH)
        self.ask_first, self.ask_second, self.look, self.take = line(WIDTH, WIDTH), line(WIDTH, WIDTH, False), line(WIDTH, WIDTH), line(WIDTH, WIDTH)
        self.stands_at, self.stood = nn.Embedding(12, HEADS), line(WIDTH, JOINED, False)
        self.places, self.gaps = nn.Embedding(12, HEADS), nn.Embedding(12 * 8, JOINED)
        self.a, self.b, self.c, self.d = (line(WIDTH, JOINED, n == 0) for n in range(4))
        self.kinds, self.kind, self.joined, self.standing = line(JOINED, 11), nn.Embedding(11, JOINED), line(JOINED, JOINED), line(JOINED, 5)

    def forward(self, words, lower, sorts, first, second, places, gaps, apart=None, outside=None):
        """`apart` and `outside` part the words of several sentences from each other, and from the pairs of others."""
        drop = lambda x, p: F.dropout(x, p, self.training)
        split = lambda x: x.reshape(-1, HEADS, WIDTH // HEADS).transpose(0, 1)
        share = lambda q, k, *extra: torch.softmax(sum((it for it in extra if it is not None), q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5), -1)
        x = F.gelu(self.top(drop(words, 0.15)) + self.low(drop(lower, 0.15))) + self.sorts(sorts)
        y = self.before(x)
        y = share(split(self.q(y)), split(self.k(y)), apart) @ split(self.v(y))
        x = x + drop(self.o(y.transpose(0, 1).reshape(-1, WIDTH)), 0.1)
        x = self.after(x + drop(self.f2(drop(F.gelu(self.f1(self.within(x))), 0.1)), 0.1))
        all_ = torch.cat([x, self.none])
        one, two = all_[first], all_[second]
        seen = share(split(self.pair_first(one) + self.pair_second(two)), split(self.key(x)), self.places(places).permute(2, 0, 1), outside) @ split(self.value(x))
        seen = seen.transpose(0, 1).reshape(-1, WIDTH)
        stood = share(split(self.ask_first(one) + self.ask_second(two)), split(self.look(x)), self.stands_at(places).permute(2, 0, 1), outside) @ split(self.take(x))
        stood = self.stood(drop(stood.transpose(0, 1).reshape(-1, WIDTH), 0.1))
        h = self.a(drop(one, 0.1)) + self.b(drop(two, 0.1)) + self.c(drop(seen, 0.1)) + self.d(drop(one * two, 0.1)) + self.gaps(gaps)
        h = drop(F.gelu(h), 0.2)
        return self.kinds(h), self.standing(drop(F.gelu((self.joined(h) + stood)[:, None] + self.kind.weight[None]), 0.1))


FAR = -1e4


def asked(rows, states=None):
    """What the graph is asked about some sentences at once, and which two actors each pair is of. The states, top and lower, are the rows' own where none are given."""
    sizes, pairs = [len(row["sorts"]) for row in rows], [len(row["first"]) for row in rows]
    starts, total = np.cumsum([0, *sizes]), sum(sizes)
    moved = lambda key: np.concatenate([np.where(row[key] == size, total, row[key] + start) for row, size, start in zip(rows, sizes, starts)])
    spread, outside = np.zeros((sum(pairs), total), np.int64), np.full((sum(pairs), total), FAR, np.float32)
    apart, at = np.full((total, total), FAR, np.float32), 0
    for row, size, start, count in zip(rows, sizes, starts, pairs):
        apart[start:start + size, start:start + size] = 0
        spread[at:at + count, start:start + size] = row["places"]
        outside[at:at + count, start:start + size] = 0
        at += count
    if states is None:
        states = torch.from_numpy(np.concatenate([row["states"] for row in rows]).astype(np.float32)).split(HIDDEN, 1)
    whole = [np.concatenate([row["sorts"] for row in rows]), moved("first"), moved("second"), spread, np.concatenate([row["gaps"] for row in rows]), apart, outside]
    firsts = np.cumsum([0, *(len(row["keys"]) for row in rows)])
    of = np.concatenate([row["of"] + first for row, first in zip(rows, firsts)])
    return [*states, *map(torch.from_numpy, whole)], torch.from_numpy(of), int(firsts[-1])


def said(ties, rows, states=None):
    """Kinds and standing of each two actors of some sentences: those of their likeliest mentions."""
    question, of, size = asked(rows, states)
    kinds, standing = (x.float() for x in ties(*question))
    best = torch.full((size, 11), -1e4).scatter_reduce(0, of[:, None].expand(-1, 11), kinds, "amax", include_self=False)
    own = (kinds >= best[of] - 1e-6).float()
    sums = torch.zeros(size, 11, 5).index_add(0, of, standing * own[..., None])
    return best, sums / torch.zeros(size, 11).index_add(0, of, own)[..., None].clamp(min=1)


def some(row, rng):
    """A row with those two actors that are tied, and some of those that are not."""
    tied = row["kinds"].any(1)
    free = [n for n in range(len(tied)) if not tied[n]]
    keep = sorted([n for n in range(len(tied)) if tied[n]] + rng.sample(free, min(SEEN, len(free))))
    place = np.full(len(tied), -1)
    place[keep] = np.arange(len(keep))
    pairs = place[row["of"]] >= 0
    cut = {k: row[k][pairs] for k in ("first", "second", "places", "gaps")}
    share = len(tied) / max(1, len(keep))
    return {**row, **cut, "of": place[row["of"][pairs]], "keys": [row["keys"][n] for n in keep], "kinds": row["kinds"][keep], "standing": row["standing"][keep]}, min(share, 2.0)


def lost(ties, rows, shares, weights, states=None):
    """The loss of rows cut by `some`, each with its weight, summed."""
    spread = lambda numbers: torch.tensor(np.repeat(numbers, [len(row["keys"]) for row in rows]), dtype=torch.float32)[:, None]
    kinds, standing = said(ties, rows, states)
    gold, stands = (torch.from_numpy(np.concatenate([row[key] for row in rows])) for key in ("kinds", "standing"))
    none = torch.where(gold.any(1, keepdim=True), 1.0, spread(shares)) * spread(weights)
    loss = (F.binary_cross_entropy_with_logits(kinds, gold, reduction="none") * none).sum()
    return loss + (F.binary_cross_entropy_with_logits(standing, stands, reduction="none") * (gold * spread(weights))[..., None]).sum()


def learn(rows, seed, epochs=EPOCHS, own=0.5, other=0.5):
    torch.manual_seed(seed)
    rng, ties, rows = random.Random(seed), Ties(), list(rows)
    counts = {"own": own, "x-": other}
    optimiser = torch.optim.AdamW(ties.parameters(), RATE, weight_decay=0.02)
    slow = {name: value.detach().clone() for name, value in ties.state_dict().items()}
    steps, step = epochs * (len(rows) // BATCH + 1), 0
    for epoch in range(epochs):
        rng.shuffle(rows)
        total = 0.0
        for i in range(0, len(rows), BATCH):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, step / 100) * max(0.02, 1 - step / steps)
            batch, shares = zip(*(some(row, rng) for row in rows[i:i + BATCH]))
            weights = [next((count for start, count in counts.items() if row["set"].startswith(start)), 1.0) for row in batch]
            loss = lost(ties, batch, shares, weights) / BATCH
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(ties.parameters(), 1.0)
            optimiser.step()
            for name, value in ties.state_dict().items():
                slow[name].lerp_(value, max(SLOW, 1 / step))
            total += loss.item()
        print(f"  epoch {epoch}: loss {total / (len(rows) / BATCH):.3f}", flush=True)
    ties.load_state_dict(slow)
    return ties.eval()


@torch.no_grad()
def answers(ties, rows):
    """What a model says of each text: kinds and standing of all actors of all sentences."""
    found = {}
    for row in rows:
        kinds, standing = (torch.sigmoid(x).numpy() for x in said(ties, [row]))
        found.setdefault(row["id"], []).append({"sentence": row["number"], "keys": row["keys"], "kinds": kinds.round(4).tolist(), "standing": standing.round(3).tolist()})
    return found


def told(sentences_, mark):
    """(kind, subject, object, standing) of what is likelier than a mark."""
    best = {}
    for sentence in sentences_:
        for (a, b), kinds, standing in zip(sentence["keys"], sentence["kinds"], sentence["standing"]):
            for k, p in enumerate(kinds):
                if p >= mark:
                    key = (KINDS[k], *(sorted((a, b), key=str) if KINDS[k] in FREE else (a, b)))
                    if p > best.get(key, (0,))[0]:
                        best[key] = (p, KINDS[k], a, b, STANDING[int(np.argmax(standing[k]))])
    for _, kind, a, b, standing in best.values():
        open_side = any(o[1] == kind and (a is None and o[3] == b and o[2] is not None or b is None and o[2] == a and o[3] is not None) for o in best.values())
        if not open_side:
            yield kind, a, b, standing


def report(rows, answered):
    """Kind and parties, and kind, parties and standing, at some marks; the gold is all relations, whether their parties were found or not."""
    of = {row["id"]: row["told"] for row in rows}
    gold = sum(map(len, of.values()))
    findable = sum(all(relation[1:]) for told_ in of.values() for relation in told_)
    print(f"  {len(of)} texts, {gold} relations, {findable} with both parties found")
    for mark in (0.2, 0.3, 0.4, 0.5, 0.6):
        count = [0, 0, 0]
        for name, wanted in of.items():
            said_ = list(told(answered.get(name, []), mark))
            count[0] += len(said_)
            for n, with_standing in enumerate((False, True), 1):
                taken = set()
                for kind, a, b, standing in said_:
                    for w, (relation, subjects, objects) in enumerate(wanted):
                        accept = relation.get("accept") or {}
                        s, o = (who | ({None} if None in (accept.get(side) or []) else set()) for who, side in ((subjects, "subject"), (objects, "object")))
                        free = kind in FREE or any(c.isdigit() for c in relation.get("value") or "")
                        sides = a in s and b in o or free and b in s and a in o
                        stands = standing in [relation["status"], *(accept.get("status") or [])]
                        if w not in taken and relation["kind"] == kind and sides and (stands or not with_standing):
                            taken.add(w)
                            break
                count[n] += len(taken)
        f = lambda hit: f"P {hit / max(1, count[0]):.3f} R {hit / gold:.3f} F1 {2 * hit / max(1, count[0] + gold):.3f}"
        print(f"  at {mark}: kind and parties {f(count[1])}; with standing {f(count[2])}", flush=True)


def export(ties, model):
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from fuse import fuse
    plain = model / "ties.fp32.onnx"
    whole = lambda *shape: torch.zeros(*shape, dtype=torch.int32)
    names = ["words", "lower", "sorts", "first", "second", "places", "gaps", "apart", "outside"]
    axes = {"words": {0: "N"}, "lower": {0: "N"}, "sorts": {0: "N"}, "first": {0: "P"}, "second": {0: "P"}, "places": {0: "P", 1: "N"},
            "gaps": {0: "P"}, "apart": {0: "N", 1: "N"}, "outside": {0: "P", 1: "N"}, "kinds": {0: "P"}, "standing": {0: "P"}}
    example = (torch.rand(6, HIDDEN), torch.rand(6, HIDDEN), whole(6), whole(3), whole(3), whole(3, 6), whole(3), torch.zeros(6, 6), torch.zeros(3, 6))
    torch.onnx.export(ties, example, plain, input_names=names, output_names=["kinds", "standing"], dynamic_axes=axes, opset_version=17, dynamo=False)
    quantize_dynamic(plain, model / "ties.onnx", op_types_to_quantize=["MatMul", "Gemm"], per_channel=True, weight_type=QuantType.QInt8)
    fuse(model / "ties.onnx")
    plain.unlink()
    path = model / "annotator.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if "ties" not in manifest.setdefault("further", []):
        manifest["further"].append("ties")
    manifest["labels"] |= {"ties": KINDS, "standing": STANDING}
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("model", type=pathlib.Path)
    a.add_argument("dump", type=pathlib.Path)
    a.add_argument("--without", default="", help="sets that are not learned from")
    a.add_argument("--folds", type=int, default=0, help="so many models, each without the texts of its fold; none is shipped")
    a.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    a.add_argument("--epochs", type=int, default=EPOCHS)
    a.add_argument("--own", type=float, default=0.5, help="how much our own sentences count")
    a.add_argument("--other", type=float, default=0.5, help="how much texts with other names count")
    o = a.parse_args()
    torch.set_num_threads(1)
    names = sorted(path.stem for path in o.dump.glob("*.idx"))
    left = [name for name in o.without.split(",") if name]
    rows = {name: [row for text in texts(o.dump, name) for row in sentences(text)] for name in names}
    seen = [row for name in names if name not in left for row in rows[name]]
    if o.folds:
        answered = {}
        for k in range(o.folds):
            fold = lambda row: not row["set"].startswith("own") and zlib.crc32(row["id"].split("~")[0].encode()) % o.folds == k
            ties = learn([row for row in seen if not fold(row)], k, o.epochs, o.own, o.other)
            for name in names:
                if not name.startswith(("own", "x-")) and name not in left:
                    answered.setdefault(name, {}).update(answers(ties, filter(fold, rows[name])))
    else:
        ties = learn(seen, 9, o.epochs, o.own, o.other)
        answered = {name: answers(ties, rows[name]) for name in left}
        export(ties, o.model)
    for name, found in answered.items():
        print(name)
        report(rows[name], found)
        (o.out / f"{name}.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
