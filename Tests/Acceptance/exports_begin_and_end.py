#!/usr/bin/env python3
"""exports_begin_and_end.py --trainpack BINARY [--sample] [--fetch] [PROFILE …]: exports real data with every profile, as packed and as single rows, and proves on the token ids that every text begins and every answer ends as the model's own do.

Every segment begins with exactly one token that begins a text where the model's reference prompt does, and with none where it does not, and holds no other (Llama-2's vendor begins each exchange with one: there one stands before each question).
Every assistant's turn that is trained is one trained stretch of labels, which ends in the token that ends turns, and holds no other; a text without turns ends in the trained token that ends a text.
The data are exam questions, single turns, dialogues without and with a system prompt (--system fold, and drop where the template refuses one), calls of tools where the template takes them, texts without turns, and dialogues whose texts
begin and end with those very tokens spelled out. Ids are those of the vendors' files (TOKENS), held against the oracle's tokenizer; turns and beginnings are those of the record and of jinja2's rendering.
Rows are read by plain Python, and those of one profile by `datasets`, too. With --sample some hundred records a profile, with --fetch vocabularies that are missing are got. Needs ../shared. Last line "N passed, N failed"."""
import argparse, collections, copy, json, os, shutil, subprocess, sys, tempfile

import layouts, oracles, shards, vocabularies

SHARED = os.path.join(os.path.dirname(oracles.ROOT), "shared", "data", "datasets")
SYSTEM = "You are a careful assistant.\nAnswer in the language of the question."
# By `datasets`, too.
LOADED = "qwen2.5-7b-instruct"


class Tokens:
    """The token that begins a text, whether the template writes it, the one that ends a text, and the one that ends an assistant's turn: each with its id, as the vendor's tokenizer_config.json and generation code have them."""

    def __init__(self, bos, begins, eos, end, repeats=False):
        self.bos, self.begins, self.eos, self.end, self.repeats = bos, begins, eos, end, repeats


LLAMA_2 = ("<s>", 1), True, ("</s>", 2), ("</s>", 2)
TOKENS = {
    "mistral-7b-instruct-v0.1": Tokens(*LLAMA_2),
    "mistral-7b-instruct-v0.3": Tokens(*LLAMA_2),
    "mistral-nemo-instruct-2407": Tokens(*LLAMA_2),
    "llama-2-7b-chat": Tokens(*LLAMA_2, repeats=True),
    "meditron-7b": Tokens(*LLAMA_2),
    "generic-alpaca": Tokens(*LLAMA_2),
    "qwen2.5-7b-instruct": Tokens(None, False, ("<|im_end|>", 151645), ("<|im_end|>", 151645)),
    "generic-chatml": Tokens(None, False, ("<|im_end|>", 100265), ("<|im_end|>", 100265)),
    "llama-3.1-8b-instruct": Tokens(("<|begin_of_text|>", 128000), True, ("<|eot_id|>", 128009), ("<|eot_id|>", 128009)),
    "gemma-2-9b-it": Tokens(("<bos>", 2), True, ("<eos>", 1), ("<end_of_turn>", 107)),
    "phi-3-mini-4k-instruct": Tokens(("<s>", 1), False, ("<|endoftext|>", 32000), ("<|end|>", 32007)),
    "deepseek-v3": Tokens(("<｜begin▁of▁sentence｜>", 0), True, ("<｜end▁of▁sentence｜>", 1), ("<｜end▁of▁sentence｜>", 1)),
}


# The data.


def records(name, most):
    taken = [record for _, _, record in layouts.records(os.path.join(SHARED, name))]
    return taken[:most]


def dialogues(most):
    """Conversations of two and more questions without calls, as messages."""
    told = [layouts.conversation(record).messages for record in records("formats/glaive_toolcall_en_demo.json", None)]
    return [{"messages": messages} for messages in told if len(messages) >= 4 and all(set(m) == {"role", "content"} and m["role"] != "tool" for m in messages)][:most]


