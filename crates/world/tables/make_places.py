#!/usr/bin/env python3
"""Makes places.bin, the gazetteer, from GeoNames data in registry packages; see README.md for sources and licences.

    python3 make_places.py SOURCES [OUT]

SOURCES is a folder as `sh fetch_world.sh SOURCES` leaves it; OUT defaults to this folder. The same sources give the same bytes.

Held are all populated places of 500 and more inhabitants, the first-order and second-order divisions of countries, and the
countries. Divisions have no point in these packages: theirs is the mean of the places in them; that of a country is taken from
../data/states.tsv. The population of both is the sum of their places'.

places.bin, all numbers little-endian:

    "ATG1", u32 n places, u32 d divisions, u32 k keys, u32 size of names, u32 size of keys
    d divisions    2 bytes ISO 3166-1 alpha-2, u32 GeoNames id of the first-order division (0: none, the country alone)
    n u32          GeoNames ids, ascending
    n u24          latitude, (degrees + 90) / 180 * 0xFFFFFF
    n u24          longitude, (degrees + 180) / 360 * 0xFFFFFF
    n u16          the division that the place lies in (or is)
    n u16          population: three digits times ten to the power of the four highest bits
    n u8           kind, see KINDS
    n u8           length of the name in bytes
    u32            for every 16th place, where its name begins
    names          UTF-8, no separators
    u32            for every 16th key, where its entry begins
    keys           in ascending order of bytes; an entry is
                   a byte: length shared with the key before << 4 | length of the rest (15: that much more follows in a byte),
                   the rest, and one or more u24: place number, 1 << 22 for the name itself (not an alternate), 1 << 23 when more follow;
                   the most populous place comes first. The first entry of each 16 shares nothing.
"""
import csv
import json
import pathlib
import re
import struct
import sys
import unicodedata
from collections import defaultdict

KINDS = {"PPL": 0, "PPLC": 1, "PPLA": 2, "PPLA2": 3, "PPLA3": 4, "PPLA4": 5, "PPLA5": 5, "PPLX": 6, "PPLL": 7, "STLMT": 7, "PPLF": 7,
         "PPLS": 7, "PPLR": 7, "PPLG": 2, "PPLQ": 8, "PPLH": 8, "PPLW": 8, "PPLCH": 8}
COUNTRY, FIRST, SECOND = 9, 10, 11
BLOCK = 16
STATES = pathlib.Path(__file__).resolve().parent.parent / "data/states.tsv"
ALTERNATES = 3_000     # inhabitants from which on alternate names are kept; those of seats and first-order divisions always are
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ħ": "h", "ŧ": "t",
                         "ə": "a", "ŋ": "ng"})
WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}


def fold(name):
    """The key of a name; crates/world/src/fold.rs does the same."""
    name = unicodedata.normalize("NFKD", name.lower()).lower().translate(LETTERS)
    name = "".join(c for c in name if unicodedata.category(c) not in ("Mn", "Me", "Mc"))
    name = re.sub("[.'’‘ʻʼʿʾ`´ʹ′]", "", name).replace("&", " and ").replace("+", " plus ")
    words = "".join(c if c.isalnum() else " " for c in name).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(WORDS.get(w, w) for w in words)


def latin(name):
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’‘ʻʼʿʾ–" for c in name)


def alternates(names):
    """Those that an English or other European text can bear: in Latin letters, beginning with a capital, no codes."""
    for name in names:
        if name[:1].isupper() and latin(name) and not (name.isupper() and len(name) <= 4) and len(name) < 60:
            yield name


def population(people):
    power = 0
    while people > 999:
        people, power = (people + 5) // 10, power + 1
    return power << 12 | people


