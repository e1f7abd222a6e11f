#!/usr/bin/env python3
"""Turn the marked-up sources in source/ into ../more.jsonl and check every offset.

Markup inside a text (N = statement number, several numbers joined by commas):
  {N:content}   <N:cue>   [N:mention]      nesting is allowed; \\ escapes a bracket
Numbers that begin with t belong to the title (title_statements).
Below the text, one line a statement:
  N KIND SPEAKER; accept; accept | to=... | v=... | chain=a; b | anon | n=2
KIND d/m/i; SPEAKER "=" copies the line above, "@N" copies statement N, "null" is unknown.
Options: --review lists quotations and reporting verbs that carry no label.
"""
import collections, json, re, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# every article of this set is for tuning
OPEN = re.compile(r"([{<\[])(t?\d+(?:,t?\d+)*):")
PAIR = {"{": "}", "<": ">", "[": "]"}
FIELD = {"{": "content", "<": "cue", "[": "mention"}
KIND = {"d": "direct", "m": "mixed", "i": "indirect"}
QUOTES = "\"“”«»„‘"
VERBS = re.compile(r"\b(said|says|saying|told|tells|according|warn\w*|urg\w+|claim\w*|den(?:y|ied|ies|ying)|reject\w*|"
    r"insist\w*|add(?:ed|s|ing)|repl(?:y|ied|ies)|ask(?:ed|s|ing)|announc\w+|accus\w+|argu\w+|call(?:ed|s|ing)|wrote|writes|"
    r"posted|hop(?:e|es|ed|ing)|vow\w*|promis\w+|pledg\w+|predict\w*|not(?:ed|es)|stat(?:ed|es|ing)|report(?:ed|s|ing|edly)|quot\w+|"
    r"cit(?:ed|es|ing)|acknowledg\w+|admit\w*|conced\w+|confirm\w*|declar\w+|deman\w+|describ\w+|estimat\w+|explain\w*|recall\w*|"
    r"suggest\w*|testif\w+|alleg\w+|conclud\w+|found|maintain\w*|contend\w*|caution\w*|signal\w*|dismiss\w*|"
    r"express\w*|believ\w+|expect\w*|agreed|appeal\w*|threaten\w*|blam\w+|remark\w*|observ\w+|respond\w*|ruled|order\w*|read|"
    r"joked|shout\w*|plead\w*|complain\w*|praised|condemn\w*|criticis\w+|invit\w+|forecast\w*|assur\w+|stress\w*)\b", re.I)


PRON = {"he", "she", "they", "it", "i", "you", "him", "her", "them", "his", "their", "who", "its", "we"}


def strip(marked, where):
    out, stack, n, i = [], [], 0, 0
    spans = collections.defaultdict(lambda: {"content": [], "cue": [], "mention": []})
    while i < len(marked):
        c = marked[i]
        m = OPEN.match(marked, i)
        if c == "\\":
            out.append(marked[i + 1]); n += 1; i += 2; continue
        if m:
            stack.append((c, m.group(2).split(","), n)); i = m.end(); continue
        if c in "{<[":
            raise SystemExit(f"{where}: bare {c} at …{marked[i:i+40]!r}")
        if c in "}>]":
            if not stack or PAIR[stack[-1][0]] != c:
                raise SystemExit(f"{where}: stray {c} near {marked[max(0,i-60):i+1]!r}")
            o, ids, s = stack.pop()
            for k in ids:
                spans[k][FIELD[o]].append({"start": s, "end": n})
            i += 1; continue
        out.append(c); n += 1; i += 1
    if stack:
        raise SystemExit(f"{where}: unclosed {stack}")
    for v in spans.values():
        for f in v.values():
            f.sort(key=lambda x: x["start"])
    return "".join(out), spans


