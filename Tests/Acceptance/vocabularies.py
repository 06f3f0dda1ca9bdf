"""A data folder with every vocabulary of Vocabularies/index.json that can be had here without the network: from the user's data folder or from ../shared, by sha256."""
import hashlib, json, os, subprocess

import oracles

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared", "data", "vocabularies")
USER = os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"), "trainpack", "Vocabularies")


def gather(folder):
    """Fills `folder` so that it can be XDG_DATA_HOME; returns the names of what could not be found."""
    with open(os.path.join(ROOT, "Vocabularies", "index.json"), encoding="utf-8") as file:
        entries = json.load(file)["vocabularies"]
    target = os.path.join(folder, "trainpack", "Vocabularies")
    os.makedirs(target, exist_ok=True)
    wanted = {entry["sha256"]: entry for entry in entries if not os.path.exists(os.path.join(ROOT, "Vocabularies", entry["file"]))}
    sizes = {entry["bytes"] for entry in wanted.values()}
    for base in (USER, SHARED):
        for path, _, names in os.walk(base):
            for name in names:
                file = os.path.join(path, name)
                if not wanted or os.path.getsize(file) not in sizes:
                    continue
                entry = wanted.pop(hashlib.sha256(open(file, "rb").read()).hexdigest(), None)
                if entry:
                    place = os.path.join(target, entry["file"])
                    if not os.path.exists(place):
                        os.symlink(os.path.realpath(file), place)
    return sorted(entry["name"] for entry in wanted.values())


def fetch(trainpack, folder, names):
    """Gets what is missing through `trainpack vocabularies fetch`, which calls pip; returns what could not be got."""
    environment = dict(os.environ, XDG_DATA_HOME=folder)
    return [name for name in names if subprocess.run([trainpack, "vocabularies", "fetch", name], env=environment, capture_output=True).returncode]


def for_profiles(trainpack, folder, fetched):
    """Makes `folder` the data folder of this process, of those that it starts, and of the oracles, with all that is here; where `fetched`, what the profiles need and is not here is got first."""
    missing = gather(folder)
    if fetched:
        needed = {oracles.load_profile(id)["tokenizer"]["vocabulary"] for id in oracles.PROFILES}
        fetch(trainpack, folder, [name for name in missing if name in needed])
    os.environ["XDG_DATA_HOME"] = folder
    oracles.DATA = os.path.join(folder, "trainpack", "Vocabularies")
