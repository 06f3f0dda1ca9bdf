#!/usr/bin/env python3
"""special_tokens_in_content.py --trainpack BINARY [--sample] [--fetch] [--templates] [NAME …]: exports conversations whose content spells the model's special tokens, and proves on the token ids and labels that none of them came from content.

For every special token of a profile, in every role and field (texts, reasoning, names, arguments and results of calls, names and descriptions of tools): whole, alone and among words; split across two neighbouring fields at every
character; and each beginning and end of it alone, at both borders of a field, where the template's own bytes stand beside it (special_shapes.py). Each row has as many special tokens, and of them as many trained, as that of the same conversation
with plain words; the bytes of its ids are the text that jinja2 renders (with SentencePiece without comparing spaces; with tokens that take in white space, without any); and its mask is, token by token, that of the conversation with plain words
by the rule (mask_rule.py): outside the places byte for byte the same, and each place trained as its plain word was. Where a template reads the text itself (it takes reasoning out of it, say), the mask is the rule's for that text.
`check` must name the content that spells a token where the model reads it.

--templates tests the chat templates of real models in ../shared in the same way, with tokens that are bytes (byte_models.py) and the special tokens that their templates write; without {% generation %}, so that the rule decides. Last line "N passed, N failed"."""
import argparse, json, os, re, shutil, subprocess, sys, tempfile

import byte_models, mask_rule, oracles, special_shapes, turn_ends, vocabularies
from loss_masks_by_rule import without_tags


