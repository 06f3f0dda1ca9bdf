#!/usr/bin/env python3
"""mutated_exports.py --trainpack BINARY [--sample]: changes exports of the sample dataset in every way below, makes all sizes, sums and counters right again,
and asks `trainpack verify` to find each change: exit 1 and one of the codes that name it. What only the source can tell is verified with --source, whose codes are given only where
all else is right. The exports taken apart and put together again without a change must pass.

Every layout, with packed rows, rows of tokens and of messages; --sample takes each mutation with one of them in turn. Exit 0 or 1; last line "N passed, N failed"."""
import argparse, collections, json, os, re, shutil, subprocess, sys, tempfile

from sealed_export import SealedExport, line

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join("Examples", "vignettes.jsonl")
MUTATIONS = []


class Skip(Exception):
    """The mutation is none of this export."""


def mutation(name, *codes, source=False):
    """A mutation that is found with one of these codes; with `source` only against the source. Rows that are moved in an export of several shards are told by where these are cut."""
    def keep(change):
        MUTATIONS.append((name, codes, source, change))
        return change
    return keep


def only(condition):
    if not condition:
        raise Skip


RECORDS = {record["id"]: record for record in map(json.loads, open(os.path.join(ROOT, DATA), encoding="utf-8"))}


def count_fields(export, split, examples, change):
    """Keeps what the manifest says of the records' fields true to a split that examples come to, or go from."""
    for table in export.manifest["fields"]:
        for example in examples:
            value = json.dumps(RECORDS[example["record_id"]][table["field"]], ensure_ascii=False)
            own = next((one["examples"] for one in table["values"] if one["value"] == value), table["others"]["examples"])
            own[split] += change


def edit_row(name, *codes, source=False, kind="tokens"):
    """A mutation of the value of the first row that has something to change."""
    def keep(change):
        @mutation(name, *codes, source=source)
        def run(export):
            only(export.has_tokens == (kind == "tokens") and (kind == "tokens" or "messages" in export.manifest["columns"]))
            export.rows()[0].edit(change)
        return change
    return keep


def edit_manifest(name, *codes, source=True):
    def keep(change):
        @mutation(name, *codes, source=source)
        def run(export):
            export.late.append(change)
        return change
    return keep


def changed(change):
    """The change, which has to be one."""
    def checked(data):
        after = change(data)
        if after == data:
            raise AssertionError("the mutation changes nothing")
        return after
    return checked


def raw(name, path, *codes, source=False):
    """A mutation of the bytes of a file."""
    def keep(change):
        @mutation(name, *codes, source=source)
        def run(export):
            only(path in ("shard", "packed", "manifest.json", "README.md", "SHA256SUMS") or path in export.manifest["extra_files"])
            export.raw[path] = changed(change)
        return change
    return keep


# ---- Tokens and labels

@edit_row("a token is another", "verify.tokens", source=True)
def _(row):
    place = row["labels"].index(-100)
    row["input_ids"][place] += 1 if row["input_ids"][place] < 1000 else -1


@edit_row("a trained token and its label are another", "verify.tokens", source=True)
def _(row):
    place = next(n for n, label in enumerate(row["labels"]) if label != -100)
    row["input_ids"][place] = row["labels"][place] = row["labels"][place] + 1


@edit_row("a token is no longer trained", "verify.tokens", source=True)
def _(row):
    row["labels"][next(n for n, label in enumerate(row["labels"]) if label != -100)] = -100


@edit_row("a token of the question is trained", "verify.tokens", source=True)
def _(row):
    place = row["labels"].index(-100)
    row["labels"][place] = row["input_ids"][place]


@edit_row("two tokens changed places", "verify.tokens", source=True)
def _(row):
    place = next(n for n in range(len(row["labels"]) - 1) if row["labels"][n] == row["labels"][n + 1] == -100 and row["input_ids"][n] != row["input_ids"][n + 1])
    row["input_ids"][place:place + 2] = row["input_ids"][place:place + 2][::-1]


@edit_row("labels are shifted by one", "verify.row")
def _(row):
    row["labels"] = row["labels"][1:] + [-100]


@edit_row("a label is another token", "verify.row")
def _(row):
    row["labels"][next(n for n, label in enumerate(row["labels"]) if label != -100)] += 1


@edit_row("the ignored label is -1", "verify.row")
def _(row):
    row["labels"] = [-1 if label == -100 else label for label in row["labels"]]


