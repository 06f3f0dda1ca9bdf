"""Makes or checks the self-test of a model profile with the reference: transformers' templates, tokenizers' ids.

    python Tools/profile_self_test.py PROFILE.json… [--tokenizer TOKENIZER.json] [--check]

Without a TOKENIZER.json the reference is the one that Tests/Acceptance/oracles.py has for the profile's id; the exit
status is 3 where it cannot be had, with the reason.

The texts and messages are those that the profile has; printed is the self-test with fresh answers, or, with --check,
nothing, and the exit status is 1 where an answer differs. Also held against it: the profile's tokens. A token that the
profile calls special counts as special, whatever the reference says of it.

Needs transformers and tokenizers. Made for transformers 5.23 and tokenizers 0.23.
"""

import argparse
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Tests", "Acceptance"))

import oracles
from tokenizers import Tokenizer
from transformers.utils.chat_template_utils import render_jinja_template

# Stands for a character of a special token that a message spells, while the message is rendered: private use.
PLACEHOLDER = 0xF0000


def load_tokenizer(description):
    return Tokenizer.from_str(json.dumps(description))


def with_special(description, profile):
    """The description with every token special that the profile calls special."""
    special = {token["text"] for token in profile["tokenizer"]["addedTokens"] if token["special"]}
    copy = json.loads(json.dumps(description))
    for token in copy["added_tokens"]:
        token["special"] = token["special"] or token["content"] in special
    return copy


def without_prefix(description):
    """The same tokenizer as it is after a special token: Metaspace's `first` has put its prefix already."""
    copy = json.loads(json.dumps(description))
    pre_tokenizer = copy.get("pre_tokenizer") or {}
    if pre_tokenizer.get("type") == "Metaspace" and pre_tokenizer.get("prepend_scheme") == "first":
        pre_tokenizer["prepend_scheme"] = "never"
    return copy


class Reference:
    def __init__(self, profile, template, description):
        self.profile = profile
        self.template = template
        self.own_special = {t["content"]: t["special"] for t in description["added_tokens"]}
        description = with_special(description, profile)
        self.whole = load_tokenizer(description)
        self.start = load_tokenizer(description)
        self.after = load_tokenizer(without_prefix(description))
        self.start.encode_special_tokens = True
        self.after.encode_special_tokens = True
        added = self.whole.get_added_tokens_decoder()
        self.special = sorted(
            ((token.content, id, token) for id, token in added.items() if token.special), key=lambda t: -len(t[0])
        )

    def ordinary(self, text):
        return self.start.encode(text, add_special_tokens=False).ids

    def render(self, messages, add_generation_prompt=False):
        tokens = self.profile["tokenizer"]
        rendered, _ = render_jinja_template(
            [messages],
            chat_template=self.template,
            add_generation_prompt=add_generation_prompt,
            bos_token=(tokens["bos"] or {}).get("text", ""),
            eos_token=(tokens["eos"] or {}).get("text", ""),
        )
        return rendered[0]

    def hidden(self, text, originals):
        """The text with every special token that it spells replaced by placeholders, one a character."""
        for content, _, _ in self.special:
            if content in text:
                marks = ""
                for character in content:
                    marks += chr(PLACEHOLDER + len(originals))
                    originals.append(character)
                text = text.replace(content, marks)
        return text

    def conversation(self, messages):
        originals = []
        hidden = [dict(m, content=self.hidden(m["content"], originals)) for m in messages]
        text = self.render(hidden)

        def shown(part):
            return "".join(
                originals[ord(c) - PLACEHOLDER] if 0 <= ord(c) - PLACEHOLDER < len(originals) else c for c in part
            )

        ids, offsets = [], []

        def encode(start, end):
            if start < end:
                encoding = (self.start if start == 0 else self.after).encode(
                    shown(text[start:end]), add_special_tokens=False
                )
                ids.extend(encoding.ids)
                offsets.extend((start + a, start + b) for a, b in encoding.offsets)

        position = begin = 0
        while position < len(text):
            for content, id, token in self.special:
                if text.startswith(content, position):
                    encode(begin, len(text[:position].rstrip()) if token.lstrip else position)
                    ids.append(id)
                    offsets.append((position, position + len(content)))
                    position += len(content)
                    if token.rstrip:
                        position = len(text) - len(text[position:].lstrip())
                    begin = position
                    break
            else:
                position += 1
        encode(begin, len(text))

        if not originals:
            assert ids == self.whole.encode(text, add_special_tokens=False).ids, "cutting at special tokens differs"
        trained = self.trained(hidden, text)
        mask = [any(a < end and b > start for start, end in trained) for a, b in offsets]
        return shown(text), ids, ranges(mask)

    def trained(self, messages, text):
        """The characters from the end of each assistant turn's generation cue through its first end-of-turn text."""
        found = []
        for index, message in enumerate(messages):
            if message["role"] != "assistant":
                continue
            cue = self.render(messages[:index], add_generation_prompt=True)
            if text.startswith(cue):
                start = len(cue)
            else:
                start = text.index(message["content"], found[-1][1] if found else 0)
            ends = [text.find(end, start) + len(end) for end in self.profile["template"]["turnEnd"] if end in text[start:]]
            found.append((start, min(ends)))
        return found


