#!/usr/bin/env python3
"""Makes the reference's answers on variants of the small SentencePiece models.

    python3 Tests/TokenizationTests/Fixtures/make_sentencepiece_variants.py

A variant is a model with bytes put behind it: protobuf merges messages that are given twice, so they change settings, and
further pieces join the others. Needs sentencepiece from PyPI; README.md says which version made the committed file.

Lines: `model`, a name, the model, the bytes in hexadecimal; then for each text the name, the text in hexadecimal, ids,
ranges in bytes.
"""

import pathlib
import struct

import sentencepiece

HERE = pathlib.Path(__file__).resolve().parent
NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5

TEXTS = [
    "", "a", " a", "  a", "   ", "fever", "the patient's  fever ", " the  fever  the", "don't they're he'll", "142/88 mm Hg 12",
    "\n\n a", "a \n  ", "\u60a3\u8005\u53d1\u70e7\u4e86 \u60a3", "\U0001f600\u60a3 \U0001f600\U0001f601", "caf\u00e9 cafe\u0301",
    "a\x00b", "\u2581", "\u2581a \u2581", "a\u2581", "<0x0A>", "<s> a</s>", "[DOC]", "x[DOC]y[D", "\ufb01ne \u2460 \u337f\uff21",
    "\u00a0a\u00a0\u00a0b\u00a0", "zq zqz qz", "a b a b", "x\u2581y x y", "aaaaaaa" * 5, "ab" * 20, "feverfever everfe",
    "\u0411\u043e\u043b\u044c\u043d\u043e\u0439 \u0431\u043e\u043b\u044c", "thththe hehe atathe", "u\u00e9\u00e9u",
]


def field(number, content):
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def trainer(number, value):
    return field(2, field(number, value))


def normalizer(number, value):
    return field(3, field(number, value))


def piece(text, score, kind=NORMAL):
    return field(1, field(1, text.encode()) + bytes([2 << 3 | 5]) + struct.pack("<f", score) + field(3, kind))


def pieces(kind, *scored):
    return [(text, score, kind) for text, score in scored]


def suffix(parts, known):
    """Settings are bytes; pieces are tuples, and those that the model has already are left out."""
    known = set(known)
    out = b""
    for part in parts:
        if isinstance(part, bytes):
            out += part
        elif part[0] not in known:
            out += piece(*part)
            known.add(part[0])
    return out


WORD, CHARACTER, BPE, UNIGRAM = [trainer(3, 3)], [trainer(3, 4)], [trainer(3, 2)], [trainer(3, 1)]
NO_PREFIX, REMOVE, KEEP, NO_ESCAPE, SUFFIX = (
    [normalizer(3, 0)], [normalizer(4, 1)], [normalizer(4, 0)], [normalizer(5, 0)], [trainer(24, 1)]
)
USER = pieces(
    USER_DEFINED, ("[D", 0), ("a b", 0), ("x\u2581y", 0), ("\u00e9\u00e9", 0), ("fever", 0), ("everf", 0), ("\u2581\u2581", 0)
)
TIES = pieces(NORMAL, ("th", 1), ("he", 1), ("ath", 1), ("ha", 1), ("hat", 0.0), ("eat", -0.0), ("aaa", 1), ("aa", 1))

VARIANTS = {
    "bpe-removes-spaces": ("tiny-bpe", REMOVE),
    "bpe-suffix": ("tiny-bpe", SUFFIX),
    "bpe-suffix-removes-spaces": ("tiny-bpe", SUFFIX + REMOVE),
    "bpe-spaces-not-escaped": ("tiny-bpe", NO_ESCAPE),
    "bpe-ties": ("tiny-bpe", TIES),
    "bpe-unused-made-one-way": ("tiny-bpe", pieces(UNUSED, ("fe", 3), ("aa", 3), ("hq", 3))),
    "bpe-unused-made-two-ways": (
        "tiny-bpe", TIES + pieces(UNUSED, ("fe", 3), ("ev", 3), ("fev", 4), ("ever", 4), ("the", 5), ("aaaa", 9), ("ab", 2), ("aba", 2), ("bab", 2), ("abab", 2))
    ),
    "bpe-user-defined": ("tiny-bpe", USER),
    "bpe-characters-that-are-no-pieces": ("tiny-bpe", pieces(NORMAL, ("zq", 1), ("qz", 2), ("zqz", 3))),
    "bpe-without-byte-fallback": ("tiny-unigram", BPE),
    "bpe-without-byte-fallback-keeps-spaces": ("tiny-unigram", BPE + KEEP + NO_PREFIX),
    "unigram-user-defined": ("tiny-unigram", USER),
    "unigram-unused": ("tiny-unigram", pieces(UNUSED, ("fever", 9), ("z", 9)) + pieces(NORMAL, ("zq", 1))),
    "unigram-keeps-spaces": ("tiny-unigram", KEEP),
    "unigram-suffix": ("tiny-unigram", SUFFIX),
    "unigram-spaces-not-escaped": ("tiny-unigram", NO_ESCAPE + KEEP),
    "unigram-high-scores": ("tiny-unigram", pieces(NORMAL, ("ab", 30000), ("aa", 10000), ("ba", 20000.5), ("aaa", 15000))),
    "unigram-byte-fallback": ("tiny-bpe", UNIGRAM),
    "characters": ("tiny-unigram", CHARACTER + pieces(UNUSED, ("z", 0))),
    "characters-byte-fallback": ("tiny-bpe", CHARACTER + USER),
    "words": ("tiny-unigram", WORD + pieces(NORMAL, ("\u2581fever", 0), ("\u2581caf\u00e9", 0)) + pieces(UNUSED, ("\u2581they're", 0))),
    "words-byte-fallback": ("tiny-bpe", WORD),
}


def main():
    lines = []
    for name, (base, parts) in VARIANTS.items():
        whole = (HERE / f"{base}.model").read_bytes()
        processor = sentencepiece.SentencePieceProcessor(model_proto=whole)
        added = suffix(parts, [processor.id_to_piece(i) for i in range(processor.get_piece_size())])
        lines.append(f"model\t{name}\t{base}.model\t{added.hex()}\n")
        model = whole + added
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        for text in TEXTS:
            found = processor.encode(text, return_type="proto").pieces
            ranges = ",".join(f"{p.begin}-{p.end}" for p in found)
            lines.append(f"{name}\t{text.encode().hex()}\t{','.join(str(p.id) for p in found)}\t{ranges}\n")
    (HERE / "sentencepiece-variants.tsv").write_text("".join(lines))


if __name__ == "__main__":
    main()
