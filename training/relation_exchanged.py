#!/usr/bin/env python3
"""Relations told of others: the texts of a set with other states, towns and people in them (`exchanged.py`), their labels with them.

    relation_exchanged.py GOLD ANNOTATED [--times 2] > exchanged.jsonl

GOLD is in the format of `bench/gold/relations`, ANNOTATED what `attache task annotate --tokens` says of it. A text of which a party is not
found word by word is left out. The same each time.
"""
import argparse
import json
import random

from exchanged import Names, exchanged


def places(words, name):
    """Where the words of a text have a name, joined as they are written."""
    wanted = name.replace(" ", "")
    for start in range(len(words)):
        joined = ""
        for end in range(start, min(len(words), start + 12)):
            joined += words[end].replace(" ", "")
            if joined == wanted:
                return start, end + 1
            if not wanted.startswith(joined):
                break
    return None


def retold(item, annotated, names, rng):
    """A text and its relations with other names; none where a party is not found."""
    text, tokens = item["text"], annotated["tokens"]
    old = [text[token["start"]:token["end"]] for token in tokens]
    new = exchanged(text, annotated, names, rng)
    if new == old:
        return None
    gaps = [text[a["end"]:b["start"]] for a, b in zip(tokens, tokens[1:])] + [text[tokens[-1]["end"]:]]
    written = lambda start, end: "".join(new[at] + (gaps[at] if at + 1 < end else "") for at in range(start, end))

    def other(name):
        at = name and places(old, name)
        return written(*at) if at else None

    relations = []
    for relation in item["relations"]:
        sides = {side: relation[side] and other(relation[side]) for side in ("subject", "object")}
        if any(relation[side] and not sides[side] for side in sides):
            return None
        accept = {side: [found for found in map(other, options) if found] + [None] * (None in options)
                  for side, options in (relation.get("accept") or {}).items() if side in sides}
        accept |= {field: options for field, options in (relation.get("accept") or {}).items() if field not in sides}
        relations.append({**relation, **sides, "accept": accept})
    return {**item, "text": text[:tokens[0]["start"]] + written(0, len(new)) + gaps[-1], "relations": relations}


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("gold")
    a.add_argument("annotated")
    a.add_argument("--times", type=int, default=2)
    o = a.parse_args()
    read = lambda path: [json.loads(line) for line in open(path, encoding="utf-8")]
    both = list(zip(read(o.gold), read(o.annotated)))
    names = Names([(item["text"], annotated) for item, annotated in both])
    for time in range(o.times):
        rng = random.Random(time)
        for item, annotated in both:
            told = retold(item, annotated, names, rng)
            if told:
                print(json.dumps({**told, "id": f"{item['id']}~{time}"}, ensure_ascii=False))


if __name__ == "__main__":
    main()
