"""The rows of an export as Python reads them from its files, whatever the layout and compression."""
import gzip, io, json, lzma, os, subprocess, tarfile


def content(path, layout, compression):
    """The JSON lines of a shard."""
    data = open(path, "rb").read()
    if compression == "gzip":
        data = gzip.decompress(data)
    elif compression == "xz":
        data = lzma.decompress(data)
    elif compression == "zstd":
        data = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout
    if layout == "jsonl":
        return data
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return b"".join(archive.extractfile(member).read() for member in archive.getmembers())


def examples(export, manifest):
    """(line of segments.jsonl, ids, labels) of each example of an export with ids, in its order."""
    with open(os.path.join(export, "segments.jsonl"), encoding="utf-8") as file:
        places = (json.loads(line) for line in file)
        for row in rows(export, manifest):
            start = 0
            for length in row.get("seq_lengths", [len(row["input_ids"])]):
                yield next(places), row["input_ids"][start:start + length], row["labels"][start:start + length]
                start += length
        if next(places, None) is not None:
            raise SystemExit(f"{export}: segments.jsonl has more lines than the shards have examples")


def rows(export, manifest, split=None):
    """The rows of a split, or of all, in their order."""
    for name, description in manifest["splits"].items():
        for shard in description["shards"] if split in (None, name) else []:
            for line in content(os.path.join(export, shard["path"]), manifest["layout"], manifest["compression"]).splitlines():
                yield json.loads(line)
