#!/usr/bin/env python3
"""loader_lines.py EXPORT: runs every piece of code that an export's card prints, as it is printed, and holds what it loads against the shards. Configuration of a trainer is parsed, and read as the trainer reads it.

Lines whose libraries are not here, or which ask for a later `datasets`, are named and passed over. Exit 0 or 1; last line "N passed, N failed"."""
import importlib.util, json, os, re, subprocess, sys, tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TQDM_DISABLE"] = "1"
os.environ["HF_HOME"] = tempfile.mkdtemp()
import datasets

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import shards
import trainer_lines

datasets.disable_progress_bars()
export = os.path.abspath(sys.argv[1])
manifest = json.load(open(os.path.join(export, "manifest.json"), encoding="utf-8"))
split = next(iter(manifest["splits"]))
expected = list(shards.rows(export, manifest, split))
trained = trainer_lines.Export(manifest, lambda name: list(shards.rows(export, manifest, name)))
card = open(os.path.join(export, "README.md"), encoding="utf-8").read().replace("DIR", export)
section = card.split("\n## Loading\n")[1].split("\n## Checking\n")[0]
passed = failed = 0


def version(text):
    return tuple(int(part) for part in text.split(".")[:2])


def check(purpose, condition, detail=""):
    global passed, failed
    passed, failed = passed + bool(condition), failed + (not condition)
    if not condition:
        print(f"FAIL {purpose}: {str(detail)[:400]}", flush=True)


class Tokenizer:
    def __call__(self, text, **options):
        return dict(options, input_ids=[ord(character) for character in text])


class Template:
    def apply_chat_template(self, messages, tokenize):
        assert tokenize is False
        return json.dumps(messages)


def check_python(purpose, code):
    needed = re.search(r"`datasets` ([0-9.]+) and later", purpose)
    if needed and version(needed[1]) > version(datasets.__version__):
        return print(f"passed over with datasets {datasets.__version__}: {purpose}")
    missing = [name for name in re.findall(r"^(?:from|import) (\w+)", code, re.M) if importlib.util.find_spec(name) is None]
    if "DataCollator" in code and importlib.util.find_spec("torch") is None:
        missing.append("torch")
    if missing:
        return print(f"passed over without {', '.join(missing)}: {purpose}")
    names = {}
    # What the code writes goes into a folder of its own; a machine without a GPU needs two settings more.
    os.chdir(tempfile.mkdtemp())
    exec(re.sub(r"((?:SFT|DPO)Config|TrainingArguments)\(", r"\1(bf16=False, use_cpu=True, ", code.replace('output_dir="output", ', "")), names)
    known = False
    if "rows" in names:
        known = True
        seen = list(names["rows"])
        check(purpose, seen == expected, next(((a, b) for a, b in zip(seen, expected) if a != b), (len(seen), len(expected))))
    if "config" in names:
        known = True
        length = getattr(names["config"], "max_length", None)
        check(purpose, length in (None, manifest["context_length"]) and not getattr(names["config"], "packing", False))
        # `seq_lengths` are no argument of a model.
        check(purpose, hasattr(names["config"], "padding_free") or names["config"].remove_unused_columns is False or "rows" in names)
    if "collate" in names:
        known = True
        batch = names["collate"](expected[:2])
        positions = [p for row in expected[:2] for length in row.get("seq_lengths", [len(row["input_ids"])]) for p in range(length)]
        check(purpose, batch["position_ids"][0].tolist() == positions, batch)
    if "splits" in names:
        known = True
        kept = datasets.load_from_disk("llama-factory-tokens")
        splits = {"train": trained.training, **({"validation": trained.evaluation} if trained.evaluation else {})}
        check(purpose, {name: list(kept[name]) for name in kept} == {name: trained.rows(split) for name, split in splits.items()})
    if "tokenize" in names:
        known = True
        check(purpose, names["tokenize"](expected[0], Tokenizer()) == {"add_special_tokens": False, "input_ids": [ord(c) for c in expected[0]["text"]]})
    if "render" in names:
        known = True
        check(purpose, names["render"](expected[0], Template()) == {"text": json.dumps(expected[0]["messages"])})
    if "plain" in names:
        rows = [names["plain"](row) for row in expected]
        messages = [message for row in rows for column in ("messages", "prompt", "completion", "chosen", "rejected") for message in row.get(column, [])]
        calls = [call for message in messages for call in message.get("tool_calls", [])]
        check(purpose, all(value is not None for message in messages for value in message.values()))
        check(purpose, all(call.get("id", "") is not None and isinstance(call["function"]["arguments"], dict) for call in calls))
        check(purpose, all(isinstance(row["tools"], list) for row in rows if "tools" in row))
    elif not known:
        check(purpose, False, "the code gives nothing that is known here")


def check_configuration(purpose, language, code):
    """A line of a trainer that is not Python: what it says is read as that trainer reads it."""
    problem = trainer_lines.problem(trained, language, code)
    check(purpose, problem == "", "no trainer's check knows it" if problem is None else problem)


def check_shell(purpose, code):
    done = subprocess.run(["bash", "-c", "set -o pipefail; " + code], capture_output=True, text=True)
    column = code.rsplit(".", 1)[1].strip()
    first = manifest["splits"][split]["shards"][0]["rows"]
    check(purpose, done.returncode == 0 and [json.loads(line) for line in done.stdout.split("\n") if line] == [row[column] for row in expected[:first]], done.stderr or done.stdout)


for purpose, language, code in re.findall(r"\n([^\n]+):\n\n```(\w+)\n(.*?)\n```", section, re.S):
    try:
        if language == "python":
            check_python(purpose, code)
        elif language == "bash" and purpose == "In the shell":
            check_shell(purpose, code)
        else:
            check_configuration(purpose, language, code)
    except Exception as error:
        check(purpose, False, f"{type(error).__name__}: {error}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
