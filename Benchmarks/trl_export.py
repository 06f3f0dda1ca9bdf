#!/usr/bin/env python3
"""trl_export.py DATA TOKENIZER.json PROFILE.json OUT CONTEXT [tokenize]: the job of `trainpack export` as TRL's SFTTrainer does it with `datasets` and `transformers`: its own dataset
preparation (chat template, prompt and whole tokenized, completion mask, labels, packing "bfd"), then JSON lines. One process. Needs trl and torch.
With `tokenize` the step that finds out how long the examples are alone: template and tokens, no labels, packing or output.
Prints rows, tokens, and the processor time of the job without the imports."""
import os, resource, sys, types

data, tokenizer_file, profile_file, out, context = *sys.argv[1:5], int(sys.argv[5])
os.environ["HF_DATASETS_CACHE"] = out + ".cache"
from peer_setup import load_tokenizer, to_messages
from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

used = lambda: sum(getattr(resource.getrusage(resource.RUSAGE_SELF), f) for f in ("ru_utime", "ru_stime"))
begin = used()
tokenizer = load_tokenizer(tokenizer_file, profile_file)
if sys.argv[6:] == ["tokenize"]:
    dataset = load_dataset("json", data_files=data, split="train")
    dataset = dataset.map(to_messages, remove_columns=dataset.column_names)
    dataset = dataset.map(lambda r: {"messages": r["prompt"] + r["completion"]}, remove_columns=["prompt", "completion"])
    # With a labels column in the data, the preparation ends with the tokens.
    dataset = dataset.add_column("labels", [[]] * len(dataset))
    arguments = SFTConfig(output_dir=out + ".trainer", max_length=None, use_cpu=True, bf16=False, report_to="none")
    trainer = types.SimpleNamespace(_tokenizer=tokenizer, chat_template=None, completion_only_loss=False, pad_token_id=0, _is_vlm=False, padding_free=False)
    dataset = SFTTrainer._prepare_dataset(trainer, dataset, tokenizer, arguments, False, None, "train")
    print(len(dataset), sum(len(r) for r in dataset["input_ids"]), round(used() - begin, 2))
    sys.exit()
arguments = SFTConfig(output_dir=out + ".trainer", max_length=context, packing=True, completion_only_loss=True, use_cpu=True, bf16=False, report_to="none")
dataset = load_dataset("json", data_files=data, split="train")
dataset = dataset.map(to_messages, remove_columns=dataset.column_names)
trainer = types.SimpleNamespace(_tokenizer=tokenizer, chat_template=None, completion_only_loss=True, pad_token_id=0, _is_vlm=False, padding_free=True)
dataset = SFTTrainer._prepare_dataset(trainer, dataset, tokenizer, arguments, True, None, "train")
dataset.to_json(out, lines=True)
print(len(dataset), sum(len(r) for r in dataset["input_ids"]), round(used() - begin, 2))
