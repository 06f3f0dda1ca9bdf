#!/usr/bin/env python3
"""Writes semantics.json: small templates and what jinja2, set up as transformers does, makes of each. See README.md."""
import json
import pathlib

from transformers.utils.chat_template_utils import _compile_jinja_template

TEMPLATES = r"""
{{ range(4)[1:-1:-2] }}|{{ range(2, 20, 3)[1:4] }}|{{ range(4)[::-1] }}|{{ range(9)[8:1:-3] }}
{{ ('a'|e).partition('=') }}|{{ ('a=b'|e).partition('=') }}|{{ ('a'|e).rpartition('=') }}|{{ 'a'.partition('=') }}
{{ 'upper' is filter }}|{{ 'nope' is filter }}|{{ 'odd' is test }}|{{ 1 is test }}|{{ none is filter }}|{{ nope is test }}
{{ {} is filter }}
{{ [1] is test }}
{{ true and not false }}|{{ false and not true }}|{{ not true and false }}|{{ not false or true }}
{{ not 1 == 2 }}|{{ not 1 in [2] }}|{{ 1 not in [2] }}|{{ true and not 1 > 2 }}
{{ 1 < 2 < 3 }}|{{ 1 < 3 < 2 }}|{{ 3 > 2 >= 2 }}|{{ 1 == 1 != 2 }}|{{ 1 < 2 in [2] }}
{{ 1 or 2 }}|{{ 0 or '' or 'x' }}|{{ 1 and 2 }}|{{ '' and 2 }}|{{ none or [] }}
{{ 'a' if true else 'b' }}|{{ 'a' if false else 'b' }}|{{ 'a' if false }}|{{ 1 if 0 else 2 if 0 else 3 }}
{{ ('a' if x else 'b') ~ 'c' }}|{{ 'a' if x else 'b' ~ 'c' }}
{{ 7 // 2 }}|{{ -7 // 2 }}|{{ 7 // -2 }}|{{ -7 // -2 }}|{{ 7.5 // 2 }}|{{ -7.5 // 2 }}
{{ 7 % 3 }}|{{ -7 % 3 }}|{{ 7 % -3 }}|{{ -7 % -3 }}|{{ 7.5 % 2 }}|{{ -7.5 % 2 }}|{{ 5.5 % -2 }}
{{ 7 / 2 }}|{{ 6 / 2 }}|{{ 1 / 3 }}|{{ -1 / 3 }}
{{ 2 ** 10 }}|{{ 2 ** -1 }}|{{ -2 ** 2 }}|{{ 2 ** 3 ** 2 }}|{{ 2.0 ** 3 }}|{{ 0 ** 0 }}
{{ 1 + 2 * 3 }}|{{ (1 + 2) * 3 }}|{{ 10 - 2 - 3 }}|{{ 1 - -1 }}|{{ +3 }}|{{ --3 }}
{{ 1 ~ 2 }}|{{ 'a' ~ (1 + 2) }}|{{ 1 ~ none ~ true }}|{{ 2 * 3 ~ 4 }}
{{ 'a' ~ 1 + 2 }}
{{ 'a' + 'b' }}|{{ 'ab' * 3 }}|{{ 3 * 'ab' }}|{{ 'a' * 0 }}|{{ 'a' * -1 }}|{{ [1] * 2 }}|{{ [1] + [2] }}|{{ (1,) + (2,) }}
{{ true + 1 }}|{{ true * 3 }}|{{ true == 1 }}|{{ 1.0 == 1 }}|{{ false < true }}|{{ -true }}
{{ 1.0 }}|{{ 0.1 + 0.2 }}|{{ 1e16 }}|{{ 1e15 }}|{{ 123456789012345680.0 }}|{{ 1e-4 }}|{{ 1e-5 }}|{{ 1.5e300 }}|{{ -0.0 }}|{{ 1e22 }}
{{ 1_000 }}|{{ 0x1F }}|{{ 0b101 }}|{{ 0o17 }}|{{ 1_0.5_0 }}|{{ 2.5e3 }}
{{ [1, 'a', none, true, 1.0, [2], (3,), {'k': 'v'}] }}
{{ ['it\'s', "q\"", 'both\'"', 'new\nline', 'tab\t', '\\', 'é', '\x00', '\x7f'] }}
{{ () }}|{{ (1,) }}|{{ (1, 2) }}|{{ 1, 2 }}|{{ [] }}|{{ {} }}|{{ {'a': {'b': [1]}} }}
{{ {'a': 1, 'b': 2} }}|{{ {1: 'x', none: 2, true: 3} }}|{{ {'a': 1, 'a': 2} }}
{{ none }}|{{ None }}|{{ true }}|{{ True }}|{{ false }}|{{ nope }}|{{ [nope] }}
{{ 'abcdef'[1:3] }}|{{ 'abcdef'[:-1] }}|{{ 'abcdef'[::-1] }}|{{ 'abcdef'[::2] }}|{{ 'abcdef'[4:1:-1] }}|{{ 'abcdef'[-100:100] }}|{{ 'abc'[5:] }}|{{ 'abc'[-1] }}
{{ [1,2,3,4][1:] }}|{{ [1,2,3,4][::-1] }}|{{ (1,2,3)[:2] }}|{{ range(10)[2:8:3] }}|{{ [1,2,3][-2:] }}|{{ [1][none:none] }}
{{ 'héllo'[1] }}|{{ 'héllo'[::-1] }}|{{ '🩺x'[0] }}|{{ '🩺x'|length }}|{{ 'abc'[10] }}|{{ [1][5] }}|{{ {'a': 1}['b'] }}
{{ {'a': 1}.a }}|{{ {'a': 1}['a'] }}|{{ {'a': 1}.get('b', 3) }}|{{ {'a': 1}.get('b') }}|{{ {'items': 5}.items is callable }}|{{ {'items': 5}['items'] }}
{{ {'b': 1, 'a': 2}.items()|list }}|{{ {'b': 1, 'a': 2}.keys()|list }}|{{ {'b': 1}.values()|list }}|{{ {'b': 1, 'a': 2}|dictsort }}|{{ {'b': 1}.items() }}|{{ {'b': 1}.keys() }}
{{ 'x' in {'x': 1} }}|{{ 'b' in 'abc' }}|{{ '' in 'abc' }}|{{ 2 in [1,2] }}|{{ 2 in (1,) }}|{{ 3 in range(5) }}|{{ 'x' in nope }}
{{ [1,2] == [1,2] }}|{{ [1] == (1,) }}|{{ {'a':1,'b':2} == {'b':2,'a':1} }}|{{ 'a' < 'b' }}|{{ [1,2] < [1,3] }}|{{ none == none }}|{{ 'a' == 1 }}|{{ nope == nope }}|{{ nope == none }}
{{ ' a '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'xyaxy'.lstrip('xy') }}|{{ 'abab'.rstrip('b') }}|{{ '\n\t a\u3000'.strip() }}|
{{ 'a,b,,c'.split(',') }}|{{ ' a  b '.split() }}|{{ 'a,b,c'.split(',', 1) }}|{{ 'a,b,c'.rsplit(',', 1) }}|{{ ''.split(',') }}|{{ ''.split() }}|{{ 'a\nb\r\nc'.splitlines() }}
{{ 'aXbX'.replace('X', 'y') }}|{{ 'aXbX'.replace('X', 'y', 1) }}|{{ 'abc'.replace('', '-') }}|{{ 'aaa'.replace('aa', 'b') }}
{{ 'abc'.startswith('ab') }}|{{ 'abc'.endswith(('x', 'c')) }}|{{ 'abc'.startswith('b', 1) }}|{{ 'abc'.find('c') }}|{{ 'abc'.find('x') }}|{{ 'éab'.find('b') }}|{{ 'abcabc'.rfind('b') }}|{{ 'abcabc'.count('bc') }}|{{ 'abc'.count('') }}
{{ 'hello world'.title() }}|{{ 'hELLO'.capitalize() }}|{{ 'aB'.swapcase() }}|{{ 'Straße'.upper() }}|{{ 'ÀÉ'.lower() }}|{{ 'ß'.casefold() }}|{{ "they're bill's".title() }}|{{ 'ΑΣ'.lower() }}
{{ 'ab'.center(7, '*') }}|{{ 'abc'.center(6) }}|{{ 'ab'.ljust(4, '.') }}|{{ 'ab'.rjust(4) }}|{{ '-42'.zfill(6) }}|{{ 'a\tb'.expandtabs(4) }}
{{ 'abc'.isalpha() }}|{{ '12'.isdigit() }}|{{ '½'.isnumeric() }}|{{ ''.isalpha() }}|{{ 'A'.isupper() }}|{{ 'a b'.islower() }}|{{ ' '.isspace() }}|{{ 'Ab Cd'.istitle() }}|{{ 'a1'.isalnum() }}|{{ '²'.isdecimal() }}
{{ '-'.join(['a', 'b']) }}|{{ ','.join('abc') }}|{{ 'a-b-c'.partition('-') }}|{{ 'a-b-c'.rpartition('-') }}|{{ 'abc'.removeprefix('a') }}|{{ 'abc'.removesuffix('bc') }}
{{ '{} {}'.format(1, 'a') }}|{{ '{0}{1}{0}'.format('a', 'b') }}|{{ '{x}'.format(x=3) }}|{{ '{:>5}|{:<5}|{:^5}'.format('a', 'b', 'c') }}|{{ '{:05.1f}'.format(3.14159) }}|{{ '{{}}'.format() }}|{{ '{:,}'.format(1234567) }}|{{ '{!r}'.format('a') }}
{{ '%s-%d' % ('a', 3) }}|{{ '%5.2f' % 3.14159 }}|{{ '%x' % 255 }}|{{ '%%' % () }}|{{ '%r' % 'a' }}|{{ '%03d' % 7 }}|{{ '%-5s|' % 'a' }}|{{ '%s' % [1] }}|{{ '%(a)s' % {'a': 1} }}
{{ '%s and %s'|format('a', 2) }}|{{ 'x'|upper }}|{{ 'X'|lower }}|{{ 'hello world'|title }}|{{ 'hELLO'|capitalize }}|{{ ' a '|trim }}|{{ 'xax'|trim('x') }}
{{ [3,1,2]|sort }}|{{ [3,1,2]|sort(reverse=true) }}|{{ ['b','A','c']|sort }}|{{ ['b','A','c']|sort(case_sensitive=true) }}|{{ [{'a':2},{'a':1}]|sort(attribute='a') }}
{{ [1,2,3]|first }}|{{ [1,2,3]|last }}|{{ []|first }}|{{ 'abc'|first }}|{{ [1,2,3]|length }}|{{ {'a':1}|count }}|{{ [1,2,3]|sum }}|{{ [{'a':1},{'a':2}]|sum(attribute='a') }}|{{ [1,2]|sum(start=10) }}
{{ ['a','b']|join }}|{{ ['a','b']|join(', ') }}|{{ [1,none,true]|join('-') }}|{{ [{'n':'x'},{'n':'y'}]|join(',', attribute='n') }}|{{ 'abc'|join('.') }}
{{ [1,2,3]|reverse|list }}|{{ 'abc'|reverse }}|{{ [1,2,1]|unique|list }}|{{ ['a','A']|unique|list }}|{{ [1,2,3]|min }}|{{ [1,2,3]|max }}|{{ []|max }}|{{ 'bca'|list|sort|join }}
{{ [1,2,3,4]|select('odd')|list }}|{{ [1,2,3,4]|reject('odd')|list }}|{{ [0,1,'',2]|select|list }}|{{ [{'a':1},{'a':0}]|selectattr('a')|list }}|{{ [{'r':'x'},{'r':'y'}]|selectattr('r','equalto','x')|list }}|{{ [{'r':'x'},{'r':'y'}]|rejectattr('r','eq','x')|list }}
{{ [1,2]|map('string')|list }}|{{ ['a']|map('upper')|join }}|{{ [{'a':1},{}]|map(attribute='a')|list }}|{{ [{'a':1},{}]|map(attribute='a', default=0)|list }}|{{ [{'a':{'b':1}}]|map(attribute='a.b')|list }}
{{ range(7)|batch(3)|list }}|{{ range(5)|batch(3, 'x')|list }}|{{ range(7)|slice(3)|list }}|{{ range(7)|slice(3, 'x')|list }}
{% for g in [{'c':'a','v':1},{'c':'b','v':2},{'c':'a','v':3}]|groupby('c') %}{{ g.grouper }}:{{ g.list|length }};{{ g[0] }} {% endfor %}
{{ nope|default('d') }}|{{ ''|default('d') }}|{{ ''|default('d', true) }}|{{ none|default('d') }}|{{ nope|d }}|{{ nope.x|default('y') if nope else 'z' }}
{{ '12'|int }}|{{ 'x'|int }}|{{ 'x'|int(7) }}|{{ '1.9'|int }}|{{ 3.99|int }}|{{ '0x1f'|int(base=16) }}|{{ '1.5'|float }}|{{ 'x'|float }}|{{ -5|abs }}|{{ none|int }}
{{ 2.5|round }}|{{ 3.5|round }}|{{ 2.675|round(2) }}|{{ 1234|round(-2) }}|{{ 2.1|round(0, 'ceil') }}|{{ 2.9|round(method='floor') }}|{{ 42.55|round(1) }}|{{ 5|round }}
{{ '<a href="x">&\'</a>'|escape }}|{{ '<b>'|e }}|{{ '<b>'|safe }}|{{ '<b>x</b> y'|striptags }}|{{ '<b>'|forceescape }}|{{ ('<b>'|e) ~ '<i>' }}|{{ ('<b>'|e) + '<i>' }}
{{ 'a\nb\n\nc'|indent }}|{{ 'a\nb'|indent(2, true) }}|{{ 'a\n\nb'|indent(2, blank=true) }}|{{ 'a\nb'|indent('--') }}
{{ 'hello world foo'|truncate(9) }}|{{ 'hello world foo'|truncate(9, true) }}|{{ 'hello'|truncate(9) }}|{{ 'hello world foo'|truncate(9, false, '>') }}|{{ 'hello world foo'|truncate(11, leeway=0) }}
{{ 'hello big world'|wordcount }}|{{ 'aaa bbb ccc'|wordwrap(5) }}|{{ 'x'|center(5) }}|{{ 'a b'|urlencode }}|{{ {'a': 'b c'}|urlencode }}|{{ 1500|filesizeformat }}|{{ 1500|filesizeformat(true) }}
{{ {'a': [1, 2.0, none, true, 'é"<&>\'']}|tojson }}|{{ [1]|tojson(indent=2) }}|{{ {'b':1,'a':{'c':[]}}|tojson(indent=4) }}|{{ 'a\n\u2028\\/'|tojson }}|{{ {1: 2, none: 3, true: 4, 1.5: 5}|tojson }}
{{ 'é'|tojson(ensure_ascii=true) }}|{{ {'b':1,'a':2}|tojson(sort_keys=true) }}|{{ [1,2]|tojson(separators=(',',':')) }}|{{ 1e16|tojson }}|{{ (1,2)|tojson }}|{{ ''|tojson }}|{{ '\x7f\x1f'|tojson }}
{{ 'abc'|replace('b', 'x') }}|{{ 'aaa'|replace('a', 'b', 2) }}|{{ [1,2]|string }}|{{ 'ab'|list }}|{{ {'a':1}|list }}|{{ {'a':1}|items|list }}|{{ 5|string ~ 1 }}|{{ [1]|pprint }}
{{ 1 is odd }}|{{ 2 is even }}|{{ 4 is divisibleby(2) }}|{{ x is defined }}|{{ x is undefined }}|{{ none is none }}|{{ 1 is not none }}|{{ 'a' is string }}|{{ 1 is number }}|{{ true is number }}|{{ 1 is integer }}|{{ 1.0 is float }}|{{ true is boolean }}|{{ true is true }}|{{ 1 is true }}
{{ [] is iterable }}|{{ 'a' is iterable }}|{{ 1 is iterable }}|{{ {} is mapping }}|{{ [] is mapping }}|{{ [] is sequence }}|{{ {} is sequence }}|{{ 'a' is sequence }}|{{ range is callable }}|{{ 1 is eq 1 }}|{{ 1 is lt 2 }}|{{ 1 is in [1] }}|{{ 'a' is lower }}|{{ 'A' is upper }}|{{ 1 is sameas 1 }}|{{ 'upper' is filter }}|{{ 'odd' is test }}
{{ not x is defined }}|{{ 1 is odd and 2 is even }}|{{ 1 + 1 is even }}|{{ 3 is divisibleby 3 }}|{{ x is not defined or y }}|{{ 'a' is eq 'a' ~ '' }}
{{ -1|abs }}|{{ (-1)|abs }}|{{ 2 * 3|string }}|{{ 'a'|upper ~ 'b' }}|{{ 'a' ~ 'b'|upper }}|{{ 1 + 2|float }}|{{ -3.7|int }}|{{ not 0|int }}
{{ "a" "b" }}|{{ 'a' 'b' ~ 'c' }}|{{ 'a\tb\\n\u00e9\x41' }}|{{ '\N{BULLET}' }}|{{ '\q' }}|{{ 'l\
m' }}
  {% if true %}  \n  x  \n  {% endif %}  \n  y
a\n  {%- if true -%}  \n  x  \n  {%- endif -%}  \n  y
a\n  {%+ if true %}\n  x\n  {%+ endif +%}\n  y
a  {{- ' b ' -}}  c\n\n{{- 'd' }}\n\ne\n
{# comment #}\na {#- c -#} b\n  {# only #}\nc
{% raw %}{{ x }}{% if %}{# #}{% endraw %}|{%- raw -%}  z  {%- endraw -%} |
{% raw %}\na\n{% endraw %}\nb
a\r\nb\rc\r\n{% if 1 %}\r\nd{% endif %}\r\ne
line\n
line\n\n
{% if 1 %}\n\n{% endif %}\n\nz
   {{ 1 }}   \n\t{% set a = 1 %}   \n   {{ a }}
{{ '{{' }}{{ '%}' }}{{ "{#" }} } }} %} #}
{% for i in [1,2,3] %}{{ i }}{% else %}none{% endfor %}|{% for i in [] %}{{ i }}{% else %}none{% endfor %}|{% for i in nope %}x{% else %}e{% endfor %}
{% for i in [1,2,3] if i > 1 %}{{ loop.index }}:{{ i }}/{{ loop.length }} {% else %}none{% endfor %}|{% for i in [1] if i > 1 %}x{% else %}none{% endfor %}
{% for i in 'abc' %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.depth0 }};{% endfor %}
{% for i in [1,2,3] %}[{{ loop.previtem }}{{ i }}{{ loop.nextitem }}]{% endfor %}|{% for i in [1,2,3] %}{{ loop.previtem is defined }}{{ loop.nextitem|default('-') }}{% endfor %}
{% for i in [1,1,2] %}{{ loop.changed(i) }} {% endfor %}|{% for i in range(4) %}{{ loop.cycle('a','b','c') }}{% endfor %}
{% for k, v in {'a':1,'b':2}.items() %}{{ k }}={{ v }};{% endfor %}|{% for a, (b, c) in [(1,(2,3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}|{% for k in {'a':1} %}{{ k }}{% endfor %}
{% for i in [[1,[2,[3]]],4] recursive %}{% if i is iterable %}<{{ loop(i) }}>{% else %}{{ i }}.{{ loop.depth }}{% endif %}{% endfor %}
{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% else %}no{% endfor %}
{% for i in [1,2] %}{% for j in [1,2] %}{% if j == 2 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{{ loop.index }};{% endfor %}
{% for i in [1,2] %}{% set outer = loop %}{% for j in [3] %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}
{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}|{% if true %}{% set x = 3 %}{% endif %}{{ x }}
{% for i in [1,2,3] %}{{ x }}{% set x = i %}{{ x }};{% endfor %}{{ x is defined }}
{% set x = 0 %}{% for i in [1,2] %}{% set x = x + i %}{{ x }},{% endfor %}{{ x }}
{% for i in [1] %}{% endfor %}{{ i is defined }}|{{ loop is defined }}
{% set ns = namespace(a=1, b=[]) %}{% for i in [1,2] %}{% set ns.a = ns.a + i %}{% set ns.b = ns.b + [i] %}{% endfor %}{{ ns.a }}{{ ns.b }}{{ ns.c }}|{% set ns.c = 5 %}{{ ns.c }}|{{ ns['a'] }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}|{% set a, b = b, a %}{{ a }}{{ b }}|{% set (c, d) = [3, 4] %}{{ c }}{{ d }}
{% set t %}a{{ 1 }} {% endset %}[{{ t }}]|{% set u | upper %}abc{% endset %}{{ u }}|{% set v | replace('a','b') | trim %} aa {% endset %}[{{ v }}]
{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}|{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q is defined }}|{% set a = 5 %}{% with a = 1, b = a %}{{ b }}{% endwith %}
{% filter upper %}abc{{ 'd' }}{% endfilter %}|{% filter replace('a', 'b') | upper %}aaa{% endfilter %}
{% macro m(a, b=2) %}{{ a }}{{ b }};{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=4, a=5) }}{{ m() }}{{ m.name }}{{ m.arguments }}
{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, x=4) }}
{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}in{% endcall %}|{% macro n(x) %}{{ caller(x, 2) }}{% endmacro %}{% call(a, b) n(1) %}{{ a }}+{{ b }}{% endcall %}
{% macro m(x) %}{{ caller is defined }}{% endmacro %}{{ m(1) }}{% call m(1) %}{% endcall %}
{% macro f(n) %}{{ 1 if n < 2 else n * f(n - 1)|int }}{% endmacro %}{{ f(5) }}
{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}
{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(3) }}|{% macro k(x=[]) %}{{ x }}{% endmacro %}{{ k() }}|{% macro s() %}x{% endmacro %}{{ s()|upper ~ s() }}{{ s() is string }}
{% macro m() %}{% set y = 1 %}{% endmacro %}{{ m() }}{{ y is defined }}|{% for i in [1,2] %}{% macro q() %}{{ i }}{% endmacro %}{{ q() }}{% endfor %}
{% if 0 %}a{% elif '' %}b{% elif [0] %}c{% else %}d{% endif %}|{% if nope %}a{% else %}b{% endif %}|{% if nope is defined and nope.x %}a{% else %}b{% endif %}
{{ dict(a=1, b=2) }}|{{ dict([('x', 1)]) }}|{{ dict({'a': 1}, b=2) }}|{{ range(5)|list }}|{{ range(1, 10, 3)|list }}|{{ range(5, 0, -2)|list }}|{{ range(3) }}|{{ range(0)|list }}
{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.reset() }}{{ c.next() }}|{% set j = joiner('-') %}{{ j() }}a{{ j() }}b
{% generation %}abc{{ 1 }}{% endgeneration %}|{% for i in [1,2] %}{% generation %}{{ i }}{% endgeneration %}{% endfor %}
{% set x = [1,2,3] %}{{ x[0] }}{{ x.0 }}{{ x[-1] }}|{{ x|length - 1 }}|{{ x[x|length - 1] }}|{{ (x + [4])[3] }}
{% do [] %}
{{ [1].append(2) }}
{{ {'a': 1}.update({'b': 2}) }}
{{ nope.x }}
{{ nope() }}
{{ nope + 1 }}
{{ 'a' + 1 }}
{{ 1 / 0 }}
{{ 1 % 0 }}
{{ 'abc'.nope() }}
{{ 'abc'.nope }}|{{ 'abc'.__class__ }}
{{ 'abc'.__class__.__mro__ }}
{{ [1,2,3]['a'] }}|{{ {'a': 1}[0] }}
{{ {[]: 1} }}
{% set a, b = [1] %}
{% for a, b in [1] %}{% endfor %}
{{ [1, 'a']|sort }}
{{ 1 < 'a' }}
{{ 1|length }}
{{ 'a'|nope }}
{{ 1 is nope }}
{{ raise_exception('no') }}
{{ 'abc'[::0] }}
{{ 5 in 'abc' }}
{{ range(1, 2, 0) }}
{% if %}{% endif %}
{% endif %}
{% for i in %}{% endfor %}
{{ 1 +}}
{{ 'unterminated }}
{% if 1 %}
{{ 1
{{ (1 }}
{% unknown %}
{% break %}
{{ a b }}
{{ '{:d}'.format('a') }}
{{ '%d' % 'a' }}
{{ m(1 }}
{{ {'a' 1} }}
{% macro m(a=1, b) %}{% endmacro %}
{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{% endmacro %}{{ m(1, z=2) }}
{% set true = 1 %}
{% include 'x' %}
{% import 'x' as y %}
{% extends 'x' %}
{{ 1 if }}
{{ - }}
{{ x.1y }}
{# open
{% raw %}
{{ 'a'.join([1]) }}
{{ ''.join(nope) }}|{{ nope|list }}|{{ nope|length }}|{{ nope|upper }}|{{ nope ~ 'a' }}|{{ nope|join }}
{{ 9223372036854775807 }}|{{ -9223372036854775808 }}|{{ 9223372036854775806 + 1 }}
{{ 'a' if none is none else }}
{{ "a"|default("x")|upper|lower|title }}|{{ [[1,2],[3]]|sum(start=[]) }}|{{ [1,[2]]|string|length }}
{{ [1,2,3].index(2) }}|{{ [1,2,1].count(1) }}|{{ [3].copy() }}|{{ (1,2).index(1) }}|{{ {'a':1}.copy() }}
{{ 3.7.is_integer() }}|{{ 3.0.is_integer() }}|{{ (5).bit_length() }}
{{ 1.5|string }}|{{ 100000000000000000000.0 }}|{{ 1.0e5 }}|{{ 3.0 * 2 }}|{{ 7 // 2.0 }}|{{ 1e308 * 10 }}|{{ -1e308 * 10 }}|{{ (1e308 * 10) - (1e308 * 10) }}
{{ '%.3g' % 1234.5 }}|{{ '%e' % 12345.678 }}|{{ '%g' % 0.0001 }}|{{ '%+d' % 5 }}|{{ '%#x' % 255 }}|{{ '%o' % 8 }}|{{ '%c' % 65 }}|{{ '%5s|' % 'é' }}|{{ '%.2s' % 'abc' }}|{{ '%*d' % (5, 3) }}
{{ '{:+}'.format(5) }}|{{ '{:x}'.format(255) }}|{{ '{:#b}'.format(5) }}|{{ '{:e}'.format(12345.678) }}|{{ '{:.3}'.format('abcdef') }}|{{ '{:%}'.format(0.5) }}|{{ '{0[a]}'.format({'a': 1}) }}|{{ '{:*^7}'.format('ab') }}|{{ '{:g}'.format(1e10) }}|{{ '{:{}}'.format('a', 3) }}|
{{ range(90000)|map('batch',1)|list|length }}|{{ range(3)|map('batch',1)|list|length }}
{{ range(90000)|map('string')|list|length }}
{{ 'abc'|map('batch',2)|map('list')|list }}|{{ [[1,2],[3]]|map('map','string')|map('join','-')|join(';') }}|{% set u = [1,1,2]|unique %}{{ u|first }}{{ u|list }}|{% set b = range(5)|batch(2) %}{{ b|first }}{{ b|list }}
{% set ns = namespace(x=['b','a']) %}{% for i in range(20) %}{% set ns.x = ns.x|map('upper') %}{% endfor %}{{ ns.x|join }}|{% set m = [1,2,3]|map('string') %}{% for a in m %}{{ a }}{{ m|first }}{% endfor %}
{% set c = cycler('a', cycler('b', 'c')) %}{{ c.next() }}{{ c.next().next() }}{{ c.next() }}{{ c.next().next() }}|{% set j = joiner(joiner('x')) %}{{ j() }}|{{ j()() }}|{{ j()() }}|{% set f = 'a-b'.split %}{{ f('-') }}
{% for i in [1,2,3] %}{% set l = loop %}{{ l.index }}{{ l.last }}{% endfor %}|{% set ns = namespace() %}{% for i in 'ab' %}{% set ns.l = loop %}{% endfor %}{{ ns.l.index }}{{ ns.l.length }}{{ ns.l.previtem }}|{% set ns = namespace(x=1) %}{% for i in [1,2] %}{% for j in [ns]|map(attribute='x') %}{{ j if i == 1 else j.index }}{% set ns.x = loop %}{% endfor %}{% endfor %}
{{ 'abc'[1:10**12] }}|{{ 'abc'[-10**12:2] }}|{{ 'abc'[::10**12] }}|{{ [1,2,3][1:10**12] }}|{{ [1,2,3][::-(10**12)] }}|{{ 'x' * -(10**12) }}|{{ [1] * -(10**12) }}|{{ ('a' * 1000).replace('a', 'bc')|length }}|{{ ('x' * 1000).center(1002)|length }}|{{ ('x' * 1000)|center(-(10**12))|length }}
{% set n = namespace(v=1, w=1) %}{% for i in range(100) %}{% set n.v = [n.v] %}{% set n.w = [n.w] %}{% endfor %}{{ n.v == n.w }}|{{ n.v == [n.w] }}|{{ n.v in [n.w] }}|{{ n.v < n.w }}|{{ n.v <= n.w }}|{{ [n.v, n.w]|sort == [n.w, n.v] }}
{% set n = namespace(v=(1,), w=(1,)) %}{% for i in range(60) %}{% set n.v = (n.v, 'x') %}{% set n.w = (n.w, 'x') %}{% endfor %}{{ {n.v: 1}[n.w] }}|{{ {n.v: 1, n.w: 2}|length }}|{{ {n.v: {n.w: 3}} == {n.w: {n.v: 3}} }}|{{ [n.v, n.w]|unique|list|length }}|{{ [n.v, (n.w, 1)]|unique|list|length }}
{{ {'a': [1, {'b': (2, [3])}]} == {'a': [1, {'b': (2, [3])}]} }}|{{ {'a': [1, {'b': (2, [3])}]} == {'a': [1, {'b': (2, [4])}]} }}|{{ [[1, 2], [3]] == [[1], [2, 3]] }}|{{ {'a': 1, 'b': 2} == {'a': 1, 'c': 2} }}|{{ [1, [2.0, true]] == [1.0, [2, 1]] }}|{{ {(1, 'a'): 2}[(1.0, 'a')] }}
{{ {(1, [2]): 3} }}
""".strip("\n")


def cases():
    for line in TEMPLATES.replace("l\\\nm", "l\\nm").split("\n"):
        # In lines without an expression that has its own escapes, \n, \r and \t stand for the characters.
        yield line
        if line.startswith(("  {%", "a\\n", "a  {{-", "{# c", "{% raw %}\\n", "a\\r", "line", "{% if 1 %}\\n", "   {{ 1")):
            yield line.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")


def main():
    rows = []
    for template in cases():
        try:
            rows.append({"template": template, "text": _compile_jinja_template(template).render()})
        except Exception as error:
            rows.append({"template": template, "error": type(error).__name__})
    path = pathlib.Path(__file__).with_name("semantics.json")
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=True) for row in rows)
    path.write_text("[\n" + lines + "\n]\n", encoding="utf-8")
    print(f"{len(rows)} templates, {sum('error' in row for row in rows)} of them refused")


main()
