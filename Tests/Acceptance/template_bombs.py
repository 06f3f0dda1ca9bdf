#!/usr/bin/env python3
"""template_bombs.py --trainpack BINARY [--all]: gives `trainpack render` templates and values that ask for unbounded work or memory, each in a process of its own.

Proved for each: a typed error of one of the codes that a bound has (or, where the work is bounded by nature, an answer), no more than 100 ms of processor time and 64 MB of memory
beyond what the same command takes for an empty template, as the kernel counts them (wait4). Twins of some bombs that stay within the bounds must be rendered, so that refusing
everything would not pass. A run in few addresses must end well. With --all every bomb's figures are printed. Last line "N passed, N failed"."""
import argparse, json, os, resource, shutil, subprocess, sys, tempfile

MILLISECONDS, MEGABYTES = 100, 64
LIMIT, UNSUPPORTED, SYNTAX = {"template.limit"}, {"template.limit", "template.unsupported"}, {"template.limit", "template.syntax"}
VALUES = {"template.limit", "template.value", "template.type", "template.unsupported", "template.security"}
FINE = None

MACRO = "{% macro f(n) %}{{ n }}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}"
# Doubles `x` forty times; `{}` is the expression that does it.
DOUBLING = "{{% set ns = namespace(x='ab') %}}{{% for i in range(40) %}}{{% set ns.x = {} %}}{{% endfor %}}{{{{ ns.x|length }}}}"
# The same without end in a list.
GROWING = "{{% set ns = namespace(x=[1, 2]) %}}{{% for i in range(60) %}}{{% set ns.x = {} %}}{{% endfor %}}{{{{ ns.x|length }}}}"
LARGE = "{% set big = range(99999)|list %}"
LONG = "{% set long = 'ab' * 50000 %}"
NAMED_LOOP = "{% for i in range(1000) %}{% for j in range(1000) %}{% for k in range(1000) %}{{ k }}{% endfor %}{% endfor %}{% endfor %}"


def nested(opening, middle, closing, depth):
    return opening * depth + middle + closing * depth


