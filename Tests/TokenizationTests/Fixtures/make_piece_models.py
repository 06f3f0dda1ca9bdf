"""Writes piece-models.jsonl: random small models of tokenizer.json, random texts, and what tokenizers makes of them.

    python3 make_piece_models.py [COUNT [SEED]] > piece-models.jsonl

One line a model: {"model": …, "texts": [[text, [[id, start, end], …] or null], …]}, with ranges in bytes; null is an
error of the reference.
"""

import json
import random
import sys

from tokenizers import Tokenizer

CHARACTERS = ["a", "b", "c", "é", "▁", "語", "😀", " ", "<", "0", "x", "#"]


class Models:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def alphabet(self):
        return self.random.sample(CHARACTERS, self.random.randint(1, 6))

    def word(self, alphabet, length):
        return "".join(self.random.choice(alphabet) for _ in range(self.random.randint(1, length)))

    def byte_tokens(self, alphabet):
        every = range(256)
        some = [byte for character in alphabet for byte in character.encode() if self.chance(0.9)]
        return ["<0x%02X>" % byte for byte in (every if self.chance(0.3) else some)]

    def bpe(self):
        choice = self.random.choice
        alphabet = self.alphabet()
        prefix = choice([None, None, None, "##", "", choice(alphabet)])
        suffix = choice([None, None, None, "</w>", "", choice(alphabet)])
        written, ended = prefix or "", suffix or ""
        tokens = {}
        for character in alphabet:
            for form in (character, written + character, character + ended, written + character + ended):
                if self.chance(0.85):
                    tokens[form] = None
        falls_back = self.chance(0.35)
        if falls_back:
            tokens.update(dict.fromkeys(self.byte_tokens(alphabet)))
        unknown = choice([None, "<unk>", "<unk>", "<unk>", choice(alphabet)])
        if unknown and self.chance(0.95):
            tokens[unknown] = None
        tokens = tokens or {"a": None}
        merges = []
        for _ in range(self.random.randint(0, 25)):
            left, right = choice(list(tokens)), choice(list(tokens))
            if len(right.encode()) < len(written.encode()) or (left.startswith("<0x") and self.chance(0.9)):
                continue
            if written and not right.startswith(written) and self.chance(0.8):
                continue
            try:
                joined = left + right.encode()[len(written.encode()):].decode()
            except UnicodeDecodeError:
                continue
            if len(joined) <= 14:
                tokens[joined] = None
                merges.append([left, right])
        if merges and self.chance(0.3):
            merges.append(list(choice(merges)))
        if self.chance(0.3):
            self.random.shuffle(merges)
        for _ in range(self.random.randint(0, 3)):
            tokens[self.word(alphabet, 4)] = None
        spaced = any(" " in side or side.startswith("#version") for merge in merges for side in merge)
        if not spaced and self.chance(0.4):
            merges = [" ".join(merge) for merge in merges]
        model = {
            "type": "BPE", "dropout": choice([None, 0, 0.0]), "unk_token": unknown,
            "continuing_subword_prefix": prefix, "end_of_word_suffix": suffix, "fuse_unk": self.chance(0.5),
            "byte_fallback": falls_back, "ignore_merges": self.chance(0.2), "vocab": self.numbered(tokens),
            "merges": merges,
        }
        if self.chance(0.1):
            del model["type"]
        return model, alphabet

    def numbered(self, tokens):
        """Gives ids, in order or not, with gaps or without."""
        count = len(tokens)
        ids = list(range(count)) if self.chance(0.6) else self.random.sample(range(count + self.random.randint(0, count)), count)
        return dict(zip(tokens, ids))

    def unigram(self):
        alphabet = self.alphabet()
        tokens = ["<unk>"] if self.chance(0.9) else ["a"]
        tokens += [character for character in alphabet if self.chance(0.8)]
        tokens += [self.word(alphabet, 5) for _ in range(self.random.randint(0, 20))]
        falls_back = self.chance(0.35)
        if falls_back:
            tokens += self.byte_tokens(alphabet)
        if self.chance(0.9):
            tokens = list(dict.fromkeys(tokens))
        offset = self.random.choice([0, 0, 0, 0, 40])
        unknown = self.random.choice([0, 0, 0, None, self.random.randrange(len(tokens))])
        vocabulary = [[token, self.score() + offset] for token in tokens]
        return {"type": "Unigram", "unk_id": unknown, "vocab": vocabulary, "byte_fallback": falls_back}, alphabet

    def score(self):
        number = self.random.random()
        choices = [-number * 20, round(-number * 5, 2), -self.random.randint(0, 4), 0.0, -1e-3, -2.5, number * 30]
        return self.random.choice(choices)

    def word_piece(self):
        alphabet = self.alphabet()
        prefix = self.random.choice(["##", "##", "", "@@", self.random.choice(alphabet)])
        tokens = {"[UNK]": None} if self.chance(0.9) else {}
        for _ in range(self.random.randint(1, 25)):
            tokens[self.random.choice(["", prefix]) + self.word(alphabet, 4)] = None
        return {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": prefix,
            "max_input_chars_per_word": self.random.choice([100, 3, 5, 0, 8]), "vocab": self.numbered(tokens),
        }, alphabet

    def word_level(self):
        alphabet = self.alphabet()
        tokens = {"<unk>": None} if self.chance(0.8) else {}
        for _ in range(self.random.randint(1, 25)):
            tokens[self.word(alphabet, 3)] = None
        return {"type": "WordLevel", "unk_token": "<unk>", "vocab": self.numbered(tokens)}, alphabet

    def text(self, alphabet):
        known = alphabet + (["q", "ü"] if self.chance(0.5) else []) + (["<0x61>", "<unk>"] if self.chance(0.2) else [])
        return self.word(known, self.random.choice([1, 3, 8, 20, 60, 130]))


def answer(reference, text):
    try:
        return [[token.id, *token.offsets] for token in reference.model.tokenize(text)]
    except Exception:
        return None


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 160
    models = Models(int(sys.argv[2]) if len(sys.argv) > 2 else 20)
    kinds = [models.bpe, models.bpe, models.bpe, models.unigram, models.unigram, models.word_piece, models.word_level]
    for index in range(count):
        model, alphabet = kinds[index % len(kinds)]()
        empty = {"version": "1.0", "added_tokens": [], "normalizer": None, "pre_tokenizer": None, "model": model}
        reference = Tokenizer.from_str(json.dumps(empty))
        texts = [models.text(alphabet) for _ in range(4)]
        line = {"model": model, "texts": [[text, answer(reference, text)] for text in texts]}
        print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
