#!/usr/bin/env python3
"""Times against gold: relaxed span, type and value F1 with 95 % intervals by bootstrap over documents.

  score_times.py GOLD [GOLD …] PREDICTIONS --half own|other|all [--errors] [--samples 1000]

GOLD is JSONL with "doc", "text", "dct" and "timexes" (b, e, type, value); PREDICTIONS what `attache task annotate` or the example `times` of
attache-world prints ("id", "times": start, end, type, value), or {"doc", "timexes"} as gold. Rules are written on the documents whose name has an
even sha1 (own) and measured, once, on the rest (other). Matching and counting are those of TempEval-3's relaxed task: any character in
common, one to one; type (value) F1 counts matched pairs whose type (value) is the same too.
  score_times.py --input --half own GOLD …      prints the half's articles as `attache task annotate` reads them"""
import argparse, hashlib, json, random


def in_half(doc, half):
    odd = int(hashlib.sha1(doc.encode()).hexdigest(), 16) % 2
    return half == "all" or odd == (half == "other")


def read(paths, half):
    rows = (json.loads(line) for path in paths for line in open(path, encoding="utf-8") if line.strip())
    return [row for row in rows if in_half(row["doc"], half)]


def matched(gold, found):
    pairs = []
    for i, g in enumerate(gold):
        for j, p in enumerate(found):
            over = min(g["e"], p["e"]) - max(g["b"], p["b"])
            if over > 0:
                pairs.append((-over / max(g["e"] - g["b"], p["e"] - p["b"]), i, j))
    left, right, out = set(), set(), []
    for _, i, j in sorted(pairs):
        if i not in left and j not in right:
            left.add(i); right.add(j); out.append((gold[i], found[j]))
    return out, [g for i, g in enumerate(gold) if i not in left], [p for j, p in enumerate(found) if j not in right]


def alike(a, b, key):
    return (a[key] or "").strip().upper() == (b.get(key) or "").strip().upper()


def counts(doc, found):
    gold = [t for t in doc["timexes"] if t["e"] > t["b"]]
    pairs, missed, extra = matched(gold, found)
    return (len(gold), len(found), len(pairs), sum(alike(*p, "type") for p in pairs), sum(alike(*p, "value") for p in pairs)), pairs, missed, extra


def f1(sums):
    gold, found, *right = sums
    return [100 * 2 * r / (gold + found) if gold + found else 0.0 for r in right]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("files", nargs="+"); ap.add_argument("--half", choices=["own", "other", "all"], required=True)
    ap.add_argument("--errors", action="store_true"); ap.add_argument("--samples", type=int, default=1000); ap.add_argument("--input", action="store_true")
    args = ap.parse_args()
    if args.input:
        for doc in read(args.files, args.half):
            print(json.dumps({"id": doc["doc"], "text": doc["text"], "published": doc.get("dct")}, ensure_ascii=False))
        return
    *golds, predictions = args.files
    docs, found = read(golds, args.half), {}
    for row in map(json.loads, open(predictions, encoding="utf-8")):
        if "times" in row:
            found[row["id"]] = [{"b": t["start"], "e": t["end"], "type": t["type"], "value": t.get("value")} for t in row["times"]]
        else:
            found[row["doc"]] = row["timexes"]
    each = []
    for doc in docs:
        sums, pairs, missed, extra = counts(doc, found.get(doc["doc"], []))
        each.append(sums)
        if args.errors:
            around = lambda t: doc["text"][max(0, t["b"] - 70):t["b"]].replace("\n", " ") + "[[" + doc["text"][t["b"]:t["e"]] + "]]" + doc["text"][t["e"]:t["e"] + 40].replace("\n", " ")
            for g, p in pairs:
                if not alike(g, p, "type") or not alike(g, p, "value"):
                    print(f"WRONG\t{doc.get('dct')}\tgold {g['type']} {g['value']}\tgot {p['type']} {p['value']}\t{doc['text'][p['b']:p['e']]!r}\t{around(g)}")
            for g in missed: print(f"MISSED\t{doc.get('dct')}\t{g['type']} {g['value']}\t\t\t{around(g)}")
            for p in extra: print(f"EXTRA\t{doc.get('dct')}\t{p['type']} {p['value']}\t\t\t{around(p)}")
    total = lambda rows: [sum(column) for column in zip(*rows)]
    dice = random.Random(1)
    samples = sorted(zip(*[f1(total(dice.choices(each, k=len(each)))) for _ in range(args.samples)]), key=lambda x: 0) if args.samples else []
    print(f"{args.half} half: {len(docs)} documents, {total(each)[0]} expressions in gold, {total(each)[1]} found")
    for n, (name, value) in enumerate(zip(["span", "type", "value"], f1(total(each)))):
        spread = sorted(samples[n]) if samples else [value]
        print(f"{name:6} F1 {value:6.2f}   95 % {spread[int(0.025 * len(spread))]:6.2f} to {spread[int(0.975 * len(spread)) - (len(spread) > 1)]:6.2f}")


main()
