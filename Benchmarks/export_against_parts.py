#!/usr/bin/env python3
"""export_against_parts.py --trainpack BINARY [--parts-python PYTHON] [--trl-python PYTHON] [--rounds 5]: an export of the whole bench corpus beside the same job put together
from the fastest public parts (fast_export.py), and a record of it beside a record of TRL's own preparation (trl_export.py), which is given a
sample. Whole processes on one processor, in turn.

Prints processor time (user + system), its ratio peer / TrainPack pair by pair (median, range; above 1 TrainPack is faster), and peak memory. The parts have to write the same rows,
byte for byte. TRL's time is that of the job alone, without its imports. Needs ../shared and zstd; an interpreter with fast-requirements.txt, one with trl and torch
(Tests/consumers-requirements.txt). What is not here is skipped by name. Last line "N passed, N failed", of the comparisons of what was written."""
import argparse, json, os, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SHARED = os.path.join(ROOT, "..", "shared")
HUGGING = os.path.join(SHARED, "data", "vocabularies", "huggingface")
PARTS = {"mistral-7b-instruct-v0.1": os.path.join(HUGGING, "mistral01.tokenizer.json"), "generic-chatml": os.path.join(ROOT, "Vocabularies", "cl100k_base.tiktoken")}
TRL = {"mistral-7b-instruct-v0.1": ("mistral/mistral-7b-instruct-v0.1.json", "mistral01.tokenizer.json"), "qwen2.5-7b-instruct": ("qwen/qwen2.5-7b-instruct.json", "qwen3/tokenizer.json")}


def run(command, pinned=True):
    """Output, processor seconds, wall seconds, peak megabytes."""
    pin = (lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})) if pinned else None
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=err, preexec_fn=pin)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        out.seek(0), err.seek(0)
        # 1 is an answer of `check`.
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            sys.exit(f"{' '.join(command)}\n{err.read().decode()[-2000:]}")
        return out.read().decode(), usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def spread(values, digits=2):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def load():
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


