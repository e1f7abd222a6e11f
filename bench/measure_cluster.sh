#!/usr/bin/env bash
# The same articles by `attache batch`, by plans in one process, by a loopback cluster of one scheduler and two executors, and by one that
# loses an executor in mid-job: whether all six tables are the same, and how long each took.
#
#   bench/measure_cluster.sh [ARTICLES] [PYTHON]
#
# ARTICLES  how many of the press generator's articles (2000)
# PYTHON    a Python 3 with `pyarrow`
# FOLDER    of built programs, `attache` and `attache-cluster`, in place of building them
set -euo pipefail
count=${1:-2000} python=${2:-python3}
cd "$(dirname "$0")/.."
if [ -z "${FOLDER:-}" ]; then
    cargo build --release --quiet --locked
    cargo build --release --quiet --locked -p attache-cluster
    FOLDER=${CARGO_TARGET_DIR:-target}/release
fi
work=$(mktemp -d)
ours=()
trap 'kill "${ours[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT
seed=11
touch "$work/all.jsonl"
while [ "$(wc -l < "$work/all.jsonl")" -lt "$count" ]; do
    python3 bench/generator/generate.py --seed "$seed" --stories 30 --split tune "$work/press" > /dev/null
    cat "$work/press/articles.jsonl" >> "$work/all.jsonl"
    seed=$((seed + 1))
done
head -n "$count" "$work/all.jsonl" > "$work/articles.jsonl"
export SOURCE_DATE_EPOCH=1700000000 # the tables bear a day
timed() { # NAME COMMAND...
    local name=$1 began=$SECONDS
    shift
    "$@" > "$work/log" 2>&1 || { cat "$work/log"; return 1; }
    echo "$name: $((SECONDS - began)) s; $(tail -n 1 "$work/log")"
}
same() { # FOLDER
    "$python" - "$work/archive" "$1" <<'PY'
import sys, pyarrow.parquet as pq
def rows(folder, table): return pq.read_table(f"{folder}/{table}.parquet").replace_schema_metadata(None)
for table in "articles stories events mentions statements relations".split():
    one, other = (rows(folder, table) for folder in sys.argv[1:3])
    print(f"  {table}: {one.num_rows} rows, {'the same' if one.equals(other) else 'OTHERS'}")
PY
}
cluster() { "$FOLDER/attache-cluster" "$@"; }
timed "attache batch" "$FOLDER/attache" batch --input "$work/articles.jsonl" --output "$work/archive"
timed "in one process" cluster batch --input "$work/articles.jsonl" --output "$work/alone"
same "$work/alone"
"$FOLDER/attache-cluster" scheduler --bind 127.0.0.1:50050 > "$work/scheduler" 2>&1 &
ours+=($!)
sleep 2
for executor in 1 2; do
    "$FOLDER/attache-cluster" executor --cores 1 --scheduler 127.0.0.1:50050 > "$work/executor$executor" 2>&1 &
    ours+=($!)
    disown
done
timed "two executors" cluster batch --cluster df://127.0.0.1:50050 --input "$work/articles.jsonl" --output "$work/two"
same "$work/two"
(sleep $((count / 80)); kill -9 "${ours[2]}"; echo "an executor was killed") &
timed "one of them killed" cluster batch --cluster df://127.0.0.1:50050 --input "$work/articles.jsonl" --output "$work/killed"
same "$work/killed"
