"""Writes random tokenizer.json files with the answers of Hugging Face tokenizers, one JSON object a line.

    python3 make_pipelines.py [COUNT] [SEED] [TEXTS] > pipelines.jsonl

Each file has random normalizers, pre-tokenizers, added tokens, a post-processor and a decoder around a tiny model. A line
holds the file, the texts, and for each the ids, the ranges in bytes (-1 where the reference names no character) and what
the ids decode to (null where the reference fails). Special tokens are not matched.
"""

import base64
import json
import random
import struct
import sys

from tokenizers import Tokenizer

STRINGS = [" ", "  ", "a", "ab", "``", "''", "▁", " a", "é", "\n", "e\u0301", ".", "lo", "", "-"]
CONTENTS = ["", "▁", " ", "x", "xy", "é", "  ", "\u0301", "a", "ll"]
BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
    r"\s*[\r\n]+|\s+(?!\S)|\s+"
)
REGEXES = [" {2,}", GPT2, LLAMA3, r"\s+", r"\d", r"[^a-z ]+", "^", r"\b", "a*", r"(?<=l)l"]
WORDS = (
    "the he hello wor ld ▁a ▁the ing ll lo ab Ġa Ġthe xy `` in .. 12 ##a ##ing ▁▁ Ċ".split() + [" a", "New York"]
)
POOLS = [
    [" ", "\n", "\r", "\t", "\u00a0", "\u3000", "\u0085", "\u2028", "\u200b", "\ufeff"],
    [chr(c) for c in range(32, 127)], list("0123456789٠١٢Ⅷ½²"), list("'stdmrevl"), [(0x80, 0x5FF)], [(0x900, 0xDFF)],
    [(0x4E00, 0x9FA5)], [(0xAC00, 0xD7A3), (0x1100, 0x11FF)], [(0x300, 0x36F), (0x41, 0x7A)],
    [(0x1F300, 0x1FAFF), (0x200D, 0x200D), (0xFE0F, 0xFE0F)], [(0x1E00, 0x1FFF)],
    [(0xF900, 0xFAFF), (0x2F800, 0x2FA1F), (0xFF00, 0xFFEF)], [(0, 0x10FFFF)],
    ["▁", "<", ">", " ", "``", "''", '"', "\u0600", "\u0301", "é", "İ", "ß", "ﬁ", "Ⅳ", "№", "©", "\u200d"],
    ["hello", "world", " the", " a", "ing", " of", "``", "''", "  ", "   ", "\n\n", "don't", "New York", "<s>", "[CLS]"],
]


def character_map(r):
    """A precompiled map of single bytes, the first of characters among them."""
    units, replacements = [0] * 1024, b""
    units[0] = 256 << 10
    keys = [32, 97, 98, 99, 10, 9, 0x41, 0x2E] + ([0xCC, 0xE3, 0xC2] if r.random() < 0.2 else [])
    for key in r.sample(keys, r.randint(1, 5)):
        child = 256 ^ key
        units[child] = key | 1 << 8 | 768 << 10
        units[child ^ 768] = 1 << 31 | len(replacements)
        replacements += r.choice(["", "x", "xy", " ", "é", "▁", "abc"]).encode() + b"\0"
    while units and units[-1] == 0:
        units.pop()
    trie = struct.pack(f"<{len(units)}I", *units)
    return base64.b64encode(struct.pack("<I", len(trie)) + trie + replacements).decode()


def pattern(r):
    return {"Regex": r.choice(REGEXES)} if r.random() < 0.3 else {"String": r.choice(STRINGS)}


def normalizer(r, depth=0):
    def flag():
        return r.random() < 0.5

    kinds = "BertNormalizer NFC NFD NFKC NFKD Lowercase Strip StripAccents Nmt Precompiled Prepend Replace Replace Sequence"
    kind = r.choice((kinds + " ByteLevel").split())
    fields = {
        "BertNormalizer": lambda: dict(
            clean_text=flag(), handle_chinese_chars=flag(), strip_accents=r.choice([None, True, False]), lowercase=flag()
        ),
        "Strip": lambda: dict(strip_left=flag(), strip_right=flag()),
        "Precompiled": lambda: dict(precompiled_charsmap=character_map(r)),
        "Prepend": lambda: dict(prepend=r.choice(["▁", " ", "ab", "é", ""])),
        "Replace": lambda: dict(pattern=pattern(r), content=r.choice(CONTENTS)),
        "Sequence": lambda: dict(normalizers=[normalizer(r, depth + 1) for _ in range(r.randint(0, 3 - depth))]),
    }
    return dict(type=kind, **fields.get(kind, dict)())


