"""News whose names are marked in the text (`training/names`)."""
import hashlib
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "names"
MARK = re.compile(r"\[([A-Z]+) ([^\[\]]+)\]")


def plain(line):
    """A marked line as (text, [(start, end, type)]), in code points."""
    text, spans, at = "", [], 0
    for mark in MARK.finditer(line):
        text += line[at:mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        at = mark.end()
    return text + line[at:], spans


def lines(held=False):
    """The lines to learn from, or those held back: an eighth, by their texts' SHA-256."""
    for path in sorted(FOLDER.rglob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text, spans = plain(line.strip())
            if text and (int(hashlib.sha256(text.encode()).hexdigest(), 16) % 8 == 0) == held:
                yield text, spans
