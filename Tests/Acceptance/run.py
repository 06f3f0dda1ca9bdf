#!/usr/bin/env python3
"""run.py --trainpack BINARY: exports real datasets and hands the exports to their consumers and to the reference. Prints one line a check; last line "N passed, N failed".

With ../shared: medqa for three profiles through accept_export.py with a twin made with other --jobs, pairs of chat templates against transformers, every exported segment and loss mask against transformers,
and trimming at 256 tokens. Without it the sample dataset is exported, verified and loaded, and what is skipped is printed by name."""
import argparse, glob, json, os, shutil, subprocess, sys, tempfile

import conformance

PROFILES = ["mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.3", "qwen2.5-7b-instruct"]

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")
TRL = os.environ.get("TRAINPACK_TRL_PYTHON")  # an interpreter that has trl, torch and what Tests/requirements.txt names


class Run:
    def __init__(self, trainpack, work):
        self.trainpack, self.work, self.passed, self.failed = os.path.abspath(trainpack), work, 0, 0

    def check(self, name, command, expected=0):
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        last = (done.stdout.strip().splitlines() or [""])[-1]
        good = done.returncode == expected
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        print(*[line for line in done.stdout.splitlines() if line.startswith("SKIPPED")], f"{'ok  ' if good else 'FAIL'} {name}: {last}", sep="\n", flush=True)
        if not good:
            print(f"     {' '.join(command)}\n     exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}", flush=True)
        return done

    def export(self, name, data, profile, *options, jobs=1):
        out = os.path.join(self.work, name)
        self.check(f"export {name}", [self.trainpack, "export", data, "--profile", profile, "--output", out, "--jobs", str(jobs), "--quiet", *options])
        return out

    def templates(self, name, paths):
        self.check(f"templates equal jinja2: {name}", [sys.executable, os.path.join(HERE, "templates_equal_jinja.py"), "--trainpack", self.trainpack, *sorted(paths)])

    def script(self, name, file, *options):
        self.check(name, [sys.executable, os.path.join(HERE, file), "--trainpack", self.trainpack, *options])

    def compare_templates(self, name, profile, *arguments):
        self.script(f"compare-templates equals transformers: {name}", "compared_templates_equal_reference.py", "--profile", profile, *arguments)

    def compare(self, name, out, profile, data, *options):
        self.check(f"segments equal transformers: {name}", [
            sys.executable, os.path.join(HERE, "segments_equal_reference.py"), out, "--profile", profile, "--data", data, *options])


def sample(run):
    """What needs no shared data: the sample dataset, verified and loaded by `datasets`."""
    data = os.path.join("Examples", "vignettes.jsonl")
    for profile in PROFILES:
        out = run.export(f"examples-{profile}", data, profile, "--context-length", "512", "--fit", "trim")
        run.check(f"verify examples-{profile}", [run.trainpack, "verify", out, "--source", data])
        run.check(f"load_dataset examples-{profile}", [sys.executable, os.path.join(HERE, "load_export.py"), out])


    run.compare_templates("ChatML and Qwen2.5's", "generic-chatml", "generic-chatml", os.path.join("ModelProfiles", "qwen", "qwen2.5-7b-instruct.jinja"), data)
    run.script("changed exports are found", "mutated_exports.py", "--sample")
    run.templates("the profiles' own", glob.glob(os.path.join(ROOT, "ModelProfiles", "*", "*.jinja")))
    run.script("no question, option or answer is harmed by fitting", "fitting.py", "--sample")
    run.script("truncation does no harm", "truncation_hazards.py", "--count", "24")
    run.script("random templates equal jinja2", "expressions_equal_jinja.py", "--count", "300")
    run.script("no special token comes from content", "special_tokens_in_content.py", "--sample", "generic-chatml", "mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.3")
    run.script("exports for every trainer, read as each reads them", "trainers.py")


