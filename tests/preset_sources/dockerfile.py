"""As much of a Dockerfile as the check needs: its stages, what each is made from, copies, and which build arguments it takes."""

import json
import re
import shlex
from dataclasses import dataclass, field

FLAG = re.compile(r"--[a-z-]+(=\S+)?$")
HEREDOC = re.compile(r"<<-?([\"']?)(\w+)\1")


@dataclass
class Stage:
    name: str
    base: str
    args: set = field(default_factory=set)
    # In their order: ("copy", [sources]) from the build context, ("run", command)
    steps: list = field(default_factory=list)
    # Stages that it copies from, by name or number
    takes: list = field(default_factory=list)


def stages(text):
    """The stages of a Dockerfile in their order; what stands before the first FROM belongs to none."""
    found = []
    for word, rest in instructions(text):
        if word == "FROM":
            words = [part for part in rest.split() if not FLAG.match(part)]
            named = words[2] if len(words) > 2 and words[1].upper() == "AS" else str(len(found))
            found.append(Stage(named.lower(), words[0].lower()))
        elif not found:
            continue
        elif word == "ARG":
            found[-1].args |= {part.split("=")[0] for part in shlex.split(rest)}
        elif word in ("COPY", "ADD"):
            copied(found[-1], rest)
        elif word == "RUN":
            found[-1].steps.append(("run", rest))
    return found


def instructions(text):
    """(WORD, rest) of every instruction: comments left out, continued lines joined, here-documents skipped."""
    lines, at = text.splitlines(), 0
    while at < len(lines):
        line = lines[at].strip()
        at += 1
        if not line or line.startswith("#"):
            continue
        while line.endswith("\\") and at < len(lines):
            more = lines[at].strip()
            at += 1
            if not more.startswith("#"):
                line = line[:-1] + " " + more
        for end in [match.group(2) for match in HEREDOC.finditer(line)]:
            while at < len(lines) and lines[at].strip() != end:
                at += 1
            at += 1
        word, _, rest = line.partition(" ")
        yield word.upper(), rest.strip()


def copied(stage, rest):
    words = rest.split()
    flags = [part for part in words if FLAG.match(part)]
    source = next((flag.partition("=")[2] for flag in flags if flag.startswith("--from=")), None)
    rest = " ".join(part for part in words if part not in flags)
    paths = json.loads(rest) if rest.startswith("[") else shlex.split(rest)
    if source is not None:
        stage.takes.append(source.lower())
    else:
        stage.steps.append(("copy", [path for path in paths[:-1] if "://" not in path and not path.startswith("<<")]))


def needed(found, target):
    """The stages that building `target` (the last one without it) goes through; None when there is no such stage."""
    number = {stage.name: at for at, stage in enumerate(found)} | {str(at): at for at in range(len(found))}
    if not found or (target and target.lower() not in number):
        return None
    open_, seen = [number[target.lower()] if target else len(found) - 1], set()
    while open_:
        at = open_.pop()
        if at in seen:
            continue
        seen.add(at)
        for other in [found[at].base, *found[at].takes]:
            # A stage is made from earlier ones only; another name is an image.
            if number.get(other, at) < at:
                open_.append(number[other])
    return [found[at] for at in sorted(seen)]
