"""TrainPack's containers, formats and record layouts, written a second time from their description in the README, so that a slip in one of the two shows."""
import csv, io, json

CALL = {"human": "user", "gpt": "assistant", "observation": "tool", "system": "system"}


# Containers: each yields (line number, raw bytes, record).


def records(path):
    """The records of JSON Lines, a JSON array, an object of objects, or a table with a header."""
    data = open(path, "rb").read()
    if path.endswith(".csv"):
        yield from table(data)
    elif data.lstrip()[:1] == b"[":
        yield from elements(data, data.index(b"[") + 1, keyed=False)
    elif data.lstrip()[:1] == b"{" and data.lstrip()[1:].lstrip()[:1] == b'"' and b"\n" in data and not is_object(data.split(b"\n", 1)[0]):
        yield from elements(data, data.index(b"{") + 1, keyed=True)
    else:
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                yield number, line.rstrip(b"\r\n"), json.loads(line)


def is_object(line):
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def elements(data, at, keyed):
    """The elements of an array, or the values of an object, as they stand in the file."""
    text, decoder = data.decode(), json.JSONDecoder()
    at = len(data[:at].decode())
    while True:
        while text[at] in " \t\r\n,":
            at += 1
        if text[at] in "]}":
            return
        if keyed:
            _, at = decoder.raw_decode(text, at)
            while text[at] in " \t\r\n:":
                at += 1
        record, end = decoder.raw_decode(text, at)
        yield text.count("\n", 0, at) + 1, text[at:end].encode(), record
        at = end


def table(data):
    """The rows of a table, each with the bytes of its lines without the last line break."""
    lines, taken = io.StringIO(data.decode("utf-8-sig"), newline=""), []

    def source():
        for line in lines:
            taken.append(line)
            yield line

    reader, number = csv.reader(source()), 1
    header = next(reader)
    number += len(taken)
    taken.clear()
    for row in reader:
        raw = "".join(taken)
        if row:
            yield number, raw.removesuffix("\n").removesuffix("\r").encode(), dict(zip(header, row))
        number += len(taken)
        taken.clear()


def text_at(record, pointer):
    """The text at a JSON pointer."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        record = record[int(step)] if isinstance(record, list) else record[step]
    return record


def replacing(record, replaced):
    """A copy of the record with other texts at some JSON pointers."""
    record = json.loads(json.dumps(record))
    for pointer, text in replaced.items():
        *path, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        place = record
        for step in path:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = text
    return record


# Formats: what a record says, as transformers takes it.


class Conversation:
    """`text` is a plain text without turns; else there are messages, and tools where the record defines any."""

    def __init__(self, messages=None, tools=None, text=None, untrained=()):
        self.messages, self.tools, self.text, self.untrained = messages, tools or None, text, set(untrained)


def with_text_arguments(messages, mark=None):
    """The messages with the arguments of calls as strings: as the record wrote them where it wrote a string, else as json.dumps writes the object.
    A message that only calls has an empty text: apply_chat_template takes out what is None, and such templates ask for the text.
    With a mark it stands for all arguments."""
    def call(told):
        arguments = told["function"]["arguments"]
        written = mark or getattr(arguments, "written", None) or json.dumps(arguments, ensure_ascii=False)
        return told | {"function": told["function"] | {"arguments": written}}

    return [message | {"content": message["content"] or "", "tool_calls": [call(told) for told in message["tool_calls"]]} if message.get("tool_calls") else message for message in messages]


class Arguments(dict):
    """The arguments of a call that the record wrote as a string."""

    def __init__(self, written):
        super().__init__(json.loads(written))
        self.written = written


def tool_call(told):
    """A call, its arguments an object, which most templates want."""
    arguments = told.get("arguments")
    if isinstance(arguments, str):
        arguments = Arguments(arguments) if arguments.strip() else {}
    return {"type": "function", "function": {"name": told["name"], "arguments": {} if arguments is None else arguments}}


def conversation(record, system_prompt=None):
    found = read(record)
    if system_prompt and found.text is None and not any(m["role"] == "system" for m in found.messages):
        found.messages.insert(0, {"role": "system", "content": system_prompt})
        found.untrained = {index + 1 for index in found.untrained}
    return found


def turns(user, assistant, system=None):
    return ([{"role": "system", "content": system}] if system else []) + [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]


def read(record):
    if "rejected" in record:
        prompt = [share_gpt(turn) for turn in record["conversations"]]
        untrained = [index for index, message in enumerate(prompt) if message["role"] == "assistant"]
        return Conversation(prompt + [share_gpt(record["chosen"])], untrained=untrained)
    if "messages" in record:
        return openai(record)
    if "conversations" in record:
        tools = json.loads(record.get("tools") or "[]")
        return Conversation([share_gpt(turn) for turn in record["conversations"]], [{"type": "function", "function": tool} for tool in tools])
    if "answer_idx" in record:
        return Conversation(turns(*multiple_choice(record)))
    if "final_decision" in record:
        contexts = "".join(context + "\n\n" for context in record["CONTEXTS"] if context.strip())
        answer = f"The answer is {record['final_decision']}." + (f"\n\n{record['LONG_ANSWER']}" if record["LONG_ANSWER"].strip() else "")
        return Conversation(turns(f"{contexts}{record['QUESTION']} Answer yes, no or maybe.", answer))
    if "dialogue" in record:
        section = f"section {record['section_header']} of the " if record.get("section_header") else ""
        return Conversation(turns(f"{record['dialogue']}\n\nWrite the {section}clinical note for this conversation.", record.get("note") or record["section_text"]))
    if "instruction" in record:
        query = record["instruction"] + (f"\n{record['input']}" if record.get("input") else "")
        return Conversation(turns(query, record["output"], record.get("system")))
    return Conversation(text=record["text"])


def multiple_choice(record):
    question = record["question"]
    repeated = "\nAnswer Choices: " + " ".join(f"({letter}) {text}" for letter, text in record["options"].items())
    question = question.removesuffix(repeated)
    options = "\n".join(f"{letter}. {text}" for letter, text in record["options"].items())
    answer = f"The correct answer is {record['answer_idx']}: {record['options'][record['answer_idx']]}"
    explanation = record.get("explanation") or record.get("exp") or record.get("rationale")
    return f"{question}\n\nOptions:\n{options}", answer + (f"\n\n{explanation}" if explanation else "")


def share_gpt(turn):
    if turn["from"] == "function_call":
        calls = json.loads(turn["value"])
        calls = calls if isinstance(calls, list) else [calls]
        return {"role": "assistant", "content": None, "tool_calls": [tool_call(call) for call in calls]}
    return {"role": CALL[turn["from"]], "content": turn["value"]}


def openai(record):
    messages, untrained = [], []
    for index, message in enumerate(record["messages"]):
        content = message.get("content")
        if isinstance(content, list):
            content = "".join(part.get("text", part.get("value")) for part in content)
        told = {"role": message["role"], "content": content}
        if calls := message.get("tool_calls"):
            told["tool_calls"] = [tool_call(call["function"]) | ({"id": call["id"]} if call.get("id") else {}) for call in calls]
            told["content"] = content or None
        messages.append(told | {key: message[key] for key in ("tool_call_id", "name") if message.get(key)})
        if message["role"] == "assistant" and message.get("loss_weight", message.get("weight", 1)) == 0:
            untrained.append(index)
    return Conversation(messages, record.get("tools"), untrained=untrained)
