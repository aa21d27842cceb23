"""Checks a preset's builds against the repository that they name, without building anything.

    python3 tests/preset_sources/check.py GIT_DIRECTORY PRESET.toml

GIT_DIRECTORY is a clone of the repository (bare, or its .git). For every build of the preset: the ref exists, the Dockerfile
exists there, the target is one of its stages, every build argument is declared by a stage that is built, what is copied from the
build context exists, and packages installed from copied manifests find the workspace packages that they ask for. The health path
must occur in the sources. Prints every fault; exit code 1 when there is one. Needs Python 3.11 and git, no network."""

import fnmatch
import json
import posixpath
import re
import subprocess
import sys
import tomllib

import dockerfile

INSTALL = re.compile(r"\b(bun|npm|pnpm|yarn)\s+(install|ci|i)\b")
DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies")


class Repository:
    def __init__(self, folder):
        self.folder, self.trees = folder, {}

    def git(self, *args):
        answer = subprocess.run(["git", "--git-dir", self.folder, *args], capture_output=True)
        return answer.stdout.decode(errors="replace") if answer.returncode == 0 else None

    def commit(self, ref):
        """As a server fetches it: a tag, a branch or a commit."""
        for name in (f"refs/tags/{ref}", f"refs/heads/{ref}", ref):
            if found := self.git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
                return found.strip()
        return None

    def files(self, commit):
        if commit not in self.trees:
            self.trees[commit] = self.git("ls-tree", "-r", "-z", "--name-only", commit).split("\0")[:-1]
        return self.trees[commit]

    def text(self, commit, path):
        return self.git("show", f"{commit}:{path}")


def check(repository, preset):
    """Every fault, in words."""
    containers = {**preset["services"], **preset.get("jobs", {})}
    builds = {name: container["build"] for name, container in containers.items() if "build" in container}
    faults = [f"{name}: {fault}" for name, build in builds.items() for fault in check_build(repository, build)]
    main = preset.get("main") or next(iter(preset["services"]))
    path = preset["services"][main].get("health", {}).get("path", "/")
    commit = repository.commit(builds[main]["ref"]) if main in builds else None
    if commit and not answers(repository, commit, path):
        faults.append(f"{main}: the health path {path} does not occur at {builds[main]['ref']}")
    return faults


def check_build(repository, build):
    ref, path, target = build["ref"], build["dockerfile"], build.get("target")
    commit = repository.commit(ref)
    if commit is None:
        return [f"there is no {ref}"]
    if path not in repository.files(commit):
        near = [one for one in repository.files(commit) if posixpath.basename(one).startswith("Dockerfile")]
        return [f"{path} does not exist at {ref}, which has {', '.join(near) or 'no Dockerfile'}"]
    found = dockerfile.stages(repository.text(commit, path))
    stages = dockerfile.needed(found, target)
    if stages is None:
        return [f"{path} has no stage {target} at {ref}: it has {', '.join(stage.name for stage in found)}"]
    declared = set().union(*(stage.args for stage in stages))
    faults = [f"{path} does not declare the build argument {arg}" for arg in build.get("args", []) if arg not in declared]
    context = posixpath.normpath(build.get("context", "")) + "/"
    inside = [one for one in repository.files(commit) if context == "./" or one.startswith(context)]
    files = {one.removeprefix(context): one for one in inside}
    if not files:
        return [f"there is no folder {build['context']} at {ref}"]
    for stage in stages:
        faults += check_stage(repository, commit, files, f"{path}, stage {stage.name}", stage)
    return faults


def check_stage(repository, commit, files, where, stage):
    """`files`: paths of the build context, and what each is called in the repository."""
    faults, manifests = [], set()
    for kind, what in stage.steps:
        if kind == "copy":
            for source in what:
                matched = matching(files, source)
                if not matched and "$" not in source:
                    faults.append(f"{where}: {source} is copied and does not exist")
                manifests |= {files[path] for path in matched if posixpath.basename(path) == "package.json"}
        elif INSTALL.search(what):
            faults += [f"{where}: {fault}" for fault in workspace(repository, commit, manifests)]
    return faults


def matching(files, source):
    """Files of the build context that a source of COPY names: itself, what is below it, or what a pattern matches."""
    source = posixpath.normpath(source).strip("/")
    if source == ".":
        return files
    depth = source.count("/") + 1
    return [one for one in files if fnmatch.fnmatchcase("/".join(one.split("/")[:depth]), source)]


def workspace(repository, commit, manifests):
    """Packages that a copied manifest wants from the workspace, whose own manifest was not copied."""
    read = {path: json.loads(repository.text(commit, path)) for path in sorted(manifests)}
    here = {manifest.get("name") for manifest in read.values()}
    for path, manifest in read.items():
        for name, version in [pair for kind in DEPENDENCIES for pair in manifest.get(kind, {}).items()]:
            if version.startswith("workspace:") and name not in here:
                yield f"{path} needs {name} of the workspace, whose package.json is not copied"


def answers(repository, commit, path):
    """The path stands in the sources, or is a route made of folders."""
    route = path.strip("/")
    if any(f"/{route}/route." in file or f"/{route}.{end}" in file for file in repository.files(commit) for end in ("ts", "js")):
        return True
    found = repository.git("grep", "-lE", f"{re.escape(path)}([^A-Za-z0-9_/-]|$)", commit, "--", ":!*.md", ":!*.mdx")
    return bool(found)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[2], "rb") as file:
        faults = check(Repository(sys.argv[1]), tomllib.load(file))
    print("\n".join(faults) or "everything that the preset builds from exists")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
