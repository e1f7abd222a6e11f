#!/usr/bin/env python3
"""How good the event mentions are, against bench/gold/events.

usage: score_events.py GOLD PREDICTIONS [--part tune|hold] [--errors]

GOLD is bench/gold/events/events.jsonl; PREDICTIONS are the lines of `attache task annotate` for its texts (`id` and `events`). Of the items of the part:

- type: F1 over the events of an item as multisets of types; an act told twice in an item (same type, modes and parties' codes) counts once;
- type and states: the codes of the actors and of the recipients must be right too (as sets; a party without a code counts as none); strict: parties without
  a code must be there as well;
- negatives: share of the items without an event for which none is printed;
- of the events whose type is right (matched one to one, best codes first): modes, aux, modality, CAMEO (where the gold gives one), the day, the place, quantities
  (F1 over what, low, high and side), sources (found by name);
- confidence: five bins, with counts and the share that is right (type).
"""
import argparse
import collections
import json
import unicodedata

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("gold")
parser.add_argument("predictions")
parser.add_argument("--part", default="tune")
parser.add_argument("--errors", action="store_true")


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def told(event):
    """A printed event in the gold's names."""
    place = event.get("place") or {}
    same_day = event.get("date") if event.get("date") == (event.get("enddate") or event.get("date")) else None
    return {
        "type": event["event"], "modes": listed(event.get("mode")), "cameo": event.get("cameo"), "aux": listed(event.get("aux")),
        "modality": event.get("modality"), "date": same_day, "place": place.get("name"), "country": place.get("country"),
        "actors": [{"state": p.get("code"), "text": p.get("name")} for p in event.get("actor", [])],
        "recipients": [{"state": p.get("code"), "text": p.get("name")} for p in event.get("recipient", [])],
        "quantities": event.get("quantities", []), "confidence": event.get("confidence") or 0.0,
        "sources": [s.get("name") or "" for s in event.get("sources", event.get("origins", []))],
    }


def states(event, strict=False):
    def of(parties):
        return tuple(sorted({p["state"] or "" for p in parties if strict or p["state"]}))
    return of(event["actors"]), of(event["recipients"])


def once(events):
    """Each act once."""
    seen, kept = set(), []
    for event in events:
        key = (event["type"], tuple(sorted(event["modes"])), states(event))
        if key not in seen:
            seen.add(key)
            kept.append(event)
    return kept


def f1(pairs, key):
    both = gold = said = 0
    for a, b in pairs:
        c, d = collections.Counter(map(key, a)), collections.Counter(map(key, b))
        both, gold, said = both + sum((c & d).values()), gold + sum(c.values()), said + sum(d.values())
    precision, recall = both / max(said, 1), both / max(gold, 1)
    return 2 * both / max(gold + said, 1), precision, recall


def matched(gold, said):
    """Pairs of one type, best codes first."""
    rest, pairs = list(said), []
    for want in (lambda a, b: states(a) == states(b) and a["modes"][:1] == b["modes"][:1], lambda a, b: states(a) == states(b), lambda a, b: True):
        for event in gold:
            if any(event is a for a, _ in pairs):
                continue
            for other in rest:
                if other["type"] == event["type"] and want(event, other):
                    pairs.append((event, other))
                    rest = [x for x in rest if x is not other]
                    break
    return pairs


def share(pairs, right, asked=lambda a: True):
    hits = [bool(right(a, b)) for a, b in pairs if asked(a)]
    return f"{sum(hits) / max(len(hits), 1):.3f} of {len(hits)}"


def overlap(a, b):
    if not a or not b:
        return a == b
    a, b = plain(a), plain(b)
    return a in b or b in a


def plain(name):
    """Without marks over letters: papers write them or not."""
    marked = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in marked if c.isalnum() or c == " ")


