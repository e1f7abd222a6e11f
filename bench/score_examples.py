#!/usr/bin/env python3
"""Compares `attache brief examples/ --format json` with examples_expected.json: stories, lineage, dates, repairs; names each difference.

usage: attache brief examples/ --format json | score_examples.py [examples_expected.json]
"""
import json
import os
import sys


def differences(expected, brief):
    """What differs, a line each."""
    said, out = {}, []
    for story in brief["stories"]:
        for article in story["articles"]:
            said[article["id"]] = (story["id"], article)
    alias = {key: key if key in said else row.get("path", key) for key, row in expected.items()}
    found = {key: said.get(alias[key]) for key in expected}
    for key, row in expected.items():
        if not found[key]:
            out.append(f"{key}: not there")
            continue
        article = found[key][1]
        lineage = article["lineage"]
        wanted_of = row["of"] and alias[row["of"]]
        if (lineage["kind"], lineage["of"]) != (row["kind"], wanted_of):
            out.append(f"{key}: {lineage['kind']} of {lineage['of']}, expected {row['kind']} of {wanted_of}")
        if not (article["published"] or "").startswith(row["published"]):
            out.append(f"{key}: published {article['published']}, expected {row['published']}")
        if not (article["language"] or "").startswith(row.get("language", "en")):
            out.append(f"{key}: language {article['language']}")
        read = {r["text"]: r["reads"] for r in lineage["repairs"]}
        reads = " | ".join(f"{t} = {r}" for t, r in read.items())
        for repair in row.get("repairs", []):
            if not any(repair["reads"].lower() in r.lower() or r.lower() in repair["reads"].lower() for r in read.values()):
                out.append(f"{key}: {repair['text']} not read as {repair['reads']} ({reads})")
    keys = [k for k in expected if found[k]]
    for n, a in enumerate(keys):
        for b in keys[:n]:
            same, together = expected[a]["story"] == expected[b]["story"], found[a][0] == found[b][0]
            if same != together:
                out.append(f"{a} and {b}: {'apart, but one story' if same else 'together, but two stories'}")
    strange = set(said) - set(alias.values())
    return out + [f"{key}: not expected" for key in sorted(strange)]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "examples_expected.json"), encoding="utf-8") as f:
        expected = json.load(f)
    found = differences(expected, json.load(sys.stdin))
    print("\n".join(found) or "all as expected")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
