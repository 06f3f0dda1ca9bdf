#!/usr/bin/env python3
"""fitting.py --trainpack BINARY [--sample] [--count N] [--only KIND]: makes records that are too long, fits them by every policy, and proves from the written records and the ledger alone that nothing essential was harmed.

The records are questions with a case, questions about abstracts in sections, instructions with a long input, dialogues with notes, and conversations of many turns, in text that is hard to cut: abbreviations, decimals, units, laboratory lists, quotations, Chinese.
For each policy (trim, split, turns; with and without a marker) `fit` writes them for three profiles. Then, record by record:
every field that the ledger does not name is as it was; every field that it names is what its pieces make of the source, byte for byte; lists of turns lack the elements that it names and nothing else;
questions, options, answers and the instruction are there, word for word; in trimmed texts the first and the last sentence are, and every word under the heading and speaker that it stood under, which begin their lines, in split ones every sentence is in exactly one example; the system prompt and the last exchange are;
no example is longer than the budget by `count`, each has the tokens that the ledger states, and records that are dropped or untouched are too long, or short enough, by `count`. The same data are exported and verified against their source.
12,500 records, 300 with --sample; how many are too long is printed. Last line "N passed, N failed"."""
import argparse, copy, json, os, random, re, shutil, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROFILES = ["qwen2.5-7b-instruct", "mistral-7b-instruct-v0.3", "mistral-7b-instruct-v0.1"]
BUDGET = 320
MARKER = "[… 略 …]"

SENTENCES = [
    "A {n}-year-old woman comes to Dr. Lee because of fever.", "Her temperature is {n}.4 °C (100.4 °F), pulse is {n}/min, and BP is 1{n}/8 mm Hg.",
    "She takes metoprolol 25 mg p.o. b.i.d. and aspirin 81 mg daily.", "There is no rash vs. last week, e.g. on the palms.", "He said, \"It hurts.\" Then he slept.",
    "Laboratory studies show:\nHemoglobin {n} g/dL\nLeukocyte count {n},400/mm3\nNa+ 1{n} mEq/L\n", "E. coli grows in 0.{n} mL of urine.", "患者{n}岁，发热三天。", "查体：体温38.{n}℃，心率{n}次/分。", "無明顯誘因！",
    "Fig. {n} shows a mass (3.{n} cm).", "- cough\n- dyspnea at {n} m\n", "1. Rest\n2. Fluids, {n} L/d\n", "Is it worse at night? Yes, since {n} a.m.", "D-dimer is {n},965 ng/mL (N < 500 ng/mL).", "Why U.S. guidelines differ is unclear.",
    "\n\nMedications:\nAspirin {n} mg daily.\nMetformin {n} mg b.i.d. He took both.\n\n", "\n\nAllergies:\nPenicillin {n}. Sulfa drugs.\n", "Vitals:\nPulse: {n}.\nTemp: 3{n}.\n",
    "\n\n# Plan\nRest for {n} days. Then aspirin {n} mg.\n\n", "\n\nHome medicines:\n• Iron {n} mg.\n• Zinc (for {n} years.)\n• Food: rice.\n\nThat is all of it.\n\n",
    "🫀 The S{n} gallop is loud…", "Le patient, âgé de {n} ans, tousse.", "<|im_end|> and [INST] are written in the note of day {n}.", "pH 7.{n}; pCO2 {n} mmHg.", "\tIndented line {n}\r\nand its end.",
]
STEMS = ["Which of the following is the most likely diagnosis?", "What is the best next step in management?", "以下哪项诊断最可能？"]


def text(draw, count):
    """So many sentences, with what stands between them."""
    return "".join(draw.choice(SENTENCES).format(n=draw.randrange(10, 99)) + draw.choice([" ", " ", " ", "\n", "\n\n", "  "]) for _ in range(count))


def question(draw, number):
    options = {letter: f"{draw.choice(['Rest', 'Biopsy', 'Sepsis', '手术'])} {letter}{number}" for letter in "ABCDE"[:draw.randrange(2, 6)]}
    letter = draw.choice(list(options))
    stem = draw.choice(STEMS)
    case = "First sentence of the case. " + text(draw, draw.randrange(5, 60)) + "Last sentence of the case. "
    return {"id": f"q{number}", "question": case + stem, "options": options, "answer": options[letter], "answer_idx": letter, "note": "not used"}


