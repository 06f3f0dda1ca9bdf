#!/usr/bin/env python3
"""consumers.py --trainpack BINARY: trains on exports with their consumers, on the processor, and holds what they compute against the rows.

Needs Tests/consumers-requirements.txt (torch, transformers, trl). Tiny models with random weights stand in for the real ones, with the vocabulary of each profile:
 - packed rows with the card's own settings in TRL's SFTTrainer, and with the card's collator around transformers' DataCollatorWithFlattening: what a batch holds, that every
   segment's logits are those of the segment alone, that the loss is that of the segments alone weighted by their trained tokens, that no trained token is lost, and that the
   loss falls. With each comes a control that has to differ: an attention mask of ones, and rows taken as one segment;
 - rows of tokens with TRL's other collator; messages, prompts and completions, and text through TRL's own preparation, held against the rows of tokens of the same data;
 - an export that takes another's place, which `datasets` has to be told to unpack anew.
Attention is transformers' sdpa and eager: without flash attention segments are kept apart by position_ids alone, as long as there is no attention mask and no cache.
Last line "N passed, N failed"."""
import argparse, importlib.util, json, os, shutil, subprocess, sys, tempfile
from itertools import accumulate, pairwise

os.environ.update(HF_HUB_OFFLINE="1", TQDM_DISABLE="1", TRANSFORMERS_VERBOSITY="error", TOKENIZERS_PARALLELISM="false", HF_HOME=tempfile.mkdtemp(prefix="trainpack-consumers-home-"))
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracles, tagged_templates

ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared", "data", "datasets")
VIGNETTES = os.path.join(ROOT, "Examples", "vignettes.jsonl")
TOLERANCE = 1e-5
CONTROL = 1e-2  # what a leak has to come to at least, a thousand times the tolerance

PACKED = [  # (name, data, profile, options of export)
    ("vignettes", VIGNETTES, "mistral-7b-instruct-v0.3", ["--context-length", "512", "--fit", "trim"]),
    ("vignettes", VIGNETTES, "qwen2.5-7b-instruct", ["--context-length", "512", "--fit", "trim", "--position-ids"]),
    ("medqa", "medqa-usmle-test.jsonl", "mistral-7b-instruct-v0.3", ["--context-length", "1024"]),
    ("medqa", "medqa-usmle-test.jsonl", "qwen2.5-7b-instruct", ["--context-length", "1024", "--split", "train=0.9,validation=0.1"]),
    ("dialogues", "aci-bench-train.csv", "mistral-7b-instruct-v0.3", ["--context-length", "4096"]),
    ("tool calls", "formats/glaive_toolcall_en_demo.json", "qwen2.5-7b-instruct", ["--context-length", "2048"]),
    ("Alpaca", "formats/alpaca_en_demo.json", "generic-chatml", ["--context-length", "1024", "--pack", "best"]),
    ("plain text", "formats/c4_demo.jsonl", "qwen2.5-7b-instruct", ["--context-length", "1024"]),
]
TEXTS = [  # rows that TRL prepares itself, as above
    ("vignettes", VIGNETTES, "mistral-7b-instruct-v0.3"),
    ("vignettes", VIGNETTES, "mistral-7b-instruct-v0.1"),
    ("Alpaca", "formats/alpaca_en_demo.json", "qwen2.5-7b-instruct"),
    ("Alpaca", "formats/alpaca_en_demo.json", "mistral-7b-instruct-v0.3"),
    ("conversations", "formats/v1_sft_demo.jsonl", "qwen2.5-7b-instruct"),
    ("tool calls", "formats/glaive_toolcall_en_demo.json", "qwen2.5-7b-instruct"),
]


class Consumers:
    def __init__(self, trainpack, work, only):
        self.trainpack, self.work, self.only, self.passed, self.failed, self.exports = os.path.abspath(trainpack), work, only, 0, 0, 0

    def check(self, name, condition, detail=""):
        self.passed, self.failed = self.passed + bool(condition), self.failed + (not condition)
        print(f"{'ok  ' if condition else 'FAIL'} {name}{': ' if str(detail) else ''}{str(detail)[:600]}", flush=True)
        return bool(condition)

    def export(self, name, data, profile, *options):
        """The folder of an export; None, said by name, where its data is not here."""
        data = os.path.join(SHARED, data)
        if not os.path.exists(data):
            print(f"SKIPPED (no ../shared): {name} {profile}")
            return None
        # A folder of its own: `datasets` keeps what it unpacked by path, and would read the export before (see `replaced`).
        self.exports += 1
        out = os.path.join(self.work, f"export-{self.exports}")
        done = subprocess.run([self.trainpack, "export", data, "--profile", profile, "--output", out, "--force", "--quiet", *options], capture_output=True, text=True, cwd=ROOT)
        return out if self.check(f"export {name} {profile}", done.returncode == 0, done.stderr[-600:]) else None


