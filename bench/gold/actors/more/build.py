#!/usr/bin/env python3
"""Turn src/*.txt (inline marks) into ../more.jsonl and check it with the logic of check.py; `build.py ../later`: later/*.txt into ../later.jsonl,
an eighth of the texts, by their SHA-256, of part `hold`.

{id surface} nominal or pronoun, {id* surface} name, {id! surface} metonym. After "--": id type state sectors name | office.
A head "@ gc20/gcs1 | ..." puts the text in the story gcs1; its later texts repeat an actor with "id = | office".
"""
import collections, hashlib, json, pathlib, re, sys
HERE = pathlib.Path(__file__).resolve().parent
LATER = (HERE / sys.argv[1]).resolve() if len(sys.argv) > 1 and sys.argv[1] != "-p" else None
PRON = {"he", "she", "it", "they", "him", "her", "them"}
TYPES = {"p": "person", "s": "state", "b": "body", "g": "group"}
SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split())
bad, out, ids = [], [], set()
stories = {}; named = {}
cnt = collections.Counter(); ents = collections.Counter(); secs = collections.Counter(); kinds = collections.Counter(); states = collections.Counter()
for f in sorted((LATER or HERE / "src").glob("*.txt")):
    for block in re.split(r"^@ ", f.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, rest = block.split("\n", 1)
        tid, region, date, outlet, title = [x.strip() for x in head.split("|", 4)]
        tid, _, story = tid.partition("/"); pre = story or tid; first = stories.setdefault(story, {}) if story else {}
        body, table = rest.split("\n--\n")
        body = body.strip()
        if tid in ids: bad.append(tid + ": id twice")
        ids.add(tid)
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date): bad.append(tid + ": date")
        E = {}
        for line in table.strip().split("\n"):
            if line.split(" ")[1] == "=":
                eid, _, office = line.partition(" =")
                if eid not in first: bad.append(f"{tid}: {eid} not in an earlier text"); continue
                t, st, sec, name = first[eid]; name += office
                if eid in E: bad.append(f"{tid}: entity {eid} twice")
            else:
                eid, t, st, sec, name = line.split(" ", 4)
                if eid in first: bad.append(f"{tid}: {eid} again with attributes")
                first[eid] = t, st, sec, name.partition(" | ")[0].strip()
            name, _, office = name.partition(" | ")
            if eid in E: bad.append(f"{tid}: entity {eid} twice")
            E[eid] = dict(type=TYPES[t], name=None if name.strip() == "-" else name.strip(), state=None if st == "-" else st,
                          sectors=[] if sec == "-" else sec.split(","), office=office.strip() or None)
            if not set(E[eid]["sectors"]) <= SECTORS or (st != "-" and not re.fullmatch("[A-Z]{3}", st)): bad.append(f"{tid}: codes {line}")
            if office and t != "p": bad.append(f"{tid}: office of no person {line}")
        text, ms, pos, seen = "", [], 0, set()
        for m in re.finditer(r"\{(\w+)([*!]?) ([^{}]*)\}", body):
            text += body[pos:m.start()]; pos = m.end()
            eid, mark, s = m.groups()
            kind = {"*": "name", "!": "metonym"}.get(mark) or ("pronoun" if s.lower() in PRON else "nominal")
            if eid not in E: bad.append(f"{tid}: no entity {eid}"); continue
            e = E[eid]
            if kind == "name" and not e["name"]: bad.append(f"{tid}: name mention of nameless {eid} {s}")
            if kind == "nominal" and eid not in seen and e["name"] is None and re.search(r"(?<!^)\b[A-Z]\w+ [A-Z]\w+", s): print("look:", tid, s, file=sys.stderr)
            ms.append(dict(start=len(text), end=len(text) + len(s), text=s, kind=kind, type=e["type"], name=e["name"], state=e["state"],
                           sectors=e["sectors"], office=e["office"], entity=f"{pre}.{eid}"))
            text += s; seen.add(eid); kinds[kind] += 1
        text += body[pos:]
        if "{" in text or "}" in text: bad.append(tid + ": brace left: " + text[max(0, text.find("{") - 9):][:40])
        for eid in set(E) - seen: bad.append(f"{tid}: entity {eid} unused")
        for eid, e in E.items():
            if e["name"]:
                n = named.setdefault((pre, eid), [e["name"], False, False])
                n[1] |= any(m["kind"] in ("name", "metonym") and m["entity"] == f"{pre}.{eid}" for m in ms)
                n[2] |= e["name"] in text or e["type"] == "state"
            ents[e["type"]] += 1; states[e["state"]] += 1
            for s in e["sectors"]: secs[s] += 1
        for w in re.finditer(r"\b(he|she|they|him|them|it)\b", text, flags=re.I):
            if "-p" in sys.argv and not any(m["start"] <= w.start() < m["end"] for m in ms): print("unmarked pronoun:", tid, text[max(0, w.start() - 40):w.end() + 30].replace("\n", " "), file=sys.stderr)
        n = len(text.split())
        if not 60 <= n <= 250: bad.append(f"{tid}: {n} words")
        end = 0
        for m in ms:
            if text[m["start"]:m["end"]] != m["text"] or m["text"] != m["text"].strip() or m["start"] < end: bad.append(f"{tid}: offsets {m}")
            end = m["end"]
        held = LATER and int(hashlib.sha256(text.encode()).hexdigest(), 16) % 8 == 0
        out.append(dict(id=tid, part="hold" if held else "tune", story=story or None, region=region, title=title, published=date, outlet=outlet, text=text, mentions=ms))
        cnt["texts"] += 1; cnt["mentions"] += len(ms); cnt["words"] += n; cnt[region] += 1
for (pre, eid), (name, has, verbatim) in named.items():
    if not has: bad.append(f"{pre}: {eid} named but no name mention")
    if not verbatim: print("name not verbatim:", pre, name, file=sys.stderr)
for s, first in stories.items():
    if len({d["outlet"] for d in out if d["story"] == s}) != 3: bad.append(f"{s}: not three outlets")
(HERE.parent / ("later.jsonl" if LATER else "more.jsonl")).write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in out), encoding="utf-8")
print(dict(cnt)); print(dict(kinds)); print("entities", dict(ents)); print("sectors", dict(secs.most_common())); print("states", len(states), dict(states.most_common(12)))
print("\n".join(bad) or "no fault")
sys.exit(bool(bad))
