#!/usr/bin/env python3
"""segments_equal_reference.py EXPORT --profile PROFILE.json [--tokenizer TOKENIZER.json] --data FILE [--system-prompt FILE]

Holds every exported segment against transformers' path: the profile's template rendered by transformers, encoded by the oracle tokenizer with special tokens parsed.
The loss mask is held against two other methods: the oracle's character offsets with an end found from the message's text instead of the first end-of-turn token,
and transformers' own assistant mask of the template with {% generation %} put in.
Records whose content spells a special token are counted apart: there TrainPack is the safe one. Exit 0 or 1; last line "N passed, N failed"."""
import argparse, collections, hashlib, io, json, os, re, sys, tarfile

os.environ["HF_HUB_OFFLINE"] = "1"
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import layouts, oracles, tagged_templates
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast


def rows_of(export, manifest):
    for split in manifest["splits"].values():
        for shard_index, shard in enumerate(split["shards"]):
            with tarfile.open(os.path.join(export, shard["path"])) as archive:
                for line in archive.extractfile(archive.getmembers()[0]):
                    yield json.loads(line)


def exported_segments(export, manifest):
    """(segment line, ids, labels) in export order."""
    segments = (json.loads(line) for line in open(os.path.join(export, "segments.jsonl"), encoding="utf-8"))
    for row in rows_of(export, manifest):
        start = 0
        for length in row["seq_lengths"]:
            yield next(segments), row["input_ids"][start:start + length], row["labels"][start:start + length]
            start += length
    if next(segments, None) is not None:
        sys.exit("segments.jsonl has more lines than the shards have segments")