def pre_tokenizer(r, depth=0):
    def flag():
        return r.random() < 0.5

    kinds = (
        "BertPreTokenizer ByteLevel CharDelimiterSplit Digits FixedLength Metaspace Metaspace Punctuation Sequence Split "
        "Split UnicodeScripts Whitespace WhitespaceSplit"
    )
    kind = r.choice(kinds.split())
    fields = {
        "ByteLevel": lambda: dict(add_prefix_space=flag(), trim_offsets=flag(), use_regex=flag()),
        "CharDelimiterSplit": lambda: dict(delimiter=r.choice(" aé▁-")),
        "Digits": lambda: dict(individual_digits=flag()),
        "FixedLength": lambda: dict(length=r.choice([1, 2, 5, 50])),
        "Metaspace": lambda: dict(
            replacement=r.choice("▁▁▁_"), prepend_scheme=r.choice(["always", "first", "never"]), split=flag()
        ),
        "Punctuation": lambda: dict(behavior=r.choice(BEHAVIORS)),
        "Split": lambda: dict(pattern=pattern(r), behavior=r.choice(BEHAVIORS), invert=flag()),
        "Sequence": lambda: dict(pretokenizers=[pre_tokenizer(r, depth + 1) for _ in range(r.randint(0, 3 - depth))]),
    }
    return dict(type=kind, **fields.get(kind, dict)())


def post_processor(r, depth=0):
    def flag():
        return r.random() < 0.5

    kind = r.choice([None, "ByteLevel", "RobertaProcessing", "Sequence", "BertProcessing"])
    tokens = dict(sep=["</s>", 1], cls=["<s>", 0])
    if kind == "ByteLevel":
        return dict(type=kind, add_prefix_space=flag(), trim_offsets=flag(), use_regex=flag())
    if kind == "RobertaProcessing":
        return dict(type=kind, **tokens, trim_offsets=flag(), add_prefix_space=flag())
    if kind == "BertProcessing":
        return dict(type=kind, **tokens)
    if kind == "Sequence" and depth == 0:
        return dict(type=kind, processors=[p for p in (post_processor(r, 1) for _ in range(3)) if p])
    return None


def decoder(r, depth=0):
    def flag():
        return r.random() < 0.5

    kinds = "ByteLevel Metaspace WordPiece BPEDecoder ByteFallback Fuse Strip Replace CTC Sequence"
    kind = r.choice([None] + kinds.split())
    if kind is None or (kind == "Sequence" and depth > 0):
        return None
    fields = {
        "ByteLevel": lambda: dict(add_prefix_space=flag(), trim_offsets=flag(), use_regex=flag()),
        "Metaspace": lambda: dict(replacement="▁", prepend_scheme=r.choice(["always", "first", "never"]), split=flag()),
        "WordPiece": lambda: dict(prefix="##", cleanup=flag()),
        "BPEDecoder": lambda: dict(suffix=r.choice(["</w>", "a", "Ġ"])),
        "Strip": lambda: dict(content=r.choice(" a"), start=r.randint(0, 2), stop=0),
        "Replace": lambda: dict(pattern={"String": r.choice(["▁", " ", "a", "ab"])}, content=r.choice(CONTENTS)),
        "CTC": lambda: dict(pad_token=r.choice(["<s>", "a"]), word_delimiter_token="▁", cleanup=flag()),
        "Sequence": lambda: dict(decoders=[d for d in (decoder(r, 1) for _ in range(r.randint(1, 4))) if d]),
    }
    return dict(type=kind, **fields.get(kind, dict)())


def model(r):
    kind = r.choice(["WordLevel", "BPE", "Unigram", "WordPiece", "BPE", "Unigram"])
    specials = ["<s>", "</s>", "<unk>"]
    chars = list("▁ abcdefghijklmnopqrstuvwxyzABĠĊÃ©0123.,'`-<>é漢") + ["\u0301"]
    if kind == "WordLevel":
        tokens = list(dict.fromkeys(specials + r.sample(WORDS + list("abc▁ Ġxé"), 20)))
        return dict(type=kind, vocab={t: i for i, t in enumerate(tokens)}, unk_token="<unk>")
    if kind == "WordPiece":
        tokens = list(dict.fromkeys(specials + chars + ["##" + c for c in chars] + WORDS))
        return dict(
            type=kind, vocab={t: i for i, t in enumerate(tokens)}, unk_token="<unk>", continuing_subword_prefix="##",
            max_input_chars_per_word=r.choice([5, 100]),
        )
    if kind == "Unigram":
        tokens = list(dict.fromkeys(specials + [c for c in chars if r.random() < 0.8] + WORDS))
        vocab = [[t, -round(r.uniform(1, 12), 3)] for t in tokens]
        return dict(type=kind, unk_id=2, vocab=vocab, byte_fallback=False)
    tokens, merges = specials + chars, []
    for merge in "h e|t he|▁ a|▁ the|l l|l o|a b|Ġ a|Ġ the|x y|i n|in g|1 2|▁ ▁|e l|he ll|. .|ab c|b c".split("|"):
        left, right = merge.split(" ")
        if left in tokens and right in tokens and left + right not in tokens and r.random() < 0.8:
            merges.append(merge)
            tokens.append(left + right)
    return dict(
        type=kind, dropout=None, unk_token=r.choice(["<unk>", "<unk>", None]), continuing_subword_prefix=None,
        end_of_word_suffix=None, fuse_unk=r.random() < 0.5, byte_fallback=False, ignore_merges=False,
        vocab={t: i for i, t in enumerate(tokens)}, merges=merges,
    )


