#!/usr/bin/env python3
"""segments_equal_reference.py EXPORT … --profile ID --data FILE … [--system-prompt FILE]

Holds every exported segment against transformers' path: the profile's template rendered by transformers, encoded by the profile's oracle (oracles.py) with special
tokens parsed. A record that is not exported must be in the ledger, or be one that the reference refuses too.
The loss mask is held against the oracle's character offsets, with the end found from the message's text instead of the first end-of-turn token, and, where there is
an edit of the template (tagged_templates.py), against transformers' own assistant mask of the template with {% generation %} put in.
Records whose content spells a special token are counted apart: there TrainPack is the safe one; so are those with text for which a profile chooses other ids
(oracles.py, KNOWN_DIFFERENCES). Exit 0 or 1, 3 when the oracle cannot be had here; last line
"N passed, N failed"."""
import argparse, collections, hashlib, html, json, os, re, sys

os.environ["HF_HUB_OFFLINE"] = "1"
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import jinja2
import layouts, oracles, shards, tagged_templates
from transformers import PreTrainedTokenizerFast


class Reference:
    def __init__(self, id):
        profile = oracles.load_profile(id)
        tokens = {f"{name}_token": profile["tokenizer"][name]["text"] for name in ("bos", "eos", "pad", "unk") if profile["tokenizer"].get(name)}
        self.tokenizer = PreTrainedTokenizerFast(tokenizer_object=oracles.tokenizer(id), clean_up_tokenization_spaces=False, **tokens)
        folder = os.path.dirname(oracles.profile_path(id))
        self.tokenizer.chat_template = open(os.path.join(folder, profile["template"]["file"]), encoding="utf-8").read()
        self.turn_ends = profile["template"]["turnEnd"]
        added = self.tokenizer.added_tokens_decoder
        self.specials = [t.content for t in added.values() if t.special] + [t["text"] for t in profile["tokenizer"]["addedTokens"] if t["special"]]
        # What such a token takes in of the white space behind it is none of its own text.
        self.strippers = {id: len(token.content) for id, token in added.items() if token.rstrip}
        self.tagged_template = tagged_templates.tagged(id, self.tokenizer.chat_template)
        self.known_difference = oracles.KNOWN_DIFFERENCES.get(id, (None,))[0]
        self.takes_text_arguments = self.escapes_objects()
        self.bos, self.eos = ([profile["tokenizer"][name]["id"]] if profile["tokenizer"].get(name) else [] for name in ("bos", "eos"))

    def escapes_objects(self):
        """Whether the template turns quotes into entities of HTML where the arguments of a call are an object, and not where they are a string: `tojson | safe` is Markup, which escapes what it is added to."""
        arguments = {"drug": "x"}
        messages = [
            {"role": "user", "content": "q"},
            {"role": "assistant", "content": "", "tool_calls": [{"id": "call00001", "type": "function", "function": {"name": "dose", "arguments": arguments}}]},
            {"role": "tool", "tool_call_id": "call00001", "content": "r"}]
        try:
            texts = [self.tokenizer.apply_chat_template(told, tokenize=False) for told in (messages, layouts.with_text_arguments(messages))]
        except (jinja2.exceptions.TemplateError, TypeError):
            return False
        return [html.unescape(text) == text for text in texts] == [False, True]

    def differs_by_choice(self, source):
        told = json.dumps([source.messages, source.tools, source.text], ensure_ascii=False)
        return self.known_difference and re.search(self.known_difference, told)

    def spells_special(self, source):
        told = json.dumps([source.messages, source.tools, source.text], ensure_ascii=False)
        return any(json.dumps(s, ensure_ascii=False)[1:-1] in told for s in self.specials)

    def render(self, messages, tools, **options):
        """Some templates put the arguments of a call between other texts: they want the string, not the object. A text without the calls is none."""
        apply = lambda told: self.tokenizer.apply_chat_template(told, tools=tools, tokenize=False, **options)
        if self.takes_text_arguments:
            return apply(layouts.with_text_arguments(messages))
        try:
            return apply(messages)
        except (TypeError, jinja2.exceptions.UndefinedError):
            calls = sum(len(message.get("tool_calls", [])) for message in messages)
            if apply(layouts.with_text_arguments(messages, "@arguments@")).count("@arguments@") != calls:
                raise
            return apply(layouts.with_text_arguments(messages))

    def refuses(self, source):
        try:
            source.text is None and self.render(source.messages, source.tools)
            return False
        except (jinja2.exceptions.TemplateError, TypeError):
            return True

    def encode(self, source):
        """Ids and loss mask."""
        if source.text is not None:
            ids = self.bos + self.tokenizer(source.text, add_special_tokens=False)["input_ids"] + self.eos
            return ids, [index >= len(self.bos) for index in range(len(ids))]
        text = self.render(source.messages, source.tools)
        encoded = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        offsets = [(a, a + self.strippers.get(id, b - a)) for id, (a, b) in zip(encoded["input_ids"], encoded["offset_mapping"])]
        return encoded["input_ids"], self.mask(source, text, offsets)

    def mask(self, source, text, offsets):
        trained, position = [False] * len(text), 0
        for index, message in enumerate(source.messages):
            content = (message["content"] or "").strip()
            if message["role"] != "assistant":
                found = text.find(content, position)
                position = found + len(content) if found >= 0 else position
                continue
            try:
                cue = self.render(source.messages[:index], source.tools, add_generation_prompt=True)
            except (jinja2.exceptions.TemplateError, TypeError):
                cue = None
            # Of a message that only calls, the name is the first thing that its record wrote.
            first = content or next((call["function"]["name"] for call in message.get("tool_calls", [])), "")
            start = len(cue) if cue is not None and text.startswith(cue) else text.index(first, position)
            content_end = text.index(content, start) + len(content) if content else start
            end = min((text.index(t, content_end) + len(t) for t in self.turn_ends if t in text[content_end:]), default=content_end)
            if index not in source.untrained:
                trained[start:end] = [True] * (end - start)
            position = end
        return [any(trained[a:b]) for a, b in offsets]

    def tagged_mask(self, source):
        encoded = self.tokenizer.apply_chat_template(source.messages, chat_template=self.tagged_template, tokenize=True, return_dict=True, return_assistant_tokens_mask=True)
        return encoded["input_ids"], [bool(m) for m in encoded["assistant_masks"]]

    def has_tagged(self, source):
        return self.tagged_template and source.text is None and not source.tools and not source.untrained and not any(m.get("tool_calls") for m in source.messages)


