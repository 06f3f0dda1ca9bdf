#!/usr/bin/env python3
"""read_markdown.py FILE: what markdown-it, with GitHub's tables and strikethrough and with HTML let through, makes of a report, as one JSON object: the cells of the table's rows, the paragraphs, the
first heading, and how many pieces of HTML and links there are."""
import json, sys

from markdown_it import MarkdownIt


def shown(token):
    """The text that a reader sees, code marked by nothing."""
    return "".join(child.content if child.type in ("text", "code_inline", "text_special") else "" for child in token.children)


tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(open(sys.argv[1], encoding="utf-8").read())
result = {"cells": [], "paragraphs": [], "heading": None, "html": 0, "links": 0}
row = None
for index, token in enumerate(tokens):
    result["html"] += token.type == "html_block"
    if token.type == "tr_open":
        row = []
    elif token.type == "tr_close":
        result["cells"].append(row)
    elif token.type == "inline":
        result["html"] += sum(child.type == "html_inline" for child in token.children)
        result["links"] += sum(child.type in ("link_open", "image") for child in token.children)
        opened = tokens[index - 1].type
        if opened in ("td_open", "th_open"):
            row.append(shown(token))
        elif opened == "paragraph_open":
            result["paragraphs"].append(shown(token))
        elif opened == "heading_open" and result["heading"] is None:
            result["heading"] = shown(token)
result["cells"] = result["cells"][1:]
print(json.dumps(result))
