#!/usr/bin/env python3
"""How often the inferred day of publication is right, on articles whose date is known and was hidden.

  score_published.py ARTICLES [ARTICLES …] --published BINARY [--stories GROUPS] [--errors]

ARTICLES is JSONL with "text" and a date under "published", "date" or "dct"; BINARY the example `published` of attache-world. GROUPS is what
`attache task group` makes of the articles ("id", "story"; ids are "id" or "doc"): with it each article is also dated from the others of its
story. Prints for each clue how many articles it dates, in how many the true day is among the inferred ones, and how wide these are."""
import argparse, collections, datetime, json, subprocess


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", nargs="+"); ap.add_argument("--published", required=True)
    ap.add_argument("--stories"); ap.add_argument("--errors", action="store_true")
    args = ap.parse_args()
    story = {row["id"]: row["story"] for row in map(json.loads, open(args.stories))} if args.stories else {}
    rows = []
    for path in args.articles:
        for line in open(path, encoding="utf-8"):
            row = json.loads(line)
            date = (row.get("published") or row.get("date") or row.get("dct") or "")[:10]
            if len(date) == 10 and row.get("text"):
                rows.append((story.get(row.get("id") or row.get("doc")), row["text"], datetime.date.fromisoformat(date)))
    sent = "".join(json.dumps({"id": n, "text": text, "story": s, "published": str(date)}) + "\n" for n, (s, text, date) in enumerate(rows))
    out = subprocess.run([args.published], input=sent, capture_output=True, text=True, check=True).stdout.splitlines()
    table = collections.defaultdict(lambda: [0, 0, 0, 0, 0])
    for (_, text, true), line in zip(rows, out):
        line = json.loads(line)
        for way in ("published", "from_story"):
            told = line.get(way)
            if not told:
                continue
            first, last = (datetime.date.fromisoformat(told["days"][k]) for k in ("first", "last"))
            right = first <= true <= last
            for key in (way + " " + told["from"], way):
                cell = table[key]
                cell[0] += 1; cell[1] += right; cell[2] += (last - first).days + 1; cell[3] += abs((true - last).days) <= 31
                cell[4] += abs((true - datetime.date.fromisoformat(told["day"])).days) <= 1
            if args.errors and not right:
                print(f"{told['from']}\ttrue {true}\ttold {first}..{last}\t{text[:160]!r}")
    for key, (count, right, width, month, near) in sorted(table.items()):
        print(f"{key:21} dates {count:4} of {len(rows)} ({100 * count / len(rows):5.1f} %), right {100 * right / count:5.1f} %, "
              f"within a month {100 * month / count:5.1f} %, likeliest day within one {100 * near / count:5.1f} %, {width / count:4.1f} days wide")


main()
