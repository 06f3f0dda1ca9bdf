"""Makes or checks Vocabularies/samples.json: texts, and the ids that the reference library of each vocabulary gives them.

    python Tools/vocabulary_samples.py [NAME…] [--check]

Of the vocabularies that Vocabularies/index.json lists, those are made again that are named (none named: all). With
--check nothing is written, and the exit status is 1 where an answer differs. A vocabulary's file is looked for in
Vocabularies/, in the user's data folder (`trainpack vocabularies fetch NAME`) and in ../shared; one that is nowhere
keeps the answers that it has, and is named.

What spells a special token is ordinary text here, as in `trainpack tokenize --special none`. The references:
`SentencePieceProcessor.encode`; tiktoken's `encode_ordinary` with the pattern that tiktoken or transformers has for the
ranks, Qwen's after NFC; mistral-common's Tekkenizer; tokenizers with `encode_special_tokens`.

Needs sentencepiece, tiktoken, tokenizers, transformers and mistral-common. Made for the versions that samples.json names.
"""

import argparse
import hashlib
import json
import os
import sys
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLES = os.path.join(ROOT, "Vocabularies", "samples.json")
SHARED = os.path.join(os.path.dirname(ROOT), "shared", "data", "vocabularies")
USER = os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"), "trainpack", "Vocabularies")

TEXTS = {
    "words": "It's the patient's 3rd visit; she'll say we CAN'T, and they've said I'd DON'T.",
    "one space": " ",
    "space in front": " fever, no rash",
    "spaces": "  two   three    four \t tab\u00a0no-break\u3000ideographic \u2581 block   ",
    "line breaks": "a\nb\r\nc\n\n\n d\r\r \n\t\n\u2028e\n",
    "digits": "1234567890 3.14159 1,000,000 12:30 \u0661\u0662\u0663 \u00bd \u2167 10\u00b2\u00b3 0x7F q12h 5mg/kg",
    "code": "def f(x):\n    if x != 0:\n\t\treturn {'a': [1, 2.5e-3]}  # done\n\n\n<div class=\"b\">&nbsp;</div>\n",
    "scripts": "Fieber und \u00dcbelkeit. \u041b\u0438\u0445\u043e\u0440\u0430\u0434\u043a\u0430, \u53d1\u70ed \u767a\u71b1\u306f\u30ab\u30bf\u30ab\u30ca \ubc1c\uc5f4 "
    "\u062d\u0645\u0649 \u05d7\u05d5\u05dd \u092c\u0941\u0916\u093e\u0930 \u0e44\u0e02\u0e49 \u03c0\u03c5\u03c1\u03b5\u03c4\u03cc\u03c2 \u10ea\u10ee\u10d4\u10da\u10d4\u10d1\u10d0",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f3f3\ufe0f\u200d\U0001f308 \U0001f44d\U0001f3fd\U0001f1e9\U0001f1ea"
    "\U0001f1eb\U0001f1f7 \u2764\ufe0f x\U0001fae0y \U0001f637\U0001f637\U0001f637",
    "marks": "Zo\u0308e A\u030a a\u0302\u0323 \u1ea5 \u1112\u1161\u11ab \u0915\u094d\u0937 \ufb01 \u338f \uff21\uff11 \u212b n\u0303o",
    "unusual characters": "a\u0001b\u007fc\u200bd\ufeffe\u00adf \U00010348 \U0010fffd \ue000 \u0378 \ufffd",
    "runs": "a" * 70 + " " * 40 + "=" * 33 + "." * 17 + "-" * 9 + "\u2500" * 12 + "ha" * 20 + "0" * 11,
    "addresses": "https://example.org/a_b?c=%20&d=e#f SGVsbG8gd29ybGQ= me@host.tld C:\\x\\y ACGTACGTTTGA 2b4f-99",
    "cases": "iPhoneXS HTTPServerError snake_case_name \u00c0\u00c9\u00ce\u00f4 \u01c5ura \u0130stanbul \u1e9e McDonald's O'Neil 'Tis",
    "punctuation": "(((a)))... --flag \u00abx\u00bb \u201cy\u201d \u2018z\u2019 \u2026!?! [1]{2}<3> a/b\\c ~50% $5 \u20ac5 *bold* `c`",
    "special tokens": "<s>[INST] a [/INST] b</s><|im_start|>user\n<|im_end|><|endoftext|><|eot_id|><start_of_turn>model\n"
    "<end_of_turn><bos><eos><unk><pad><0x0A><think></think> <|begin_of_text|><tool_call>[TOOL_CALLS]",
}


def version(package):
    from importlib.metadata import version

    return f"{package} {version(package)}"


def sentencepiece(path):
    from sentencepiece import SentencePieceProcessor

    processor = SentencePieceProcessor(model_file=path)
    special = [processor.id_to_piece(id) for id in range(processor.get_piece_size()) if processor.is_control(id)]
    return processor.encode, processor.decode, special, version("sentencepiece")


