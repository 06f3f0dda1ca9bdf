"""The loss mask of a conversation by the rule of the guide (Guides/ChatTemplates.md, "What follows"), worked out from jinja2's renderings alone.

Where a message's own bytes stand is told by rendering the conversation again with a pair of private-use characters around every text of every message: where taking them out gives the first rendering, what
stands between them is that message's. A template that trims a text, or takes reasoning out of it, would leave the marks elsewhere; then they are put inside the white space or between the tags, whichever gives the first rendering. Texts in a list that Python prints go without marks, as it prints private-use characters as escapes; an end of turn follows them."""
import collections, datetime, functools, json, re

from transformers.utils.chat_template_utils import _compile_jinja_template

NOW = datetime.datetime(2026, 11, 21)
FIRST_MARK = 0xF0000
MARKS = re.compile("[\U000F0000-\U000FFFFD]")


class Refused(Exception):
    """The template ends in an error."""


class Unmarked(Exception):
    """No way to put the marks leaves the text as it was."""


def placings(text, start=0, end=None):
    """The ways to mark a part of a text, each as a range: all of it, or without the line breaks or the white space at either end."""
    end = len(text) if end is None else end
    part = text[start:end]
    starts = sorted({start + len(part) - len(part.lstrip("\n")), start + len(part) - len(part.lstrip()), start})
    ends = sorted({start + len(part.rstrip("\n")), start + len(part.rstrip()), end}, reverse=True)
    return [(first, last) for first in starts for last in ends if first < last]


def pieces(text):
    """The parts of a text between the tags of reasoning, as ranges."""
    tags = [(0, 0), *(tag.span() for tag in re.finditer("</?think>", text)), (len(text), len(text))]
    return [(a, b) for (_, a), (b, _) in zip(tags, tags[1:]) if a < b] if len(tags) > 2 else []


def texts(message):
    """(path, text) of all that a message holds as content; its reasoning has two names and one path."""
    for key in ("content", "reasoning_content", "tool_call_id", "name"):
        if isinstance(message.get(key), str):
            yield (key,), message[key]
    for number, call in enumerate(message.get("tool_calls", [])):
        if "id" in call:
            yield (number, "id"), call["id"]
        yield (number, "name"), call["function"]["name"]
        yield from leaves(call["function"]["arguments"], (number, "arguments"))


