#!/usr/bin/env python3
"""fast_export.py DATA PROFILE VOCABULARY OUT CONTEXT: the job of `trainpack export` put together from the fastest public parts that we know, in one process with one thread.

orjson reads the records; their texts are made by f-strings, one for each template of TEMPLATES; gigatoken encodes them in batches, from one buffer; the loss mask is exact,
by the byte at which each token ends; best-fit decreasing over the whole dataset with `bisect`; rows written by orjson from numpy arrays; one tar with a header by `tarfile`,
the sums of shard and rows by hashlib. With --traced also what says where each example came from: segments.jsonl with the sum of each record, and the sum of the data. No
ledger, card or manifest. Needs fast-requirements.txt. Prints JSON: rows, tokens, trained tokens, dropped, the sums, and with --times the processor seconds of each part."""
import argparse, bisect, collections, hashlib, json, os, resource, tarfile

os.environ["RAYON_NUM_THREADS"] = "1"
import gigatoken, numpy, orjson

BATCH = 8192
# (what stands before the query, what stands between it and the answer, what ends the answer and is trained, what follows)
TEMPLATES = {
    "mistral-7b-instruct-v0.1": ("<s>[INST] ", " [/INST]", "</s>", " "),
    "generic-chatml": ("<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n", "<|im_end|>", "\n"),
}


def load(profile, vocabulary):
    if vocabulary.endswith(".tiktoken"):
        return gigatoken.Tokenizer.from_tiktoken(vocabulary, pretokenizer="cl100k", special_tokens={"<|im_start|>": 100264, "<|im_end|>": 100265})
    return gigatoken.Tokenizer(vocabulary)


def byte_lengths(tokenizer):
    """The number of bytes of the text that each token stands for."""
    lengths = numpy.zeros(tokenizer.vocab_size, numpy.uint8)
    metaspace = "sentencepiece" in type(tokenizer.backend).__name__.lower()
    for id, token in tokenizer.vocab.items():
        lengths[id] = len(token.replace(b"\xe2\x96\x81", b" ") if metaspace else token)
    return lengths


class Clock:
    """Adds up the processor time of named parts."""

    def __init__(self):
        self.seconds, self.last = collections.Counter(), self.now()

    def now(self):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime

    def end(self, part):
        now = self.now()
        self.seconds[part] += now - self.last
        self.last = now


def encoded(data, profile, tokenizer, clock, trace):
    """The ids, labels and lengths of each batch of records; `trace`, where there is one, gets the identifier, the sum and the trained tokens of each record."""
    before, between, end, behind = TEMPLATES[profile]
    lengths_of_tokens, loads, sha256 = byte_lengths(tokenizer), orjson.loads, hashlib.sha256
    clock.end("start")
    with open(data, "rb") as file:
        contents = file.read()
    lines = contents.split(b"\n")
    if not lines[-1]:
        lines.pop()
    if trace:
        trace.data = hashlib.sha256(contents).hexdigest()
        clock.end("sum of the data")
    tail = len(behind)
    for first in range(0, len(lines), BATCH):
        records = [loads(line) for line in lines[first:first + BATCH]]
        clock.end("read")
        prompts = [(f"{before}{r['instruction']}\n{i}{between}" if (i := r["input"]) else f"{before}{r['instruction']}{between}").encode() for r in records]
        texts = [prompt + f"{r['output']}{end}{behind}".encode() for prompt, r in zip(prompts, records)]
        trained_from = numpy.fromiter(map(len, prompts), numpy.int64, len(prompts))
        text_lengths = numpy.fromiter(map(len, texts), numpy.int64, len(texts))
        clock.end("render")
        # One buffer is encoded faster than a list, where no text holds the separator.
        joined = b"\0".join(texts)
        source = texts if joined.count(0) != len(texts) - 1 else gigatoken.BytesSource([joined], separator=b"\0")
        arrays = tokenizer.encode_batch(source, parallel=False).layout
        ids, offsets = numpy.asarray(arrays.content.data), numpy.asarray(arrays.offsets.data)
        clock.end("encode")
        ends = numpy.cumsum(lengths_of_tokens[ids], dtype=numpy.int64)
        text_ends = numpy.cumsum(text_lengths)
        assert (ends[offsets[1:] - 1] == text_ends).all(), "the tokens of a text are not its bytes"
        mark = numpy.zeros(len(ids) + 1, numpy.int8)
        mark[numpy.searchsorted(ends, text_ends - text_lengths + trained_from, "right")] = 1
        mark[numpy.searchsorted(ends, text_ends - tail, "left") + 1] = -1
        labels = numpy.where(numpy.cumsum(mark[:-1], dtype=numpy.int8), ids.view(numpy.int32), numpy.int32(-100))
        clock.end("mask")
        if trace:
            trace.trained += numpy.add.reduceat(labels != -100, offsets[:-1].astype(numpy.int64), dtype=numpy.int64).tolist()
            trace.ids += [record["id"] for record in records]
            trace.sums += [sha256(line).hexdigest() for line in lines[first:first + BATCH]]
            clock.end("sums of the records")
        yield ids, labels, offsets