def tiktoken(path, name):
    import tiktoken_ext.openai_public as public
    from tiktoken import Encoding
    from tiktoken.load import load_tiktoken_bpe

    ranks, reference = load_tiktoken_bpe(path), version("tiktoken")
    # tiktoken's own descriptions, with our file for the one that they would fetch.
    public.load_tiktoken_bpe = lambda *_, **__: ranks
    if name in ("cl100k_base", "o200k_base", "gpt2"):
        description = getattr(public, "r50k_base" if name == "gpt2" else name)()
        pattern, special = description["pat_str"], description["special_tokens"]
    elif name == "qwen":
        from transformers.models.qwen2.tokenization_qwen2 import PRETOKENIZE_REGEX as pattern

        special, reference = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], f"{reference}, {version('transformers')}"
    elif name == "llama-3":
        import inspect

        from transformers.convert_slow_tokenizer import TikTokenConverter

        pattern = inspect.signature(TikTokenConverter.__init__).parameters["pattern"].default
        special, reference = ["<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>"], f"{reference}, {version('transformers')}"
    else:
        raise SystemExit(f"{name}: no pattern is known for these ranks")
    encoding = Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    encode = encoding.encode_ordinary
    if name == "qwen":
        return lambda text: encode(unicodedata.normalize("NFC", text)), encoding.decode, special, reference
    return encode, encoding.decode, special, reference


def tekken(path):
    from mistral_common.tokens.tokenizers.tekken import Tekkenizer

    tokenizer = Tekkenizer.from_file(path)
    special = [token["token_str"] for token in json.load(open(path, encoding="utf-8")).get("special_tokens") or tokenizer.DEPRECATED_SPECIAL_TOKENS]
    return lambda text: tokenizer.encode(text, bos=False, eos=False), tokenizer.decode, special, version("mistral-common")


def tokenizer_json(path):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    tokenizer.encode_special_tokens = True
    special = [token.content for token in tokenizer.get_added_tokens_decoder().values() if token.special]
    return (
        lambda text: tokenizer.encode(text, add_special_tokens=False).ids,
        lambda ids: tokenizer.decode(ids, skip_special_tokens=False), special, version("tokenizers"))


def find(entry):
    folders = [os.path.join(ROOT, "Vocabularies"), USER, *(path for path, _, _ in os.walk(SHARED))]
    for folder in folders:
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and os.path.getsize(path) == entry["bytes"]:
                if hashlib.sha256(open(path, "rb").read()).hexdigest() == entry["sha256"]:
                    return path
    return None


def answers(entry, path):
    makers = {"sentencepiece": sentencepiece, "tekken": tekken, "tokenizer-json": tokenizer_json}
    format, name = entry["format"], entry["name"]
    encode, decode, special, reference = tiktoken(path, name) if format == "tiktoken" else makers[format](path)
    texts = TEXTS | {"its special tokens": " x".join(sorted(special, key=lambda token: (len(token), token))[:12])}
    samples = []
    for title, text in texts.items():
        ids = encode(text)
        decoded = decode(ids)
        samples.append({"name": title, "text": text, "ids": ids, "decoded": None if decoded == text else decoded})
    return {"name": name, "sha256": entry["sha256"], "reference": reference, "samples": samples}


def written(vocabularies):
    """The file's text: a sample a line."""
    lines = ['{', '  "schema": "trainpack/vocabulary-samples/1",', '  "vocabularies": [']
    for vocabulary in vocabularies:
        lines.append("    {")
        lines += [f'      "{key}": {json.dumps(vocabulary[key])},' for key in ("name", "sha256", "reference")]
        lines.append('      "samples": [')
        lines.append(",\n".join("        " + json.dumps(sample, separators=(",", ":")) for sample in vocabulary["samples"]))
        lines += ["      ]", "    }" + ("," if vocabulary is not vocabularies[-1] else "")]
    return "\n".join(lines + ["  ]", "}", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with open(os.path.join(ROOT, "Vocabularies", "index.json"), encoding="utf-8") as file:
        entries = json.load(file)["vocabularies"]
    if unknown := set(options.names) - {entry["name"] for entry in entries}:
        parser.error(f"the index has no {', '.join(sorted(unknown))}")
    known = {}
    if os.path.exists(SAMPLES):
        with open(SAMPLES, encoding="utf-8") as file:
            known = {vocabulary["name"]: vocabulary for vocabulary in json.load(file)["vocabularies"]}
    made, differing = [], []
    for entry in entries:
        name = entry["name"]
        old = known.get(name)
        if not options.names or name in options.names:
            path = find(entry)
            if path:
                new = answers(entry, path)
                without_versions = [dict(vocabulary or {}, reference=None) for vocabulary in (old, new)]
                if without_versions[0] != without_versions[1]:
                    differing.append(name)
                old = new
            else:
                print(f"{name}: its file is not here; {'kept' if old else 'no answers'}", file=sys.stderr)
        if old:
            made.append(old)
    if options.check:
        for name in differing:
            print(f"{name}: the answers of the reference differ from samples.json")
        return 1 if differing else 0
    with open(SAMPLES, "w", encoding="utf-8") as file:
        file.write(written(made))
    return 0


sys.exit(main())
