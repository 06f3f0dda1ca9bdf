#!/usr/bin/env python3
"""profiles_equal_oracles.py --trainpack BINARY [--fetch] [PROFILE …]: exports real conversations for every profile and holds ids and loss masks against its oracle (oracles.py).

Needs ../shared, whose datasets it takes as they are. With --fetch a vocabulary that is not here is got by `trainpack vocabularies fetch` first. What cannot be had is said by name. Last line "N passed, N failed"."""
import argparse, json, os, shutil, subprocess, sys, tempfile

import layouts, oracles, vocabularies

HERE = os.path.dirname(os.path.abspath(__file__))
DATASETS = os.path.join(os.path.dirname(oracles.ROOT), "shared", "data", "datasets")


FILES = [
    "medqa-usmle-test.jsonl", "pubmedqa-labelled.json", "formats/alpaca_en_demo.json", "formats/alpaca_zh_demo.json", "formats/glaive_toolcall_en_demo.json",
    "formats/v1_sft_demo.jsonl", "formats/c4_demo.jsonl", "formats/dpo_en_demo.json", "aci-bench-train.csv", "mts-dialog-train.csv", "medxpertqa-reasoning.jsonl",
    "medmcqa-with-explanations.jsonl",
]


def taken(name, work, count=100):
    """The first records of a file, in a file of the same kind."""
    path = os.path.join(work, os.path.basename(name))
    if os.path.exists(path):
        return path
    with open(os.path.join(DATASETS, name), encoding="utf-8") as source, open(path, "w", encoding="utf-8") as target:
        if name.endswith(".jsonl"):
            target.writelines(line for line, _ in zip(source, range(count)))
        else:
            whole = json.load(source)
            json.dump(dict(list(whole.items())[:count]) if isinstance(whole, dict) else whole[:count], target, ensure_ascii=False, indent=1)
    return path


def identified(work, count=300):
    """The calls of tools of the ShareGPT dataset as messages with identifiers of nine characters, the arguments in turns an object and a string of JSON in two layouts."""
    path = os.path.join(work, "calls-with-identifiers.jsonl")
    if os.path.exists(path):
        return path
    forms = [lambda told: told, lambda told: json.dumps(told, ensure_ascii=False), lambda told: json.dumps(told, separators=(",", ":"))]
    with open(os.path.join(DATASETS, "formats/glaive_toolcall_en_demo.json"), encoding="utf-8") as source:
        records = json.load(source)[:count]
    with open(path, "w", encoding="utf-8") as target:
        for number, record in enumerate(records):
            messages, pending = [], []
            for turn in record["conversations"]:
                message = layouts.share_gpt(turn)
                for call in message.get("tool_calls", []):
                    pending.append(f"call{number:03}{len(messages):02}")
                    call["id"] = pending[-1]
                    call["function"]["arguments"] = forms[number % len(forms)](call["function"]["arguments"])
                if message["role"] == "tool" and pending:
                    message["tool_call_id"] = pending.pop(0)
                messages.append(message)
            tools = [{"type": "function", "function": tool} for tool in json.loads(record["tools"] or "[]")]
            target.write(json.dumps({"messages": messages} | ({"tools": tools} if tools else {}), ensure_ascii=False) + "\n")
    return path


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def obstacle(trainpack, id):
    """Why the profile cannot be tested here; nothing when it can."""
    shown = run(trainpack, "profiles", "show", id, "--self-test", "--quiet")
    if shown.returncode:
        return (shown.stderr or shown.stdout).strip()
    try:
        oracles.tokenizer(id)
    except oracles.Missing as reason:
        return str(reason)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--sample", action="store_true", help="only the first records of MedQA, PubMedQA, Alpaca in two languages and the calls of tools, with identifiers and without")
    parser.add_argument("profiles", nargs="*")
    options = parser.parse_args()
    trainpack = os.path.abspath(options.trainpack)
    if not os.path.isdir(DATASETS):
        print("SKIPPED (no ../shared): every profile against its oracle")
        print("0 passed, 0 failed")
        return 0
    work = tempfile.mkdtemp(prefix="trainpack-profiles-")
    # Vocabularies that are not shipped are taken from what is here, then got through the program itself.
    data = os.path.join(work, "data")
    vocabularies.for_profiles(trainpack, data, options.fetch)
    passed = failed = 0
    files = FILES[:5] if options.sample else FILES
    for id in options.profiles or oracles.PROFILES:
        if reason := obstacle(trainpack, id):
            print(f"SKIPPED ({id}): {reason}")
            continue
        exports, outputs, sources = [], [], []
        for data in [taken(name, work) if options.sample else os.path.join(DATASETS, name) for name in files] + [identified(work, 100 if options.sample else 300)]:
            out = os.path.join(work, os.path.basename(data) + ".shards")
            # Long enough for every record, so that all are compared; what a template refuses or leaves out, the reference must refuse or leave out too.
            exports.append(run(
                trainpack, "export", data, "--profile", id, "--output", out, "--context-length", 65536, "--on-lost-content", "keep", "--on-bad-record", "skip",
                "--rejects", os.path.join(work, "rejects.jsonl"), "--force", "--quiet"))
            outputs.append(out)
            sources += ["--data", data]
        done = run(sys.executable, os.path.join(HERE, "segments_equal_reference.py"), *outputs, "--profile", id, *sources)
        good = done.returncode == 0 and all(export.returncode == 0 for export in exports)
        passed, failed = passed + good, failed + (not good)
        lines = done.stdout.strip().splitlines() or [""]
        print(f"{'ok  ' if good else 'FAIL'} {id}: {'; '.join(lines)}", flush=True)
        if not good:
            print(*[export.stderr[-1500:] for export in exports], done.stderr[-1500:], sep="\n", flush=True)
    shutil.rmtree(work)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
