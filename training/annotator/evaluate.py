"""Figures while training: tags, trees and names on the treebanks' dev parts, and the relation over five folds."""
import math
import random

import torch

from . import losses, relations
from .batches import Windows, collate, spread
from .pieces import window


@torch.no_grad()
def treebank(model, pieces, documents, vocabularies):
    """UPOS, UAS and LAS (universal relation) over a treebank, each sentence a window of its own, heads chosen greedily."""
    model.eval()
    right, total = {"upos": 0, "uas": 0, "las": 0}, 0
    names = list(vocabularies["deprel"])
    items = sorted((p for _, d in documents for p in d if len(p["words"]) < 150), key=lambda p: len(p["words"]))
    for at in range(0, len(items), 16):
        batch = [window(pieces, [p]) for p in items[at:at + 16]]
        b = collate(batch)
        _, words, tags = model.trunk(b["ids"], b["shapes"], b["quotes"], b["mask"], b["first"])
        upos = model.split(tags)["upos"].argmax(-1)
        n = words.shape[1]
        _, mask = spread([w["first"] for w in batch], None, n)
        arcs, dependent, head = model.parse(words, mask)
        heads = arcs.argmax(-1)
        chosen = torch.gather(head, 1, heads[:, :, None].expand(-1, -1, head.shape[-1]))
        for i, w in enumerate(batch):
            k = len(w["first"])
            labels = model.labels(dependent[i, :k], chosen[i, :k]).argmax(-1).tolist()
            total += k
            for j in range(k):
                right["upos"] += int(upos[i, j]) == w["layers"]["upos"][j]
                if int(heads[i, j]) == w["heads"][j]:
                    right["uas"] += 1
                    gold = w["layers"]["deprel"][j]
                    right["las"] += gold >= 0 and names[labels[j]].split(":")[0] == names[gold].split(":")[0]
    return {k: round(100 * v / total, 2) for k, v in right.items()}


def tune(model, corpus, pieces, rows, seed, epochs=8, rate=1e-4, replay=None, batch=16, every_pair=False):
    """Tunes the relation's layers alone on PLV rows, with half as many of our own sentences beside them; the trunk stays as it is."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    for p in model.parameters():
        p.requires_grad_(False)
    for p in model.relation.parameters():
        p.requires_grad_(True)
    deep = list(model.relation.layers.parameters())
    light = [p for n, p in model.relation.named_parameters() if not n.startswith("layers.")]
    optimiser = torch.optim.AdamW([{"params": deep, "base": rate}, {"params": light, "base": rate * 4}], weight_decay=0.01, betas=(0.9, 0.98))
    make = Windows(corpus, pieces, rng, rows)
    steps = epochs * math.ceil(len(rows) / batch)
    device = next(model.parameters()).device.type
    half = lambda: torch.autocast(device, torch.bfloat16)
    model.train()
    model.trunk.eval()
    mine, other = make.endless(rows), make.endless(replay or [])
    for step in range(steps):
        for g in optimiser.param_groups:
            g["lr"] = g["base"] * min(1, (step + 1) / (0.1 * steps)) * max(0.0, 1 - step / steps)
        picked = [relations.recast(next(mine), make.parties, rng) for _ in range(batch)] + [next(other) for _ in range(batch // 2 if replay else 0)]
        windows = []
        for p in picked:
            if len(p["words"]) > 110:
                continue
            w = make.make([p])
            w["pairs"] = [(0, len(p["words"]), relations.roles_of(q, len(p["words"]), rng), q) for q in (p["pairs"] if every_pair else [rng.choice(p["pairs"])])]
            windows.append(w)
        b = {k: v.to(device) for k, v in collate(windows).items()}
        out = {}
        with half():
            with torch.no_grad():
                lower = model.trunk.lower(b["ids"], b["shapes"], b["quotes"], b["mask"])
            losses.pairs(model, windows, lower, corpus["modes"], out, device)
        loss = sum(losses.WEIGHT[k] * v for k, v in out.items())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(deep + light, 1.0)
        optimiser.step()
    for p in model.parameters():
        p.requires_grad_(True)
    model.trunk.we.weight.requires_grad_(False)


@torch.no_grad()
def judge(model, pieces, rows):
    """Log-probabilities of the relation and the quad for the first pair of each row."""
    model.eval()
    out = []
    for at in range(0, len(rows), 16):
        windows = []
        for p in rows[at:at + 16]:
            p = p if len(p["words"]) <= 150 else dict(p, words=p["words"][:150], quotes=p["quotes"][:150], sentences=[(0, 150)])
            w = window(pieces, [p])
            pair = p["pairs"][0]
            pair = pair | {"marks": [(r, [i for i in on if i < len(p["words"])]) for r, on in pair["marks"]]}
            w["pairs"] = [(0, len(p["words"]), relations.roles_of(pair, len(p["words"])), pair)]
            windows.append(w)
        b = collate(windows)
        lower = model.trunk.lower(b["ids"], b["shapes"], b["quotes"], b["mask"])
        (relation, quad, *_), _ = losses.related(model, windows, lower, "cpu")
        out += list(zip(torch.log_softmax(relation, -1), torch.log_softmax(quad, -1)))
    return out


def macro(gold, said):
    """Macro-averaged F1 over the labels in gold."""
    labels = sorted(set(gold))
    total = 0.0
    for l in labels:
        tp = sum(g == l == s for g, s in zip(gold, said))
        total += 2 * tp / max(1, sum(g == l for g in gold) + sum(s == l for s in said))
    return 100 * total / len(labels)


def verdict(relation, quad):
    """The root type (CONCEDE and RETREAT joined as PLV joins them) and the quad of one pair."""
    p = {t: float(relation[i].exp()) for i, t in enumerate(relations.LABELS) if t != "NONE"}
    p["YIELD"] = p.pop("CONCEDE") + p.pop("RETREAT")
    root = max(p, key=p.get)
    sums = [0.0] * 4
    for t, v in p.items():
        sums[2 - 1 if t == "YIELD" else relations.QUADS[t] - 1] += v
    both = [math.log(max(s, 1e-9)) + float(q) for s, q in zip(sums, quad)]
    return root, 1 + max(range(4), key=both.__getitem__)


def folds(model, corpus, pieces, seed, only=None, **options):
    """Five-fold predictions on PLV, the trunk and the relation's start being those of the joint training, which saw none of it."""
    rows, said = corpus["plv"], {}
    start = {k: v.clone() for k, v in model.relation.state_dict().items()}
    for fold in range(5) if only is None else only:
        model.relation.load_state_dict(start)
        tune(model, corpus, pieces, [r for r in rows if r["fold"] != fold], seed * 10 + fold, **options)
        held = [r for r in rows if r["fold"] == fold]
        for r, (relation, quad) in zip(held, judge(model, pieces, held)):
            said[r["uid"]] = verdict(relation, quad)
    model.relation.load_state_dict(start)
    told = [r for r in rows if r["uid"] in said]
    return {"root": macro([r["root"] for r in told], [said[r["uid"]][0] for r in told]),
            "quad": macro([r["penta"] for r in told], [said[r["uid"]][1] for r in told])}, said
