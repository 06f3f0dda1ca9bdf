#!/usr/bin/env python3
"""loss_masks_by_rule.py --trainpack BINARY [--sample] [--count N] [--only NAME …]: holds the loss masks of every chat template, byte for byte, against the rule worked out from jinja2's renderings alone (mask_rule.py).

The templates of the profiles and of real models in ../shared, and 1,000 real conversations of its datasets: exam questions, dialogues, with system prompts, tools and their calls, reasoning. TrainPack exports them for models whose tokens are
bytes (byte_models.py), so that a label is a byte. Prints for each template how many conversations are equal and how many both refuse, and how many turns each class has. Templates with {% generation %} are tested without their tags;
tagged_masks_by_class.py tests those. --sample takes 40 of the conversations. Last line "N passed, N failed"."""
import argparse, collections, json, os, re, shutil, sys, tempfile

import byte_models, mask_rule, oracles, real_conversations, turn_ends


def without_tags(source):
    """The template with an `if` that is always true in place of `generation`: the same white space, and no tag."""
    return re.sub(r"(\{%[-+]?\s*)(end)?generation\b", lambda tag: tag[1] + ("endif" if tag[2] else "if true"), source)


def first_difference(ours, expected):
    if ours[0] != expected[0]:
        place = next((k for k, (a, b) in enumerate(zip(ours[0], expected[0])) if a != b), min(len(ours[0]), len(expected[0])))
        return f"the texts part at byte {place}: {ours[0][place - 40:place + 60]!r}, jinja2 {expected[0][place - 40:place + 60]!r}"
    place = next(k for k, (a, b) in enumerate(zip(ours[1], expected[1])) if a != b)
    return f"byte {place} is{'' if ours[1][place] else ' not'} trained, by the rule it is{'' if expected[1][place] else ' not'}: {ours[0][max(0, place - 80):place]!r} | {ours[0][place:place + 80]!r}"


class Proof:
    """The masks of one template."""

    def __init__(self, models, template, conversations, path):
        self.counts, self.classes, self.failures = collections.Counter(), collections.Counter(), []
        source = without_tags(template.source)
        rule = mask_rule.MaskRule(source, template.turn_ends, template.variables)
        ours = models.trained(models.profile(source, template.turn_ends, template.variables), path, len(conversations))
        for conversation, masked in zip(conversations, ours, strict=True):
            self.compare(conversation, masked, rule)

    def compare(self, conversation, masked, rule):
        try:
            text, turns, how = rule.turns(conversation)
        except mask_rule.Refused as error:
            return self.tell("refused by both" if masked is None else "failed", conversation, f"jinja2 refuses: {error}")
        except mask_rule.Unmarked:
            return self.tell("failed", conversation, "no way to put marks leaves the text as it was")
        self.classes.update(how)
        for turn in turns:
            self.classes.update(turn.classes)
        if masked is None:
            return self.tell("failed", conversation, "refused by TrainPack alone")
        expected = mask_rule.trained_bytes(text, turns)
        self.counts["turns"] += len(turns)
        self.tell("equal" if masked == expected else "failed", conversation, None if masked == expected else first_difference(masked, expected))

    def tell(self, kind, conversation, reason):
        self.counts[kind] += 1
        if kind == "failed":
            self.failures.append(f"{conversation['id']}: {reason}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--only", action="append", default=[], help="templates whose names hold this")
    options = parser.parse_args()
    if not os.path.isdir(real_conversations.DATASETS):
        print("SKIPPED (no ../shared): loss masks of every template by the rule\n0 passed, 0 failed")
        return 0
    conversations = real_conversations.conversations(40 if options.sample else options.count)
    work = tempfile.mkdtemp(prefix="trainpack-masks-")
    models = byte_models.ByteModels(options.trainpack, os.path.join(work, "home"))
    path = models.write("conversations.jsonl", "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in conversations).encode())
    total, classes = collections.Counter(), collections.Counter()
    templates = list(turn_ends.all_templates(options.only))
    for template in templates:
        proof = Proof(models, template, conversations, path)
        total, classes = total + proof.counts, classes + proof.classes
        told = "; ".join(f"{count:,} {name}" for name, count in sorted(proof.classes.items()))
        print(f"{'FAIL' if proof.counts['failed'] else 'ok  '} {template.name}: {len(conversations):,} conversations, {proof.counts['equal']:,} equal, {proof.counts['refused by both']:,} refused by both; {proof.counts['turns']:,} turns: {told}", flush=True)
        for failure in proof.failures[:3]:
            print(f"     {failure:.700}")
    print("classes: " + "; ".join(f"{count:,} {name}" for name, count in sorted(classes.items())))
    print(f"{len(templates)} templates, {len(conversations):,} conversations, {total['turns']:,} turns; {total['equal']:,} masks equal byte for byte, {total['refused by both']:,} conversations refused by both")
    print(f"{total['equal'] + total['refused by both']} passed, {total['failed']} failed")
    shutil.rmtree(work)
    return 1 if total["failed"] or not total["equal"] else 0


if __name__ == "__main__":
    sys.exit(main())
