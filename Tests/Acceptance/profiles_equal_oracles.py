#!/usr/bin/env python3
"""profiles_equal_oracles.py --trainpack BINARY [--fetch] [PROFILE …]: exports real conversations for every profile and holds ids and loss masks against its oracle (oracles.py).

Needs ../shared. With --fetch a vocabulary that is not here is got by `trainpack vocabularies fetch` first. What cannot be had is said by name. Last line "N passed, N failed"."""
import argparse, json, os, shutil, subprocess, sys, tempfile

import oracles

HERE = os.path.dirname(os.path.abspath(__file__))
DATASETS = os.path.join(os.path.dirname(oracles.ROOT), "shared", "data", "datasets")


def datasets(work):
    """(name, file): MedQA, Alpaca in English and Chinese, PubMedQA as messages."""
    medqa = os.path.join(DATASETS, "medqa-usmle-test.jsonl")
    yield "medqa", medqa
    for name in ("alpaca_en_demo", "alpaca_zh_demo"):
        path = os.path.join(work, f"{name}.jsonl")
        with open(os.path.join(DATASETS, "formats", f"{name}.json"), encoding="utf-8") as source, open(path, "w", encoding="utf-8") as lines:
            for record in json.load(source):
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
        yield name, path
    path = os.path.join(work, "pubmedqa.jsonl")
    with open(os.path.join(DATASETS, "pubmedqa-labelled.json"), encoding="utf-8") as source, open(path, "w", encoding="utf-8") as lines:
        for record in json.load(source).values():
            question = "\n\n".join(record["CONTEXTS"]) + f"\n\nQuestion: {record['QUESTION']}"
            messages = [{"role": "user", "content": question}, {"role": "assistant", "content": f"{record['final_decision']}. {record['LONG_ANSWER']}"}]
            lines.write(json.dumps({"messages": messages}, ensure_ascii=False) + "\n")
    yield "pubmedqa", path


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def obtain(trainpack, id, may_fetch):
    """Why the profile cannot be tested here; nothing when it can."""
    for attempt in range(2):
        shown = run(trainpack, "profiles", "show", id, "--self-test", "--quiet")
        if shown.returncode == 0:
            break
        if attempt or not may_fetch or "vocabularies fetch" not in shown.stderr:
            return (shown.stderr or shown.stdout).strip()
        run(trainpack, "vocabularies", "fetch", oracles.load_profile(id)["tokenizer"]["vocabulary"])
    try:
        oracles.path_of.cache_clear()
        oracles.tokenizer(id)
    except oracles.Missing as reason:
        return str(reason)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("profiles", nargs="*")
    options = parser.parse_args()
    trainpack = os.path.abspath(options.trainpack)
    if not os.path.isdir(DATASETS):
        print("SKIPPED (no ../shared): every profile against its oracle")
        print("0 passed, 0 failed")
        return 0
    work = tempfile.mkdtemp(prefix="trainpack-profiles-")
    passed = failed = 0
    files = list(datasets(work))
    for id in options.profiles or oracles.PROFILES:
        if reason := obtain(trainpack, id, options.fetch):
            print(f"SKIPPED ({id}): {reason}")
            continue
        for name, data in files:
            out = os.path.join(work, f"{id}-{name}")
            # Long enough for every record, so that all are compared.
            exported = run(trainpack, "export", data, "--profile", id, "--output", out, "--context-length", 4096, "--quiet")
            done = run(sys.executable, os.path.join(HERE, "segments_equal_reference.py"), out, "--profile", oracles.profile_path(id), "--data", data)
            good = exported.returncode == 0 and done.returncode == 0
            passed, failed = passed + good, failed + (not good)
            lines = done.stdout.strip().splitlines() or [""]
            print(f"{'ok  ' if good else 'FAIL'} {id} on {name}: {'; '.join(lines[-2:])}", flush=True)
            if not good:
                print(exported.stderr[-1500:], "\n".join(lines[-12:]), done.stderr[-1500:], sep="\n", flush=True)
            shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(work)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
