#!/usr/bin/env python3
"""counting.py --trainpack BINARY [--rounds 15] [--times 1 4] [jobs] [runs] [start]: `trainpack count --field text` as a whole process; without names all three.

jobs   two jobs beside one, wall time, on the bench corpus's texts and on the same four times over. Beside them, with a further run of one job, two processes with one job each, started together: what the machine's two processors give at that time, as virtual ones share much with others.
       Every timed run follows an untimed one of its kind: where a virtual machine gave its free memory back, the first to use it waits for it.
runs   10 MB beside 1 MB of one thing, processor time, the best of three.
start  one line, processor time: the first run with an empty home, and the later ones."""
import argparse, json, os, random, resource, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(os.path.dirname(os.path.dirname(HERE)), "shared")
VOCABULARIES = os.path.join(SHARED, "data", "vocabularies")
FILES = {"cl100k": "tiktoken/cl100k_base.tiktoken", "mistral": "sentencepiece/mistral-v1.model", "xlnet": "huggingface/xlnet_base_cased.tokenizer.json"}


class Program:
    def __init__(self, trainpack, work):
        self.trainpack, self.work = os.path.abspath(trainpack), work

    def command(self, vocabulary, file, jobs):
        return [self.trainpack, "count", file, "--tokenizer", os.path.join(VOCABULARIES, FILES[vocabulary]), "--field", "text", "--jobs", str(jobs), "--maximum-record-bytes", str(64 << 20), "--json"]

    def start(self, vocabulary, file, jobs=1, **options):
        return subprocess.Popen(self.command(vocabulary, file, jobs), stdout=subprocess.PIPE, **options)

    def wall(self, vocabulary, file, jobs):
        """Seconds until processes with so many jobs, started together, have ended, and their totals."""
        begin = time.perf_counter()
        processes = [self.start(vocabulary, file, number) for number in jobs]
        totals = [json.loads(process.communicate()[0])["totals"]["tokens"] for process in processes]
        return time.perf_counter() - begin, totals

    def processor(self, vocabulary, file, **options):
        """Processor seconds of one process with one job."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = self.start(vocabulary, file, **options)
        process.communicate()
        if process.returncode:
            sys.exit(f"count failed on {file}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def write(self, name, texts):
        path = os.path.join(self.work, name)
        with open(path, "w") as file:
            for text in texts:
                file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
        return path


def corpus_texts():
    import zstandard

    with zstandard.open(os.path.join(SHARED, "bench", "corpus.jsonl.zst"), "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            record = json.loads(line)
            yield "\n".join(record[key] for key in ("instruction", "input", "output") if record.get(key))


def jobs(program, options):
    rounds, texts = options.rounds, list(corpus_texts())
    for times in options.times:
        file = program.write(f"text-{times}.jsonl", texts * times)
        for vocabulary in ("cl100k", "mistral"):
            kinds = {"one": [1], "two": [2], "beside": [1], "apart": [1, 1]}
            seconds, counted = {kind: [] for kind in kinds}, set()
            for _ in range(rounds):
                for kind, numbers in kinds.items():
                    program.wall(vocabulary, file, numbers)
                    elapsed, totals = program.wall(vocabulary, file, numbers)
                    seconds[kind].append(elapsed)
                    counted.update(totals)
            if len(counted) != 1:
                sys.exit(f"totals differ: {counted}")
            middle = {kind: statistics.median(times) for kind, times in seconds.items()}
            pairs = [one / two for one, two in zip(seconds["one"], seconds["two"])]
            given = [2 * one / apart for one, apart in zip(seconds["beside"], seconds["apart"])]
            print(f"{vocabulary}, {os.path.getsize(file) / 1e6:.0f} MB: one job {middle['one'] * 1e3:.0f} ms, two jobs {middle['two'] * 1e3:.0f} ms: {statistics.median(pairs):.2f} times as fast ({min(pairs):.2f} to {max(pairs):.2f}); two processes {statistics.median(given):.2f} ({min(given):.2f} to {max(given):.2f})", flush=True)
            whole = [pair for pair, gave in zip(pairs, given) if gave >= 1.9]
            if whole:
                print(f"  in the {len(whole)} of {rounds} rounds in which two processes were at least 1.9 times as fast: {statistics.median(whole):.2f}", flush=True)
        os.remove(file)


def long_runs(size):
    """Texts of about so many bytes."""
    chance = random.Random(1)
    yield "one letter", "a" * size
    yield "spaces", " " * size
    yield "letters and a b", "a" * (size - 1) + "b"
    yield "emoji", "😀" * (size // 4)
    yield "random bytes as text", bytes(chance.randrange(256) for _ in range(size // 2)).decode("latin-1")
    yield "one Chinese character", "中" * (size // 3)
    yield "a letter and accents", "a" + "\u0301" * (size // 2)
    yield "line breaks", "\n" * size
    yield "digits", "7" * size


def runs(program, options):
    worst = 0
    for (name, small), (_, large) in zip(long_runs(1_000_000), long_runs(10_000_000)):
        files = [program.write("1.jsonl", [small]), program.write("10.jsonl", [large])]
        for vocabulary in FILES:
            one, ten = (min(program.processor(vocabulary, file) for _ in range(3)) for file in files)
            worst = max(worst, ten / one)
            print(f"{vocabulary}, {name}: {ten:.2f} s, {one:.2f} s: {ten / one:.1f} times; {10 / ten:.0f} MB/s", flush=True)
    print(f"at most {worst:.1f} times")


def start(program, options):
    file = program.write("one.jsonl", ["A 54-year-old man has chest pain."])
    for vocabulary in FILES:
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "HOME": home, "XDG_CACHE_HOME": home, "XDG_DATA_HOME": home}
            first, *later = (program.processor(vocabulary, file, env=environment) for _ in range(options.rounds + 1))
        print(f"{vocabulary}, one line: first run {first * 1e3:.0f} ms, later ones {statistics.median(later) * 1e3:.0f} ms ({min(later) * 1e3:.0f} to {max(later) * 1e3:.0f})", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--times", type=int, nargs="*", default=[1, 4], help="how many times over the corpus's texts are counted by jobs")
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args()
    if not os.path.isdir(SHARED):
        print("SKIPPED (no ../shared): how long counting takes")
        return
    known = {"jobs": jobs, "runs": runs, "start": start}
    with tempfile.TemporaryDirectory() as work:
        for part in options.parts or known:
            if part not in known:
                parser.error(f"no part {part}; there are {', '.join(known)}")
            known[part](Program(options.trainpack, work), options)


main()
