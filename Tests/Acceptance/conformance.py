#!/usr/bin/env python3
"""conformance.py --trainpack BINARY [--whole] [--only DATASET …] [--oracle PYTHON …]: hands exports of every layout, compression, row kind and way of making splits to their consumers.

Each export is made twice with other --jobs, proven against its source by `verify --source`, read by accept_export.py (with ../shared) and by every piece of code that its card
prints. Without --whole a subset that shows each layout, compression, row kind and data format at least once. --oracle names further interpreters, such as one with
`datasets` 3.6, which read each export as well; an interpreter in TRAINPACK_TRL_PYTHON, which has trl, runs the code for trainers, and accept_export.py --trl. Last line "N passed, N failed"."""
import argparse, concurrent.futures, json, os, shutil, subprocess, sys, tempfile, threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import vocabularies
from forked_runs import ForkedRuns

ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")
TRL = os.environ.get("TRAINPACK_TRL_PYTHON")
FORMS = [(layout, compression) for layout in ("jsonl-tar", "webdataset") for compression in ("none", "gzip", "xz")] + [("jsonl", c) for c in ("none", "gzip", "xz", "zstd")]
ROWS = ["packed", "tokens", "messages", "prompt-completion", "text"]
PROFILES = ["mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.3", "qwen2.5-7b-instruct"]
SPLIT = ["--split", "train=0.8,validation=0.1,test=0.1", "--seed", "3"]


class Conformance:
    def __init__(self, trainpack, oracles, work):
        self.trainpack, self.oracles, self.work, self.passed, self.failed = os.path.abspath(trainpack), oracles, work, 0, 0
        self.lock = threading.Lock()
        self.readers = {python: ForkedRuns(python) for python in [*oracles, *([TRL] if TRL else [])]}

    def check(self, name, command, expected=0, allowed=lambda line: True):
        """Runs a command, whose exit status is to be `expected`, and each line of whose output `allowed`."""
        if reader := self.readers.get(command[0]):
            status, output = reader.run(command[1:], ROOT)
        else:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
            status, output = done.returncode, done.stdout
        good = status == expected and all(map(allowed, output.splitlines()))
        with self.lock:
            self.passed, self.failed = self.passed + good, self.failed + (not good)
        last = (output.strip().splitlines() or [""])[-1]
        print(f"{'ok  ' if good else 'FAIL'} {name}: {last[:100]}", flush=True)
        if not good:
            print(f"     {' '.join(command)}\n     exit {status}\n{output[-4000:]}", flush=True)
        return good

    def case(self, name, data, profile, rows, form, *options):
        """One export and its twin, proven and read by all consumers."""
        layout, compression = form
        name = f"{name} {profile} {rows} {layout} {compression}"
        out, twin = os.path.join(self.work, "out"), os.path.join(self.work, "twin")
        command = [self.trainpack, "export", data, "--profile", profile, "--rows", rows, "--layout", layout, "--compression", compression, "--quiet", "--force", *options]
        made = [self.check(f"export {name}, {jobs} jobs", command + ["--output", folder, "--jobs", str(jobs)]) for folder, jobs in ((out, 1), (twin, 3))]
        if not all(made):
            return
        further = [option.split("=", 1)[1] for before, option in zip(options, options[1:]) if before == "--split-file"]
        checks = [(f"verify {name}", [self.trainpack, "verify", out, "--source", data, *further, "--quiet"])]
        for python in self.oracles:
            checks.append((f"accept_export {name}", [python, os.path.join(SHARED, "accept", "accept_export.py"), out, "--twin", twin]))
            checks.append((f"lines of the card {name}", [python, os.path.join(HERE, "loader_lines.py"), out]))
        if TRL and form == FORMS[0]:
            if rows == "packed":
                # TRL's own collator gets the rows, which are the same in every form.
                checks.append((f"accept_export --trl {name}", [TRL, os.path.join(SHARED, "accept", "accept_export.py"), out, "--no-webdataset", "--trl"]))
            checks.append((f"lines for trainers {name}", [TRL, os.path.join(HERE, "loader_lines.py"), out]))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as consumers:
            list(consumers.map(lambda check: self.check(*check), checks))


CHAT = ["packed", "tokens", "messages", "prompt-completion", "text"]
DATASETS = [  # (name, file under shared/data/datasets, row kinds that suit it)
    ("Alpaca, Chinese", "formats/alpaca_zh_demo.json", CHAT), ("conversations", "formats/v1_sft_demo.jsonl", CHAT), ("tool calls", "formats/glaive_toolcall_en_demo.json", CHAT),
    ("preferences", "formats/dpo_en_demo.json", CHAT + ["preference"]), ("plain text", "formats/c4_demo.jsonl", ["packed", "tokens", "text"]),
    ("PubMedQA", "pubmedqa-labelled.json", CHAT), ("dialogues", "aci-bench-train.csv", CHAT), ("sections", "mts-dialog-train.csv", CHAT),
    ("MedXpertQA", "medxpertqa-reasoning.jsonl", CHAT), ("MedMCQA", "medmcqa-with-explanations.jsonl", CHAT), ("Alpaca, English", "formats/alpaca_en_demo.json", CHAT),
    ("ChatDoctor", "chatdoctor5k.json", CHAT),
]
TOOLS = os.path.join(SHARED, "data", "datasets", "formats", "glaive_toolcall_en_demo.json")
# Where --whole has more profiles than one. The template of Mistral's v0.1 takes no calls, that of v0.3 asks for identifiers, which these have not.
MORE = {"dialogues": PROFILES, "Alpaca, English": PROFILES, "tool calls": ["deepseek-v3", "llama-3.1-8b-instruct", "qwen2.5-7b-instruct"]}
# The template of DeepSeek-V3 takes calls, but leaves the definitions of the tools out.
KEPT = {"tool calls": ["--on-lost-content", "keep"]}


