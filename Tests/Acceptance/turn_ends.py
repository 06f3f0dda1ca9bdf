"""The end-of-turn tokens of the models whose chat templates are tested, and their templates: those of the profiles, and of real models in ../shared."""
import glob, json, os, re

import oracles

SHARED = os.path.join(os.path.dirname(oracles.ROOT), "shared", "data", "templates")
BEGIN_END = {"bos_token": "<s>", "eos_token": "</s>"}

# What the models' own generation_config.json has as eos_token_id, as far as a template writes it: by the beginnings of the templates' names.
TURN_ENDS = [
    (["<|im_end|>"], ["Bielik", "HuggingFaceTB-SmolLM3", "Kimi-K2", "LFM2", "MiMo-VL", "NVIDIA-Nemotron-3", "NousResearch-Hermes", "Qwen", "StepFun3.5", "openbmb-MiniCPM5", "moonshotai-Kimi-K2", "qwen2_5_training", "qwen3_training"]),
    (["<|eot_id|>", "<|eom_id|>"], ["fireworks-ai-llama-3", "meetkai-functionary", "meta-llama", "llama3_training"]),
    (["</s>"], ["Mistral-Small", "mistralai", "unsloth-mistral", "v1", "v2", "v3", "v7", "llama2__7b", "mistral__7b", "mistral_v"]),
    (["<｜end▁of▁sentence｜>"], ["Spark2.5", "deepseek-ai", "llama-cpp-deepseek-r1"]),
    (["<|END_OF_TURN_TOKEN|>"], ["Cohere"]),
    (["<|end|>"], ["Apriel-1.6", "unsloth-Apriel-1.5", "microsoft-Phi-3.5", "upstage-Solar-Open"]),
    (["<|end_of_text|>"], ["ibm-granite"]),
    (["</assistant>"], ["poolside-Laguna"]),
    (["<turn|>"], ["google-gemma-4"]),
    (["<end_of_turn>"], ["google-gemma-2"]),
    (["<|user|>", "<|observation|>"], ["GLM-4"]),
    (["<|message_sep|>"], ["GigaChat3"]),
    (["<|return|>", "<|call|>"], ["openai-gpt-oss"]),
    (["[e~["], ["MiniMax-M2", "MiniMax-M3"]),
    (["<end_of_sentence>"], ["MiniMax-M1"]),
    (["<|assistant_end|>"], ["Apertus"]),
    (["<seed:eos>"], ["ByteDance-Seed"]),
    (["<|end_of_msg|>"], ["Kimi-K3"]),
    (["<SPECIAL_12>"], ["NVIDIA-Nemotron-Nano-v2"]),
    (["<sep>"], ["Reka-Edge"]),
    (["<|role_end|>"], ["inclusionai-ling"]),
    (["\n\n"], ["llama-cpp-rwkv"]),
    (["<|eot|>"], ["muse-glimmer"]),
    (["<｜hy_eos:opensource｜>"], ["tencent-Hy3"]),
]


class TestedTemplate:
    """A template's text with its model's end-of-turn tokens, and the texts of the variables for its special tokens."""

    def __init__(self, name, path, turn_ends, variables):
        self.name, self.turn_ends, self.variables = name, turn_ends, variables
        with open(path, encoding="utf-8", newline="") as file:
            self.source = fixed_date(file.read())


def fixed_date(source):
    """The template with a date of its own for the day's: an export has no clock, so that its bytes never depend on the day."""
    if "strftime_now" not in source:
        return source
    return "{%- macro fixed_date(form) -%}{{ '2026-11-21' if '-' in form else '21 Nov 2026' }}{%- endmacro -%}\n" + re.sub(r"\bstrftime_now\b", "fixed_date", source)


def of_profiles():
    for id in oracles.PROFILES:
        profile = oracles.load_profile(id)
        variables = {f"{key}_token": profile["tokenizer"][key]["text"] for key in ("bos", "eos", "unk", "pad") if profile["tokenizer"].get(key)}
        path = os.path.join(os.path.dirname(oracles.profile_path(id)), profile["template"]["file"])
        yield TestedTemplate(f"profile {id}", path, [token["text"] for token in profile["tokenizer"]["endOfTurn"]], variables)


def of_real_models():
    for path in sorted(glob.glob(os.path.join(SHARED, "*", "*.jinja"))):
        folder, name = os.path.split(path)
        ends = [ends for ends, names in TURN_ENDS if any(name.startswith(beginning) for beginning in names)]
        assert len(ends) == 1, f"{name} stands {len(ends)} times in TURN_ENDS"
        yield TestedTemplate(f"{os.path.basename(folder)}/{name.removesuffix('.jinja')}", path, ends[0], BEGIN_END)


def all_templates(only=()):
    """All, or those whose names hold one of `only`."""
    for template in [*of_profiles(), *of_real_models()]:
        if not only or any(part in template.name for part in only):
            yield template
