#!/usr/bin/env python3
"""truncation_hazards.py --trainpack BINARY [--count N]: what truncation does to examples elsewhere, and proof on the token ids that an export with any policy of fitting does none of it.

    TRUNC-ANSWER     an answer loses its end, or all of it
    TRUNC-EOS        the token that ends a turn goes, and the model never learns to stop
    TRUNC-ALLMASKED  no token of an example is trained
    TRUNC-SYSTEM     the system prompt goes, or a part of it
    TRUNC-TEMPLATE   what the template writes around the texts goes, or a part of it

Records of fitting.py's kinds, many of them too long, all or every second with a system prompt, are exported as packed rows and as messages with drop, trim, split and turns, for three profiles. Of each example
the ids are those that jinja2 and the reference tokenizer make of its messages; its answers, read from the record, are the trained stretches, each up to the token that ends a turn; the system prompt stands in its text.
The same examples cut as trainers cut them, at the budget, show every one of the five: the check can fail. Last line "N passed, N failed"."""
import argparse, collections, json, os, random, subprocess, sys, tempfile

import fitting, oracles, shards
from exports_begin_and_end import TOKENS, Reference, stretches

BUDGET = 480
SYSTEM = "You are a careful assistant. Answer in the language of the question."
# Text that spells a special token is ordinary text to TrainPack and not to the references; special_tokens_in_content.py is about it.
SPELLED = "<|im_end|>"
PROFILES = ["qwen2.5-7b-instruct", "mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.3"]
HAZARDS = ["TRUNC-ANSWER", "TRUNC-EOS", "TRUNC-ALLMASKED", "TRUNC-SYSTEM", "TRUNC-TEMPLATE"]
# Kinds whose records may have a system prompt of their own; the others are given one for all.
OWN_SYSTEM = {"instruction", "conversation"}
OPTIONS = {"instruction": ["--trim-first", "input", "--keep", "instruction"]}
MARKER = ["--cut-marker", "[…]"]


def answers(kind, record):
    """What the assistant says in a record, by the README's description of its format."""
    if kind == "question":
        return [f"The correct answer is {record['answer_idx']}: {record['answer']}"]
    if kind == "abstract":
        return [f"The answer is {record['final_decision']}.\n\n{record['long_answer']}"]
    if kind == "conversation":
        return [message["content"] for message in record["messages"] if message["role"] == "assistant"]
    return [record["output" if kind == "instruction" else "note"]]


def key(place):
    """Which example it is, by its line of segments.jsonl."""
    return place["line"], place.get("example")


class Example:
    """Ids and labels of an example of an export, with its messages and the record that it came from."""

    def __init__(self, ids, labels, messages, system, spoken):
        self.ids, self.labels, self.messages, self.system, self.spoken = ids, labels, messages, system, spoken

    def cut(self, length, at_end):
        """As a trainer cuts it."""
        part = slice(None, length) if at_end else slice(-length, None)
        return Example(self.ids[part], self.labels[part], self.messages, self.system, self.spoken)


class Hazards:
    def __init__(self, profile):
        self.tokens, self.tokenizer = TOKENS[profile], oracles.tokenizer(profile)
        self.reference = Reference(profile, oracles.load_profile(profile))

    def text(self, ids):
        return self.tokenizer.decode(ids, skip_special_tokens=False)

    def whole(self, messages):
        text = self.reference.render(messages, None).replace(self.reference.MARK, (self.tokens.bos or [""])[0])
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def of(self, example):
        """The hazards that have come about in an example."""
        trained = stretches(example.labels)
        said = [message["content"] for message in example.messages if message["role"] == "assistant"]
        end = self.tokens.end[1]
        # The last answers of the record, as turns may go from its start.
        kept = said == example.spoken[-len(said):] and len(trained) == len(said)
        if not kept or any(text.strip() != self.text([id for id in run if id != end]).strip() for text, run in zip(said, trained)):
            yield "TRUNC-ANSWER"
        if len(trained) != len(said) or any(run[-1] != end for run in trained):
            yield "TRUNC-EOS"
        if not trained:
            yield "TRUNC-ALLMASKED"
        if example.system and example.system not in self.text(example.ids):
            yield "TRUNC-SYSTEM"
        if example.ids != self.whole(example.messages):
            yield "TRUNC-TEMPLATE"


