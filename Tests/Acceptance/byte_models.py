"""Models whose tokens are bytes: a home for TrainPack with a vocabulary of the 256 bytes, and for any chat template a profile in which only its end-of-turn and beginning tokens are more than one byte.
The labels of an export for such a profile are the trained bytes themselves."""
import base64, hashlib, json, os, re, subprocess

RANKS = "".join(f"{base64.b64encode(bytes([byte])).decode()} {byte}\n" for byte in range(256)).encode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class ByteModels:
    """A home in `folder`, and the exports for its profiles."""

    def __init__(self, trainpack, folder):
        self.trainpack, self.folder = os.path.abspath(trainpack), folder
        for name in ("ModelProfiles", "Vocabularies", "data"):
            os.makedirs(os.path.join(folder, name))
        self.write("Vocabularies/bytes.tiktoken", RANKS)
        source = {"package": "none", "version": "1", "distribution": "wheel", "member": "none", "pipArguments": []}
        entry = {"name": "bytes", "file": "bytes.tiktoken", "format": "tiktoken", "models": ["none"], "licence": "CC0-1.0", "shipped": True, "sha256": sha256(RANKS), "bytes": len(RANKS), "source": source}
        self.write("Vocabularies/index.json", json.dumps({"schema": "trainpack/vocabularies/1", "vocabularies": [entry]}).encode())

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data)
        return os.path.join(self.folder, name)

    def profile(self, template, turn_ends, variables, special_tokens=()):
        """The path of a profile for a template, given as its text; `special_tokens` beside those that end turns and stand in variables."""
        added = list(dict.fromkeys([*turn_ends, *variables.values(), *special_tokens]))
        token = lambda text: {"text": text, "id": 256 + added.index(text)}
        variable = lambda name: token(variables[name]) if name in variables else None
        source = template.encode()
        self.write("ModelProfiles/bytes.jinja", source)
        self.added = [text.encode() for text in added]
        return self.write("ModelProfiles/bytes.json", json.dumps({
            "schema": "trainpack/model-profile/1", "id": "bytes", "aliases": [], "family": "bytes", "licence": "CC0-1.0", "architecture": None,
            "context": {"trained": None, "config": None, "advertised": None, "recommendedTrain": 1_000_000, "slidingWindow": None, "ropeTheta": None, "ropeScaling": None},
            "tokenizer": {
                "vocabulary": "bytes", "sha256": sha256(RANKS), "kind": "tiktoken", "normalizer": "none", "pattern": "gpt2", "prefixRule": "never", "tokenCount": 256, "embeddingSize": 256 + len(added),
                "bos": variable("bos_token"), "eos": variable("eos_token"), "unk": variable("unk_token"), "pad": variable("pad_token"),
                "endOfTurn": [token(text) for text in turn_ends], "addedTokens": [token(text) | {"special": True} for text in added]},
            "template": {
                "file": "bytes.jinja", "sha256": sha256(source), "style": "any", "emitsBOS": False, "hasGeneration": bool(re.search(r"\{%[-+]?\s*generation", template)), "turnEnd": turn_ends, "system": "native",
                "defaultSystem": None, "alternation": "free", "tools": True, "scope": None},
            "oracle": {"kind": "tiktoken", "repository": "none", "files": [], "how": "a token is a byte", "unavailable": None}, "selfTest": {"texts": [], "conversations": []}, "provenance": [], "conflicts": [],
        }).encode())

    def trained(self, profile, data, count):
        """For each of the records of a file the rendered bytes and, for each byte, 1 where it is trained; None for a record that the template refuses."""
        return [row and self.spelled(row["input_ids"], row["labels"]) for row in self.rows(profile, data, count)]

    def rows(self, profile, data, count):
        """For each of the records of a file its row of tokens; None for a record that the template refuses."""
        out, rejects = os.path.join(self.folder, "rows"), os.path.join(self.folder, "rejects.jsonl")
        done = subprocess.run(
            [self.trainpack, "export", data, "--home", self.folder, "--profile", profile, "--rows", "tokens", "--layout", "jsonl", "--on-lost-content", "keep", "--on-bad-record", "skip", "--rejects", rejects, "--jobs", "1",
             "--output", out, "--force", "--quiet"], capture_output=True, text=True, env={**os.environ, "XDG_DATA_HOME": os.path.join(self.folder, "data")})
        refused = {json.loads(line)["line"] for line in open(rejects, encoding="utf-8")} if os.path.exists(rejects) else set()
        if done.returncode and len(refused) < count:
            raise SystemExit(f"export ends in {done.returncode}: {done.stderr[-2000:]}")
        found = [None] * count
        if len(refused) < count:
            with open(os.path.join(out, "segments.jsonl"), encoding="utf-8") as segments, open(os.path.join(out, "data", "train-00000-of-00001.jsonl"), encoding="utf-8") as rows:
                for segment, row in zip(segments, rows, strict=True):
                    found[json.loads(segment)["line"] - 1] = json.loads(row)
        if {number + 1 for number, each in enumerate(found) if each is None} != refused:
            raise SystemExit(f"{len(refused)} records in the rejects, and {sum(each is None for each in found)} without a row")
        return found

    def spelled(self, ids, labels):
        if max(ids) < 256:
            return bytes(ids), bytes(label != -100 for label in labels)
        values = self.values()
        return b"".join(values[id] for id in ids), b"".join((b"\0" if label == -100 else b"\1") * len(values[id]) for id, label in zip(ids, labels))

    def values(self):
        """For each id of the last profile its bytes."""
        return [bytes([byte]) for byte in range(256)] + self.added
