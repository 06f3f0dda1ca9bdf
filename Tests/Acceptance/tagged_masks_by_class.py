#!/usr/bin/env python3
"""tagged_masks_by_class.py --trainpack BINARY [--sample] [--count N] [--only NAME …]: for every chat template with {% generation %}, and every profile's with the tags of tagged_templates.py, counts over 1,000 real conversations how what the tag
marks differs from what the rule trains in the same template without the tag (mask_rule.py), turn by turn and class by class; the guide's table (Guides/ChatTemplates.md) explains the classes.

What TrainPack trains must be what transformers says the tag marks, byte for byte; the text must be that of the template without the tag; and every difference must be of a class of the guide. Last line "N passed, N failed"."""
import argparse, collections, json, os, re, shutil, sys, tempfile

import byte_models, mask_rule, oracles, real_conversations, tagged_templates, turn_ends
from loss_masks_by_rule import first_difference, without_tags
from transformers.utils.chat_template_utils import render_jinja_template

GENERATION = re.compile(r"\{%[-+]?\s*generation\b")


def tagged():
    """The templates that have the tag; those of profiles get it."""
    for template in turn_ends.all_templates():
        template.is_edited = template.name.startswith("profile ")
        if template.is_edited:
            template.source = tagged_templates.tagged(template.name.removeprefix("profile "), template.source) or ""
            template.name += ", edited"
        if GENERATION.search(template.source):
            yield template


def marked(template, told, tools):
    """The text and the characters that the tag marks, as transformers finds them; characters outside the Basic Multilingual Plane count as one."""
    texts, ranges = render_jinja_template([told], tools=tools, chat_template=template.source, return_assistant_tokens_mask=True, add_generation_prompt=False, **template.variables)
    return texts[0], [(start, end) for start, end in ranges[0] if start < end]


def classes(text, turns, tags, earlier):
    """The classes of the differences of each turn, and of tags that stand around no turn; `earlier(k)` is the rendering of the first k messages."""
    for turn in turns:
        own = [(start, end) for start, end in tags if start < turn.end and turn.start < end]
        tags = [tag for tag in tags if tag not in own]
        if not own:
            yield "turn without a tag"
            continue
        start, end, found = own[0][0], own[-1][1], []
        if start != turn.start:
            found.append("cue" if "from the end of the cue" in turn.classes else "other beginning than the cue" if text.startswith(earlier(turn.message)) else "history rewritten")
        if end > turn.end:
            found.append("line break after the end of the turn" if not text[turn.end : end].strip() else "text after the end of the turn")
        if end < turn.end:
            found.append("end of the turn")
        if sum(b - a for a, b in own) != end - start:
            found.append("gap")
        yield from found or ["equal"]
    for _ in tags:
        yield "turn without its texts"


def classes_beside(plain, plain_turns, text, turns, tags):
    """The classes of the differences between what the tag marks and what the rule trains in another template, the model's plain one: their texts, answer by answer."""
    answers = {turn.message: plain[turn.start : turn.end] for turn in plain_turns}
    for turn in turns:
        marked = "".join(text[start:end] for start, end in tags if start < turn.end and turn.start < end)
        answer = answers.get(turn.message, "")
        found = []
        if not marked.endswith(answer[-1:]):
            found.append("line break after the end of the turn")
            marked = marked.rstrip()
        if marked != answer:
            longer, shorter = sorted((marked, answer), key=len, reverse=True)
            found.append("other" if not shorter or not longer.endswith(shorter) else "history rewritten" if longer[: -len(shorter)].strip() else "cue")
        yield from found or ["equal"]


# The plain templates of training variants.
PLAIN = {"more/qwen2_5_training": "llama.cpp/Qwen-Qwen2.5-7B-Instruct", "more/qwen3_training": "llama.cpp/Qwen-Qwen3-0.6B"}

# Those that the guide explains.
EXPLAINED = {"equal", "cue", "line break after the end of the turn", "other beginning than the cue", "history rewritten", "turn without its texts"}


def rule(template):
    return mask_rule.MaskRule(without_tags(template.source), template.turn_ends, template.variables)


