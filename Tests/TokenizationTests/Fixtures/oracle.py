"""Answers of the reference libraries, for the conformance tests.

    oracle.py KIND FILE INPUT OUTPUT

INPUT holds texts, each a little-endian 32-bit length and its UTF-8 bytes. OUTPUT gets for each text the count of tokens,
their ids, and the starts and ends of their ranges in bytes (-1 where the reference gives none), all 32-bit.

KIND `split` is a Sequence of Splits of tokenizers, `split-tiktoken` the pattern of a tiktoken encoding; FILE then holds
the patterns as a JSON array, and the tokens are the pieces that they cut, with the id 0.

Else KIND is a pattern's name (tiktoken with the rank file FILE), `tokenizers` (FILE is a tokenizer.json, special tokens are
read as text), `tokenizers-after` (the same behind `<s>`, which is left out again), `sentencepiece` (FILE is a model),
`tekken` (FILE is a tekken.json, by mistral-common) or `tekken-transformers` (the same, as transformers converts it).
"""

import array
import base64
import json
import struct
import sys

from tokenizers import Tokenizer

PATTERNS = {
    "gpt2": r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s""",
    "cl100k": r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s""",
    "o200k": "|".join([
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""", r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""", r"""\s*[\r\n]+""", r"""\s+(?!\S)""", r"""\s+""",
    ]),
    "llama3": r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""",
}


def in_bytes(text, offsets):
    at = [0]
    for character in text:
        at.append(at[-1] + len(character.encode()))
    return [(at[start], at[end]) for start, end in offsets]


def tiktoken_encoder(pattern, path):
    import tiktoken

    ranks = {base64.b64decode(line.split()[0]): int(line.split()[1]) for line in open(path, "rb") if line.strip()}
    encoding = tiktoken.Encoding("reference", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return lambda texts: [(encoding.encode_ordinary(text), None) for text in texts]


def tekken_encoder(path):
    from mistral_common.tokens.tokenizers.tekken import Tekkenizer

    tokenizer = Tekkenizer.from_file(path)
    return lambda texts: [(tokenizer.encode(text, bos=False, eos=False), None) for text in texts]


def converted_tekken(path):
    from transformers.integrations.mistral import convert_tekken_tokenizer

    return convert_tekken_tokenizer(path).backend_tokenizer


def huggingface_encoder(tokenizer, prefix):
    tokenizer.encode_special_tokens = not prefix

    def encode(texts):
        encodings = tokenizer.encode_batch([prefix + text for text in texts], add_special_tokens=False)
        for text, encoding in zip(texts, encodings):
            ranges = in_bytes(prefix + text, encoding.offsets)
            first = 1 if prefix else 0
            shift = len(prefix)
            yield encoding.ids[first:], [(start - shift, end - shift) for start, end in ranges[first:]]

    return encode


def sentencepiece_encoder(path):
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=path)

    def encode(texts):
        for text in texts:
            pieces = processor.encode(text, return_type="proto").pieces
            yield [p.id for p in pieces], [(p.begin, p.end) for p in pieces]

    return encode


def splitting(patterns):
    from tokenizers import Regex, pre_tokenizers

    splits = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in patterns])

    def encode(texts):
        for text in texts:
            ranges = in_bytes(text, [offsets for _, offsets in splits.pre_tokenize_str(text)]) if text else []
            yield [0] * len(ranges), ranges

    return encode


def tiktoken_splitting(pattern):
    """The pieces of a pattern that leaves nothing out: every part of a text is made a token, so each piece is one."""
    import tiktoken

    def encode(texts):
        for text in texts:
            whole, at = text.encode(), [start for start, _ in in_bytes(text, [(i, i) for i in range(len(text) + 1)])]
            ranks = {bytes([i]): i for i in range(256)}
            for start in range(len(text)):
                for end in range(start + 1, len(text) + 1):
                    ranks.setdefault(whole[at[start] : at[end]], len(ranks))
            encoding = tiktoken.Encoding("pieces", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
            ranges, end = [], 0
            for token in encoding.encode_ordinary(text):
                ranges.append((end, end + len(encoding.decode_single_token_bytes(token))))
                end = ranges[-1][1]
            yield [0] * len(ranges), ranges

    return encode


def main(kind, path, source, target):
    if kind == "split":
        encode = splitting(json.load(open(path)))
    elif kind == "split-tiktoken":
        (pattern,) = json.load(open(path))
        encode = tiktoken_splitting(pattern)
    elif kind in PATTERNS:
        encode = tiktoken_encoder(PATTERNS[kind], path)
    elif kind == "tokenizers":
        encode = huggingface_encoder(Tokenizer.from_file(path), "")
    elif kind == "tokenizers-after":
        encode = huggingface_encoder(Tokenizer.from_file(path), "<s>")
    elif kind == "tekken":
        encode = tekken_encoder(path)
    elif kind == "tekken-transformers":
        encode = huggingface_encoder(converted_tekken(path), "")
    else:
        encode = sentencepiece_encoder(path)
    data = open(source, "rb").read()
    texts, position = [], 0
    while position < len(data):
        (length,) = struct.unpack_from("<I", data, position)
        texts.append(data[position + 4 : position + 4 + length].decode())
        position += 4 + length
    with open(target, "wb") as out:
        for start in range(0, len(texts), 2_000):
            for ids, ranges in encode(texts[start : start + 2_000]):
                ranges = ranges or [(-1, -1)] * len(ids)
                numbers = [len(ids), *ids, *(s for s, _ in ranges), *(e for _, e in ranges)]
                array.array("i", numbers).tofile(out)


main(*sys.argv[1:])