# (name, template or a function that writes it in pieces, codes that are right, variables beside the messages)
BOMBS = [
    # Work
    ("range of 10**9", "{% for i in range(10**9) %}x{% endfor %}", LIMIT),
    ("range of 10**18", "{{ range(10**18)|list }}", LIMIT),
    ("range with a huge step", "{{ range(0, 10**18, 1)|length }}", LIMIT | VALUES),
    ("loops in loops in loops", NAMED_LOOP, LIMIT),
    ("loops without output", "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", LIMIT),
    ("a loop with a filter that takes none", "{% for i in range(99999) %}{% for j in range(99999) if false %}{% endfor %}{% endfor %}", LIMIT),
    ("sum of large lists over and over", LARGE + "{% for i in range(99999) %}{{ big|sum }}{% endfor %}", LIMIT),
    ("searching a long text over and over", LONG + "{% for i in range(99999) %}{{ 'z' in long }}{% endfor %}", LIMIT),
    ("searching a long text in a long text", LONG + "{% set n = 'a' * 40000 ~ 'b' %}{% set h = 'a' * 99999 %}{% for i in range(99999) %}{{ n in h }}{% endfor %}", LIMIT),
    ("searching a text of 16 letters in a long text", "{% set n = 'a' * 15 ~ 'b' %}{% set h = 'a' * 99999 %}{% for i in range(99999) %}{{ n in h }}{% endfor %}", LIMIT),
    ("searching a text of 4 letters in a long text", "{% set h = 'a' * 99999 %}{% for i in range(99999) %}{{ 'aaab' in h }}{% endfor %}", LIMIT),
    ("searching a text from its end", "{% set n = 'b' ~ 'a' * 15 %}{% set h = 'a' * 99999 %}{% for i in range(99999) %}{{ h.rfind(n) }}{% endfor %}", LIMIT),
    ("splitting at a long text, from the end", "{% set n = 'a' * 17 %}{% set h = 'a' * 10**6 %}{% for i in range(99999) %}{{ h.rsplit(n)|length }}{% endfor %}", LIMIT),
    ("replacing a long text", "{% set n = 'a' * 17 %}{% set h = 'a' * 10**6 %}{% for i in range(99999) %}{{ h.replace(n, 'b')|length }}{% endfor %}", LIMIT),
    ("partition at a long text", "{% set n = 'a' * 40000 ~ 'b' %}{% set h = 'a' * 99999 %}{% for i in range(99999) %}{{ h.partition(n)|length }}{% endfor %}", LIMIT),
    ("counting a long text in a long text", "{% set n = 'a' * 40000 ~ 'b' %}{% set h = 'a' * 99999 %}{% for i in range(99999) %}{{ h.count(n) }}{% endfor %}", LIMIT),
    ("comparing equal lists over and over", LARGE + "{% set other = range(99999)|list %}{% for i in range(99999) %}{{ big == other }}{% endfor %}", LIMIT),
    ("looking for an item in a list over and over", LARGE + "{% for i in range(99999) %}{{ -1 in big }}{% endfor %}", LIMIT),
    ("splitting a long text over and over", LONG + "{% for i in range(99999) %}{{ long.split('b')|length }}{% endfor %}", LIMIT),
    ("upper case over and over", LONG + "{% for i in range(99999) %}{{ long|upper|length }}{% endfor %}", LIMIT),
    ("stripping over and over", "{% set long = ' ' * 99999 %}{% for i in range(99999) %}{{ long|trim|length }}{% endfor %}", LIMIT),
    ("length of a long text over and over", LONG + "{% set é = long ~ 'é' %}{% for i in range(99999) %}{{ é|length }}{% endfor %}", LIMIT),
    ("an item at the end of a long text over and over", LONG + "{% set x = 'é' * 50000 %}{% for i in range(99999) %}{{ x[49999] }}{% endfor %}", LIMIT),
    ("sorting large ranges over and over", LARGE + "{% for i in range(99999) %}{{ (big|sort(reverse=true))[0] }}{% endfor %}", LIMIT),
    ("sorting long equal texts", LONG + "{% set ns = namespace(l=[]) %}{% for i in range(2000) %}{% set ns.l = ns.l + [long] %}{% endfor %}{{ ns.l|sort|length }}", LIMIT),
    ("unique of large ranges over and over", LARGE + "{% for i in range(99999) %}{{ big|unique|list|length }}{% endfor %}", LIMIT),
    ("groupby of large ranges over and over", "{% set ns = namespace(l=[]) %}{% for i in range(1000) %}{% set ns.l = ns.l + [{'k': i}] %}{% endfor %}{% for i in range(99999) %}{{ ns.l|groupby('k')|length }}{% endfor %}", LIMIT),
    ("map, select and reject chained", LARGE + "{% for i in range(99999) %}{{ big|select|map('string')|map('upper')|join|length }}{% endfor %}", LIMIT),
    ("batch and slice of large ranges", LARGE + "{% for i in range(99999) %}{{ big|batch(2)|list|length }}{{ big|slice(50000)|list|length }}{% endfor %}", LIMIT | UNSUPPORTED),
    ("keys that are long texts", LONG + "{% set d = {long: 1} %}{% for i in range(99999) %}{{ d[long] }}{% endfor %}", LIMIT),
    ("reversing over and over", LARGE + "{% for i in range(99999) %}{{ (big|reverse|list)[0] }}{{ big[::-1][0] }}{% endfor %}", LIMIT),
    ("slices over and over", LARGE + "{% for i in range(99999) %}{{ big[1:]|length }}{% endfor %}", LIMIT),
    ("slices of a long text over and over", LONG + "{% for i in range(99999) %}{{ long[1:]|length }}{% endfor %}", LIMIT),
    # Memory
    ("doubling by +", DOUBLING.format("ns.x + ns.x"), LIMIT),
    ("doubling by ~", DOUBLING.format("ns.x ~ ns.x"), LIMIT),
    ("doubling by *", DOUBLING.format("ns.x * 2"), LIMIT),
    ("doubling by join", DOUBLING.format("[ns.x, ns.x]|join"), LIMIT),
    ("doubling by replace", DOUBLING.format("ns.x|replace('a', 'aa')"), LIMIT),
    ("doubling by replace of nothing", DOUBLING.format("ns.x.replace('', 'ab')"), LIMIT),
    ("doubling by format", DOUBLING.format("'%s%s'|format(ns.x, ns.x)"), LIMIT),
    ("doubling by .format", DOUBLING.format("'{0}{0}'.format(ns.x)"), LIMIT),
    ("doubling by %", DOUBLING.format("'%s%s' % (ns.x, ns.x)"), LIMIT),
    ("doubling by escape", DOUBLING.format("(ns.x ~ '<')|escape|string ~ ns.x"), LIMIT),
    ("doubling by tojson", DOUBLING.format("ns.x|tojson|tojson"), LIMIT),
    ("doubling by a set block", "{% set ns = namespace(x='ab') %}{% for i in range(40) %}{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = y %}{% endfor %}{{ ns.x }}", LIMIT),
    ("a text times 10**12", "{{ 'x' * 10**12 }}", LIMIT | VALUES),
    ("a list times 10**12", "{{ [0] * 10**12 }}", LIMIT | VALUES),
    ("padding by %", "{{ '%999999999d' % 1 }}", LIMIT | VALUES),
    ("precision by %", "{{ '%.999999999f' % 1.5 }}", LIMIT | VALUES),
    ("padding by % and a star", "{{ '%*d' % (999999999, 1) }}", LIMIT | VALUES),
    ("padding by .format", "{{ '{:999999999}'.format(1) }}", LIMIT | VALUES),
    ("padding by nested .format", "{{ '{:{}}'.format(1, 999999999) }}", LIMIT | VALUES),
    ("precision by .format", "{{ '{:.999999999f}'.format(1.5) }}", LIMIT | VALUES),
    ("padding by the filter format", "{{ '%999999999s'|format('x') }}", LIMIT | VALUES),
    ("center", "{{ 'x'|center(999999999) }}", LIMIT | VALUES),
    ("center as a method, 10**18", "{{ 'x'.center(10**18) }}", LIMIT | VALUES),
    ("ljust and rjust", "{{ 'x'.ljust(999999999) ~ 'x'.rjust(999999999) }}", LIMIT | VALUES),
    ("zfill", "{{ '1'.zfill(999999999) }}", LIMIT | VALUES),
    ("expandtabs", "{{ ('\\t' * 99999).expandtabs(99999) }}", LIMIT | VALUES),
    ("indent", "{{ ('a\\n' * 49999)|indent(99999) }}", LIMIT | VALUES),
    ("indent by 10**9", "{{ 'a\\nb'|indent(10**9) }}", LIMIT | VALUES),
    ("tojson with a wide indent", "{{ [1, [2, [3]]]|tojson(indent=999999999) }}", LIMIT | VALUES),
    ("tojson of a list of lists of lists", LARGE + "{% set l = [big] * 1000 %}{{ [l] * 1000|int }}{{ l|tojson }}", LIMIT | VALUES),
    ("printing a list of the same list, doubled", GROWING.format("[ns.x, ns.x]") + "{{ ns.x }}", LIMIT),
    ("tojson of a list of the same list, doubled", GROWING.format("[ns.x, ns.x]") + "{{ ns.x|tojson }}", LIMIT),
    ("comparing two lists of the same lists, doubled", "{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}", LIMIT),
    ("hashing tuples of the same tuples, doubled", "{% set ns = namespace(x=(1, 1)) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}", LIMIT),
    ("list + list", GROWING.format("ns.x + ns.x"), LIMIT),
    ("list + item, in a loop", "{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = ns.x + [i] %}{% endfor %}", LIMIT),
    ("text + letter, in a loop", "{% set ns = namespace(x='') %}{% for i in range(99999) %}{% set ns.x = ns.x + 'abcdefgh' %}{% endfor %}{{ ns.x }}", LIMIT),
    ("a namespace that grows", "{% set ns = namespace() %}{% for i in range(99999) %}{% set ns.x = namespace(y=ns, z=range(99999)|list) %}{% endfor %}", LIMIT),
    ("dict(**dict) in a loop", "{% set ns = namespace(d={}) %}{% for i in range(9999) %}{% set ns.d = dict(ns.d, **{'k%d' % i: i}) %}{% endfor %}{{ ns.d|length }}", LIMIT),
    ("lists inside lists", "{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}", LIMIT),
    ("dictionaries inside dictionaries", "{% set ns = namespace(x={}) %}{% for i in range(99999) %}{% set ns.x = {'k': ns.x} %}{% endfor %}{{ ns.x|tojson }}", LIMIT),
    ("output without end", "{% set s = 'x' * 99999 %}{% for i in range(99999) %}{{ s }}{% endfor %}", LIMIT),
    ("output of a long literal", lambda: ("{% for i in range(99999) %}", "0123456789" * 12_500, "{% endfor %}"), LIMIT),
    ("split into letters", LONG + "{% set ns = namespace(l=[]) %}{% for i in range(999) %}{% set ns.l = ns.l + [long|list] %}{% endfor %}", LIMIT),
    # Recursion
    ("a macro that calls itself", MACRO, LIMIT),
    ("two macros that call each other", "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}", LIMIT | {"template.undefined"}),
    ("a macro that calls itself twice", "{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}", LIMIT),
    ("call blocks in call blocks", "{% macro f(n) %}{{ caller() }}{% call f(n) %}{{ caller() }}{% endcall %}{% endmacro %}{% call f(1) %}x{% endcall %}", LIMIT | {"template.undefined", "template.type"}),
    ("loop(recursive) of itself", "{% set x = [1] %}{% for i in x recursive %}{{ loop(x) }}{% endfor %}", LIMIT),
    ("loop(recursive) that branches", "{% set x = [1, 2, 3] %}{% for i in x recursive %}{% if loop.depth < 100 %}{{ loop(x) }}{% endif %}{% endfor %}", LIMIT),
    ("a namespace that holds itself, printed", "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns.x }}", UNSUPPORTED),
    ("a namespace in a list that it holds, printed", "{% set ns = namespace() %}{% set ns.x = [ns] %}{{ ns.x }}", UNSUPPORTED),
    ("a namespace in a dictionary that it holds, as JSON", "{% set ns = namespace() %}{% set ns.x = {'k': ns} %}{{ ns.x|tojson }}", VALUES),
    ("a namespace that holds itself, compared", "{% set a = namespace() %}{% set a.x = [a] %}{% set b = namespace() %}{% set b.x = [b] %}{{ a.x == b.x }}", FINE),
    ("a list that would append itself", "{% set l = [] %}{{ l.append(l) }}", VALUES),
    ("a macro that holds itself", "{% macro f() %}x{% endmacro %}{% set ns = namespace(f=f) %}{% set ns.g = [ns, f] %}{{ ns.g|length }}", FINE),
    # Numbers
    ("a tower of powers", "{{ 9 ** 9 ** 9 ** 9 }}", VALUES),
    ("a power of a large number", "{{ 10 ** 1000000000 }}", VALUES),
    ("a power in a loop", "{% set ns = namespace(x=3) %}{% for i in range(60) %}{% set ns.x = ns.x ** 2 %}{% endfor %}{{ ns.x }}", VALUES),
    ("a product in a loop", "{% set ns = namespace(x=1) %}{% for i in range(1, 99999) %}{% set ns.x = ns.x * i %}{% endfor %}{{ ns.x }}", VALUES),
    ("a literal of 125,000 digits", lambda: ("{{ ", "9" * 125_000, " }}"), VALUES | SYNTAX),
    ("a text of a million digits as a number", "{{ ('9' * 99999 * 10)|int }}", VALUES),
    ("a float of 125,000 digits", lambda: ("{{ 1.", "9" * 125_000, " }}"), FINE),
    ("rounding to 10**9 digits", "{{ 1.5|round(1000000000) }}", FINE),
    # Source text
    ("10 MB of words", lambda: ("words " * 10_000 for _ in range(175)), {"limits.exceeded"}),
    ("10 MB of tags", lambda: ("{{ x }}" * 10_000 for _ in range(150)), {"limits.exceeded"}),
    ("125 KB of tags", lambda: ("{{ x }}" * 17_500,), FINE),
    ("125 KB of an expression", lambda: ("{{ 1", "+1" * 62_000, " }}"), FINE),
    ("125 KB of comparisons", lambda: ("{{ 1", "<2" * 62_000, " }}"), FINE),
    ("125 KB of filters", lambda: ("{{ 1", "|abs" * 31_000, " }}"), LIMIT),
    ("125 KB of attributes", lambda: ("{{ x", ".a" * 62_000, " }}"), LIMIT),
    ("125 KB of names", lambda: ("{{ ", ",".join(f"n{i}" for i in range(18_000)), " }}"), FINE),
    ("125 KB of macros", lambda: (f"{{% macro m{i}() %}}{{% endmacro %}}" for i in range(3_500)), FINE),
    ("125 KB of elif", lambda: ("{% if x %}", "{% elif x %}" * 10_000, "{% endif %}"), FINE),
    ("125 KB of a string literal", lambda: ("{{ '", "\\u0041" * 21_000, "'|length }}"), FINE),
    ("125 KB of a comment that does not end", lambda: ("{#", "x" * 125_000), SYNTAX),
    ("125 KB of comments that do not end", lambda: ("{# " * 42_000,), SYNTAX),
    ("125 KB of raw that does not end", lambda: ("{% raw %}" * 14_000,), SYNTAX),
    ("62,000 openings of a tag", lambda: ("{%" * 62_000,), SYNTAX),
    ("125,000 line breaks and an error", lambda: ("\n" * 125_000, "{{ 1"), SYNTAX),
    ("60,000 parentheses", lambda: ("{{ ", nested("(", "1", ")", 60_000), " }}"), LIMIT | SYNTAX),
    ("60,000 lists", lambda: ("{{ ", nested("[", "1", "]", 60_000), " }}"), LIMIT | SYNTAX),
    ("30,000 dictionaries", lambda: ("{{ ", nested("{1:", "1", "}", 30_000), " }}"), LIMIT),
    ("30,000 nots", lambda: ("{{ ", "not " * 30_000, "x }}"), LIMIT),
    ("100,000 signs", lambda: ("{{ ", "-" * 100_000, "1 }}"), LIMIT | SYNTAX),
    ("40,000 powers", lambda: ("{{ 1", "**1" * 40_000, " }}"), FINE),
    ("6,000 ifs", lambda: (nested("{% if x %}", "", "{% endif %}", 6_000),), LIMIT),
    ("10,000 conditions", lambda: ("{{ ", "1 if x else " * 10_000, "1 }}"), LIMIT),
    ("30,000 calls", lambda: ("{{ x", "()" * 30_000, " }}"), LIMIT | {"template.undefined", "template.type"}),
    ("30,000 subscripts in subscripts", lambda: ("{{ ", nested("x[", "1", "]", 30_000), " }}"), LIMIT | SYNTAX),
    # Values that come with the record
    ("a value that nests 500 deep, printed over and over", "{% for i in range(99999) %}{{ deep }}{% endfor %}", LIMIT, lambda: {"deep": json.loads(nested("[", "1", "]", 400))}),
    ("a dictionary of a thousand keys, sorted over and over", "{% for i in range(99999) %}{{ wide|dictsort|length }}{% endfor %}", LIMIT, lambda: {"wide": {f"k{i}": i for i in range(1000)}}),
    ("a dictionary of a thousand keys as JSON over and over", "{% for i in range(99999) %}{{ wide|tojson(sort_keys=true)|length }}{% endfor %}", LIMIT, lambda: {"wide": {f"k{i}": i for i in range(1000)}}),
    ("a long message over and over", "{% for i in range(99999) %}{% for m in messages %}{{ m.content|trim|replace('a', 'b')|upper }}{% endfor %}{% endfor %}", LIMIT, lambda: {"messages": [{"role": "user", "content": "ab " * 30_000}]}),
    # Twins that stay within the bounds
    ("a range of 1000", "{% for i in range(1000) %}x{% endfor %}", FINE),
    ("loops in loops", "{% for i in range(100) %}{% for j in range(100) %}{{ j }}{% endfor %}{% endfor %}", FINE),
    ("doubling a text ten times", DOUBLING.replace("40", "10").format("ns.x + ns.x"), FINE),
    ("a macro that calls itself 50 times", "{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(50) }}", FINE),
    ("padding to 1000", "{{ '%1000d' % 1 }}{{ 'x'|center(1000) }}", FINE),
    ("100 parentheses", lambda: ("{{ ", nested("(", "1", ")", 100), " }}"), FINE),
    ("100 KB of words", lambda: ("words " * 16_000,), FINE),
]