@edit_row("an id is beyond the vocabulary", "verify.row")
def _(row):
    row["input_ids"][0] = 1 << 20


@edit_row("an id is negative", "verify.row")
def _(row):
    row["input_ids"][0] = -1


@edit_row("nothing of a row is trained", "verify.row")
def _(row):
    row["labels"] = [-100] * len(row["labels"])


@edit_row("the last token is missing", "verify.row")
def _(row):
    row["input_ids"].pop()


@edit_row("a row has another column", "verify.row")
def _(row):
    row["extra"] = [1]


@edit_row("the columns are in another order", "verify.row")
def _(row):
    row["input_ids"] = row.pop("input_ids")


@edit_row("a row is padded", "verify.row")
def _(row):
    row["input_ids"].append(0)
    row["labels"].append(-100)


@mutation("the attention mask hides a token", "verify.row")
def _(export):
    only("attention_mask" in export.manifest["columns"])
    export.rows()[0].edit(lambda row: row["attention_mask"].__setitem__(0, 0))


def packed_row(export):
    only(export.is_packed)
    return next((number, row) for number, row in enumerate(export.rows()) if len(row.examples) > 1)


@mutation("two examples are one", "verify.source", source=True)
def _(export):
    number, row = packed_row(export)
    row.edit(lambda value: value.__setitem__("seq_lengths", [sum(value["seq_lengths"][:2])] + value["seq_lengths"][2:]))
    count_fields(export, "train", [row.examples.pop(1)], -1)
    export.shift_records(-1, 1)


@mutation("the border of two examples is a token further", "verify.tokens", source=True)
def _(export):
    number, row = packed_row(export)
    row.edit(lambda value: value.__setitem__("seq_lengths", [value["seq_lengths"][0] + 1, value["seq_lengths"][1] - 1] + value["seq_lengths"][2:]))


@mutation("a length is 0", "verify.row")
def _(export):
    number, row = packed_row(export)
    row.edit(lambda value: value["seq_lengths"].insert(0, 0))


@mutation("two examples of a row changed places", "verify.rows", source=True)
def _(export):
    number, row = packed_row(export)

    def swap(value):
        first, second = value["seq_lengths"][:2]
        for column in ("input_ids", "labels"):
            value[column][:first + second] = value[column][first:first + second] + value[column][:first]
        value["seq_lengths"][:2] = second, first
    row.edit(swap)
    row.examples[:2] = row.examples[1::-1]


# ---- Messages

def edit_message(name, *codes, source=False):
    return edit_row(name, *codes, source=source, kind="messages")


@edit_message("a word of an answer is another", "verify.tokens", source=True)
def _(row):
    row["messages"][-1]["content"] = row["messages"][-1]["content"].replace("correct", "corrupt")


@edit_message("a question lost its last character", "verify.tokens", source=True)
def _(row):
    row["messages"][0]["content"] = row["messages"][0]["content"][:-1]


@edit_message("an answer is a user's", "verify.tokens", "verify.row", source=True)
def _(row):
    row["messages"][-1]["role"] = "user"


@edit_message("a message comes twice", "verify.tokens", source=True)
def _(row):
    row["messages"].insert(0, row["messages"][0])


@edit_message("a message has another key", "verify.row")
def _(row):
    row["messages"][0]["weight"] = 1


@edit_message("the keys of a message are in another order", "verify.row")
def _(row):
    row["messages"][0] = dict(reversed(row["messages"][0].items()))


@edit_message("a content is null", "verify.tokens", source=True)
def _(row):
    row["messages"][0]["content"] = None


@edit_message("a row has no message", "verify.row")
def _(row):
    row["messages"] = []


@edit_message("a role is none", "verify.row")
def _(row):
    row["messages"][0]["role"] = "human"


@mutation("a text is written with escapes", "verify.row")
def _(export):
    only(not export.has_tokens)
    row = export.rows()[0]
    row.text = row.text.replace(b"a", b"\\u0061", 1) if b'"a' not in row.text else row.text.replace(b" a ", b" \\u0061 ", 1)


# ---- Rows of every kind

@mutation("a row has white space", "verify.row")
def _(export):
    export.rows()[0].text = export.rows()[0].text.replace(b":", b": ", 1)


@mutation("a line ends in a carriage return", "verify.row")
def _(export):
    export.rows()[0].text += b"\r"