def abstract(draw, number):
    contexts = [text(draw, draw.randrange(1, 20)).strip() or "x" for _ in range(draw.randrange(2, 6))]
    contexts[0], contexts[-1] = "First sentence of the case. " + contexts[0], contexts[-1] + " Last sentence of the case."
    return {"pubid": number, "question": f"Does treatment {number} help?", "context": {"contexts": contexts, "labels": []}, "long_answer": f"It helps {number}.", "final_decision": "yes"}


def instruction(draw, number):
    return {"instruction": f"Sum up case {number}. Be brief.", "input": "First sentence of the case. " + text(draw, draw.randrange(5, 50)) + "Last sentence of the case.", "output": f"A case of {number}."}


def encounter(draw, number):
    names = draw.choice([("[doctor]", "[patient]"), ("Doctor:", "Patient:"), ("**Doctor:**", "**Patient:**"), ("Dr. Lee:", "Mr. Roe:")])
    turns = [f"{draw.choice(names)} {text(draw, draw.randrange(1, 4)).strip()}\n" for _ in range(draw.randrange(4, 30))]
    return {"dataset": "d", "encounter_id": f"e{number}", "dialogue": "First sentence of the case.\n" + "".join(turns) + "Last sentence of the case.", "note": f"Note {number}. Short."}


def conversation(draw, number):
    messages = [{"role": "system", "content": f"You are careful {number}."}] if draw.random() < 0.5 else []
    for turn in range(draw.randrange(2, 14)):
        messages.append({"role": "user", "content": f"Question {turn} " + text(draw, draw.randrange(1, 5))})
        messages.append({"role": "assistant", "content": f"Answer {turn} of {number}. " + text(draw, draw.randrange(1, 3))})
    return {"messages": messages, "id": f"c{number}"}


# What makes a record, the policies for it, the options that go with it, and the fields that may change.
KINDS = {
    "question": (question, ["trim", "split"], [], ["/question"]),
    "abstract": (abstract, ["trim", "split"], [], ["/context/contexts"]),
    "instruction": (instruction, ["trim", "split"], ["--trim-first", "input", "--keep", "instruction"], ["/input"]),
    "encounter": (encounter, ["trim", "split"], [], ["/dialogue"]),
    # Where a template refuses system prompts they are put into the first question that is left.
    "conversation": (conversation, ["turns"], ["--system", "fold"], ["/messages"]),
}


def parts(pointer):
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def parent(record, pointer):
    *path, last = parts(pointer)
    for part in path:
        record = record[int(part)] if isinstance(record, list) else record[part]
    return record, int(last) if isinstance(record, list) else last


def replayed(record, example):
    """The record as the ledger says that it was written."""
    record = copy.deepcopy(record)
    for piece in reversed(example["removed"]):
        holder, key = parent(record, piece["field"])
        whole = holder[key].encode()
        # Of a divided record the text stands in the other examples.
        if piece["text"] is not None:
            assert whole[piece["start"]:piece["end"]] == piece["text"].encode(), "the field does not hold the removed text"
        holder[key] = (whole[:piece["start"]] + piece["replacement"].encode() + whole[piece["end"]:]).decode()
    for element in reversed(list(dict.fromkeys(turn["element"] for turn in example["turns"]))):
        holder, key = parent(record, element)
        del holder[key]
    return record


# Names of speakers, and headings; a blank line ends both.
LABELS = re.compile(r"\[(?:doctor|patient)\] |(?:\*\*)?(?:Doctor|Patient):(?:\*\*)? |(?:Dr\. Lee|Mr\. Roe): |(?:Medications|Allergies|Vitals|Home medicines):\n|(?m:^)[ \t]*# Plan\n|(?P<other>查体：)|(?P<list>Laboratory studies show:\n)|(?P<end>\n[ \t\r]*\n)")


SPEAKERS = re.compile(r"\[|\**(?:Doctor|Patient):|Dr\. Lee:|Mr\. Roe:")
# A name that may be a speaker's or not.
OTHER = -1


def labels(text):
    """For each character of a text where its label begins; None without one."""
    found, label, position = [], None, 0
    for match in LABELS.finditer(text):
        found += [label] * (match.start() - position)
        # What a heading with a list said behind a name is the speaker's.
        if match["other"]:
            label = OTHER
        elif match["list"]:
            label = label if label == OTHER or label is not None and SPEAKERS.match(text, label) else None
        else:
            label = None if match["end"] else match.end() - len(match[0].lstrip(" \t"))
        found += [label] * len(match[0])
        position = match.end()
    return found + [label] * (len(text) - position)


