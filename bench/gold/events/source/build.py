#!/usr/bin/env python3
"""Turn the marked text of this folder into ../events.jsonl and ../unlabelled.jsonl.

Positive items (p*.txt):
    # PUBLISHED|-  REGION  SHAPE[,SHAPE]
    T text
    > TYPE[.mode[.mode]] CAMEO|- [aux=..] [mod=..]; t=trigger; a=span/STATE/SEC,SEC + ...; r=...; d=..; p=place/CCC; q=what low high of, ...; s=source + source
Negative items (n*.txt), under a line "## KIND [SHAPE]":
    PUBLISHED|- REGION text
A span is text of the item; `span#2` is its second occurrence. d= an ISO day, 0/-1/+2 (days from the
day of publication), tue (the last Tuesday up to it) or +tue (the next one).
"""
import collections, datetime, glob, json, os, random, re, sys
HERE = os.path.dirname(os.path.abspath(__file__)); OUT = os.path.dirname(HERE)
TYPES = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
MODES = {"CONSULT": "visit third-party multilateral phone", "RETREAT": "withdraw release disarm ceasefire access resign",
 "REQUEST": "assist change yield meet", "REJECT": "assist change yield meet", "ACCUSE": "disapprove investigate allege",
 "THREATEN": "restrict arrest relations expel territory violence", "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
 "SANCTION": "convict expel withdraw discontinue", "MOBILIZE": "troops weapons police militia",
 "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
 "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons crowd-control unconventional"}
MODES = {k: v.split() for k, v in MODES.items()}
SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split())
AUX = {"historical", "future", "hypothetical", "negation"}
MOD = {"happened", "planned", "alleged", "denied", "hypothetical"}
DAYS = "mon tue wed thu fri sat sun".split()
errors = []

def find(text, s, where):
    n = None
    m = re.match(r"(.*)#(\d+)$", s)
    if m: s, n = m.group(1), int(m.group(2))
    hits = [h.start() for h in re.finditer(r"(?<!\w)" + re.escape(s) + r"(?!\w)", text)]
    if not hits: errors.append(f"{where}: not found: {s!r} in {text!r}"); return 0, 0, s
    if n is None and len(hits) > 1: errors.append(f"{where}: {len(hits)} times: {s!r} in {text!r}")
    if n and n > len(hits): errors.append(f"{where}: no #{n}: {s!r}"); n = 1
    b = hits[(n or 1) - 1]
    return b, b + len(s), s

def day(v, pub, where):
    if re.match(r"\d{4}-\d\d-\d\d$", v): datetime.date.fromisoformat(v); return v
    if pub is None: errors.append(f"{where}: relative day, no publication"); return None
    p = datetime.date.fromisoformat(pub)
    if re.match(r"[+-]?\d+$", v): return (p + datetime.timedelta(int(v))).isoformat()
    f = v.startswith("+"); i = DAYS.index(v.lstrip("+"))
    if f: return (p + datetime.timedelta((i - p.weekday() - 1) % 7 + 1)).isoformat()
    return (p - datetime.timedelta((p.weekday() - i) % 7)).isoformat()

def parties(v, text, where):
    out = []
    for x in v.split(" + "):
        b = x.strip().rsplit("/", 2)
        if len(b) != 3: errors.append(f"{where}: party {x!r}"); continue
        st, en, s = find(text, b[0], where)
        if b[1] != "-" and not re.match(r"[A-Z]{3}$", b[1]): errors.append(f"{where}: code {b[1]}")
        sec = [] if b[2] == "-" else b[2].split(",")
        for q in sec:
            if q not in SECTORS: errors.append(f"{where}: sector {q}")
        out.append({"start": st, "end": en, "text": s, "state": None if b[1] == "-" else b[1], "sectors": sec})
    return out

def num(x): return None if x == "-" else int(x)

def event(line, text, pub, where):
    f = [x.strip() for x in line.split(";")]
    h = f[0].split(); t = h[0].split(".")
    e = {"type": t[0], "modes": t[1:], "cameo": None if h[1] == "-" else h[1], "aux": [], "modality": "happened", "actors": [],
         "recipients": [], "trigger": None, "date": None, "place": None, "country": None, "quantities": [], "sources": []}
    if t[0] not in TYPES: errors.append(f"{where}: type {t[0]}")
    for m in t[1:]:
        if m not in MODES.get(t[0], []): errors.append(f"{where}: mode {t}")
    if not re.match(r"(-|[012]\d{1,3})$", h[1]): errors.append(f"{where}: cameo {h[1]}")
    for x in h[2:]:
        k, v = x.split("=")
        if k == "aux": e["aux"] = v.split(",")
        elif k == "mod": e["modality"] = v
        else: errors.append(f"{where}: {x}")
    if set(e["aux"]) - AUX or e["modality"] not in MOD: errors.append(f"{where}: aux/mod {line}")
    for x in f[1:]:
        if not x: continue
        k, v = x.split("=", 1)
        if k == "t": b, en, _ = find(text, v, where); e["trigger"] = {"start": b, "end": en}
        elif k == "a": e["actors"] = parties(v, text, where)
        elif k == "r": e["recipients"] = parties(v, text, where)
        elif k == "d": e["date"] = day(v, pub, where)
        elif k == "p":
            pl, c = v.rsplit("/", 1); _, _, s = find(text, pl, where) if pl != "-" else (0, 0, None)
            e["place"] = s; e["country"] = None if c == "-" else c
        elif k == "q":
            for y in v.split(","):
                w = y.split()
                if len(w) != 4 or w[3] not in ("actor", "recipient"): errors.append(f"{where}: quantity {y}"); continue
                e["quantities"].append({"what": w[0], "low": num(w[1]), "high": num(w[2]), "of": w[3]})
        elif k == "s": e["sources"] = [find(text, y.strip(), where)[2] for y in v.split(" + ")]
        else: errors.append(f"{where}: field {x}")
    if not e["trigger"]: errors.append(f"{where}: no trigger")
    return e

