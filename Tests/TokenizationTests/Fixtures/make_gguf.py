#!/usr/bin/env python3
"""Writes the small GGUF files of the tests, and the answers that llama.cpp gives for them.

    make_gguf.py ORACLE

ORACLE is a program around llama.cpp's `llama_vocab`: `ORACLE FILE 0 0 INPUT OUTPUT` reads texts from INPUT, each a
little-endian 32-bit length and its bytes, tokenizes them without special tokens, and writes for each the count of its
tokens and their ids to OUTPUT, all 32-bit. The answers here are those of the llama.cpp in llama-cpp-python 0.3.36.
"""

import pathlib
import random
import struct
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent / "gguf"
TYPES = {"u8": 0, "u32": 4, "i32": 5, "f32": 6, "bool": 7, "str": 8}
FORMATS = {"u8": "<B", "u32": "<I", "i32": "<i", "f32": "<f", "bool": "<?"}
NORMAL, UNKNOWN, CONTROL, USER, UNUSED, BYTE = 1, 2, 3, 4, 5, 6

# One name for each way of cutting text.
NAMES = """default llama-bpe jais-2 deepseek-llm deepseek-coder deepseek-v3 spark2_5 youtu falcon starcoder gpt-2 qwen2
qwen35 bloom viking tekken chameleon gpt-4o granite-embed-multi-97m tiny_aya superbpe bailingmoe seed-coder kimi-k2 ufakzeka
afmoe laguna exaone-moe minicpm5 glm4""".split()

TEXTS = [
    "", " ", "  ", "\n", "Hello, world! it's I'LL 12345 ½", " the  quick\n\n brown\tfox ", "naïve café e\u0301te\u0301 ÅNGSTRÖM",
    "汉字漢字 かな カナ 한국어 中文。", "привет мир, кто-то", "x = [1, 2.5]; // a/b\r\n\r\n  y", "🤗👍🏽 ok\u200d", "a\u3000b\u00a0c\u2028d",
    "<s>text</s> <unk> <mask>", "\u0000a\u0001", "ǅungla ŉ ſt", "ไทย हिन्दी عربي", "1234567 12 345678", "don't \u2019s camelCaseWORDS",
    "▁a ▁ b", "aaaaaaaabbbbbbb", "\ufeffBOM \ufffd", "(see) 'tis... $5+3=8 ^~`|", "the the the THE", "İstanbul ΣΑΣ ß",
]


def string(text):
    data = text if isinstance(text, bytes) else text.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, content):
    return string(content) if kind == "str" else struct.pack(FORMATS[kind], content)


def entry(key, kind, content):
    if isinstance(content, list):
        elements = b"".join(value(kind, element) for element in content)
        return string(key) + struct.pack("<IIQ", 9, TYPES[kind], len(content)) + elements
    return string(key) + struct.pack("<I", TYPES[kind]) + value(kind, content)


def gguf(entries):
    body = b"".join(entry("tokenizer.ggml." + key if "." not in key else key, *rest) for key, *rest in entries)
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(entries)) + body


def alphabet():
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return {**{byte: chr(byte) for byte in plain}, **{byte: chr(256 + i) for i, byte in enumerate(others)}}


def learn(words, count):
    """Merges of a byte-pair encoding learnt from words, in the simplest way."""
    words = [word for word in words if "<" not in word]
    merges = []
    for _ in range(count):
        pairs = {}
        for word in words:
            for pair in zip(word, word[1:]):
                pairs[pair] = pairs.get(pair, 0) + 1
        best = max(sorted(pairs), key=pairs.get)
        merges.append(best)
        for word in words:
            position = 0
            while position + 1 < len(word):
                if (word[position], word[position + 1]) == best:
                    word[position : position + 2] = [best[0] + best[1]]
                position += 1
    return merges


def byte_level(name, missing=()):
    letters = alphabet()
    merges = learn([[letters[b] for b in text.encode()] for text in TEXTS], 220)
    gone = {letters[b] for b in missing}
    merges = [merge for merge in merges if not gone & set(merge[0] + merge[1])]
    tokens = [letters[b] for b in range(256) if b not in missing] + joined(merges)
    kinds = [NORMAL] * len(tokens) + [CONTROL, USER]
    return gguf([
        ("general.architecture", "str", "gpt2"), ("model", "str", "gpt2"), ("pre", "str", name),
        ("tokens", "str", tokens + ["<|endoftext|>", "the the"]), ("token_type", "i32", kinds),
        ("merges", "str", [a + " " + b for a, b in merges]),
    ])


def joined(merges):
    """What merges make, each once."""
    return list(dict.fromkeys(a + b for a, b in merges))


def characters(words):
    return sorted({c for word in words for c in word})


