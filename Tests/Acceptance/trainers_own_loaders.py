#!/usr/bin/env python3
"""trainers_own_loaders.py --trainpack BINARY: has Axolotl and LLaMA-Factory load exports with their own functions and the lines of the card, and holds what they would train on against the rows of tokens.

Needs Tests/loaders-requirements.txt (with --no-deps) and Tests/consumers-requirements.txt; no graphics card. Rows of tokens have to arrive id for id and label for label. Rows of messages are rendered
by the trainer: the ids have to be the same, but for records that spell a special token, which trainers take for the token; Axolotl's labels too, and LLaMA-Factory trains the line break behind an end of
turn besides. LLaMA-Factory imports torchaudio for sounds: an empty module stands in its place, and its question for an older transformers is passed over.
Last line "N passed, N failed"."""
import argparse, collections, importlib.machinery, json, os, re, subprocess, sys, tempfile, types

os.environ.update(HF_HUB_OFFLINE="1", TQDM_DISABLE="1", TRANSFORMERS_VERBOSITY="error", DISABLE_VERSION_CHECK="1", TRL_EXPERIMENTAL_SILENCE="1", DO_NOT_TRACK="1", AXOLOTL_DO_NOT_TRACK="1",
                  TOKENIZERS_PARALLELISM="false", HF_HOME=os.environ.get("TRAINPACK_LOADERS_HOME") or tempfile.mkdtemp(prefix="trainpack-loaders-home-"))
os.environ["TRAINPACK_LOADERS_HOME"] = os.environ["HF_HOME"]
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import consumers

PROFILE = "qwen2.5-7b-instruct"
DATA = [("vignettes", consumers.VIGNETTES, "512"), ("conversations", "formats/v1_sft_demo.jsonl", "4096"), ("Alpaca", "formats/alpaca_en_demo.json", "1024")]


