#!/usr/bin/env python3
"""Trains the graph that hears who stands on which side of an act, where it happens, of what sector whoever is told of is, and whose.

    python3 parties.py MODEL --set GOLD ANNOTATED [--set GOLD ANNOTATED ...] [--folds FOLDER]      (torch, onnx, onnxruntime, spacy, tokenizers)

GOLD is a gold set of events or of actors (`bench/gold`), of which the part `hold` is left out; ANNOTATED is what `attache task annotate --tokens` gives of its texts. The encoder rests: the
states that the graph sees are those of MODEL's trunk, as shipped. It reads sentence by sentence and learns, beside the gold, from our own sentences (`sentences/`).

Four answers to each pair of words (an act's and another): is the other its actor, its recipient, the place where it happens; of a party and another word: does the other tell of which country or body the party is.
To each word: its PLOVER sectors, and what kind of code it has (a state's, none, UNO, EUR, IGO, NGO). Written is MODEL/parties.onnx, in int8, and its labels to MODEL's manifest. With
--folds, FOLDER gets as many model folders as there are folds, each with a graph that did not see the texts of its fold, and fold.json, which says what is in which.
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
from annotator.pieces import Pieces, packs, published, quoted, quoted_words, window  # noqa: E402
from annotator.relations import ACTOR, RECIPIENT, TRIGGER, written  # noqa: E402
from exchanged import Names, exchanged  # noqa: E402

SECTORS = ["GOV", "MIL", "COP", "JUD", "LEG", "PTY", "OPP", "REB", "UAF", "PRM", "SPY", "CRM", "CVL", "REF", "BUS", "LAB", "AGR", "EDU", "JRN", "MED", "REL", "SOC", "ELI", "PRE", "UNK"]
CODES = ["state", "none", "UNO", "EUR", "IGO", "NGO"]
HIDDEN, WIDTH, INNER, HEADS, PAIR, OUT, FAR = 384, 256, 512, 4, 48, 128, 32
EPOCHS, BATCH, RATE, FOLDS, MOST, VARIANTS = 8, 24, 1.5e-3, 3, 120, 3
SIDES = 4  # actor, recipient, whose, where


class Rows:
    """What is known of one sentence; -1 where nothing is asked."""

    def __init__(self, n):
        self.sides = np.full((n, n, SIDES), -1, np.int8)
        self.sectors = np.full((n, len(SECTORS)), -1, np.int8)
        self.code = np.full(n, -1, np.int8)


def code_kind(state):
    return CODES.index("none" if state is None else state if state in CODES else "IGO" if state in ("IMG", "ISM") else "NGO" if state == "MNC" else "state")


def head_of(words, tokens, start, end):
    """The word of a span that hangs on one outside; of several the first."""
    inside = [i for i in words if tokens[i]["start"] < end and start < tokens[i]["end"]]
    for i in inside:
        head = tokens[i]["head"]
        if head is None or head not in inside:
            return i, inside
    return (inside[0] if inside else None), inside


def named(tokens, head, inside):
    """The head, and the other words of a name that it heads or ends."""
    found = {head}
    for i in inside:
        near = tokens[i]["head"] == head and tokens[i]["deprel"].split(":")[0] in ("flat", "goeswith")
        title = tokens[i]["head"] == head and tokens[i]["deprel"] in ("compound", "nmod:desc", "appos") and tokens[i]["upos"] == "PROPN" and tokens[head]["upos"] == "PROPN"
        if near or title:
            found.add(i)
    return found


def told(annotated):
    """Words that tell of a country or body, with its code."""
    codes = {}
    for e in annotated["entities"]:
        if e.get("code"):
            for i, t in enumerate(annotated["tokens"]):
                if t["start"] < e["end"] and e["start"] < t["end"]:
                    codes[i] = e["code"]
    return codes


def stands_at(text, event, words, tokens):
    """Where an event's place is named among these words, nearest to its trigger: its head, and all its words."""
    place, found = event.get("place"), []
    if place:
        at = text.find(place)
        while at >= 0:
            found.append(head_of(words, tokens, at, at + len(place)) + (abs(at - event["trigger"]["start"]),))
            at = text.find(place, at + 1)
    head, inside, _ = min((f for f in found if f[0] is not None), key=lambda f: f[2], default=(None, [], 0))
    return head, inside


