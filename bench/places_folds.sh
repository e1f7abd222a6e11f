#!/bin/sh
# Places by cross-validation: weights are learnt from the articles of some outlets and measured on those of the others.
#   sh bench/places_folds.sh ATTACHE PLACES BENCH      ATTACHE the program, PLACES the example `places` of attache-world (release),
#                                                      BENCH the folder with geoparse/ and adapt.py
set -e
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 "$3/adapt.py" to geoparse "$3/geoparse/gold.lgl.jsonl" > "$work/articles"
"$1" task annotate --tokens < "$work/articles" > "$work/annotations"
python3 "$(dirname "$0")/../crates/world/tables/train_places.py" "$3/geoparse/gold.lgl.jsonl" "$work/articles" "$work/annotations" \
    --places "$2" --folds 5 --scorer "$3/geoparse/score.py"
