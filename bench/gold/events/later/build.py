#!/usr/bin/env python3
"""Turn the marked texts in the folders beside this script into ../later.jsonl (ids `el` and the start of the text's SHA-256; an eighth of the texts, by that, are part `hold`).

Positive items (p*.txt), under lines "## SHAPE[,SHAPE]" that hold for all items below them:
    [#YYYY-MM-DD ]text        (without a day of publication one is drawn, seeded by the text)
    >TYPE[.mode...][+flags] [CAMEO]|trigger|actors|recipients|extras
flags: f future and planned, n negation, x denied, g alleged, h historical, y hypothetical.
A party is span/STATE/SEC,SEC (- for none), parties joined by " + ". Extras, joined by ";":
d=DAY  p=place/CCC  q=what low high a|r, ...  s=source + source
DAY: ISO, 0/-1/+2 from publication, tue (the last Tuesday up to it), +tue (the next).
`span#2` is the second occurrence of a span; a party without number is the first.
Negative items (n*.txt), under a line "## KIND": REGION (two letters) text
"""
import collections, datetime, glob, hashlib, json, os, random, re, sys
HERE = os.path.dirname(os.path.abspath(__file__)); OUT = os.path.dirname(HERE)
TYPES = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
MODES = {k: v.split() for k, v in {"CONSULT": "visit third-party multilateral phone", "RETREAT": "withdraw release disarm ceasefire access resign",
 "REQUEST": "assist change yield meet", "REJECT": "assist change yield meet", "ACCUSE": "disapprove investigate allege",
 "THREATEN": "restrict arrest relations expel territory violence", "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
 "SANCTION": "convict expel withdraw discontinue", "MOBILIZE": "troops weapons police militia",
 "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
 "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons crowd-control unconventional"}.items()}
# codes that the mode alone settles; every other code stands in the source or is null
CAMEO = {"CONSULT.phone": "041", "CONSULT.third-party": "045", "COERCE.arrest": "173", "COERCE.deport": "174", "COERCE.curfew": "1723", "COERCE.martial-law": "1724",
 "COERCE.cyber": "176", "PROTEST.demo": "141", "PROTEST.strike": "143", "PROTEST.hunger": "142", "PROTEST.riot": "145", "PROTEST.obstruct": "144", "ASSAULT.aerial": "195",
 "ASSAULT.drone": "1952", "ASSAULT.sexual": "1821", "ASSAULT.torture": "1822", "ASSAULT.beat": "182", "RETREAT.release": "0841", "SANCTION.convict": "116"}
SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split())
WHAT = set("killed arrested participants injured goods abducted troops weapons displaced released money deported expelled".split())
REGIONS = set("africa e-asia europe global latam mena n-america oceania post-soviet s-asia se-asia".split())
FLAG = {"f": ("future", "planned"), "n": ("negation", None), "x": (None, "denied"), "g": (None, "alleged"), "h": ("historical", None), "y": ("hypothetical", "hypothetical")}
DAYS = "mon tue wed thu fri sat sun".split()
errors = []

def find(text, s, where, strict=True):
    n, s0 = None, s
    m = re.match(r"(.*)#(\d+)$", s)
    if m: s, n = m.group(1), int(m.group(2))
    hits = [h.start() for h in re.finditer(r"(?<!\w)" + re.escape(s) + r"(?!\w)", text)]
    if not hits: errors.append(f"{where}: not found: {s!r} in {text!r}"); return 0, 0, s
    if strict and n is None and len(hits) > 1: errors.append(f"{where}: {len(hits)} times: {s!r} in {text!r}")
    if n and n > len(hits): errors.append(f"{where}: no {s0!r}"); n = 1
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
    for x in v.split(" + ") if v.strip() else []:
        b = x.strip().rsplit("/", 2)
        if len(b) != 3: errors.append(f"{where}: party {x!r}"); continue
        st, en, s = find(text, b[0], where, False)
        if b[1] != "-" and not re.match(r"[A-Z]{3}$", b[1]): errors.append(f"{where}: code {b[1]}")
        sec = [] if b[2] == "-" else b[2].split(",")
        for q in sec:
            if q not in SECTORS: errors.append(f"{where}: sector {q}")
        out.append({"start": st, "end": en, "text": s, "state": None if b[1] == "-" else b[1], "sectors": sec})
    return out