def parse_meta(lines, where):
    res, prev = {}, None
    for ln in lines:
        head, *opts = [p.strip() for p in ln.split(" | ")]
        num, kind, names = head.split(" ", 2)
        if num in res:
            raise SystemExit(f"{where}: twice {num}")
        d = dict(kind=KIND[kind], speaker=None, accept=[], anonymous=False, count=None,
                 addressee=None, venue=None, chain=[], like=prev if names == '=' else None)
        if names == "=" or re.fullmatch(r"@t?\d+", names):
            src = res[prev if names == "=" else names[1:]]
            for k in ("speaker", "accept", "anonymous", "count"):
                d[k] = src[k]
        elif names != "null":
            parts = [p.strip() for p in names.split(";")]
            bare = [re.sub(r"^(the|an?) ", "", x, flags=re.I) for x in parts]  # names lose a leading article
            d["speaker"], d["accept"] = bare[0], [x for x in dict.fromkeys(bare[1:])
                                                  if x != bare[0] and x.lower() not in PRON]
        for o in opts:
            if o == "anon": d["anonymous"] = True
            elif o.startswith("n="): d["count"] = int(o[2:])
            elif o.startswith("to="): d["addressee"] = o[3:]
            elif o.startswith("v="): d["venue"] = o[2:]
            elif o.startswith("chain="): d["chain"] = [x.strip() for x in o[6:].split(";")]
            else: raise SystemExit(f"{where}: option {o!r}")
        res[num] = d; prev = num
    return res


def build(num, spans, meta, text, where, warn, names=None):
    d, sp = meta, spans[num]
    for f in ("content", "cue", "mention"):
        for s in sp[f]:
            t = text[s["start"]:s["end"]]
            if not t or t != t.strip():
                raise SystemExit(f"{where}.{num}: bad {f} span {t!r}")
            if "\n" in t:
                raise SystemExit(f"{where}.{num}: {f} spans a line break {t!r}")
    if not sp["content"]:
        raise SystemExit(f"{where}.{num}: no content")
    if sp["cue"] and not sp["mention"] and d["like"]:  # a second verb with the same subject
        m = spans[d["like"]]["mention"]
        if m and "\n" not in text[m[0]["start"]:sp["cue"][0]["start"]]:
            sp["mention"] = m
            if "--review" in sys.argv: print(f"{where}.{num} shares subject: {text[m[0]['start']:sp['cue'][0]['end']]!r}")
    if sp["cue"] and not sp["mention"]: warn.append(f"{where}.{num}: cue without mention")
    if len(sp["mention"]) > 1:
        raise SystemExit(f"{where}.{num}: two mentions")
    cont = [text[s["start"]:s["end"]] for s in sp["content"]]
    if d["kind"] == "direct":
        for s in sp["content"]:
            b, a = text[s["start"] - 1:s["start"]], text[s["end"]:s["end"] + 1]
            if b and b not in QUOTES + "'’" and not re.search(r"[\w.)\]]: $|\n$", text[max(0, s["start"] - 12):s["start"]]):
                warn.append(f"{where}.{num}: direct not after a quote: {b!r} {text[s['start']:s['end']][:40]!r}")
            if a and a not in QUOTES + "'’\n":
                warn.append(f"{where}.{num}: direct not closed: {text[s['start']:s['end']][-30:]!r} {a!r}")
    quoted = any(ch in c for c in cont for ch in QUOTES) or any(re.search(r"(^|\s)'", c) for c in cont)
    if d["kind"] == "mixed" and not quoted: warn.append(f"{where}.{num}: mixed without quote {cont}")
    if d["kind"] == "indirect" and quoted: warn.append(f"{where}.{num}: indirect with quote {cont}")
    venue = d["venue"]
    if venue is None and d["addressee"]:
        for c in sp["cue"]:
            m = re.match(r"(told|tells?|telling)\s+((the|an?|his|her|their|its)\s+)?" + re.escape(d["addressee"]) + r"\b", text[c["start"]:])
            if m: venue = m.group(0)
    if venue and venue not in text: warn.append(f"{where}.{num}: venue {venue!r} not in text")
    if venue == "-": venue = None
    for nm in [d["speaker"], d["addressee"], *d["chain"]]:
        if nm and nm.lower() not in (names or text).lower():
            warn.append(f"{where}.{num}: name {nm!r} not verbatim in text")
    return {"content": sp["content"], "cue": sp["cue"], "speaker": d["speaker"],
            "mention": sp["mention"][0] if sp["mention"] else None, "accept": d["accept"], "kind": d["kind"],
            "anonymous": d["anonymous"], "count": d["count"], "addressee": d["addressee"],
            "venue": venue, "chain": d["chain"]}