def read(sources):
    """Rows (id, name, alternates, lat, lon, country, first-order id, population, kind)."""
    codes, second_of, kind_of = {}, {}, {}
    for line in open(sources / "cities500.txt", encoding="utf-8"):
        f = line.rstrip("\n").split("\t")
        kind_of[int(f[0])] = KINDS.get(f[7], 0)
        if f[11]:
            second_of[int(f[0])] = f"{f[8]}.{f[10]}.{f[11]}"
    divisions, by_code = [], {}
    for f in csv.reader(open(sources / "subdivisions.tsv", encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
        name, _, code, geonames, _, others, level = f[:7]
        if code and geonames and level in "12":
            by_code[code] = int(geonames)
            divisions.append((int(geonames), code, name, others.split("|"), int(level)))
    countries = json.load(open(sources / "countries.json", encoding="utf-8"))
    points = defaultdict(list)
    rows = {}
    for c in json.load(open(sources / "cities500.json", encoding="utf-8")).values():
        country, id, at = c["countrycode"], c["geonameid"], (c["latitude"], c["longitude"], c["population"])
        first = f"{country}.{c['admin1code']}"
        rows[id] = (id, c["name"], c["alternatenames"], at[0], at[1], country, by_code.get(first, 0), at[2], kind_of.get(id, 0))
        points[country].append(at)
        points[first].append(at)
        if id in second_of:
            points[second_of[id]].append(at)

    def add(id, name, others, code, kind):
        within = points.get(code)
        if not within or id in rows:
            return
        lon0 = within[0][1]  # round the date line
        lon = sum((p[1] - lon0 + 180) % 360 - 180 for p in within) / len(within) + lon0
        lat = sum(p[0] for p in within) / len(within)
        lat, lon = middles.get(code, (lat, lon))
        country, first = code.split(".")[0], by_code.get(".".join(code.split(".")[:2]), 0) if "." in code else 0
        rows[id] = (id, name, others, lat, (lon + 180) % 360 - 180, country, first, sum(p[2] for p in within), kind)

    middles = {}
    lines = [line for line in open(STATES, encoding="utf-8") if not line.startswith("#")]
    for state in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        middles.setdefault(state["a2"], (float(state["lat"]), float(state["lon"])))
    for id, code, name, others, level in divisions:
        add(id, name, others, code, FIRST if level == 1 else SECOND)
    for code, c in countries.items():
        if code not in points and c["population"] == 0:
            continue
        add(c["geonameid"], c["name"], [], code, COUNTRY)
    return [rows[id] for id in sorted(rows)]


def main():
    here = pathlib.Path(__file__).resolve().parent
    sources = pathlib.Path(sys.argv[1])
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here
    rows = read(sources)
    divisions = sorted({(r[5], r[6]) for r in rows})
    number = {d: i for i, d in enumerate(divisions)}
    keys = defaultdict(dict)
    for i, r in enumerate(rows):
        keys[fold(r[1])][i] = True
        for other in alternates(r[2] if r[7] >= ALTERNATES or r[8] in (1, 2, FIRST) else []):
            keys[fold(other)].setdefault(i, False)
    keys.pop("", None)
    u24 = lambda x: struct.pack("<I", x)[:3]
    entries, starts, before = bytearray(), [], b""
    ordered = sorted((k.encode(), v) for k, v in keys.items() if len(k.encode()) < 200)
    for i, (key, held) in enumerate(ordered):
        shared = 0
        if i % BLOCK == 0:
            starts.append(len(entries))
        else:
            while shared < min(len(key), len(before), 15 + 255) and key[shared] == before[shared]:
                shared += 1
        rest = key[shared:]
        entries.append(min(shared, 15) << 4 | min(len(rest), 15))
        entries += b"".join(bytes([x - 15]) for x in (shared, len(rest)) if x >= 15)
        entries += rest
        ranked = sorted(held, key=lambda p: (-rows[p][7], rows[p][0]))
        for place in ranked:
            entries += u24(place | held[place] << 22 | (place != ranked[-1]) << 23)
        before = key
    names = [r[1].encode()[:255] for r in rows]
    offsets, at = [], 0
    for i, name in enumerate(names):
        if i % BLOCK == 0:
            offsets.append(at)
        at += len(name)
    with open(out / "places.bin", "wb") as f:
        f.write(b"ATG1" + struct.pack("<5I", len(rows), len(divisions), len(ordered), at, len(entries)))
        f.write(b"".join(c.encode() + struct.pack("<I", d) for c, d in divisions))
        f.write(struct.pack(f"<{len(rows)}I", *(r[0] for r in rows)))
        f.write(b"".join(u24(round((r[3] + 90) / 180 * 0xFFFFFF)) for r in rows))
        f.write(b"".join(u24(round((r[4] + 180) / 360 * 0xFFFFFF)) for r in rows))
        f.write(struct.pack(f"<{len(rows)}H", *(number[(r[5], r[6])] for r in rows)))
        f.write(struct.pack(f"<{len(rows)}H", *(population(r[7]) for r in rows)))
        f.write(bytes(r[8] for r in rows) + bytes(map(len, names)))
        f.write(struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(names))
        f.write(struct.pack(f"<{len(starts)}I", *starts) + entries)
    print(f"{len(rows)} places, {len(divisions)} divisions, {len(ordered)} keys")


if __name__ == "__main__":
    main()
