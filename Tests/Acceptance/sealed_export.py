"""An export in memory, to be changed and sealed again: every size, sum and counter follows, so that nothing but the change can be noticed."""
import collections, copy, gzip, hashlib, json, lzma, os, shutil, subprocess

import card_facts, shards

DUMP = dict(ensure_ascii=False)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def line(value):
    return json.dumps(value, separators=(",", ":"), **DUMP).encode()


class Row:
    """A row: its JSON line, and what `segments.jsonl` says of each of its examples behind its place."""

    def __init__(self, text, examples):
        self.text, self.examples = text, examples

    @property
    def value(self):
        return json.loads(self.text)

    def edit(self, change):
        value = self.value
        change(value)
        self.text = line(value)


class SealedExport:
    def __init__(self, folder):
        read = lambda name: open(os.path.join(folder, name), "rb").read()
        self.folder = folder
        self.text = read("manifest.json").decode()
        self.manifest = json.loads(self.text)
        self.given = copy.deepcopy(self.manifest)
        assert self.dumped(self.manifest) == self.text.encode(), "the manifest is not written as json.dumps writes it"
        self.card = read("README.md").decode()
        self.ledger = [json.loads(one) for one in read("fit-ledger.jsonl").splitlines()]
        segments = iter([json.loads(one) for one in read("segments.jsonl").splitlines()])
        self.layout, self.compression = self.manifest["layout"], self.manifest["compression"]
        self.splits, self.header = collections.OrderedDict(), None
        for name, split in self.manifest["splits"].items():
            self.splits[name] = []
            for shard in split["shards"]:
                path = os.path.join(folder, shard["path"])
                content = shards.content(path, self.layout, self.compression)
                if self.layout != "jsonl" and self.header is None:
                    self.header = self.unpacked(open(path, "rb").read())[:512]
                rows = []
                for text in content.splitlines():
                    count = len(json.loads(text).get("seq_lengths", [0]))
                    examples = [next(segments) for _ in range(count)]
                    rows.append(Row(text, [{key: value for key, value in one.items() if key not in ("shard", "row", "segment")} for one in examples]))
                self.splits[name].append(rows)
        # Changes of bytes before they are summed, of the manifest after its sums, and of the folder when all is written.
        self.raw, self.late, self.final = {}, [], []
        self.keeps_segments = False

    @staticmethod
    def dumped(manifest):
        return json.dumps(manifest, indent=2, **DUMP).encode() + b"\n"

    def unpacked(self, data):
        return {"gzip": gzip.decompress, "xz": lzma.decompress}.get(self.compression, lambda data: data)(data)

    def packed(self, data):
        if self.compression == "gzip":
            return gzip.compress(data, mtime=0)
        if self.compression == "xz":
            return lzma.compress(data)
        if self.compression == "zstd":
            return subprocess.run(["zstd", "-qc"], input=data, check=True, capture_output=True).stdout
        return data

    def member(self, name, data, **fields):
        """A member of an archive with the header of an export's own; `fields` are bytes by their offset."""
        header = bytearray(self.header)
        header[:100] = name.encode().ljust(100, b"\0")
        header[124:136] = b"%011o\0" % len(data)
        for offset, value in fields.get("fields", {}).items():
            header[offset:offset + len(value)] = value
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
        return bytes(header) + data + b"\0" * (-len(data) % 512)

    def container(self, split, index, count, rows):
        stem, texts = f"{split}-{index:05d}-of-{count:05d}", [row.text + b"\n" for row in rows]
        if self.layout == "jsonl":
            data = b"".join(texts)
        elif self.layout == "jsonl-tar":
            data = self.member(stem + ".jsonl", b"".join(texts)) + bytes(1024)
        else:
            data = b"".join(self.member(f"{split}-{index:05d}-{number:08d}.json", text) for number, text in enumerate(texts)) + bytes(1024)
        ending = {"jsonl": ".jsonl", "jsonl-tar": ".jsonl.tar", "webdataset": ".tar"}[self.layout] + {"none": "", "gzip": ".gz", "xz": ".xz", "zstd": ".zst"}[self.compression]
        return f"data/{stem}{ending}", data, b"".join(texts)

    def counted(self, rows):
        """The counters of some rows; those of a row that cannot be read are what its examples say."""
        total = collections.Counter(rows=len(rows))
        for row in rows:
            try:
                value = row.value
                if "input_ids" in value and not self.keeps_segments:
                    start = 0
                    for length, example in zip(value.get("seq_lengths", [len(value["input_ids"])]), row.examples):
                        example["tokens"], example["loss_tokens"] = length, sum(label != -100 for label in value["labels"][start:start + length])
                        start += length
            except (ValueError, KeyError, TypeError):
                pass
            total.update(segments=len(row.examples), tokens=sum(one["tokens"] for one in row.examples), loss_tokens=sum(one["loss_tokens"] for one in row.examples))
        return {key: total[key] for key in ("rows", "segments", "tokens", "loss_tokens")}

    def write(self, folder):
        """Writes the export with all sums made right, and then what is to be wrong with them."""
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.join(folder, "data"))
        manifest, files, segments = self.manifest, {}, []
        for name, parts in self.splits.items():
            split, described, everything = manifest["splits"][name], [], b""
            for index, rows in enumerate(parts):
                counts = self.counted(rows)
                path, data, content = self.container(name, index, len(parts), rows)
                data = self.raw.get("shard", lambda data: data)(data) if name == next(iter(self.splits)) and index == 0 else data
                data = self.packed(data)
                files[path] = self.raw.get("packed", lambda data: data)(data) if name == next(iter(self.splits)) and index == 0 else data
                everything += content
                described.append(dict(path=path, bytes=len(files[path]), sha256=sha(files[path]), content_bytes=len(content), content_sha256=sha(content), **counts))
                segments += [dict(shard=path, row=number, segment=place, **one) for number, row in enumerate(rows) for place, one in enumerate(row.examples)]
            for key in ("rows", "segments", "tokens", "loss_tokens"):
                split[key] = sum(one[key] for one in described)
            split.update(content_bytes=len(everything), content_sha256=sha(everything), shards=described)
            split["lengths"] = card_facts.histogram([one["tokens"] for rows in parts for row in rows for one in row.examples])
        manifest["totals"] = {key: sum(split[key] for split in manifest["splits"].values()) for key in ("rows", "segments", "tokens", "loss_tokens")}
        self.summarize_ledger()
        files["segments.jsonl"] = b"".join(line(one) + b"\n" for one in segments)
        files["fit-ledger.jsonl"] = b"".join(line(one) + b"\n" for one in self.ledger)
        for name in [name for name in manifest["extra_files"] if name.startswith("wids-")]:
            files[name] = self.wids(name[5:-5], files)
        for name in [name for name in self.raw if name in files]:
            files[name] = self.raw[name](files[name])
        manifest["extra_file_sums"] = [dict(path=name, bytes=len(files[name]), sha256=sha(files[name])) for name in manifest["extra_files"]]
        for change in self.late:
            change(manifest)
        files["manifest.json"] = self.raw.get("manifest.json", lambda data: data)(self.dumped(manifest))
        files["README.md"] = self.raw.get("README.md", lambda data: data)(card_facts.resealed(self.card, self.given, manifest).encode())
        sums = "".join(f"{sha(data)}  {name}\n" for name, data in sorted(files.items(), key=lambda one: one[0].encode())).encode()
        files["SHA256SUMS"] = self.raw.get("SHA256SUMS", lambda data: data)(sums)
        for name, data in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        for change in self.final:
            change(folder)

    def wids(self, split, files):
        entries = [dict(url=shard["path"], nsamples=shard["rows"], md5sum=hashlib.md5(files[shard["path"]]).hexdigest(), filesize=shard["bytes"]) for shard in self.manifest["splits"][split]["shards"]]
        return self.dumped({"__kind__": "wids-shard-index-v1", "wids_version": 1, "name": split, "shardlist": entries})

    def summarize_ledger(self):
        entries = {}
        for one in self.ledger:
            key = (one["action"], not one["tokens_before"] > one["budget"])
            own = entries.setdefault(key, dict(action=one["action"], over_budget=not key[1], records=0, tokens_before=0, tokens_after=0))
            own["records"] += 1
            own["tokens_before"] += one["tokens_before"]
            own["tokens_after"] += sum(example["tokens"] for example in one["examples"])
        self.manifest["ledger"] = [entries[key] for key in sorted(entries)]
        self.manifest["counts"]["trimmed"] = sum(one["action"] == "trimmed" for one in self.ledger)

    # What mutations ask for.

    @property
    def is_packed(self):
        return self.manifest["row_schema"] == "packed-v1"

    @property
    def has_tokens(self):
        return "input_ids" in self.manifest["columns"]

    def rows(self, split=0, shard=0):
        return list(self.splits.values())[split][shard]

    @property
    def segments(self):
        return [one for parts in self.splits.values() for rows in parts for row in rows for one in row.examples]

    def shift_records(self, exported, rejected):
        """Keeps the counts of records true to the shards, where examples were added or taken away."""
        counts = self.manifest["counts"]
        counts["exported"] += exported
        counts["rejected"] += rejected
        counts["read"] += exported + rejected
        self.manifest["inputs"][0]["records"] += exported + rejected
