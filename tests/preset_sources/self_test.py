"""The check finds each fault that it is for, in a repository made here. `python3 tests/preset_sources/self_test.py`"""

import os
import subprocess
import tempfile
import unittest

from check import Repository, check

DOCKERFILE = """# syntax=docker/dockerfile:1
ARG BASE=oven/bun:1
FROM ${BASE} AS deps
COPY package.json bun.lock ./
COPY --chown=1:1 apps/web/package.json \\
    # a comment between
    packages/ui/package.json ./
RUN bun install --ignore-scripts
FROM deps AS web
ARG PUBLIC_URL=none SECOND
COPY apps ./apps
COPY ["packages/ui", "./packages/ui"]
COPY <<EOF /etc/notes
COPY nothing here
EOF
ADD https://example.com/x.pem /etc/
COPY --from=alpine:3 /bin/sh /bin/
FROM scratch AS other
COPY gone ./
"""
FILES = {
    "Dockerfile": DOCKERFILE,
    "package.json": '{"name": "root"}',
    "bun.lock": "",
    "apps/web/package.json": '{"name": "web", "dependencies": {"ui": "workspace:*", "zod": "^3"}}',
    "apps/web/src/app/api/health/route.ts": "",
    "packages/ui/package.json": '{"name": "ui"}',
    "README.md": "GET /status",
}


class Checks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.git("init", "-q")
        self.commit(FILES)

    def git(self, *args):
        name = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false")
        subprocess.run(["git", *name, "-C", self.folder.name, *args], check=True)

    def commit(self, files):
        for path, text in files.items():
            path = os.path.join(self.folder.name, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        self.git("add", "-A")
        self.git("commit", "-qm", "x")
        self.git("tag", "-f", "v1", "-m", "x")

    def faults(self, health="/api/health", **build):
        build = {"ref": "v1", "dockerfile": "Dockerfile", "target": "web", "args": ["PUBLIC_URL", "SECOND"]} | build
        return check(Repository(os.path.join(self.folder.name, ".git")), {"services": {"app": {"build": build, "health": {"path": health}}}})

    def test_what_exists_passes(self):
        self.assertEqual(self.faults(), [])
        self.assertEqual(self.faults(target="1"), [])

    def test_each_fault_is_named(self):
        wrong = [
            ({"ref": "v2"}, "there is no v2"),
            ({"dockerfile": "web/Dockerfile"}, "web/Dockerfile does not exist at v1, which has Dockerfile"),
            ({"target": "api"}, "no stage api at v1: it has deps, web, other"),
            ({"args": ["BASE"]}, "does not declare the build argument BASE"),
            ({"target": None, "args": []}, "stage other: gone is copied and does not exist"),
            ({"health": "/status"}, "the health path /status does not occur"),
        ]
        for build, words in wrong:
            faults = self.faults(**build)
            self.assertEqual(len(faults), 1, faults)
            self.assertIn(words, faults[0])

    def test_a_workspace_package_that_is_not_copied(self):
        self.commit({"apps/web/package.json": '{"name": "web", "devDependencies": {"ui": "workspace:*", "auth": "workspace:^"}}'})
        self.assertEqual(len(self.faults()), 1)
        self.assertIn("apps/web/package.json needs auth of the workspace", self.faults()[0])

    def test_a_folder_is_what_is_copied_from(self):
        self.commit({"site/Dockerfile": "FROM nginx\nCOPY html ./\n", "site/html/index.html": ""})
        build = {"dockerfile": "site/Dockerfile", "target": None, "args": []}
        self.assertEqual(self.faults(**build, context="site"), [])
        self.assertIn("html is copied and does not exist", self.faults(**build)[0])
        self.assertIn("there is no folder web at v1", self.faults(**build, context="web")[0])

    def test_another_service_may_build_too(self):
        repository = Repository(os.path.join(self.folder.name, ".git"))
        build = {"ref": "v1", "dockerfile": "Dockerfile", "target": "none"}
        preset = {"services": {"app": {"image": "x"}}, "jobs": {"migrate": {"build": build}}}
        self.assertIn("migrate: Dockerfile has no stage none", check(repository, preset)[0])


if __name__ == "__main__":
    unittest.main()
