#!/usr/bin/env python3
"""compare_totals.py DATA PROFILE …: what transformers' path makes of a dataset for each profile, as one JSON object.

Each profile's template is rendered by transformers and encoded by its oracle (Tests/Acceptance/oracles.py), special tokens parsed; a profile whose oracle cannot be had here is null. Trained is from
the end of the generation cue through the first end of turn after the message's text; text tokens hold any character of a message. For records without tools and turns that all are trained."""
import json, math, os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Acceptance"))
import layouts, oracles
from transformers import PreTrainedTokenizerFast


def totals(id, conversations, words):
    profile = oracles.load_profile(id)
    tokens = {f"{name}_token": profile["tokenizer"][name]["text"] for name in ("bos", "eos") if profile["tokenizer"].get(name)}
    try:
        tokenizer = PreTrainedTokenizerFast(tokenizer_object=oracles.tokenizer(id), clean_up_tokenization_spaces=False, **tokens)
    except oracles.Missing:
        return None
    template = os.path.join(os.path.dirname(oracles.profile_path(id)), profile["template"]["file"])
    tokenizer.chat_template = open(template, encoding="utf-8").read()
    # Some templates take the white space at the ends of a message away; none writes four spaces of its own.
    probe = tokenizer.apply_chat_template([{"role": "user", "content": "A    "}, {"role": "assistant", "content": "B    "}], tokenize=False)
    keeps = {"user": "A    " in probe, "assistant": "B    " in probe}
    lengths, trained_count, text_count = [], 0, 0
    for messages in conversations:
        text = tokenizer.apply_chat_template(messages, tokenize=False)
        encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        is_text, is_trained, position = bytearray(len(text)), bytearray(len(text)), 0
        for index, message in enumerate(messages):
            content = message["content"] if keeps[message["role"]] else message["content"].strip()
            start = text.index(content, position)
            position = start + len(content)
            is_text[start:position] = b"\1" * len(content)
            if message["role"] == "assistant":
                cue = len(tokenizer.apply_chat_template(messages[:index], tokenize=False, add_generation_prompt=True))
                end = min(text.index(t, position) + len(t) for t in profile["template"]["turnEnd"] if t in text[position:])
                is_trained[cue:end] = b"\1" * (end - cue)
        lengths.append(len(encoded["input_ids"]))
        trained_count += sum(any(is_trained[a:b]) for a, b in encoded["offset_mapping"])
        text_count += sum(any(is_text[a:b]) for a, b in encoded["offset_mapping"])
    ordered = sorted(lengths)
    rank = lambda percent: ordered[max(1, math.ceil(len(ordered) * percent / 100)) - 1]
    return {
        "tokens": sum(lengths), "loss_tokens": trained_count, "template_tokens": sum(lengths) - text_count, "p50": rank(50), "p95": rank(95), "longest": ordered[-1],
        "over_512": sum(length > 512 for length in lengths), "tokens_per_word": text_count / words,
    }


def main(data, ids):
    conversations = [layouts.conversation(record).messages for _, _, record in layouts.records(data)]
    words = sum(len(message["content"].split()) for conversation in conversations for message in conversation)
    print(json.dumps({"words": words, "profiles": {id: totals(id, conversations, words) for id in ids}}))


main(sys.argv[1], sys.argv[2:])
