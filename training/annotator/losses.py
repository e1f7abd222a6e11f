"""What each batch teaches: the sum of the losses of all heads for which it has labels."""
import numpy as np
import torch
import torch.nn.functional as F

from . import batches
from .relations import LABELS

WEIGHT = {"upos": 1.0, "xpos": 0.5, "arcs": 1.0, "labels": 1.0, "names": 1.0, "cue": 2.0, "content": 0.5, "source": 0.5, "roles": 1.5, "event": 1.0,
          "swapped": 1.0, "end": 1.0, "relation": 1.5, "quad": 0.4, "modality": 0.4, "aux": 0.4, "mode": 0.6, "mention": 0.4, "embed": 0.4}


def among(scores, allowed, trust=None):
    """Cross entropy where a set of labels is allowed, given as bits, each word at its trust; words with no bits teach nothing."""
    n = scores.shape[-1]
    ok = (allowed[:, None] >> torch.arange(n, device=allowed.device)) & 1
    on = allowed > 0
    if not on.any():
        return None
    scores, ok = scores[on].float(), ok[on].bool()
    value = torch.logsumexp(scores, -1) - torch.logsumexp(scores.masked_fill(~ok, -1e9), -1)
    return value.mean() if trust is None else (value * trust[on]).mean()


def of(model, windows, modes, device, autocast):
    """The losses {name: value} of a batch."""
    b = {k: v.to(device) for k, v in batches.collate(windows).items()}
    width, out = b["first"].shape[1], {}
    with autocast():
        lower, words, tags = model.trunk(b["ids"], b["shapes"], b["quotes"], b["mask"], b["first"])
    layers = model.split(tags)
    for name in ("upos", "xpos", "cue", "content", "source", "swapped", "end"):
        y = batches.layer(windows, name, width)
        if y is not None and (y >= 0).any():
            out[name] = F.cross_entropy(layers[name].float().flatten(0, 1), y.to(device).flatten(), ignore_index=-100)
    for name in ("names", "event"):
        y = batches.layer(windows, name, width, fill=0)
        if y is not None:
            trust = torch.tensor([t for w in windows for t in w["trust"] + [0.0] * (width - len(w["trust"]))], device=device) if name == "names" else None
            value = among(layers[name].flatten(0, 1), y.to(device).flatten().clamp(min=0), trust)
            if value is not None:
                out[name] = value
    with autocast():
        if any(h >= 0 for h in windows[0]["heads"]):
            trees(model, windows, words, out, device)
        if any(w["statements"] for w in windows):
            statements(model, windows, words, out, device)
        if "pairs" in windows[0]:
            pairs(model, windows, lower, modes, out, device)
        if "story" in windows[0]:
            kinship(model, windows, words, b["words"], out, device)
    return out


def rows(x, at, index):
    """x[at, index] row by row; as an embedding look-up, whose backward pass is the quick one."""
    return F.embedding(at[:, None] * x.shape[1] + index, x.flatten(0, 1))


def trees(model, windows, words, out, device):
    sentences = [(i, a, c) for i, w in enumerate(windows) for a, c in w["sentences"]]
    n = max(c - a for _, a, c in sentences)
    index, mask = batches.spread([range(a, c) for _, a, c in sentences], None, n)
    at = torch.tensor([i for i, _, _ in sentences], device=device)
    index, mask = index.to(device), mask.to(device)
    heads = torch.full((len(sentences), n), -100)
    deprel = torch.full((len(sentences), n), -100)
    for k, (i, a, c) in enumerate(sentences):
        heads[k, :c - a] = torch.tensor(windows[i]["heads"][a:c])
        deprel[k, :c - a] = torch.tensor(windows[i]["layers"]["deprel"][a:c])
    heads, deprel = heads.to(device), deprel.to(device)
    arcs, dependent, head = model.parse(rows(words, at, index), mask)
    out["arcs"] = F.cross_entropy(arcs.float().flatten(0, 1), heads.flatten(), ignore_index=-100)
    on = heads >= 0
    chosen = torch.gather(head, 1, heads.clamp(min=0)[:, :, None].expand(-1, -1, head.shape[-1]))
    out["labels"] = F.cross_entropy(model.labels(dependent[on], chosen[on]).float(), deprel[on], ignore_index=-100)