def ranges(mask):
    found = []
    for position, is_trained in enumerate(mask):
        if is_trained and found and found[-1][1] == position:
            found[-1][1] = position + 1
        elif is_trained:
            found.append([position, position + 1])
    return found


def self_special(reference, token):
    """Whether the reference itself calls a token special."""
    return reference.own_special.get(token["text"], False)


def compare_tokens(profile, reference):
    tokens = profile["tokenizer"]
    for token in tokens["addedTokens"] + tokens["endOfTurn"] + [tokens[k] for k in ("bos", "eos", "unk", "pad")]:
        if token and reference.whole.token_to_id(token["text"]) != token["id"]:
            yield f"{token['text']} is {reference.whole.token_to_id(token['text'])}, not {token['id']}"
    added = reference.whole.get_added_tokens_decoder()
    for token in tokens["addedTokens"]:
        if token["id"] not in added or (self_special(reference, token) and not token["special"]):
            yield f"{token['text']} is not an added token with special = {token['special']}"


def answers(path, tokenizer_path):
    """The profile at `path`, its self-test with fresh answers, and what of its tokens differs from the reference."""
    with open(path, encoding="utf-8") as file:
        profile = json.load(file)
    if tokenizer_path:
        with open(tokenizer_path, encoding="utf-8") as file:
            description = json.load(file)
    else:
        description = json.loads(oracles.tokenizer(profile["id"]).to_str())
    template_path = os.path.join(os.path.dirname(path), profile["template"]["file"])
    with open(template_path, encoding="utf-8", newline="") as file:
        template = file.read()
    reference = Reference(profile, template, description)
    texts = [dict(s, ids=reference.ordinary(s["text"])) for s in profile["selfTest"]["texts"]]
    conversations = []
    for sample in profile["selfTest"]["conversations"]:
        text, ids, loss = reference.conversation(sample["messages"])
        conversations.append(dict(sample, text=text, ids=ids, lossRanges=loss))
    return profile, {"texts": texts, "conversations": conversations}, list(compare_tokens(profile, reference))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("profiles", nargs="+", metavar="PROFILE.json")
    parser.add_argument("--tokenizer", help="a tokenizer.json, the reference of all profiles named")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    is_wrong = is_missing = False
    for path in arguments.profiles:
        try:
            profile, fresh, problems = answers(path, arguments.tokenizer)
        except oracles.Missing as reason:
            print(f"SKIPPED (no oracle): {path}: {reason}", file=sys.stderr)
            is_missing = True
            continue
        if not arguments.check:
            print(json.dumps(fresh, ensure_ascii=False))
        else:
            for kind, samples in fresh.items():
                for new, old in zip(samples, profile["selfTest"][kind]):
                    problems += [f"{old['name']}: {key} differs" for key in new if new[key] != old[key]]
        for problem in problems:
            print(f"{profile['id']}: {problem}", file=sys.stderr)
        is_wrong = is_wrong or bool(problems)
    return 1 if is_wrong else 3 if is_missing else 0


if __name__ == "__main__":
    sys.exit(main())
