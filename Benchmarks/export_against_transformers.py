#!/usr/bin/env python3
"""export_against_transformers.py --trainpack BINARY [--records 20000] [--rounds 3] [--trl-python PYTHON]: the same export by TrainPack and by `datasets` + `transformers`,
in turn, whole processes on one processor: a lean script of our own, and, with an interpreter that has trl and torch, TRL's own dataset preparation.
TrainPack runs before and after each peer. Prints processor time (user + system), throughput, the ratios with their range, and peak memory. Needs ../shared and zstd."""
import argparse, json, os, resource, shutil, statistics, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SHARED = os.path.join(ROOT, "..", "shared")
TOKENIZERS = {
    "qwen2.5-7b-instruct": ("qwen/qwen2.5-7b-instruct", "qwen3/tokenizer.json"),
    "mistral-7b-instruct-v0.1": ("mistral/mistral-7b-instruct-v0.1", "mistral01.tokenizer.json"),
}


def run(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)}\n{err.decode()[-2000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--records", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--trl-python")
    parser.add_argument("--profile", nargs="*", default=list(TOKENIZERS))
    options = parser.parse_args()
    corpus = os.path.join(SHARED, "bench", "corpus.jsonl.zst")
    if not os.path.exists(corpus):
        sys.exit("SKIPPED (no ../shared): the corpus that this benchmark measures on is not here")
    work = tempfile.mkdtemp(prefix="trainpack-bench-")
    data = os.path.join(work, "data.jsonl")
    with open(data, "wb") as target:
        lines = subprocess.run(["zstd", "-dcq", corpus], capture_output=True, check=True).stdout.splitlines(keepends=True)
        target.writelines(lines[:options.records])
    size = os.path.getsize(data) / 1e6
    print(f"{min(options.records, len(lines))} records, {size:.1f} MB, context 4096, one processor, {options.rounds} rounds")
    peers = {"datasets + transformers": (sys.executable, "transformers_export.py")}
    if options.trl_python:
        peers["TRL's preparation"] = (options.trl_python, "trl_export.py")
    for profile in options.profile:
        stem, tokenizer = TOKENIZERS[profile]
        ours = lambda: run([options.trainpack, "export", data, "--profile", profile, "--context-length", "4096", "--jobs", "1", "--quiet", "--output", os.path.join(work, "ours"), "--force"])
        runs, ratios = {"trainpack": [], **{name: [] for name in peers}}, {name: [] for name in peers}
        for _ in range(options.rounds):
            runs["trainpack"].append(ours())
            for name, (python, script) in peers.items():
                theirs = os.path.join(work, "theirs.jsonl")
                runs[name].append(run([python, os.path.join(HERE, script), data, os.path.join(SHARED, "data", "vocabularies", "huggingface", tokenizer), os.path.join(ROOT, "ModelProfiles", stem + ".json"), theirs, "4096"]))
                shutil.rmtree(theirs + ".cache", ignore_errors=True)
                # TrainPack runs before and after each peer, and their mean is what the peer is held against: so the machine's drift cancels.
                runs["trainpack"].append(ours())
                ratios[name].append(2 * runs[name][-1][0] / (runs["trainpack"][-2][0] + runs["trainpack"][-1][0]))
        for name, measured in runs.items():
            seconds = statistics.median(r[0] for r in measured)
            line = f"{profile:26} {name:24} {seconds:8.2f} s processor time ({min(r[0] for r in measured):.2f} to {max(r[0] for r in measured):.2f}), {size / seconds:7.2f} MB/s, peak {max(r[1] for r in measured):6.0f} MB"
            if name in ratios:
                line += f", ratio {statistics.median(ratios[name]):.1f} ({min(ratios[name]):.1f} to {max(ratios[name]):.1f})"
            print(line, flush=True)
    shutil.rmtree(work)


main()
