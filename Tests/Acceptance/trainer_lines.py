"""What each trainer makes of the lines in its section of a card, written from how its own loader reads them: which rows come out, and whether a limit of length would cut one.

A check is given the code of one line, its language and the export, and says what is wrong, or nothing. Paths in the code are those of the export."""
import glob, json, os, re, shlex, subprocess, sys, tempfile

import datasets, yaml

TOKENS = ["input_ids", "labels", "attention_mask"]
ROLES = {"system", "user", "assistant", "tool"}


class Export:
    def __init__(self, manifest, rows):
        """`rows` gives the rows of a split as they stand in the shards."""
        self.manifest, self.rows, self.context = manifest, rows, manifest["context_length"]
        names = list(manifest["splits"])
        self.training = "train" if "train" in names else names[0]
        evaluation = [n for n in ("validation", "valid", "dev", "eval", "test") if n in names] + [n for n in names if n != self.training]
        self.evaluation = evaluation[0] if evaluation else None
        self.schema = manifest["row_schema"].rsplit("-v", 1)[0]


def folder(export, path, split):
    """The rows that `load_dataset(path, split=split)` gives, as trainers call it; they must be those of the split, in flat columns."""
    found = list(datasets.load_dataset(path, name=None, split=split))
    return "" if found == export.rows(split) else f"{path} gives other rows for {split}: {found[:1]}"


def files(export, words, split):
    """The rows of the files that the words of a shell name."""
    paths = sorted(path for word in words for path in glob.glob(word))
    if not paths or any(not path.endswith(".jsonl") for path in paths):
        return f"not files of JSON lines: {words}"
    found = [json.loads(line) for path in paths for line in open(path, encoding="utf-8")]
    return "" if found == export.rows(split) else f"{words} are other rows than {split}"


def both(export, named, read):
    """Every split that is named is the one that it stands for, and the split for evaluation is named where there is one."""
    wanted = [("training", export.training), ("evaluation", export.evaluation)]
    problems = []
    for (role, split), value in zip(wanted, named):
        if (split is None) != (value is None):
            problems.append(f"the split for {role} is {split}, and {value} is named")
        elif split is not None:
            problems.append(read(value, split))
    return "; ".join(p for p in problems if p)


def axolotl(export, language, code):
    config = yaml.safe_load(code)
    tests = config.get("test_datasets", [None])

    def read(entry, split):
        # A local folder is loaded by its path; these three columns, and no type, are rows that are tokenized.
        if entry["split"] != split:
            return f"{entry} is not {split}"
        if entry["type"] is None and list(export.manifest["columns"]) != TOKENS:
            return "an empty type wants the columns of tokenized rows"
        if entry["type"] is not None and (entry["type"], export.schema) != ("chat_template", "messages"):
            return f"no rows for {entry['type']}"
        return folder(export, entry["path"], split)

    # Longer rows are dropped; a second pack would make one example of a packed row.
    wrong = "" if config["sequence_len"] == export.context and config["sample_packing"] is True and export.schema != "packed" else "sequence_len or rows"
    return wrong or both(export, [config["datasets"][0], tests[0]], read)


def llama_factory(export, language, code):
    if language == "yaml":
        config = yaml.safe_load(code)
        if "tokenized_path" in config:
            # LLaMA-Factory does not start without the name of a dataset.
            good = export.schema == "tokens" and config.get("dataset") and ("eval_dataset" in config) == (export.evaluation is not None)
            return "" if good else "tokenized_path is for rows of tokens, beside the name of a dataset"
        # packing takes one token off.
        good = config["cutoff_len"] - 1 == export.context and config["packing"] and config["neat_packing"] and ("eval_dataset" in config) == (export.evaluation is not None)
        return "" if good else "cutoff_len, packing or eval_dataset"
    entries = json.loads(code)

    def read(entry, split):
        tags = entry["tags"]
        problem = folder(export, entry["hf_hub_url"], split) if entry["split"] == split else f"{entry} is not {split}"
        known = {tags[name] for name in ("system_tag", "user_tag", "assistant_tag", "observation_tag")}
        for row in export.rows(split):
            turns = [message[tags["role_tag"]] for message in row[entry["columns"]["messages"]]]
            if not set(turns) <= known or not all(isinstance(message[tags["content_tag"]], (str, type(None))) for message in row["messages"]):
                problem = problem or f"roles that no tag names: {turns}"
        return problem if entry["formatting"] == "sharegpt" else "formatting"

    return both(export, [entries["trainpack_train"], entries.get("trainpack_eval")], read)


