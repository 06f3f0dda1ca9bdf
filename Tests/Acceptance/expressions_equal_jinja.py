#!/usr/bin/env python3
"""expressions_equal_jinja.py --trainpack BINARY [--count N] [--seed N] [--jobs N] [--show N]: templates of random expressions and statements over typed values, rendered by `trainpack render` and by
jinja2 as transformers sets it up, each with several sets of variables. Equal text, or both refuse. Counted apart: what TrainPack refuses by name (integers beyond 64 bits, what it does not support, its bounds), and text in which
Python prints where an object is in memory (`<generator object … at 0x7f…>`), which is another at each run.
Last line "N passed, N failed"."""
import argparse, concurrent.futures, datetime, json, os, random, re, subprocess, sys, tempfile, warnings

from transformers.utils.chat_template_utils import _compile_jinja_template

NOW = "2026-11-21T00:00:00Z"
WORDS = ["", "a", "B c", "  pad ", "é", "发烧", "🩺x", "it's", 'q"t', "a\nb", "<b>&", "12", "-3", "1.5", "x=1,y=2", "ß", "ΑΣ", "\u200d", "tab\t.", "user", "the quick brown fox"]
NAMES = ["i", "j", "f", "s", "u", "b", "n", "l", "m", "d", "e", "messages", "nope"]


def variables(r):
    """One set of variables: JSON values of every kind, the same kinds under the same names."""
    word = lambda: r.choice(WORDS)
    return {
        "i": r.choice([0, 1, -1, 2, 3, 7, -8, 10, 255, 1000]), "j": r.choice([0, 1, 2, 5, -2, 63]), "f": r.choice([0.0, -0.0, 0.5, -1.5, 2.0, 1e16, 3.14159, 1e-7, 0.1, 2.675]),
        "s": word(), "u": word(), "b": r.random() < 0.5, "n": None, "l": [r.choice([0, 1, 2, 3, -4, 10]) for _ in range(r.randrange(5))], "m": [r.choice([word(), r.randrange(4), None, True, 1.5, [1], {"k": 1}]) for _ in range(r.randrange(4))],
        "d": {r.choice(["a", "b", "content", "items", "x y"]): r.choice([word(), r.randrange(9), None, [1, "z"]]) for _ in range(r.randrange(4))},
        "e": {"role": r.choice(["user", "assistant"]), "n": {"deep": [word(), {"k": r.randrange(3)}]}},
        "messages": [{"role": r.choice(["user", "assistant", "system", "tool"]), "content": word()} for _ in range(r.randrange(4))],
    }


