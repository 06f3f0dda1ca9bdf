#!/usr/bin/env python3
"""long_texts.py --trainpack BINARY [--against BINARY] [--profile ID] [--rounds 3]: what it costs to shorten or divide a record with a long text at 512 tokens, by the
form and the length of the text. Whole processes with eight records on one processor, in turn; the time of a process with one short record is taken off.

Prints processor time (user + system) in milliseconds a record, the median of the rounds, and with --against the other binary's and the ratio other / TrainPack. Says where the two
wrote other records. The texts are made with a fixed seed."""
import argparse, json, os, random, resource, statistics, subprocess, tempfile

WORDS = "patient reports fever cough pain chest abdominal left right severe mild daily history hypertension takes aspirin denies nausea exam shows clear lungs heart regular 120/80 mmHg 38.2".split()
SIZES = (30_000, 100_000, 300_000)
RECORDS = 8


def sentence(draw):
    return " ".join(draw.choice(WORDS) for _ in range(draw.randint(6, 16))).capitalize() + "."


def prose(draw):
    return sentence(draw) + " "


def chart(draw):
    return draw.choice(["History: ", "Medications:\n- Aspirin\n- Iron\n", "", "Labs:\nNa 140\nK 4.0\n"]) + " ".join(sentence(draw) for _ in range(draw.randint(2, 8))) + draw.choice(["\n", "\n\n"])


def dialogue(draw):
    return draw.choice(["Doctor", "Patient"]) + ": " + sentence(draw) + " " + sentence(draw) + "\n"


def bullets(draw):
    return f"- {draw.choice(WORDS)} {draw.randint(1, 99)}.\n"


FORMS = {"prose on one line": prose, "a chart with headings and lists": chart, "a dialogue": dialogue, "bullets": bullets}


def record(text):
    return json.dumps({"question": text + " What is the most likely diagnosis?", "options": {"A": "x", "B": "y"}, "answer": "x", "answer_idx": "A", "meta_info": "step1"}) + "\n"


def text(form, size, number):
    draw, parts, length = random.Random(f"{form} {size} {number}"), ["It began a week ago. "], 0
    while length < size:
        parts.append(FORMS[form](draw))
        length += len(parts[-1])
    return "".join(parts) + "It has not ended."


def milliseconds(binary, data, policy, profile, work):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = [os.path.join(work, name) for name in ("fitted.jsonl", "ledger.jsonl")]
    command = [binary, "fit", data, "--profile", profile, "--context-length", "512", "--fit", policy, "--jobs", "1", "--output", out[0], "--ledger", out[1], "--force", "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(out[0], "rb") as file:
        return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), file.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--against")
    parser.add_argument("--profile", default="mistral-7b-instruct-v0.1")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    binaries = [options.trainpack] + ([options.against] if options.against else [])
    with tempfile.TemporaryDirectory() as work:
        data = os.path.join(work, "data.jsonl")

        def measured(content, policy, count=options.rounds):
            with open(data, "w") as file:
                file.write(content)
            rounds = [[milliseconds(binary, data, policy, options.profile, work) for binary in binaries] for _ in range(count)]
            return [statistics.median(one[index][0] for one in rounds) for index in range(len(binaries))], len({one[1] for each in rounds for one in each}) == 1

        for policy in ("trim", "split"):
            measured(record("It began."), policy, 1)
            start, _ = measured(record("It began a week ago. It has not ended."), policy, 7)
            print(f"{policy}, start: {', '.join(f'{value:.0f} ms' for value in start)}")
            for form in FORMS:
                for size in SIZES:
                    times, same = measured("".join(record(text(form, size, number)) for number in range(RECORDS)), policy)
                    own = [(time - first) / RECORDS for time, first in zip(times, start)]
                    other = f", other {own[1]:.1f} ms, ratio {own[1] / own[0]:.1f}{'' if same else ', other records'}" if options.against else ""
                    print(f"{policy}, {form}, {size // 1000} kB: {own[0]:.1f} ms{other}", flush=True)


main()
