"""The joint training: batches of all kinds in turn, on one GPU or on CPU workers that share the weights."""
import collections
import contextlib
import os
import random
import time

import torch

from . import losses
from .batches import KINDS, Windows

SAVE = 600  # seconds between checkpoints


def rate(done):
    """The learning rate's factor at a share of the training: a short climb, then down to zero."""
    return min(1.0, done / 0.03) * max(0.01, 1 - done)


def train(model, corpus, pieces, relation_rows, options, folder, seed=1, kinds=None, start=None):
    """Trains `model` in place until `options.budget` pieces are seen; saves to `folder` and resumes from there."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    workers = 1 if device == "cuda" else options.workers
    model.to(device)
    checkpoint = os.path.join(folder, "checkpoint.pt")
    state = torch.load(checkpoint, map_location="cpu", weights_only=False) if os.path.exists(checkpoint) else None
    if state:
        model.load_state_dict(state["model"])
        print(f"resumed at {sum(state['seen']):,.0f} pieces", flush=True)
    average = {k: v.detach().clone() for k, v in (state["average"] if state else model.state_dict()).items()}
    seen = torch.tensor(state["seen"] if state else [0.0] * workers, dtype=torch.float64).share_memory_()
    arguments = (model, average, seen, corpus, pieces, relation_rows, options, checkpoint, device, seed, kinds or KINDS, state)
    if workers == 1:
        work(0, *arguments)
    else:
        model.share_memory()
        for v in average.values():
            v.share_memory_()
        crew(work, workers, arguments)
    model.load_state_dict(average)
    return model


def crew(work, workers, arguments):
    """Runs `work(rank, *arguments)` in single-threaded processes, one a core, on shared weights: no barrier to wait at."""
    import torch.multiprocessing as mp
    context = mp.get_context("fork")
    processes = [context.Process(target=work, args=(rank, *arguments)) for rank in range(workers)]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    if any(p.exitcode for p in processes):
        raise SystemExit("a worker failed; the same command goes on from what was kept")


def work(rank, model, average, seen, corpus, pieces, relation_rows, options, checkpoint, device, seed, kinds, state):
    torch.set_num_threads(1 if device == "cpu" else 4)
    already = float(seen.sum())
    rng = random.Random(seed * 1000 + rank + int(already))
    torch.manual_seed(seed * 1000 + rank + int(already))
    make = Windows(corpus, pieces, rng, relation_rows)
    streams = {k: make.stream(k, options.tokens) for k in kinds if k != "events"}
    topics = make.events() if "events" in kinds else None
    optimiser = torch.optim.AdamW(model.groups(options.encoder_rate, options.head_rate), weight_decay=0.01, betas=(0.9, 0.98), fused=device == "cpu" or None)
    own = f"{checkpoint}.{rank}"
    if state and os.path.exists(own):
        optimiser.load_state_dict(torch.load(own, map_location=device, weights_only=False))
    autocast = (lambda: torch.autocast(device, torch.bfloat16)) if options.half else contextlib.nullcontext
    parameters = [p for p in model.parameters() if p.requires_grad]
    spent = {k: 1e-9 for k in kinds}
    told, count, step, began, saved = collections.Counter(), collections.Counter(), 0, time.time(), time.time()
    model.train()
    while (done := float(seen.sum()) / options.budget) < 1:
        for g in optimiser.param_groups:
            g["lr"] = g["base"] * rate(done)
        kind = min(kinds, key=lambda k: spent[k] / kinds[k])  # whoever is furthest behind its share
        batch = next(topics) if kind == "events" else streams[kind].next()
        found = losses.of(model, batch, corpus["modes"], device, autocast)
        loss = sum(losses.WEIGHT[k] * v for k, v in found.items())
        optimiser.zero_grad(set_to_none=True)
        if torch.isfinite(loss):
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 2.0)
            optimiser.step()
        n = sum(len(w["ids"]) for w in batch)
        spent[kind] += n
        seen[rank] += n
        step += 1
        for k, v in found.items():
            told[k] += v.item()
            count[k] += 1
        if rank == 0 and step % 4 == 0:
            keep = min(0.995, (1 + step) / (20 + step))
            with torch.no_grad():
                now = model.state_dict()
                for k, v in average.items():
                    if v.dtype.is_floating_point and k != "trunk.we.weight":
                        v.lerp_(now[k], 1 - keep)
        if rank == 0 and step % 100 == 0:
            passed = time.time() - began
            speed = (float(seen.sum()) - already) / passed
            print(f"{100 * done:5.1f} %  {passed:.0f} s  {speed:.0f} pieces/s  left {(options.budget - float(seen.sum())) / speed / 60:.0f} min  "
                  + "  ".join(f"{k} {told[k] / count[k]:.3f}" for k in losses.WEIGHT if count[k]), flush=True)
            told.clear()
            count.clear()
        if time.time() - saved > SAVE:
            saved = time.time()
            torch.save(optimiser.state_dict(), own)
            if rank == 0:
                torch.save({"model": model.state_dict(), "average": average, "seen": seen.tolist()}, checkpoint + ".new")
                os.replace(checkpoint + ".new", checkpoint)
    if rank == 0:
        torch.save({"model": model.state_dict(), "average": average, "seen": seen.tolist()}, checkpoint + ".new")
        os.replace(checkpoint + ".new", checkpoint)