def leaves(value, path):
    """The texts of a call's arguments, names and values."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, "key", key), key
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))


def changed(message, change):
    """The message as a template sees it, each of its texts by `change(path, text)`."""
    def arguments(value, path):
        if isinstance(value, str):
            return change(path, value)
        if isinstance(value, dict):
            return {change((*path, "key", key), key): arguments(inner, (*path, key)) for key, inner in value.items()}
        return [arguments(inner, (*path, number)) for number, inner in enumerate(value)] if isinstance(value, list) else value

    told = {"role": message["role"], "content": change(("content",), message["content"]) if message["content"] is not None else None}
    if "tool_calls" in message:
        told["tool_calls"] = [
            {"type": "function"} | ({"id": change((number, "id"), call["id"])} if "id" in call else {})
            | {"function": {"name": change((number, "name"), call["function"]["name"]), "arguments": arguments(call["function"]["arguments"], (number, "arguments"))}}
            for number, call in enumerate(message["tool_calls"])]
    told |= {key: change((key,), message[key]) for key in ("tool_call_id", "name") if key in message}
    if "reasoning_content" in message:
        reasoning = change(("reasoning_content",), message["reasoning_content"])
        told = {"thinking": reasoning} | told | {"reasoning_content": reasoning}
    return told


def arguments_as(form, messages):
    """The messages with the arguments of calls as objects, or as the strings that the record wrote or would have written."""
    def written(value):
        if form is dict:
            return json.loads(value) if isinstance(value, str) else value
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    return [
        message | {"tool_calls": [call | {"function": call["function"] | {"arguments": written(call["function"]["arguments"])}} for call in message["tool_calls"]]} if "tool_calls" in message else message
        for message in messages]


class Turn:
    """The trained characters of one answer, `start` to `end`, and how they were found: the classes."""

    def __init__(self, message, start, end, classes):
        self.message, self.start, self.end, self.classes = message, start, end, classes


class MaskRule:
    """The rule for one template: `turn_ends` are the texts of the model's end-of-turn tokens, `variables` those of its special tokens, `special_tokens` further ones."""

    def __init__(self, source, turn_ends, variables, special_tokens=()):
        self.turn_ends, self.variables, self.special_tokens = turn_ends, variables, {*turn_ends, *variables.values(), *special_tokens}
        self.template = _compile_jinja_template(source)

    def rendered(self, messages, tools=None, cue=False):
        try:
            return self.template.render(messages=messages, tools=tools, documents=None, add_generation_prompt=cue, strftime_now=NOW.strftime, **self.variables)
        except Exception as error:
            raise Refused(str(error)) from error

    @functools.cached_property
    def argument_form(self):
        """Objects, as transformers' guide has them; strings where an object alone is an error of types, or alone has its quotes turned into entities by `tojson | safe`."""
        def probe(form, content):
            call = {"id": "callprobe", "type": "function", "function": {"name": "namemark", "arguments": {"keymark": "valuemark"}}}
            messages = [{"role": "user", "content": "ask"}, {"role": "assistant", "content": content, "tool_calls": [call]}, {"role": "tool", "content": "result", "tool_call_id": "callprobe"}, {"role": "assistant", "content": "answer"}]
            text = self.rendered(arguments_as(form, messages))
            return None if "valuemark" not in text else bool(re.search("&#34;|&quot;|&#39;", text))

        for content in (None, "say"):
            try:
                if (escaped := probe(dict, content)) is None:
                    continue
            except Refused as error:
                if not isinstance(error.__cause__, TypeError):
                    continue
                escaped = True
            try:
                return str if escaped and probe(str, content) is False else dict
            except Refused:
                return dict
        return dict

    def marked(self, messages, tools, chosen):
        """The rendering with marks around the chosen ranges of each message's texts."""
        def mark(index, path, inner):
            opening, closing = chr(FIRST_MARK + 2 * index), chr(FIRST_MARK + 2 * index + 1)
            parts, position = [], 0
            for start, end in chosen.get((index, path), []):
                parts += [inner[position:start], opening, inner[start:end], closing]
                position = end
            return "".join(parts) + inner[position:]

        return self.rendered([changed(message, functools.partial(mark, index)) for index, message in enumerate(messages)], tools)

    def runs(self, messages, tools, text, chosen):
        """For each message the runs of characters of `text` that are its own; None where the marks change more than themselves."""
        try:
            marked = self.marked(messages, tools, chosen)
        except Refused:
            return None
        if MARKS.sub("", marked) != text:
            return None
        found, begun = collections.defaultdict(list), None
        for count, mark in enumerate(MARKS.finditer(marked)):
            index, closes = divmod(ord(mark[0]) - FIRST_MARK, 2)
            place = mark.start() - count
            if closes != (begun is not None) or (closes and begun[0] != index):
                return None
            if closes and begun[1] < place:
                found[index].append((begun[1], place))
            begun = None if closes else (index, place)
        return found if begun is None else None

    def marks(self, messages, tools, text):
        """The ranges to mark of each message's texts, and how they were found: the classes."""
        runs = functools.partial(self.runs, messages, tools, text)
        fields = {(index, path): inner for index, message in enumerate(messages) for path, inner in texts(message) if inner}
        chosen = {field: [(0, len(inner))] for field, inner in fields.items()}
        if runs(chosen) is not None:
            return chosen, []
        # Identifiers are compared, and some templates want nine characters.
        chosen = {field: way for field, way in chosen.items() if field[1][-1] not in ("id", "tool_call_id")}
        classes = ["identifiers without marks"] if len(chosen) < len(fields) else []
        if runs(chosen) is not None:
            return chosen, classes
        for field in chosen:
            fit = lambda ranges: next(([way] for way in ranges if runs({field: [way]}) is not None), [])
            way = fit(placings(fields[field]))
            if not way and (parts := pieces(fields[field])):
                classes.append("reasoning taken out of a text")
                way = [each for part in parts for each in fit(placings(fields[field], *part))]
            elif way != chosen[field]:
                classes.append("texts that are trimmed" if way else "texts without marks")
            chosen[field] = way
        if runs(chosen) is None:
            raise Unmarked(text)
        return chosen, classes

    def whole_json(self, messages, tools, text, chosen):
        """The runs where all that `tojson` makes of a call is its message's, also what JSON puts between its texts, and its numbers."""
        filters = self.template.environment.filters
        dumps = filters["tojson"]

        def one_piece(value, *arguments, **options):
            written = dumps(value, *arguments, **options)
            owners = {(ord(mark) - FIRST_MARK) // 2 for mark in MARKS.findall(written)}
            if isinstance(value, str) or not owners:
                return written
            written = MARKS.sub("", written)
            if len(owners) > 1:
                return written
            opening = FIRST_MARK + 2 * owners.pop()
            last = len(written) - left_open
            return chr(opening) + written[:last] + chr(opening + 1) + written[last:]

        filters["tojson"] = one_piece
        try:
            # Some templates take the last brace off, to put the identifier behind.
            for left_open in (0, 1):
                if (found := self.runs(messages, tools, text, chosen)) is not None:
                    return found
            raise Unmarked(text)
        finally:
            filters["tojson"] = dumps

    def turns(self, conversation):
        """The text, and the turns that are trained. Raises Refused, or Unmarked."""
        messages, tools = arguments_as(self.argument_form, conversation["messages"]), conversation.get("tools")
        told = [changed(message, lambda path, inner: inner) for message in messages]
        text = self.rendered(told, tools)
        chosen, classes = self.marks(messages, tools, text)
        own = self.runs(messages, tools, text, chosen)
        whole = self.whole_json(messages, tools, text, chosen) if any("tool_calls" in message for message in messages) else own
        turns, classes = [], list(dict.fromkeys(classes))
        for index, message in enumerate(messages):
            if message["role"] != "assistant":
                continue
            if message.get("weight") == 0:
                classes.append("taken out of the loss by the record")
            elif not own[index]:
                classes.append("left out by the template")
            else:
                turn = self.turn(index, told, tools, text, whole)
                narrow = self.turn(index, told, tools, text, own)
                if (turn.start, turn.end) != (narrow.start, narrow.end):
                    turn.classes.append("begins or ends with the JSON of a call, not with a text in it")
                turns.append(turn)
        return text, turns, classes

    def turn(self, index, told, tools, text, own):
        try:
            cue = self.rendered(told[:index], tools, cue=True)
        except Refused:
            cue = None
        # A special token of the cue is none where the answer's own text spells it.
        first = own[index][0][0]
        is_prefix = cue is not None and text.startswith(cue) and not any(token in cue[max(0, first - len(token) + 1) :] for token in self.special_tokens)
        start = len(cue) if is_prefix else first
        classes = ["from the end of the cue" if is_prefix else "from the first byte of its content"]
        following = min((runs[0][0] for later, runs in own.items() if later > index and runs), default=len(text))
        end = self.end_of_turn(start, following, text, sorted(run for runs in own.values() for run in runs))
        if end is None:
            classes.append("without an end of turn")
            end = max(start, own[index][-1][1])
        return Turn(index, start, end, classes)

    def end_of_turn(self, start, limit, text, content):
        """Behind the first end-of-turn token in `start..<limit` of which no character is content."""
        found = []
        for token in self.turn_ends:
            place = text.find(token, start)
            while 0 <= place < limit and any(a < place + len(token) and place < b for a, b in content):
                place = text.find(token, place + 1)
            if 0 <= place < limit:
                found.append((place, -len(token)))
        return min(found)[0] - min(found)[1] if found else None


def trained_bytes(text, turns):
    """The text's UTF-8, and for each byte 1 where it is trained."""
    flags = bytearray(len(text))
    for turn in turns:
        flags[turn.start : turn.end] = b"\1" * (turn.end - turn.start)
    data = text.encode()
    if len(data) == len(text):
        return data, bytes(flags)
    return data, b"".join(bytes([flag]) * len(character.encode()) for flag, character in zip(flags, text))
