#!/usr/bin/env python3
"""Checks ../data/states.tsv against registry packages: python3 check_states.py SOURCES. Prints what differs; it changes nothing.

ISO codes after GeoNames (countries.json), Gleditsch-Ward numbers after PyPI country-converter 1.3.2 (country_data.tsv, read for checking alone)
and Correlates of War numbers after PyPI countrycode 0.6.0 (codelist.pickle, the same), where SOURCES has them.
"""
import csv
import json
import pathlib
import pickle
import sys


def main():
    sources = pathlib.Path(sys.argv[1])
    table = pathlib.Path(__file__).resolve().parent.parent / "data/states.tsv"
    lines = [line for line in open(table, encoding="utf-8") if not line.startswith("#")]
    states = {row["code"]: row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    numbers = lambda cell: [int(part.split("@")[0]) for part in (cell or "").split("|") if part]
    current = {code: row for code, row in states.items() if "/" not in code and row["kind"] != "former"}
    iso = {c["iso3"]: c["iso"] for c in json.load(open(sources / "countries.json", encoding="utf-8")).values()}
    iso["KOS"] = iso.pop("XKX", "XK")
    for code in sorted(set(iso) | set(current)):
        if iso.get(code) != (current.get(code) or {}).get("a2"):
            print("ISO", code, iso.get(code), (current.get(code) or {}).get("a2"))
    if (sources / "country_data.tsv").exists():
        for row in csv.DictReader(open(sources / "country_data.tsv", encoding="utf-8"), delimiter="\t"):
            own = current.get(row["ISO3"])
            if own and row["GWcode"] and int(float(row["GWcode"])) not in numbers(own["gw"])[-1:]:
                print("GW", row["ISO3"], row["GWcode"], own["gw"])
    if (sources / "codelist.pickle").exists():
        codes = pickle.load(open(sources / "codelist.pickle", "rb"))
        for code, number in zip(codes["iso3c"], codes["cown"]):
            if code in current and number and int(number) not in numbers(current[code]["cow"]):
                print("COW", code, number, current[code]["cow"])


if __name__ == "__main__":
    main()