class Count:
    """The classes of one template."""

    def __init__(self, models, template, conversations, path):
        self.classes, self.refused, self.equal, self.failures, self.examples = collections.Counter(), 0, 0, [], {}
        self.template, self.rule = template, rule(template)
        self.plain, self.beside = next(map(rule, turn_ends.all_templates([PLAIN[template.name]])), None) if template.name in PLAIN else None, collections.Counter()
        ours = models.trained(models.profile(template.source, template.turn_ends, template.variables), path, len(conversations))
        for conversation, masked in zip(conversations, ours, strict=True):
            if failure := self.failure(conversation, masked):
                self.failures.append(f"{conversation['id']}: {failure}")

    def failure(self, conversation, masked):
        try:
            text, turns, _ = self.rule.turns(conversation)
        except mask_rule.Refused:
            self.refused += masked is None
            return None if masked is None else "refused by jinja2 alone"
        told = [mask_rule.changed(message, lambda path, inner: inner) for message in mask_rule.arguments_as(self.rule.argument_form, conversation["messages"])]
        tagged_text, tags = marked(self.template, told, conversation.get("tools"))
        if tagged_text != text:
            return "the text with the tag is not that without it"
        if masked is None:
            return "refused by TrainPack alone"
        expected = mask_rule.trained_bytes(text, [mask_rule.Turn(None, start, end, []) for start, end in tags])
        found = list(classes(text, turns, tags, lambda count: self.rule.rendered(told[:count], conversation.get("tools"))))
        self.classes.update(found)
        for each in found:
            self.examples.setdefault(each, conversation["id"])
        if self.plain:
            found += self.told_beside(conversation, text, turns, tags)
        if masked != expected:
            return first_difference(masked, expected)
        if unexplained := set(found) - EXPLAINED:
            return f"no class of the guide: {', '.join(sorted(unexplained))}"
        self.equal += 1

    def told_beside(self, conversation, text, turns, tags):
        try:
            plain, plain_turns, _ = self.plain.turns(conversation)
        except mask_rule.Refused:
            return []
        found = list(classes_beside(plain, plain_turns, text, turns, tags))
        self.beside.update(found)
        return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--sample", action="store_true", help="40 conversations")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--only", action="append", default=[], help="templates whose names hold this")
    parser.add_argument("--examples", action="store_true", help="a conversation of each class")
    options = parser.parse_args()
    if not os.path.isdir(real_conversations.DATASETS):
        print("SKIPPED (no ../shared): how tags differ from the rule\n0 passed, 0 failed")
        return 0
    conversations = real_conversations.conversations(40 if options.sample else options.count)
    # A turn that the record takes out of the loss is not trained, tag or no tag.
    for message in (message for conversation in conversations for message in conversation["messages"]):
        message.pop("weight", None)
    work = tempfile.mkdtemp(prefix="trainpack-tags-")
    models = byte_models.ByteModels(options.trainpack, os.path.join(work, "home"))
    passed = failed = 0
    total = collections.Counter()
    for template in tagged():
        if options.only and not any(part in template.name for part in options.only):
            continue
        # The edits of profiles are made for conversations without tools.
        suited = [each for each in conversations if not template.is_edited or not each.get("tools") and not any("tool_calls" in message for message in each["messages"])]
        path = models.write("conversations.jsonl", "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in suited).encode())
        count = Count(models, template, suited, path)
        passed, failed, total = passed + count.equal + count.refused, failed + len(count.failures), total + count.classes
        told = "; ".join(f"{number:,} {name}" for name, number in sorted(count.classes.items()))
        shown = f" ({', '.join(f'{name}: {id}' for name, id in count.examples.items())})" if options.examples else ""
        print(f"{'FAIL' if count.failures else 'ok  '} {template.name}: {count.equal:,} conversations trained as the tag says, {count.refused:,} refused by both; turns: {told}{shown}", flush=True)
        if count.beside:
            print(f"     beside the rule in {PLAIN[template.name]}: " + "; ".join(f"{number:,} {name}" for name, number in sorted(count.beside.items())))
        for failure in count.failures[:3]:
            print(f"     {failure:.700}")
    print("turns: " + "; ".join(f"{number:,} {name}" for name, number in sorted(total.items())))
    print(f"{passed} passed, {failed} failed")
    shutil.rmtree(work)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
