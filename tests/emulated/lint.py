"""What parliament and policy_sentry find in policies: `lint.py` reads a list of documents, prints the findings, each once."""

import json
import sys

from parliament import analyze_policy_string
from policy_sentry.querying.actions import get_action_data, get_dependent_actions


def listed(value):
    return value if isinstance(value, list) else [value]


def of_parliament(document):
    for finding in analyze_policy_string(json.dumps(document)).findings:
        yield f"parliament: {finding.issue} {finding.detail or ''} {finding.location.get('string', '')}".strip()


def of_policy_sentry(document):
    """Actions that do not exist, those that give permissions on everything, and those that need another which is not there."""
    allowed = [one for one in document["Statement"] if one["Effect"] == "Allow"]
    held = {action.lower() for statement in allowed for action in listed(statement["Action"])}
    for statement in allowed:
        for action in listed(statement["Action"]):
            known = get_action_data(*action.split(":"))
            if not known:
                yield f"policy_sentry: {action} does not exist"
                continue
            levels = {entry["access_level"] for entries in known.values() for entry in entries}
            if "Permissions management" in levels and "*" in listed(statement.get("Resource", [])):
                yield f"policy_sentry: {action} manages permissions on everything"
            for other in get_dependent_actions([action]):
                if other.lower() not in held:
                    yield f"policy_sentry: {action} needs {other}"


found = set()
for document in json.load(sys.stdin):
    found.update(of_parliament(document))
    found.update(of_policy_sentry(document))
print(json.dumps(sorted(found)))