class Loaders:
    def __init__(self, trainpack, work):
        self.trainpack, self.work, self.passed, self.failed = os.path.abspath(trainpack), work, 0, 0
        self.words = consumers.tokenizer(PROFILE)
        self.model = os.path.join(work, "model")
        self.words.save_pretrained(self.model)
        from transformers import Qwen2Config

        Qwen2Config(vocab_size=152064, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2).save_pretrained(self.model)
        self.ends = {token["id"] for token in consumers.oracles.load_profile(PROFILE)["tokenizer"]["endOfTurn"]}

    def check(self, name, good, detail=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {name} {detail}", flush=True)

    def export(self, name, data, context, trainer, rows):
        out = os.path.join(self.work, f"{name}-{trainer}-{rows}".replace(" ", "-"))
        path = data if os.path.isabs(data) else os.path.join(consumers.SHARED, data)
        subprocess.run([self.trainpack, "export", path, "--profile", PROFILE, "--context-length", context, "--for", trainer, "--rows", rows, "--split", "train=0.7,validation=0.3", "--quiet", "--force",
                        "--output", out], check=True, cwd=consumers.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return out, open(os.path.join(out, "README.md"), encoding="utf-8").read()

    def held(self, name, tokens, rows, theirs, same):
        """What a trainer loaded of each split, beside our rows of tokens, by `same` of its ids and labels and ours."""
        from datasets import load_dataset

        for split, loaded in theirs.items():
            ours = load_dataset(tokens, split=split)
            texts = load_dataset(rows, split=split) if rows else ours
            spelled = {index for index, row in enumerate(texts) if rows and consumers.spells_special(self.words, row)}
            left = collections.defaultdict(list)
            for row in loaded:
                left[tuple(row["input_ids"])].append(list(row["labels"]))
            missing = other = 0
            for index, row in enumerate(ours):
                found = left.get(tuple(row["input_ids"]))
                if not found:
                    missing += index not in spelled
                    continue
                other += not same(row["input_ids"], found.pop(), row["labels"])
            self.check(f"{name}, {split}", len(loaded) == len(ours) > 0 and not missing and not other,
                       f"{len(ours)} rows, {len(loaded)} loaded, {len(spelled)} spell a special token; {missing} missing, {other} with other labels")

    def axolotl(self, name, export, card):
        from axolotl.cli.config import load_cfg
        from axolotl.utils.data import prepare_datasets

        lines = re.search(r"## Training with Axolotl.*?```yaml\n(.*?)```", card, re.S)[1].replace("DIR", export)
        path = export + ".yml"
        with open(path, "w", encoding="utf-8") as file:
            file.write(lines + f"base_model: {self.model}\noutput_dir: {export}-out\ndataset_prepared_path: {export}-prepared\ndataset_num_proc: 1\nmicro_batch_size: 1\n"
                       "gradient_accumulation_steps: 1\nnum_epochs: 1\nlearning_rate: 0.0001\noptimizer: adamw_torch\nlr_scheduler: constant\n")
        train, validation, _, _ = prepare_datasets(load_cfg(path), self.words)
        return {"train": train, "validation": validation}

    def llama_factory(self, name, settings):
        from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
        from llamafactory.hparams import get_train_args

        model, data, training, _, _ = get_train_args(dict(
            settings, model_name_or_path=self.model, template="qwen", stage="sft", do_train=True, output_dir=os.path.join(self.work, "out"), use_cpu=True, bf16=False, report_to="none"))
        words = consumers.tokenizer(PROFILE)
        made = get_dataset(get_template_and_fix_tokenizer(words, data), model, data, training, "sft", tokenizer=words)
        return {"train": made["train_dataset"], "validation": made["eval_dataset"]}

    def with_line_break(self, ids, theirs, ours):
        """LLaMA-Factory's labels: what follows an end of turn that is trained is trained too."""
        return all(a == b or (b == -100 and a == ids[place] and place > 0 and ids[place - 1] in self.ends) for place, (a, b) in enumerate(zip(theirs, ours, strict=True)))

    def run(self, name, data, context):
        import yaml

        equal = lambda ids, theirs, ours: theirs == list(ours)
        tokens, card = self.export(name, data, context, "axolotl", "tokens")
        self.held(f"Axolotl, tokens, {name}", tokens, None, self.axolotl(name, tokens, card), equal)
        rows, card = self.export(name, data, context, "axolotl", "messages")
        self.held(f"Axolotl, messages, {name}", tokens, rows, self.axolotl(name, rows, card), equal)
        own, card = self.export(name, data, context, "llama-factory", "tokens")
        saved = own + "-saved"
        exec(re.search(r"## Training with LLaMA-Factory.*?```python\n(.*?)```", card, re.S)[1].replace('"llama-factory-tokens"', json.dumps(saved)).replace("DIR", own), {})
        settings = yaml.safe_load(re.search(r"## Training with LLaMA-Factory.*?```yaml\n(.*?)```", card, re.S)[1])
        settings["tokenized_path"] = saved
        self.held(f"LLaMA-Factory, tokens, {name}", tokens, None, self.llama_factory(name, settings), equal)
        rows, card = self.export(name, data, context, "llama-factory", "messages")
        folder = rows + "-info"
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "dataset_info.json"), "w", encoding="utf-8") as file:
            file.write(re.search(r"## Training with LLaMA-Factory.*?```json\n(.*?)```", card, re.S)[1].replace("DIR", rows))
        settings = yaml.safe_load(re.search(r"## Training with LLaMA-Factory.*?```yaml\n(.*?)```", card, re.S)[1])
        # Packed rows are not told apart; packing takes a token off the length.
        settings.update(packing=False, neat_packing=False, cutoff_len=settings["cutoff_len"] - 1, dataset_dir=folder)
        self.held(f"LLaMA-Factory, messages, {name}", tokens, rows, self.llama_factory(name, settings), self.with_line_break)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--data", action="append", help="the data of this name alone")
    options = parser.parse_args()
    sounds = types.ModuleType("torchaudio")
    sounds.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
    sys.modules.setdefault("torchaudio", sounds)
    loaders = Loaders(options.trainpack, tempfile.mkdtemp(prefix="trainpack-loaders-"))
    for name, data, context in DATA:
        if options.data and name not in options.data:
            continue
        if not os.path.isabs(data) and not os.path.isdir(consumers.SHARED):
            print(f"SKIPPED (no ../shared): {name} with the trainers' own loaders")
            continue
        loaders.run(name, data, context)
    print(f"{loaders.passed} passed, {loaders.failed} failed")
    return 1 if loaders.failed else 0


if __name__ == "__main__":
    sys.exit(main())
