#!/usr/bin/env python3
"""special_tokens_in_content.py --trainpack BINARY [--sample] [--fetch] [PROFILE …]: exports conversations whose content spells the model's special tokens, and proves on the token ids that none of them came from content.

For every special token of the profile, in every role and field: whole, alone and among words; split across two neighbouring fields at every character; and each beginning and end of it alone, at both borders of a
field, where the template's own bytes stand beside it. Each row is held against the row of the same conversation with a plain word in that place: as many special tokens, of them as many trained, in as many trained stretches, in each of which its
answer stands; the bytes of all ids are the text that jinja2 renders (with SentencePiece without comparing spaces; with tokens that take in white space, without any). `check` must name the content that spells a token. Last line "N passed, N failed"."""
import argparse, json, os, re, shutil, subprocess, sys, tempfile

import oracles, vocabularies

PLAIN = "plain"


def shapes(profile):
    """Conversations with numbered places; by name, with which places are neighbours."""
    system = [] if profile["template"]["system"] == "reject" else [{"role": "system", "content": "{0}"}]
    number = len(system)
    places = [f"{{{number + k}}}" for k in range(4)]
    yield "texts", system + [{"role": role, "content": place} for role, place in zip(("user", "assistant") * 2, places)], number + 4
    if profile["template"]["tools"]:
        call = {"role": "assistant", "content": None, "tool_calls": [{"id": "abcdefghi", "type": "function", "function": {"name": "look", "arguments": {"at": "{1}"}}}]}
        yield "calls", [{"role": "user", "content": "{0}"}, call, {"role": "tool", "content": "{2}", "tool_call_id": "abcdefghi"}, {"role": "assistant", "content": "{3}"}], 4


def fill(value, texts):
    """The shape with its places filled."""
    if isinstance(value, str):
        return re.sub(r"\{(\d)\}", lambda place: texts[int(place[1])], value)
    if isinstance(value, list):
        return [fill(item, texts) for item in value]
    return {key: fill(item, texts) for key, item in value.items()} if isinstance(value, dict) else value


def variants(token, count, whole):
    """For each conversation the texts of its places."""
    plain = [PLAIN] * count
    at = lambda place, text: plain[:place] + [text] + plain[place + 1 :]
    for place in range(count):
        for form in (token, f"a {token} b", f"{token}{token}", f"x{token}y"):
            yield at(place, form)
    if not whole:
        return
    for cut in range(1, len(token)):
        head, tail = token[:cut], token[cut:]
        if head != head.strip() or tail != tail.strip():
            continue
        for place in range(count):
            yield at(place, tail)
            yield at(place, head)
            if place + 1 < count:
                yield plain[:place] + [head, tail] + plain[place + 2 :]


def special_tokens(profile, sample):
    """(text, whether all of its variants are tried): of numbered tokens (<|reserved_special_token_7|>) only the first and last are split everywhere."""
    texts = [t["text"] for t in profile["tokenizer"]["addedTokens"] if t["special"]]
    texts += [text for key in ("bos", "eos", "unk", "pad") if (entry := profile["tokenizer"].get(key)) and (text := entry["text"]) not in texts]
    families = {}
    for text in texts:
        families.setdefault(re.sub(r"\d+", "#", text), []).append(text)
    for family in families.values():
        for text in family[:2] + family[-1:] if sample else family:
            yield text, text in (family[0], family[-1])


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


def rendered(profile, messages):
    """The text that jinja2 renders."""
    from transformers.utils.chat_template_utils import _compile_jinja_template

    if "compiled" not in profile:
        path = os.path.join(os.path.dirname(oracles.profile_path(profile["id"])), profile["template"]["file"])
        profile["compiled"] = _compile_jinja_template(open(path, encoding="utf-8", newline="").read())
    names = {f"{key}_token": entry["text"] for key in ("bos", "eos", "unk", "pad") if (entry := profile["tokenizer"].get(key))}
    render = lambda messages: profile["compiled"].render(messages=messages, tools=None, documents=None, add_generation_prompt=False, strftime_now=lambda form: "26 Jul 2024", **names)
    # `tojson | safe` of the arguments makes Markup of what they are added to, with entities for its quotes; a template that does so is given them as a string, as is one that adds them to one.
    try:
        return render(messages).replace("&#34;", '"')
    except TypeError:
        return render([{**m, "tool_calls": [{**c, "function": {**c["function"], "arguments": json.dumps(c["function"]["arguments"], ensure_ascii=False)}} for c in m["tool_calls"]]} if "tool_calls" in m else m for m in messages])