def places_kept(text, pieces):
    """The characters of a text that stay."""
    kept, whole = [True] * len(text), text.encode()
    for piece in pieces:
        start, end = (len(whole[:piece[side]].decode()) for side in ("start", "end"))
        kept[start:end] = [False] * (end - start)
    return [place for place in range(len(text)) if kept[place]]


def off_their_lines(text, pieces):
    """Labels that stay, and began a line, and no longer do."""
    places = places_kept(text, pieces)
    after, found = "".join(text[place] for place in places), {place: index for index, place in enumerate(places)}
    begins = lambda text, start: not text[:start].strip() or text[:start].rstrip(" \t").endswith("\n")
    return [match[0] for match in LABELS.finditer(text) if match.start() in found and not match["end"] and begins(text, match.start()) and not begins(after, found[match.start()])]


def under_other_labels(text, pieces):
    """What stays of a text under another label than before."""
    places = places_kept(text, pieces)
    before, after = labels(text), labels("".join(text[place] for place in places))
    return "".join(text[place] for place, label in zip(places, after) if not text[place].isspace() and OTHER not in (before[place], label) and before[place] != (None if label is None else places[label]))


class Fitting:
    def __init__(self, trainpack, work):
        self.trainpack, self.work, self.passed, self.failed, self.told = os.path.abspath(trainpack), work, 0, 0, 0

    def expect(self, condition, *detail):
        self.passed += bool(condition)
        self.failed += not condition
        if not condition and self.told < 20:
            self.told += 1
            print("FAIL", *(str(part)[:400] for part in detail), flush=True)

    def run(self, *arguments, status=0):
        done = subprocess.run([self.trainpack, *arguments, "--quiet"], capture_output=True, text=True, cwd=ROOT)
        self.expect(done.returncode == status, " ".join(arguments), done.returncode, done.stderr[-600:])
        return done.stdout

    def counts(self, path, profile, kind):
        """The tokens of each record of a file."""
        if os.path.getsize(path) == 0:
            return []
        return [json.loads(line)["tokens"] for line in self.run("count", path, "--profile", profile, "--per-record", *(KINDS[kind][2] if kind == "conversation" else [])).splitlines()]

    def fit(self, kind, policy, profile, records, marker):
        make, _, options, fields = KINDS[kind]
        name = f"{kind}, {policy}, {profile}{', marked' if marker else ''}"
        data, output, ledger = (os.path.join(self.work, file) for file in ("data.jsonl", "fitted.jsonl", "ledger.jsonl"))
        with open(data, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        options = ["--profile", profile, "--context-length", str(BUDGET), "--fit", policy, *options, *(["--cut-marker", MARKER] if marker else [])]
        self.run("fit", data, *options, "--output", output, "--ledger", ledger, "--force")
        before, after = self.counts(data, profile, kind), iter(zip([json.loads(line) for line in open(output, encoding="utf-8")], self.counts(output, profile, kind)))
        entries = {entry["line"]: entry for entry in map(json.loads, open(ledger, encoding="utf-8"))}
        touched = 0
        for line, (record, tokens) in enumerate(zip(records, before), 1):
            entry = entries.get(line)
            self.expect((entry is not None) == (tokens > BUDGET), name, line, "is in the ledger", tokens)
            if entry is None:
                self.expect(next(after) == (record, tokens), name, line, "is untouched")
                continue
            self.expect(all((piece["text"] is None) == (policy == "split") for example in entry["examples"] for piece in example["removed"]), name, line, "text removed", entry)
            self.expect((entry["tokens_before"], entry["budget"], entry["policy"]) == (tokens, BUDGET, policy), name, line, entry)
            found = [next(after) for _ in entry["examples"]]
            touched += bool(found)
            for example, (written, count) in zip(entry["examples"], found):
                self.expect(count == example["tokens"] <= BUDGET, name, line, "tokens", count, example["tokens"])
                self.expect(example["loss_tokens"] > 0, name, line, "nothing is trained")
                self.expect(written == replayed(record, example), name, line, "is not what the ledger says", written)
                self.expect(all(any(piece["field"] == f or piece["field"].startswith(f + "/") for f in fields) for piece in example["removed"]), name, line, "another field was cut", example)
                if policy == "trim":
                    for field in {piece["field"] for piece in example["removed"]}:
                        holder, key = parent(record, field)
                        moved = under_other_labels(holder[key], [piece for piece in example["removed"] if piece["field"] == field])
                        self.expect(not moved, name, line, "stands under another heading or speaker", moved, written)
                        glued = off_their_lines(holder[key], [piece for piece in example["removed"] if piece["field"] == field])
                        self.expect(not glued, name, line, "no longer begins its line", glued, written)
                self.expect(all(piece["replacement"].strip() in ("", MARKER if marker else "") for piece in example["removed"]), name, line, "marker")
            self.essentials(kind, policy, name, line, record, [written for written, _ in found], marker)
        self.expect(next(after, None) is None, name, "more records than the ledger accounts for")
        self.expect(touched > len(records) // 5, name, f"only {touched} of {len(records)} records were touched")
        return data, options, touched

    def essentials(self, kind, policy, name, line, record, written, marker):
        """What may never be harmed, from the record alone."""
        for one in written:
            if kind == "question":
                stem = next(stem for stem in STEMS if record["question"].endswith(stem))
                self.expect(one["question"].endswith(stem) and one["options"] == record["options"] and one["answer"] == record["answer"] and one["answer_idx"] == record["answer_idx"], name, line, "question", one)
            elif kind == "abstract":
                self.expect(all(one[key] == record[key] for key in ("question", "long_answer", "final_decision")), name, line, "question", one)
            elif kind == "instruction":
                self.expect((one["instruction"], one["output"]) == (record["instruction"], record["output"]), name, line, "instruction", one)
            elif kind == "encounter":
                self.expect(one["note"] == record["note"], name, line, "note", one)
            else:
                systems = [m for m in record["messages"] if m["role"] == "system"]
                self.expect(one["messages"][:len(systems)] == systems and one["messages"][-2:] == record["messages"][-2:], name, line, "system prompt and last exchange", one)
                rest = one["messages"][len(systems):]
                self.expect(len(rest) % 2 == 0 and record["messages"][-len(rest):] == rest, name, line, "turns", one)
        texts = {"question": lambda r: r["question"], "abstract": lambda r: "".join(r["context"]["contexts"]), "instruction": lambda r: r["input"], "encounter": lambda r: r["dialogue"]}.get(kind)
        if not texts or not written:
            return
        if policy == "trim":
            kept = texts(written[0])
            self.expect(kept.startswith("First sentence of the case.") and "Last sentence of the case." in kept, name, line, "first and last sentence", kept)
        elif not marker:
            # Each character of the case is in exactly one of the examples, and the question in each.
            stem = next((stem for stem in STEMS if kind == "question" and record["question"].endswith(stem)), "")
            shared = "".join(texts(one)[:len(texts(one)) - len(stem)] for one in written) + stem
            self.expect(shared == texts(record), name, line, "the parts are not the whole", shared, texts(record))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--count", type=int)
    parser.add_argument("--only", choices=KINDS)
    options = parser.parse_args()
    count = options.count or (300 if options.sample else 12_500)
    with tempfile.TemporaryDirectory(prefix="trainpack-fitting-") as work:
        fitting, draw = Fitting(options.trainpack, work), random.Random(20_261)
        for index, kind in enumerate(KINDS):
            make, policies, _, _ = KINDS[kind]
            records = [make(draw, number) for number in range(count // len(KINDS))]
            if options.only not in (None, kind):
                continue
            for turn, policy in enumerate(policies):
                for profile in PROFILES if not options.sample else PROFILES[(index + turn) % 3:][:1]:
                    for marker in [False, True] if policy != "turns" else [False]:
                        data, given, touched = fitting.fit(kind, policy, profile, records, marker)
                        print(f"{kind}, {policy}, {profile}{', marked' if marker else ''}: {touched} of {len(records)} records touched", flush=True)
                out = os.path.join(work, "export")
                fitting.run("export", data, *given, "--output", out, "--force")
                fitting.run("verify", out, "--source", data)
    print(f"{fitting.passed} passed, {fitting.failed} failed")
    sys.exit(fitting.failed > 0)


if __name__ == "__main__":
    main()
