#!/usr/bin/env python3
"""compared_templates_equal_reference.py --trainpack BINARY --profile ID [--set-a NAME=VALUE …] [--set-b NAME=VALUE …] A B DATA …

Holds `trainpack compare-templates A B` against transformers: both templates rendered by transformers, encoded by the profile's oracle (oracles.py) with special
tokens parsed, and compared here. A and B are profiles' ids, files of templates, tokenizer_config.json or folders of models; ID names the oracle, and serves the files.
Held are the counts of records, tokens and trained tokens, the place and the ids of every first difference that is shown, the prompts that are no beginning of what
is trained, and two kinds that texts and ids tell by themselves: white space alone, and the token that begins a text.
Records whose content spells a special token are left out. Where a template drops an answer, the reference knows no mask of it: such records are told apart, their trained tokens are not held, and `content-dropped` by
that template must be told of those whose answer the other one writes. Exit 0 or 1, 3 when the oracle cannot be had here; last line "N passed, N failed"."""
import argparse, collections, functools, json, os, re, subprocess, sys, tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import jinja2
import layouts, oracles
from segments_equal_reference import Reference

# What a refusal of a template is in Python.
REFUSALS = (jinja2.exceptions.TemplateError, TypeError)


def template_files(name):
    """(template or templates by name, special tokens) of a file or folder; None for a profile."""
    if name.endswith(".jinja"):
        return open(name, encoding="utf-8").read(), {}
    path = os.path.join(name, "tokenizer_config.json") if os.path.isdir(name) else name
    if not path.endswith("tokenizer_config.json"):
        return None
    config = json.load(open(path, encoding="utf-8"))
    beside = os.path.join(name, "chat_template.jinja")
    template = open(beside, encoding="utf-8").read() if os.path.isdir(name) and os.path.exists(beside) else config["chat_template"]
    if isinstance(template, list):
        template = {entry["name"]: entry["template"] for entry in template}
    tokens = {key: config[key] for key in ("bos_token", "eos_token", "pad_token", "unk_token") if key in config}
    return template, {key: token["content"] if isinstance(token, dict) else token for key, token in tokens.items()}


class Side:
    def __init__(self, name, profile, settings):
        found = template_files(name)
        self.reference = Reference(profile if found else name)
        self.tokenizer = self.reference.tokenizer
        self.settings = settings
        self.reference.render = functools.partial(self.reference.render, **settings)
        if found:
            self.tokenizer.chat_template, tokens = found
            for key, text in tokens.items():
                setattr(self.tokenizer, key, text)
            self.reference.takes_text_arguments = self.reference.escapes_objects()
        told = self.tokenizer.chat_template
        self.isTagged = any(re.search(r"\{%-?\s*generation", text) for text in (told.values() if isinstance(told, dict) else [told]))

    def drops(self, source, text):
        """Whether the template leaves out the text of an answer."""
        return any(m["role"] == "assistant" and (m["content"] or "").strip() not in text for m in source.messages)

    def encode(self, source):
        """(text, ids, mask); None where the template refuses the record. The mask is None where the template drops an answer."""
        try:
            text = self.reference.render(source.messages, source.tools)
        except REFUSALS:
            return None
        ids = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        if not self.isTagged:
            try:
                return text, ids, None if self.drops(source, text) else self.reference.encode(source)[1]
            except ValueError:
                # What a message holds beside its text, such as a call, is not there.
                return text, ids, None
        told = self.tokenizer.apply_chat_template(source.messages, tools=source.tools, tokenize=True, return_dict=True, return_assistant_tokens_mask=True, **self.settings)
        assert told["input_ids"] == ids
        return text, ids, [bool(mark) for mark in told["assistant_masks"]]

    def prompt(self, source, index):
        text = self.reference.render(source.messages[:index], source.tools, add_generation_prompt=True)
        return text, self.tokenizer(text, add_special_tokens=False)["input_ids"]


def setting(written):
    """(name, value) of NAME=VALUE; a value that is no JSON is a text."""
    name, value = written.split("=", 1)
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def parts(a, b):
    return next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))


def beginnings(ids, bos):
    return next((i for i, id in enumerate(ids) if id not in bos), len(ids))


