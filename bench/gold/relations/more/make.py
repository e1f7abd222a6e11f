#!/usr/bin/env python3
"""Builds relations.jsonl from source/*.txt, checking every item; `make.py ../later`: later.jsonl from later/*/*.txt, an eighth of it to hold.

Source lines:
  @YYYY-MM-DD text                       an item with relations
  @YYYY-MM-DD -kind text                 an item with none (kind: what it tempts to)
  >kind S subject|object|value|since|until|accept
      S W P R E = stands wished proposed refused ended; an empty field is null;
      a weekday (Mon) as date: the last such day not after `published`;
      accept: field:a/b;field:c
"""
import collections, datetime, hashlib, json, pathlib, re, sys

HERE = pathlib.Path(__file__).resolve().parent
LATER = HERE / sys.argv[1] if len(sys.argv) > 1 else None
SOURCE, OUT = (LATER.resolve(), LATER.resolve().with_suffix(".jsonl")) if LATER else (HERE / "source", HERE / "relations.jsonl")
KINDS = dict(dip="diplomatic", par="partnership", all="alliance", mem="membership",
             tre="treaty", rec="recognition", cla="claim", san="sanctions",
             tra="trade", off="office", det="detention")
STATUS = dict(S="stands", W="wished", P="proposed", R="refused", E="ended")
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
SANCTIONS = {"sanctions", "arms embargo", "asset freeze", "travel ban", "export controls",
             "tariffs", "blacklist", "embargo", "import ban", "trade embargo", "oil embargo"}
# values that are normal forms rather than words of the text
NORMAL = {"diplomatic": {"ambassadors", "charge d'affaires", "liaison office", "consulate"},
          "recognition": {"state", "government", "independence", "sovereignty"},
          "sanctions": SANCTIONS, "partnership": {"top tier"},
          "office": {"head", "chair", "leader", "speaker", "ambassador"},
          "membership": {"observer", "candidate", "founding member", "associate", "dialogue partner"}}
DATE = re.compile(r"^\d{4}(-\d\d(-\d\d)?)?$")
errors, warns = [], []


def day(s, pub):
    if s in DAYS:
        d = pub
        while d.weekday() != DAYS.index(s):
            d -= datetime.timedelta(days=1)
        return d.isoformat()
    return s or None


