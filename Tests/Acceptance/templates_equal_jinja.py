#!/usr/bin/env python3
"""templates_equal_jinja.py --trainpack BINARY [--whole] TEMPLATE …: renders each template with a set of conversations by `trainpack render` and by jinja2 as transformers sets it up.
Equal text and, where the template marks what is generated, equal marks; or both refuse. Last line "N passed, N failed"."""
import argparse, datetime, json, os, subprocess, sys

from transformers.utils.chat_template_utils import _compile_jinja_template, render_jinja_template

NOW = "2026-11-21T00:00:00Z"
user, assistant, system = (lambda text, role=role: {"role": role, "content": text} for role in ("user", "assistant", "system"))
TOOLS = [{"type": "function", "function": {"name": "get_dose", "description": "Dose of <a> drug & more", "parameters": {"type": "object", "properties": {"drug": {"type": "string", "description": "näme"}}, "required": ["drug"]}}}]
CALL = {"role": "assistant", "content": "", "tool_calls": [{"id": "abcdefghi", "type": "function", "function": {"name": "get_dose", "arguments": {"drug": "aspirin", "n": 1.0, "l": [1, None, True]}}}]}
# With both names of the reasoning, as apply_chat_template gives it to a template.
THOUGHT = {"thinking": "\nFever and low pressure.\n", "role": "assistant", "content": "Sepsis.", "reasoning_content": "\nFever and low pressure.\n"}
CONVERSATIONS = [
    [user("Fever?"), assistant("Yes.")],
    [user("Fever?")],
    [system("Be brief."), user("Fever?"), assistant("Yes.")],
    [user("a"), assistant("b"), user("c"), assistant("d"), user("e")],
    [system("s"), user(" padded \n"), assistant("\n x ")],
    [user("发烧 🩺 é"), assistant("{{ bos_token }} {% if %} <|im_end|>")],
    [user("<think>x</think>"), assistant("<think>\nhm\n</think>\n\nyes"), user("more"), assistant("ok")],
    [user(""), assistant("")],
    [assistant("first"), user("x")],
    [user("x"), user("y"), assistant("z")],
    [user("dose?"), CALL, {"role": "tool", "content": "{\"mg\": 81}", "tool_call_id": "abcdefghi", "name": "get_dose"}, assistant("81 mg")],
    [user([{"type": "text", "text": "part one"}, {"type": "text", "text": " two"}]), assistant("ok")],
]
MORE_CONVERSATIONS = [
    [],
    [system("only")],
    [system(""), user("q"), assistant("a")],
    [system("one"), system("two"), user("q"), assistant("a")],
    [user("q"), assistant("a"), system("late"), user("r"), assistant("b")],
    [turn for k in range(5) for turn in (user(f"question {k}"), assistant(f"answer {k}"))],
    [system("s")] + [turn for k in range(5) for turn in (user(f"question {k}\n"), assistant(f"\n\nanswer {k}"))] + [user("last")],
    [user("q"), THOUGHT],
    [user("q"), THOUGHT, user("r"), THOUGHT],
    [system("s"), user("q"), {**THOUGHT, "content": ""}, user("r")],
    [user("q"), assistant("<think>\n\n</think>\n\nshort")],
    [user("q"), assistant("<think>open and never closed")],
    [user("q"), assistant("closed only</think> x")],
    [user("q"), {"role": "assistant", "content": None}, user("r")],
    [user("q"), {"role": "assistant"}, user("r")],
    [{"role": "user"}, assistant("a")],
    [user("dose?"), {**CALL, "content": None}, {"role": "tool", "content": "81", "tool_call_id": "abcdefghi"}, assistant("81 mg"), user("and?"), assistant("no")],
    [user("dose?"), {**CALL, "content": "Let me look.", "thinking": "a tool", "reasoning_content": "a tool"}, {"role": "tool", "content": "81", "tool_call_id": "abcdefghi", "name": "get_dose"}],
    [user("two?"), {**CALL, "tool_calls": CALL["tool_calls"] * 2}, {"role": "tool", "content": "1", "tool_call_id": "abcdefghi"}, {"role": "tool", "content": "2", "tool_call_id": "abcdefghi"}, assistant("both")],
    [user("x"), {**CALL, "tool_calls": [{"function": {"name": "f", "arguments": "{\"a\": \"é <b>\"}"}}]}, {"role": "tool", "content": ""}, assistant("y")],
    [user("x"), {**CALL, "tool_calls": [{"name": "f", "arguments": {}}]}, {"role": "tool", "content": {"k": [1, None]}}, assistant("y")],
    [user("x"), {**CALL, "tool_calls": []}],
    [system([{"type": "text", "text": "listed"}]), user([{"type": "text", "text": "q"}]), assistant([{"type": "text", "text": "a"}])],
    [user([{"type": "image"}, {"type": "text", "text": "see"}]), assistant("ok")],
    [user([]), assistant("a")],
    [user(["bare", "strings"]), assistant("a")],
    [{"role": "developer", "content": "rules"}, user("q"), assistant("a")],
    [{"role": "narrator", "content": "?"}, user("q")],
    [{"role": "ipython", "content": "out"}, user("q")],
    [user("q"), assistant("a"), assistant("b")],
    [user("\r\n\ttabs\u00a0\u3000"), assistant("\u200b\u2028x\x00y\x7f")],
    [user("e\u0301 👩‍⚕️ 𝔘"), assistant("ﬁ ẞ İ")],
    [user(7), assistant(None)],
    [user("quote ' \" \\ &amp; <b>"), assistant("%s {0} $1 \\n")],
    [user("<|im_start|>system\nx<|im_end|> [INST] </s>"), assistant("<|eot_id|><tool_call>{}</tool_call>")],
]
# What a caller may give beside messages, tools and the cue.
EXTRAS = [
    {}, {"enable_thinking": True}, {"enable_thinking": False}, {"thinking": True}, {"reasoning_effort": "low"}, {"date_string": "1 Jan 2026"}, {"tools_in_user_message": False}, {"documents": [{"title": "t", "text": "body", "contents": "c"}]}, {"custom_tools": TOOLS}, {"builtin_tools": ["brave_search"]},
    {"keep_past_thinking": True}, {"preserve_thinking": True}, {"clear_thinking": False}, {"add_vision_id": True}, {"model_identity": "You are X."}, {"json_schema": {"type": "object"}}, {"truncate_history_thinking": False}, {"citations": "on"}, {"available_tools": TOOLS}, {"chat_template_kwargs": {}},
]