def main():
    review = "--review" in sys.argv
    warn, arts = [], []
    for f in sorted((HERE / "source").glob("*.txt")):
        for block in re.split(r"^@@ ", f.read_text(encoding="utf-8"), flags=re.M)[1:]:
            head, body, meta = [p.strip("\n") for p in re.split(r"^---$", block, flags=re.M)]
            hl = head.split("\n"); aid = hl[0].strip()
            h = dict(l.split(": ", 1) for l in hl[1:])
            text, spans = strip(body, aid)
            title, tsp = strip(h["title"], aid + " title")
            m = parse_meta([l for l in meta.split("\n") if l.strip()], aid)
            if set(m) != set(spans) | set(tsp):
                raise SystemExit(f"{aid}: markup {sorted(set(spans)|set(tsp))} against lines {sorted(m)}")
            st = [build(k, spans, m[k], text, aid, warn) for k in m if not k.startswith("t")]
            ts = [build(k, tsp, m[k], title, aid + " title", warn, title + " " + text) for k in m if k.startswith("t")]
            st.sort(key=lambda s: (s["content"][0]["start"], -s["content"][-1]["end"]))
            words = len(text.split())
            if not 100 <= words <= 300: warn.append(f"{aid}: {words} words")
            art = {"id": aid, "split": "tune", "title": title, "outlet": h["outlet"],
                   "published": h["published"], "style": h["style"], "text": text, "statements": st}
            if ts: art["title_statements"] = ts
            arts.append(art)
            if review:
                cover = set(); cues = set()
                for s in st:
                    for c in s["content"]: cover.update(range(c["start"], c["end"]))
                    for c in s["cue"]: cues.update(range(c["start"], c["end"]))
                for q in re.finditer(r"[\"“«]([^\"”»\n]+)[\"”»]", text):
                    if not all(x in cover for x in range(q.start(1), q.end(1))):
                        print(f"{aid} unlabelled quote: {q.group(0)[:90]}")
                for v in VERBS.finditer(text):
                    if v.start() not in cues:
                        print(f"{aid} verb: …{text[max(0,v.start()-45):v.end()+45]!r}")
    arts.sort(key=lambda a: a["id"])
    ids = [a["id"] for a in arts]
    assert len(ids) == len(set(ids)), "id twice"
    with open(HERE.parent / "more.jsonl", "w", encoding="utf-8") as o:
        for a in arts: o.write(json.dumps(a, ensure_ascii=False) + "\n")
    # read back and check what was written
    cnt = collections.Counter()
    for l in open(HERE.parent / "more.jsonl", encoding="utf-8"):
        a = json.loads(l)
        cnt["articles", a["split"]] += 1; cnt["words"] += len(a["text"].split())
        for key, t in (("statements", a["text"]), ("title_statements", a["title"])):
            for s in a.get(key, []):
                for x in s["content"] + s["cue"] + ([s["mention"]] if s["mention"] else []):
                    assert 0 <= x["start"] < x["end"] <= len(t), a["id"]
                if key == "title_statements": cnt["title_statements"] += 1; continue
                cnt["statements", a["split"]] += 1; cnt["statements"] += 1; cnt[s["kind"]] += 1
                for k in ("anonymous", "chain", "count", "addressee", "venue"): cnt[k] += bool(s[k])
                cnt["no cue"] += not s["cue"]; cnt["no mention"] += s["mention"] is None
                cnt["null speaker"] += s["speaker"] is None
                cnt["several content spans"] += len(s["content"]) > 1
                if s["mention"]:
                    mt = t[s["mention"]["start"]:s["mention"]["end"]].lower()
                    cnt["mention is a pronoun"] += mt in PRON
    for w in warn: print("WARN", w)
    for k, v in sorted(cnt.items(), key=str): print(k, v)


main()