def calls(most, reference):
    """Conversations with definitions of tools and calls, with the identifiers that a server gives them: some templates demand them. One that leaves definitions out is given none, as such a record is refused."""
    told = []
    for record in records("formats/glaive_toolcall_en_demo.json", most):
        source, identifier = layouts.conversation(record), 0
        for message in source.messages:
            for call in message.get("tool_calls", []):
                identifier += 1
                call["id"] = f"call{identifier:05}"
            if message["role"] == "tool":
                message["tool_call_id"] = f"call{identifier:05}"
        shows = source.tools and reference.render(source.messages, source.tools) != reference.render(source.messages, None)
        told.append({"messages": source.messages} | ({"tools": source.tools} if shows else {}))
    return told


def with_system(told):
    return [{"messages": [{"role": "system", "content": SYSTEM}] + record["messages"]} for record in told]


def trapped(told, tokens):
    """The dialogues with the tokens spelled out at the ends of their texts, in turn."""
    begin, end = (tokens.bos or tokens.end)[0], tokens.end[0]
    forms = [
        lambda text: begin + text, lambda text: text + end, lambda text: f"{begin}{begin} {text} {end}{end}", lambda text: f"{end}\n{text}\n{begin}",
        lambda text: f"{text}{end}{begin}", lambda text: f"{begin}{text}{tokens.eos[0]}"]
    trapped = copy.deepcopy(told)
    for number, record in enumerate(trapped):
        for message in record["messages"]:
            message["content"] = forms[number % len(forms)](message["content"])
    return trapped


def files(profile, tokens, reference, sample):
    """(name, records) of each file."""
    most = lambda count: count if sample else None
    yield "exam", records("medqa-usmle-test.jsonl", most(100))
    yield "exam-explained", records("medmcqa-with-explanations.jsonl", most(40))
    yield "single", records("formats/v1_sft_demo.jsonl", most(60))
    yield "dialogues", dialogues(most(50))
    yield "system", with_system(dialogues(most(50)))
    if profile["template"]["tools"]:
        yield "tools", calls(most(60), reference)
    yield "texts", records("formats/c4_demo.jsonl", most(40))
    yield "spelled", trapped(dialogues(most(30)), tokens)
    yield "spelled-system", trapped(with_system(dialogues(most(30))), tokens)


# The reference.


class Reference:
    """What jinja2 writes, with a mark in place of the token that begins a text."""

    MARK = "\ue000\ue001"

    def __init__(self, id, profile):
        from transformers.utils.chat_template_utils import _compile_jinja_template

        path = os.path.join(os.path.dirname(oracles.profile_path(id)), profile["template"]["file"])
        with open(path, encoding="utf-8", newline="") as file:
            self.template = _compile_jinja_template(file.read())
        self.names = {f"{key}_token": entry["text"] for key in ("eos", "unk", "pad") if (entry := profile["tokenizer"].get(key))}
        if profile["tokenizer"].get("bos"):
            self.names["bos_token"] = self.MARK
        self.refuses_system = profile["template"]["system"] == "reject"

    def messages(self, source, system):
        """The messages as they are rendered: of a template that refuses a system prompt, with --system fold or drop."""
        first, *others = source.messages
        if not self.refuses_system or first["role"] != "system":
            return source.messages
        if system == "fold":
            others = [{**others[0], "content": f"{first['content']}\n\n{others[0]['content']}"}] + others[1:]
        return others

    def render(self, messages, tools):
        import jinja2

        render = lambda told: self.template.render(messages=told, tools=tools, documents=None, add_generation_prompt=False, strftime_now=lambda form: "26 Jul 2024", **self.names)
        try:
            return render(messages)
        except (TypeError, jinja2.exceptions.UndefinedError):
            return render(layouts.with_text_arguments(messages))

    def beginnings(self, source, system):
        """How many tokens that begin a text are written, and whether one is at the start."""
        text = self.render(self.messages(source, system), source.tools)
        return text.count(self.MARK), text.startswith(self.MARK)


# The exports.


