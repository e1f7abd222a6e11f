#!/usr/bin/env python3
"""Fills the slots of `relations/*.txt` with names: sentences with the relations that they tell, to learn from.

    python3 relation_sentences.py [--times 5] > sentences.jsonl

States, their adjectives and capitals, and organisations are those of `crates/world/data`, some states and all persons made up. One line a
sentence, in the format of `bench/gold/relations`, without values: {"id", "published", "text", "relations": [{"subject", "kind", "object",
"status", "accept"}]}. The same each time.
"""
import argparse
import csv
import json
import pathlib
import random
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
FIRST = """Ana Boris Carla Davit Elena Farid Grace Hugo Ines Jonas Kofi Leila Marta Nadia Omar Petra Rosa Samir Tomas Viktor Yusuf Zoe Amara Binta Chen
Dmitri Emeka Fatou Goran Hanna Ivo Joao Kemal Luca Mei Nikos Olga Pavel Rahul Sofia Tariq Uma Wen Ximena Yuki Zainab""".split()
HEADS = "Ab Bar Cor Dal Em Fer Gal Hol Is Jar Kas Lom Mar Nor Or Pet Rad Sar Tor Ul Ver Wal Yar Zan".split()
TAILS = "a adze aly ares berg cek dara elli enko ero esh ev idis ino ison kov lund mann mba nen oglu orri ova quez ray sen ska sson tari tti uru wicz ye".split()
LANDS = "Avelia Morvand Dralica Estovia Kurania Lethia Norvania Ostrava Peldonia Rhovia Selmark Tarvesia Ulmaria Zembara".split()
TOWNS = "Varna Porto Leeds Izmir Kazan Davao Kumasi Quito Lyon Split Basra Surat Osaka Tampa Cork Mombasa Salta Ghent".split()


def table(name):
    lines = [line for line in open(ROOT / "crates/world/data" / name, encoding="utf-8") if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def states():
    """Name, adjective, capital, and all that a label may be called by."""
    for row in table("states.tsv"):
        if row["kind"] in ("state", "area") and row["adjective"] and row["capital"]:
            first = lambda cell: re.sub(r"@.*", "", row[cell].split("|")[0])
            yield first("name"), first("adjective"), first("capital")
    for land in LANDS:
        yield land, land.removesuffix("a") + "n" if land.endswith("a") else land + "ian", land[:4] + "grad"


def filled(line, states, bodies, rng, number):
    text, _, told = line.partition(" |")
    chosen = rng.sample(states, 4)
    names = {}
    for letter, (name, adjective, capital) in zip("ABCD", chosen):
        names |= {letter: name, letter + "a": adjective, letter + "c": capital}
    names["O"], names["N"] = rng.sample(bodies, 2)
    for letter in "PQ":
        surname = rng.choice(HEADS) + rng.choice(TAILS)
        names |= {letter: f"{rng.choice(FIRST)} {surname}", letter + "s": surname}
    year = rng.randint(1995, 2024)
    names |= {"Y": str(year - rng.randint(1, 40)), "city": rng.choice(TOWNS)}
    names["D1"] = rng.choice(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", f"{rng.choice(['March', 'June', 'October'])} {rng.randint(1, 28)}"])
    for slot, words in re.findall(r"\{(\w+)=([^}]*)\}", text):
        names[slot] = words.replace(" Ba ", f" {names['Ba']} ")
    text = re.sub(r"\{(\w+)(?:=[^}]*)?\}", lambda m: names[m[1]], text)
    text = re.sub(r"s's\b", "s'", text)
    text = text[0].upper() + text[1:]
    relations = []
    for one in filter(None, (part.strip() for part in told.strip().split(";"))):
        kind, subject, object_, status = one.split()

        def side(slot):
            if slot == "-":
                return None, [None]
            if slot in "ABCD":
                return names[slot], [names[slot], names[slot + "a"], names[slot + "c"]]
            name = names.get(slot, slot)
            return name, [name, re.sub(r"^(an?|the) ", "", name, flags=re.I)]
        (s, s_all), (o, o_all) = side(subject), side(object_)
        relations.append({"subject": s, "kind": kind, "object": o, "status": status, "accept": {"subject": s_all, "object": o_all}})
    return {"id": number, "published": f"{year}-06-12", "text": text, "relations": relations}


def sentences(times):
    rng = random.Random(7)
    lands = [state for state in states() if state[0] not in ("Antarctica",)]
    bodies = [row["name"] for row in table("organisations.tsv") if row["kind"] in ("igo", "un") and len(row["name"]) < 40]
    for path in sorted((ROOT / "training/relations").glob("*.txt")):
        for n, line in enumerate(open(path, encoding="utf-8")):
            line = line.rstrip("\n")
            if line.startswith("#") or not line.strip():
                continue
            for k in range(times):
                yield filled(line, lands, bodies, rng, f"{path.stem}-{n}-{k}")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--times", type=int, default=5)
    for sentence in sentences(a.parse_args().times):
        print(json.dumps(sentence, ensure_ascii=False))


if __name__ == "__main__":
    main()