def expected(sides, sources):
    """The counts of the report, and for the place of each record whose tokens part where they do."""
    counts, partings = collections.Counter(), {}
    for place, source in sources:
        a, b = (side.encode(source) for side in sides)
        for name, encoded in (("a", a), ("b", b)):
            if encoded:
                counts[f"records {name}"] += 1
                counts[f"tokens {name}"] += len(encoded[1])
                counts[f"without mask {name}"] += encoded[2] is None
                counts[f"loss_tokens {name}"] += sum(encoded[2] or [])
        if a and b:
            dropped = [side.drops(source, encoded[0]) for side, encoded in zip(sides, (a, b))]
            counts["dropped by A"] += dropped[0] and not dropped[1]
            counts["dropped by B"] += dropped[1] and not dropped[0]
        if not a or not b:
            counts["refused_by_both" if not a and not b else "refused_by_a" if not a else "refused_by_b"] += 1
            continue
        if a[1] == b[1]:
            counts["same"] += 1
            counts["loss_differs"] += None not in (a[2], b[2]) and a[2] != b[2]
            counts["same_in_other_text"] += a[0] != b[0]
        else:
            counts["different"] += 1
            at = parts(a[1], b[1])
            partings[place] = (at, *(ids[at] if at < len(ids) else None for ids in (a[1], b[1])))
            counts["only white-space"] += a[0] != b[0] and "".join(a[0].split()) == "".join(b[0].split())
            first, second = (beginnings(encoded[1], side.reference.bos) for encoded, side in zip((a, b), sides))
            counts["beginning-token-missing"] += (first == 0) != (second == 0)
            counts["beginning-token-repeated"] += (first > 1 or second > 1) and first != second
        for index, message in enumerate(source.messages):
            if index == 0 or message["role"] != "assistant" or index in source.untrained:
                continue
            counts["prompts"] += 1
            try:
                text, ids = sides[1].prompt(source, index)
            except REFUSALS:
                continue
            counts["not_beginning"] += not a[0].startswith(text)
            counts["other_tokens"] += a[0].startswith(text) and a[1][:len(ids)] != ids
            counts["where_records_part"] += a[1][:len(ids)] != ids and place in partings and parts(a[1], ids) == partings[place][0]
    return counts, partings


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--profile", required=True)
    parser.add_argument("--set-a", action="append", default=[])
    parser.add_argument("--set-b", action="append", default=[])
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("data", nargs="+")
    options = parser.parse_args()
    try:
        sides = [Side(name, options.profile, dict(map(setting, given))) for name, given in ((options.a, options.set_a), (options.b, options.set_b))]
    except oracles.Missing as reason:
        print(f"SKIPPED: the oracle of {options.profile} cannot be had here: {reason}")
        return 3
    told = [(path, record, layouts.conversation(record)) for path in options.data for _, _, record in layouts.records(path)]
    kept = [(path, record, source) for path, record, source in told if source.text is None and not any(side.reference.spells_special(source) for side in sides)]
    passed, failures = 0, []

    def expect(what, found, wanted):
        nonlocal passed
        passed += found == wanted
        if found != wanted:
            failures.append(f"FAIL {what}: {found}, the reference has {wanted}")

    with tempfile.TemporaryDirectory() as folder:
        sources, files = [], []
        for number, path in enumerate(options.data):
            files.append(os.path.join(folder, f"{number}.jsonl"))
            chosen = [(record, source) for origin, record, source in kept if origin == path]
            with open(files[-1], "w", encoding="utf-8") as file:
                file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record, _ in chosen)
            sources += [((files[-1], line), source) for line, (_, source) in enumerate(chosen, 1)]
        server = ["--profile", options.profile] if any(template_files(name) for name in (options.a, options.b)) else []
        server += [word for key, given in (("--set-a", options.set_a), ("--set-b", options.set_b)) for each in given for word in (key, each)]
        done = subprocess.run(
            [options.trainpack, "compare-templates", options.a, options.b, *files, *server, "--show", "1000", "--json", "--quiet"], capture_output=True, text=True)
    if not done.stdout:
        print(done.stderr)
        return 1
    report = json.loads(done.stdout)
    counts, partings = expected(sides, sources)
    expect("records", report["records"]["records"], len(kept))
    unmasked = [counts[f"without mask {name}"] for name in "ab"]
    for name in ("same", "same_in_other_text", "loss_differs", "different", "refused_by_a", "refused_by_b", "refused_by_both"):
        if name != "loss_differs" or not any(unmasked):
            expect(name, report["records"][name], counts[name])
    for name, template, without in zip("ab", report["templates"], unmasked):
        for key in ("records", "tokens", "loss_tokens"):
            if key != "loss_tokens" or not without:
                expect(f"{key} of {name}", template[key], counts[f"{key} {name}"])
    for side in "AB":
        told_dropped = sum(row["records"] for row in report["kinds"] if row["kind"] == "content-dropped" and row["by"] == side)
        wanted_dropped = counts[f"dropped by {side}"]
        expect(f"records of which {side} alone drops an answer are told", min(told_dropped, wanted_dropped), wanted_dropped)
    for name in ("prompts", "not_beginning", "where_records_part", "other_tokens"):
        expect(name, report["prompts"][name], counts[name])
    for row in report["differences"]:
        place = (row["source"], row["line"])
        expect(f"where {place} parts", (row["token"], row["a_id"], row["b_id"]), partings.get(place))
    if partings:
        first = report["differences"][0]
        expect("the first record that parts", (first["source"], first["line"]), next(iter(partings)))
    expect("records of all ways", sum(row["records"] for row in report["differences"]), len(partings))
    kinds = collections.Counter()
    for row in report["kinds"]:
        kinds[row["kind"]] += row["records"]
        kinds["only " + row["kind"]] += row["only"]
    for kind in ("only white-space", "beginning-token-missing", "beginning-token-repeated"):
        expect(kind, kinds[kind], counts[kind])
    differ = counts["different"] + counts["refused_by_a"] + counts["refused_by_b"] + counts["not_beginning"]
    expect("exit status", done.returncode, 1 if differ or counts["refused_by_both"] == len(kept) else 0)
    print(*failures, sep="\n", end="\n" if failures else "")
    print(
        f"{len(kept)} records ({len(told) - len(kept)} left out): {counts['same']} the same, {counts['different']} different in {len(report['differences'])} ways, "
        f"{counts['prompts']} prompts, {counts['not_beginning']} no beginning; an answer is dropped by A alone in {counts['dropped by A']}, by B alone in {counts['dropped by B']}, without a mask {unmasked[0]} and {unmasked[1]}")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
