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


def rows(export, manifest, split=None):
    """The rows of a split, or of all, in their order."""
    for name, description in manifest["splits"].items():
        for shard in description["shards"] if split in (None, name) else []:
            for line in content(os.path.join(export, shard["path"]), manifest["layout"], manifest["compression"]).splitlines():
                yield json.loads(line)
