#!/usr/bin/env python3
"""transformers_export.py DATA TOKENIZER.json PROFILE.json OUT CONTEXT: the job of `trainpack export` with `datasets` and `transformers`, as a training script does it:
Alpaca records to messages, the model's chat template, prompt and whole tokenized to find the loss mask (TRL's way for templates without {% generation %}),
examples over the context dropped, best-fit-decreasing packing per 1,000 rows (TRL's default), JSON lines written. One process."""
import os, sys

data, tokenizer_file, profile_file, out, context = *sys.argv[1:5], int(sys.argv[5])
os.environ["HF_DATASETS_CACHE"] = out + ".cache"
import bisect
from peer_setup import load_tokenizer, to_messages
from datasets import Dataset, load_dataset

tokenizer = load_tokenizer(tokenizer_file, profile_file)


def tokenize(record):
    prompt = tokenizer.apply_chat_template(record["prompt"], tokenize=True, add_generation_prompt=True, return_dict=True)["input_ids"]
    whole = tokenizer.apply_chat_template(record["prompt"] + record["completion"], tokenize=True, return_dict=True)["input_ids"]
    return {"input_ids": whole, "labels": [-100] * len(prompt) + whole[len(prompt):]}


def pack(batch):
    free = []
    rows = []
    for index in sorted(range(len(batch["input_ids"])), key=lambda i: -len(batch["input_ids"][i])):
        length = len(batch["input_ids"][index])
        at = bisect.bisect_left(free, (length, -1))
        if at < len(free):
            space, row = free.pop(at)
        else:
            space, row = context, len(rows)
            rows.append([])
        rows[row].append(index)
        bisect.insort(free, (space - length, row))
    join = lambda column, row: [token for index in row for token in batch[column][index]]
    return {"input_ids": [join("input_ids", r) for r in rows], "labels": [join("labels", r) for r in rows], "seq_lengths": [[len(batch["input_ids"][i]) for i in r] for r in rows]}


dataset = load_dataset("json", data_files=data, split="train")
dataset = dataset.map(to_messages, remove_columns=dataset.column_names).map(tokenize, remove_columns=["prompt", "completion"])
dataset = dataset.filter(lambda r: len(r["input_ids"]) <= context).map(pack, batched=True, batch_size=1000)
dataset.to_json(out, lines=True)
print(len(dataset), sum(len(r) for r in dataset["input_ids"]))
