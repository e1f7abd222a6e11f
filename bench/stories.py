#!/usr/bin/env python3
"""B-cubed of the stories of a bench folder (ECB+), and how well options chosen on some topics do on others.

usage: bench/stories.py BENCH_FOLDER [--grouper COMMAND] [--tune]

BENCH_FOLDER holds `adapt.py` and `ecb/`. COMMAND reads and writes as `attache task group` does; the default is the example
program, built with `cargo build --release -p attache-stories --example group`. Without --tune: the defaults on train, on dev,
on both as one pile, and on each fold's topics apart. With --tune: for each of eleven folds of topics, the options of GRID that do
best on the other folds' topics (as one pile) are measured on the fold's; needs the example program, which takes options."""
import itertools, json, os, subprocess, sys
from statistics import mean

FOLDS = 11
GRID = {'threshold': (.09, .11, .13), 'rigour': (.8, .85, .9), 'belief': (10, 20, 30)}


def rows(path):
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines]


def group(docs, command):
    put = ''.join(json.dumps({'id': d['doc'], 'text': d['text']}) + '\n' for d in docs)
    got = subprocess.run(command, input=put, capture_output=True, text=True, check=True).stdout
    return {r['id']: r['story'] for r in map(json.loads, got.splitlines())}


def measure(docs, command):
    return score.b_cubed({d['doc']: d['cluster'] for d in docs}, group(docs, command))


def say(name, b3):
    print(f"{name:24} P {b3['P']:.3f}  R {b3['R']:.3f}  F1 {b3['F1']:.3f}", flush=True)


def main():
    global score
    arguments = sys.argv[1:]
    tune = '--tune' in arguments and not arguments.remove('--tune')
    command = ['target/release/examples/group']
    if '--grouper' in arguments:
        at = arguments.index('--grouper')
        command = arguments[at + 1].split()
        del arguments[at:at + 2]
    if len(arguments) != 1:
        sys.exit(__doc__)
    sys.path.insert(0, os.path.join(arguments[0], 'ecb'))
    import clusterscore as score
    train, dev = (rows(os.path.join(arguments[0], 'ecb', f'gold_docs.{s}.jsonl')) for s in ('train', 'dev'))
    both = train + dev
    for name, docs in (('train', train), ('dev', dev), ('train and dev, one pile', both)):
        say(name, measure(docs, command))
    topics = sorted({d['topic'] for d in both}, key=lambda t: int(t))
    held = []
    for fold in range(FOLDS):
        inside = set(topics[fold::FOLDS])
        apart, rest = [d for d in both if d['topic'] in inside], [d for d in both if d['topic'] not in inside]
        chosen = command
        if tune:
            tries = [command + [f'{k}={v}' for k, v in zip(GRID, values)] for values in itertools.product(*GRID.values())]
            chosen = max(tries, key=lambda c: measure(rest, c)['F1'])
        b3 = measure(apart, chosen)
        say(f"topics {' '.join(topics[fold::FOLDS])} {' '.join(chosen[1:])}", b3)
        held.append((b3, len(apart)))
    whole = sum(n for _, n in held)
    p, r = (sum(b3[k] * n for b3, n in held) / whole for k in 'PR')
    say('folds, documents pooled', {'P': p, 'R': r, 'F1': 2 * p * r / (p + r)})
    print(f"{'folds, mean of F1':24} {mean(b3['F1'] for b3, _ in held):.3f}")


main()
