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


def postgres(file):
    """Versions of PostgreSQL in one of cfn-lint's own lists."""
    found = set()
    for rule in json.loads(resources.files(versions).joinpath(file).read_text())["allOf"]:
        if rule["if"]["properties"]["Engine"].get("const") == "postgres":
            parts = [part for part in (rule["if"], rule["then"]) if isinstance(part, dict)]
            found.update(*(part["properties"]["EngineVersion"].get("enum", []) for part in parts))
    return found


LIVING = postgres("engine_version.json") - postgres("engine_version_deprecated.json")


def is_excused(match, template):
    # A major version alone stands for its newest minor version (RDS API reference, CreateDBInstance, EngineVersion). cfn-lint's list
    # has a major version as deprecated as soon as one of its minor versions is: that counts only where none is left.
    if match.rule.id == "W3691":
        version = template["Resources"][match.path[1]]["Properties"]["EngineVersion"]
        return "." not in version and any(one.startswith(version + ".") for one in LIVING)
    return False


def findings(region, template):
    decoded, unreadable = decode_str(json.dumps(template))
    matches = unreadable or run_template_by_data(decoded, ConfigMixIn(regions=[region]), RULES)
    left = [match for match in matches if not is_excused(match, template)]
    return [f"{match.rule.id}: {match.message[:LONGEST]} ({'/'.join(map(str, match.path or []))})" for match in left]


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({"name": asked["name"], "findings": findings(asked["region"], asked["template"])}), flush=True)