def compare(reference, export, data, system_prompt):
    """Holds one export against the reference; counts what passed and failed."""
    manifest = json.load(open(os.path.join(export, "manifest.json"), encoding="utf-8"))
    # Elements of an array may stand on one line; then those that are equal byte for byte need not be told apart.
    source = {(number, hashlib.sha256(raw).hexdigest()): record for number, raw, record in layouts.records(data)}
    ledger = [json.loads(line) for line in open(os.path.join(export, "fit-ledger.jsonl"), encoding="utf-8")]
    cuts = {(entry["line"], entry["record_id"]): entry["examples"][0]["removed"] for entry in ledger if entry["action"] == "trimmed"}
    dropped = {entry["line"] for entry in ledger if entry["action"] == "dropped"}
    counts, failures, seen = collections.Counter(), [], set()

    def expect(kind, condition, detail):
        counts["passed" if condition else "failed"] += 1
        if not condition and len(failures) < 10:
            failures.append(f"FAIL {kind}: {detail}")

    for segment, ids, labels in shards.examples(export, manifest):
        key = (segment["line"], segment["record_sha256"])
        expect("hash of the source record", key in source, segment)
        if key not in source:
            continue
        record = source[key]
        seen.add(key)
        if cut := cuts.get((segment["line"], segment["record_id"])):
            replaced = {}
            for piece in reversed(cut):
                text = replaced.get(piece["field"], layouts.text_at(record, piece["field"])).encode()
                expect("cut reproduces from the source", text[piece["start"]:piece["end"]].decode() == piece["text"], segment)
                replaced[piece["field"]] = (text[:piece["start"]] + piece["replacement"].encode() + text[piece["end"]:]).decode()
            record = layouts.replacing(record, replaced)
            counts["trimmed"] += 1
        told = layouts.conversation(record, system_prompt)
        mask = [label != -100 for label in labels]
        expect("labels are the ids where trained", all(l == -100 or l == i for l, i in zip(labels, ids)), segment)
        expect("counts of the segment", (segment["tokens"], segment["loss_tokens"]) == (len(ids), sum(mask)), segment)
        expect("fits", len(ids) <= manifest["context_length"], segment)
        if reference.spells_special(told):
            counts["spells special tokens"] += 1
            continue
        if reference.differs_by_choice(told):
            counts["differ by choice"] += 1
            continue
        expected, expected_mask = reference.encode(told)
        expect("ids", ids == expected, f"{segment['record_id']}: first difference at {next((i for i, (a, b) in enumerate(zip(ids, expected)) if a != b), 'the end')}")
        expect("loss mask", mask == expected_mask, f"{segment['record_id']} {[(i, a, b) for i, (a, b) in enumerate(zip(mask, expected_mask)) if a != b][:5]}")
        if reference.has_tagged(told):
            tagged_ids, tagged = reference.tagged_mask(told)
            expect("ids of the tagged template", ids == tagged_ids, segment["record_id"])
            expect("loss mask of the tagged template", mask == tagged, f"{segment['record_id']} {[(i, a, b) for i, (a, b) in enumerate(zip(mask, tagged)) if a != b][:5]}")
            counts["tagged"] += 1
    refused = 0
    for key in source.keys() - seen:
        if key[0] in dropped:
            continue
        refused += 1
        expect("the reference refuses what is neither exported nor dropped", reference.refuses(layouts.conversation(source[key], system_prompt)), key)
    # Those that spell special tokens are not compared; they must stay the exception.
    expect("nearly all segments were compared", (counts["spells special tokens"] + counts["differ by choice"]) * 10 <= max(10, len(seen)), f"{counts['spells special tokens']} of {len(seen)} spell special tokens")
    expect("the manifest counts them", manifest["counts"]["read"] >= len(source) == len(seen) + refused + len([key for key in source.keys() - seen if key[0] in dropped]), manifest["counts"])
    print(*failures, sep="\n", end="\n" if failures else "")
    print(
        f"{os.path.basename(data)}: {len(source)} records: {len(seen)} exported ({counts['trimmed']} trimmed, {counts['spells special tokens']} spell special tokens, {counts['differ by choice']} differ by choice, {counts['tagged']} held against a "
        f"tagged template), {len(dropped)} dropped, {refused} refused by both")
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("exports", nargs="+")
    parser.add_argument("--profile", required=True)
    parser.add_argument("--data", required=True, action="append", help="what each export was made from, in the order of the exports")
    parser.add_argument("--system-prompt")
    options = parser.parse_args()
    try:
        reference = Reference(options.profile)
    except oracles.Missing as reason:
        print(f"SKIPPED: the oracle of {options.profile} cannot be had here: {reason}")
        return 3
    system_prompt = None
    if options.system_prompt:
        # One line break at the end of the file is not part of the prompt.
        system_prompt = re.sub(r"\r?\n\Z", "", open(options.system_prompt, encoding="utf-8", newline="").read())
    passed = failed = 0
    for export, data in zip(options.exports, options.data, strict=True):
        counts = compare(reference, export, data, system_prompt)
        passed, failed = passed + counts["passed"], failed + counts["failed"]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
