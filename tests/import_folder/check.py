"""Imports every compose file of a folder, prints what became of each, and compares it with an independent reading.

    python3 tests/import_folder/check.py FOLDER [--env FOLDER] [--program target/debug/cloudstead] [--keep FOLDER]

Each file is imported from a folder of its own by `cloudstead presets new`. With --env, files named `STEM--PATH.env` (`__` in
PATH is `/`) are put beside it, as people do who copy the example of a project to `.env`. What is read by PyYAML (services,
ports, volumes, names of variables) must be in the preset or be named by a note or an open point. Needs Python 3.11 and PyYAML.
Exit code 1 where something was dropped silently, the program crashed, or it took longer than 20 seconds.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import tomllib

import yaml

PATIENCE = 20
# A person's own file of variables, and which service people open at which port where a proxy's settings are not there.
ASKED = ("it holds variables of", "name the service that people open", "set `port` of the service")


class Loader(yaml.SafeLoader):
    """Tags of Compose mean nothing here."""


for tag in ("!reset", "!override"):
    Loader.add_constructor(tag, lambda loader, node: None)
# Base 60 and octal are of YAML 1.1: `22:22` is a text.
Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag not in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def place(folder, compose, environments):
    """The compose file with its example environment beside it."""
    (folder / "docker-compose.yml").write_text(compose.read_text())
    for name, path in environments(compose.stem):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.write_text(path.read_text())


def environments_of(folder):
    """Files beside a compose file, and the one of them that people would copy to `.env`."""

    def environments(stem):
        repository = stem.split("--")[0] + "--"
        found = []
        for path in sorted(folder.iterdir()) if folder else []:
            if path.name.startswith(repository):
                # A file of a folder of the repository has that folder in the middle.
                found.append((path.name.removeprefix(repository).split("--")[-1], path))
        yield from found
        examples = [entry for entry in found if re.search(r"example|template|sample|default|deploy|docker$", entry[0])]
        for _, path in examples or found:
            yield ".env", path

    return environments


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def names_of_environment(service):
    environment = service.get("environment") or {}
    if isinstance(environment, dict):
        return set(map(str, environment))
    if isinstance(environment, str):
        environment = environment.split()
    found = set()
    for item in environment:
        found |= set(map(str, item)) if isinstance(item, dict) else {str(item).split("=", 1)[0]}
    return found


def ports_inside(service):
    for port in listed(service.get("ports")):
        if isinstance(port, dict):
            yield str(port.get("target"))
        elif "$" not in str(port):
            yield str(port).split("/")[0].rsplit(":", 1)[-1]


def targets(service):
    for volume in listed(service.get("volumes")):
        if isinstance(volume, dict):
            yield str(volume.get("target"))
        else:
            text = re.sub(r"\$\{[^}]*\}", "VARIABLE", str(volume))
            parts = text.split(":")
            yield parts[1] if len(parts) > 1 else parts[0]


def silent(compose, preset, said):
    """What an independent reading finds and neither the preset nor a word of it has."""
    missing = []
    notes = [note["what"] for note in said["notes"]]
    opened = "\n".join(point["what"] for point in said["open"])
    # Where the containers came from is said above each.
    containers = {}
    for table in ("services", "jobs"):
        for name, container in preset.get(table, {}).items():
            containers[name] = container
    for name, service in (compose.get("services") or {}).items():
        service = service or {}
        prefix = f"services.{name}"
        container = containers.get(name) or containers.get(re.sub(r"[^a-z0-9._-]", "-", name.lower()))
        if container is None:
            if prefix not in notes:
                missing.append(prefix)
            continue
        text = json.dumps(container)
        environment = set(container.get("env", {}))
        for variable in names_of_environment(service) - environment:
            if f"{prefix}.environment.{variable}" not in notes:
                missing.append(f"{prefix}.environment.{variable}")
        for port in ports_inside(service):
            published = json.dumps(container.get("ports", [])) + f" {container.get('port')} "
            noted = f"{prefix}.ports" in notes
            if port not in published and not noted and port not in opened and f"`{name}`" not in opened:
                missing.append(f"{prefix}.ports {port}")
        mounted = [mount["path"] for mount in container.get("mounts", [])] + container.get("tmpfs", [])
        for target in targets(service):
            clean = target.rstrip("/")
            here = any(path == clean or path.startswith(clean + "/") for path in mounted)
            if not here and f"{prefix}.volumes" not in notes and f"`{name}`" not in opened:
                missing.append(f"{prefix}.volumes {target}")
        for key in service:
            known = key in ("image", "build", "environment", "env_file", "ports", "volumes", "command", "entrypoint",
                            "depends_on", "healthcheck", "user", "hostname", "working_dir", "init", "read_only", "tty",
                            "shm_size", "stop_grace_period", "stop_signal", "cap_add", "cap_drop", "security_opt",
                            "ulimits", "tmpfs", "sysctls", "extra_hosts", "extends", "deploy", "configs", "secrets",
                            "mem_limit", "mem_reservation", "cpus", "scale", "<<", "exclude_from_hc", "devices",
                            "network_mode", "gpus", "privileged", "links", "stdin_open")
            told = any(what == f"{prefix}.{key}" or what.startswith(f"{prefix}.{key}.") for what in notes)
            if not known and not told and f"`{key}` of `{name}`" not in opened and service[key] is not None:
                missing.append(f"{prefix}.{key}")
        del text
    return missing


def first_word(error):
    return error.strip().splitlines()[0][:140] if error.strip() else "no word"


def outcome_of(points):
    return "files" if all(point["bring"] for point in points) else "open"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--env", type=pathlib.Path)
    parser.add_argument("--program", default="target/debug/cloudstead")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="also ask for the estimate of each preset's first tier")
    arguments = parser.parse_args()
    environments = environments_of(arguments.env)
    # `asks`: ready but for answers and keys that only a person has; `files`: ready once files are given that lie beside
    # the compose file where it comes from.
    counts = {"ready": 0, "asks": 0, "files": 0, "open": 0, "refused": 0}
    bad, slowest = [], (0.0, "")
    files = sorted(path for path in arguments.folder.iterdir() if path.suffix in (".yml", ".yaml"))
    for file in files:
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            place(folder, file, environments)
            begun = time.monotonic()
            command = [arguments.program, "presets", "new", "--json", "--name", file.stem.split("__")[-1], "--from", str(folder)]
            try:
                run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                bad.append(f"{file.name}: took longer than {PATIENCE} s")
                continue
            taken = time.monotonic() - begun
            slowest = max(slowest, (taken, file.name))
            if run.returncode not in (0, 2):
                bad.append(f"{file.name}: exit code {run.returncode}: {first_word(run.stderr)}")
                continue
            if run.returncode == 2:
                counts["refused"] += 1
                print(f"refused  {file.name}: {first_word(run.stderr)}")
                continue
            said = json.loads(run.stdout)
            try:
                preset = tomllib.loads(said["preset"])
            except tomllib.TOMLDecodeError as error:
                bad.append(f"{file.name}: its preset is no TOML: {error}")
                continue
            if arguments.keep:
                arguments.keep.mkdir(exist_ok=True)
                (arguments.keep / f"{file.stem}.toml").write_text(said["preset"])
                (arguments.keep / f"{file.stem}.json").write_text(json.dumps(said, indent=1))
            if arguments.check:
                target = folder / "preset.toml"
                target.write_text(said["preset"])
                estimate = [arguments.program, "estimate", "--preset", str(target), "--tier", "starter"]
                answer = subprocess.run(estimate, capture_output=True, text=True, timeout=PATIENCE)
                # Keys that only a person has are no fault of the preset.
                if answer.returncode != 0 and "secrets are needed" not in answer.stderr:
                    bad.append(f"{file.name}: its preset is refused: {first_word(answer.stderr)}")
            if "include" not in said["preset"][:400]:
                compose = yaml.load(file.read_text(), Loader) or {}
                bad.extend(f"{file.name}: silent: {what}" for what in silent(compose, preset, said))
            decide = [point["what"] for point in said["open"] if not point["bring"]]
            others = [point for point in said["open"] if not any(words in point["what"] for words in ASKED)]
            outcome = "ready" if said["ready"] else "asks" if not others else outcome_of(others)
            counts[outcome] += 1
            points = "; ".join(decide or [point["what"] for point in said["open"]])
            print(f"{outcome:8} {file.name}{': ' if points else ''}{points[:300]}")
    total = max(1, len(files))
    print()
    for word, count in counts.items():
        print(f"{word:8} {count:4}  {100 * count / total:5.1f} %")
    print(f"slowest  {1000 * slowest[0]:.0f} ms  {slowest[1]}")
    for line in bad:
        print(f"BAD      {line}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