def event(line, text, pub, where):
    f = line.split("|")
    if len(f) not in (4, 5): errors.append(f"{where}: {len(f)} fields: {line}"); f = (f + [""] * 5)[:5]
    h = f[0].split(); t, _, flags = h[0].partition("+"); ty = t.split(".")
    e = {"type": ty[0], "modes": ty[1:], "cameo": h[1] if len(h) > 1 else CAMEO.get(t), "aux": [], "modality": "happened",
         "actors": parties(f[1 + 1], text, where), "recipients": parties(f[3], text, where), "trigger": None, "date": None, "place": None,
         "country": None, "quantities": [], "sources": []}
    if ty[0] not in TYPES: errors.append(f"{where}: type {ty[0]}")
    for m in ty[1:]:
        if m not in MODES.get(ty[0], []): errors.append(f"{where}: mode {t}")
    if e["cameo"] and not re.match(r"[012]\d{1,3}$", e["cameo"]): errors.append(f"{where}: cameo {h[1]}")
    for c in flags:
        if c not in FLAG: errors.append(f"{where}: flag {c}"); continue
        a, m = FLAG[c]
        if a: e["aux"].append(a)
        if m: e["modality"] = m
    b, en, _ = find(text, f[1], where); e["trigger"] = {"start": b, "end": en}
    for x in (f[4].split(";") if len(f) > 4 and f[4].strip() else []):
        k, v = x.strip().split("=", 1)
        if k == "d": e["date"] = day(v, pub, where)
        elif k == "p":
            pl, c = v.rsplit("/", 1); e["place"] = find(text, pl, where, False)[2]; e["country"] = None if c == "-" else c
        elif k == "q":
            for y in v.split(","):
                w = y.split()
                if len(w) != 4 or w[3] not in ("a", "r") or w[0] not in WHAT: errors.append(f"{where}: quantity {y}"); continue
                n = [None if z == "-" else int(z) for z in w[1:3]]
                e["quantities"].append({"what": w[0], "low": n[0], "high": n[1], "of": {"a": "actor", "r": "recipient"}[w[3]]})
        elif k == "s": e["sources"] = [find(text, y.strip(), where, False)[2] for y in v.split(" + ")]
        else: errors.append(f"{where}: field {x}")
    return e

REG = {}
for r, v in {"africa": "DZA AGO BEN BWA BFA BDI CMR CPV CAF TCD COM COG COD CIV DJI GNQ ERI ETH GAB GMB GHA GIN GNB KEN LSO LBR MDG MWI MLI MRT MUS MOZ NAM NER NGA RWA SEN SLE SOM ZAF SSD SDN SWZ TZA TGO UGA ZMB ZWE MAR ESH STP SYC",
 "mena": "BHR EGY IRN IRQ ISR JOR KWT LBN LBY OMN PSE QAT SAU SYR TUN TUR ARE YEM", "e-asia": "CHN HKG JPN KOR PRK MNG TWN MAC",
 "s-asia": "AFG BGD BTN IND LKA MDV NPL PAK", "se-asia": "BRN KHM IDN LAO MMR MYS PHL SGP THA TLS VNM",
 "post-soviet": "ARM AZE BLR GEO KAZ KGZ MDA RUS TJK TKM UKR UZB", "oceania": "AUS FJI NZL PNG SLB TON VUT WSM KIR NRU",
 "latam": "ARG BOL BRA CHL COL CRI CUB DOM ECU SLV GTM GUY HTI HND JAM MEX NIC PAN PRY PER SUR TTO URY VEN BHS BLZ", "n-america": "USA CAN"}.items():
    for c in v.split(): REG[c] = r
SHORT = dict(af="africa", ea="e-asia", eu="europe", gl="global", la="latam", me="mena", na="n-america", oc="oceania", ps="post-soviet", sa="s-asia", se="se-asia")

def publication(text, may_lack):
    """A seeded day of publication, 2012 to 2026; none for some of the items that need none."""
    r = random.Random("el" + text)
    if may_lack and r.random() < 0.07: return None
    return (datetime.date(2012, 1, 2) + datetime.timedelta(r.randrange(5400))).isoformat()