class Trace:
    """What is known of each record."""

    def __init__(self):
        self.ids, self.sums, self.trained, self.data = [], [], [], None

    def write(self, path, data, shard, rows, lengths):
        """segments.jsonl, and its sum."""
        dumps, written, lengths = orjson.dumps, hashlib.sha256(), lengths.tolist()
        with open(path, "wb") as file:
            for number, row in enumerate(rows):
                lines = b"".join([
                    dumps({"shard": shard, "row": number, "segment": place, "record_id": self.ids[index], "source": data, "line": index + 1, "tokens": lengths[index],
                           "loss_tokens": self.trained[index], "record_sha256": self.sums[index]}, option=orjson.OPT_APPEND_NEWLINE) for place, index in enumerate(row)])
                file.write(lines)
                written.update(lines)
            file.flush()
            os.fsync(file.fileno())
        return written.hexdigest()


def packed(lengths, context):
    """The examples of each row: best-fit decreasing, rows by their first example; what is too long is in none."""
    spaces, queues, rows = [], [collections.deque() for _ in range(context + 1)], []
    order = numpy.argsort(-lengths, kind="stable")
    for index in order[numpy.searchsorted(-lengths[order], -context):].tolist():
        length = int(lengths[index])
        at = bisect.bisect_left(spaces, length)
        if at < len(spaces):
            space = spaces[at]
            queue = queues[space]
            row = queue.popleft()
            if not queue:
                del spaces[at]
        else:
            space, row = context, len(rows)
            rows.append([])
        rows[row].append(index)
        if space > length:
            queue = queues[space - length]
            if not queue:
                bisect.insort(spaces, space - length)
            queue.append(row)
    for row in rows:
        row.sort()
    return sorted(rows, key=lambda row: row[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("profile", choices=TEMPLATES)
    parser.add_argument("vocabulary")
    parser.add_argument("out")
    parser.add_argument("context", type=int)
    parser.add_argument("--traced", action="store_true")
    parser.add_argument("--times", action="store_true")
    options = parser.parse_args()
    clock = Clock()
    tokenizer = load(options.profile, options.vocabulary)
    trace = Trace() if options.traced else None
    batches = list(encoded(options.data, options.profile, tokenizer, clock, trace))
    lengths = numpy.concatenate([numpy.diff(offsets) for _, _, offsets in batches])
    examples = [(ids, labels, a, b) for ids, labels, offsets in batches for a, b in zip(offsets[:-1].tolist(), offsets[1:].tolist())]
    rows = packed(lengths, options.context)
    clock.end("pack")
    lines, size, tokens, trained, content = [], 0, 0, 0, hashlib.sha256()
    for row in rows:
        members = [examples[index] for index in row]
        ids = numpy.concatenate([ids[a:b] for ids, _, a, b in members])
        labels = numpy.concatenate([labels[a:b] for _, labels, a, b in members])
        line = orjson.dumps({"input_ids": ids, "labels": labels, "seq_lengths": [b - a for _, _, a, b in members]}, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)
        tokens, trained, size = tokens + len(ids), trained + int(numpy.count_nonzero(labels != -100)), size + len(line)
        lines.append(line)
    clock.end("digits")
    header = tarfile.TarInfo("train-00000-of-00001.jsonl")
    header.size = size
    shard = hashlib.sha256()
    with open(options.out, "wb") as file:
        for block in (header.tobuf(tarfile.USTAR_FORMAT), *lines, bytes(-size % 512 + 1024)):
            file.write(block)
            shard.update(block)
        file.flush()
        clock.end("tar and its sum")
        os.fsync(file.fileno())
    for line in lines:
        content.update(line)
    told = dict(rows=len(rows), tokens=tokens, loss_tokens=trained, dropped=int((lengths > options.context).sum()), content_sha256=content.hexdigest(), sha256=shard.hexdigest())
    clock.end("sum of the rows")
    if trace:
        told["segments_sha256"] = trace.write(options.out + ".segments.jsonl", options.data, "data/train-00000-of-00001.jsonl.tar", rows, lengths)
        told["data_sha256"] = trace.data
        clock.end("segments")
    if options.times:
        told["seconds"] = {part: round(seconds, 2) for part, seconds in clock.seconds.items()}
    print(json.dumps(told))


main()