@mutation("a row is no JSON", "verify.row")
def _(export):
    export.rows()[0].text = export.rows()[0].text[:-1]


@mutation("a key comes twice", "verify.row")
def _(export):
    text = export.rows()[0].text
    export.rows()[0].text = text[:-1] + b"," + text[1:]


@mutation("two rows changed places", "verify.rows", "verify.shards", source=True)
def _(export):
    rows = export.rows()
    rows[0], rows[1] = rows[1], rows[0]


@mutation("the rows are in the reverse order", "verify.rows", "verify.shards", source=True)
def _(export):
    export.rows().reverse()


@mutation("a row is missing", "verify.source", "verify.shards", source=True)
def _(export):
    gone = export.rows().pop().examples
    count_fields(export, "train", gone, -1)
    export.shift_records(-len(gone), len(gone))


@mutation("a row comes twice", "verify.source", "verify.shards", source=True)
def _(export):
    row = export.rows()[0]
    export.rows().append(row)
    count_fields(export, "train", row.examples, 1)
    export.shift_records(len(row.examples), 0)


@mutation("a row is in the other split", "verify.splits", "verify.shards", source=True)
def _(export):
    row = export.rows(0).pop()
    export.rows(1).append(row)
    count_fields(export, "train", row.examples, -1)
    count_fields(export, "validation", row.examples, 1)


@mutation("a row is in another shard", "verify.shards")
def _(export):
    parts = list(export.splits.values())[0]
    only(len(parts) > 1)
    parts[1].insert(0, parts[0].pop())


@mutation("all rows are in one shard", "verify.counts", "verify.shards")
def _(export):
    name, parts = next(iter(export.splits.items()))
    only(len(parts) > 1)
    export.splits[name] = [sum(parts, [])]


@mutation("a shard more than were planned", "verify.counts", "verify.shards")
def _(export):
    name, parts = next(iter(export.splits.items()))
    export.splits[name] = parts[:-1] + [parts[-1][:1], parts[-1][1:]]


# ---- segments.jsonl

def edit_segment(name, *codes, source=True):
    def keep(change):
        @mutation(name, *codes, source=source)
        def run(export):
            change(export.segments[0])
        return change
    return keep


@edit_segment("an example has another identifier", "verify.source")
def _(one):
    one["record_id"] += "x"


@edit_segment("an example has no identifier", "verify.source")
def _(one):
    one["record_id"] = None


@edit_segment("an example is of another line", "verify.source")
def _(one):
    one["line"] += 1000


@edit_segment("an example is of another file", "verify.source")
def _(one):
    one["source"] = "other.jsonl"


@edit_segment("an example is of another record", "verify.source")
def _(one):
    one["record_sha256"] = "0" * 64


@mutation("two examples have each other's record", "verify.source", "verify.tokens", source=True)
def _(export):
    first, second = export.segments[:2]
    for key in ("record_id", "line", "record_sha256"):
        first[key], second[key] = second[key], first[key]


@mutation("an example of an undivided record has a number", "verify.ledger")
def _(export):
    next(one for one in export.segments if "example" not in one)["example"] = 0


@mutation("an example of a divided record has no number", "verify.ledger")
def _(export):
    del next(one for one in export.segments if "example" in one)["example"]


@mutation("an example of a divided record has a number that none has", "verify.ledger")
def _(export):
    next(one for one in export.segments if "example" in one)["example"] += 100


def siblings(export):
    """Two examples of one divided record."""
    first = next(one for one in export.segments if "example" in one)
    return first, next(one for one in export.segments if one["line"] == first["line"] and one is not first)


@mutation("two examples of a divided record have one number", "verify.ledger")
def _(export):
    first, second = siblings(export)
    second["example"] = first["example"]


@mutation("two examples of a divided record have each other's number", "verify.ledger", "verify.source", source=True)
def _(export):
    first, second = siblings(export)
    first["example"], second["example"] = second["example"], first["example"]


@mutation("an example has a token more in segments.jsonl", "verify.segments", "verify.tokens", source=True)
def _(export):
    only(not export.has_tokens)
    export.segments[0]["tokens"] += 1


@mutation("an example has a trained token more in segments.jsonl", "verify.segments", "verify.tokens", source=True)
def _(export):
    only(not export.has_tokens)
    export.segments[0]["loss_tokens"] += 1


