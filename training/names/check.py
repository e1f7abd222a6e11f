#!/usr/bin/env python3
"""Lists marks that cannot be read, and counts the others.

    check.py [FOLDER]      (this one, with all below it, by default)
"""
import collections
import pathlib
import re
import sys

KINDS = {"PER", "ORG", "GPE", "LOC", "FAC", "NORP", "MISC"}
MARK = re.compile(r"\[([A-Z]+) ([^\[\]]+)\]")


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent
    count, lines = collections.Counter(), 0
    for path in sorted(folder.rglob("*.txt")):
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            lines += 1
            wrong = [m[0] for m in MARK.finditer(line) if m[1] not in KINDS or m[2] != m[2].strip() or re.match("(the|a|an) ", m[2])]
            wrong += [line[:60]] if re.search(r"[\[\]]", MARK.sub("", line)) else []
            for mark in wrong:
                print(f"{path.relative_to(folder)}:{n}: {mark}")
            count.update(m[1] for m in MARK.finditer(line))
    print(lines, "lines", dict(count))


if __name__ == "__main__":
    main()
