#!/usr/bin/env python3
"""Scores `brief --format json` against the truth of generated press.

usage: score.py TRUTH.jsonl BRIEF.json [--articles articles.jsonl] [--json] [--misses N]

TRUTH is truth.jsonl or the folder that holds it; articles.jsonl beside it is used to find sentences whose offsets cleaning moved.
README.md defines every number printed.
"""
import argparse
import collections
import json
import os
import sys


def read_truth(path):
    if os.path.isdir(path):
        path = os.path.join(path, "truth.jsonl")
    events, lineage = [], {}
    for line in open(path, encoding="utf-8"):
        if line.strip():
            row = json.loads(line)
            if "event" in row:
                events.append(row)
            else:
                lineage[row["article"]] = row
    return path, events, lineage


def read_articles(path):
    out = {}
    if path and os.path.exists(path):
        for line in open(path, encoding="utf-8"):
            if line.strip():
                row = json.loads(line)
                out[row["id"]] = row["text"]
    return out


def at(mention, texts):
    """Where a predicted mention stands in the article as written: its offsets, or where its sentence is found nearest to them."""
    start, end, said = mention["start"], mention["end"], mention.get("text")
    text = texts.get(mention["article"])
    if text is None or not said:
        return start, end
    if text[start:end] == said:
        return start, end
    if said in text:
        places, i = [], text.find(said)
        while i >= 0:
            places.append(i)
            i = text.find(said, i + 1)
        i = min(places, key=lambda p: abs(p - start))
        return i, i + len(said)
    if text[start:end] in said and end > start:          # a trigger's span beside its sentence
        return start, end
    head = said[:40]
    i = text.find(head)
    return (i, min(len(text), i + len(said))) if head and i >= 0 else (start, end)


