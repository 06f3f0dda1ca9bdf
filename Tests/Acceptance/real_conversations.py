"""A thousand conversations out of ../shared, as their datasets have them: exam questions, exam questions with their reasoning, dialogues with tools and without, instructions, notes. Each is a dictionary with an id, messages and,
where there are any, definitions of tools, as a file of messages has them."""
import itertools, json, os

import layouts, oracles

DATASETS = os.path.join(os.path.dirname(oracles.ROOT), "shared", "data", "datasets")
SYSTEM = "You are a careful examiner. Answer from the vignette alone."
# The longest conversation, in characters; a token is a byte where these are used.
LONGEST = 8000


def read(name):
    for _, _, record in layouts.records(os.path.join(DATASETS, name)):
        yield record


def told(record):
    """The messages of a record by the layouts, with the turns that it takes out of the loss."""
    conversation = layouts.conversation(record)
    messages = [message | {"weight": 0} if index in conversation.untrained else message for index, message in enumerate(conversation.messages)]
    return messages, conversation.tools


def exams(name, count):
    """Every second question with a system prompt."""
    for number, record in enumerate(itertools.islice(read(name), count)):
        messages, _ = told(record)
        yield ([{"role": "system", "content": SYSTEM}] if number % 2 else []) + messages, None


def reasoned(record, tags):
    """A question whose answer has its reasoning beside the text, or in it between tags."""
    user, answer = told(record)[0]
    if tags:
        return [user, answer | {"content": f"<think>\n{record['cleanse_cot']}\n</think>\n\n{answer['content']}"}]
    return [user, answer | {"reasoning_content": record["cleanse_cot"]}]


def reasoning(count, turns, start):
    """Conversations of `turns` questions, in turns with the reasoning beside the text and in it."""
    records = itertools.islice(read("medmcqa-with-explanations.jsonl"), start, start + count * turns)
    for number, group in enumerate(itertools.batched(records, turns) if hasattr(itertools, "batched") else zip(*[records] * turns)):
        yield [message for record in group for message in reasoned(record, number % 2)], None


def calls():
    """Dialogues with tools: the calls of three in four have identifiers of nine characters, and their arguments are in turns an object and a string of JSON in two layouts."""
    forms = [lambda value: value, lambda value: json.dumps(value, ensure_ascii=False), lambda value: json.dumps(value, separators=(",", ":"))]
    for number, record in enumerate(read("formats/glaive_toolcall_en_demo.json")):
        messages, tools = told(record)
        pending = []
        for place, message in enumerate(messages):
            for call in message.get("tool_calls", []):
                call["function"]["arguments"] = forms[number % 3](call["function"]["arguments"])
                if number % 4:
                    pending.append(f"call{number:03}{place:02}")
                    call["id"] = pending[-1]
            if message["role"] == "tool" and pending:
                message["tool_call_id"] = pending.pop(0)
        yield messages, tools


def dialogues():
    """Those of several turns first."""
    yield from sorted(map(told, read("formats/dpo_en_demo.json")), key=lambda each: len(each[0]) < 4)


def others():
    names = [("chatdoctor5k.json", 30), ("mts-dialog-train.csv", 20), ("aci-bench-train.csv", 10), ("formats/alpaca_en_demo.json", 25), ("formats/alpaca_zh_demo.json", 25), ("formats/v1_sft_demo.jsonl", 25)]
    return itertools.chain.from_iterable(map(told, itertools.islice(read(name), count)) for name, count in names)


def conversations(count=1000):
    """The conversations; fewer are spread over all of them."""
    kinds = [
        ("exam", itertools.chain(exams("medqa-usmle-test.jsonl", 100), exams("medxpertqa-reasoning.jsonl", 70), exams("pubmedqa-labelled.json", 80))),
        ("reasoning", itertools.chain(reasoning(100, 1, 0), reasoning(60, 3, 100))), ("tools", calls()), ("other", others()), ("dialogue", dialogues()),
    ]
    found = []
    for kind, source in kinds:
        for number, (messages, tools) in enumerate(source):
            if sum(len(message["content"] or "") for message in messages) <= LONGEST:
                found.append({"id": f"{kind}-{number}", "messages": messages} | ({"tools": tools} if tools else {}))
    assert len(found) >= 1000, f"{len(found)} conversations in ../shared, and 1,000 are needed"
    return [found[place * 1000 // count] for place in range(count)]
