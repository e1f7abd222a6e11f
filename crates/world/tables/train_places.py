#!/usr/bin/env python3
"""Learns the weights of places (../data/place_weights.tsv) from a corpus of toponyms, or measures by cross-validation.

  train_places.py GOLD ARTICLES ANNOTATIONS --places BINARY [--folds N --scorer SCORE.PY] [--out FILE]

GOLD is LGL as JSONL ("doc", "toponyms": b, e, lat, lon, geonameid), ARTICLES and ANNOTATIONS its input to and output of
`attache task annotate --tokens`, BINARY the example `places` of this crate. Without --folds learns from everything and writes FILE.
With --folds outlets are dealt into N parts by the hash of their name; each part is scored with weights learnt from the others, and the
mean over parts and the score of all parts together are printed. Needs numpy."""
import argparse, collections, hashlib, json, math, os, subprocess, sys, tempfile
import numpy as np

HEAD = """# What each sign of a place counts. Made by tables/train_places.py on the LGL corpus; the signs are told in src/resolve/places/{signs,settle}.rs.
# of: name, that a stretch names a place (log odds); alone, that a bearer of the name is meant, before other names are looked at; among, with them
# sign: the sign
# weight: natural logarithms
of\tsign\tweight
"""
# what world news needs and a corpus of local news does not teach: weights may not leave these bounds
BOUNDS = {"people": (0.9, 9), "people-share": (0.9, 9), "country": (1.5, 9), "feature": (1.5, 9), "country-named": (2.5, 9), "country-share": (2.5, 9), "contained": (2, 9), "not-contained": (-9, -1),
          "under-state": (-9, -1.5), "capital": (0.8, 9), "capital-beside-division": (1.0, 9), "kind-told": (1, 9), "other-kind-told": (-9, -1), "seat": (0.0, 9)}


def km(a, b, c, d):
    a, b, c, d = map(math.radians, (a, b, c, d))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def labels(doc, stretches):
    """1 for a stretch that a gold toponym is, or overlaps best where none is exactly it; None where it is neither."""
    gold = [(t["b"], t["e"]) for t in doc["toponyms"]]
    spans = [tuple(s) for s, _ in stretches]
    exact, out = set(spans), []
    best = {}
    for g in gold:
        if g not in exact:
            over = [(min(g[1], s[1]) - max(g[0], s[0])) / max(g[1] - g[0], s[1] - s[0]) for s in spans]
            if over and max(over) > 0:
                best[spans[over.index(max(over))]] = max(over)
    for s in spans:
        out.append(1.0 if s in gold or best.get(s, 0) >= 0.4 else 0.0)
    return out


def logistic(X, y, l2=1.0, rounds=30):
    w = np.zeros(X.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-X @ w))
        g = X.T @ (p - y) + l2 * w
        H = (X * (p * (1 - p))[:, None]).T @ X + l2 * np.eye(len(w))
        step = np.linalg.solve(H, g)
        w -= step
        if np.abs(step).max() < 1e-5:
            break
    return w


def choice(groups, names, start, l2=1.0, rounds=300, rate=0.3):
    """Weights of a softmax over bearers: groups of (signs, right, times); projected to BOUNDS."""
    width = len(names)
    low = np.array([BOUNDS.get(n, (-9, 9))[0] for n in names]); high = np.array([BOUNDS.get(n, (-9, 9))[1] for n in names])
    w = np.clip(start.copy(), low, high)
    X = np.concatenate([g[0] for g in groups]); right = np.concatenate([g[1] for g in groups])
    ids = np.repeat(np.arange(len(groups)), [len(g[1]) for g in groups]); times = np.array([g[2] for g in groups])
    used = np.abs(X).sum(0) > 0
    m = np.zeros(width); v = np.zeros(width)
    starts = np.concatenate([[0], np.cumsum([len(g[1]) for g in groups])[:-1]])
    for t in range(1, rounds + 1):
        s = X @ w
        s = np.exp(s - np.maximum.reduceat(s, starts)[ids])
        p = s / np.add.reduceat(s, starts)[ids]
        r = p * right
        r /= np.maximum(np.add.reduceat(r, starts)[ids], 1e-12)
        g = X.T @ ((p - r) * times[ids]) + l2 * w
        g /= times.sum() / 100
        m = 0.9 * m + 0.1 * g; v = 0.99 * v + 0.01 * g * g
        w -= rate * (1 - t / (rounds + 1)) * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.99 ** t)) + 1e-8)
        w = np.clip(w * used, low, high)
    return w