def edit_lines(name, path, *codes):
    def keep(change):
        @raw(name, path, *codes)
        def run(data):
            lines = data.splitlines(keepends=True)
            return b"".join(change(lines))
        return change
    return keep


@edit_lines("segments.jsonl lacks a line", "segments.jsonl", "verify.segments")
def _(lines):
    return lines[:3] + lines[4:]


@edit_lines("segments.jsonl has a line twice", "segments.jsonl", "verify.segments")
def _(lines):
    return lines[:1] + lines


@edit_lines("segments.jsonl has another key", "segments.jsonl", "verify.segments")
def _(lines):
    return [lines[0].replace(b"{", b'{"x":1,', 1)] + lines[1:]


@edit_lines("segments.jsonl counts another token", "segments.jsonl", "verify.segments", "verify.counts")
def _(lines):
    return [lines[0].replace(b'"tokens":', b'"tokens":1', 1)] + lines[1:]


@edit_lines("segments.jsonl names another row", "segments.jsonl", "verify.segments")
def _(lines):
    return [lines[0].replace(b'"row":0', b'"row":9', 1)] + lines[1:]


@edit_lines("segments.jsonl has an empty line", "segments.jsonl", "verify.segments")
def _(lines):
    return lines + [b"\n"]


# ---- fit-ledger.jsonl

@mutation("the ledger lacks a line", "verify.fit", "verify.ledger", source=True)
def _(export):
    export.ledger.pop()


@mutation("the ledger is in another order", "verify.fit", source=True)
def _(export):
    export.ledger.reverse()


@mutation("the ledger tells another reason", "verify.fit", source=True)
def _(export):
    export.ledger[0]["reason"] = "it was long"


@mutation("the ledger tells another cut", "verify.fit", source=True)
def _(export):
    piece = export.ledger[0]["examples"][0]["removed"][0]
    only(piece["text"])
    piece["text"] = piece["text"].replace("e", "o", 1)


@mutation("the ledger tells other sentences", "verify.fit", source=True)
def _(export):
    export.ledger[0]["examples"][0]["sentences"]["of"] += 1


@mutation("the ledger tells other tokens before", "verify.fit", source=True)
def _(export):
    export.ledger[0]["tokens_before"] += 1


@mutation("the ledger tells other tokens after", "verify.ledger")
def _(export):
    export.ledger[0]["examples"][0]["tokens"] -= 1


@mutation("the ledger says that a record of the shards was dropped", "verify.ledger")
def _(export):
    one = export.ledger[0]
    one.update(action="dropped", examples=[])
    export.manifest["counts"]["dropped"] += 1
    export.manifest["counts"]["read"] += 1
    export.manifest["inputs"][0]["records"] += 1


@mutation("the ledger has another key", "verify.ledger")
def _(export):
    export.ledger[0]["note"] = "x"


@raw("the ledger has white space", "fit-ledger.jsonl", "verify.ledger")
def _(data):
    return data.replace(b'":', b'": ', 1)


# ---- manifest.json

@edit_manifest("the context length is longer", "verify.settings")
def _(manifest):
    manifest["context_length"] *= 2


@edit_manifest("the context length is shorter", "verify.row", "verify.segments", "verify.archive-form", source=False)
def _(manifest):
    manifest["context_length"] = 40


@edit_manifest("the vocabulary is larger", "verify.model")
def _(manifest):
    manifest["tokenizer"]["vocab_size"] += 1


@edit_manifest("the vocabulary is another", "verify.model")
def _(manifest):
    manifest["tokenizer"]["sha256"] = "0" * 64


@edit_manifest("the chat template is another", "verify.model")
def _(manifest):
    manifest["tokenizer"]["chat_template_sha256"] = "0" * 64


@edit_manifest("the last token's id is another", "verify.model")
def _(manifest):
    manifest["tokenizer"]["eos_id"] += 1


@edit_manifest("the sum of the settings is another", "verify.settings")
def _(manifest):
    manifest["generator"]["config_sha256"] = "0" * 64


@edit_manifest("the version is another", "verify.settings")
def _(manifest):
    manifest["generator"]["version"] = "9.9.9"


@edit_manifest("the fit policy is another", "verify.settings", "verify.fit")
def _(manifest):
    manifest["fitting"]["policy"] = "drop"


@edit_manifest("the packing is another", "verify.settings")
def _(manifest):
    manifest["packing"]["strategy"] = "sequential"