class Generator:
    """Makes expressions of a wanted kind, most of them well typed, some not."""

    def __init__(self, r):
        self.r = r
        self.locals = []

    def pick(self, *makers):
        return self.r.choice(makers)()

    def any(self, depth):
        kind = self.r.choice(["int", "float", "str", "bool", "list", "dict", "str", "list", "value"])
        return getattr(self, kind)(depth)

    def off(self, depth):
        """Now and then an operand of another kind."""
        return self.any(depth)

    def value(self, depth):
        return self.r.choice(NAMES + self.locals) if depth <= 0 or self.r.random() < 0.4 else self.pick(
            lambda: f"({self.any(depth - 1)} if {self.bool(depth - 1)} else {self.any(depth - 1)})", lambda: f"({self.any(depth - 1)} if {self.bool(depth - 1)})", lambda: f"({self.any(depth - 1)} or {self.any(depth - 1)})",
            lambda: f"({self.any(depth - 1)} and {self.any(depth - 1)})", lambda: f"{self.list(depth - 1)}[{self.int(depth - 1)}]", lambda: f"{self.dict(depth - 1)}[{self.str(depth - 1)}]",
            lambda: f"{self.dict(depth - 1)}.get({self.str(depth - 1)}{self.r.choice(['', ', 1', ', none'])})", lambda: f"{self.list(depth - 1)}|{self.r.choice(['first', 'last', 'min', 'max', 'sum'])}",
            lambda: f"({self.any(depth - 1)}|default({self.any(depth - 1)}{self.r.choice(['', ', true'])}))", lambda: f"e.n.deep[{self.r.choice([0, 1, -1, 2])}]", lambda: f"d.{self.r.choice(['a', 'b', 'items', 'zz'])}", self.constant_slice, lambda: f"[{self.constant_slice()}, {self.constant_slice()}]", lambda: f"({self.off(depth - 1)}|attr('{self.r.choice(['a', 'upper', 'role'])}'))")

    def int(self, depth):
        r = self.r
        if depth <= 0:
            return r.choice(["i", "j", "0", "1", "2", "3", "7", "-1", "10", "true"])
        a = lambda: self.int(depth - 1) if r.random() < 0.93 else self.off(depth - 1)
        return self.pick(
            lambda: f"({a()} {r.choice(['+', '-', '*', '//', '%', '+', '-'])} {a()})", lambda: f"({r.choice(['-', '+'])}{a()})", lambda: f"({a()} ** {r.choice(['0', '1', '2', '3'])})", lambda: f"{self.list(depth - 1)}|length", lambda: f"{self.str(depth - 1)}|{r.choice(['length', 'count', 'int', 'int(7)', 'wordcount'])}",
            lambda: f"{self.str(depth - 1)}.{r.choice(['find', 'rfind', 'count', 'index'])}({self.str(depth - 1)})", lambda: f"({self.float(depth - 1)}|int)", lambda: f"({a()}|abs)", lambda: f"{self.list(depth - 1)}.{r.choice(['count', 'index'])}({a()})",
            lambda: f"({a()} {r.choice(['+', '-', '*', '%', '//', '/'])} {self.int(0)} {r.choice(['+', '-', '*', '~'])} {self.int(0)})", lambda: f"({r.choice(['i', 'j', '-i', '2', '-3', '(-2)', '(1 - 4)', '-1.5', '(2 - 4) ** 3'])} ** {r.choice(['2', 'j % 3', 'b|int', '(2 if b else 3)', '(2 or i)'])} {r.choice(['+', '*', '~'])} {self.int(0)})", lambda: f"({a()}|round{r.choice(['', '(1)', '(-1)'])})", lambda: r.choice(["0x1F", "0b101", "1_000", "12345678901", "9223372036854775807"]), lambda: f"(range({self.int(0)})|{r.choice(['length', 'sum', 'last', 'first'])})")

    def float(self, depth):
        r = self.r
        if depth <= 0:
            return r.choice(["f", "1.5", "0.1", "-2.0", "1e3", "2.5"])
        return self.pick(
            lambda: f"({self.float(depth - 1)} {r.choice(['+', '-', '*', '/', '//', '%'])} {self.float(depth - 1)})", lambda: f"({self.int(depth - 1)} / {self.int(depth - 1)})", lambda: f"({self.float(depth - 1)}|round({r.choice(['0', '1', '2', '3', '-1'])}{r.choice(['', ', ' + repr('ceil'), ', ' + repr('floor')])}))",
            lambda: f"({self.str(depth - 1)}|float)", lambda: f"({self.float(depth - 1)}|abs)", lambda: f"({self.float(0)} ** {r.choice(['2', '0.5', '-1', '0'])})")

    def literal(self):
        return repr(self.r.choice(WORDS)) if self.r.random() < 0.7 else json.dumps(self.r.choice(WORDS), ensure_ascii=False)

    def str(self, depth):
        r = self.r
        if depth <= 0:
            return r.choice(["s", "u", "s", self.literal(), self.literal(), "e.role"])
        s = lambda: self.str(depth - 1) if r.random() < 0.95 else self.off(depth - 1)
        short = lambda: r.choice(["'a'", "' '", "','", "''", "'='", "'x'", "u"])
        return self.pick(
            lambda: f"({s()} ~ {self.any(depth - 1)})", lambda: f"({s()} + {s()})", lambda: f"({s()} * {r.choice(['0', '2', '3', '-1'])})", lambda: f"{s()}.{r.choice(['strip', 'lstrip', 'rstrip'])}({r.choice(['', short()])})",
            lambda: f"{s()}.{r.choice(['upper', 'lower', 'title', 'capitalize', 'swapcase', 'casefold'])}()", lambda: f"({s()}|{r.choice(['upper', 'lower', 'title', 'capitalize', 'trim', 'string', 'e', 'escape', 'safe', 'striptags', 'urlencode', 'reverse', 'forceescape', 'first', 'last', 'center(9)', 'indent', 'indent(2, true)', 'truncate(5)', 'truncate(5, true)', 'wordwrap(4)'])})",
            lambda: f"{s()}.replace({short()}, {s()}{r.choice(['', ', 1'])})", lambda: f"({s()}|replace({short()}, {s()}))", lambda: f"{s()}[{self.slice(depth)}]", lambda: f"{s()}[{self.int(0)}]", lambda: f"({self.any(depth - 1)}|tojson{r.choice(['', '(indent=2)', '(ensure_ascii=true)', '(sort_keys=true)'])})",
            lambda: f"({self.any(depth - 1)}|string)", lambda: f"{short()}.join({self.list(depth - 1)}|map('string'))", lambda: f"({self.list(depth - 1)}|join({r.choice(['', short()])}))", lambda: f"('{r.choice(['%s', '%s-%s', '%5s|', '%-4s|', '%r', '%d', '%.2f', '%03d', '%x', '%%%s'])}' % {self.any(depth - 1)})",
            lambda: f"('{r.choice(['%s', '%s-%s', '%5s|', '%d', '%.2f'])}' % ({self.any(depth - 1)}, {self.any(depth - 1)}))", lambda: f"'{r.choice(['{}', '{0}{0}', '{:>6}', '{:<4}|', '{:^5}', '{!r}', '{:,}', '{:.2f}', '{:05d}', '{:x}', '{{{}}}'])}'.format({self.any(depth - 1)})",
            lambda: f"({self.any(depth - 1)}|format({self.any(depth - 1)}))", lambda: f"{s()}.{r.choice(['center', 'ljust', 'rjust', 'zfill'])}({r.choice(['5', '0', '8'])})", lambda: f"{s()}.{r.choice(['removeprefix', 'removesuffix'])}({short()})", lambda: f"({self.list(depth - 1)}|string)", lambda: f"({self.dict(depth - 1)}|string)",
            lambda: f"({s()}|list|join('.'))", lambda: f"({s()} if {self.bool(depth - 1)} else {s()})", lambda: f"({s()}|{r.choice(['e', 'safe'])} {r.choice(['~', '+'])} {s()})", lambda: f"{s()}.expandtabs()", lambda: f"({self.dict(depth - 1)}|xmlattr)")

    def constant_slice(self):
        """A slice of what mostly cannot be sliced, all of it constant: jinja2 works it out when it compiles."""
        r = self.r
        one = f"{r.choice(['2', '1.5', 'none', 'true', '{}', repr('abc'), '(1, 2)', '[3, 4]', '(2 if true else i)'])}[{r.choice(['1:', ':2', '::2', repr('a') + ':', '::0', '1:i'])}]"
        return f"({one}{r.choice(['', ' is defined', '|default(7)', ' ~ s', ' ~ 1', ' == 1', ' or i', ' or 1', '|string|length', ' if b else 3', ' if true else 3', '[0]', '[1:]'])})"

    def slice(self, depth):
        part = lambda: self.r.choice(["", "1", "-1", "2", "0", "i", "-100", "100", "none"])
        step = self.r.choice(["", "", ":", ":1", ":2", ":-1", ":-2", ":0"])
        return f"{part()}:{part()}{step}"

    def bool(self, depth):
        r = self.r
        if depth <= 0:
            return r.choice(["b", "true", "false", "i", "s", "l", "n", "nope", "d"])
        compare = lambda: r.choice(["==", "!=", "<", "<=", ">", ">="])
        return self.pick(
            lambda: f"({self.any(depth - 1)} {r.choice(['==', '!='])} {self.any(depth - 1)})", lambda: f"({self.int(depth - 1)} {compare()} {self.int(depth - 1)})", lambda: f"({self.str(depth - 1)} {compare()} {self.str(depth - 1)})", lambda: f"({self.int(0)} {compare()} {self.float(depth - 1)} {compare()} {self.int(0)})",
            lambda: f"({self.list(depth - 1)} {compare()} {self.list(depth - 1)})", lambda: f"({self.any(depth - 1)} {r.choice(['in', 'not in'])} {r.choice([self.list, self.dict, self.str])(depth - 1)})", lambda: f"(not {self.bool(depth - 1)})", lambda: f"({self.bool(depth - 1)} {r.choice(['and', 'or'])} {self.bool(depth - 1)})",
            lambda: f"({self.any(depth - 1)} is {r.choice(['', 'not '])}{r.choice(['defined', 'undefined', 'none', 'string', 'number', 'integer', 'float', 'boolean', 'mapping', 'sequence', 'iterable', 'callable', 'true', 'false', 'lower', 'upper', 'escaped', 'sameas none', 'odd', 'even', 'divisibleby 3', 'eq 1', 'in [1, 2]', 'ne 1', 'lt 3', 'ge 1', 'filter', 'test'])})",
            lambda: f"{self.str(depth - 1)}.{r.choice(['startswith', 'endswith'])}({r.choice(['s', repr('a'), '(' + repr('a') + ', u)'])})", lambda: f"{self.str(depth - 1)}.{r.choice(['isdigit', 'isalpha', 'isalnum', 'isspace', 'isupper', 'islower', 'istitle', 'isnumeric', 'isdecimal', 'isidentifier', 'isascii', 'isprintable'])}()", lambda: f"({self.str(depth - 1)} in {self.str(depth - 1)})")

    def list(self, depth):
        r = self.r
        if depth <= 0:
            return r.choice(["l", "m", "messages", "[]", "[1, 2, 3]", "['a', 'b']", "(1, 2)", "range(4)", "s", "d"])
        x = lambda: self.list(depth - 1) if r.random() < 0.95 else self.off(depth - 1)
        return self.pick(
            lambda: "[" + ", ".join(self.any(depth - 1) for _ in range(r.randrange(4))) + "]", lambda: "(" + "".join(self.any(depth - 1) + ", " for _ in range(r.randrange(3))) + ")", lambda: f"({x()} + {x()})", lambda: f"({x()} * {r.choice(['0', '2', '-1'])})", lambda: f"{x()}[{self.slice(depth)}]",
            lambda: f"({x()}|{r.choice(['list', 'sort', 'sort(reverse=true)', 'unique', 'unique|list', 'reverse|list', 'map(' + repr('string') + ')|list', 'map(' + repr('upper') + ')|list', 'select|list', 'reject|list', 'select(' + repr('string') + ')|list', 'select(' + repr('odd') + ')|list', 'batch(2)|list', 'batch(2, 0)|list', 'slice(2)|list', 'tojson|list', 'map(' + repr('length') + ')|list'])})",
            lambda: f"{self.str(depth - 1)}.{r.choice(['split()', 'split(u)', 'split(' + repr(',') + ', 1)', 'rsplit(' + repr(' ') + ', 1)', 'splitlines()', 'splitlines(true)', 'partition(' + repr('=') + ')', 'rpartition(' + repr(' ') + ')'])}", lambda: f"({self.dict(depth - 1)}|{r.choice(['list', 'items|list', 'dictsort', 'dictsort(by=' + repr('value') + ')', 'dictsort(true)', 'dictsort(reverse=true)'])})",
            lambda: f"({self.dict(depth - 1)}.{r.choice(['keys', 'values', 'items'])}()|list)", lambda: f"(messages|{r.choice(['map(attribute=' + repr('role') + ')|list', 'selectattr(' + repr('role') + ', ' + repr('equalto') + ', ' + repr('user') + ')|list', 'rejectattr(' + repr('content') + ')|list', 'groupby(' + repr('role') + ')|list', 'map(attribute=' + repr('x') + ', default=1)|list', 'sort(attribute=' + repr('role') + ')', 'sum(attribute=' + repr('role') + ', start=' + repr('') + ')', 'unique(attribute=' + repr('role') + ')|list'])})",
            lambda: f"range({self.int(0)}, {self.int(0)}{r.choice(['', ', 2', ', -1'])})|list")

    def dict(self, depth):
        r = self.r
        if depth <= 0:
            return r.choice(["d", "e", "{}", "{'a': 1, 'b': none}", "{'k': [1]}"])
        return self.pick(
            lambda: "{" + ", ".join(f"{r.choice([self.literal(), '1', 'i', 's', 'none', 'true', '1.0', '(1, 2)'])}: {self.any(depth - 1)}" for _ in range(r.randrange(4))) + "}", lambda: f"dict({r.choice(['', 'a=1', 'd', 'd, z=2', 'd.items()', '[(' + repr('k') + ', 1)]'])})", lambda: f"({self.dict(depth - 1)} if {self.bool(depth - 1)} else {self.dict(depth - 1)})", lambda: "e.n", lambda: f"({self.dict(depth - 1)}.copy())")

    # Statements

    def tag(self, text):
        r = self.r
        return "{%" + r.choice(["", "", "-", "+"]) + f" {text} " + r.choice(["", "", "-", "+"]) + "%}"

    def show(self, depth):
        return "{{" + self.r.choice(["", "", "-"]) + f" {self.any(depth)} " + self.r.choice(["", "", "-"]) + "}}"

    def text(self):
        return self.r.choice(["", " ", "\n", "x", " y\n", "\n  ", "{# note #}", "{#- note -#}\n", "é\t"])

    def body(self, depth):
        return "".join(self.text() + self.statement(depth) for _ in range(self.r.randrange(1, 3))) + self.text()

    def scoped(self, names, depth):
        self.locals += names
        result = self.body(depth)
        del self.locals[len(self.locals) - len(names):]
        return result

    def statement(self, depth):
        r = self.r
        if depth <= 0:
            return self.show(2)
        t = self.tag
        return self.pick(
            lambda: self.show(3), lambda: self.show(2), lambda: t(f"if {self.bool(2)}") + self.body(depth - 1) + (t(f"elif {self.bool(1)}") + self.body(depth - 1) if r.random() < 0.4 else "") + (t("else") + self.body(depth - 1) if r.random() < 0.5 else "") + t("endif"),
            lambda: t(f"for x in {self.list(2)}" + (f" if {r.choice(['x', 'not x', 'loop is undefined', 'x is string', 'x != 1'])}" if r.random() < 0.3 else "")) + self.scoped(["x"], depth - 1) + "{{ " + r.choice(["loop.index", "loop.index0", "loop.revindex", "loop.first", "loop.last", "loop.length", "loop.previtem", "loop.nextitem", "loop.cycle('p', 'q')", "loop.changed(x)", "loop.depth", "x"]) + " }}" + (t("if x") + t(r.choice(["break", "continue"])) + t("endif") if r.random() < 0.25 else "") + (t("else") + self.body(depth - 1) if r.random() < 0.3 else "") + t("endfor"),
            lambda: t(f"for k, v in {self.dict(2)}.items()") + self.scoped(["k", "v"], depth - 1) + t("endfor"), lambda: t(f"set y = {self.any(2)}") + "{{ y }}", lambda: t(f"set y, z = {self.any(1)}, {self.any(1)}") + "{{ z }}{{ y }}", lambda: t("set y") + self.body(depth - 1) + t("endset") + "{{ y|upper }}|{{ y is string }}", lambda: t("set y | trim | upper") + self.body(depth - 1) + t("endset") + "{{ y }}",
            lambda: t(f"set ns = namespace(a={self.any(1)}, c=0)") + t(f"for x in {self.list(1)}") + t("set ns.c = ns.c + 1") + t("set ns.a = x") + t("endfor") + "{{ ns.c }}{{ ns.a }}", lambda: t(f"macro q(x, y={self.any(1)})") + self.scoped(["x"], depth - 1) + "{{ y }}{{ varargs }}{{ kwargs }}" + t("endmacro") + "{{ q(" + self.r.choice(["1", "s, y=2", "l, 1, 2", "x=1", "", "s, zz=3"]) + ") }}",
            lambda: t("macro w(x)") + "[{{ caller(" + r.choice(["", "x", "1"]) + ") }}]" + t("endmacro") + t(r.choice(["call w(i)", "call(z) w(i)"])) + self.body(depth - 1) + t("endcall"), lambda: t(f"filter {r.choice(['upper', 'trim', 'e', 'replace(' + repr('a') + ', ' + repr('b') + ')', 'indent'])}") + self.body(depth - 1) + t("endfilter"), lambda: t(f"with y = {self.any(2)}") + self.scoped(["y"], depth - 1) + t("endwith"),
            lambda: t("for x in [[1, [2]], 3] recursive") + "{{ loop.depth }}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}{% endif %}" + t("endfor"), lambda: t("raw") + "{{ x }} {% y %}" + t("endraw"), lambda: t("generation") + self.body(depth - 1) + t("endgeneration"), lambda: "{{ raise_exception(" + self.str(1) + ") }}" if r.random() < 0.1 else self.show(2))


