#!/usr/bin/env python3
"""paths_of_exports.py --trainpack BINARY: exports to folders of odd names, and loads each by its name with `datasets`: where that does not give the export's rows, and only there, the
export warns of it (export.pattern-path). Last line "N passed, N failed"."""
import argparse, json, os, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
NAMES = ["plain", "a b", "a'b", 'a"b', "a]b", "a{b}", "a,b", "a+b", "a&b", "a!b", "a#b", "a%20b", "a:b", "a@b", "a^b", "a=b", "a$1", "文", "é", "./~b", "x/~a",
         "a[1]", "a[b", "a*b", "a?b", "a::b", "~a", "a$HOME", "a${HOME}", "$HOME", "a**", "x[1]/b"]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--trainpack", required=True)
    trainpack = os.path.abspath(arguments.parse_args().trainpack)
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRAINPACK_HOME": ROOT}
    passed = failed = 0
    with tempfile.TemporaryDirectory() as work:
        os.environ["HF_HOME"] = work + "/home"
        import datasets
        datasets.disable_progress_bars()
        os.mkdir(work + "/exports")
        os.chdir(work + "/exports")
        data = os.path.join(ROOT, "Examples", "vignettes.jsonl")
        export = [trainpack, "export", data, "--profile", "mistral-7b-instruct-v0.1", "--context-length", "512", "--output"]
        for number, name in enumerate(NAMES):
            made = subprocess.run(export + [name], capture_output=True, text=True)
            warned = "export.pattern-path" in made.stdout
            try:
                rows = json.load(open(name + "/manifest.json"))["totals"]["rows"]
                found = len(datasets.load_dataset(name, split="train", cache_dir=f"{work}/cache-{number}")) == rows
            except Exception as error:
                found = False
                reason = f"{type(error).__name__}: {error}"[:80]
            else:
                reason = "as written" if found else "other rows"
            good = made.returncode == 0 and warned != found
            passed, failed = passed + good, failed + (not good)
            print(f"{'ok  ' if good else 'FAIL'} {name}: {reason}{', warned of' if warned else ''}", flush=True)
            if made.returncode:
                print(made.stderr)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
