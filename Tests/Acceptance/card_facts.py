"""What the text and the front matter of an export's card say of its manifest, worked out a second time."""


def counts(manifest):
    text = not any(column in manifest["columns"] for column in ("input_ids",))
    lines = ["| split | shards | rows | examples | tokens | trained tokens |" + ("" if text else " tokens of the room in rows |"),
             "|---|---:|---:|---:|---:|---:|" + ("" if text else "---:|")]
    for name, split in manifest["splits"].items():
        room = split["rows"] * manifest["context_length"]
        tenths = split["tokens"] * 1000 // room if room else 0
        lines.append(f"| {name} | {len(split['shards'])} | {split['rows']} | {split['segments']} | {split['tokens']} | {split['loss_tokens']} |"
                     + ("" if text else f" {tenths // 10}.{tenths % 10} % |"))
    return "\n".join(lines)


def lengths(manifest):
    lines = ["| split | examples | tokens | trained | min | median | mean | p95 | max |", "|---|" + "---:|" * 8]
    bars = []
    for name, split in manifest["splits"].items():
        own = split["lengths"]
        tenths = (split["tokens"] * 20 // max(1, split["segments"]) + 1) // 2
        lines.append(f"| {name} | {split['segments']} | {split['tokens']} | {split['loss_tokens']} | {own['minimum']} | {own['median']} "
                     f"| {tenths // 10}.{tenths % 10} | {own['p95']} | {own['maximum']} |")
        most, width = max(bin["examples"] for bin in own["histogram"]), max(len(str(bin["through"])) for bin in own["histogram"])
        bars.append(name + "\n" + "".join(f"  {bin['from']:{width}} - {bin['through']:{width}}  {bar(bin['examples'], most)}{bin['examples']}\n" for bin in own["histogram"]))
    return "\n".join(lines) + "\n\nExamples by their length in tokens:\n\n```text\n" + "\n".join(bars) + "```"


def bar(count, most):
    # Half a block counts as one, as Swift rounds.
    return "█" * max(1, int(count / most * 40 + 0.5)) + " " if count > 0 else ""


def ledger(manifest):
    entries = manifest["ledger"]
    if not entries:
        return ""
    return "\n".join(["| in the ledger | why | records | tokens before | tokens after |", "|---|---|---:|---:|---:|"] + [
        f"| {entry['action']} | {'longer than the budget' if entry['over_budget'] else 'nothing of it is trained'} | {entry['records']} | {entry['tokens_before']} | {entry['tokens_after']} |"
        for entry in entries])


def files(manifest):
    rows = [f"| <code>{one['name']}</code> | {'' if one['bytes'] is None else one['bytes']} | {one['records']} | `{one['sha256']}` |" for one in manifest["inputs"]]
    return "\n".join(["| file | bytes | records | sha256 |", "|---|---:|---:|---|"] + rows)


def records(manifest):
    own = manifest["counts"]
    divided = f", divided: {own['split']} ({own['split_examples']} examples)" if own.get("split") else ""
    return f"- records read: {own['read']}; exported: {own['exported']}, of them shortened: {own['trimmed']}{divided}; dropped: {own['dropped']}; rejected: {own['rejected']}"


def made(manifest):
    return f"- made by {manifest['generator']['name']} {manifest['generator']['version']} for the profile <code>{manifest['profile']}</code>"


def stages(manifest):
    return f"- fitting: <code>{manifest['fitting']['policy']}</code>; packing: <code>{manifest['packing']['strategy']}</code>"


def fields(manifest):
    tables = []
    for table in manifest["fields"]:
        lines = [f"| <code>{table['field']}</code> | {' | '.join(manifest['splits'])} |", "|---|" + "---:|" * len(manifest["splits"])]
        row = lambda name, counts: lines.append(f"| {name} | {' | '.join(str(count) for count in counts.values())} |")
        for value in table["values"]:
            row(f"<code>{value['value'].strip(chr(34))}</code>", value["examples"])
        if table["others"]["values"]:
            row(f"{table['others']['values']} others", table["others"]["examples"])
        if any(table["missing"].values()):
            row("without", table["missing"])
        tables.append("\n".join(lines))
    return "\n\n".join(tables)


def vocabulary(manifest):
    return f"(sha256 `{manifest['tokenizer']['sha256']}`, ids below {manifest['tokenizer']['vocab_size']})"


def context(manifest):
    packed = manifest["row_schema"] == "packed-v1"
    return f"at most {manifest['context_length']} " + ("tokens together" if packed else "tokens")


def sizes(manifest):
    """`splits` and the sizes under `dataset_info`."""
    lines, loaded = ["  splits:"], 0
    for name, split in manifest["splits"].items():
        size = split["content_bytes"]
        if "input_ids" in manifest["columns"]:
            size = sum((1 if column == "attention_mask" else 4) * split["segments" if column == "seq_lengths" else "tokens"] + 4 * split["rows"] for column in manifest["columns"])
        loaded += size
        lines += [f"  - name: '{name}'", f"    num_bytes: {size}", f"    num_examples: {split['rows']}"]
    download = sum(shard["bytes"] for split in manifest["splits"].values() for shard in split["shards"])
    return "\n".join(lines + [f"  download_size: {download}", f"  dataset_size: {loaded}"])


FACTS = [sizes, counts, lengths, ledger, files, records, made, stages, fields, vocabulary, context]


def resealed(card, old, new):
    """The card of a manifest, made to tell another one."""
    for fact in FACTS:
        before, after = fact(old), fact(new)
        assert before in card, f"the card does not say, of its manifest: {before}"
        card = card.replace(before, after, 1) if before else card + ("\n" + after if after else "")
    return card


def histogram(values, most_bins=12):
    """The lengths of a split as a manifest has them."""
    values = sorted(values)
    rank = lambda percent: values[max(1, -(-len(values) * percent // 100)) - 1]
    high, step = rank(99), 1
    while high // step >= most_bins:
        step *= 2
    edges = [index * step for index in range(high // step + 1)]
    if edges[-1] + step <= values[-1]:
        edges.append(edges[-1] + step)
    ends = [edge - 1 for edge in edges[1:]] + [values[-1]]
    bins = [{"from": start, "through": end, "examples": sum(start <= value <= end for value in values)} for start, end in zip(edges, ends)]
    return {"minimum": values[0], "median": rank(50), "p95": rank(95), "maximum": values[-1], "histogram": bins}
