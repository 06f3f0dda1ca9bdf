#!/usr/bin/env python3
"""trainers.py --trainpack BINARY: exports the sample dataset for every trainer, proves each export against its source, and runs or reads every line of its card as the trainer would.

For each trainer what it wants, in one split and in three of several shards, and what it can take besides; what it cannot take must be refused. With ../shared each goes through accept_export.py
as well. Last line "N passed, N failed"."""
import argparse, os, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ACCEPT = os.path.join(os.path.dirname(ROOT), "shared", "accept", "accept_export.py")
TRL = os.environ.get("TRAINPACK_TRL_PYTHON")
DATA = os.path.join("Examples", "vignettes.jsonl")
CALLS = os.path.join("Examples", "formats", "messages.jsonl")
PAIRS = os.path.join("Examples", "formats", "preference.jsonl")
TRAINERS = ["trl", "axolotl", "llama-factory", "ms-swift", "torchtune", "nemo", "transformers", "mlx-lm", "unsloth"]
PYTHON = ["trl", "transformers", "unsloth"]  # whose lines are Python
SPLITS = ["--split", "train=0.6,validation=0.2,test=0.2", "--shard-size", "20000"]
TAKEN = [
    "trl --rows tokens --layout webdataset", "trl --rows messages --layout jsonl --compression gzip", "trl --rows prompt-completion", "trl --rows text", "trl --position-ids --compression xz",
    "transformers --rows tokens", "transformers --rows text --layout jsonl", "transformers --layout webdataset", "axolotl --rows messages --layout jsonl-tar --compression gzip",
    "llama-factory --rows tokens --compression gzip", "torchtune --layout jsonl-tar", "torchtune --compression zstd", "mlx-lm --layout jsonl-tar", "unsloth --rows messages",
    "unsloth --rows text --layout jsonl-tar", "unsloth --rows prompt-completion --layout webdataset",
]
REFUSED = [
    "axolotl --rows packed", "llama-factory --rows packed", "unsloth --rows packed", "nemo --rows packed", "ms-swift --rows tokens", "mlx-lm --rows text", "torchtune --rows prompt-completion",
    "transformers --rows messages", "axolotl --rows preference", "axolotl --layout webdataset", "mlx-lm --layout webdataset", "llama-factory --layout jsonl-tar", "ms-swift --compression gzip",
    "nemo --layout jsonl-tar",
]


class Trainers:
    def __init__(self, trainpack):
        self.trainpack, self.work, self.passed, self.failed = os.path.abspath(trainpack), tempfile.mkdtemp(prefix="trainpack-trainers-"), 0, 0

    def check(self, name, command, expected=0):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        good = done.returncode == expected
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        if not good:
            print(f"FAIL {name}\n     {' '.join(command)}\n     exit {done.returncode}\n{done.stdout[-3000:]}", flush=True)

    def export(self, words, *options, data=DATA, out=None, expected=0):
        self.check(f"export --for {words}", [
            self.trainpack, "export", data, "--profile", "qwen2.5-7b-instruct", "--context-length", "512", "--fit", "trim", "--maximum-cuts-measured", "40", "--quiet", "--force",
            "--for", *words.split(), "--output", out or os.path.join(self.work, "refused"), *options], expected)

    def case(self, words, *options, data=DATA, expected=0):
        """An export, proven, and read by its consumers."""
        out = os.path.join(self.work, "out")
        self.export(words, *options, data=data, out=out, expected=expected)
        self.check(f"verify --for {words}", [self.trainpack, "verify", out, "--source", data, "--quiet"])
        for python in [sys.executable, *([TRL] if TRL and words.split()[0] in PYTHON else [])]:
            self.check(f"lines of the card --for {words}", [python, os.path.join(HERE, "loader_lines.py"), out])
        if os.path.isfile(ACCEPT):
            self.check(f"accept_export --for {words}", [sys.executable, ACCEPT, out])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    run = Trainers(parser.parse_args().trainpack)
    if not TRL:
        print("SKIPPED (no TRAINPACK_TRL_PYTHON): the lines of cards that need trl or torch")
    for trainer in TRAINERS:
        run.case(trainer)
        run.case(trainer, *SPLITS)
    for words in TAKEN:
        run.case(words)
    for trainer in ("trl", "unsloth"):
        run.case(f"{trainer} --rows preference", data=PAIRS)
    # Calls of tools, and few rows: what a trainer would misread is an error in the report.
    for trainer, expected in (("axolotl", 0), ("ms-swift", 0), ("unsloth", 0), ("llama-factory", 1), ("torchtune", 1), ("nemo", 1), ("mlx-lm", 1)):
        run.case(f"{trainer} --rows messages", data=CALLS, expected=expected)
    for words in REFUSED:
        run.export(words, expected=2)
    print(f"{run.passed} passed, {run.failed} failed")
    return 1 if run.failed else 0


sys.exit(main())
