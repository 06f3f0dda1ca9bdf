"""Makes the MedQA observations: for each record its tokens, trained tokens, trained tokens beyond 512, and letter."""

import json
import pathlib
import sys

import sentencepiece

shared, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
processor = sentencepiece.SentencePieceProcessor(
    model_file=str(shared / "data/vocabularies/sentencepiece/mistral-v3.model"))
lines = (shared / "data/datasets/medqa-usmle-test.jsonl").read_text().splitlines()
assert len(set(lines)) == len(lines)
with open(out / "medqa-mistral-v3-512.txt", "w") as file:
    for line in lines:
        record = json.loads(line)
        assert record["options"][record["answer_idx"]] == record["answer"]
        options = "\n".join(f"{letter}. {text}" for letter, text in record["options"].items())
        user = f"{record['question']}\n\nOptions:\n{options}"
        answer = f"The correct answer is {record['answer_idx']}. {record['answer']}"
        # <s> [INST] user [/INST] answer </s>, the four special tokens counted as one each
        prompt = 3 + len(processor.encode(user))
        total = prompt + len(processor.encode(answer)) + 1
        beyond = max(0, total - max(prompt, 512))
        print(total, total - prompt, beyond, record["answer_idx"], len(record["options"]), file=file)
