#!/usr/bin/env python3
"""Makes the small vocabularies of these tests and the reference libraries' answers on them.

    python3 Tests/TokenizationTests/Fixtures/make_fixtures.py

Needs sentencepiece, tiktoken and tokenizers from PyPI; README.md says which versions made the committed files.
"""

import base64
import io
import pathlib
import random
import re

import sentencepiece
import tiktoken
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

HERE = pathlib.Path(__file__).resolve().parent

TRAINING = """\
A 47-year-old man comes to the emergency department because of chest pain that started two hours ago.
His temperature is 37.2 C, pulse is 98/min, respirations are 16/min, and blood pressure is 142/88 mm Hg.
Which of the following is the most likely diagnosis? He doesn't smoke, and he'll return in 2 weeks.
The patient's mother says that she's had a fever since yesterday; they're worried, we've seen it, I'm sure.
def count(tokens):\n    total = 0\n    for token in tokens:\n        total += 1\n    return total
Das Fieber stieg \u00fcber Nacht; la fi\u00e8vre a dur\u00e9 trois jours, na\u00efve caf\u00e9.
\u60a3\u8005\u53d1\u70e7\u4e86\u4e09\u5929\uff0c\u6ca1\u6709\u54b3\u55fd\u3002\u533b\u751f\u5efa\u8bae\u4f11\u606f\u3002
\u0411\u043e\u043b\u044c\u043d\u043e\u0439 \u0436\u0430\u043b\u0443\u0435\u0442\u0441\u044f \u043d\u0430 \u0431\u043e\u043b\u044c.
""" * 3

TEXTS = [
    "", "a", " a", "  a", "fever", " fever", "the patient's fever", "THE Patient'S FEVER'LL", "don't they're he'll",
    "x'\u017f y'\u017fe", "142/88 mm Hg", "1234567", " 12 345", "\n", "\n\n a", "a\n", "a \n  ", "a\r\n\r\nb", "\t\ta",
    "a  ", "   ", "a   b", "\u00a0a", "\u3000\u4e2d", "!!!\n\n/", "a/b//c\n/", "...\r\n x", "\u60a3\u8005\u53d1\u70e7",
    "\U0001f600\U0001f469\u200d\u2695\ufe0f", "caf\u00e9 cafe\u0301 n\u0303", "e\u0323\u0302 \u00ea\u0323",
    "\u0344 \u212b \u2126 \uf900", "\u1112\u1161\u11ab \ud55c\uad6d", "\u0939\u093f\u0928\u094d\u0926\u0940 \u0928\u093c",
    "\u01c5ABC\u01c5abc ABCdef \u02b0A\u05d0\u05b0B", "\u0301A\u0301b\u0301", "a\x00b", "\x7f\x01", "\u2581", "\u2581a \u2581",
    "<0x0A>", "<s> a</s>", "<unk>", "[DOC]", "x[DOC]y", "<|im_end|>", "\ufb01ne \u2460 \u337f\uff21", "\ufeffa", "\ufffd",
    "\U0010ffff\ue000", "a" * 40, " " * 33 + "b", "ab" * 100, "\u4e2d" * 60, "def f(x):\n    return x\n\n\n",
]

PATTERNS = {
    "gpt2": r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s""",
    "cl100k": r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s""",
    "o200k": "|".join([
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""", r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""", r"""\s*[\r\n]+""", r"""\s+(?!\S)""", r"""\s+""",
    ]),
    "llama3": r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""",
    "qwen2": r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""",
}


def train_ranks(size):
    """Byte-pair training, the most frequent pair of the first met first."""
    words = [[bytes([b]) for b in w.encode()] for w in re.findall(r"\s?\w+|\s?[^\w\s]+|\s+", TRAINING)]
    tokens = [bytes([b]) for b in range(256)]
    random.Random(1).shuffle(tokens)
    merges = []
    while len(tokens) < size:
        counts = {}
        for word in words:
            for pair in zip(word, word[1:]):
                counts[pair] = counts.get(pair, 0) + 1
        best = max(counts, key=counts.get)
        joined = best[0] + best[1]
        if joined not in tokens:
            tokens.append(joined)
            merges.append(best)
        for word in words:
            i = 0
            while i < len(word) - 1:
                if (word[i], word[i + 1]) == best:
                    word[i : i + 2] = [joined]
                i += 1
    return {token: rank for rank, token in enumerate(tokens)}, merges


