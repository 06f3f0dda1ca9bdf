#!/usr/bin/env python3
"""tokenizers_equal_references.py --trainpack BINARY [--sample | --whole] [--only NAME …] [--seed N]

Encodes the same texts with `trainpack tokenize` and with the library that each vocabulary of ../shared belongs to, and compares every id; `--count`, which has an engine of its own, has to give as many. The texts: all strings of
the shared datasets, every Unicode scalar alone and between letters, random strings, the text of special tokens and parts of it, and long runs of one character;
with --whole also the corpus of ../shared/bench, all scalars and 200,000 random strings; with --sample a few of each. GGUF vocabularies are held against the `.inp` and `.out` beside them."""
import argparse, base64, csv, glob, itertools, json, os, random, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(HERE))), "shared")
VOCABULARIES = os.path.join(SHARED, "data", "vocabularies")
CL100K = r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
LLAMA3 = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
WORD = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]%s[\p{Ll}\p{Lm}\p{Lo}\p{M}]%s(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
O200K = "|".join([WORD % ("*", "+"), WORD % ("+", "*"), r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"""
PATTERNS = {"cl100k_base": CL100K, "llama-3": LLAMA3, "o200k_base": O200K, "gpt2": GPT2}


def tiktoken_reference(path):
    import tiktoken
    ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in open(path, "rb") if line.strip())}
    pattern = PATTERNS[os.path.basename(path).split(".")[0]]
    encoding = tiktoken.Encoding("reference", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})

    def encode(texts):
        try:
            return encoding.encode_ordinary_batch(texts, num_threads=os.cpu_count())
        except BaseException:  # its regex library gives up on a run of a million characters
            return [attempt(encoding.encode_ordinary, text) for text in texts]
    return encode, []


def attempt(encode, text):
    """None for a text that the reference gives up on; `compare` lets few of them pass."""
    try:
        return encode(text)
    except BaseException:
        return None


def tokenizers_reference(path):
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(path)
    tokenizer.encode_special_tokens = True
    tokenizer.no_truncation()
    tokenizer.no_padding()
    special = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
    return lambda texts: [encoding.ids for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False)], special


def qwen_reference(path):
    """The ranks of Qwen by themselves: tokenizer.json without its added tokens."""
    from tokenizers import Tokenizer
    description = json.load(open(os.path.join(VOCABULARIES, "huggingface", "qwen3", "tokenizer.json"), encoding="utf-8"))
    special = [token["content"] for token in description["added_tokens"]]
    description["added_tokens"] = []
    tokenizer = Tokenizer.from_str(json.dumps(description))
    return lambda texts: [encoding.ids for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False)], special


def sentencepiece_reference(path):
    import sentencepiece
    processor = sentencepiece.SentencePieceProcessor(model_file=path)
    special = [processor.id_to_piece(i) for i in range(processor.get_piece_size()) if processor.is_control(i) or processor.is_unknown(i)]
    return lambda texts: processor.encode(texts, out_type=int, num_threads=os.cpu_count()), special


def tekken_reference(path):
    from mistral_common.tokens.tokenizers.tekken import Tekkenizer
    tokenizer = Tekkenizer.from_file(path)
    special = [token["token_str"] for token in json.load(open(path, encoding="utf-8")).get("special_tokens") or []]
    return lambda texts: [attempt(lambda text: tokenizer.encode(text, bos=False, eos=False), text) for text in texts], special


def vocabularies():
    """(name, file, what makes its reference)."""
    for path in sorted(glob.glob(os.path.join(VOCABULARIES, "**", "*"), recursive=True)):
        name = os.path.relpath(path, VOCABULARIES)
        if path.endswith(".tiktoken"):
            yield name, path, qwen_reference if "qwen" in name else tiktoken_reference
        elif path.endswith("tokenizer.json"):
            yield name, path, tokenizers_reference
        elif path.endswith(".model"):
            yield name, path, sentencepiece_reference
        elif "tekken" in name and path.endswith(".json"):
            yield name, path, tekken_reference


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from strings(member)


def dataset_texts():
    for path in sorted(glob.glob(os.path.join(SHARED, "data", "datasets", "**", "*"), recursive=True)):
        if path.endswith(".jsonl"):
            for line in open(path, encoding="utf-8"):
                yield from strings(json.loads(line))
        elif path.endswith(".json"):
            yield from strings(json.load(open(path, encoding="utf-8")))
        elif path.endswith(".csv"):
            for row in csv.reader(open(path, encoding="utf-8", newline="")):
                yield from row


def corpus_texts():
    packed = subprocess.Popen(["zstd", "-dqc", os.path.join(SHARED, "bench", "corpus.jsonl.zst")], stdout=subprocess.PIPE)
    for line in packed.stdout:
        yield from strings(json.loads(line))


def scalar_texts(step):
    for code in range(0, 0x110000, step):
        if not 0xD800 <= code < 0xE000:
            yield chr(code)
            yield f"a{chr(code)}b"


RANGES = [(0x20, 0x7E), (0x20, 0x7E), (0x61, 0x7A), (0xA0, 0x17F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F),
          (0x1100, 0x11FF), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x214F), (0x2500, 0x25FF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
          (0xF900, 0xFAFF), (0xFE00, 0xFE0F), (0xFF00, 0xFFEF), (0x1F300, 0x1FAFF), (0x1D400, 0x1D7FF), (0x20000, 0x2A6DF), (0xE0000, 0xE007F), (0, 0x10FFFF)]
BITS = ["\u200d", "\ufe0f", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", "\0", "\u00a0", "\u3000", "\u2581", "\u0301", "'s", "'LL", "'", "0", "12345", "3.14", "1,000", "👨‍👩‍👧‍👦", "🇩🇪",
        "ß", "İ", "ﬁ", "½", "Å", "가", "한", "mg/dL", "b.i.d.", "def f(x):\n    return x\n", "<|", "|>", "</s>", "[INST]", "https://a.b/c?d=e&f", "==", "----", "#", "_", "\\", "\"", "{", "}"]


def random_texts(count, generator, special):
    for _ in range(count):
        parts = []
        for _ in range(generator.choice([1, 2, 3, 5, 8, 20])):
            kind = generator.random()
            if kind < 0.35:
                parts.append(generator.choice(BITS))
            elif kind < 0.42:
                parts.append(base64.b64encode(generator.randbytes(generator.randrange(1, 30))).decode())
            elif kind < 0.5 and special:
                token = generator.choice(special)
                parts.append(generator.choice([token, token[:-1], token[1:], token[: len(token) // 2], token.upper(), " " + token]))
            elif kind < 0.6:
                parts.append(generator.choice(" \n\t\r0aé中😀\u0301") * generator.randrange(1, 40))
            else:
                low, high = generator.choice(RANGES)
                parts.append("".join(c for c in (chr(generator.randint(low, high)) for _ in range(generator.randrange(1, 12))) if not "\ud800" <= c < "\ue000"))
        yield "".join(parts)


def special_texts(special):
    for token in special:
        for text in (token, f"a{token}b", f" {token} ", token + token, token[:-1], token[1:]):
            yield text


def runs(length):
    for character in (" ", "a", "\n", "0", ".", "é", "中", "😀", "\u0301", "="):
        yield character * length
    yield "a" * length + "b"
    yield "ab " * (length // 3)


def ours(trainpack, path, texts):
    """The ids of each text; where counting gives another number, that number instead."""
    lines = "".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts).encode()
    answers = []
    for option in ([], ["--count"]):
        done = subprocess.run([trainpack, "tokenize", "--tokenizer", path, *option], input=lines, capture_output=True)
        if done.returncode:
            sys.exit(f"{path}: {done.stderr.decode()}")
        answers.append([json.loads(line) for line in done.stdout.splitlines()])
    return [ids if len(ids) == count else count for ids, count in zip(*answers, strict=True)]


def batches(texts, count=100_000, size=8_000_000):
    batch, bytes_ = [], 0
    for text in texts:
        if not text:
            continue
        batch.append(text)
        bytes_ += len(text)
        if len(batch) >= count or bytes_ >= size:
            yield batch
            batch, bytes_ = [], 0
    if batch:
        yield batch


def compare(trainpack, path, reference, texts, seen):
    compared = differing = given_up = 0
    for batch in batches(texts):
        for text, expected, found in zip(batch, reference(batch), ours(trainpack, path, batch), strict=True):
            if expected is None:
                given_up += 1
                if given_up > 5:
                    sys.exit(f"{path}: the reference gives up on more than a few texts, the last of {len(text):,} characters: {text[:80]!r}")
                continue
            compared += 1
            if list(expected) != found:
                differing += 1
                if len(seen) == 5:
                    continue
                if isinstance(found, int):
                    seen.append(f"{text[:200]!r}: counted as {found}, the reference gives {len(expected)} ids")
                else:
                    at = next((i for i, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
                    seen.append(f"{text[:200]!r}: id {at} is {found[at:at + 4]}, the reference gives {list(expected[at:at + 4])}")
    return compared, differing


def gguf_pairs(trainpack, only):
    failed = 0
    for path in sorted(glob.glob(os.path.join(VOCABULARIES, "gguf", "*.gguf"))):
        name = os.path.relpath(path, VOCABULARIES)
        if only and not any(part in name for part in only):
            continue
        texts = open(path + ".inp", encoding="utf-8", newline="").read().split("\n__ggml_vocab_test__\n")
        answers = [[int(i) for i in line.split()] for line in open(path + ".out", encoding="utf-8").read().split("\n")][: len(texts)]
        found = ours(trainpack, path, texts)
        wrong = [text for text, expected, got in zip(texts, answers, found, strict=True) if expected != got]
        failed += len(wrong)
        print(f"{name}: {len(texts)} texts of its .inp, {len(wrong)} differ", *[repr(text) for text in wrong[:3]], flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not os.path.isdir(VOCABULARIES):
        print("SKIPPED (no ../shared): every vocabulary against its reference library")
        return
    failed = 0
    for name, path, make in vocabularies():
        if options.only and not any(part in name for part in options.only):
            continue
        start = time.time()
        reference, special = make(path)
        generator = random.Random(f"{options.seed} {name}")
        step, random_count, run_length = (1, 200_000, 1_000_000) if options.whole else (1_009, 500, 3_000) if options.sample else (29, 5_000, 20_000)
        sets = [("datasets", itertools.islice(dataset_texts(), 0, None, 499 if options.sample else 1)), ("scalars", scalar_texts(step)),
                ("special tokens", special_texts(special[: 20 if options.sample else 2000])), ("random", random_texts(random_count, generator, special)), ("runs", runs(run_length))]
        if options.whole:
            sets.insert(1, ("corpus", corpus_texts()))
        seen, counts, differing = [], [], 0
        for kind, texts in sets:
            count, wrong = compare(options.trainpack, path, reference, texts, seen)
            counts.append(f"{kind} {count:,}" + (f" ({wrong:,} differ)" if wrong else ""))
            differing += wrong
        failed += differing
        print(f"{name}: {', '.join(counts)}: {differing} differ, {time.time() - start:.0f} s", flush=True)
        for line in seen:
            print("  " + line, flush=True)
    failed += gguf_pairs(options.trainpack, options.only)
    print(f"{failed} texts differ")
    sys.exit(1 if failed else 0)


main()
