#!/usr/bin/env python3
"""export_shares.py --trainpack BINARY [--profile ID …]: where the processor time of an export of the bench corpus goes, in the rows of Guides/Exporting.md: `perf record` of
one job, each sample counted by the function that it stands in. Prints the share of each row, and the functions of "all else" that take most.

Needs perf, zstd and ../shared; the binary with its symbols, as `make build` leaves it."""
import argparse, collections, os, re, shutil, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = os.path.join(ROOT, "..", "shared", "bench", "corpus.jsonl.zst")
# The first that fits the function's mangled name.
ROWS = [
    ("sums of the rows, of the archives, of the records and of the input", r"sha256"),
    ("counting references and allocating", r"swift_(retain|release|alloc|dealloc|isUnique|slow|bridge|initStackObject|setDealloc)|malloc|calloc|realloc|free|_int_|RefCount|operator (new|delete)|consolidate"),
    ("tokens: cutting, looking up what was met before, merging what was not, writing ids and ranges", r"12Tokenization"),
    ("rows: digits", r"DecimalDigits|PackedRow(Encoder|Size)"),
    ("reading JSON, formats, conversations", r"simdjson|10StrictJSON|7Records"),
    ("rendering, the cue of each turn, ends of turns", r"13ChatTemplates|15ExampleEncoding|9Prompting"),
    ("segments, checks of rows", r"11ShardExport"),
]
SYSTEM = "the system: new pages of memory and of files, copying into files"
ELSE = "all else"


def row(kind, function):
    if kind == "k":
        return SYSTEM
    return next((name for name, pattern in ROWS if re.search(pattern, function)), ELSE)


def shares(samples):
    """The share of each row, and of each function of the last, from `perf report`."""
    report = subprocess.run(["perf", "report", "-i", samples, "--no-children", "-g", "none", "--stdio", "--percent-limit", "0"], capture_output=True, text=True, check=True).stdout
    rows, others = collections.Counter(), collections.Counter()
    for share, kind, function in re.findall(r"^\s+([\d.]+)%\s+.*?\[(.)\] +(\S.*)$", report, re.MULTILINE):
        name = row(kind, function)
        rows[name] += float(share)
        if name == ELSE:
            others[function] += float(share)
    return rows, others


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--profile", nargs="+", default=["generic-chatml", "mistral-7b-instruct-v0.1"])
    options = parser.parse_args()
    if not os.path.exists(CORPUS):
        sys.exit("SKIPPED (no ../shared): the corpus that this benchmark measures on is not here")
    if not shutil.which("perf"):
        sys.exit("SKIPPED (no perf): the package linux-perf has it")
    with tempfile.TemporaryDirectory() as work:
        data, samples = os.path.join(work, "corpus.jsonl"), os.path.join(work, "samples")
        subprocess.run(["zstd", "-dq", CORPUS, "-o", data], check=True)
        for profile in options.profile:
            command = [options.trainpack, "export", data, "--profile", profile, "--context-length", "4096", "--jobs", "1", "--quiet", "--force", "--output", os.path.join(work, "out")]
            subprocess.run(["perf", "record", "-q", "-F", "2000", "-o", samples, *command], check=True, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))
            rows, others = shares(samples)
            print(profile)
            for name in [name for name, _ in ROWS] + [SYSTEM, ELSE]:
                print(f"  {rows[name]:5.1f} %  {name}")
            for function, share in others.most_common(5):
                print(f"           {share:.1f} %  {function[:120]}", flush=True)


main()