def sentences(item, annotated):
    """(words, rows) of each sentence of a text that has something to learn from, as stretches of the text's words."""
    tokens, codes = annotated["tokens"], told(annotated)
    bounds = [[i for i, t in enumerate(tokens) if s["start"] <= t["start"] < s["end"]] for s in annotated["sentences"]]
    for words in bounds:
        if not words or words != list(range(words[0], words[-1] + 1)):
            continue
        words = words[:MOST]
        base, rows, any_told = words[0], Rows(len(words)), False
        parties = []  # (span, state, sectors)
        triggers = {}
        for event in item.get("events", ()):
            t = event["trigger"]
            at = [i for i in words if t and tokens[i]["start"] < t["end"] and t["start"] < tokens[i]["end"]]
            for i in at:
                triggers.setdefault(i, []).append(event)
            parties += event["actors"] + event["recipients"]
        parties += [m for m in item.get("mentions", ()) if m["kind"] != "pronoun"]
        pronouns = [i - base for i in words if tokens[i]["upos"] == "PRON"]
        for i, events in triggers.items():
            any_told = True
            rows.sides[i - base, :, :2] = 0
            for side, name in enumerate(("actors", "recipients")):
                ignored, right = set(), set()
                for p in (p for e in events for p in e[name]):
                    head, inside = head_of(words, tokens, p["start"], p["end"])
                    if head is not None:
                        ignored.update(inside)
                        right.update(named(tokens, head, inside))
                rows.sides[i - base, pronouns, side] = -1
                rows.sides[i - base, [w - base for w in ignored], side] = -1
                rows.sides[i - base, [w - base for w in right], side] = 1
            rows.sides[i - base, :, 3] = 0
            for event in events:
                head, inside = stands_at(item["text"], event, words, tokens)
                rows.sides[i - base, [w - base for w in inside], 3] = -1
                names = [w for w in inside if w == head or tokens[w]["upos"] == "PROPN"]
                rows.sides[i - base, [w - base for w in names], 3] = 1
        for p in parties:
            head, inside = head_of(words, tokens, p["start"], p["end"])
            if head is None:
                continue
            any_told = True
            for w in named(tokens, head, inside):
                own = rows.sectors[w - base]
                own[:] = np.maximum(own, 0)
                for s in p["sectors"]:
                    own[SECTORS.index(s)] = 1
                rows.code[w - base] = code_kind(p["state"])
                for other, code in codes.items():
                    if other in words and p["state"]:
                        rows.sides[w - base, other - base, 2] = int(code == p["state"])
        if any_told:
            yield words, rows


def gold(paths):
    """(name of the text, its words and quotation marks, [(words, rows)])."""
    for gold, annotated in paths:
        found = {a["id"]: a for a in map(json.loads, open(annotated, encoding="utf-8"))}
        for item in map(json.loads, open(gold, encoding="utf-8")):
            if item.get("part") != "tune" or item["id"] not in found:
                continue
            a = found[item["id"]]
            parts = list(sentences(item, a)) if a.get("tokens") else []
            if parts:
                yield item.get("story") or item["id"], item["text"], a, parts


def paragraphs(text, annotated, words):
    """The text's paragraphs as the trunk reads them, with these words."""
    tokens, marks, out = annotated["tokens"], quoted(text), []
    for i, t in enumerate(tokens):
        if not out or "\n" in text[tokens[i - 1]["end"]:t["start"]] or len(out[-1]["words"]) >= 160:
            out.append({"words": [], "quotes": [], "sentences": [], "layers": {}})
        out[-1]["words"].append(words[i])
        out[-1]["quotes"].append(int(marks[t["start"]]))
    return out