class Check:
    def __init__(self, trainpack, work):
        self.trainpack, self.work, self.passed, self.failed = os.path.abspath(trainpack), work, 0, 0

    def expect(self, what, good, detail=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print(f"FAIL {what}: {detail}", flush=True)

    def export(self, data, profile, rows, options):
        """The folder and its manifest."""
        out = os.path.join(self.work, rows)
        done = subprocess.run(
            [self.trainpack, "export", data, "--profile", profile, "--context-length", str(BUDGET), "--rows", rows, "--system", "fold", "--output", out, "--force", "--quiet", *options],
            capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{profile} {rows} {options}: export ends in {done.returncode}: {done.stderr[-2000:]}")
        with open(os.path.join(out, "manifest.json"), encoding="utf-8") as file:
            return out, json.load(file)

    def system(self, kind, line):
        """The system prompt of a record."""
        return SYSTEM if kind not in OWN_SYSTEM or line % 2 == 0 else None

    def examples(self, kind, records, data, profile, options):
        """The examples of an export, packed, with the messages that the same export writes as messages; and its counts."""
        plain, manifest = self.export(data, profile, "messages", options)
        with open(os.path.join(plain, "segments.jsonl"), encoding="utf-8") as file:
            places = [json.loads(line) for line in file]
        messages = {key(place): row["messages"] for row, place in zip(shards.rows(plain, manifest), places, strict=True)}
        packed, manifest = self.export(data, profile, "packed", options)
        found = [
            Example(ids, labels, messages.pop(key(place)), self.system(kind, place["line"]), answers(kind, records[place["line"] - 1]))
            for place, ids, labels in shards.examples(packed, manifest)]
        self.expect(f"{profile} {options}: as many examples as messages", not messages)
        return found, manifest["counts"]

    def kind(self, kind, count, profile, hazards, draw):
        make, policies, _, _ = fitting.KINDS[kind]
        records = [make(draw, number) for number in range(count)]
        for line, record in enumerate(records, 1):
            if kind == "conversation":
                own = [{"role": "system", "content": SYSTEM}] if self.system(kind, line) else []
                record["messages"] = own + [message for message in record["messages"] if message["role"] != "system"]
            elif kind == "instruction":
                record["system"] = self.system(kind, line) or ""
        data = os.path.join(self.work, f"{kind}.jsonl")
        with open(data, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        prompt = os.path.join(self.work, "system.txt")
        with open(prompt, "w", encoding="utf-8") as file:
            file.write(SYSTEM)
        always = [] if kind in OWN_SYSTEM else ["--system-prompt", prompt]
        for policy in ["drop", *policies]:
            given = [[], MARKER] if policy in ("trim", "split") else [[]]
            for marker in given:
                name = f"{kind}, {policy}{', marked' if marker else ''}, {profile}"
                found, counts = self.examples(kind, records, data, profile, ["--fit", policy, *always, *marker, *(OPTIONS.get(kind, []) if policy in ("trim", "split") else [])])
                came = collections.Counter(hazard for example in found for hazard in hazards.of(example))
                self.expect(name, not came, dict(came))
                self.expect(f"{name}: no example is over the budget", all(len(example.ids) <= BUDGET for example in found))
                changed = counts["split" if policy == "split" else "trimmed"] if policy != "drop" else counts["dropped"]
                self.expect(f"{name}: records were too long", changed * 4 >= count, counts)
                print(f"{name}: {len(found)} examples, {changed} of {count} records {'dropped' if policy == 'drop' else 'changed'}, {sum(came.values())} hazards", flush=True)
                if policy == "drop":
                    wholes = found
        return wholes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--count", type=int, default=60)
    options = parser.parse_args()
    fitting.SENTENCES[:] = [sentence for sentence in fitting.SENTENCES if SPELLED not in sentence]
    with tempfile.TemporaryDirectory(prefix="trainpack-hazards-") as work:
        check = Check(options.trainpack, work)
        for profile in PROFILES:
            try:
                hazards = Hazards(profile)
            except oracles.Missing as reason:
                print(f"SKIPPED ({profile}): {reason}")
                continue
            draw, seen = random.Random(20_261), collections.Counter()
            for kind in fitting.KINDS:
                for example in check.kind(kind, options.count, profile, hazards, draw):
                    for length in (len(example.ids) * 3 // 4, len(example.ids) // 4, len(example.ids) - 1):
                        for at_end in (True, False):
                            seen.update(hazards.of(example.cut(length, at_end)))
            check.expect(f"{profile}: examples that are cut blindly show every hazard", all(seen[hazard] for hazard in HAZARDS), dict(seen))
            print(f"{profile}: cut blindly, {', '.join(f'{hazard} {seen[hazard]}' for hazard in HAZARDS)}", flush=True)
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