def added_tokens(r, model):
    vocab = model["vocab"]
    ids = vocab if isinstance(vocab, dict) else {token: i for i, (token, _) in enumerate(vocab)}
    extra = ["[CLS]", "New York", "ab", "the", "<mask>", "É", "a b", "Lo", "é", "hello", "▁x", "\n"]
    r.shuffle(extra)
    may_strip_right = r.random() < 0.3
    chosen = ["<s>", "</s>", "<unk>"][: r.randint(0, 3)] + extra[: r.randint(0, 5)]
    tokens = [
        dict(
            id=ids.get(content, 1 << 20), content=content, single_word=r.random() < 0.25, lstrip=r.random() < 0.25,
            rstrip=may_strip_right and r.random() < 0.5, normalized=r.random() < 0.6, special=r.random() < 0.4,
        )
        for content in chosen
        if not (may_strip_right and content[:1].isspace())
    ]
    tokens.sort(key=lambda token: token["id"])
    next_id = len(vocab)
    for token in tokens:
        if token["content"] not in ids:
            token["id"], next_id = next_id, next_id + 1
    return tokens


def text(r):
    pools = [r.choice(POOLS) for _ in range(r.randint(1, 3))]
    out = ""
    for _ in range(r.choice([1, 2, 3, 5, 8, 20])):
        part = r.choice(r.choice(pools))
        if isinstance(part, tuple):
            code_point = r.randint(*part)
            part = "" if 0xD800 <= code_point <= 0xDFFF else chr(code_point)
        out += part
    return out


def answer(tokenizer, line):
    """Ids, starts and ends in bytes, and the decoded text; None where the reference fails."""
    try:
        encoding = tokenizer.encode(line, add_special_tokens=False)
    except BaseException:
        return None
    places = [0]
    for character in line:
        places.append(places[-1] + len(character.encode()))
    starts = [places[start] if start < len(places) else -1 for start, _ in encoding.offsets]
    ends = [places[end] if end < len(places) else -1 for _, end in encoding.offsets]
    try:
        decoded = tokenizer.decode(encoding.ids, skip_special_tokens=False)
    except BaseException:
        decoded = None
    return [encoding.ids, starts, ends, decoded]


def main():
    count, seed, text_count = (int(a) for a in (sys.argv[1:] + ["60", "1", "12"][len(sys.argv) - 1 :]))
    written = number = 0
    while written < count:
        r = random.Random(seed * 100_003 + number)
        number += 1
        own = model(r)
        file = dict(
            version="1.0", truncation=None, padding=None, added_tokens=added_tokens(r, own),
            normalizer=normalizer(r) if r.random() < 0.8 else None,
            pre_tokenizer=pre_tokenizer(r) if r.random() < 0.8 else None, post_processor=post_processor(r),
            decoder=decoder(r), model=own,
        )
        try:
            tokenizer = Tokenizer.from_str(json.dumps(file))
        except BaseException:
            continue
        if tokenizer.normalizer:
            # Which of two equal tokens the reference finds changes from run to run.
            forms = [tokenizer.normalizer.normalize_str(t["content"]) for t in file["added_tokens"] if t["normalized"]]
            if "" in forms or len(set(forms)) < len(forms):
                continue
        tokenizer.encode_special_tokens = True
        # What spells a special token hides other added tokens from the reference; here it is text like any other. Such texts are left out.
        plain = Tokenizer.from_str(json.dumps(dict(file, added_tokens=[t for t in file["added_tokens"] if not t["special"]], post_processor=None)))
        texts = [text(r) for _ in range(text_count)]
        answers = [(line, answer(tokenizer, line)) for line in texts]
        answers = [[line] + found for line, found in answers if found and found[0] == (answer(plain, line) or [None])[0]]
        json.dump(dict(file=file, answers=answers), sys.stdout, ensure_ascii=False, separators=(",", ":"))
        print()
        written += 1


main()