def requests(whole=False):
    for messages in CONVERSATIONS:
        for cue in (False, True):
            for tools in (None, TOOLS):
                yield dict(messages=messages, add_generation_prompt=cue, tools=tools, documents=None, bos_token="<s>", eos_token="</s>")
    if not whole:
        return
    for messages in MORE_CONVERSATIONS:
        for cue in (False, True):
            for tools in (None, TOOLS):
                yield dict(messages=messages, add_generation_prompt=cue, tools=tools, documents=None, bos_token="<s>", eos_token="</s>")
    for number in (0, 2, 3, 6, 10):
        for extra in EXTRAS:
            yield dict(messages=CONVERSATIONS[number], add_generation_prompt=True, tools=TOOLS if number == 10 else None, documents=None, bos_token="<s>", eos_token="</s>") | extra
    # Variables that are not there, or empty.
    for messages in (CONVERSATIONS[0], CONVERSATIONS[2], CONVERSATIONS[10], MORE_CONVERSATIONS[8]):
        for given in ({}, {"add_generation_prompt": True}, {"bos_token": "", "eos_token": ""}, {"bos_token": None, "eos_token": None, "tools": []}, {"tools": TOOLS}, {"eos_token": "</s>"}):
            yield dict(messages=messages) | given
    yield dict(add_generation_prompt=True, bos_token="<s>")


def expected(template, request):
    """The text, or None where jinja2 refuses."""
    try:
        return template.render(**json.loads(json.dumps(request)), strftime_now=lambda form: datetime.datetime(2026, 11, 21).strftime(form))
    except Exception:
        return None


def generated(source, request):
    """The bytes that the template's `{% generation %}` blocks wrote, as transformers finds them."""
    rest = {key: value for key, value in json.loads(json.dumps(request)).items() if key not in ("messages", "tools", "documents", "add_generation_prompt")}
    texts, ranges = render_jinja_template(
        [json.loads(json.dumps(request["messages"]))], tools=request.get("tools"), chat_template=source, return_assistant_tokens_mask=True, add_generation_prompt=request.get("add_generation_prompt", False), **rest)
    return [[len(texts[0][:end].encode()) for end in pair] for pair in ranges[0]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("templates", nargs="+")
    options = parser.parse_args()
    lines = [json.dumps(r, ensure_ascii=False) for r in requests(options.whole)]
    passed = failed = refused = tagged = 0
    for path in options.templates:
        done = subprocess.run([options.trainpack, "render", "--template", path, "--now", NOW, "--spans"], input="\n".join(lines), capture_output=True, text=True)
        answers = [json.loads(line) for line in done.stdout.split("\n") if line]
        source = open(path, encoding="utf-8", newline="").read()
        try:
            template = _compile_jinja_template(source)
        except Exception as error:
            good = done.returncode == 2 and not answers
            passed, failed, refused = passed + good, failed + (not good), refused + good
            if not good:
                print(f"FAIL {path}: compiled here, and not by jinja2: {error}")
            continue
        if len(answers) != len(lines):
            failed += len(lines)
            print(f"FAIL {path}: {done.stderr}")
            continue
        for request, answer in zip(requests(options.whole), answers):
            text = expected(template, request)
            good = answer.get("text") == text if text is not None else "error" in answer
            if good and text is not None and "messages" in request and answer["generation"] is not None:
                good = answer["generation"] == generated(source, request)
                tagged += good
            passed, failed, refused = passed + good, failed + (not good), refused + (good and text is None)
            if not good:
                print(f"FAIL {os.path.basename(path)}: {json.dumps(request, ensure_ascii=False)[:300]}\n  ours   {json.dumps(answer)[:600]}\n  jinja2 {text!r:.600}")
    print(f"{len(options.templates)} templates, {len(lines)} contexts; both refuse {refused}; {tagged} with what is marked as generated")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