class Reference:
    def __init__(self, options, profile):
        tokens = {f"{name}_token": profile["tokenizer"][name]["text"] for name in ("bos", "eos", "pad", "unk") if profile["tokenizer"].get(name)}
        # Without a file the reference is the one that oracles.py has for the profile.
        made = Tokenizer.from_file(options.tokenizer) if options.tokenizer else oracles.tokenizer(profile["id"])
        self.tokenizer = PreTrainedTokenizerFast(tokenizer_object=made, clean_up_tokenization_spaces=False, **tokens)
        folder = os.path.dirname(os.path.abspath(options.profile))
        self.tokenizer.chat_template = open(os.path.join(folder, profile["template"]["file"]), encoding="utf-8").read()
        self.turn_ends = profile["template"]["turnEnd"]
        added = self.tokenizer.added_tokens_decoder
        self.specials = [t.content for t in added.values() if t.special] + [t["text"] for t in profile["tokenizer"]["addedTokens"] if t["special"]]
        # What such a token takes in of the white space behind it is none of its own text.
        self.strippers = {id: len(token.content) for id, token in added.items() if token.rstrip}
        self.tagged_template = tagged_templates.tagged(profile["id"], self.tokenizer.chat_template)

    def spells_special(self, messages):
        return any(s in m["content"] for m in messages for s in self.specials)

    def encode(self, messages):
        text = self.tokenizer.apply_chat_template(messages, tokenize=False)
        encoded = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        offsets = [(a, a + self.strippers.get(id, b - a)) for id, (a, b) in zip(encoded["input_ids"], encoded["offset_mapping"])]
        return text, encoded["input_ids"], offsets

    def mask(self, messages, text, offsets):
        trained = [False] * len(text)
        for index, message in enumerate(messages):
            if message["role"] != "assistant":
                continue
            cue = self.tokenizer.apply_chat_template(messages[:index], tokenize=False, add_generation_prompt=True)
            assert text.startswith(cue), "the generation cue is not a prefix"
            # Some templates strip a message.
            content = message["content"] if message["content"] in text[len(cue):] else message["content"].strip()
            content_end = text.index(content, len(cue)) + len(content)
            end = min(text.index(t, content_end) + len(t) for t in self.turn_ends if t in text[content_end:])
            trained[len(cue):end] = [True] * (end - len(cue))
        return [any(trained[a:b]) for a, b in offsets]

    def tagged_mask(self, messages):
        encoded = self.tokenizer.apply_chat_template(messages, chat_template=self.tagged_template, tokenize=True, return_dict=True, return_assistant_tokens_mask=True)
        return encoded["input_ids"], [bool(m) for m in encoded["assistant_masks"]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("export")
    parser.add_argument("--profile", required=True)
    parser.add_argument("--tokenizer", help="without one, what oracles.py makes for the profile; exit 3 where that cannot be had")
    parser.add_argument("--data", required=True)
    parser.add_argument("--system-prompt")
    options = parser.parse_args()
    manifest = json.load(open(os.path.join(options.export, "manifest.json"), encoding="utf-8"))
    try:
        reference = Reference(options, json.load(open(options.profile, encoding="utf-8")))
    except oracles.Missing as reason:
        print(f"SKIPPED (no oracle): {reason}")
        return 3
    system_prompt = None
    if options.system_prompt:
        # One line break at the end of the file is not part of the prompt.
        system_prompt = re.sub(r"\r?\n\Z", "", open(options.system_prompt, encoding="utf-8", newline="").read())
    source = {number: (line, record) for number, line, record in layouts.records(options.data)}
    ledger = [json.loads(line) for line in open(os.path.join(options.export, "fit-ledger.jsonl"), encoding="utf-8")]
    cuts = {entry["line"]: entry["cut"] for entry in ledger if entry["action"] == "trimmed"}
    dropped = {entry["line"] for entry in ledger if entry["action"] == "dropped"}
    counts, failures, seen = collections.Counter(), [], set()

    def expect(kind, condition, detail):
        counts["passed" if condition else "failed"] += 1
        if not condition and len(failures) < 10:
            failures.append(f"FAIL {kind}: {detail}")

    for segment, ids, labels in exported_segments(options.export, manifest):
        line, record = source[segment["line"]]
        seen.add(segment["line"])
        replaced = {}
        if cut := cuts.get(segment["line"]):
            for piece in reversed(cut["pieces"]):
                text = replaced.get(piece["field"], layouts.text_at(record, piece["field"])).encode()
                expect("cut reproduces from the source", text[piece["start"]:piece["end"]].decode() == piece["text"], segment)
                replaced[piece["field"]] = (text[:piece["start"]] + text[piece["end"]:]).decode()
            counts["trimmed"] += 1
        messages = layouts.conversation(record, system_prompt, replaced)
        expect("hash of the source record", hashlib.sha256(line).hexdigest() == segment["record_sha256"], segment)
        mask = [label != -100 for label in labels]
        expect("labels are the ids where trained", all(l == -100 or l == i for l, i in zip(labels, ids)), segment)
        expect("counts of the segment", (segment["tokens"], segment["loss_tokens"]) == (len(ids), sum(mask)), segment)
        expect("fits", len(ids) <= manifest["context_length"], segment)
        if reference.spells_special(messages):
            counts["spells special tokens"] += 1
            continue
        text, expected, offsets = reference.encode(messages)
        expect("ids", ids == expected, f"{segment['record_id']}: first difference at {next((i for i, (a, b) in enumerate(zip(ids, expected)) if a != b), 'the end')}")
        expect("loss mask", mask == reference.mask(messages, text, offsets), segment["record_id"])
        tagged_ids, tagged = reference.tagged_mask(messages)
        expect("ids of the tagged template", ids == tagged_ids, segment["record_id"])
        expect("loss mask of the tagged template", mask == tagged, f"{segment['record_id']} {[(i, a, b) for i, (a, b) in enumerate(zip(mask, tagged)) if a != b][:5]}")
    # Those that spell special tokens are not compared; they must stay the exception.
    expect("nearly all segments were compared", counts["spells special tokens"] * 10 <= len(seen), f"{counts['spells special tokens']} of {len(seen)} spell special tokens")
    expect("every record is exported or dropped", seen | dropped == set(source) and not seen & dropped, f"{len(source)} read, {len(seen)} exported, {len(dropped)} dropped")
    print("\n".join(failures))
    print(f"{len(source)} records: {len(seen)} exported ({counts['trimmed']} trimmed, {counts['spells special tokens']} spell special tokens), {len(dropped)} dropped")
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] else 0


sys.exit(main())
