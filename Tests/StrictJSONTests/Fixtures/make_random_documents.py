#!/usr/bin/env python3
"""make_random_documents.py SEED COUNT: random JSON texts, about half of them damaged, each with what Python's json makes
of it. A line is {"text": the text as Latin-1 of its bytes, "canonical": the canonical writing, or null when refused}.

Python is held to RFC 8259: NaN and Infinity, half surrogates, equal keys and bytes that are not UTF-8 are refused; numbers
stay as written."""
import json, random, sys

seed, count = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(seed)


class Number(str):
    pass


def refuse(word):
    raise ValueError(word)


def members(pairs):
    if len({k for k, _ in pairs}) != len(pairs):
        raise ValueError("duplicate key")
    return dict(pairs)


def canonical(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        value.encode("utf-8")
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(canonical(str(k)) + ":" + canonical(v) for k, v in value.items()) + "}"
    return json.dumps(value)


def judged(data):
    try:
        value = json.loads(data.decode("utf-8"), parse_int=Number, parse_float=Number, parse_constant=refuse, object_pairs_hook=members)
        return canonical(value)
    except (ValueError, UnicodeError):
        return None


def space():
    return rng.choice(["", "", "", " ", "\n", "\t", "\r\n", "  "])


def string():
    out = []
    for _ in range(rng.choice([0, 1, 3, 8, 16])):
        kind = rng.random()
        if kind < 0.6:
            out.append(rng.choice("abcdefghij XYZ,:{}[]/'0"))
        elif kind < 0.8:
            out.append(rng.choice(["\\n", "\\\"", "\\\\", "\\/", "\\t", "\\b", "\\f", "\\r"]))
        elif kind < 0.8:
            out.append("\\u%04x" % rng.choice([0, 9, 0x1F, 0x41, 0x7F, 0xE9, 0x7FF, 0x800, 0x2028, 0x4E2D, 0xFFFD, 0xFFFF]))
        elif kind < 0.84:
            point = rng.randrange(0x10000, 0x110000) - 0x10000
            out.append("\\u%04X\\u%04x" % (0xD800 + (point >> 10), 0xDC00 + (point & 0x3FF)))
        else:
            out.append(rng.choice(["é", "中", "😀", "\u2028", "e\u0301", "\u007f", "ß", "؟"]))
    return '"' + "".join(out) + '"'


def number():
    return rng.choice(["0", "-0", "1", "-17", "3.25", "1e5", "1E-7", "-0.0e+0", "123456789012345678901234567890", "1e400", "9007199254740993"])


def value(depth):
    kind = rng.random()
    if depth > 4 or (depth and kind < 0.6):
        return rng.choice([string, string, string, number, lambda: "true", lambda: "false", lambda: "null"])()
    items = rng.choice([0, 1, 2, 3, 5]) if depth else rng.choice([1, 2, 14])
    if kind < 0.8:
        return "[" + space() + (space() + "," + space()).join(value(depth + 1) for _ in range(items)) + space() + "]"
    return "{" + space() + (space() + "," + space()).join(string() + space() + ":" + space() + value(depth + 1) for _ in range(items)) + space() + "}"


def damaged(data):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 2])):
        at = rng.randrange(len(data) + 1)
        action = rng.random()
        if action < 0.35 and at < len(data):
            del data[at]
        elif action < 0.5:
            del data[at:]
        elif action < 0.8:
            data[at:at] = rng.choice([b",", b":", b'"', b"]", b"}", b"[", b"{", b"0", b"\\", b"\\ud83d", b"\\udc00", b"\xff", b"\xc3", b"\xed\xa0\x80",
                                      b"\xc0\x80", b"\x00", b"\n", b"tru", b"e", b".", b"-", b" ", b"\xef\xbb\xbf", b"\xe2\x82"])
        elif at < len(data):
            data[at] = rng.randrange(256)
    return bytes(data)


for _ in range(count):
    data = (space() + value(0) + space()).encode("utf-8")
    if rng.random() < 0.5:
        data = damaged(data)
    print(json.dumps({"text": data.decode("latin-1"), "canonical": judged(data)}))