def shared(run):
    data = lambda *names: os.path.join(SHARED, "data", *names)
    if not TRL:
        print("SKIPPED (no TRAINPACK_TRL_PYTHON): accept_export --trl: TRL's collator and preparation on the medqa exports")
    run.templates("of real models", glob.glob(data("templates", "*", "*.jinja")))
    run.script("loss masks of every template by the rule", "loss_masks_by_rule.py", "--sample")
    run.script("what tags mark, class by class", "tagged_masks_by_class.py", "--sample")
    run.script("no special token comes from content, templates of real models", "special_tokens_in_content.py", "--sample", "--templates", "Qwen3-0.6B", "DeepSeek-V3.1", "GLM-4.6")
    medqa = data("datasets", "medqa-usmle-test.jsonl")
    chatdoctor = data("datasets", "chatdoctor5k.json")
    run.compare_templates("Qwen2.5's and its training template, medqa", "qwen2.5-7b-instruct", "qwen2.5-7b-instruct", data("templates", "more", "qwen2_5_training.jinja"), medqa)
    run.compare_templates("two of Mistral's vocabulary, medqa", "mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.1", "generic-alpaca", medqa)
    run.compare_templates("Qwen2.5's and Qwen3's, calls of tools", "qwen2.5-7b-instruct", "qwen2.5-7b-instruct", data("templates", "more", "qwen3_training.jinja"), data("datasets", "formats", "glaive_toolcall_en_demo.json"))
    run.compare_templates(
        "Qwen2.5's and Qwen3's tokenizer_config.json without thinking, calls of tools", "qwen2.5-7b-instruct", "--set-b", "enable_thinking=false", "qwen2.5-7b-instruct",
        data("vocabularies", "huggingface", "qwen3", "tokenizer_config.json"), data("datasets", "formats", "glaive_toolcall_en_demo.json"))
    for profile in PROFILES:
        out = run.export(f"medqa-{profile}", medqa, profile, "--context-length", "2048", jobs=1)
        twin = run.export(f"medqa-{profile}-twin", medqa, profile, "--context-length", "2048", jobs=2)
        run.check(f"accept_export medqa-{profile}", [sys.executable, os.path.join(SHARED, "accept", "accept_export.py"), out, "--twin", twin])
        if TRL:
            run.check(f"accept_export --trl medqa-{profile}", [TRL, os.path.join(SHARED, "accept", "accept_export.py"), out, "--twin", twin, "--trl"])
        run.check(f"verify medqa-{profile}", [run.trainpack, "verify", out, "--source", medqa])
        run.compare(f"medqa-{profile}", out, profile, medqa)
        run.compare(f"chatdoctor5k-{profile}", run.export(f"chatdoctor5k-{profile}", chatdoctor, profile, "--context-length", "4096", jobs=2), profile, chatdoctor)
        out = run.export(f"trim-{profile}", medqa, profile, "--context-length", "256", "--fit", "trim", jobs=2)
        run.compare(f"trimmed to 256 {profile}", out, profile, medqa)
        run.check(f"verify trimmed to 256 {profile}", [run.trainpack, "verify", out, "--source", medqa])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    run = Run(parser.parse_args().trainpack, tempfile.mkdtemp(prefix="trainpack-acceptance-"))
    sample(run)
    if os.path.isdir(SHARED):
        shared(run)
        run.check("every profile against its oracle", [sys.executable, os.path.join(HERE, "profiles_equal_oracles.py"), "--trainpack", run.trainpack, "--sample", "--fetch"])
        forms = conformance.Conformance(run.trainpack, [sys.executable], run.work)
        conformance.medqa(forms, whole=False)
        conformance.formats(forms, whole=False)
        conformance.dates(forms)
        conformance.nulls(forms)
        run.script("similar records in one split", "similar_records.py", "--records", "600")
        run.passed, run.failed = run.passed + forms.passed, run.failed + forms.failed
    else:
        for name in ("accept_export on medqa", "compare-templates equals transformers on medqa", "segments equal transformers on medqa and chatdoctor5k, and of every profile on five datasets", "trimming medqa to 256", "layouts, compressions, row kinds and splits before their consumers", "similar records in one split", "templates of real models equal jinja2, their loss masks the rule's, and no special token of theirs from content"):
            print(f"SKIPPED (no ../shared): {name}")
    shutil.rmtree(run.work)
    print(f"{run.passed} passed, {run.failed} failed")
    return 1 if run.failed else 0


sys.exit(main())
