#!/usr/bin/env python3
"""load_export.py EXPORT: loads an export as its card says, and holds rows, tokens and boundaries against the manifest. Exit 0 or 1."""
import json, os, sys, tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = tempfile.mkdtemp()
from datasets import load_dataset

export = sys.argv[1]
manifest = json.load(open(os.path.join(export, "manifest.json"), encoding="utf-8"))
rows = load_dataset(export, split="train")
totals = manifest["totals"]
seen = dict(rows=rows.num_rows, segments=sum(len(r) for r in rows["seq_lengths"]), tokens=sum(len(r) for r in rows["input_ids"]), loss_tokens=sum(l != -100 for r in rows["labels"] for l in r))
print(seen)
sys.exit(0 if seen == {k: totals[k] for k in seen} and all(sum(r["seq_lengths"]) == len(r["input_ids"]) <= manifest["context_length"] for r in rows) else 1)