class Run:
    def __init__(self, trainpack, folder):
        self.trainpack, self.folder = os.path.abspath(trainpack), folder

    def render(self, template, variables):
        """(exit status, code of the error or None, milliseconds, megabytes) of one process."""
        paths = {name: os.path.join(self.folder, name) for name in ("bomb.jinja", "variables", "answer", "talk")}
        with open(paths["bomb.jinja"], "w", encoding="utf-8") as file:
            file.writelines((template,) if isinstance(template, str) else template())
        with open(paths["variables"], "w", encoding="utf-8") as file:
            file.write(json.dumps({"messages": []} | variables) + "\n")
        open_file = lambda descriptor, name, flags: (os.POSIX_SPAWN_OPEN, descriptor, paths[name], flags, 0o600)
        new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        process = os.posix_spawn(
            self.trainpack, [self.trainpack, "render", "--template", paths["bomb.jinja"]], os.environ,
            file_actions=[open_file(0, "variables", os.O_RDONLY), open_file(1, "answer", new), open_file(2, "talk", new)])
        _, status, usage = os.wait4(process, 0)
        return os.waitstatus_to_exitcode(status), self.code(paths), (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024

    def code(self, paths):
        """The code of the error that was answered, or, where the template itself is refused, that was said."""
        with open(paths["answer"], "rb") as file:
            start = file.read(9)
            if start == b'{"error":':
                return json.loads(start + file.read())["error"]["code"]
        with open(paths["talk"], encoding="utf-8", errors="replace") as file:
            return next((line.split()[1] for line in file if line.strip().startswith("code: ")), None)

    def flaws(self, base, template, codes, variables):
        status, code, milliseconds, megabytes = self.render(template, variables)
        # What the machine does beside it can only add time.
        for _ in range(2):
            if milliseconds - base[0] > MILLISECONDS:
                milliseconds = min(milliseconds, self.render(template, variables)[2])
        figures = f"{status} {code}, {max(0, milliseconds - base[0]):.0f} ms, {max(0, megabytes - base[1]):.0f} MB"
        allowed = codes if isinstance(codes, set) else {codes}
        wrong = []
        if code not in allowed:
            wrong.append(f"the code is {code}, not one of {sorted(map(str, allowed))}")
        # A template that is refused ends the command; one that fails is the answer to its line.
        if status not in (0, 2) or (status == 2) != (code is not None and os.path.getsize(os.path.join(self.folder, "answer")) == 0):
            wrong.append(f"the exit status is {status}")
        if milliseconds - base[0] > MILLISECONDS:
            wrong.append(f"{milliseconds - base[0]:.0f} ms of processor time")
        if megabytes - base[1] > MEGABYTES:
            wrong.append(f"{megabytes - base[1]:.0f} MB of memory")
        return figures, wrong


def with_few_addresses(trainpack):
    """The status of a run under a limit of addresses, as some clusters set one: the allocator's reserve must not need them."""
    vignettes = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Examples", "vignettes.jsonl")
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))
    return subprocess.run([trainpack, "count", vignettes, "--profile", "generic-chatml", "--quiet"], stdout=subprocess.DEVNULL, preexec_fn=limit).returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--all", action="store_true", help="print the figures of every bomb")
    parser.add_argument("names", nargs="*", help="only the bombs of these names")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="trainpack-bombs-")
    run = Run(options.trainpack, folder)
    empty = [run.render("", {}) for _ in range(5)]
    base = min(each[2] for each in empty), min(each[3] for each in empty)
    passed = failed = 0
    if any(each[:2] != (0, None) for each in empty):
        print(f"FAIL an empty template: {empty}")
        failed += 1
    for name, template, codes, *further in BOMBS:
        if options.names and name not in options.names:
            continue
        figures, wrong = run.flaws(base, template, codes, further[0]() if further else {})
        passed, failed = passed + (not wrong), failed + bool(wrong)
        if wrong or options.all:
            print(f"{'FAIL' if wrong else 'ok  '} {name}: {figures}{''.join('; ' + flaw for flaw in wrong)}", flush=True)
    shutil.rmtree(folder)
    if not options.names:
        status = with_few_addresses(options.trainpack)
        passed, failed = passed + (status == 0), failed + (status != 0)
        print(f"{'ok  ' if status == 0 else 'FAIL'} count in 300 MB of addresses ends with {status}")
    print(f"beside an empty template's {base[0]:.0f} ms and {base[1]:.0f} MB, at most {MILLISECONDS} ms and {MEGABYTES} MB each")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