def case(seed):
    """A template and its sets of variables."""
    r = random.Random(seed)
    g = Generator(r)
    kind = r.random()
    template = "{{ " + g.any(r.randrange(1, 5)) + " }}" if kind < 0.5 else g.body(r.randrange(1, 4))
    return template, [variables(r) for _ in range(6)]


def now(form):
    return datetime.datetime(2026, 11, 21).strftime(form)


def reference(template, sets):
    """For each set of variables the text, or the name of the exception."""
    try:
        compiled = _compile_jinja_template(template)
    except Exception as error:
        return [(None, f"{type(error).__name__}: {error}")] * len(sets)
    answers = []
    for values in sets:
        try:
            text = compiled.render(**json.loads(json.dumps(values)), strftime_now=now)
            text.encode()
            answers.append((text, None))
        except Exception as error:
            answers.append((None, f"{type(error).__name__}: {error}"))
    return answers


def is_named(answer):
    """What TrainPack says that it does not do."""
    error = answer.get("error", {})
    return error.get("code") in ("template.unsupported", "template.limit", "template.security") or "64 bits" in error.get("message", "")


def prints_address(text, answer):
    """Where Python prints an object with its address; TrainPack must render, too."""
    return re.search(r" 0x[0-9a-f]{8,}", text.lower()) is not None and "text" in answer