def byte_values(tokenizer):
    """For each id its bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    letters = {chr(b): b for b in printable} | {chr(256 + k): b for k, b in enumerate(others)}
    added = tokenizer.get_added_tokens_decoder()
    is_bytes = "ByteLevel" in json.loads(tokenizer.to_str())["decoder"].get("type", "") or "ByteLevel" in json.dumps(json.loads(tokenizer.to_str())["decoder"])
    values = {}
    for text, id in tokenizer.get_vocab(with_added_tokens=True).items():
        if id in added:
            values[id] = added[id].content.encode()
        elif is_bytes:
            values[id] = bytes(letters[c] for c in text) if all(c in letters for c in text) else b""
        elif re.fullmatch(r"<0x[0-9A-F]{2}>", text):
            values[id] = bytes([int(text[3:5], 16)])
        else:
            values[id] = text.replace("\u2581", " ").encode()
    return values, is_bytes


def write_records(path, conversations):
    with open(path, "w", encoding="utf-8") as file:
        for number, conversation in enumerate(conversations):
            file.write(json.dumps({"id": str(number)} | conversation, ensure_ascii=False) + "\n")


class ProfileModel:
    """A profile with its own vocabulary. `ignored` are the bytes that its tokens have otherwise than the text."""

    def __init__(self, trainpack, id, work):
        self.trainpack, self.name, self.path, self.out = trainpack, id, os.path.join(work, "records.jsonl"), os.path.join(work, "rows")
        profile, tokenizer = oracles.load_profile(id), oracles.tokenizer(id)
        template = next(turn_ends.all_templates([f"profile {id}"]))
        self.values, is_exact = byte_values(tokenizer)
        # The tokens of SentencePiece have a space more at a text's start, and some special tokens take in the white space behind them.
        strips = any(t.get("strips") for t in profile["tokenizer"]["addedTokens"])
        self.ignored = b"" if is_exact else b" \t\n\r\v\f" if strips else b" "
        self.texts = list(dict.fromkeys([*(t["text"] for t in profile["tokenizer"]["addedTokens"] if t["special"]), *template.variables.values()]))
        self.rule = mask_rule.MaskRule(template.source, template.turn_ends, template.variables, self.texts)
        self.special = {token for token, added in tokenizer.get_added_tokens_decoder().items() if added.special} | {t["id"] for t in profile["tokenizer"]["addedTokens"] if t["special"]}

    def rows(self, conversations):
        """The rows of the conversations, in their order."""
        write_records(self.path, conversations)
        done = subprocess.run(
            [self.trainpack, "export", self.path, "--profile", self.name, "--rows", "tokens", "--layout", "jsonl", "--context-length", "8192", "--on-lost-content", "keep", "--output", self.out, "--force", "--quiet"], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{self.name}: export ends in {done.returncode}: {done.stderr[-2000:]}")
        shards = {}
        order = [None] * len(conversations)
        for name in sorted(os.listdir(os.path.join(self.out, "data"))):
            with open(os.path.join(self.out, "data", name), encoding="utf-8") as file:
                shards[f"data/{name}"] = [json.loads(line) for line in file]
        with open(os.path.join(self.out, "segments.jsonl"), encoding="utf-8") as file:
            for segment in map(json.loads, file):
                order[segment["line"] - 1] = shards[segment["shard"]][segment["row"]]
        return order

    def told(self):
        """How many of the last conversations `check` tells as spelling special tokens."""
        done = subprocess.run([self.trainpack, "check", self.path, "--profile", self.name, "--json", "--quiet"], capture_output=True, text=True)
        findings = {f["code"]: f for f in json.loads(done.stdout)["findings"]}
        return findings.get("check.control-token-in-content", {}).get("count", 0)


class TemplateModel:
    """A chat template of a real model whose tokens are bytes, with the special tokens that the template writes."""

    ignored = b""

    def __init__(self, models, template):
        self.models, self.name, template.source = models, template.name, without_tags(template.source)
        written = re.findall(r"<\|[\w ]+\|>|<｜[\w▁:]+｜>|\[/?[A-Z_]{3,}\]|</?s>|<[a-z]+_of_[a-z]+>|<\|?turn\|?>", template.source)
        texts = dict.fromkeys([*template.turn_ends, *template.variables.values(), *written])
        self.texts = [text for text in texts if text.strip() == text]
        self.rule = mask_rule.MaskRule(template.source, template.turn_ends, template.variables, self.texts)
        self.profile = models.profile(template.source, template.turn_ends, template.variables, self.texts)
        self.values = models.values()
        self.special = set(range(256, len(self.values)))

    def rows(self, conversations):
        path = os.path.join(self.models.folder, "records.jsonl")
        write_records(path, conversations)
        return self.models.rows(self.profile, path, len(conversations))

    told = None


class PlainMask:
    """The text of a shape with plain words, and which of its characters are trained by the rule."""

    def __init__(self, rule, shape):
        text, turns, _ = rule.turns(shape.filled(shape.plain()))
        data = bytearray(len(text))
        for turn in turns:
            data[turn.start : turn.end] = b"\1" * (turn.end - turn.start)
        self.pieces, position = [], 0
        for word in special_shapes.PLAIN_WORD.finditer(text):
            assert len(set(data[word.start() : word.end()])) == 1, f"{shape.name}: a place is trained in part"
            self.pieces += [(None, text[position : word.start()], bytes(data[position : word.start()])), (int(word[1]), None, data[word.start()])]
            position = word.end()
        self.pieces.append((None, text[position:], bytes(data[position:])))
        self.places = {place for place, _, _ in self.pieces if place is not None}

    def filled(self, texts):
        """The text and the flags of its characters, with other texts in the places."""
        text, flags = [], []
        for place, piece, flag in self.pieces:
            text.append(piece if place is None else texts[place])
            flags.append(flag if place is None else bytes([flag]) * len(texts[place]))
        return "".join(text), b"".join(flags)


def in_bytes(text, flags):
    return text.encode(), b"".join(bytes([flag]) * len(character.encode()) for flag, character in zip(flags, text))


def expected_labels(data, flags, values, ignored):
    """For each token, given its bytes, whether it holds a trained byte; None for one of ignored bytes alone at the border of what is trained, or of the text. Raises ValueError where the tokens spell another text."""
    if ignored:
        flags = bytes(flag for byte, flag in zip(data, flags) if byte not in ignored)
        data, values = data.translate(None, ignored), [value.translate(None, ignored) for value in values]
    if b"".join(values) != data:
        raise ValueError(f"the ids spell {b''.join(values)!r}, the template writes {data!r}")
    position, labels = 0, []
    for value in values:
        end = position + len(value)
        if value:
            labels.append(any(flags[position:end]))
        else:
            around = flags[position - 1 : position + 1] if position else b""
            labels.append(bool(around[0]) if len(around) == 2 and around[0] == around[1] else None)
        position = end
    return labels


class Test:
    """One shape for one model."""

    def __init__(self, model, shape, sample):
        self.model, self.shape, self.passed, self.flaws, self.counts = model, shape, 0, [], {"rows": 0, "read by the template": 0, "told": 0}
        try:
            self.plain = PlainMask(model.rule, shape)
            self.suits, self.obstacle = bool(self.plain.places & shape.proper), "left out"
        except mask_rule.Refused:
            self.suits, self.obstacle = False, "refused"
        if self.suits:
            self.run(list(special_shapes.numbered_families(model.texts, sample)))

    def run(self, tokens):
        # Numbered tokens have most of their beginnings and ends in common.
        variants = [variant for token, whole in tokens for variant in special_shapes.variants(self.shape, token, whole)]
        texts = [self.shape.plain()] + list(map(list, dict.fromkeys(map(tuple, variants))))
        # A place that the template leaves out has nothing to prove.
        shown = lambda each: any(text != plain and place in self.plain.places for place, (text, plain) in enumerate(zip(each, texts[0])))
        texts = texts[:1] + [each for each in texts[1:] if shown(each)]
        conversations = [self.shape.filled(each) for each in texts]
        rows = self.model.rows(conversations)
        spelling = 0
        for each, conversation, row in zip(texts, conversations, rows, strict=True):
            found = list(self.wrong(each, conversation, row, rows[0]))
            self.counts["rows"] += 1
            self.passed += not found
            self.flaws += [(each, flaw) for flaw in found]
            spelling += any(token in text for place, text in enumerate(each) if place in self.plain.places for token, _ in tokens)
        if self.model.told and (told := self.model.told()) < spelling:
            self.flaws.append(("check", f"{spelling} records spell special tokens, check names {told}"))
        self.counts["told"] = spelling if self.model.told else 0

    def wrong(self, texts, conversation, row, plain_row):
        """What is wrong with a row; `plain_row` is that of the same conversation with plain words."""
        rule = self.model.rule
        messages = [mask_rule.changed(message, lambda path, inner: inner) for message in mask_rule.arguments_as(rule.argument_form, conversation["messages"])]
        try:
            written = rule.rendered(messages, conversation.get("tools"))
        except mask_rule.Refused as error:
            if row is not None:
                yield f"jinja2 refuses: {error}"
            return
        if row is None:
            yield "refused by TrainPack alone"
            return
        text, flags = self.plain.filled(texts)
        if text != written:
            self.counts["read by the template"] += 1
            text, turns, _ = rule.turns(conversation)
            data, flags = mask_rule.trained_bytes(text, turns)
        else:
            data, flags = in_bytes(text, flags)
        ids, labels = row["input_ids"], row["labels"]
        if any(label not in (-100, id) for id, label in zip(ids, labels)):
            yield "a label is neither its id nor -100"
        special = lambda row, name: sorted(id for id in row[name] if id in self.model.special)
        for name, kind in (("input_ids", "special tokens"), ("labels", "trained special tokens")):
            if text == written and special(row, name) != special(plain_row, name):
                yield f"{kind} {special(row, name)}, not {special(plain_row, name)}"
        try:
            expected = expected_labels(data, flags, [self.model.values[id] for id in ids], self.model.ignored)
        except ValueError as error:
            yield str(error)
            return
        for place, (label, wanted) in enumerate(zip(labels, expected)):
            if wanted is not None and (label != -100) != wanted:
                yield f"token {place}, {self.model.values[ids[place]]!r}, is{'' if label != -100 else ' not'} trained; {data!r}"
                return


def test(model, sample):
    passed, told, flaws = 0, [], []
    for shape in special_shapes.shapes():
        done = Test(model, shape, sample)
        passed, flaws = passed + done.passed, flaws + [(shape.name, *flaw) for flaw in done.flaws]
        if done.suits:
            told.append(f"{done.counts['rows']:,} {shape.name}" + "".join(f", {done.counts[kind]:,} {kind}" for kind in ("read by the template", "told") if done.counts[kind]))
        else:
            told.append(f"{shape.name} {done.obstacle}")
    if all(each.endswith(" refused") for each in told):
        print(f"SKIPPED ({model.name}): jinja2 refuses every conversation; loss_masks_by_rule.py shows that TrainPack does, too", flush=True)
        return 0, 0
    if not passed:
        flaws.append(("", "", "no conversation suits the template"))
    print(f"{'FAIL' if flaws else 'ok  '} {model.name}: {passed:,} rows without a special token from content, {len(model.texts)} special tokens: {'; '.join(told)}", flush=True)
    for name, texts, flaw in flaws[:6]:
        print(f"     {name} {texts}: {flaw:.600}")
    return passed, len(flaws)


def profile_models(trainpack, names, fetch, work):
    vocabularies.for_profiles(trainpack, os.path.join(work, "data"), fetch)
    for id in names or oracles.PROFILES:
        try:
            yield ProfileModel(trainpack, id, work)
        except oracles.Missing as reason:
            print(f"SKIPPED ({id}): {reason}")


def template_models(trainpack, names, work):
    models = byte_models.ByteModels(trainpack, os.path.join(work, "home"))
    for template in turn_ends.of_real_models():
        if not names or any(name in template.name for name in names):
            yield TemplateModel(models, template)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--sample", action="store_true", help="of numbered tokens only the first two and the last, split the first and the last")
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--templates", action="store_true", help="the templates in ../shared in place of the profiles")
    parser.add_argument("names", nargs="*", metavar="NAME", help="these profiles, or the templates whose names hold one of these")
    options = parser.parse_args()
    trainpack, work = os.path.abspath(options.trainpack), tempfile.mkdtemp(prefix="trainpack-special-")
    if options.templates and not os.path.isdir(turn_ends.SHARED):
        print("SKIPPED (no ../shared): special tokens in the content of real models' templates\n0 passed, 0 failed")
        return 0
    passed = failed = 0
    for model in template_models(trainpack, options.names, work) if options.templates else profile_models(trainpack, options.names, options.fetch, work):
        good, wrong = test(model, options.sample)
        passed, failed = passed + good, failed + wrong
    shutil.rmtree(work)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
