"""Lints templates: reads lines {"name", "region", "template"}, answers each with a line {"name", "findings": ["rule: text (path)"]}.

Errors and warnings count. No rule is left out; single findings are excused below, each with its reason."""

import json
import sys
from importlib import resources

import cfnlint.data.schemas.extensions.aws_rds_dbinstance as versions
from cfnlint.config import ConfigMixIn
from cfnlint.decode.decode import decode_str
from cfnlint.runner import Runner, run_template_by_data

# Some messages list all that would have been right.
LONGEST = 160
# Read once: reading them takes longer than linting.
RULES = Runner(ConfigMixIn(regions=["us-east-1"])).rules


def versions_of(engine, file):
    """Versions of a database in one of cfn-lint's own lists."""
    found = set()
    for rule in json.loads(resources.files(versions).joinpath(file).read_text())["allOf"]:
        if rule["if"]["properties"]["Engine"].get("const") == engine:
            parts = [part for part in (rule["if"], rule["then"]) if isinstance(part, dict)]
            found.update(*(part["properties"]["EngineVersion"].get("enum", []) for part in parts))
    return found


LIVING = {
    engine: versions_of(engine, "engine_version.json") - versions_of(engine, "engine_version_deprecated.json")
    for engine in ("postgres", "mysql", "mariadb")
}


def is_excused(match, template):
    # A version without its last part stands for its newest one (RDS API reference, CreateDBInstance, EngineVersion). cfn-lint's list
    # has such a one of PostgreSQL as deprecated as soon as one of its minor versions is, and none of MySQL and MariaDB: that
    # counts only where none is left.
    if match.rule.id in ("W3691", "E3691"):
        asked = template["Resources"][match.path[1]]["Properties"]
        return any(one.startswith(asked["EngineVersion"] + ".") for one in LIVING[asked["Engine"]])
    return False


def findings(region, template):
    decoded, unreadable = decode_str(json.dumps(template))
    matches = unreadable or run_template_by_data(decoded, ConfigMixIn(regions=[region]), RULES)
    left = [match for match in matches if not is_excused(match, template)]
    return [f"{match.rule.id}: {match.message[:LONGEST]} ({'/'.join(map(str, match.path or []))})" for match in left]


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({"name": asked["name"], "findings": findings(asked["region"], asked["template"])}), flush=True)