@edit_manifest("the reserve is another", "verify.settings")
def _(manifest):
    manifest["fitting"]["reserve"] += 1


@edit_manifest("the seed of the splits is another", "verify.settings", "verify.splits")
def _(manifest):
    manifest["splitting"]["seed"] += 1


@edit_manifest("the shares are others", "verify.settings", "verify.splits")
def _(manifest):
    manifest["splitting"]["shares"] = {"train": "0.7", "validation": "0.3"}


@edit_manifest("repeats are counted that are none", "verify.splits")
def _(manifest):
    manifest["splitting"]["repeats"] = {"groups": 1, "examples": 2}


@edit_manifest("a value of a field is another", "verify.fields")
def _(manifest):
    manifest["fields"][0]["values"][0]["value"] = '"other"'


@edit_manifest("a field has an example less", "verify.counts", source=False)
def _(manifest):
    manifest["fields"][0]["values"][0]["examples"]["train"] -= 1


@edit_manifest("shards may be larger", "verify.settings")
def _(manifest):
    manifest["sharding"]["shard_size"] += 1


@edit_manifest("shards are said to come in sevens", "verify.counts", source=False)
def _(manifest):
    manifest["sharding"]["shard_multiple"] = 7


@edit_manifest("shards are said to be filled", "verify.settings")
def _(manifest):
    only(manifest["sharding"]["shard_multiple"] == 1)
    manifest["sharding"]["cut"] = "fill"


@edit_manifest("an input's sum is another", "verify.input")
def _(manifest):
    manifest["inputs"][0]["sha256"] = "0" * 64


@edit_manifest("an input's size is another", "verify.input")
def _(manifest):
    manifest["inputs"][0]["bytes"] += 1


@edit_manifest("an input's name is another", "verify.source")
def _(manifest):
    manifest["inputs"][0]["name"] = "other.jsonl"


@edit_manifest("a record was set aside that is none", "verify.source", "verify.input")
def _(manifest):
    for counts in (manifest["counts"], {}):
        counts["read"], counts["rejected"] = counts.get("read", 0) + 1, counts.get("rejected", 0) + 1
    manifest["inputs"][0]["records"] += 1


@edit_manifest("the median is another", "verify.counts", source=False)
def _(manifest):
    manifest["splits"]["train"]["lengths"]["median"] += 1


@edit_manifest("the ledger is counted otherwise", "verify.counts", source=False)
def _(manifest):
    manifest["ledger"][0]["tokens_before"] += 1


@edit_manifest("the totals are others", "verify.counts", source=False)
def _(manifest):
    manifest["totals"]["tokens"] += 1


@edit_manifest("a shard has a trained token more", "verify.counts", source=False)
def _(manifest):
    for counts in (manifest["totals"], manifest["splits"]["train"], manifest["splits"]["train"]["shards"][0]):
        counts["loss_tokens"] += 1


@edit_manifest("a record layout is another", "verify.settings")
def _(manifest):
    manifest["record_layouts"][0]["sha256"] = "0" * 64


@edit_manifest("a key is added", "verify.manifest", source=False)
def _(manifest):
    manifest["note"] = 1


@edit_manifest("labels are said to be shifted", "verify.manifest", source=False)
def _(manifest):
    manifest["labels_shifted"] = True


@raw("the manifest has white space", "manifest.json", "verify.manifest")
def _(data):
    return data.replace(b'": ', b'":  ', 1)


@raw("a key of the manifest comes twice", "manifest.json", "verify.manifest")
def _(data):
    return data.replace(b'  "tar_mtime": 0,\n', b'  "tar_mtime": 0,\n  "tar_mtime": 0,\n', 1)


# ---- README.md and SHA256SUMS

@raw("the card counts other tokens", "README.md", "verify.card")
def _(data):
    return re.sub(rb"(?<=\| train \| )\d+(?= \|)", lambda count: b"%d" % (int(count[0]) + 6), data, count=1)


@raw("the card shows another histogram", "README.md", "verify.card")
def _(data):
    return data.replace("█ ".encode(), "██ ".encode(), 1)


@raw("the card names another license in its text", "README.md", "verify.card")
def _(data):
    return data.replace(b"License: nobody has said", b"License: mit; nobody has said", 1)


@raw("the card names another license in its front matter", "README.md", "verify.card")
def _(data):
    return data.replace(b"license: 'unknown'", b"license: 'mit'", 1)