def export(trainpack, id, records, work):
    """The rows of the records, in their order."""
    path, out = os.path.join(work, "records.jsonl"), os.path.join(work, "rows")
    with open(path, "w", encoding="utf-8") as file:
        for number, messages in enumerate(records):
            file.write(json.dumps({"id": str(number), "messages": messages}, ensure_ascii=False) + "\n")
    done = subprocess.run(
        [trainpack, "export", path, "--profile", id, "--rows", "tokens", "--layout", "jsonl", "--context-length", "8192", "--on-lost-content", "keep", "--output", out, "--force", "--quiet"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{id}: export ends in {done.returncode}: {done.stderr[-2000:]}")
    rows = []
    for name in sorted(os.listdir(os.path.join(out, "data"))):
        with open(os.path.join(out, "data", name), encoding="utf-8") as file:
            rows.append([json.loads(line) for line in file])
    order = {}
    shards = {}
    for line in open(os.path.join(out, "segments.jsonl"), encoding="utf-8"):
        segment = json.loads(line)
        shards.setdefault(segment["shard"], len(shards))
        order[segment["line"]] = rows[shards[segment["shard"]]][segment["row"]]
    return [order[number + 1] for number in range(len(records))], path


def flaws(profile, values, exact, special, messages, row, plain_row):
    """What is wrong with the row of `messages`; `plain_row` is that of the same conversation with plain words."""
    ids, labels = row["input_ids"], row["labels"]
    if any(label not in (-100, id) for id, label in zip(ids, labels)):
        yield "a label is neither its id nor -100"
    count = lambda row: sorted(id for id in row["input_ids"] if id in special)
    if count(row) != count(plain_row):
        yield f"special tokens {count(row)}, not {count(plain_row)}"
    trained = lambda row: sorted(id for id in row["labels"] if id in special)
    if trained(row) != trained(plain_row):
        yield f"trained special tokens {trained(row)}, not {trained(plain_row)}"
    # The tokens of SentencePiece have a space more at a text's start, and some special tokens take in the white space behind them.
    strips = any(t.get("strips") for t in profile["tokenizer"]["addedTokens"])
    tidy = (lambda text: text) if exact else (lambda text: re.sub(rb"\s", b"", text)) if strips else (lambda text: text.replace(b" ", b""))
    text = tidy(b"".join(values[id] for id in ids))
    wanted = tidy(rendered(profile, messages).encode())
    if text != wanted:
        yield f"the ids spell {text!r}, the template writes {wanted!r}"


def spoken(values, row):
    """The trained stretches as bytes."""
    parts, current = [], None
    for id, label in zip(row["input_ids"], row["labels"]):
        if label == -100:
            current = None
        elif current is None:
            parts.append(current := bytearray(values[id]))
        else:
            current += values[id]
    return [bytes(part) for part in parts]


def run(trainpack, id, sample, work):
    profile = oracles.load_profile(id)
    tokenizer = oracles.tokenizer(id)
    values, exact = byte_values(tokenizer)
    special = {token for token, added in tokenizer.get_added_tokens_decoder().items() if added.special} | {t["id"] for t in profile["tokenizer"]["addedTokens"] if t["special"]}
    passed, wrong, named = 0, [], 0
    for name, shape, count in shapes(profile):
        texts = [[PLAIN] * count] + [variant for token, whole in special_tokens(profile, sample) for variant in variants(token, count, whole)]
        records = [fill(shape, each) for each in texts]
        rows, path = export(trainpack, id, records, work)
        plain_turns = spoken(values, rows[0])
        for each, messages, row in zip(texts, records, rows):
            found = list(flaws(profile, values, exact, special, messages, row, rows[0]))
            answers = [m["content"] for m in messages if m["role"] == "assistant" and m["content"]]
            turns = spoken(values, row)
            tidy = lambda text: text.replace(b" ", b"")
            if len(turns) != len(plain_turns):
                found.append(f"{len(turns)} trained stretches, not {len(plain_turns)}")
            elif any(tidy(answer.encode()) not in tidy(turn) for answer, turn in zip(answers, turns[-len(answers):])):
                found.append(f"trained is {turns}")
            passed += not found
            wrong += [(name, each, flaw) for flaw in found]
        spelling = [number for number, each in enumerate(texts) if any(token in text for text in each for token, _ in special_tokens(profile, sample))]
        done = subprocess.run([trainpack, "check", path, "--profile", id, "--json", "--quiet"], capture_output=True, text=True)
        findings = {f["code"]: f for f in json.loads(done.stdout)["findings"]}
        told = findings.get("check.control-token-in-content", {}).get("count", 0)
        if told < len(spelling):
            wrong.append((name, "check", f"{len(spelling)} records spell special tokens, check names {told}"))
        named += told
    return passed, wrong, named


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--sample", action="store_true", help="of numbered tokens only the first two and the last")
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("profiles", nargs="*")
    options = parser.parse_args()
    trainpack = os.path.abspath(options.trainpack)
    work = tempfile.mkdtemp(prefix="trainpack-special-")
    data = os.path.join(work, "data")
    missing = vocabularies.gather(data)
    if options.fetch:
        vocabularies.fetch(trainpack, data, [name for name in missing if name in {oracles.load_profile(id)["tokenizer"]["vocabulary"] for id in oracles.PROFILES}])
    os.environ["XDG_DATA_HOME"] = data
    oracles.DATA = os.path.join(data, "trainpack", "Vocabularies")
    passed = failed = 0
    for id in options.profiles or oracles.PROFILES:
        try:
            oracles.tokenizer(id)
        except oracles.Missing as reason:
            print(f"SKIPPED ({id}): {reason}")
            continue
        good, wrong, named = run(trainpack, id, options.sample, work)
        passed, failed = passed + good, failed + len(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} {id}: {good:,} conversations without a special token from content, check names {named:,}; {len(wrong)} flaws", flush=True)
        for name, texts, flaw in wrong[:6]:
            print(f"     {name} {texts}: {flaw:.500}")
    shutil.rmtree(work)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
