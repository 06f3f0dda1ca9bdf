"""How to make the reference tokenizer of each profile, and where its files are found.

    oracles.py                  lists the profiles: whether their reference can be had here, and if not, why
    oracles.py PROFILE OUTPUT   writes a profile's reference as a tokenizer.json

Needs transformers, tokenizers, sentencepiece, tiktoken and mistral-common (Tests/requirements.txt). Files are looked for in Vocabularies/, in the
user's data folder (where `trainpack vocabularies fetch` puts them) and in ../shared/data/vocabularies; only one with the right sha256 is taken."""
import functools, hashlib, json, os, sys, tempfile

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared", "data", "vocabularies")
DATA = os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"), "trainpack", "Vocabularies")


class Missing(Exception):
    """A file of a reference that is not here, with how to get it."""


# name: (sha256, the names it goes by, how to get it)
FILES = {
    "mistral-v0.1 tokenizer.json": ("11c08db21487c885d8c792180f0be237f6a261b89a46f128a6a80a3aa4bd1720", ["huggingface/mistral01.tokenizer.json"], "it is in ../shared"),
    "mistral-v0.3 tokenizer.json": ("e553af6fff7d7ad76e830608b218c5c0b0822998d5a1a96099a74cd3c1cb1a49", ["huggingface/mistral03.tokenizer.json"], "it is in ../shared"),
    "qwen3 tokenizer.json": ("aeb13307a71acd8fe81861d94ad54ab689df773318809eed3cbe794b4492dae4", ["qwen3.tokenizer.json", "huggingface/qwen3/tokenizer.json"], "trainpack vocabularies fetch qwen3"),
    "llama-2 tokenizer.json": ("bcd04f0eadf90287bd26e1a183ac487d8a141b09b06aecb7725bbdd343640f2e", ["huggingface/llama2.tokenizer.json"], "it is in ../shared"),
    "llama-3 ranks": ("82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55", ["llama-3.tiktoken", "tiktoken/llama-3.tiktoken"], "trainpack vocabularies fetch llama-3"),
    "cl100k_base ranks": ("223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7", ["cl100k_base.tiktoken"], "it is shipped"),
    "tekken.json": ("eccd1665d2e477697c33cb7f0daa6f6dfefc57a0a6bceb66d4be52952f827516", ["tekken_240718.json", "tekken/tekken_240718.json"], "trainpack vocabularies fetch tekken-240718"),
    "gemma-2 tokenizer.model": ("61a7b147390c64585d6c3543dd6fc636906c9af3865a5548f27f31aee1d4c8e2", ["gemma-2.model", "sentencepiece/gemma-2.model"], "trainpack vocabularies fetch gemma-2"),
    "deepseek-v3 tokenizer.json": ("ecb6f9fc369894346f0511f4074ca75cee5cd5f3b06d02f1ba35fcd39f8e121d", ["deepseek-v3.tokenizer.json", "huggingface/deepseek-v3.tokenizer.json"], "trainpack vocabularies fetch deepseek-v3"),
}


@functools.cache
def path_of(name):
    sha256, names, remedy = FILES[name]
    for folder in (os.path.join(ROOT, "Vocabularies"), DATA, SHARED):
        for candidate in names:
            path = os.path.join(folder, candidate)
            if os.path.isfile(path) and hashlib.sha256(open(path, "rb").read()).hexdigest() == sha256:
                return path
    raise Missing(f"{name} (sha256 {sha256}) is neither in Vocabularies/, {DATA} nor ../shared: {remedy}")


def added(profile):
    """The profile's own added tokens."""
    from tokenizers import AddedToken

    for token in profile["tokenizer"]["addedTokens"]:
        strips = token.get("strips")
        yield AddedToken(
            token["text"], normalized=False, special=token["special"], lstrip=strips in ("before", "both"), rstrip=strips in ("after", "both"))


def as_it_is(name):
    """The model's own tokenizer.json."""

    def make(profile):
        from tokenizers import Tokenizer

        return Tokenizer.from_file(path_of(name))

    return make


def qwen(profile):
    """Qwen3's tokenizer.json without the tokens that Qwen2.5 does not have."""
    from tokenizers import Tokenizer

    description = json.load(open(path_of("qwen3 tokenizer.json"), encoding="utf-8"))
    description["added_tokens"] = [t for t in description["added_tokens"] if t["id"] < 151665]
    return Tokenizer.from_str(json.dumps(description))


def with_added_tokens(name):
    """A tokenizer.json with the tokens that the model's own tokenizer_config.json adds."""

    def make(profile):
        tokenizer = as_it_is(name)(profile)
        for token in added(profile):
            (tokenizer.add_special_tokens if token.special else tokenizer.add_tokens)([token])
        return tokenizer

    return make


def phi(profile):
    """Llama-2's tokenizer.json with what Phi-3's tokenizer_config.json adds; there `</s>` is an ordinary added token that takes in the space behind it."""
    from tokenizers import Tokenizer

    description = json.loads(with_added_tokens("llama-2 tokenizer.json")(profile).to_str())
    for token in description["added_tokens"]:
        if token["content"] == "</s>":
            token.update(special=False, rstrip=True)
    return Tokenizer.from_str(json.dumps(description))


