#!/usr/bin/env python3
"""Check actors.jsonl (offsets, codes, split, one set of attributes an actor) and print its counts."""
import collections
import json
import pathlib
import re
import sys

SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split())
BODIES = set("IGO UNO EUR NGO ISM IMG MNC".split())
KINDS = {"name", "nominal", "pronoun", "metonym"}
TYPES = {"person", "state", "body", "group"}


def main():
    path = pathlib.Path(__file__).with_name("actors.jsonl")
    bad, ids, actors, parts = [], set(), {}, {}
    count = collections.defaultdict(collections.Counter)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        doc = json.loads(line)
        tid, text, end, offices = doc["id"], doc["text"], 0, {}
        fault = lambda what: bad.append(f"{tid}: {what}")
        if tid in ids:
            fault("id twice")
        ids.add(tid)
        if doc["part"] != ("tune" if number % 2 else "hold"):
            fault("part")
        if doc["story"] and parts.setdefault(doc["story"], doc["part"]) != doc["part"]:
            fault("story in both parts")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", doc["published"]):
            fault("date")
        if not 60 <= len(text.split()) <= 150:
            fault(f"{len(text.split())} words")
        count["texts by region"][doc["region"]] += 1
        seen = set()
        for m in doc["mentions"]:
            if text[m["start"]:m["end"]] != m["text"] or m["text"] != m["text"].strip():
                fault(f"offsets of {m['text']!r}")
            if m["start"] < end:
                fault(f"overlap at {m['text']!r}")
            end = m["end"]
            if m["state"] is not None and not re.fullmatch("[A-Z]{3}", m["state"]):
                fault(f"state {m['state']}")
            if not set(m["sectors"]) <= SECTORS or m["kind"] not in KINDS or m["type"] not in TYPES:
                fault(f"codes of {m['text']!r}")
            if m["entity"].split(".")[0] != (doc["story"] or tid):
                fault(f"entity {m['entity']}")
            attributes = (m["type"], m["name"], m["state"], m["sectors"])
            if actors.setdefault(m["entity"], attributes) != attributes:
                fault(f"two sets of attributes for {m['entity']}")
            if offices.setdefault(m["entity"], m["office"]) != m["office"]:
                fault(f"two offices for {m['entity']}")
            count["mentions by kind"][m["kind"]] += 1
            count["mentions by region"][doc["region"]] += 1
            count["mentions by part"][doc["part"]] += 1
            count["mentions by type"][m["type"]] += 1
            if m["entity"] in seen and m["kind"] in ("nominal", "pronoun"):
                count["nominals and pronouns after an earlier mention in their text"][m["kind"]] += 1
            if m["state"] in BODIES:
                count["mentions of bodies without a state"][m["state"]] += 1
            seen.add(m["entity"])
    count["actors by type"].update(a[0] for a in actors.values())
    for title, table in count.items():
        print(f"{title}: {sum(table.values())} (" + ", ".join(f"{k} {v}" for k, v in sorted(table.items())) + ")")
    print("\n".join(bad) or "no fault")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
