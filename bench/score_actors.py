#!/usr/bin/env python3
"""Scores resolved actors against bench/gold/actors.

    score_actors.py GOLD PREDICTIONS [--part tune] [--show errors]

GOLD is actors.jsonl. PREDICTIONS has a line a text: {"id", "mentions": [{"start", "end", "head": [start, end], "kind", "type",
"code", "sectors", "office", "actor", "story_actor", "story_code"?}]}; offsets in code points; "story_actor" is the same for the same
actor in all texts of a story.

Mentions are matched one to one: first those with the same span, then pairs of which one's head lies within the other's span, the
largest overlap first. Predictions of kind Adjective take no part in recall of mentions that the gold set does not mark inside others;
they may match a gold mention (a possessor), but an unmatched one is not counted as wrong.

- mentions: recall (matched or not), precision; both by kind of the gold mention.
- code: of matched gold mentions, those with the same code (null counts as a code); also over all gold mentions, the missed being wrong.
- sector: the sets are equal; a gold set of GOV alone on a state also takes an empty one (the README's softness). Also: any overlap.
- coreference: MUC, B3 and CEAFe, their mean CoNLL F1, within a story (a text without one is a story of its own). Over name mentions:
  gold mentions of kind name against predicted mentions matched to them, and predicted names that match nothing; over all mentions alike.
"""

import argparse
import json
from collections import Counter, defaultdict


def overlap(a, b):
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def match(gold, predicted):
    """Indices of predicted mentions by index of gold mention."""
    found, taken = {}, set()
    spans = {(m["start"], m["end"]): i for i, m in enumerate(predicted)}
    for g, mention in enumerate(gold):
        p = spans.get((mention["start"], mention["end"]))
        if p is not None and p not in taken:
            found[g] = p
            taken.add(p)
    pairs = []
    for g, mention in enumerate(gold):
        if g in found:
            continue
        for p, other in enumerate(predicted):
            if p in taken:
                continue
            shared = overlap(mention, other)
            head = other["head"]
            if shared and mention["start"] <= head[0] and head[1] <= mention["end"]:
                pairs.append((other["kind"] == "Adjective", -shared, g, p))
    for _, _, g, p in sorted(pairs):
        if g not in found and p not in taken:
            found[g] = p
            taken.add(p)
    return found


def muc(key, response):
    of = {m: i for i, cluster in enumerate(response) for m in cluster}
    right = all_ = 0
    for cluster in key:
        parts = Counter(of[m] if m in of else ("alone", m) for m in cluster)
        right += len(cluster) - len(parts)
        all_ += len(cluster) - 1
    return right, all_


def b_cubed(key, response):
    of = {m: set(cluster) for cluster in response for m in cluster}
    total = sum(len(cluster) for cluster in key)
    right = sum(len(set(cluster) & of.get(m, set())) / len(cluster) for cluster in key for m in cluster)
    return right, total


def ceaf_e(key, response):
    if not key or not response:
        return 0.0
    score = [[2 * len(set(a) & set(b)) / (len(a) + len(b)) for b in response] for a in key]
    return best_assignment(score)