def overlaps(a, b):
    """Two spans tell of one sentence when they share at least half of the shorter one."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common > 0 and 2 * common >= min(a[1] - a[0], b[1] - b[0])


def pairs(n):
    return n * (n - 1) // 2


def ratio(a, b):
    return a / b if b else float("nan")


ABOUT = {"name": {"name", "party"}, "party": {"party"}, "modality": {"modality"}, "date": {"date"}, "number": {"number"}, "place": {"place"}}


def score(truth, lineage, brief, texts):
    by_article = collections.defaultdict(list)              # article -> [(span, event, weak)]
    for t in truth:
        for m in t["mentions"]:
            by_article[m["article"]].append(((m["start"], m["end"]), t["event"], m.get("weak", False)))
    types = {t["event"]: {t["type"], *t.get("also", [])} for t in truth}
    main = {t["event"]: t for t in truth}

    predicted, story_wide = [], []
    for s in brief.get("stories", []):
        for e in s.get("events", []):
            predicted.append(e)
        for d in s.get("disagreements", []):
            story_wide.append(d)
    # where each predicted event falls
    units = []                                               # per predicted event: Counter of true events over its mentions; list of (unit)
    assigned, spurious, wrong_type, tolerated, of_event = [], 0, 0, 0, {}
    bad_mentions = good_mentions = 0
    for n, e in enumerate(predicted):
        kind = {k for f in ("event", "plover_event") for k in ([e.get(f)] if isinstance(e.get(f), str) else e.get(f) or [])}
        votes, hits, in_wrong, in_tolerated = collections.Counter(), [], 0, 0
        spans = []
        for m in e.get("mentions", []):
            span = at(m, texts)
            spans.append((m["article"], span))
            right, wrong = [], False
            for (place, ev, weak) in by_article.get(m["article"], ()):
                if overlaps(span, place):
                    if types[ev] & kind:
                        right.append(((m["article"], place, ev), weak))
                    else:
                        wrong = True
            for (_, _, ev) in {u for u, _ in right}:
                votes[ev] += 1
            hits.append(right)
            in_wrong += wrong and not right
            in_tolerated += not right and any(overlaps(span, tuple(p)) for p in lineage.get(m["article"], {}).get("tolerated", ()))
        if votes:
            best = max(votes.items(), key=lambda kv: (kv[1], kv[0]))[0]
            of_event[n] = best
            mine = []
            for right in hits:
                if not right:
                    bad_mentions += 1
                    continue
                good_mentions += 1
                pick = next((r for r in right if r[0][2] == best), right[0])
                mine.append(pick)
            units.append(mine)
        else:
            units.append([])
            total = len(e.get("mentions", []))
            if total and in_tolerated == total:
                tolerated += 1
            elif in_wrong:
                wrong_type += 1
            else:
                spurious += 1
    # events
    got = collections.defaultdict(list)
    for n, ev in of_event.items():
        got[ev].append(n)
    found = [t for t in truth if got.get(t["event"])]
    once = [t for t in truth if len(got.get(t["event"], ())) == 1]
    duplicates = sum(len(v) - 1 for v in got.values())
    # pairs: every truth sentence (weak ones aside) is a unit; a unit found in two predicted events counts in each
    strong = {(m["article"], (m["start"], m["end"]), t["event"]) for t in truth for m in t["mentions"] if not m.get("weak")}
    clusters = []
    for mine in units:
        clusters.append({u for u, weak in mine if u in strong})
    seen = set().union(*clusters) if clusters else set()
    gold = collections.Counter(u[2] for u in strong)
    gold_seen = collections.Counter(u[2] for u in seen)
    tp_set, pred_pairs = set(), 0
    macro = []
    for c in clusters:
        inside = collections.Counter(u[2] for u in c)
        pred_pairs += pairs(len(c))
        for ev, k in inside.items():
            if k > 1:
                us = sorted(u for u in c if u[2] == ev)
                tp_set.update((us[i], us[j]) for i in range(len(us)) for j in range(i + 1, len(us)))
    gold_pairs, seen_pairs = sum(pairs(k) for k in gold.values()), sum(pairs(k) for k in gold_seen.values())
    per_event = collections.Counter(p[0][2] for p in tp_set)
    for ev, k in gold.items():
        if pairs(k):
            macro.append(per_event[ev] / pairs(k))
    tp_pred = sum(pairs(k) for c in clusters for k in collections.Counter(u[2] for u in c).values())
    p = ratio(tp_pred, pred_pairs)
    r, r_seen = ratio(len(tp_set), gold_pairs), ratio(len(tp_set), seen_pairs)
    f1 = lambda a, b: 2 * a * b / (a + b) if a + b > 0 else 0.0
    # independence, of the fullest predicted event of each true one
    fullest = {ev: max(ns, key=lambda n: (len(units[n]), -n)) for ev, ns in got.items()}
    exact = [ev for ev, n in fullest.items() if predicted[n].get("independent_sources") in (main[ev]["independent"], main[ev].get("independent_affirming"))]
    near = [ev for ev, n in fullest.items() if abs((predicted[n].get("independent_sources") or 0) - main[ev]["independent"]) <= 1]
    many = [ev for ev in fullest if main[ev]["independent"] > 1]
    # fields
    date = [ev for ev, n in fullest.items() if (predicted[n].get("date") or "")[:10] == main[ev]["date"]]
    codes = lambda xs: {x.get("code") if isinstance(x, dict) else x for x in xs or ()} - {None}
    actor = [ev for ev, n in fullest.items() if codes(predicted[n].get("actor")) == set(main[ev]["actor"])]
    recipient = [ev for ev, n in fullest.items() if codes(predicted[n].get("recipient")) == set(main[ev]["recipient"])]
    modal = [ev for ev, n in fullest.items() if predicted[n].get("modality") == main[ev]["modality"]]
    # disagreements
    claims = []
    for n, e in enumerate(predicted):
        for d in e.get("disagreements") or []:
            claims.append((n, d.get("about")))
    index = {e.get("id"): n for n, e in enumerate(predicted)}
    for d in story_wide:
        n = index.get(d.get("event"))
        if n is None or (n, d.get("about")) not in claims:
            claims.append((n, d.get("about")))
    wanted = {(t["event"], d["about"]) for t in truth for d in t["disagreements"]}
    hit, right, wrong, free = set(), 0, 0, 0
    by_about = collections.Counter()
    for n, about in claims:
        ev = of_event.get(n)
        match = [w for w in wanted if w[0] == ev and about in ABOUT.get(w[1], {w[1]})] if ev else []
        if match:
            right += 1
            hit.update(match)
        elif ev and about in main[ev].get("tolerated_disagreements", ()):
            free += 1
        else:
            wrong += 1
            by_about[about] += 1
    arts = max(1, len(lineage))
    return {
        "articles": len(lineage), "true_events": len(truth), "predicted_events": len(predicted),
        "found": ratio(len(found), len(truth)), "found_once": ratio(len(once), len(truth)), "duplicates": duplicates,
        "mention_recall": ratio(len(seen), len(strong)), "mention_precision": ratio(good_mentions, good_mentions + bad_mentions),
        "pair_precision": p, "pair_recall": r, "pair_f1": f1(p, r), "pair_recall_of_found_mentions": r_seen, "link_f1": f1(p, r_seen), "pair_recall_mean_over_events": ratio(sum(macro), len(macro)),
        "independent_exact": ratio(len(exact), len(fullest)), "independent_within_one": ratio(len(near), len(fullest)),
        "independent_exact_where_many": ratio(len([e for e in many if e in exact]), len(many)),
        "date_exact": ratio(len(date), len(fullest)), "actor_exact": ratio(len(actor), len(fullest)), "recipient_exact": ratio(len(recipient), len(fullest)), "modality_exact": ratio(len(modal), len(fullest)),
        "disagreements_true": len(wanted), "disagreements_recall": ratio(len(hit), len(wanted)), "disagreements_precision": ratio(right, right + wrong), "disagreements_tolerated": free,
        "disagreements_recall_by_about": {a: f"{len([w for w in hit if w[1] == a])}/{len([w for w in wanted if w[1] == a])}" for a in sorted({w[1] for w in wanted})},
        "disagreements_wrong_by_about": dict(sorted(by_about.items(), key=lambda kv: str(kv[0]))),
        "spurious_per_article": spurious / arts, "wrong_type_per_article": wrong_type / arts, "tolerated_events": tolerated,
        "found_by_type": {k: f"{sum(1 for t in found if t['type'] == k)}/{sum(1 for t in truth if t['type'] == k)}" for k in sorted({t["type"] for t in truth})},
    }, {"missed": [t["event"] for t in truth if t not in found], "doubled": {ev: len(v) for ev, v in sorted(got.items()) if len(v) > 1}}


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("truth")
    p.add_argument("brief")
    p.add_argument("--articles")
    p.add_argument("--json", action="store_true")
    p.add_argument("--misses", type=int, default=0, help="name so many missed and doubled events")
    o = p.parse_args()
    path, truth, lineage = read_truth(o.truth)
    texts = read_articles(o.articles or os.path.join(os.path.dirname(path), "articles.jsonl"))
    brief = json.load(open(o.brief, encoding="utf-8") if o.brief != "-" else sys.stdin)
    numbers, lists = score(truth, lineage, brief, texts)
    if o.json:
        print(json.dumps({**numbers, **lists}, ensure_ascii=False, indent=1))
        return
    for k, v in numbers.items():
        if isinstance(v, dict):
            v = "  ".join(f"{a} {b}" for a, b in v.items()) or "none"
        print(f"{k:32} {v:.3f}" if isinstance(v, float) else f"{k:32} {v}")
    if o.misses:
        of = {t["event"]: t for t in truth}
        for ev in lists["missed"][:o.misses]:
            t = of[ev]
            print("missed", ev, t["type"], t["subtype"], t["date"], *(f"{m['article']}:{m['start']}-{m['end']}" for m in t["mentions"][:3]))
        for ev, k in list(lists["doubled"].items())[:o.misses]:
            print("doubled", ev, of[ev]["type"], of[ev]["subtype"], "as", k, "events")


if __name__ == "__main__":
    main()