items = []
for fn in sorted(glob.glob(HERE + "/p*.txt")):
    cur = None
    for n, l in enumerate(open(fn, encoding="utf-8"), 1):
        l = l.rstrip("\n"); where = f"{os.path.basename(fn)}:{n}"
        if not l.strip(): continue
        if l.startswith("# "):
            p, reg, sh = l[2:].split()
            cur = {"text": None, "published": None if p == "-" else p, "events": [], "region": reg, "shapes": sh.split(",")}; items.append(cur)
            if cur["published"]: datetime.date.fromisoformat(p)
        elif l.startswith("T "): cur["text"] = l[2:]
        elif l.startswith("> "): cur["events"].append(event(l[2:], cur["text"], cur["published"], where))
        else: errors.append(f"{where}: {l}")
for fn in sorted(glob.glob(HERE + "/n*.txt")):
    for n, l in enumerate(open(fn, encoding="utf-8"), 1):
        l = l.rstrip("\n")
        if not l.strip(): continue
        if l.startswith("## "): kind = l[3:]; continue
        b = l.split(" ", 2)
        items.append({"text": b[2], "published": None if b[0] == "-" else b[0], "events": [], "region": b[1], "shapes": ["negative"] + kind.split()})
        if b[0] != "-": datetime.date.fromisoformat(b[0])
for x in items:
    if not "negative" in x["shapes"] and not x["events"]: errors.append("no event: " + x["text"])
dup = [t for t, k in collections.Counter(x["text"] for x in items).items() if k > 1]
if dup: errors.append(f"twice: {dup}")
for e in errors: print(e, file=sys.stderr)
if errors: sys.exit(f"{len(errors)} errors")
# like contents in both parts: within a stratum, items go alternately to tune and hold
rng = random.Random(20261121)
strata = collections.defaultdict(list)
for x in items:
    e = x["events"]; strata[(e[0]["type"], ".".join(e[0]["modes"])) if e else ("~", " ".join(x["shapes"]))].append(x)
parts = {"tune": [], "hold": []}; side = 0
for k in sorted(strata):
    rng.shuffle(strata[k])
    for x in strata[k]: parts[("tune", "hold")[side]].append(x); side ^= 1
for k in parts: rng.shuffle(parts[k])
order = [x for pair in zip(parts["tune"], parts["hold"]) for x in pair] + parts["tune"][len(parts["hold"]):]
rows = []
for i, x in enumerate(order, 1):
    if re.search(r'[.!?]["”]? ["A-Z]', re.sub(r'\b(Mr|Ms|Mrs|Dr|U.S)\.', '', x['text'])) and 'multi' not in x['shapes']: x['shapes'].append('multi')
    rows.append({"id": f"ge{i:04d}", "part": "tune" if i % 2 else "hold", "text": x["text"], "published": x["published"], "region": x["region"], "shapes": x["shapes"], "events": x["events"]})
for name, rr in (("events", rows), ("unlabelled", None)):
    if rr is None:
        rr = [{k: r[k] for k in ("id", "text", "published")} for r in rows]; rng.shuffle(rr)
    with open(f"{OUT}/{name}.jsonl", "w", encoding="utf-8") as o:
        for r in rr: o.write(json.dumps(r, ensure_ascii=False) + "\n")
C = collections.Counter
print(len(rows), "items", sum(1 for r in rows if r["events"]), "positive", sum(len(r["events"]) for r in rows), "events")
def show(name, c): print(f"{name}: " + ", ".join(f"{k} {v}" for k, v in sorted(c.items())))
show("part", C(f'{r["part"]} {"pos" if r["events"] else "neg"}' for r in rows))
ev = [(r, e) for r in rows for e in r["events"]]
show("types", C(e["type"] for _, e in ev)); show("modes", C(e["type"] + "." + m for _, e in ev for m in e["modes"]))
show("types by part", C(r["part"] + " " + e["type"] for r, e in ev))
show("shapes", C(s for r in rows for s in r["shapes"])); show("regions", C(r["region"] + (" pos" if r["events"] else " neg") for r in rows))
show("aux", C(a for _, e in ev for a in e["aux"])); show("modality", C(e["modality"] for _, e in ev))
show("quantities", C(q["what"] for _, e in ev for q in e["quantities"])); print("dated", sum(1 for _, e in ev if e["date"]), "placed", sum(1 for _, e in ev if e["place"]), "sourced", sum(1 for _, e in ev if e["sources"]), "cameo", sum(1 for _, e in ev if e["cameo"]))
print("| | tune | hold |\n| --- | --- | --- |")
for t in TYPES: print(f"| {t} | " + " | ".join(str(sum(1 for r, e in ev if e["type"] == t and r["part"] == p)) for p in ("tune", "hold")) + " |")
print("years", C((r["published"] or "none")[:3] for r in rows))
for t, ms in MODES.items():
    for m in ms:
        k = sum(1 for _, e in ev if e["type"] == t and m in e["modes"])
        if k < 3: print("few:", t, m, k)
