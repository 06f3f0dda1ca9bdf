#!/usr/bin/env python3
"""compare_totals.py DATA PROFILE TOKENIZER …: what transformers' path makes of a dataset for each profile, as one JSON object.

Each profile's template is rendered by transformers and encoded by the tokenizer.json given for it, special tokens parsed. Trained is from the end of the generation cue through the first end of
turn after the message's text; text tokens hold any character of a message."""
import argparse, json, math, os, sys

os.environ["HF_HUB_OFFLINE"] = "1"
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Acceptance"))
import layouts
from transformers import PreTrainedTokenizerFast


def totals(profile_path, tokenizer_path, conversations):
    profile = json.load(open(profile_path, encoding="utf-8"))
    tokens = {f"{name}_token": profile["tokenizer"][name]["text"] for name in ("bos", "eos") if profile["tokenizer"].get(name)}
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=tokenizer_path, clean_up_tokenization_spaces=False, **tokens)
    template = os.path.join(os.path.dirname(os.path.abspath(profile_path)), profile["template"]["file"])
    tokenizer.chat_template = open(template, encoding="utf-8").read()
    lengths, trained_count, text_count = [], 0, 0
    for messages in conversations:
        text = tokenizer.apply_chat_template(messages, tokenize=False)
        encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        offsets = encoded["offset_mapping"]
        is_text, is_trained, position = bytearray(len(text)), bytearray(len(text)), 0
        for index, message in enumerate(messages):
            # Some templates take the white space at the ends of a message away.
            content = message["content"]
            content = content if content in text[position:] else content.strip()
            start = text.index(content, position)
            position = start + len(content)
            is_text[start:position] = b"\1" * len(content)
            if message["role"] == "assistant":
                cue = len(tokenizer.apply_chat_template(messages[:index], tokenize=False, add_generation_prompt=True))
                end = min(text.index(t, position) + len(t) for t in profile["template"]["turnEnd"] if t in text[position:])
                is_trained[cue:end] = b"\1" * (end - cue)
        lengths.append(len(encoded["input_ids"]))
        trained_count += sum(any(is_trained[a:b]) for a, b in offsets)
        text_count += sum(any(is_text[a:b]) for a, b in offsets)
    ordered = sorted(lengths)
    rank = lambda percent: ordered[max(1, math.ceil(len(ordered) * percent / 100)) - 1]
    return {
        "tokens": sum(lengths), "loss_tokens": trained_count, "template_tokens": sum(lengths) - text_count, "p50": rank(50), "p95": rank(95), "longest": ordered[-1],
        "over_512": sum(length > 512 for length in lengths), "tokens_per_word": text_count / sum(len(m["content"].split()) for c in conversations for m in c),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("pairs", nargs="+")
    options = parser.parse_args()
    conversations = [layouts.conversation(record) for _, _, record in layouts.records(options.data)]
    words = sum(len(message["content"].split()) for conversation in conversations for message in conversation)
    pairs = list(zip(options.pairs[::2], options.pairs[1::2]))
    print(json.dumps({"words": words, "profiles": [totals(profile, tokenizer, conversations) for profile, tokenizer in pairs]}))


main()
