#!/usr/bin/env python3
"""templates_equal_jinja.py --trainpack BINARY TEMPLATE …: renders each template with a set of conversations by `trainpack render` and by jinja2 as transformers sets it up.
Equal text, or both refuse. Last line "N passed, N failed"."""
import argparse, datetime, json, os, subprocess, sys

from transformers.utils.chat_template_utils import _compile_jinja_template

NOW = "2026-11-21T00:00:00Z"
user, assistant, system = (lambda text, role=role: {"role": role, "content": text} for role in ("user", "assistant", "system"))
TOOLS = [{"type": "function", "function": {"name": "get_dose", "description": "Dose of <a> drug & more", "parameters": {"type": "object", "properties": {"drug": {"type": "string", "description": "näme"}}, "required": ["drug"]}}}]
CALL = {"role": "assistant", "content": "", "tool_calls": [{"id": "abcdefghi", "type": "function", "function": {"name": "get_dose", "arguments": {"drug": "aspirin", "n": 1.0, "l": [1, None, True]}}}]}
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


def requests():
    for messages in CONVERSATIONS:
        for cue in (False, True):
            for tools in (None, TOOLS):
                yield dict(messages=messages, add_generation_prompt=cue, tools=tools, documents=None, bos_token="<s>", eos_token="</s>")


def expected(template, request):
    """The text, or None where jinja2 refuses."""
    try:
        return template.render(**json.loads(json.dumps(request)), strftime_now=lambda form: datetime.datetime(2026, 11, 21).strftime(form))
    except Exception:
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("templates", nargs="+")
    options = parser.parse_args()
    lines = [json.dumps(r, ensure_ascii=False) for r in requests()]
    passed = failed = refused = 0
    for path in options.templates:
        done = subprocess.run([options.trainpack, "render", "--template", path, "--now", NOW], input="\n".join(lines), capture_output=True, text=True)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        template = _compile_jinja_template(open(path, encoding="utf-8").read())
        if len(answers) != len(lines):
            failed += len(lines)
            print(f"FAIL {path}: {done.stderr}")
            continue
        for request, answer in zip(requests(), answers):
            text = expected(template, request)
            good = answer.get("text") == text if text is not None else "error" in answer
            passed, failed, refused = passed + good, failed + (not good), refused + (good and text is None)
            if not good:
                print(f"FAIL {os.path.basename(path)}: {json.dumps(request, ensure_ascii=False)[:300]}\n  ours   {json.dumps(answer)[:600]}\n  jinja2 {text!r:.600}")
    print(f"{len(options.templates)} templates, {len(lines)} conversations; both refuse {refused}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