def best_assignment(score):
    """The greatest sum of a matrix with one entry a row and column at most (Hungarian method, shortest augmenting paths)."""
    if len(score) > len(score[0]):
        score = [list(column) for column in zip(*score)]
    rows, columns = len(score), len(score[0])
    u, v, row_of = [0.0] * (rows + 1), [0.0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0], at, way = row, 0, [0] * (columns + 1)
        least, used = [float("inf")] * (columns + 1), [False] * (columns + 1)
        while row_of[at]:
            used[at], delta, to = True, float("inf"), 0
            for j in range(1, columns + 1):
                if used[j]:
                    continue
                cost = -score[row_of[at] - 1][j - 1] - u[row_of[at]] - v[j]
                if cost < least[j]:
                    least[j], way[j] = cost, at
                if least[j] < delta:
                    delta, to = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    u[row_of[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            at = to
        while at:
            row_of[at] = row_of[way[at]]
            at = way[at]
    return sum(score[row_of[j] - 1][j - 1] for j in range(1, columns + 1) if row_of[j])


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def conll(stories):
    """Mean of the three F1 over (key, response) of all stories."""
    counts = defaultdict(float)
    for key, response in stories:
        for name, measure in (("muc", muc), ("b3", b_cubed)):
            right, all_ = measure(key, response)
            counts[name, "r"] += right
            counts[name, "rn"] += all_
            right, all_ = measure(response, key)
            counts[name, "p"] += right
            counts[name, "pn"] += all_
        similar = ceaf_e(key, response)
        counts["ceafe", "r"] += similar
        counts["ceafe", "p"] += similar
        counts["ceafe", "rn"] += len(key)
        counts["ceafe", "pn"] += len(response)
    out = {}
    for name in ("muc", "b3", "ceafe"):
        recall = counts[name, "r"] / max(counts[name, "rn"], 1)
        precision = counts[name, "p"] / max(counts[name, "pn"], 1)
        out[name] = (precision, recall, f1(precision, recall))
    out["conll"] = sum(v[2] for v in out.values()) / 3
    return out


def clusters(pairs):
    by = defaultdict(list)
    for mention, cluster in pairs:
        by[cluster].append(mention)
    return list(by.values())


def same_sectors(gold, predicted):
    a, b = set(gold["sectors"]), set(predicted["sectors"])
    return a == b or (a == {"GOV"} and not b and gold["type"] == "state") or (not a and b == {"UNK"})


def armed(mention):
    """The sectors without the distinctions that the README calls the least certain."""
    return {"REB" if s == "UAF" else s for s in mention["sectors"]} - {"CVL", "UNK"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("predictions")
    parser.add_argument("--part", default="tune")
    parser.add_argument("--show", default="")
    args = parser.parse_args()
    gold = [json.loads(line) for line in open(args.gold, encoding="utf-8")]
    gold = [g for g in gold if args.part in ("all", g["part"])]
    predictions = {p["id"]: p["mentions"] for p in map(json.loads, open(args.predictions, encoding="utf-8"))}

    n = Counter()
    by_kind = defaultdict(Counter)
    stories = defaultdict(lambda: ([], [], [], []))
    for text in gold:
        mentions = text["mentions"]
        predicted = predictions.get(text["id"], [])
        found = match(mentions, predicted)
        back = {p: g for g, p in found.items()}
        story = stories[text["story"] or text["id"]]
        for g, mention in enumerate(mentions):
            kind = by_kind[mention["kind"]]
            n["gold"] += 1
            kind["gold"] += 1
            node = (text["id"], g)
            story[0].append((node, mention["entity"]))
            if mention["kind"] == "name":
                story[1].append((node, mention["entity"]))
            if g not in found:
                if "missed" in args.show:
                    print(f"missed {text['id']} {mention['kind']} {mention['text']!r}")
                continue
            other = predicted[found[g]]
            code = other["code"]
            for c in (n, kind):
                c["found"] += 1
                c["exact"] += (mention["start"], mention["end"]) == (other["start"], other["end"])
                c["code"] += code == mention["state"]
                c["set"] += same_sectors(mention, other)
                c["soft"] += same_sectors(mention, other) or armed(mention) == armed(other)
                c["story"] += other.get("story_code", code) == mention["state"]
                c["any"] += same_sectors(mention, other) or bool(set(mention["sectors"]) & set(other["sectors"]))
                c["type"] += mention["type"] == other["type"].lower()
                c["office"] += (mention["office"] or "").lower() == (other["office"] or "").lower()
            if "code" in args.show and code != mention["state"]:
                print(f"code {text['id']} {mention['text']!r} gold {mention['state']} got {code} ({other['name']})")
            if "sector" in args.show and not same_sectors(mention, other):
                print(f"sector {text['id']} {mention['text']!r} gold {mention['sectors']} got {other['sectors']} ({other['name']})")
            if "office" in args.show and (mention["office"] or "").lower() != (other["office"] or "").lower():
                print(f"office {text['id']} {mention['text']!r} gold {mention['office']!r} got {other['office']!r}")
        for p, other in enumerate(predicted):
            cluster = other["story_actor"]
            node = (text["id"], back[p]) if p in back else (text["id"], "p", p)
            if p not in back:
                if other["kind"] != "Adjective":
                    n["spurious"] += 1
                    story[2].append((node, cluster))
                    if "spurious" in args.show:
                        print(f"spurious {text['id']} {other['kind']} {text['text'][other['start']:other['end']]!r}")
                    if other["kind"] == "Name":
                        story[3].append((node, cluster))
            else:
                story[2].append((node, cluster))
                if mentions[back[p]]["kind"] == "name":
                    story[3].append((node, cluster))
        if "coref" in args.show:
            show_coref(text, mentions, predicted, found)

    print(f"{len(gold)} texts, {n['gold']} gold mentions")
    print(f"mentions: recall {n['found'] / n['gold']:.3f} (exact span {n['exact'] / n['gold']:.3f}), "
          f"precision {n['found'] / max(1, n['found'] + n['spurious']):.3f}")
    for kind, c in sorted(by_kind.items()):
        f = max(c["found"], 1)
        print(f"  {kind:8} {c['gold']:4}  recall {c['found'] / c['gold']:.3f}  code {c['code'] / f:.3f}  sector {c['set'] / f:.3f}")
    f = max(n["found"], 1)
    print(f"state code: {n['code'] / f:.3f} of matched, {n['code'] / n['gold']:.3f} of all; "
          f"as the story has it {n['story'] / f:.3f} of matched")
    print(f"sectors: same set {n['set'] / f:.3f} of matched, {n['set'] / n['gold']:.3f} of all; any overlap {n['any'] / f:.3f}; "
          f"UAF as REB, CVL as none {n['soft'] / f:.3f}")
    print(f"type {n['type'] / f:.3f}, office {n['office'] / f:.3f} of matched")
    for label, key, response in (("names", 1, 3), ("all mentions", 0, 2)):
        scores = conll([(clusters(s[key]), clusters(s[response])) for s in stories.values()])
        parts = ", ".join(f"{m} {scores[m][2]:.3f} (p {scores[m][0]:.3f} r {scores[m][1]:.3f})" for m in ("muc", "b3", "ceafe"))
        print(f"coreference, {label}: CoNLL F1 {scores['conll']:.3f}; {parts}")


def show_coref(text, mentions, predicted, found):
    of = {}
    for g, p in found.items():
        of.setdefault(predicted[p]["story_actor"], []).append(g)
    for cluster, members in of.items():
        entities = Counter(mentions[g]["entity"] for g in members)
        if len(entities) > 1:
            print("mixed", text["id"], [(mentions[g]["text"], mentions[g]["entity"].split(".")[1]) for g in members])
    back = defaultdict(set)
    for g, p in found.items():
        back[mentions[g]["entity"]].add(predicted[p]["story_actor"])
    for entity, actors in back.items():
        if len(actors) > 1:
            print("split", text["id"], entity,
                  [(mentions[g]["text"], predicted[p]["story_actor"]) for g, p in sorted(found.items()) if mentions[g]["entity"] == entity])


if __name__ == "__main__":
    main()
