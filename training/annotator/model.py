"""The network: a trunk of six layers, a second upper half for relations, and light heads."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from .pieces import SHAPES

HIDDEN, HEADS, INNER, LAYERS, SPLIT = 384, 12, 1536, 6, 3
ARC, LABEL, PAIR, ROLES = 192, 64, 192, 5
EMBEDDING, MENTION = 256, 128
FAR = -1e4  # a score that never wins, in half precision too


class Layer(nn.Module):
    """A transformer layer; plain matmul and softmax, whose backward pass is faster on a CPU than fused attention's."""

    def __init__(self, d=HIDDEN, heads=HEADS, inner=INNER, p=0.1):
        super().__init__()
        self.heads, self.p = heads, p
        self.qkv, self.o, self.ln1 = nn.Linear(d, 3 * d), nn.Linear(d, d), nn.LayerNorm(d, eps=1e-12)
        self.f1, self.f2, self.ln2 = nn.Linear(d, inner), nn.Linear(inner, d), nn.LayerNorm(d, eps=1e-12)

    def forward(self, x, bias):
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = torch.softmax(q @ k.transpose(-1, -2) * (d // self.heads) ** -0.5 + bias, -1)
        c = (a @ v).transpose(1, 2).reshape(b, t, d)
        x = self.ln1(x + F.dropout(self.o(c), self.p, self.training))
        return self.ln2(x + F.dropout(self.f2(F.gelu(self.f1(x))), self.p, self.training))


def attention_bias(mask):
    return ((1.0 - mask) * FAR)[:, None, None, :]


class Trunk(nn.Module):
    """Pieces, shapes and quotation marks to states: after the third layer for pieces, at the top for words, and every word layer's scores."""

    def __init__(self, vocabulary, widths, p=0.1):
        super().__init__()
        d = HIDDEN
        self.we, self.pe, self.te = nn.Embedding(vocabulary, d), nn.Embedding(512, d), nn.Parameter(torch.zeros(d))
        self.se, self.qe, self.ln = nn.Embedding(SHAPES, d), nn.Embedding(3, d), nn.LayerNorm(d, eps=1e-12)
        for e in (self.se, self.qe):
            nn.init.normal_(e.weight, std=0.01)
        self.layers = nn.ModuleList([Layer(p=p) for _ in range(LAYERS)])
        self.tags = nn.Linear(d, sum(widths))
        self.drop = p

    def lower(self, pieces, shapes, quotes, mask):
        """The states after the third layer."""
        x = self.we(pieces) + self.pe.weight[:pieces.shape[1]] + self.te + self.se(shapes) + self.qe(quotes)
        x, bias = self.ln(x), attention_bias(mask)
        for layer in self.layers[:SPLIT]:
            x = layer(x, bias)
        return x

    def forward(self, pieces, shapes, quotes, mask, first):
        lower = x = self.lower(pieces, shapes, quotes, mask)
        bias = attention_bias(mask)
        for layer in self.layers[SPLIT:]:
            x = layer(x, bias)
        row = torch.arange(x.shape[0], device=x.device)[:, None] * x.shape[1] + first
        words = F.embedding(row, x.flatten(0, 1))
        return lower, words, self.tags(F.dropout(words, self.drop, self.training))


class Parse(nn.Module):
    """Biaffine scores of heads, and the states that labels are judged from."""

    def __init__(self, p=0.3):
        super().__init__()
        self.root = nn.Parameter(torch.randn(HIDDEN) * 0.02)
        self.mlp = nn.Linear(HIDDEN, 2 * ARC + 2 * LABEL)
        self.u, self.ub = nn.Parameter(torch.empty(ARC, ARC)), nn.Parameter(torch.zeros(ARC))
        nn.init.orthogonal_(self.u)
        self.p = p

    def forward(self, words, mask):
        b, n, d = words.shape
        x = torch.cat([self.root.to(words.dtype).expand(b, 1, d), words], 1)
        m = F.dropout(F.gelu(self.mlp(F.dropout(x, self.p, self.training))), self.p, self.training)
        ad, ah, ld, lh = torch.split(m, [ARC, ARC, LABEL, LABEL], -1)
        scores = (ad[:, 1:] @ self.u.to(ad.dtype) + self.ub.to(ad.dtype)) @ ah.transpose(1, 2)
        barred = F.pad(1.0 - mask, (1, 0))[:, None, :] + F.pad(torch.eye(n, dtype=mask.dtype, device=mask.device), (1, 0))[None]
        return scores + barred * FAR, ld[:, 1:], lh


class Labels(nn.Module):
    """The label of a dependent's arc to a head."""

    def __init__(self, labels):
        super().__init__()
        self.labels = labels
        self.u = nn.Parameter(torch.randn(LABEL, labels * LABEL) * 0.02)
        self.d, self.h = nn.Linear(LABEL, labels), nn.Linear(LABEL, labels, bias=False)

    def forward(self, dependent, head):
        z = (dependent @ self.u.to(dependent.dtype)).view(-1, self.labels, LABEL)
        return (z * head[:, None, :]).sum(-1) + self.d(dependent) + self.h(head)


class Attribution(nn.Module):
    """From a cue to its source and content words, within a paragraph."""

    def __init__(self):
        super().__init__()
        self.word, self.cue = nn.Linear(HIDDEN, PAIR), nn.Linear(HIDDEN, PAIR)
        self.distance, self.ln = nn.Embedding(66, PAIR), nn.LayerNorm(PAIR)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.layer, self.out = Layer(PAIR, 6, 2 * PAIR), nn.Linear(PAIR, ROLES)

    def forward(self, words, cue, distance, mask):
        c = self.cue((cue[:, None, :].to(words.dtype) @ words))
        x = self.ln(self.word(words) + c + self.distance(distance))
        return self.out(self.layer(x, attention_bias(mask)))


class Relation(nn.Module):
    """The relation between an actor and a recipient: three more layers over the trunk's lower states, the parties marked."""

    def __init__(self, widths, p=0.1):
        super().__init__()
        self.role = nn.Embedding(4, HIDDEN)
        nn.init.normal_(self.role.weight, std=0.05)
        self.layers = nn.ModuleList([Layer(p=p) for _ in range(LAYERS - SPLIT)])
        self.join, self.out, self.widths = nn.Linear(4 * HIDDEN, HIDDEN), nn.Linear(HIDDEN, sum(widths)), widths

    def forward(self, lower, roles, mask):
        x, bias = lower + self.role(roles), attention_bias(mask)
        for layer in self.layers:
            x = layer(x, bias)
        # means over the whole sentence and over each role's pieces, zero where a role is absent
        on = torch.stack([mask] + [(roles == r).to(mask.dtype) * mask for r in (1, 2, 3)], 1)
        on = on / on.sum(-1, keepdim=True).clamp(min=1.0)
        z = (on.to(x.dtype) @ x).flatten(1)
        z = torch.tanh(self.join(F.dropout(z, 0.1, self.training)))
        return torch.split(self.out(F.dropout(z, 0.2, self.training)), self.widths, -1)


class Embed(nn.Module):
    """A text's vector for grouping."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(HIDDEN, EMBEDDING)
        nn.init.orthogonal_(self.out.weight)

    def forward(self, means):
        return F.normalize(self.out(means), dim=-1)


class Mention(nn.Module):
    """An event mention's vector for linking: its trigger in its sentence."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(2 * HIDDEN, MENTION)
        nn.init.orthogonal_(self.out.weight)  # begins as a projection of the encoder's own states

    def forward(self, words, means):
        both = torch.cat([F.normalize(words, dim=-1), F.normalize(means, dim=-1)], -1)
        return F.normalize(self.out(both), dim=-1)


class Annotator(nn.Module):
    """All parts; `layers` are the word layers {name: width} in their order, `relation` the relation's outputs {name: width}."""

    def __init__(self, vocabulary, layers, deprels, relation):
        super().__init__()
        self.names, self.widths = list(layers), list(layers.values())
        self.relation_names = list(relation)
        self.trunk = Trunk(vocabulary, self.widths)
        self.parse, self.labels, self.attribution = Parse(), Labels(deprels), Attribution()
        self.relation = Relation(list(relation.values()))
        self.embed, self.mention = Embed(), Mention()
        self.trunk.we.weight.requires_grad_(False)

    def load_published(self, folder, rows):
        """Takes the published encoder's weights; `rows` are the vocabulary's rows of its embedding."""
        from safetensors.torch import load_file
        w = load_file(folder / "model.safetensors")
        t = self.trunk
        put = lambda target, value: target.data.copy_(value)
        put(t.we.weight, w["embeddings.word_embeddings.weight"][rows])
        put(t.pe.weight, w["embeddings.position_embeddings.weight"])
        put(t.te, w["embeddings.token_type_embeddings.weight"][0])
        put(t.ln.weight, w["embeddings.LayerNorm.weight"])
        put(t.ln.bias, w["embeddings.LayerNorm.bias"])
        for i in range(LAYERS):
            for layer in [t.layers[i]] + ([self.relation.layers[i - SPLIT]] if i >= SPLIT else []):
                b = f"encoder.layer.{i}."
                for k in ("weight", "bias"):
                    put(getattr(layer.qkv, k), torch.cat([w[f"{b}attention.self.{n}.{k}"] for n in ("query", "key", "value")]))
                    put(getattr(layer.o, k), w[f"{b}attention.output.dense.{k}"])
                    put(getattr(layer.ln1, k), w[f"{b}attention.output.LayerNorm.{k}"])
                    put(getattr(layer.f1, k), w[f"{b}intermediate.dense.{k}"])
                    put(getattr(layer.f2, k), w[f"{b}output.dense.{k}"])
                    put(getattr(layer.ln2, k), w[f"{b}output.LayerNorm.{k}"])

    def split(self, tags):
        return dict(zip(self.names, torch.split(tags, self.widths, -1)))

    def groups(self, encoder_rate, head_rate):
        """Parameter groups for the optimiser: the encoder's layers at one rate, all heads at another."""
        deep = [p for n, p in self.named_parameters() if p.requires_grad and (n.startswith("trunk.") and not n.startswith("trunk.tags") or n.startswith("relation.layers"))]
        ids = {id(p) for p in deep}
        light = [p for p in self.parameters() if p.requires_grad and id(p) not in ids]
        return [{"params": deep, "lr": encoder_rate, "base": encoder_rate}, {"params": light, "lr": head_rate, "base": head_rate}]
