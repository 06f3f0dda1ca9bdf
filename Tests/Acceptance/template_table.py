#!/usr/bin/env python3
"""template_table.py --trainpack BINARY [--write]: holds the table of Guides/ChatTemplates.md, what the template of each profile does, against what `profiles show --json` tells now, cell by cell.

Where a profile's vocabulary is not here, which token ends an answer cannot be told: that cell is named and not held. With --write the table is written anew. Last line "N passed, N failed"."""
import argparse, json, os, re, subprocess, sys, tempfile

import vocabularies

GUIDE = os.path.join(vocabularies.ROOT, "Guides", "ChatTemplates.md")
COLUMNS = ["profile", "system prompt", "its own", "two user turns in a row", "token that begins a text", "answers end in", "date", "rows of several turns", "tools: definitions, calls, results", "tags"]
UNKNOWN = None


def code(text):
    """Text of a template in a cell."""
    shown = text.replace("\n", "\\n").replace("|", "\\|")
    return f"`{shown}`"


def system(traits):
    words = traits["system"]
    return f"{words} into the {traits['system_turn']} user turn" if traits["system_turn"] else words


def own_system(traits):
    text = traits["default_system"]
    return "–" if text is None else code(text if len(text) <= 44 else text[:42].rstrip() + " …")


def end(traits):
    """The token after the last and earlier answers, and whether it is trained; `UNKNOWN` without the vocabulary."""
    ends = [(traits[f"{place}end_token"], traits[f"{place}end_trained"]) for place in ("", "earlier_")]
    if all(token is None for token, _ in ends):
        return UNKNOWN
    words = [(code(re.sub(r" \(\d+\)$", "", token)) + (", trained" if trained else ", not trained")) if token else "no token" for token, trained in ends]
    return words[0] if words[0] == words[1] else f"{words[0]}; earlier ones in {words[1]}"


def history(rows):
    """Which conversations change when turns follow, so that they do not fit one row."""
    changed = [f"{row['conversation']}: {', '.join(sorted({change.split(' (')[0] for change in row['changes']}))}" for row in rows if row["one_row"] is False]
    return "not " + "; not ".join(changed) if changed else "yes"


def tools(template, traits):
    calls = "no"
    if template["tool_calls"]:
        calls = f"arguments as {'an object' if template['tool_arguments'] == 'object' else 'a ' + template['tool_arguments']}" + (", with identifiers" if template["call_identifiers"] else "")
    return f"{'yes' if template['tools'] else 'no'}; {calls}; {traits['tool_results']}"


def row(report):
    template, traits = report["template"], report["template_traits"]
    return [
        report["model"]["id"], system(traits), own_system(traits), "refused" if traits["alternation"] == "strict" else "rendered", traits["bos"] or "none in the vocabulary", end(traits),
        traits["date"], history(report["template_history"]), tools(template, traits), "yes" if traits["generation"] else "no"]


def written(rows):
    line = lambda cells: "| " + " | ".join(cells) + " |"
    return [line(COLUMNS), "|" + "---|" * len(COLUMNS)] + [line(cells) for cells in rows]


def table(lines):
    """The first line of the guide's table and the one behind it."""
    start = lines.index(written([])[0])
    end = next((number for number in range(start, len(lines)) if not lines[number].startswith("|")), len(lines))
    return start, end


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainpack", required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    data = tempfile.mkdtemp(prefix="trainpack-table-")
    vocabularies.gather(data)
    environment = {**os.environ, "TRAINPACK_HOME": vocabularies.ROOT, "XDG_DATA_HOME": data}
    ask = lambda *arguments: json.loads(subprocess.run([options.trainpack, "profiles", *arguments, "--json"], check=True, capture_output=True, text=True, env=environment).stdout)
    rows = [row(ask("show", entry["id"])) for entry in ask("list")["profiles"]]
    with open(GUIDE, encoding="utf-8") as file:
        lines = file.read().split("\n")
    start, stop = table(lines)
    if options.write:
        unknown = [cells[0] for cells in rows if UNKNOWN in cells]
        if unknown:
            raise SystemExit(f"the vocabularies of {', '.join(unknown)} are not here")
        lines[start:stop] = written(rows)
        with open(GUIDE, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        return 0
    split = lambda line: [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    found = {cells[0]: cells for cells in map(split, lines[start + 2 : stop])}
    passed, failures = 0, []
    for id in sorted(found.keys() - {cells[0] for cells in rows}):
        failures.append(f"{id}: the guide has a row of it, and there is no such profile")
    for cells in rows:
        told = found.get(cells[0], [])
        for number, (column, cell) in enumerate(zip(COLUMNS, cells)):
            if cell is UNKNOWN:
                print(f"SKIPPED ({cells[0]}): {column}, as its vocabulary is not here")
            elif told[number : number + 1] == [cell]:
                passed += 1
            else:
                failures.append(f"{cells[0]}, {column}: the guide says {' '.join(told[number : number + 1]) or 'nothing'}, profiles show {cell}")
    for failure in failures:
        print(f"FAIL {failure}; --write writes the table anew")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