def statements(model, windows, words, out, device):
    items = [(i, s) for i, w in enumerate(windows) for s in w["statements"]]
    n = max(hi - lo for _, (*_, lo, hi) in items)
    index, mask = batches.spread([range(lo, hi) for _, (*_, lo, hi) in items], None, n)
    cue, distance, roles = np.zeros((len(items), n), np.float32), np.zeros((len(items), n), np.int64), np.full((len(items), n), -100, np.int64)
    for k, (_, (c, source, content, lo, hi)) in enumerate(items):
        local = np.arange(hi - lo) - (c[0] - lo)
        distance[k, :hi - lo] = np.clip(local, -31, 31) + 32
        roles[k, :hi - lo] = 0
        for i in c:
            cue[k, i - lo], distance[k, i - lo] = 1 / len(c), 65
        for i in source:
            roles[k, i - lo] = 2 if i - 1 in source else 1
        for i in content:
            roles[k, i - lo] = 4 if i - 1 in content else 3
    at = torch.tensor([i for i, _ in items], device=device)
    put = lambda a: torch.from_numpy(a).to(device)
    scores = model.attribution(rows(words, at, index.to(device)), put(cue), put(distance), mask.to(device))
    out["roles"] = F.cross_entropy(scores.float().flatten(0, 1), put(roles).flatten(), ignore_index=-100)


def related(model, windows, lower, device):
    """The relation's scores for all pairs of a batch of windows, and the pairs' labels in the same order."""
    items = [(i, pair) for i, w in enumerate(windows) for pair in w["pairs"]]
    slices, roles = [], []
    for i, (a, c, on, _) in items:
        w = windows[i]
        ends = w["first"] + [len(w["ids"])]
        lo, hi = w["first"][a], ends[c] - 1  # the separator after the paragraph stays out
        slices.append(range(lo, hi))
        roles.append([on[k - a] for k in range(a, c) for _ in range(w["first"][k], min(ends[k + 1], hi))])
    n = max(len(s) for s in slices)
    index, mask = batches.spread(slices, None, n)
    marked, _ = batches.spread(roles, None, n)
    at = torch.tensor([i for i, _ in items], device=device)
    got = model.relation(rows(lower, at, index.to(device)), marked.to(device), mask.to(device))
    return [g.float() for g in got], [p for _, (*_, p) in items]


def pairs(model, windows, lower, modes, out, device):
    (relation, quad, modality, aux, mode), labels = related(model, windows, lower, device)
    kind = torch.tensor([p["kind"] for p in labels], device=device)
    out["relation"] = among(relation, kind) * 0.95 - 0.05 * F.log_softmax(relation, -1).mean()
    tensor = lambda rows: torch.tensor(rows, device=device)
    for name, scores, y in (("quad", quad, [p["quad"] if p["quad"] >= 0 else -100 for p in labels]), ("modality", modality, [p["modality"] for p in labels])):
        if any(v >= 0 for v in y):
            out[name] = F.cross_entropy(scores, tensor(y), ignore_index=-100)
    on = [k for k, p in enumerate(labels) if p["aux"] is not None]
    if on:
        out["aux"] = F.binary_cross_entropy_with_logits(aux[on], tensor([[float(x) for x in labels[k]["aux"]] for k in on]))
    on = [k for k, p in enumerate(labels) if p["modes"] is not None and p["kind"] != 1 << LABELS.index("NONE")]
    if on:
        y, own = torch.zeros(len(on), len(modes)), torch.zeros(len(on), len(modes))
        for row, k in enumerate(on):
            for m, name in enumerate(modes):
                own[row, m] = float(labels[k]["kind"] >> LABELS.index(name.split(":")[0]) & 1)
                y[row, m] = float(name in labels[k]["modes"])
        own = own.to(device)
        if own.sum() > 0:
            out["mode"] = (F.binary_cross_entropy_with_logits(mode[on], y.to(device), reduction="none") * own).sum() / own.sum() * 3


def kinship(model, windows, words, real, out, device):
    """Texts of one story near each other, and mentions of one event."""
    means = (words * real[:, :, None].to(words.dtype)).sum(1) / real.sum(1, keepdim=True)
    out["embed"] = contrast(model.embed(means).float(), [w["story"] for w in windows], 0.07)
    items = [(i, on, span) for i, w in enumerate(windows) for on, _, span in w["mentions"]]
    if len(items) < 4:
        return
    chains = [chain for w in windows for _, chain, _ in w["mentions"]]
    trigger = torch.stack([words[i, on].mean(0) for i, on, _ in items])
    sentence = torch.stack([words[i, a:c].mean(0) for i, _, (a, c) in items])
    out["mention"] = contrast(model.mention(trigger, sentence).float(), chains, 0.1)


def contrast(vectors, groups, temperature):
    """Supervised contrast: of all others, those of one's own group are to be nearest."""
    n = len(groups)
    ids = {g: k for k, g in enumerate(sorted(set(groups)))}
    g = torch.tensor([ids[x] for x in groups], device=vectors.device)
    scores = (vectors @ vectors.T / temperature).masked_fill(torch.eye(n, device=vectors.device).bool(), -1e9)
    same = (g[:, None] == g[None]) & ~torch.eye(n, device=vectors.device).bool()
    on = same.any(1)
    if not on.any():
        return vectors.sum() * 0
    log = torch.log_softmax(scores[on], -1)
    return -((log * same[on]).sum(1) / same[on].sum(1)).mean()