def ranks(name, pattern=None):
    """Ranks as transformers converts them, with the profile's added tokens at their own ids."""

    def make(profile):
        from tokenizers import Tokenizer
        from transformers.convert_slow_tokenizer import TikTokenConverter

        options = {"pattern": pattern} if pattern else {}
        description = json.loads(TikTokenConverter(path_of(name), **options).converted().to_str())
        description["added_tokens"] = [
            {"id": t["id"], "content": t["text"], "special": t["special"], "normalized": False, "single_word": False, "lstrip": False, "rstrip": False}
            for t in profile["tokenizer"]["addedTokens"]]
        # Ids that no token has would move the others up.
        vocabulary = description["model"]["vocab"]
        used = set(vocabulary.values()) | {t["id"] for t in description["added_tokens"]}
        for free in set(range(max(used))) - used:
            vocabulary[f"\0{free}"] = free
        for token in description["added_tokens"]:
            vocabulary[token["content"]] = token["id"]
        return Tokenizer.from_str(json.dumps(description))

    return make


def tekken(profile):
    """tekken.json as transformers converts it."""
    from transformers.integrations.mistral import convert_tekken_tokenizer

    return convert_tekken_tokenizer(path_of("tekken.json")).backend_tokenizer


def gemma(profile):
    """tokenizer.model as transformers' GemmaTokenizer reads it, with its user-defined pieces as added tokens, as tokenizer.json has them."""
    from sentencepiece import sentencepiece_model_pb2
    from tokenizers import AddedToken
    from transformers import AutoTokenizer

    path = path_of("gemma-2 tokenizer.model")
    model = sentencepiece_model_pb2.ModelProto()
    with open(path, "rb") as file:
        model.ParseFromString(file.read())
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(path, os.path.join(folder, "tokenizer.model"))
        for name, content in (
            ("config.json", {"model_type": "gemma2"}),
            ("tokenizer_config.json", {
                "tokenizer_class": "GemmaTokenizer", "bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>", "pad_token": "<pad>",
                "additional_special_tokens": ["<start_of_turn>", "<end_of_turn>"]}),
        ):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(content, file)
        tokenizer = AutoTokenizer.from_pretrained(folder).backend_tokenizer
    special = tokenizer.get_added_tokens_decoder()
    pieces = [piece.piece for id, piece in enumerate(model.pieces) if piece.type == 4 and id not in special]
    tokenizer.add_tokens([AddedToken(piece, normalized=False, special=False) for piece in pieces])
    return tokenizer


# tiktoken's pattern in the words of the regular expressions of tokenizers, where {1,3}+ would repeat and $ is the end of a line.
CL100K = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+\z|\s*[\r\n]|\s+(?!\S)|\s"""

# id: (profile file, how to make the reference tokenizer)
PROFILES = {
    "mistral-7b-instruct-v0.1": ("mistral/mistral-7b-instruct-v0.1.json", as_it_is("mistral-v0.1 tokenizer.json")),
    "mistral-7b-instruct-v0.3": ("mistral/mistral-7b-instruct-v0.3.json", as_it_is("mistral-v0.3 tokenizer.json")),
    "mistral-nemo-instruct-2407": ("mistral/mistral-nemo-instruct-2407.json", tekken),
    "qwen2.5-7b-instruct": ("qwen/qwen2.5-7b-instruct.json", qwen),
    "llama-2-7b-chat": ("llama/llama-2-7b-chat.json", as_it_is("llama-2 tokenizer.json")),
    "llama-3.1-8b-instruct": ("llama/llama-3.1-8b-instruct.json", ranks("llama-3 ranks")),
    "gemma-2-9b-it": ("gemma/gemma-2-9b-it.json", gemma),
    "phi-3-mini-4k-instruct": ("phi/phi-3-mini-4k-instruct.json", phi),
    "deepseek-v3": ("deepseek/deepseek-v3.json", as_it_is("deepseek-v3 tokenizer.json")),
    "meditron-7b": ("llama/meditron-7b.json", with_added_tokens("llama-2 tokenizer.json")),
    "generic-chatml": ("generic/generic-chatml.json", ranks("cl100k_base ranks", CL100K)),
    "generic-alpaca": ("generic/generic-alpaca.json", as_it_is("mistral-v0.1 tokenizer.json")),
}

# Text for which a profile chooses other ids than its oracle, with the conflict that says why.
KNOWN_DIFFERENCES = {"gemma-2-9b-it": (r" {32}|\u2581\u2581", "/tokenizer/kind")}


def profile_path(id):
    return os.path.join(ROOT, "ModelProfiles", PROFILES[id][0])


def load_profile(id):
    with open(profile_path(id), encoding="utf-8") as file:
        return json.load(file)


def tokenizer(id):
    """The reference tokenizer (a tokenizers.Tokenizer). Raises Missing, with why it cannot be had here."""
    return PROFILES[id][1](load_profile(id))


def main(arguments):
    if len(arguments) == 2:
        tokenizer(arguments[0]).save(arguments[1])
        return 0
    for id in PROFILES:
        try:
            print(f"{id}: {tokenizer(id).get_vocab_size()} tokens")
        except Missing as reason:
            print(f"{id}: cannot be had here: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
