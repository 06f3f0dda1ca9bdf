"""Conversations with numbered places for text in every role and field, and what is put there: special tokens, whole and in parts."""
import re


def plain_word(place):
    return f"plain{place}word"


PLAIN_WORD = re.compile(r"plain(\d+)word")


class Shape:
    """A conversation whose texts are places, `{0}` to `{count - 1}`, neighbours side by side; `proper` are those that the shape is there for."""

    def __init__(self, name, messages, proper, tools=None):
        self.name, self.proper, self.told = name, set(proper), {"messages": messages} | ({"tools": tools} if tools else {})
        self.count = len(set(re.findall(r"\{\d+\}", str(self.told))))

    def filled(self, texts):
        return fill(self.told, texts)

    def plain(self):
        return [plain_word(place) for place in range(self.count)]


def fill(value, texts):
    """The value with its places filled, names of arguments among them."""
    if isinstance(value, str):
        return re.sub(r"\{(\d+)\}", lambda place: texts[int(place[1])], value)
    if isinstance(value, list):
        return [fill(item, texts) for item in value]
    return {fill(key, texts): fill(item, texts) for key, item in value.items()} if isinstance(value, dict) else value


def turn(role, place, **more):
    return {"role": role, "content": f"{{{place}}}"} | more


def shapes():
    """Texts of all roles; reasoning; calls with their names, arguments and results; definitions of tools with their names and descriptions."""
    texts = [("user", "assistant")[place % 2] for place in range(4)]
    yield Shape("texts after a system prompt", [turn("system", 0), *(turn(role, 1 + place) for place, role in enumerate(texts))], range(5))
    yield Shape("texts", [turn(role, place) for place, role in enumerate(texts)], range(4))
    yield Shape("reasoning", [turn("user", 0), turn("assistant", 2, reasoning_content="{1}"), turn("user", 3), turn("assistant", 5, reasoning_content="{4}")], [1, 4])
    call = lambda first: {"id": "abcdefghi", "type": "function", "function": {"name": f"{{{first}}}", "arguments": {f"{{{first + 1}}}": f"{{{first + 2}}}"}}}
    yield Shape("calls beside a text", [turn("user", 0), turn("assistant", 1, tool_calls=[call(2)]), turn("tool", 5, tool_call_id="abcdefghi"), turn("assistant", 6)], [2, 3, 4, 5])
    yield Shape("calls", [turn("user", 0), {"role": "assistant", "content": None, "tool_calls": [call(1)]}, turn("tool", 4, tool_call_id="abcdefghi"), turn("assistant", 5)], [1, 2, 3, 4])
    parameters = {"type": "object", "properties": {"at": {"type": "string", "description": "{2}"}}, "required": ["at"]}
    yield Shape("tools", [turn("user", 3), turn("assistant", 4)], [0, 1, 2], [{"type": "function", "function": {"name": "{0}", "description": "{1}", "parameters": parameters}}])


def variants(shape, token, whole):
    """For each conversation the texts of its places: the token whole, alone and among words; where `whole`, split over neighbouring places at every character, and its beginnings and ends alone."""
    plain = shape.plain()
    at = lambda place, *texts: plain[:place] + list(texts) + plain[place + len(texts) :]
    for place in range(shape.count):
        for form in (token, f"a {token} b", f"{token}{token}", f"x{token}y"):
            yield at(place, form)
    for cut in range(1, len(token)) if whole else ():
        head, tail = token[:cut], token[cut:]
        if head != head.strip() or tail != tail.strip():
            continue
        for place in range(shape.count):
            yield at(place, tail)
            yield at(place, head)
            if place + 1 < shape.count:
                yield at(place, head, tail)


def numbered_families(texts, sample):
    """(text, whether all of its variants are tried): with `sample` of numbered tokens (<|reserved_special_token_7|>) the first two and the last, and of those the first and last are split everywhere."""
    families = {}
    for text in dict.fromkeys(texts):
        families.setdefault(re.sub(r"\d+", "#", text), []).append(text)
    for family in families.values():
        for text in dict.fromkeys(family[:2] + family[-1:]) if sample else family:
            yield text, not sample or text in (family[0], family[-1])
