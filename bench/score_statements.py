#!/usr/bin/env python3
"""How many statements are found, and how many of those have the right speaker.

    attache task annotate < GOLD > SAID; score_statements.py GOLD SAID [--split tune] [--misses]

GOLD is JSON lines of articles with "statements": {"content": [spans], "mention", "speaker", "accept", …} and "split". A gold statement is
found when a statement that nobody took covers at least half of its content and at least half of that one's content lies in it (best
overlap first). Its speaker is right when the name said, or one of those said with it, is the gold speaker's or an accepted one,
titles, articles, case and accents apart; a part of a name that is more than its article does. Plain Python 3.
"""
import json
import re
import sys
import unicodedata


def folded(name):
    name = unicodedata.normalize("NFKD", name or "")
    name = "".join(c for c in name if not unicodedata.combining(c)).lower()
    name = re.sub(r"[’']s\b", "", name)
    words = re.findall(r"[a-z0-9]+", name)
    return [word for word in words if word not in ("the", "a", "an", "of", "for", "s", "mr", "ms", "mrs", "dr")]


ALIASES = {"us": "united states", "usa": "united states", "u s": "united states", "uk": "united kingdom",
           "britain": "united kingdom", "eu": "european union", "un": "united nations"}


def known(words):
    joined = " ".join(words)
    return ALIASES.get(joined, joined).split()


def same(name, gold):
    a, b = known(folded(name)), known(folded(gold))
    if not a or not b:
        return False
    if a == b or set(a) == set(b):
        return True
    # a surname, or a description with more or fewer modifiers, but with the same last word
    shorter, longer = sorted((a, b), key=len)
    return set(shorter) <= set(longer) and (len(shorter) >= 2 or shorter[0] in (longer[-1], longer[0]))


def chars(spans):
    return {at for span in spans for at in range(span["start"], span["end"])}


def right(said, gold):
    speaker = said.get("speaker")
    names = ([speaker.get("name")] if speaker else []) + [other.get("name") for other in said.get("with") or []]
    names = [name for name in names if name]
    wanted = ([gold["speaker"]] if gold["speaker"] else []) + list(gold.get("accept") or [])
    if not wanted:
        return not names
    if len(names) > 1 and any(same(" and ".join(names), want) for want in wanted):
        return True
    if any(same(name, want) for name in names[:1] for want in wanted):
        return True
    parts = [part for want in wanted for part in re.split(r" and |, ", want)]
    return len(names) > 1 and all(any(same(name, part) for part in parts) for name in names)


def pairs(article, told):
    """For each gold statement that is found, by its number, the number of the one said."""
    ours = [chars(one["content"]) for one in told.get("statements", [])]
    overlaps = []
    for g, one in enumerate(article["statements"]):
        wanted = chars(one["content"])
        for s, has in enumerate(ours):
            both = len(wanted & has)
            if both * 2 >= len(wanted) and both * 2 >= len(has):
                overlaps.append((-both / len(wanted | has), g, s))
    taken, of = set(), {}
    for _, g, s in sorted(overlaps):
        if g not in of and s not in taken:
            of[g] = s
            taken.add(s)
    return of


def main():
    split = sys.argv[sys.argv.index("--split") + 1] if "--split" in sys.argv else None
    gold = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    said = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
    if len(gold) != len(said):
        sys.exit(f"{len(gold)} articles in gold, {len(said)} said")
    total = found = ok = verbatim = 0
    by_kind, extra, answers = {}, 0, 0
    for article, told in zip(gold, said):
        if split and article.get("split") != split:
            continue
        ours = told.get("statements", [])
        answers += len(ours)
        of = pairs(article, told)
        extra += len(ours) - len(of)
        for g, one in enumerate(article["statements"]):
            total += 1
            kind = by_kind.setdefault(one["kind"], [0, 0, 0])
            kind[0] += 1
            if g not in of:
                if "--misses" in sys.argv:
                    text = article["text"]
                    print("LOST", article["id"], one["kind"], one["speaker"], "|", " … ".join(text[c["start"]:c["end"]] for c in one["content"])[:160])
                continue
            found += 1
            kind[1] += 1
            answer = ours[of[g]]
            good = right(answer, one)
            ok += good
            kind[2] += good
            if not good and "--misses" in sys.argv:
                text = article["text"]
                shown = lambda spans: " … ".join(text[c["start"]:c["end"]] for c in spans)
                mention = one.get("mention")
                mention = shown(mention if isinstance(mention, list) else [mention]) if mention else "-"
                print("WRONG", article["id"], "| gold", one["speaker"], "|", mention, "| said", (answer.get("speaker") or {}).get("name"),
                      [w.get("name") for w in answer.get("with", [])], "| source", shown(answer["source"]), "| cue", shown(answer["cue"]), "|", shown(one["content"])[:80])
    share = lambda a, b: f"{a / b:.3f} ({a} of {b})" if b else "-"
    print("found", share(found, total))
    print("speaker right, of those found", share(ok, found))
    print("speaker right, of all", share(ok, total))
    print("said that is no gold statement", share(extra, answers))
    for kind, (all_of, has, good) in sorted(by_kind.items()):
        print(f"  {kind}: found {share(has, all_of)}, speaker {share(good, has)}")


if __name__ == "__main__":
    main()