@raw("the card's subjects are others", "README.md", "verify.card")
def _(data):
    return data.replace(b"<code>cardiology</code>", b"<code>oncology</code>", 1)


@raw("the card has other rows", "README.md", "verify.card")
def _(data):
    return data.replace(b"num_examples: ", b"num_examples: 1", 1)


@raw("the card's files are others", "README.md", "verify.card")
def _(data):
    return data.replace(b"data/train-*", b"data/*-*", 1)


@raw("SHA256SUMS lacks a file", "SHA256SUMS", "verify.checksums")
def _(data):
    return b"".join(data.splitlines(keepends=True)[1:])


@raw("SHA256SUMS states another sum", "SHA256SUMS", "verify.checksums")
def _(data):
    return b"0" * 64 + data[64:]


# ---- Shard files

def edit_archive(name, change):
    @mutation(name, "verify.archive-form")
    def _(export):
        only(export.layout != "jsonl")
        export.raw["shard"] = lambda data: change(export, data)


def header(offset, value):
    """The first member's header with other bytes, and its own sum right."""
    def change(export, data):
        head = bytearray(data[:512])
        head[offset:offset + len(value)] = value
        head[148:156] = b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
        return bytes(head) + data[512:]
    return change


edit_archive("a member has a time", header(136, b"00000000001\0"))
edit_archive("a member may be run", header(100, b"0000755\0"))
edit_archive("a member has an owner", header(265, b"user\0"))
edit_archive("a member has another name", header(0, b"x"))
edit_archive("a member is a link", header(156, b"2"))
edit_archive("the archive lacks its end", lambda export, data: data[:-1024])
edit_archive("the archive has a block more at its end", lambda export, data: data + bytes(512))
edit_archive("something follows the archive", lambda export, data: data + b"tail".ljust(512, b"\0"))
edit_archive("the archive has another member", lambda export, data: data[:-1024] + export.member("zzz.json", b"{}\n") + bytes(1024))
edit_archive("the archive begins with an empty member", lambda export, data: export.member("a.json", b"") + data)
edit_archive("the padding is not zeros", lambda export, data: data[:-1025] + (b"x" if data[-1025:-1024] == b"\0" else b"\0") + data[-1024:])


@mutation("the last line has no line feed", "verify.archive-form")
def _(export):
    only(export.layout == "jsonl")
    export.raw["shard"] = lambda data: data[:-1]


@mutation("a line is empty", "verify.row", "verify.archive-form", "verify.content-sum")
def _(export):
    only(export.layout == "jsonl")
    export.raw["shard"] = lambda data: data + b"\n"


@mutation("the gzip header has a time", "verify.archive-form")
def _(export):
    only(export.compression == "gzip")
    export.raw["packed"] = lambda data: data[:4] + b"\1" + data[5:]


