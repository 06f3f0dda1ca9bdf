#!/usr/bin/env python3
"""validate.py SCHEMAS FILE …: holds each document against its schema, and prints what is wrong.

The schema of a document is the one that its member `schema` names; that of a file KIND@name.json is SCHEMAS/KIND-1.json. Files *.jsonl hold a document a line. A member that a schema does not
name is wrong here, though consumers may meet some in a later version. Last line "N documents, N errors"; exit 0 or 1."""
import glob, json, os, sys

import jsonschema


def closed(schema):
    """The schema with every object that lists its members closed."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if "properties" in schema and "additionalProperties" not in schema:
        result["additionalProperties"] = False
    return result


def main(folder, files):
    schemas, errors, shared = {}, [], {}
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        schema = json.load(open(path, encoding="utf-8"))
        name = os.path.basename(path).removesuffix("-1.json")
        jsonschema.Draft202012Validator.check_schema(schema)
        if schema["$id"] != f"trainpack/{name}/1":
            errors.append(f"{path}: its $id is {schema['$id']}")
        for key, definition in schema.get("$defs", {}).items():
            if shared.setdefault(key, definition) != definition:
                errors.append(f"{path}: $defs/{key} differs from that of another schema")
        schemas[name] = jsonschema.Draft202012Validator(closed(schema))
    used, count = set(), 0
    for path in files:
        text = open(path, encoding="utf-8").read()
        documents = [json.loads(line) for line in text.splitlines()] if path.endswith(".jsonl") else [json.loads(text)]
        if len(documents) == 1 and isinstance(documents[0], list):
            documents = documents[0]
        for document in documents:
            base = os.path.basename(path)
            name = base.split("@")[0] if "@" in base else document["schema"].split("/")[1]
            used.add(name)
            count += 1
            errors += [f"{base}: {error.json_path}: {error.message[:300]}" for error in schemas[name].iter_errors(document)]
    errors += [f"no document of {name} was looked at" for name in sorted(set(schemas) - used)]
    print("\n".join(errors + [f"{count} documents, {len(errors)} errors"]))
    return 1 if errors else 0


sys.exit(main(sys.argv[1], sys.argv[2:]))
