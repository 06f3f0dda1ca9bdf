#!/usr/bin/env python3
"""similar_records.py --trainpack BINARY [--records N]: plants versions of real records that differ in a few words, divides them with --split, and looks for pairs across the splits.

Which records are similar is worked out here from their texts alone: the share of their runs of three words (Han and kana: characters) that two have in common, of all pairs that
share any rare run. Of the pairs with four fifths in common one in 200 may stand in two splits, of those with nine tenths none; records that have little in common must not be moved for it: the splits have their shares. With the files
named for the splits, every such pair is told. Needs ../shared. Last line "N passed, N failed"."""
import argparse, collections, json, os, random, re, subprocess, sys, tempfile, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
DATASETS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(HERE))), "shared", "data", "datasets")
passed = failed = 0


def check(name, condition, detail=""):
    global passed, failed
    passed, failed = passed + bool(condition), failed + (not condition)
    print(f"{'ok  ' if condition else 'FAIL'} {name}{'' if condition else f': {str(detail)[:600]}'}", flush=True)


def runs(texts):
    found = set()
    for text in texts:
        plain = "".join(" " if unicodedata.category(c)[0] in "ZCP" else c for c in text.lower())
        words = re.findall(r"[぀-ヿ㐀-鿿]|[^\s぀-ヿ㐀-鿿]+", plain)
        found |= {tuple(words[i:i + 3]) for i in range(max(1, len(words) - 2))} if words else set()
    return found


def similar_pairs(records, bound):
    """All pairs of numbers whose sets of runs have `bound` of their union in common, by a prefix filter: of each set the rarest runs, of which two such sets share one."""
    sets = [runs(texts) for texts in records]
    frequency = collections.Counter(run for found in sets for run in found)
    holders, pairs = collections.defaultdict(list), set()
    for number, found in enumerate(sets):
        ordered = sorted(found, key=lambda run: (frequency[run], run))
        for run in ordered[:len(ordered) - int(bound * len(ordered) + 0.999999) + 1]:
            for other in holders[run]:
                if (other, number) not in pairs and len(found & sets[other]) >= bound * len(found | sets[other]):
                    pairs.add((other, number))
            holders[run].append(number)
    return pairs


def changed(text, generator):
    """The text with one to three words, or characters, changed."""
    parts = re.findall(r"[぀-ヿ㐀-鿿]|\s+|[^\s぀-ヿ㐀-鿿]+", text)
    for _ in range(generator.randint(1, 3)):
        parts[generator.randrange(len(parts))] = generator.choice(["therefore", "病", "never", "42"])
    return "".join(parts)


def texts(record):
    return [record["instruction"], record["input"], record["output"]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--records", type=int, default=1500)
    options = parser.parse_args()
    if not os.path.isdir(DATASETS):
        print("SKIPPED (no ../shared): similar records of real data in one split\n0 passed, 0 failed")
        return 0
    generator = random.Random(11)
    work = tempfile.mkdtemp()

    def read(name):
        with open(os.path.join(DATASETS, name), encoding="utf-8") as file:
            return json.load(file)
    records = []
    for name in ("chatdoctor5k.json", "formats/alpaca_zh_demo.json", "formats/alpaca_en_demo.json"):
        found = [{key: str(record.get(key) or "") for key in ("instruction", "input", "output")} for record in read(name)]
        records += [record for record in found[:options.records] if record["instruction"] and len(record["output"]) > 60]
    originals = len(records)
    for number in generator.sample(range(originals), originals // 4):
        for _ in range(generator.randint(1, 3)):
            records.append(dict(records[number], output=changed(records[number]["output"], generator)))
    generator.shuffle(records)
    records = [dict(record, id=f"r{number}") for number, record in enumerate(records)]
    pairs = similar_pairs([texts(record) for record in records], 0.8)
    nearest = similar_pairs([texts(record) for record in records], 0.9)
    print(f"{len(records)} records, {len(pairs)} pairs with four fifths in common, {len(nearest)} with nine tenths")
    check("pairs were planted", len(pairs) > originals // 5, len(pairs))
    path = os.path.join(work, "data.jsonl")

    def write(path, records):
        with open(path, "w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    write(path, records)
    places = {record["id"]: number for number, record in enumerate(records)}
    for share, seed in (("train=0.9,validation=0.1", 0), ("train=0.8,validation=0.1,test=0.1", 5)):
        out = os.path.join(work, f"out-{seed}")
        command = [options.trainpack, "export", path, "--profile", "qwen2.5-7b-instruct", "--rows", "messages", "--layout", "jsonl", "--output", out, "--split", share, "--seed", str(seed), "--quiet", "--context-length", "32768"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            check(f"export {share}", False, done.stderr)
            continue
        with open(os.path.join(out, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        split_of = {}
        with open(os.path.join(out, "segments.jsonl"), encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                split_of[places[line["record_id"]]] = re.match(r"data/(\w+?)-\d", line["shard"])[1]
        check(f"{share}: every record is in a split", len(split_of) == len(records), len(split_of))
        parted = [(a, b) for a, b in pairs if split_of[a] != split_of[b]]
        check(f"{share}: of pairs with four fifths in common nearly none stands in two splits", len(parted) * 200 <= len(pairs), (len(parted), len(pairs)))
        check(f"{share}: of pairs with nine tenths in common none does", not nearest & set(parted), [(texts(records[a]), texts(records[b])) for a, b in nearest & set(parted)])
        shares = [float(part.split("=")[1]) * len(records) for part in share.split(",")]
        counts = [part["rows"] for part in manifest["splits"].values()]
        check(f"{share}: the splits have their shares", all(abs(a - b) <= 1 for a, b in zip(shares, counts)), (shares, counts))
        check(f"{share}: the manifest counts them", manifest["splitting"]["repeats"]["examples"] >= len({number for pair in nearest for number in pair}), manifest["splitting"]["repeats"])
        done = subprocess.run([options.trainpack, "verify", out, "--source", path, "--quiet"], capture_output=True, text=True)
        check(f"{share}: verify --source", done.returncode == 0, done.stdout + done.stderr)
    half = len(records) // 2
    first, second = os.path.join(work, "first.jsonl"), os.path.join(work, "second.jsonl")
    write(first, records[:half])
    write(second, records[half:])
    done = subprocess.run([options.trainpack, "export", first, "--profile", "qwen2.5-7b-instruct", "--rows", "messages", "--layout", "jsonl", "--output", os.path.join(work, "files"), "--split-file", f"validation={second}", "--json", "--context-length", "32768"], capture_output=True, text=True)
    told = sum(finding.get("count", 0) for finding in json.loads(done.stdout).get("findings", []) if finding["code"].startswith(("export.split-leak", "export.split-near-leak", "export.split-similar")))
    crossing = {b for a, b in nearest if a < half <= b}
    loose = {b for a, b in similar_pairs([texts(record) for record in records], 0.5) if a < half <= b}
    check("between named files, every record with nine tenths in common is told, and none with less than half", len(crossing) <= told <= len(loose), (len(crossing), told, len(loose)))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