class Bench:
    def __init__(self, options, work, corpus):
        self.options, self.work, self.corpus, self.passed, self.failed = options, work, corpus, 0, 0

    def check(self, name, condition, detail=""):
        self.passed, self.failed = self.passed + bool(condition), self.failed + (not condition)
        print(f"{'ok  ' if condition else 'FAIL'} {name} {detail}", flush=True)

    def export(self, data, profile, jobs=1):
        out = os.path.join(self.work, "ours")
        return out, run([self.options.trainpack, "export", data, "--profile", profile, "--context-length", "4096", "--jobs", str(jobs), "--quiet", "--force", "--output", out], pinned=jobs == 1)

    def parts(self, profile):
        theirs = [self.options.parts_python, os.path.join(HERE, "fast_export.py"), self.corpus, profile, PARTS[profile], os.path.join(self.work, "theirs.tar"), "4096", "--times"]
        ours, peers, traced, walls = [], [], [], []
        before = load()
        for _ in range(self.options.rounds):
            out, measured = self.export(self.corpus, profile)
            ours.append(measured)
            peers.append(run(theirs))
            traced.append(run(theirs + ["--traced"]))
            if len(walls) < 2:
                walls.append(self.export(self.corpus, profile, jobs=2)[1][2])
        told, manifest = json.loads(peers[-1][0]), json.load(open(os.path.join(out, "manifest.json")))
        split = manifest["splits"]["train"]
        for key in ("rows", "tokens", "loss_tokens", "content_sha256"):
            self.check(f"{profile}: {key} of both", told[key] == split[key], split[key])
        self.check(f"{profile}: dropped by both", told["dropped"] == manifest["counts"]["dropped"], told["dropped"])
        trace = json.loads(traced[-1][0])
        with open(os.path.join(out, "SHA256SUMS")) as file:
            sums = {name: value for value, name in (line.split() for line in file)}
        self.check(f"{profile}: segments.jsonl of both", trace["segments_sha256"] == sums["segments.jsonl"], trace["segments_sha256"])
        self.check(f"{profile}: sum of the data of both", trace["data_sha256"] == manifest["inputs"][0]["sha256"], trace["data_sha256"])
        print(f"{profile}: TrainPack {spread([m[1] for m in ours])} s, peak {max(m[3] for m in ours):.0f} MB; wall with two jobs {spread(walls)} s; load before and after {before}, {load()}")
        print(f"{profile}: parts {spread([p[1] for p in peers])} s, peak {max(p[3] for p in peers):.0f} MB; {told['seconds']}")
        print(f"{profile}: parts that say where each example came from {spread([p[1] for p in traced])} s; {trace['seconds']}")
        for name, them in (("parts without the trace", peers), ("with it", traced)):
            print(f"{profile}: ratio to {name} {spread([peer[1] / mine[1] for mine, peer in zip(ours, them)])}", flush=True)

    def trl(self, profile):
        model, words = TRL[profile]
        data = os.path.join(self.work, "sample.jsonl")
        with open(self.corpus, "rb") as source:
            lines = source.readlines()
        sample = lines[::max(1, len(lines) // self.options.trl_records)]
        with open(data, "wb") as target:
            target.writelines(sample)
        theirs = [self.options.trl_python, os.path.join(HERE, "trl_export.py"), data, os.path.join(HUGGING, words), os.path.join(ROOT, "ModelProfiles", model), os.path.join(self.work, "trl.jsonl"), "4096"]
        command = lambda name, of: [self.options.trainpack, name, of, "--profile", profile, "--jobs", "1", "--json", "--quiet"]
        micros = {name: [] for name in ("export", "check", "count", "TRL, prepared", "TRL, tokenized")}
        before = load()
        for _ in range(self.options.trl_rounds):
            for name, extra in (("TRL, prepared", []), ("TRL, tokenized", ["tokenize"])):
                shutil.rmtree(os.path.join(self.work, "trl.jsonl.cache"), ignore_errors=True)
                told = run(theirs + extra)[0].split()
                micros[name].append(float(told[2]) * 1e6 / len(sample))
            micros["export"].append(self.export(self.corpus, profile)[1][1] * 1e6 / len(lines))
            for name in ("check", "count"):
                micros[name].append(run(command(name, self.corpus))[1] * 1e6 / len(lines))
        tokens = json.loads(run(command("count", data))[0])["totals"]["tokens"]
        self.check(f"{profile}: TRL's tokens of the sample are TrainPack's within a thousandth", abs(int(told[1]) - tokens) * 1000 <= tokens, f"{told[1]}, {tokens}")
        print(f"{profile}: microseconds a record, TrainPack on {len(lines)} records, start included, TRL on every {len(lines) // len(sample)}th of them ({len(sample)}), without its imports; load before "
              f"and after {before}, {load()}: " + "; ".join(f"{name} {spread(values, 0)}" for name, values in micros.items()))
        for name, peer in (("export", "TRL, prepared"), ("check", "TRL, tokenized"), ("count", "TRL, tokenized")):
            print(f"{profile}: ratio of {peer} to {name} {spread([b / a for a, b in zip(micros[name], micros[peer])], 1)}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--parts-python")
    parser.add_argument("--trl-python")
    parser.add_argument("--trl-records", type=int, default=5000)
    parser.add_argument("--trl-rounds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", nargs="*")
    options = parser.parse_args()
    packed = os.path.join(SHARED, "bench", "corpus.jsonl.zst")
    if not os.path.exists(packed):
        sys.exit("SKIPPED (no ../shared): the corpus that this benchmark measures on is not here")
    work = tempfile.mkdtemp(prefix="trainpack-bench-")
    corpus = os.path.join(work, "corpus.jsonl")
    subprocess.run(["zstd", "-dq", packed, "-o", corpus], check=True)
    bench = Bench(options, work, corpus)
    try:
        for profile in PARTS if options.parts_python else []:
            if not options.profile or profile in options.profile:
                bench.parts(profile)
        for profile in TRL if options.trl_python else []:
            if not options.profile or profile in options.profile:
                bench.trl(profile)
    finally:
        shutil.rmtree(work)
    for name, given in (("--parts-python: fast_export.py", options.parts_python), ("--trl-python: TRL's preparation", options.trl_python)):
        if not given:
            print(f"SKIPPED (no {name})")
    print(f"{bench.passed} passed, {bench.failed} failed")
    return 1 if bench.failed or not bench.passed else 0


if __name__ == "__main__":
    sys.exit(main())
