"""What both peers of export_against_transformers.py start from: one thread, no network, the model's tokenizer with its chat template, Alpaca records as messages."""
import json, os

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", RAYON_NUM_THREADS="1", OMP_NUM_THREADS="1", HF_DATASETS_DISABLE_PROGRESS_BARS="1")


def load_tokenizer(tokenizer_file, profile_file):
    from transformers import PreTrainedTokenizerFast

    profile = json.load(open(profile_file))
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=tokenizer_file, **{f"{k}_token": profile["tokenizer"][k]["text"] for k in ("bos", "eos", "pad", "unk") if profile["tokenizer"].get(k)})
    tokenizer.chat_template = open(os.path.join(os.path.dirname(profile_file), profile["template"]["file"])).read()
    return tokenizer


def to_messages(record):
    query = record["instruction"] + ("\n" + record["input"] if record["input"] else "")
    return {"prompt": [{"role": "user", "content": query}], "completion": [{"role": "assistant", "content": record["output"]}]}