class Corpus:
    def __init__(self, args):
        self.args = args
        self.gold = {d["doc"]: d for d in map(json.loads, open(args.gold, encoding="utf-8"))}
        self.articles = open(args.articles, encoding="utf-8").readlines()
        self.annotations = open(args.annotations, encoding="utf-8").readlines()
        self.outlets = [json.loads(l).get("outlet") or "" for l in self.articles]
        if args.no_outlet:
            self.articles = [json.dumps({**json.loads(l), "outlet": None}) + "\n" for l in self.articles]

    def part(self, n):
        return int(hashlib.sha1(self.outlets[n].encode()).hexdigest(), 16) % self.args.folds

    def run(self, numbers, weights, signs):
        with tempfile.TemporaryDirectory() as folder:
            a, b, w = (os.path.join(folder, x) for x in "abw")
            open(a, "w").writelines(self.articles[n] for n in numbers)
            open(b, "w").writelines(self.annotations[n] for n in numbers)
            open(w, "w").write(weights)
            command = [self.args.places, a, b, "--weights", w] + (["--signs"] if signs else [])
            return list(map(json.loads, subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()))

    def groups(self, rows, which):
        out = []
        for row in rows:
            gold = self.gold[row["id"]]["toponyms"]
            for mentions, places in row["names"]:
                hits = [t for m in mentions for t in gold if t["lat"] is not None and t["b"] < m[1] and m[0] < t["e"]]
                if len(places) < 2 or not hits:
                    continue
                right = np.array([sum(str(p[2]) == str(t["geonameid"]) or km(p[0], p[1], t["lat"], t["lon"]) <= 161 and 0.5 for t in hits) for p in places], float)
                same = np.array([max(1.0 if str(p[2]) == str(t["geonameid"]) else 0.3 if km(p[0], p[1], t["lat"], t["lon"]) <= 161 else 0.0 for t in hits) for p in places])
                if right.max() > 0:
                    out.append((np.array([p[which] for p in places], float), same, min(len(hits), 4) ** 0.5))
        return out


def table(naming, wn, settling, wa, wb):
    lines = [("name", n, w) for n, w in zip(naming, wn)] + [("alone", n, w) for n, w in zip(settling, wa)] + [("among", n, w) for n, w in zip(settling, wb)]
    return HEAD + "".join(f"{of}\t{n}\t{w:.3f}\n" for of, n, w in lines if abs(w) >= 0.0005)


def learn(corpus, numbers):
    seed = HEAD + "name\talways\t-1\nalone\tpeople\t1\nalone\tcontained\t5\namong\tpeople\t1\namong\tcontained\t5\namong\tnear\t1\n"
    head, *rows = corpus.run(numbers, seed, True)
    naming, settling = head["naming"], head["settling"]
    X = np.array([s for r in rows for _, s in r["stretches"]], float)
    y = np.array([l for r in rows for l in labels(corpus.gold[r["id"]], r["stretches"])])
    wn = logistic(X, y, corpus.args.l2)
    wn[0] += corpus.args.shift
    zero = np.zeros(len(settling))
    _, *rows = corpus.run(numbers, table(naming, wn, settling, zero, zero), True)
    wa = choice(corpus.groups(rows, 3), settling, zero, corpus.args.l2)
    wb = wa
    for _ in range(3):
        _, *rows = corpus.run(numbers, table(naming, wn, settling, wa, wb), True)
        wb = choice(corpus.groups(rows, 4), settling, wb, corpus.args.l2)
    return table(naming, wn, settling, wa, wb)


def predictions(rows):
    for r in rows:
        yield json.dumps({"doc": r["id"], "toponyms": [{"b": p["start"], "e": p["end"], "lat": p["lat"], "lon": p["lon"],
                          "geonameid": p["geonames"] and str(p["geonames"])} for p in r["places"]]})


def score(corpus, ids, lines):
    with tempfile.TemporaryDirectory() as folder:
        g, p = os.path.join(folder, "g"), os.path.join(folder, "p")
        open(g, "w").writelines(json.dumps(corpus.gold[i]) + "\n" for i in ids)
        open(p, "w").writelines(l + "\n" for l in lines)
        return json.loads(subprocess.run([sys.executable, corpus.args.scorer, g, p, "--json"], capture_output=True, check=True, text=True).stdout)


def figures(s):
    return {"recognition P": s["recognition_overlap"]["P"], "recognition R": s["recognition_overlap"]["R"], "recognition F1": s["recognition_overlap"]["F1"],
            "found, 161 km": s["resolution_found"]["acc161"], "found, 161 km or id": s["resolution_found_or_id"]["acc161"],
            "end to end F1": s["end_to_end_161km"]["F1"], "same id": s["id_accuracy"]["acc"]}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("gold"); ap.add_argument("articles"); ap.add_argument("annotations")
    ap.add_argument("--places", required=True); ap.add_argument("--folds", type=int, default=0); ap.add_argument("--scorer")
    ap.add_argument("--out"); ap.add_argument("--l2", type=float, default=1.0); ap.add_argument("--shift", type=float, default=0.0)
    ap.add_argument("--no-outlet", action="store_true", help="as if no article's outlet were known")
    ap.add_argument("--predictions", help="where to keep the predictions of all parts")
    args = ap.parse_args()
    corpus = Corpus(args)
    everything = range(len(corpus.articles))
    if not args.folds:
        weights = learn(corpus, everything)
        (open(args.out, "w") if args.out else sys.stdout).write(weights)
        return
    each, lines, ids = collections.defaultdict(list), [], []
    for part in range(args.folds):
        inside = [n for n in everything if corpus.part(n) == part]
        weights = learn(corpus, [n for n in everything if corpus.part(n) != part])
        rows = corpus.run(inside, weights, False)
        here = list(predictions(rows))
        for name, value in figures(score(corpus, [r["id"] for r in rows], here)).items():
            each[name].append(value)
        lines += here; ids += [r["id"] for r in rows]
    together = figures(score(corpus, ids, lines))
    if args.predictions:
        open(args.predictions, "w").writelines(l + "\n" for l in lines)
    for name, values in each.items():
        print(f"{name:22} mean of {args.folds} parts {np.mean(values):6.2f} ({min(values):.1f} to {max(values):.1f}), together {together[name]:6.2f}")


main()