def quiet():
    """What all of this needs, and says nothing."""
    import datasets, logging, torch, transformers, warnings

    datasets.disable_progress_bars()
    transformers.utils.logging.disable_progress_bar()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    torch.manual_seed(7)
    torch.set_num_threads(max(1, os.cpu_count() // 2))


def manifest_of(export):
    with open(os.path.join(export, "manifest.json"), encoding="utf-8") as file:
        return json.load(file)


def loaded(export):
    from datasets import load_dataset

    return load_dataset(export, split="train")


def tokenizer(profile_id):
    """The model's own tokenizer as transformers has it, with the profile's chat template."""
    from transformers import PreTrainedTokenizerFast

    profile = oracles.load_profile(profile_id)
    tokens = {f"{name}_token": profile["tokenizer"][name]["text"] for name in ("bos", "eos", "pad", "unk") if profile["tokenizer"].get(name)}
    made = PreTrainedTokenizerFast(tokenizer_object=oracles.tokenizer(profile_id), clean_up_tokenization_spaces=False, **tokens)
    with open(os.path.join(os.path.dirname(oracles.profile_path(profile_id)), profile["template"]["file"]), encoding="utf-8") as file:
        made.chat_template = file.read()
    return made


def model(profile_id, attention):
    """A model of the profile's kind, two layers of 64 with random weights wide enough that what a token attends to shows."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM

    family = {"mistral": (MistralConfig, MistralForCausalLM, {"sliding_window": None}), "qwen": (Qwen2Config, Qwen2ForCausalLM, {})}
    config, kind, options = family.get(oracles.load_profile(profile_id)["family"], (LlamaConfig, LlamaForCausalLM, {}))
    torch.manual_seed(7)
    return kind(config(
        vocab_size=oracles.load_profile(profile_id)["tokenizer"]["embeddingSize"], hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=16384, initializer_range=0.1, attn_implementation=attention, tie_word_embeddings=False, **options)).float().eval()


def card_code(export, library):
    """The code of the card that names a library."""
    card = open(os.path.join(export, "README.md"), encoding="utf-8").read()
    found = [part.split("\n```")[0] for part in card.split("```python\n")[1:] if library in part.split("\n```")[0]]
    assert len(found) == 1, f"the card has {len(found)} pieces of code with {library}"
    return found[0].replace("DIR", export)


def card_settings(export, work, **more):
    """The card's SFTConfig, with what a short run without a GPU needs besides."""
    names = {}
    further = dict(bf16=False, disable_tqdm=True, use_cpu=True, report_to="none", save_strategy="no", output_dir=os.path.join(work, "trainer"), gradient_checkpointing=False, logging_steps=1) | more
    exec(card_code(export, "SFTConfig").replace("SFTConfig(", f"SFTConfig(**further, "), {"further": further}, names)
    return names["config"]


def segments(row):
    """(ids, labels) of each segment of a packed row."""
    return [(row["input_ids"][a:b], row["labels"][a:b]) for a, b in pairwise(accumulate(row["seq_lengths"], initial=0))]


def forward(network, ids, **inputs):
    import torch

    with torch.no_grad():
        return network(input_ids=torch.as_tensor(ids).reshape(1, -1), use_cache=False, **inputs).logits[0]


def alone(network, parts):
    """The logits of each segment, and its summed loss with the number of its trained tokens, run alone."""
    import torch

    logits = [forward(network, ids) for ids, _ in parts]
    losses = []
    for one, (_, labels) in zip(logits, parts):
        target = torch.tensor(labels[1:])
        losses.append((torch.nn.functional.cross_entropy(one[:-1].float(), target, ignore_index=-100, reduction="sum").double().item(), int((target != -100).sum())))
    return logits, losses


def apart(together, logits):
    """The largest difference of each segment's logits in the row and alone."""
    ends = list(accumulate(len(one) for one in logits))
    return [(together[end - len(one):end] - one).abs().max().item() for end, one in zip(ends, logits)]


def check_batch(run, name, batch, rows):
    """What a batch of flattened rows holds."""
    parts = [part for row in rows for part in segments(row)]
    run.check(f"{name}: ids are the rows'", batch["input_ids"][0].tolist() == [t for row in rows for t in row["input_ids"]])
    run.check(f"{name}: positions begin at 0 with each segment", batch["position_ids"][0].tolist() == [p for ids, _ in parts for p in range(len(ids))])
    run.check(f"{name}: no attention mask", "attention_mask" not in batch)
    run.check(f"{name}: labels are the rows', but the first of each segment", batch["labels"][0].tolist() == [l for _, labels in parts for l in [-100, *labels[1:]]])


def check_isolation(run, name, network, batches, rows):
    """Each segment's logits and the loss of each consumer's batch, beside the segments alone; and what has to differ."""
    import torch

    parts = [part for row in rows for part in segments(row)]
    logits, losses = alone(network, parts)
    expected = sum(loss for loss, _ in losses) / sum(count for _, count in losses)
    for consumer, batch in batches.items():
        with torch.no_grad():
            together = network(input_ids=batch["input_ids"], position_ids=batch["position_ids"], labels=batch["labels"], use_cache=False)
        worst = max(apart(together.logits[0], logits))
        run.check(f"{name}, {consumer}: logits of {len(parts)} segments are those of each alone", worst <= TOLERANCE, f"{worst:.1e}")
        loss = together.loss.item()
        run.check(f"{name}, {consumer}: loss is the segments' own, weighted by trained tokens", abs(loss - expected) <= TOLERANCE, f"{loss:.6f}, {expected:.6f}")
        del together
    mask = torch.ones_like(batch["input_ids"])
    for what, inputs in (("an attention mask of ones", dict(position_ids=batch["position_ids"], attention_mask=mask)), ("the row as one segment", {})):
        with torch.no_grad():
            leaking = network(input_ids=batch["input_ids"], labels=batch["labels"], use_cache=False, **inputs)
        differences = apart(leaking.logits[0], logits)
        # The first segment sees nothing before it in any case.
        run.check(f"{name}: control, {what} shows in every segment but the first", differences[0] <= TOLERANCE and min(differences[1:]) > CONTROL, f"{min(differences[1:]):.1e} to {max(differences[1:]):.1e}")
        run.check(f"{name}: control, {what} has another loss", abs(leaking.loss.item() - expected) > 10 * TOLERANCE, f"{abs(leaking.loss.item() - expected):.1e}")
        del leaking


def check_trained(run, name, export, rows, collate):
    """No trained token is lost on the way into batches."""
    counted = sum(int((collate([row])["labels"][..., 1:] != -100).sum()) for row in rows)
    first = sum(labels[0] != -100 for row in rows for _, labels in segments(row))
    told = manifest_of(export)["splits"]["train"]["loss_tokens"]
    run.check(f"{name}: trained tokens are the manifest's, less {first} that begin a segment", counted == told - first, f"{counted} of {told}")


def train(run, name, trainer):
    """Some steps of training: the loss falls, and no step is given an attention mask or a cache."""
    from transformers.trainer_callback import PrinterCallback

    given, inner = [], trainer.model.forward

    def watched(*arguments, **inputs):
        given.append(inputs)
        return inner(*arguments, **inputs)

    trainer.model.forward = watched
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    trainer.model.forward = inner
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    run.check(f"{name}: the loss falls in {len(losses)} steps", len(losses) >= 4 and losses[-1] < 0.9 * losses[0], f"{losses[0]:.3f} to {losses[-1]:.3f}")
    return given


def packed(run, name, data, profile, options):
    from transformers import Trainer, TrainingArguments
    from trl import SFTTrainer

    if not (export := run.export(f"packed {name}", data, profile, *options)):
        return
    rows = loaded(export)
    several = [row for row in rows if len(row["seq_lengths"]) >= 2][:2]
    name = f"{name} {profile}"
    if not run.check(f"{name}: {len(several)} rows of several segments", len(several) >= 2, [len(row["seq_lengths"]) for row in several]):
        return
    settings = card_settings(export, run.work, max_steps=6, learning_rate=2e-2, per_device_train_batch_size=1, warmup_steps=0, lr_scheduler_type="constant")
    trainer = SFTTrainer(model=model(profile, "sdpa"), args=settings, train_dataset=rows, processing_class=tokenizer(profile))
    names = {}
    exec(card_code(export, "DataCollatorWithFlattening"), names)
    collators = {"TRL": trainer.data_collator, "transformers": names["collate"]}
    for consumer, collate in collators.items():
        check_batch(run, f"{name}, {consumer}", collate(several[:2]), several[:2])
        check_trained(run, f"{name}, {consumer}", export, rows, collate)
    for attention, row in (("sdpa", several[0]), ("eager", several[1])):
        check_isolation(run, f"{name}, {attention}", model(profile, attention), {consumer: collate([row]) for consumer, collate in collators.items()}, [row])
    # What TRL's own step computes, before anything is learnt.
    row = several[0]
    trainer.model.eval()
    _, losses = alone(trainer.model, segments(row))
    expected = sum(loss for loss, _ in losses) / sum(count for _, count in losses)
    computed = trainer.compute_loss(trainer.model, dict(trainer.data_collator([row]))).item()
    run.check(f"{name}: the loss of TRL's step is the segments' own", abs(computed - expected) <= TOLERANCE, f"{computed:.6f}, {expected:.6f}")
    given = train(run, f"{name}, SFTTrainer", trainer)
    run.check(f"{name}: SFTTrainer gives positions, no attention mask and no cache", given and all(
        i.get("attention_mask") is None and not i.get("use_cache") and (i["position_ids"] == 0).sum() >= 1 for i in given) and any((i["position_ids"] == 0).sum() >= 2 for i in given))
    arguments = TrainingArguments(output_dir=os.path.join(run.work, "trainer"), remove_unused_columns=False, use_cpu=True, report_to="none", save_strategy="no", logging_steps=1,
                                  max_steps=6, learning_rate=2e-2, per_device_train_batch_size=1, lr_scheduler_type="constant")
    given = train(run, f"{name}, Trainer", Trainer(model=model(profile, "sdpa"), args=arguments, train_dataset=rows, data_collator=names["collate"]))
    run.check(f"{name}: Trainer gives positions and no attention mask", given and all(i.get("attention_mask") is None and "position_ids" in i for i in given))


def tokens(run, name, data, profile):
    """Rows of tokens as TRL takes them by itself, padded."""
    from trl import SFTTrainer
    import torch

    if not (export := run.export(f"tokens {name}", data, profile, "--rows", "tokens", "--context-length", "1024")):
        return
    rows = loaded(export)
    name = f"tokens {name} {profile}"
    settings = card_settings(export, run.work, max_steps=6, learning_rate=2e-2, per_device_train_batch_size=3, lr_scheduler_type="constant")
    trainer = SFTTrainer(model=model(profile, "sdpa"), args=settings, train_dataset=rows, processing_class=tokenizer(profile))
    prepared = trainer.train_dataset
    run.check(f"{name}: TRL's preparation leaves ids and labels", all(prepared[column] == rows[column] for column in ("input_ids", "labels")), prepared.column_names)
    some = [rows[index] for index in range(3)]
    batch = trainer.data_collator(some)
    run.check(f"{name}: a batch is the rows, padded", all(
        batch["input_ids"][i][:len(row["input_ids"])].tolist() == row["input_ids"] and batch["labels"][i].tolist() == row["labels"] + [-100] * (batch["labels"].shape[1] - len(row["labels"]))
        and batch["attention_mask"][i].sum() == len(row["input_ids"]) for i, row in enumerate(some)))
    trainer.model.eval()
    _, losses = alone(trainer.model, [(row["input_ids"], row["labels"]) for row in some])
    with torch.no_grad():
        computed = trainer.compute_loss(trainer.model, dict(batch)).item()
    expected = sum(loss for loss, _ in losses) / sum(count for _, count in losses)
    run.check(f"{name}: the loss of TRL's step is the rows' own", abs(computed - expected) <= TOLERANCE, f"{computed:.6f}, {expected:.6f}")
    train(run, name, trainer)


def prepared_by_trl(run, profile, rows, template=None, **settings):
    """Rows as SFTTrainer's own preparation makes them."""
    from trl import SFTConfig, SFTTrainer

    words = tokenizer(profile)
    if template:
        words.chat_template = template
    settings = SFTConfig(bf16=False, use_cpu=True, report_to="none", output_dir=os.path.join(run.work, "trainer"), max_length=None, max_steps=1, **settings)
    made = SFTTrainer(model=model(profile, "sdpa"), args=settings, train_dataset=rows, processing_class=words).train_dataset
    return [{"input_ids": row["input_ids"], "labels": row["labels"]} for row in made]


def replaced(run):
    """An export that takes another's place has to be unpacked anew: `datasets` keeps what it unpacked by path alone, and says nothing where the number of rows is the same."""
    from datasets import load_dataset

    exports = []
    for profile in ("mistral-7b-instruct-v0.3", "qwen2.5-7b-instruct"):
        if not (export := run.export("replaced", VIGNETTES, profile, "--rows", "tokens", "--context-length", "2048")):
            return
        exports.append(export)
    place = os.path.join(run.work, "replaced")
    shutil.copytree(exports[0], place)
    loaded(place)
    shutil.rmtree(place)
    shutil.copytree(exports[1], place)
    stale, fresh = loaded(place), load_dataset(place, split="train", download_mode="force_redownload")
    expected = loaded(exports[1])["input_ids"]
    print(f"note: an export in another's place, loaded as before, is {'the new' if stale['input_ids'] == expected else 'still the old'} one")
    run.check("an export in another's place is read with download_mode", fresh["input_ids"] == expected)


def spells_special(words, row):
    """Whether a row's text spells a special token of the model, which a trainer takes for the token."""
    specials = [t.content for t in words.added_tokens_decoder.values() if t.special]
    return any(json.dumps(s, ensure_ascii=False)[1:-1] in json.dumps(row, ensure_ascii=False) for s in specials)


def texts(run, name, data, profile):
    """Rows of messages, prompts and completions, and text through TRL's preparation, beside the rows of tokens."""
    words = tokenizer(profile)
    ends = {token["id"] for token in oracles.load_profile(profile)["tokenizer"]["endOfTurn"]}
    made = {}
    for kind in ("tokens", "messages", "prompt-completion", "text"):
        if not (export := run.export(f"{kind} {name}", data, profile, "--rows", kind, "--layout", "jsonl", "--context-length", "4096")):
            return
        names = {}
        card = open(os.path.join(export, "README.md"), encoding="utf-8").read()
        if "def plain" in card:
            exec(card_code(export, "def plain"), names)
        if kind == "text":
            exec(card_code(export, "def tokenize"), names)
        rows = loaded(export)
        made[kind] = (rows.to_list(), rows, names)
    expected = made["tokens"][0]
    name = f"{name} {profile}"
    clean = [not spells_special(words, row) for row in made["messages"][0]]
    run.check(f"{name}: rows of all kinds are as many, nearly all without special tokens in their text",
              len({len(rows) for rows, _, _ in made.values()}) == 1 and sum(clean) * 10 >= len(clean) * 9, f"{len(clean)}, {len(clean) - sum(clean)} with")

    def compare(what, rows, same):
        wrong = next(((i, a, b) for i, (a, b) in enumerate(zip(rows, expected, strict=True)) if clean[i] and not same(a, b)), None)
        detail = ""
        if wrong:
            index, theirs, ours = wrong
            at = next((i for i, (a, b) in enumerate(zip(theirs["input_ids"], ours["input_ids"])) if a != b), min(len(theirs["input_ids"]), len(ours["input_ids"])))
            labels = [i for i, (a, b) in enumerate(zip(theirs["labels"], ours["labels"])) if a != b]
            detail = f"row {index}: ids part at {at} of {len(ours['input_ids'])}: theirs {words.decode(theirs['input_ids'][at:at + 12])!r}, ours {words.decode(ours['input_ids'][at:at + 12])!r}; labels at {labels[:6]}"
        run.check(f"{name}: {what}", wrong is None, detail)

    same_ids = lambda a, b: a["input_ids"] == b["input_ids"]

    def with_line_breaks(ours):
        line_break = words.convert_tokens_to_ids("\u010a")
        trained = {i for i, label in enumerate(ours["labels"]) if label != -100}
        around = {j for i in trained for j in (i - 1, i + 1) if 0 <= j < len(ours["labels"]) and ours["input_ids"][j] == line_break}
        return [id if i in trained | around else -100 for i, id in enumerate(ours["input_ids"])]

    # As the card says: without the nulls that a table needs, calls and tools as objects. A dataset of Arrow tables would put the nulls back, a stream does not.
    stream = lambda kind: made[kind][1].to_iterable_dataset().map(made[kind][2]["plain"]) if "plain" in made[kind][2] else made[kind][1]
    has_calls = any(message.get("tool_calls") for row in made["messages"][0] for message in row["messages"])
    if not has_calls:
        compare("messages, prepared by TRL with assistant_only_loss, are the ids and labels", prepared_by_trl(
            run, profile, stream("messages"), tagged_templates.tagged(profile, words.chat_template), assistant_only_loss=True), lambda a, b: a == {k: b[k] for k in a})
    if profile == "qwen2.5-7b-instruct":
        # TRL's own template for training Qwen2.5 trains the line break before an answer and the one behind its end too.
        compare("messages, prepared by TRL with its own template for training, are the ids, and the labels with the line breaks around each answer", prepared_by_trl(
            run, profile, stream("messages"), assistant_only_loss=True), lambda a, b: same_ids(a, b) and a["labels"] == with_line_breaks(b))
    else:
        compare("messages, prepared by TRL, are the ids", prepared_by_trl(run, profile, stream("messages")), same_ids)

    def last_answer(theirs, ours):
        """TRL trains the last answer and whatever the template writes after its end of turn; TrainPack ends with that token, and trains earlier answers too."""
        labels, masked = ours["labels"], [label != -100 for label in ours["labels"]]
        end = max(i for i, m in enumerate(masked) if m) + 1
        start = next((i for i in range(end - 1, -1, -1) if not masked[i]), -1) + 1
        return same_ids(theirs, ours) and labels[end - 1] in ends and theirs["labels"] == [-100] * start + ours["input_ids"][start:]

    compare("prompts and completions, prepared by TRL, are the ids, and the labels of the last answer and what follows its end", prepared_by_trl(
        run, profile, stream("prompt-completion"), completion_only_loss=True), last_answer)
    # The card's line leaves out what TRL's preparation of texts adds: a second beginning, and an end behind the template's.
    rows = made["text"][1]
    tokenized = rows.map(lambda row: made["text"][2]["tokenize"](row, words), remove_columns=rows.column_names)
    compare("text, tokenized as the card says and prepared by TRL, is the ids, all trained", prepared_by_trl(run, profile, tokenized.select_columns(["input_ids"])),
            lambda a, b: same_ids(a, b) and a["labels"] == a["input_ids"])
    added = prepared_by_trl(run, profile, rows)
    begin = words("")["input_ids"]
    ended = [words.convert_tokens_to_ids(words.eos_token)] if not made["text"][0][0]["text"].endswith(words.eos_token) else []
    compare(f"text that TRL tokenizes itself has {len(begin)} tokens before it and {len(ended)} behind", added, lambda a, b: a["input_ids"] == begin + b["input_ids"] + ended)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--only", choices=["packed", "tokens", "texts", "replaced"], action="append")
    parser.add_argument("--data", action="append", help="the cases of this name alone")
    options = parser.parse_args()
    missing = [name for name in ("torch", "transformers", "trl", "datasets") if importlib.util.find_spec(name) is None]
    if missing:
        print(f"FAIL this interpreter lacks {', '.join(missing)}: install Tests/consumers-requirements.txt\n0 passed, 1 failed")
        return 1
    quiet()
    work = tempfile.mkdtemp(prefix="trainpack-consumers-")
    run = Consumers(options.trainpack, work, options.only)
    wanted = lambda part, name=None: (not options.only or part in options.only) and (name is None or not options.data or name in options.data)
    try:
        if wanted("packed"):
            for case in PACKED:
                if wanted("packed", case[0]):
                    packed(run, *case)
        if wanted("tokens"):
            tokens(run, "vignettes", VIGNETTES, "mistral-7b-instruct-v0.3")
            tokens(run, "medqa", "medqa-usmle-test.jsonl", "qwen2.5-7b-instruct")
        if wanted("replaced"):
            replaced(run)
        if wanted("texts"):
            for case in TEXTS:
                try:
                    if wanted("texts", case[0]):
                        texts(run, *case)
                except oracles.Missing as reason:
                    print(f"SKIPPED: the tokenizer of {case[2]} cannot be had here: {reason}")
    finally:
        shutil.rmtree(work)
        shutil.rmtree(os.environ["HF_HOME"], ignore_errors=True)
    print(f"{run.passed} passed, {run.failed} failed")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