class Trunk:
    def __init__(self, model, work):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.pieces = Pieces(published(work))
        self.run = onnxruntime.InferenceSession(str(model / "trunk.onnx"), options)

    def states(self, paragraphs):
        """The top and lower states of words."""
        found = []
        for pack in packs(self.pieces, paragraphs):
            w = window(self.pieces, pack)
            feed = {k: np.array([w[v]], np.int32) for k, v in (("pieces", "ids"), ("shapes", "shapes"), ("quotes", "quotes"), ("first", "first"))}
            lower, top, _ = self.run.run(None, feed)
            found.append(np.concatenate([top[0], lower[0][np.array(w["first"])]], 1))
        return np.concatenate(found).astype(np.float16)


def learned_from(trunk, sets):
    """(fold's name or none, states as written and with other names, rows, how much it counts)."""
    texts = list(gold(sets))
    names, rng = Names((text, annotated) for _, text, annotated, _ in texts), random.Random(5)
    for name, text, annotated, parts in texts:
        written_so = [text[t["start"]:t["end"]] for t in annotated["tokens"]]
        variants = [written_so] + [exchanged(text, annotated, names, rng) for _ in range(VARIANTS)]
        told = [trunk.states(paragraphs(text, annotated, words)) for n, words in enumerate(variants) if not n or words != written_so]
        told = [states for states in told if len(states) == len(written_so)]
        for words, rows in parts if told else ():
            yield name, [states[words[0]:words[-1] + 1] for states in told], rows, 1.0
    import spacy
    for p in written(ROOT / "training/sentences", spacy.blank("en"))[0]:
        words = p["words"]
        rows = own(p) if len(words) <= MOST else None
        if rows:
            yield None, [trunk.states([{"words": words, "quotes": quoted_words(words), "sentences": [], "layers": {}}])], rows, 0.5


def own(p):
    """What is known of a paragraph of our own sentences, if anything."""
    words, any_told = p["words"], False
    rows = Rows(len(words))
    for pair in p["pairs"]:
        if bin(pair["kind"]).count("1") != 1 or pair["quad"] < 0:
            continue
        for i in (i for r, on in pair["marks"] if r == TRIGGER for i in on):
            for side, role in enumerate((ACTOR, RECIPIENT)):
                spans = [on for r, on in pair["marks"] if r == role]
                if not spans:
                    continue
                any_told = True
                # who is joined to whom is marked is not marked: only the words of the other side are surely none
                others = {w for r, on in pair["marks"] if r != role for w in on}
                far = {w for w in range(len(words)) if all(min(abs(w - x) for x in on) > 8 for on in spans)}
                for w in others | far:
                    if rows.sides[i, w, side] < 0:
                        rows.sides[i, w, side] = 0
                for on in spans:
                    rows.sides[i, short_head(words, on), side] = 1
    return rows if any_told else None


def short_head(words, on):
    """The head of a noun phrase without a tree: its last word before a preposition."""
    for n, w in enumerate(on):
        if n and words[w].lower() in ("of", "from", "in", "at", "for", "to", "with", "on", "who", "that", ",", "and"):
            return on[n - 1]
    return on[-1]