items = []
for fn in sorted(glob.glob(HERE + "/*/p*.txt")):
    shape, todo = "active", []
    for n, l in enumerate(open(fn, encoding="utf-8"), 1):
        l = l.rstrip("\n"); where = f"{os.path.relpath(fn, HERE)}:{n}"
        if not l.strip(): continue
        if l.startswith("## "): shape = l[3:].strip()
        elif l.startswith(">"):
            if todo: todo[-1][2].append((where, l[1:]))
            else: errors.append(f"{where}: no text")
        else: todo.append((shape, l, []))
    for shape, l, evs in todo:
        m = re.match(r"#(\d{4}-\d\d-\d\d) ", l); text = l[m.end():] if m else l
        pub = m.group(1) if m else publication(text, not any(re.search(r"[|;]\s*d=", v) for _, v in evs))
        es = [event(v, text, pub, w) for w, v in evs]
        states = [p["state"] for e in es for p in e["actors"] + e["recipients"]] + [e["country"] for e in es]
        states = [c for c in states if c]
        region = next((REG.get(c, "europe") for c in states if c not in ("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC")), "global")
        sh = shape.split(",")
        if any(e["quantities"] for e in es) and "quantity" not in sh: sh.append("quantity")
        items.append({"text": text, "published": pub, "events": es, "region": region, "shapes": sh})
for fn in sorted(glob.glob(HERE + "/*/n*.txt")):
    for n, l in enumerate(open(fn, encoding="utf-8"), 1):
        l = l.rstrip("\n")
        if not l.strip(): continue
        if l.startswith("## "): kind = l[3:]; continue
        b = l.split(" ", 1)
        if b[0] not in SHORT: errors.append(f"{fn}:{n}: region {l}"); continue
        items.append({"text": b[1], "published": publication(b[1], True), "events": [], "region": SHORT[b[0]], "shapes": ["negative"] + kind.split()})
for x in items:
    if "negative" not in x["shapes"] and not x["events"]: errors.append(f"no event: {x['text']}")
dup = [t for t, k in collections.Counter(x["text"] for x in items).items() if k > 1]
if dup: errors.append(f"twice: {dup}")
for e in errors: print(e, file=sys.stderr)
items.sort(key=lambda x: hashlib.sha256(x["text"].encode()).hexdigest())
rows = []
for x in items:
    mark = hashlib.sha256(x["text"].encode()).hexdigest()
    if re.search(r'[.!?]["”]? ["A-Z]', re.sub(r'\b(Mr|Ms|Mrs|Dr|U.S|Gen|Col)\.', '', x['text'])) and 'multi' not in x['shapes']: x['shapes'].append('multi')
    rows.append({"id": f"el{mark[:8]}", "part": "tune" if int(mark, 16) % 8 else "hold", "text": x["text"], "published": x["published"], "region": x["region"], "shapes": x["shapes"], "events": x["events"]})
for r in rows:
    for e in r["events"]:
        for p in e["actors"] + e["recipients"]: assert r["text"][p["start"]:p["end"]] == p["text"] or errors
if errors: print(len(errors), "errors", file=sys.stderr)
with open(OUT + "/later.jsonl", "w", encoding="utf-8") as o:
    for r in rows: o.write(json.dumps(r, ensure_ascii=False) + "\n")
C = collections.Counter
ev = [(r, e) for r in rows for e in r["events"]]
print(len(rows), "items", sum(1 for r in rows if r["events"]), "positive", len(ev), "events")
def show(name, c): print(f"{name}: " + ", ".join(f"{k} {v}" for k, v in sorted(c.items())))
show("types", C(e["type"] for _, e in ev)); show("modes", C(e["type"] + "." + m for _, e in ev for m in e["modes"]))
show("shapes", C(s for r in rows for s in r["shapes"])); show("regions", C(r["region"] + (" pos" if r["events"] else " neg") for r in rows))
show("aux", C(a for _, e in ev for a in e["aux"])); show("modality", C(e["modality"] for _, e in ev)); show("quantities", C(q["what"] for _, e in ev for q in e["quantities"]))
print("dated", sum(1 for _, e in ev if e["date"]), "placed", sum(1 for _, e in ev if e["place"]), "sourced", sum(1 for _, e in ev if e["sources"]), "cameo", sum(1 for _, e in ev if e["cameo"]))
for t, ms in MODES.items():
    for m in ms:
        if sum(1 for _, e in ev if e["type"] == t and m in e["modes"]) < 3: print("few:", t, m)
sys.exit(1 if errors else 0)