def text_without_addresses(template, values):
    """What jinja2 renders where the filter `string` names an object without its address, as TrainPack does: a template can ask whether a text holds a digit that the address has; `None` for an error."""
    environment = _compile_jinja_template(template).environment
    string = environment.filters["string"]
    environment.filters["string"] = lambda value: re.sub(r"<(\w+) object( \w+)? at 0x[0-9a-f]{8,}>", r"<\1>", string(value))
    try:
        return environment.from_string(template).render(**json.loads(json.dumps(values)), strftime_now=now)
    except Exception:
        return None
    finally:
        environment.filters["string"] = string


def run(job):
    trainpack, seeds = job
    warnings.simplefilter("ignore")
    passed = refused = named = 0
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            template, sets = case(seed)
            path = os.path.join(folder, "t.jinja")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(template)
            done = subprocess.run([trainpack, "render", "--template", path, "--now", NOW], input="\n".join(json.dumps(v, ensure_ascii=False) for v in sets), capture_output=True, text=True)
            lines = done.stdout.split("\n")[:-1]
            ours = [json.loads(line) for line in lines] if len(lines) == len(sets) else [{"error": {"code": code_of(done.stderr), "message": done.stderr[:300]}}] * len(sets)
            for values, answer, (text, exception) in zip(sets, ours, reference(template, sets)):
                if text is None and "error" in answer:
                    refused += 1
                elif text is not None and answer.get("text") == text:
                    passed += 1
                elif text is not None and (is_named(answer) or prints_address(text, answer) or answer.get("text") == text_without_addresses(template, values)):
                    named += 1
                else:
                    wrong.append((seed, template, values, answer, text if text is not None else exception))
    return passed, refused, named, wrong


def code_of(stderr):
    return next((line.split()[1] for line in stderr.splitlines() if line.strip().startswith("code:")), "crash")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    seeds = list(range(options.seed, options.seed + options.count))
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        parts = list(pool.map(run, [(options.trainpack, seeds[start : start + 50]) for start in range(0, len(seeds), 50)]))
    passed, refused, named = (sum(part[k] for part in parts) for k in range(3))
    wrong = [w for part in parts for w in part[3]]
    for seed, template, values, answer, expected in wrong[: options.show]:
        print(f"FAIL seed {seed}: {template!r}\n  with   {json.dumps(values, ensure_ascii=False)}\n  ours   {json.dumps(answer, ensure_ascii=False)[:400]}\n  jinja2 {expected!r:.400}")
    print(f"{options.count} templates, {options.count * 6} renderings; equal text {passed}, both refuse {refused}, refused by name, or an address {named}")
    print(f"{passed + refused + named} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