def read():
    items = []
    for f in sorted(SOURCE.glob("*/*.txt" if LATER else "*.txt")):
        for n, line in enumerate(f.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{f.relative_to(SOURCE)}:{n}"
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line[0] == "@":
                m = re.match(r"@(\d{4}-\d\d-\d\d) (?:-(\w{3}) )?(.+)$", line)
                if not m:
                    errors.append(f"{where}: bad item line"); continue
                try:
                    pub = datetime.date.fromisoformat(m[1])
                except ValueError:
                    errors.append(f"{where}: bad day"); continue
                if m[2] and m[2] not in KINDS:
                    errors.append(f"{where}: bad tag {m[2]}")
                items.append(dict(where=where, pub=pub, neg=m[2], text=m[3], rel=[]))
            elif line[0] == ">":
                items[-1]["rel"].append(relation(line[1:], items[-1], where))
            else:
                errors.append(f"{where}: what is this: {line[:40]}")
    return items


def relation(line, item, where):
    k, s, rest = line.split(" ", 2)
    f = [x.strip() for x in rest.split("|")]
    if k not in KINDS or s not in STATUS or len(f) > 6:
        errors.append(f"{where}: bad relation"); return dict(subject=None, object=None, value=where, kind="office", status="stands", since=None, until=None)
    f += [""] * (6 - len(f))
    r = dict(subject=f[0] or None, kind=KINDS[k], object=f[1] or None, value=f[2] or None,
             since=day(f[3], item["pub"]), until=day(f[4], item["pub"]), status=STATUS[s])
    if f[5]:
        r["accept"] = {}
        for part in f[5].split(";"):
            key, vals = part.split(":", 1)
            if key not in ("subject", "object", "value", "since", "until", "status"):
                errors.append(f"{where}: accept field {key}")
            r["accept"][key] = [None if v == "null" else v for v in vals.split("/")]
            if key == "status" and any(v not in STATUS.values() for v in r["accept"][key]):
                errors.append(f"{where}: accept status")
            if r.get(key) in r["accept"][key]:
                errors.append(f"{where}: accept repeats the answer")
    text = item["text"]
    for key in ("subject", "object"):
        v = r[key]
        if v is None:
            if not (r["kind"] == "detention" and key == "subject"
                    or r["kind"] in ("claim", "office", "treaty") and key == "object"):
                errors.append(f"{where}: {key} null")
        elif not re.search(r"(?<!\w)" + re.escape(v) + r"(?!\w)", text):
            errors.append(f"{where}: {key} not in text: {v}")
        elif re.match(r"(the|a|an) ", v, re.I) and v.lower() != "the gambia":
            errors.append(f"{where}: article: {v}")
    v = r["value"]
    if r["kind"] in ("diplomatic", "sanctions") and v and v not in NORMAL[r["kind"]]:
        errors.append(f"{where}: value {v}")
    if r["kind"] == "sanctions" and not v:
        errors.append(f"{where}: sanctions without value")
    if v and v not in NORMAL.get(r["kind"], ()) and v.lower() not in text.lower():
        warns.append(f"{where}: value not in text: {v}")
    for key in ("since", "until"):
        d = r[key]
        if d:
            try:
                assert DATE.match(d)
                datetime.date.fromisoformat((d + "-01-01")[:10] if len(d) == 4 else (d + "-01")[:10])
            except (AssertionError, ValueError):
                errors.append(f"{where}: bad {key} {d}"); continue
            if key == "since" and r["status"] == "stands" and d > item["pub"].isoformat():
                errors.append(f"{where}: stands since a later day")
    if r["since"] and r["until"] and r["until"] < r["since"][:len(r["until"])]:
        errors.append(f"{where}: until before since")
    if r["status"] == "stands" and r["until"] and r["until"] < item["pub"].isoformat()[:len(r["until"])]:
        errors.append(f"{where}: stands but until is past")
    return r


def main():
    items = read()
    inverse = {v: k for k, v in KINDS.items()}
    seen, groups = {}, collections.defaultdict(list)
    for it in items:
        key = re.sub(r"\W+", " ", it["text"].lower())
        if key in seen:
            errors.append(f"{it['where']}: same text as {seen[key]}")
        seen[key] = it["where"]
        if bool(it["neg"]) == bool(it["rel"]):
            errors.append(f"{it['where']}: a tag or relations, not both, not neither")
            continue
        sig = [(r["subject"], r["kind"], r["object"], r["value"], r["status"]) for r in it["rel"]]
        if len(set(sig)) != len(sig):
            errors.append(f"{it['where']}: a relation twice")
        tag = ("no", it["neg"]) if it["neg"] else ("yes", inverse[it["rel"][0]["kind"]])
        groups[tag].append(it)
    for w in warns:
        print("warning", w)
    if errors:
        print("\n".join(errors)); sys.exit(f"{len(errors)} errors")
    for i, it in enumerate(items, 1):       # ids follow the source order, those of the later texts the texts
        mark = hashlib.sha256(it["text"].encode()).hexdigest()
        it["id"], it["split"] = (f"rl-{mark[:8]}", "tune" if int(mark, 16) % 8 else "hold") if LATER else (f"rx-{i:04d}", "tune")
    with open(OUT, "w", encoding="utf-8") as out:
        for it in items:
            out.write(json.dumps(dict(id=it["id"], split=it["split"], published=it["pub"].isoformat(),
                                      text=it["text"], relations=it["rel"]), ensure_ascii=False) + "\n")
    split = collections.Counter((it["split"], "with" if it["rel"] else "without") for it in items)
    print(f"items {len(items)}", dict(("/".join(k), n) for k, n in sorted(split.items())))
    table = collections.Counter((r["kind"], r["status"]) for it in items for r in it["rel"])
    halves = collections.Counter((r["kind"], it["split"]) for it in items for r in it["rel"])
    print("| kind | " + " | ".join(STATUS.values()) + " | all | tune | hold | items without |")
    print("| --- |" + " ---: |" * 9)
    tot = collections.Counter()
    for a, k in KINDS.items():
        row = [table[k, s] for s in STATUS.values()]
        row += [sum(row), halves[k, "tune"], halves[k, "hold"], len(groups["no", a])]
        tot.update(dict(enumerate(row)))
        print(f"| {k} | " + " | ".join(map(str, row)) + " |")
    print("| all | " + " | ".join(str(tot[i]) for i in range(9)) + " |")


main()
