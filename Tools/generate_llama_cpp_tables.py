#!/usr/bin/env python3
"""Writes the Unicode tables by which llama.cpp cuts and normalizes text, which are not those of the other libraries.

    python3 Tools/generate_llama_cpp_tables.py LLAMA_CPP        (a checkout of llama.cpp; needs g++)

The tables are measured: a few lines of C++ ask llama.cpp's own functions about every code point.
"""

import pathlib
import subprocess
import sys
import tempfile

from generate_unicode_tables import run_lengths, variable_length, write

PROGRAM = """
#include "unicode.h"
#include <cstdio>
int main() {
  for (uint32_t c = 0; c < 0x110000; c++) {
    auto flags = unicode_cpt_flags_from_cpt(c);
    printf("%u %u %u\\n", flags.as_uint(), unicode_tolower(c), unicode_cpts_normalize_nfd({c})[0]);
  }
}
"""


def measure(root):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "tables.cpp")
        source.write_text(PROGRAM)
        sources = [source, root / "src/unicode.cpp", root / "src/unicode-data.cpp"]
        program = pathlib.Path(folder, "tables")
        subprocess.run(["g++", "-std=c++17", "-w", f"-I{root}/src", *sources, "-o", program], check=True)
        lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()
    return [tuple(map(int, line.split())) for line in lines]


def pairs(mapping):
    """For each character its distance from the one before, and how far it moves (twice that, one more if down)."""
    numbers, previous = [], 0
    for character, target in sorted(mapping.items()):
        move = target - character
        numbers += [character - previous, 2 * move if move > 0 else -2 * move + 1]
        previous = character
    return numbers


def main(root):
    rows = measure(pathlib.Path(root))
    flags = {}
    for code_point, (value, _, _) in enumerate(rows):
        category = value & 0xFF
        assert category & (category - 1) == 0, "two categories"
        flags[code_point] = category.bit_length() | (16 if value & 0x100 else 0)
    for syllable in range(0xAC00, 0xAC00 + 11172):
        assert rows[syllable][2] == 0x1100 + (syllable - 0xAC00) // 588
    hangul = range(0xAC00, 0xAC00 + 11172)
    write(
        "LlamaCpp/LlamaCppTables+Generated.swift",
        "Measured on the llama.cpp that llama-cpp-python 0.3.36 carries.",
        [
            ("classes", "Runs of code points: length, class (1 none, 2 N, 3 L, 4 Z, 5 M, 6 P, 7 S, 8 C; 16 more for white space).",
             variable_length(run_lengths(flags))),
            ("lowercase", "Small letters: distance of the capital from the one before, how far it moves.",
             variable_length(pairs({c: r[1] for c, r in enumerate(rows) if r[1] != c}))),
            ("bases", "First characters of canonical decompositions but Hangul's: distance from the one before, how far it moves.",
             variable_length(pairs({c: r[2] for c, r in enumerate(rows) if r[2] != c and c not in hangul}))),
        ],
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