def medqa(run, whole):
    data = os.path.join(SHARED, "data", "datasets", "medqa-usmle-test.jsonl")
    options = ["--context-length", "1024", "--shard-size", "1MB"]
    if not whole:
        path = os.path.join(run.work, "medqa.jsonl")
        with open(data, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as lines:
            lines.writelines(line for _, line in zip(range(150), source))
        # Each layout and compression once, each row kind twice.
        for index, form in enumerate(FORMS):
            run.case("medqa", path, PROFILES[index % 3], ROWS[index % 5], form, *options, *(SPLIT if index % 2 else []))
        dev = os.path.join(SHARED, "data", "datasets", "formats", "v1_sft_demo.jsonl")
        return run.case("splits by files", path, PROFILES[2], "packed", FORMS[0], *options, "--split-file", f"validation={dev}")
    for profile in PROFILES:
        for rows in ROWS:
            for form in FORMS:
                run.case("medqa", data, profile, rows, form, *options)
    run.case("splits, stratified", data, PROFILES[2], "packed", FORMS[0], *options, *SPLIT, "--stratify", "answer_idx")


def formats(run, whole, only=None):
    """Every file as it is, recognised without options: in every row kind that suits it and every form, or each file in one of each."""
    for index, (name, file, kinds) in enumerate(DATASETS):
        if only and name not in only:
            continue
        for number, rows in enumerate(kinds if whole else [kinds[(index + 2) % len(kinds)] if index > 3 else "preference" if kinds[-1] == "preference" else "messages"]):
            for form in FORMS if whole else [FORMS[(3 * index + number) % len(FORMS)]]:
                for profile in MORE.get(name, PROFILES[2:]) if whole else PROFILES[2:]:
                    run.case(name, os.path.join(SHARED, "data", "datasets", file), profile, rows, form, "--context-length", "4096", *KEPT.get(name, []))


def dates(run):
    """Answers that are all dates: an error in the layouts that are read as JSON, and right in the other."""
    path = os.path.join(run.work, "dates.jsonl")
    with open(path, "w", encoding="utf-8") as lines:
        for index in range(60):
            turns = [{"role": "user", "content": f"When did patient {index} arrive?"}, {"role": "assistant", "content": f"2024-01-{index % 28 + 1:02}"}]
            lines.write(json.dumps({"messages": turns}) + "\n")
    for layout, expected in (("jsonl", 1), ("jsonl-tar", 1), ("webdataset", 0)):
        out = os.path.join(run.work, "dates")
        run.check(f"answers that are dates, {layout}", [run.trainpack, "export", path, "--profile", "qwen2.5-7b-instruct", "--rows", "prompt-completion", "--layout", layout,
                                                       "--output", out, "--force", "--quiet"], expected)
        for python in run.oracles:
            run.check(f"answers that are dates, lines of the card, {layout}", [python, os.path.join(HERE, "loader_lines.py"), out], expected)


def nulls(run):
    """A column that is null in the first row and text later: in the layout webdataset every row is a file, and the `json` builder takes its types from the first. All other ways of reading work."""
    for rows in ("messages", "prompt-completion"):
        out = os.path.join(run.work, "nulls")
        # The records whose template wants identifiers of calls are set aside; those before the first with tools are left.
        run.check(f"nulls first, {rows}", [run.trainpack, "export", TOOLS, "--profile", "mistral-7b-instruct-v0.3", "--rows", rows, "--layout", "webdataset", "--output", out, "--force", "--quiet",
                                           "--on-bad-record", "skip", "--rejects", os.path.join(run.work, "rejects.jsonl")])
        for python in run.oracles:
            run.check(f"nulls first, lines of the card, {rows}", [python, os.path.join(HERE, "loader_lines.py"), out])
            run.check(f"nulls first, {rows}, accept_export", [python, os.path.join(SHARED, "accept", "accept_export.py"), out], 1, lambda line: not line.startswith("FAIL") or "json data_files=" in line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--only", action="append", choices=["MedQA"] + [name for name, _, _ in DATASETS], help="these datasets alone")
    parser.add_argument("--oracle", action="append", default=[])
    options = parser.parse_args()
    if not os.path.isdir(SHARED):
        print("SKIPPED (no ../shared): every layout, compression and row kind of real data before their consumers\n0 passed, 0 failed")
        return 0
    run = Conformance(options.trainpack, [sys.executable, *options.oracle], tempfile.mkdtemp(prefix="trainpack-conformance-"))
    vocabularies.for_profiles(run.trainpack, os.path.join(run.work, "installed"), options.whole)
    if not TRL:
        print("SKIPPED (no TRAINPACK_TRL_PYTHON): the code for trainers on cards")
    if not options.only or "MedQA" in options.only:
        medqa(run, options.whole)
        dates(run)
        nulls(run)
    formats(run, options.whole, options.only)
    shutil.rmtree(run.work)
    print(f"{run.passed} passed, {run.failed} failed")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