def main():
    args = parser.parse_args()
    gold = [g for g in map(json.loads, open(args.gold, encoding="utf-8")) if g["part"] == args.part]
    said = {p["id"]: [told(e) for e in p.get("events", [])] for p in map(json.loads, open(args.predictions, encoding="utf-8"))}
    items = [(g, once(said.get(g["id"], []))) for g in gold]
    pairs = [(g["events"], s) for g, s in items]
    for name, key in (("type", lambda e: e["type"]), ("type and states", lambda e: (e["type"], states(e))),
                      ("type and states, strict", lambda e: (e["type"], states(e, True))), ("type and modes", lambda e: (e["type"], tuple(sorted(e["modes"]))))):
        print("{:26} F1 {:.3f}  precision {:.3f}  recall {:.3f}".format(name, *f1(pairs, key)))
    quiet = [not s for g, s in items if not g["events"]]
    heard = [bool(s) for g, s in items if g["events"]]
    print(f"negatives left alone       {sum(quiet) / max(len(quiet), 1):.3f} of {len(quiet)}; of items with events {sum(heard) / max(len(heard), 1):.3f} give one")
    both = [pair for a, b in pairs for pair in matched(a, b)]
    print(f"of {len(both)} events with the right type:")
    print("  modes all right         ", share(both, lambda a, b: set(a["modes"]) == set(b["modes"])))
    print("  first mode among them   ", share(both, lambda a, b: a["modes"][0] in b["modes"], lambda a: a["modes"]))
    print("  actors' states          ", share(both, lambda a, b: states(a)[0] == states(b)[0]))
    print("  recipients' states      ", share(both, lambda a, b: states(a)[1] == states(b)[1]))
    print("  aux                     ", share(both, lambda a, b: set(a["aux"]) == set(b["aux"])))
    print("  modality                ", share(both, lambda a, b: a["modality"] == b["modality"]))
    print("  CAMEO                   ", share(both, lambda a, b: a["cameo"] == b["cameo"], lambda a: a["cameo"]))
    print("  CAMEO root              ", share(both, lambda a, b: a["cameo"][:2] == (b["cameo"] or "")[:2], lambda a: a["cameo"]))
    print("  day, where given        ", share(both, lambda a, b: a["date"] == b["date"], lambda a: a["date"]))
    print("  no day, where none      ", share(both, lambda a, b: not b["date"], lambda a: not a["date"]))
    print("  place, where given      ", share(both, lambda a, b: overlap(a["place"], b["place"]), lambda a: a["place"]))
    print("  no place, where none    ", share(both, lambda a, b: not b["place"], lambda a: not a["place"]))
    print("  country, where given    ", share(both, lambda a, b: a["country"] == b["country"], lambda a: a["country"]))
    print("  a source, where given   ", share(both, lambda a, b: any(overlap(x, y) for x in a["sources"] for y in b["sources"]), lambda a: a["sources"]))
    print("  no source, where none   ", share(both, lambda a, b: not b["sources"], lambda a: not a["sources"]))
    amounts = lambda e: [(q["what"], q.get("low"), q.get("high"), q.get("of")) for q in e["quantities"]]
    print("  quantities               F1 {:.3f}  precision {:.3f}  recall {:.3f}".format(*f1([(amounts(a), amounts(b)) for a, b in both], lambda q: q)))
    bins = collections.defaultdict(list)
    for a, b in pairs:
        right = [y for _, y in matched(a, b)]
        for event in b:
            bins[min(int(event["confidence"] * 10) // 2 if event["confidence"] < 1 else 4, 4)].append((event["confidence"], any(event is x for x in right)))
    print("confidence, and how many of them have the right type:")
    for at in sorted(bins):
        said_at = sum(c for c, _ in bins[at]) / len(bins[at])
        print(f"  {at / 5:.1f}-{at / 5 + 0.2:.1f}  said {said_at:.2f}  right {sum(r for _, r in bins[at]) / len(bins[at]):.2f}  of {len(bins[at])}")
    if args.errors:
        errors(items)


def errors(items):
    def line(e):
        f = lambda ps: "+".join(f"{p['text']}[{p['state']}]" for p in ps)
        return f"{e['type']} {'/'.join(e['modes'])} {f(e['actors'])} -> {f(e['recipients'])} {e['modality']} {' '.join(e['aux'])}"
    for g, s in items:
        pairs = matched(g["events"], s)
        missed = [e for e in g["events"] if not any(e is a for a, _ in pairs)]
        extra = [e for e in s if not any(e is b for _, b in pairs)]
        wrong = [(a, b) for a, b in pairs if states(a) != states(b)]
        if missed or extra or wrong:
            print(f"\n{g['id']} {g['text']}")
            for e in missed:
                print("   missed", line(e))
            for e in extra:
                print("   extra ", line(e), f"{e['confidence']:.2f}")
            for a, b in wrong:
                print("   wrong ", line(b), "\n      for", line(a))


main()