def byte_ranges(text, offsets):
    """Offsets in characters as offsets in UTF-8 bytes."""
    at = [0]
    for character in text:
        at.append(at[-1] + len(character.encode()))
    return [(at[start], at[end]) for start, end in offsets]


def huggingface_byte_level(ranks, merges, pattern):
    alphabet = {}
    extra = 0
    for byte in range(256):
        if 33 <= byte <= 126 or 161 <= byte <= 172 or 174 <= byte <= 255:
            alphabet[byte] = chr(byte)
        else:
            alphabet[byte] = chr(256 + extra)
            extra += 1
    spell = lambda token: "".join(alphabet[b] for b in token)
    tokenizer = Tokenizer(
        models.BPE({spell(t): r for t, r in ranks.items()}, [(spell(a), spell(b)) for a, b in merges])
    )
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def train_sentencepiece(**settings):
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TRAINING.splitlines()), model_writer=out, minloglevel=2, num_threads=1, **settings
    )
    return out.getvalue()


def line(name, text, ids, ranges):
    shown = ",".join(f"{s}-{e}" for s, e in ranges) if ranges is not None else ""
    return f"{name}\t{text.encode().hex()}\t{','.join(map(str, ids))}\t{shown}\n"


def main():
    answers = []
    ranks, merges = train_ranks(560)
    rank_lines = [f"{base64.b64encode(t).decode()} {r}\n" for t, r in ranks.items()]
    (HERE / "tiny.tiktoken").write_text("".join(rank_lines))
    for name, pattern in PATTERNS.items():
        encoding = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
        answers += [line(name, t, encoding.encode_ordinary(t), None) for t in TEXTS]
    tokenizer = huggingface_byte_level(ranks, merges, PATTERNS["qwen2"])
    for text in TEXTS:
        encoded = tokenizer.encode(text)
        answers.append(line("qwen2-nfc", text, encoded.ids, byte_ranges(text, encoded.offsets)))

    bpe = train_sentencepiece(
        model_type="bpe", vocab_size=520, byte_fallback=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, user_defined_symbols=["[DOC]"], control_symbols=["[INST]"],
        character_coverage=0.98,
    )
    (HERE / "tiny-bpe.model").write_bytes(bpe)
    rules = HERE / "rules.tsv"
    replacements = {"\ufb01": "fi", "\u2460": "1", "\u337f": "\u682a\u5f0f\u4f1a\u793e", "\uff21": "A", "\u00a0": " "}
    hexadecimal = lambda s: " ".join(f"{ord(c):X}" for c in s)
    rules.write_text("".join(f"{hexadecimal(a)}\t{hexadecimal(b)}\n" for a, b in replacements.items()))
    unigram = train_sentencepiece(
        model_type="unigram", vocab_size=160, normalization_rule_tsv=str(rules), character_coverage=1.0,
        pad_id=3,
    )
    rules.unlink()
    (HERE / "tiny-unigram.model").write_bytes(unigram)
    without_prefix = bytes([3 << 3 | 2, 2, 3 << 3, 0])
    for name, model in [
        ("tiny-bpe-always", bpe), ("tiny-bpe-never", bpe + without_prefix), ("tiny-unigram-always", unigram),
        ("tiny-unigram-never", unigram + without_prefix),
    ]:
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        for text in TEXTS:
            pieces = processor.encode(text, return_type="proto").pieces
            answers.append(line(name, text, [p.id for p in pieces], [(p.begin, p.end) for p in pieces]))
    (HERE / "answers.tsv").write_text("".join(answers))
    for path in sorted(HERE.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