class Parties(nn.Module):
    """A layer of attention over the words of a sentence, then each pair and each word."""

    def __init__(self):
        super().__init__()
        self.top, self.low = nn.Linear(HIDDEN, WIDTH), nn.Linear(HIDDEN, WIDTH, bias=False)
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.before, self.within = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.f1, self.f2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.near, self.between = nn.Embedding(2 * FAR + 1, HEADS), nn.Embedding(2 * FAR + 1, PAIR)
        nn.init.zeros_(self.near.weight)
        nn.init.normal_(self.between.weight, 0, 0.1)
        self.act, self.party = nn.Linear(WIDTH, PAIR), nn.Linear(WIDTH, PAIR)
        self.acts, self.parties = (nn.Linear(WIDTH, SIDES * PAIR) for _ in range(2))
        self.pair = nn.Linear(PAIR, SIDES)
        self.join, self.out = nn.Linear(WIDTH, OUT), nn.Linear(OUT, len(SECTORS) + len(CODES))

    def forward(self, words, lower, mask):
        drop = lambda x, p: F.dropout(x, p, self.training)
        x = F.gelu(self.top(drop(words, 0.3)) + self.low(drop(lower, 0.3)))
        s, n = mask.shape
        at = torch.arange(n)
        apart = (at[None] - at[:, None]).clamp(-FAR, FAR) + FAR
        split = lambda z: z.view(s, n, HEADS, WIDTH // HEADS).transpose(1, 2)
        y = self.before(x)
        scores = split(self.q(y)) @ split(self.k(y)).transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + self.near(apart).permute(2, 0, 1)[None]
        share = torch.softmax(scores + (mask[:, None, None, :] - 1.0) * 1e4, -1)
        x = x + drop(self.o((share @ split(self.v(y))).transpose(1, 2).reshape(s, n, WIDTH)), 0.2)
        x = x + drop(self.f2(drop(F.gelu(self.f1(self.within(x))), 0.2)), 0.2)
        x = drop(x, 0.2)
        both = F.gelu(self.act(x)[:, :, None, :] + self.party(x)[:, None, :, :] + self.between(apart)[None])
        sided = lambda z: z.view(s, n, SIDES, PAIR).transpose(1, 2)
        match = sided(self.acts(x)) @ sided(self.parties(x)).transpose(-1, -2) * PAIR ** -0.5
        return self.pair(drop(both, 0.2)) + match.permute(0, 2, 3, 1), self.out(drop(F.gelu(self.join(x)), 0.2))


def batches(rows, size, rng=None):
    rows = list(rows)
    if rng:
        rng.shuffle(rows)
    stretches = [sorted(rows[i:i + 20 * size], key=lambda r: len(r[1][0])) for i in range(0, len(rows), 20 * size)]
    rows = [row for stretch in stretches for row in stretch]
    cut = [rows[i:i + size] for i in range(0, len(rows), size)]
    if rng:
        rng.shuffle(cut)
    for batch in cut:
        n = max(len(r[1][0]) for r in batch)
        states, mask = torch.zeros(len(batch), n, 2 * HIDDEN), torch.zeros(len(batch), n)
        sides, sectors = torch.full((len(batch), n, n, SIDES), -1.0), torch.full((len(batch), n, len(SECTORS)), -1.0)
        codes, weight = torch.full((len(batch), n), -1), torch.zeros(len(batch))
        for b, (_, variants, r, w) in enumerate(batch):
            x = rng.choice(variants) if rng and rng.random() < 0.5 else variants[0]
            k = len(x)
            states[b, :k], mask[b, :k], weight[b] = torch.from_numpy(x.astype(np.float32)), 1.0, w
            sides[b, :k, :k], sectors[b, :k], codes[b, :k] = torch.from_numpy(r.sides).float(), torch.from_numpy(r.sectors).float(), torch.from_numpy(r.code).long()
        yield states, mask, sides, sectors, codes, weight


def lost(pair, word, sides, sectors, codes, weight):
    """The loss of answers, summed over sentences; -1 is not asked."""
    known = (sides >= 0) * weight[:, None, None, None]
    loss = (F.binary_cross_entropy_with_logits(pair, sides.clamp(min=0), reduction="none") * known).sum()
    known = sectors >= 0
    loss = loss + (F.binary_cross_entropy_with_logits(word[..., :len(SECTORS)], sectors.clamp(min=0), reduction="none") * known).sum()
    known = codes >= 0
    if known.any():
        loss = loss + F.cross_entropy(word[..., len(SECTORS):][known], codes[known], reduction="sum")
    return loss


def loss_of(graph, batch):
    states, mask, *told = batch
    return lost(*graph(states[..., :HIDDEN], states[..., HIDDEN:], mask), *told) / len(mask)


def learn(rows, seed):
    torch.manual_seed(seed)
    rng, graph = random.Random(seed), Parties()
    optimiser = torch.optim.AdamW(graph.parameters(), RATE, weight_decay=0.01)
    steps, step = EPOCHS * (len(rows) // BATCH + 1), 0
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in batches(rows, BATCH, rng):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, step / 100) * max(0.02, 1 - step / steps)
            loss = loss_of(graph, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(graph.parameters(), 1.0)
            optimiser.step()
            total += loss.item()
        print(f"  epoch {epoch}: {total / max(1, len(rows) // BATCH):.3f}", flush=True)
    return graph.eval()


@torch.no_grad()
def report(graph, rows):
    """How well each answer is heard."""
    counts, sector, code, n = np.zeros((SIDES, 3)), 0, 0, 0
    for states, mask, sides, sectors, codes, _ in batches(rows, BATCH):
        pair, word = graph(states[..., :HIDDEN], states[..., HIDDEN:], mask)
        for side in range(SIDES):
            known, said = sides[..., side] >= 0, pair[..., side] > 0
            right = sides[..., side] == 1
            counts[side] += [(said & right).sum(), (said & known).sum(), right.sum()]
        known = codes >= 0
        n += known.sum().item()
        code += (word[..., len(SECTORS):].argmax(-1) == codes)[known].sum().item()
        sector += ((word[..., :len(SECTORS)] > 0) == (sectors > 0)).all(-1)[known].sum().item()
    for side, (hit, said, right) in zip(("actor", "recipient", "whose", "where"), counts):
        print(f"  {side}: precision {hit / max(1, said):.3f} recall {hit / max(1, right):.3f} of {right:.0f}")
    print(f"  sectors all right {sector / max(1, n):.3f}, kind of code {code / max(1, n):.3f} of {n}", flush=True)


def export(graph, path):
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from fuse import fuse
    plain = path.with_suffix(".fp32.onnx")
    axes = {"words": {0: "S", 1: "N"}, "lower": {0: "S", 1: "N"}, "mask": {0: "S", 1: "N"}, "sides": {0: "S", 1: "N", 2: "N"}, "told": {0: "S", 1: "N"}}
    torch.onnx.export(graph, (torch.rand(2, 6, HIDDEN), torch.rand(2, 6, HIDDEN), torch.ones(2, 6)), plain, input_names=["words", "lower", "mask"],
                      output_names=["sides", "told"], dynamic_axes=axes, opset_version=17, dynamo=False)
    quantize_dynamic(plain, path, op_types_to_quantize=["MatMul", "Gemm"], per_channel=True, weight_type=QuantType.QInt8)
    fuse(path)
    plain.unlink()


def name(model):
    """Names the graph in the model's manifest."""
    path = model / "annotator.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if "parties" not in manifest.setdefault("further", []):
        manifest["further"].append("parties")
    manifest["labels"]["sectors"], manifest["labels"]["codes"] = SECTORS, CODES
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("model", type=pathlib.Path)
    a.add_argument("--set", action="append", nargs=2, required=True)
    a.add_argument("--folds", type=pathlib.Path)
    a.add_argument("--only", type=int, help="this fold alone, so that folds may run side by side; -1: none, only what is shipped")
    a.add_argument("--work", type=pathlib.Path, default=ROOT / "training/work")
    a.add_argument("--states", type=pathlib.Path, help="a file in which the states are kept between runs")
    o = a.parse_args()
    torch.set_num_threads(1)
    if o.states and o.states.exists():
        rows = torch.load(o.states, weights_only=False)
    else:
        rows = list(learned_from(Trunk(o.model, o.work), o.set))
        if o.states:
            torch.save(rows, o.states)
    fold = {row[0]: zlib.crc32(row[0].encode()) % FOLDS for row in rows if row[0]}
    print(len(rows), "sentences;", len(fold), "texts that may be held out", flush=True)
    for k in range(FOLDS) if o.folds else ():
        if o.only not in (None, k):
            continue
        graph = learn([row for row in rows if fold.get(row[0]) != k], k)
        print("fold", k)
        report(graph, [row for row in rows if fold.get(row[0]) == k])
        folder = o.folds / str(k)
        shutil.copytree(o.model, folder, dirs_exist_ok=True)
        export(graph, folder / "parties.onnx")
        name(folder)
        (o.folds / "fold.json").write_text(json.dumps(fold))
    if o.only in (None, -1):
        export(learn(rows, 9), o.model / "parties.onnx")
        name(o.model)


if __name__ == "__main__":
    main()