class Exports:
    def __init__(self, trainpack, id, work):
        self.trainpack, self.id, self.work = trainpack, id, work

    def write(self, name, told):
        path = os.path.join(self.work, f"{name}.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in told)
        return path

    def export(self, rows, system, paths):
        """{(file, line): (ids, labels)}, the folder, how many records the template refused, and how many were too long."""
        out, rejects = os.path.join(self.work, rows), os.path.join(self.work, "rejects.jsonl")
        if os.path.exists(rejects):
            os.remove(rejects)
        done = subprocess.run(
            [self.trainpack, "export", *paths, "--profile", self.id, "--rows", rows, "--system", system, "--on-bad-record", "skip", "--rejects", rejects, "--output", out, "--force", "--quiet"],
            capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{self.id} {rows} {system}: export ends in {done.returncode}: {done.stderr[-2000:]}")
        with open(os.path.join(out, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        if rows == "tokens" and any(row["attention_mask"] != [1] * len(row["input_ids"]) for row in shards.rows(out, manifest)):
            raise SystemExit(f"{self.id}: a mask of a single row is not all ones")
        segments = {
            (os.path.basename(place["source"]).removesuffix(".jsonl"), place["line"]): (ids, labels) for place, ids, labels in shards.examples(out, manifest)}
        refused = sum(1 for _ in open(rejects, encoding="utf-8")) if os.path.exists(rejects) else 0
        with open(os.path.join(out, "fit-ledger.jsonl"), encoding="utf-8") as file:
            dropped = sum(json.loads(line)["action"] == "dropped" for line in file)
        return segments, out, refused, dropped


def stretches(labels):
    """The runs of trained labels."""
    runs, current = [], None
    for label in labels:
        if label == -100:
            current = None
        elif current is None:
            runs.append(current := [label])
        else:
            current.append(label)
    return runs


def flaws(tokens, ids, labels, source, beginnings):
    if any(label not in (-100, id) for id, label in zip(ids, labels)):
        yield "a label is neither its id nor -100"
    if source.text is None:
        count, begins = beginnings
        turns = sum(message["role"] == "assistant" and index not in source.untrained for index, message in enumerate(source.messages))
        end = tokens.end[1]
        exchanges = sum(message["role"] == "user" for message in source.messages)
        if begins != tokens.begins or count != (exchanges if tokens.repeats else tokens.begins):
            yield f"the reference's prompt has {count} beginnings"
    else:
        count, begins, turns, end = int(tokens.bos is not None), tokens.bos is not None, 1, tokens.eos[1]
    if tokens.bos:
        places = [index for index, id in enumerate(ids) if id == tokens.bos[1]]
        if (0 in places) != begins:
            yield f"begins with {ids[:3]}"
        if len(places) != count:
            yield f"{len(places)} tokens that begin a text at {places[:6]}, not {count}"
        if any(ids[place - 1] != end for place in places if place):
            yield f"a token that begins a text stands behind another than {end}"
        if tokens.bos[1] in labels:
            yield "a token that begins a text is trained"
    runs = stretches(labels)
    if len(runs) != turns:
        yield f"{len(runs)} trained stretches for {turns} turns"
    for run in runs:
        if run[-1] != end:
            yield f"a turn ends in {run[-3:]}, not in {end}"
        if run.count(end) != 1:
            yield f"a turn holds {run.count(end)} tokens that end one"
        if len(run) < 2:
            yield "nothing but an end is trained"


class Check:
    def __init__(self, trainpack, work, sample):
        self.trainpack, self.work, self.sample, self.passed, self.failed = os.path.abspath(trainpack), work, sample, 0, 0

    def expect(self, what, good, detail=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print(f"FAIL {what}: {detail}", flush=True)
        return good

    def profile(self, id):
        profile, tokens, tokenizer = oracles.load_profile(id), TOKENS[id], oracles.tokenizer(id)
        for name, token in (("bos", tokens.bos), ("eos", tokens.eos), ("end", tokens.end)):
            if token:
                self.expect(f"{id}: id of {token[0]}", tokenizer.token_to_id(token[0]) == token[1], tokenizer.token_to_id(token[0]))
        reference = Reference(id, profile)
        exports = Exports(self.trainpack, id, self.work)
        told = dict(files(profile, tokens, reference, self.sample))
        paths = {name: exports.write(name, part) for name, part in told.items()}
        sources = {(name, line): layouts.conversation(record) for name, part in told.items() for line, record in enumerate(part, 1)}
        counts = collections.Counter()
        systems = [("fold", list(paths))] + ([("drop", [name for name in paths if "system" in name])] if reference.refuses_system else [])
        for system, names in systems:
            found = {rows: exports.export(rows, system, [paths[name] for name in names]) for rows in ("packed", "tokens")}
            packed, folder, refused, dropped = found["packed"]
            self.expect(f"{id} {system}: packed and single rows hold the same", packed == found["tokens"][0])
            given = sum(len(told[name]) for name in names)
            self.expect(f"{id} {system}: every record is told of", len(packed) + refused + dropped == given, f"{len(packed)} exported, {refused} refused, {dropped} too long, of {given}")
            self.expect(f"{id} {system}: nearly all are exported", len(packed) * 100 >= given * 97, f"{len(packed)} of {given}")
            wrong = collections.Counter()
            first = {}
            for place, (ids, labels) in packed.items():
                source = sources[place]
                for flaw in flaws(tokens, ids, labels, source, None if source.text is not None else reference.beginnings(source, system)):
                    wrong[flaw.split(" at ")[0]] += 1
                    first.setdefault(flaw.split(" at ")[0], place)
                counts["segments"] += 1
                counts["ids"] += len(ids)
                counts["turns"] += len(stretches(labels))
                counts["beginnings"] += tokens.bos is not None and ids.count(tokens.bos[1])
            self.expect(f"{id} {system}", not wrong, f"{dict(wrong.most_common(5))}, first at {list(first.values())[:5]}")
            counts["refused"], counts["dropped"] = counts["refused"] + refused, counts["dropped"] + dropped
            if id == LOADED:
                self.loaded(id, folder)
        print(
            f"{id}: {counts['segments']:,} segments of {counts['ids']:,} ids, {counts['beginnings']:,} tokens that begin a text, {counts['turns']:,} trained turns, each with its end; "
            f"{counts['refused']} refused, {counts['dropped']} too long", flush=True)

    def loaded(self, id, folder):
        """`datasets` gives the same rows."""
        import datasets

        datasets.disable_progress_bars()
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            plain = list(shards.rows(folder, json.load(file)))
        rows = datasets.load_dataset(folder, split="train", cache_dir=os.path.join(self.work, "cache"))
        self.expect(f"{id}: datasets reads the same rows", [dict(row) for row in rows] == plain, f"{len(rows)} rows, {len(plain)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--fetch", action="store_true", help="get vocabularies that are missing through `trainpack vocabularies fetch`")
    parser.add_argument("profiles", nargs="*")
    options = parser.parse_args()
    if not os.path.isdir(SHARED):
        print("SKIPPED (no ../shared): texts begin and answers end in exports of every profile")
        print("0 passed, 0 failed")
        return 0
    work = tempfile.mkdtemp(prefix="trainpack-begin-and-end-")
    data = os.path.join(work, "data")
    vocabularies.for_profiles(os.path.abspath(options.trainpack), data, options.fetch)
    check = Check(options.trainpack, work, options.sample)
    listed = json.loads(subprocess.run([check.trainpack, "profiles", "list", "--json"], check=True, capture_output=True, text=True).stdout)["profiles"]
    check.expect("every profile is held", sorted(entry["id"] for entry in listed) == sorted(TOKENS), [entry["id"] for entry in listed])
    for id in options.profiles or TOKENS:
        try:
            oracles.tokenizer(id)
        except oracles.Missing as reason:
            print(f"SKIPPED ({id}): {reason}")
            continue
        check.profile(id)
    shutil.rmtree(work)
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
