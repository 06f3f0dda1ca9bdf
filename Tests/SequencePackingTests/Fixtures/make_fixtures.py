"""Makes the packing fixtures: real lengths, and the rows that TRL's best-fit decreasing gives for them in one batch."""

import collections
import json
import pathlib
import subprocess
import sys

import numpy
import pyarrow
import sentencepiece
import tiktoken
from tiktoken.load import load_tiktoken_bpe
from trl.data_utils import _pack_bfd

shared, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def trl_rows(lengths, context_length):
    """Each row as the ascending indices of its examples; every example's ids are its own index."""
    offsets = numpy.cumsum([0] + lengths)
    values = numpy.repeat(numpy.arange(len(lengths)), lengths)
    table = pyarrow.table({"input_ids": pyarrow.LargeListArray.from_arrays(offsets, values)})
    packed = _pack_bfd(table, context_length)
    return sorted(sorted(set(row)) for row in packed["input_ids"].to_pylist())


processor = sentencepiece.SentencePieceProcessor(
    model_file=str(shared / "data/vocabularies/sentencepiece/mistral-v3.model"))
medqa = [json.loads(line) for line in open(shared / "data/datasets/medqa-usmle-test.jsonl")]
lengths = [len(processor.encode(record["question"] + "\n" + "\n".join(record["options"].values()))) for record in medqa]
with open(out / "medqa-mistral-v3.txt", "w") as file:
    print(*lengths, file=file)
for context_length in (1280, 2048):
    with open(out / f"medqa-mistral-v3-trl-{context_length}.txt", "w") as file:
        for row in trl_rows(lengths, context_length):
            print(*row, file=file)

ranks = load_tiktoken_bpe(str(shared / "data/vocabularies/tiktoken/llama-3.tiktoken"))
pattern = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
           r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
llama = tiktoken.Encoding("llama-3", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
corpus = subprocess.run(
    ["zstd", "-dc", shared / "bench/corpus.jsonl.zst"], stdout=subprocess.PIPE, check=True).stdout.splitlines()
texts = []
for line in corpus:
    record = json.loads(line)
    texts.append("\n".join(record[field] for field in ("instruction", "input", "output")))
counts = collections.Counter(len(ids) for ids in llama.encode_ordinary_batch(texts, num_threads=2))
with open(out / "corpus-llama-3-histogram.txt", "w") as file:
    for length, count in sorted(counts.items()):
        print(length, count, file=file)
with open(out / "corpus-llama-3-trl-row-counts.txt", "w") as file:
    for context_length in (2048, 4096, 8192):
        ascending = [n for n, count in sorted(counts.items()) for _ in range(count) if n <= context_length]
        print(context_length, len(trl_rows(ascending, context_length)), file=file)
