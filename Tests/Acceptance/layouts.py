"""TrainPack's record layouts, written a second time from their description in the README, so that a slip in one of the two shows."""
import json


def records(path):
    """Yields (line number, raw line, record) of a JSONL file, or of a JSON array as the lines that `jq -c '.[]'` would print."""
    with open(path, "rb") as source:
        for number, line in enumerate(source, 1):
            if line.strip():
                yield number, line.rstrip(b"\r\n"), json.loads(line)


def text_at(record, pointer):
    """The text at a JSON pointer."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        record = record[int(step)] if isinstance(record, list) else record[step]
    return record


def conversation(record, system_prompt=None, replaced=None):
    """The messages of a record as plain strings. `replaced` gives other text for fields, keyed by JSON pointer."""
    field = lambda name: (replaced or {}).get("/" + name, record.get(name))
    if "messages" in record:
        messages = [{"role": m["role"], "content": m["content"]} for m in record["messages"]]
    elif "answer_idx" in record:
        options = "\n".join(f"{letter}. {text}" for letter, text in record["options"].items())
        answer = f"The correct answer is {record['answer_idx']}: {record['options'][record['answer_idx']]}"
        explanation = record.get("explanation") or record.get("exp") or record.get("rationale")
        messages = [
            {"role": "user", "content": f"{field('question')}\n\nOptions:\n{options}"},
            {"role": "assistant", "content": answer + (f"\n\n{explanation}" if explanation else "")},
        ]
    else:
        query = record["instruction"] + (f"\n{record['input']}" if record.get("input") else "")
        messages = [{"role": "user", "content": query}, {"role": "assistant", "content": record["output"]}]
        if record.get("system"):
            messages.insert(0, {"role": "system", "content": record["system"]})
    if system_prompt and messages[0]["role"] != "system":
        messages.insert(0, {"role": "system", "content": system_prompt})
    return messages
