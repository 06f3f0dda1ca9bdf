#!/usr/bin/env python3
"""documents.py --trainpack BINARY [--record] DOCUMENT …: runs every command and every Python block of the documents, in order, in an empty folder that holds Examples/.

A ```console block is a session: lines that begin with `$ ` are run by bash, what follows is what they print (standard output and error together), compared line by line; a line that is
only `...` stands for any lines. A ```console shared block needs ../shared: its folder holds medqa-usmle-test.jsonl, and vocabularies that are not shipped are at hand. `make` lines are not run: `make run` and `make test` run this. A ```python block is run by the interpreter that runs this script.
With --record what a command really prints takes the place of what stands below it, unless a line there is only `...`. Last line "N passed, N failed"."""
import argparse, os, re, subprocess, sys, tempfile

import vocabularies

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

SHARED = os.path.join(os.path.dirname(ROOT), "shared")


def blocks(path):
    """(language, first line number, lines) of each fenced block."""
    block = None
    for number, line in enumerate(open(path, encoding="utf-8").read().split("\n"), 1):
        if block is None and line.startswith("```") and line != "```":
            block = (line[3:].strip(), number + 1, [])
        elif block is not None and line == "```":
            yield block
            block = None
        elif block is not None:
            block[2].append(line)


def sessions(lines):
    """(command, expected lines) of a console block; a command goes on while its line ends in a backslash."""
    command, expected = None, []
    for line in lines:
        if command is not None and command.endswith("\\"):
            command += "\n" + line
        elif line.startswith("$ "):
            if command is not None:
                yield command, expected
            command, expected = line[2:], []
        else:
            expected.append(line)
    if command is not None:
        yield command, expected


def matches(expected, printed):
    while expected and not expected[-1].strip():
        expected = expected[:-1]
    while printed and not printed[-1].strip():
        printed = printed[:-1]
    pattern = "\n".join("(?:.*\n)*?.*" if line.strip() == "..." else re.escape(line.rstrip()) for line in expected)
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in printed)) is not None


def record(path, command, expected, printed):
    """Writes what a command prints below it; an empty line before the next command stays."""
    text = open(path, encoding="utf-8").read()
    after = "\n" if expected and not expected[-1].strip() else ""
    old = "\n".join(["$ " + command, *expected])
    new = "\n".join(["$ " + command, *[line.rstrip() for line in printed]]).rstrip("\n") + after
    assert text.count(old) == 1, f"{command} stands {text.count(old)} times in {path}"
    open(path, "w", encoding="utf-8").write(text.replace(old, new))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("documents", nargs="+")
    options = parser.parse_args()
    passed = failed = 0
    data = tempfile.mkdtemp(prefix="trainpack-data-")
    vocabularies.gather(data)
    for document in options.documents:
        before = passed + failed
        folder = tempfile.mkdtemp(prefix="trainpack-documents-")
        for name in ("Examples", "Vocabularies", "ModelProfiles"):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
        if os.path.isdir(SHARED):
            os.symlink(os.path.join(SHARED, "data", "datasets", "medqa-usmle-test.jsonl"), os.path.join(folder, "medqa-usmle-test.jsonl"))
        binaries = os.path.dirname(os.path.abspath(options.trainpack))
        environment = {**os.environ, "PATH": os.path.dirname(sys.executable) + ":" + binaries + ":" + os.environ["PATH"], "TRAINPACK_HOME": ROOT, "COLUMNS": "100", "HF_HUB_OFFLINE": "1",
                       "HF_HOME": os.path.join(folder, ".cache"), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
        for language, line, lines in blocks(os.path.join(ROOT, document)):
            language, *needs = language.split() or [""]
            if "shared" in needs and not os.path.isdir(SHARED):
                print(f"SKIPPED (no ../shared): {document}:{line}", flush=True)
                continue
            if language == "console":
                work = [(["bash", "-c", c], c, e) for c, e in sessions(lines) if not c.startswith("make ")]
            elif language == "python":
                work = [([sys.executable, "-c", "\n".join(lines)], "the Python block", None)]
            else:
                continue
            for command, name, expected in work:
                # Elsewhere only what is shipped is there, wherever this runs.
                here = {**environment, "XDG_DATA_HOME": data if "shared" in needs else os.path.join(folder, ".data")}
                done = subprocess.run(command, cwd=folder, env=here, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                printed = done.stdout.split("\n")
                good = done.returncode == 0 if expected is None else matches(expected, printed) and done.returncode in (0, 1)
                passed, failed = passed + good, failed + (not good)
                if not good and options.record and expected is not None and "..." not in expected:
                    record(os.path.join(ROOT, document), name, expected, printed)
                elif not good:
                    print(f"FAIL {document}:{line}: {name}\n--- exit {done.returncode}, printed\n{done.stdout}---", flush=True)
        if passed + failed == before:
            failed += 1
            print(f"FAIL {document}: no command was found in it", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