@mutation("the compressed shard is cut off", "verify.archive-form")
def _(export):
    only(export.compression != "none")
    export.raw["packed"] = lambda data: data[:len(data) // 2]


@mutation("something follows the compressed shard", "verify.archive-form", "verify.content-sum")
def _(export):
    only(export.compression != "none")
    export.raw["packed"] = lambda data: data + b"tail"


@raw("the shard is empty", "packed", "verify.archive-form", "verify.content-sum")
def _(data):
    return b""


@mutation("a shard is missing", "verify.missing-file")
def _(export):
    export.final.append(lambda folder: os.remove(os.path.join(folder, export.manifest["splits"]["train"]["shards"][0]["path"])))


@mutation("a shard is a link that leads nowhere", "verify.missing-file")
def _(export):
    def link(folder):
        path = os.path.join(folder, export.manifest["splits"]["train"]["shards"][0]["path"])
        os.rename(path, folder + ".shard")
        os.symlink(folder + ".elsewhere", path)
    export.final.append(link)


@mutation("a file lies beside the shards", "verify.unlisted-file")
def _(export):
    export.final.append(lambda folder: open(os.path.join(folder, "data", "train-00009-of-00010.jsonl"), "w").close())


@mutation("an index lies in the folder that the manifest does not name", "verify.unlisted-file")
def _(export):
    only(not any(name.startswith("wids-") for name in export.manifest["extra_files"]))
    export.final.append(lambda folder: open(os.path.join(folder, "wids-train.json"), "w").close())


@raw("an index counts other rows", "wids-train.json", "verify.wids")
def _(data):
    return data.replace(b'"nsamples": ', b'"nsamples": 1', 1)


@raw("an index has another sum", "wids-train.json", "verify.wids")
def _(data):
    place = data.index(b'"md5sum": "') + len(b'"md5sum": "')
    return data[:place] + b"0" * 32 + data[place + 32:]


# ---- Runs

class Runner:
    def __init__(self, trainpack, work):
        self.trainpack, self.work, self.passed, self.failed = os.path.abspath(trainpack), work, 0, 0

    def run(self, *command):
        return subprocess.run([self.trainpack, *command], capture_output=True, text=True, cwd=ROOT)

    def export(self, name, options):
        folder = os.path.join(self.work, name)
        done = self.run("export", DATA, "--profile", "qwen2.5-7b-instruct", "--context-length", "400", "--fit", "trim", "--split", "train=0.8,validation=0.2", "--output", folder, "--quiet", *options)
        assert done.returncode == 0, done.stderr
        return folder

    def verify(self, folder, with_source):
        done = self.run("verify", folder, "--json", "--quiet", *(["--source", DATA] if with_source else []))
        codes = {one["code"] for one in json.loads(done.stdout).get("findings", [])} if done.returncode in (0, 1) else {done.stderr.strip()[-300:] or f"killed ({done.returncode})"}
        return done.returncode, codes

    def check(self, name, condition, detail):
        self.passed, self.failed = self.passed + bool(condition), self.failed + (not condition)
        if not condition:
            print(f"FAIL {name}: {detail}", flush=True)

    def unchanged(self, name, folder):
        again = os.path.join(self.work, "again")
        SealedExport(folder).write(again)
        for with_source in (False, True):
            self.check(f"{name}: put together again", self.verify(again, with_source) == (0, set()), self.verify(again, with_source))

    def mutate(self, name, folder, what, codes, source, change):
        """Makes a change and verifies it; `False` where it is none of this export."""
        export, mutated = SealedExport(folder), os.path.join(self.work, "mutated")
        try:
            change(export)
            export.write(mutated)
        except (Skip, StopIteration):
            return False
        status, found = self.verify(mutated, source)
        self.check(f"{name}: {what}", status == 1 and found & set(codes), f"exit {status}, {sorted(found)} rather than one of {list(codes)}")
        return True


def configurations():
    for layout, rows, further in [
        ("jsonl-tar", "packed", []), ("webdataset", "tokens", ["--wids"]), ("jsonl", "messages", []), ("jsonl", "packed", ["--compression", "gzip"]), ("jsonl-tar", "tokens", ["--shard-multiple", "3"]),
        ("jsonl-tar", "packed", ["--fit", "split"]), ("jsonl", "messages", ["--fit", "split"]), ("webdataset", "messages", ["--shard-multiple", "2", "--wids"]), ("jsonl-tar", "messages", ["--compression", "xz"]), ("webdataset", "packed", ["--compression", "gzip"]), ("jsonl", "tokens", ["--compression", "zstd"]),
    ]:
        yield f"{layout} {rows} {' '.join(further)}".strip(), ["--layout", layout, "--rows", rows, *further]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--sample", action="store_true", help="each mutation once, with one of the exports in turn")
    parser.add_argument("--only", default="", help="the mutations whose names hold this")
    arguments = parser.parse_args()
    work = tempfile.mkdtemp(prefix="mutated_")
    runner, used = Runner(arguments.trainpack, work), collections.Counter()
    exports = [(name, runner.export(str(number), options)) for number, (name, options) in enumerate(configurations())]
    for name, folder in exports:
        runner.unchanged(name, folder)
    chosen = [one for one in MUTATIONS if arguments.only in one[0]]
    for number, (what, codes, source, change) in enumerate(chosen):
        turn = number % len(exports)
        for name, folder in exports[turn:] + exports[:turn]:
            used[what] += runner.mutate(name, folder, what, codes, source, change)
            if arguments.sample and used[what]:
                break
        runner.check(what, used[what], "no export was changed")
    shutil.rmtree(work, ignore_errors=True)
    print(f"{len(chosen)} kinds of mutations, {sum(used.values())} changed exports")
    print(f"{runner.passed} passed, {runner.failed} failed")
    return 1 if runner.failed else 0


if __name__ == "__main__":
    sys.exit(main())