def ms_swift(export, language, code):
    words = shlex.split(code.replace("\\\n", " "))
    if words[:2] != ["swift", "sft"]:
        return "not a command of ms-swift"
    options, name = {}, None
    for word in words[2:]:
        if word.startswith("--"):
            name = word
            options[name] = []
        else:
            options[name].append(word)
    if options["--max_length"] != [str(export.context)] or options["--packing"] != ["true"]:
        return "--max_length or --packing"
    return both(export, [options["--dataset"], options.get("--val_dataset")], lambda value, split: files(export, value, split))


def torchtune(export, language, code):
    config = yaml.safe_load(code)

    def read(entry, split):
        good = entry["_component_"] == "torchtune.datasets.chat_dataset" and entry["conversation_style"] == "openai" and entry["packed"] is True and entry["split"] == split
        good = good and all({"role", "content"} <= set(message) for row in export.rows(split) for message in row[entry["conversation_column"]])
        return folder(export, entry["source"], split) if good else f"{entry}"

    return "max_seq_len" if config["tokenizer"]["max_seq_len"] != export.context else both(export, [config["dataset"], config.get("dataset_val")], read)


def nemo(export, language, code):
    if language == "bash":
        return made_files(export, code, "training.jsonl", "validation.jsonl")
    config = yaml.safe_load(code)

    def read(entry, split):
        paths = entry["path_or_dataset_id"]
        # AutoModel reads a file as one text, and its lines by splitlines.
        rows = [json.loads(line) for path in paths for line in open(path, encoding="utf-8").read().split("\n") if line.strip()]
        return "" if rows == export.rows(split) and all(os.path.splitext(path)[1] == ".jsonl" for path in paths) and entry["seq_length"] == export.context else f"{paths}"

    return "packed_sequence_size" if config["packed_sequence"]["packed_sequence_size"] != export.context else both(export, [config["dataset"], config.get("validation_dataset")], read)


def mlx_lm(export, language, code):
    if language == "bash":
        return made_files(export, code, "train.jsonl", "valid.jsonl") if export.evaluation else parted_files(export, code)
    config = yaml.safe_load(code)
    entry = config["hf_dataset"]
    if config["max_seq_length"] != export.context or config["mask_prompt"] is not True:
        return "max_seq_length or mask_prompt"
    if export.evaluation:
        return both(export, [entry["train_split"], entry["valid_split"]], lambda value, split: folder(export, entry["path"], split) if value == split else f"{value} is not {split}")
    # What is kept back for validation is not trained, and nothing is lost.
    parts = [row for name in ("train_split", "valid_split") for row in datasets.load_dataset(entry["path"], split=entry[name])]
    return "" if parts == export.rows(export.training) else "the two parts are not the split"


def made_files(export, code, training, evaluation):
    """Runs the lines that make files of a trainer's own names."""
    with tempfile.TemporaryDirectory() as work:
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", code], cwd=work, capture_output=True, text=True)
        found = {os.path.basename(path): path for path in glob.glob(work + "/*/*")}
        wanted = {training: export.training, **({evaluation: export.evaluation} if export.evaluation else {})}
        further = {"test.jsonl": "test"} if "test" in export.manifest["splits"] and export.evaluation != "test" and "test.jsonl" in found else {}
        wanted |= further
        if done.returncode or set(found) != set(wanted):
            return f"{done.stderr} {sorted(found)}"
        return "; ".join(p for p in (files(export, [found[name]], split) for name, split in wanted.items()) if p)


def parted_files(export, code):
    """Runs the lines that keep the last rows back for validation: none is lost, and both files have some, where there is one row the same."""
    with tempfile.TemporaryDirectory() as work:
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", code], cwd=work, capture_output=True, text=True)
        if done.returncode:
            return done.stderr
        train, valid = ([json.loads(line) for line in open(os.path.join(work, "mlx", name), encoding="utf-8")] for name in ("train.jsonl", "valid.jsonl"))
        rows = export.rows(export.training)
        return "" if train and valid and (train + valid == rows or len(rows) == 1 and train == valid == rows) else f"{len(train)} and {len(valid)} rows of {len(rows)}"


CHECKS = {"axolotl": axolotl, "llama-factory": llama_factory, "ms-swift": ms_swift, "torchtune": torchtune, "nemo": nemo, "mlx-lm": mlx_lm}


def problem(export, language, code):
    """What is wrong with a line that no interpreter here runs; empty where nothing is, and None where no check knows it."""
    check = CHECKS.get(export.manifest.get("trainer"))
    return check(export, language, code) if check else None