def scored():
    words = [list(text.replace(" ", "▁")) for text in TEXTS]
    pieces = joined(learn([list(w) for w in words], 150))
    chars = [c for c in characters(words) if c not in "ǅŉ"]
    tokens = ["<unk>", "<s>", "</s>"] + ["<0x%02X>" % b for b in range(256)] + pieces + chars + ["<mask>"]
    kinds = [UNKNOWN, CONTROL, CONTROL] + [BYTE] * 256 + [NORMAL] * (len(pieces) + len(chars)) + [USER]
    scores = [0.0] * 259 + [-float(i // 3) for i in range(len(pieces))] + [-200.0 - i for i in range(len(chars))] + [0.0]
    return gguf([
        ("general.architecture", "str", "llama"), ("model", "str", "llama"), ("tokens", "str", tokens),
        ("scores", "f32", scores), ("token_type", "i32", kinds),
    ])


def plain():
    words = [list(part) for text in TEXTS for part in text.replace(" ", "▁").split("\n")]
    merges = learn(words, 150)
    chars = [c for c in characters([list(t.replace(" ", "▁")) for t in TEXTS]) if c not in "ǅŉ"]
    tokens = ["<pad>", "<eos>", "<bos>", "<unk>"] + ["<0x%02X>" % b for b in range(256)] + joined(merges) + chars
    tokens += ["\n\n"]
    kinds = [CONTROL] * 3 + [UNKNOWN] + [BYTE] * 256 + [NORMAL] * (len(tokens) - 260)
    return gguf([
        ("general.architecture", "str", "gemma4"), ("model", "str", "gemma4"), ("tokens", "str", tokens),
        ("token_type", "i32", kinds), ("merges", "str", [a + " " + b for a, b in merges]), ("bos_token_id", "u32", 2),
        ("eos_token_id", "u32", 1), ("unknown_token_id", "u32", 3),
    ])


def word_piece():
    words = ["hello", "world", "the", "qu", "ick", "brown", "fox", "cafe", "na", "ive", "it", "s", "i", "ll", "123", "45", "и", "привет"]
    chars = [c for c in "abcdefghijklmnopqrstuvwxyz0123456789汉字漢かなカ中文。,!'.-/()[]=;$+" ]
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + ["▁" + w for w in words] + words + ["▁" + c for c in chars] + chars
    tokens = list(dict.fromkeys(tokens))
    kinds = [CONTROL] * 5 + [NORMAL] * (len(tokens) - 5)
    return gguf([
        ("general.architecture", "str", "bert"), ("model", "str", "bert"), ("tokens", "str", tokens),
        ("token_type", "i32", kinds), ("bos_token_id", "u32", 2), ("unknown_token_id", "u32", 1),
        ("seperator_token_id", "u32", 3), ("padding_token_id", "u32", 0),
    ])


def unigram():
    words = ["▁the", "▁", "the", "Hello", "▁Hello", "wor", "ld", "▁quick", "fox", "brown", "a", "aa", "aaa", "b", "bbb", "it", "'s", "中文"]
    chars = sorted({c for text in TEXTS for c in text if c not in " ǅŉ\0" and ord(c) < 0x3100})
    tokens = list(dict.fromkeys(["<pad>", "</s>", "<unk>"] + words + chars)) + ["quick brown", "ca"]
    kinds = [CONTROL, CONTROL, UNKNOWN] + [NORMAL] * (len(tokens) - 5) + [UNUSED, USER]
    generator = random.Random(1)
    scores = [0.0] * 3 + [-generator.uniform(1, 9) for _ in tokens[3:]]
    return gguf([
        ("general.architecture", "str", "t5"), ("model", "str", "t5"), ("tokens", "str", tokens), ("scores", "f32", scores),
        ("token_type", "i32", kinds), ("unknown_token_id", "u32", 2), ("add_space_prefix", "bool", True),
        ("remove_extra_whitespaces", "bool", True),
    ])


def longest_match():
    single = [chr(b) if 32 < b < 127 and b != 92 else "\\x%02x" % b for b in range(256)]
    tokens = ["<s>"] + single + ["the", " the", "\\n\\n", "aa", "aaaa", "\\xe4\\xb8\\xad", "wor", "world"]
    return gguf([
        ("general.architecture", "str", "rwkv6"), ("model", "str", "rwkv"), ("tokens", "str", tokens),
        ("token_type", "i32", [CONTROL] + [NORMAL] * (len(tokens) - 1)),
    ])


def answers(oracle, data):
    with tempfile.TemporaryDirectory() as folder:
        file, source, target = (pathlib.Path(folder, name) for name in ("file.gguf", "texts", "ids"))
        file.write_bytes(data)
        source.write_bytes(b"".join(struct.pack("<I", len(t.encode())) + t.encode() for t in TEXTS))
        subprocess.run([oracle, file, "0", "0", source, target], check=True, capture_output=True)
        numbers = struct.unpack(f"<{target.stat().st_size // 4}i", target.read_bytes())
    lists, position = [], 0
    while position < len(numbers):
        lists.append(numbers[position + 1 : position + 1 + numbers[position]])
        position += 1 + numbers[position]
    return lists


def main(oracle):
    FOLDER.mkdir(exist_ok=True)
    files = {
        "scored": scored(), "plain": plain(), "wordpiece": word_piece(), "unigram": unigram(),
        "longest": longest_match(), "merges": byte_level("gpt-2"), "incomplete": byte_level("gpt-2", missing=(3, 0xC3)),
    }
    lines = []
    for name, data in files.items():
        (FOLDER / f"{name}.gguf").write_bytes(data)
        for text, ids in zip(TEXTS, answers(oracle, data)):
            lines.append(f"{name}\t\t{text.encode().hex()}\t{','.join(map(str, ids))}")
    for name in NAMES:
        for text, ids in zip(TEXTS, answers(oracle, byte_level(name))):
            lines.append(f"merges\t{name}\t{text.encode().hex()}\t{','.join(map(str, ids))}")
    (FOLDER / "answers.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
