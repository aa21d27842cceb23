"""What a request says, read by the description that AWS publishes of the service (they come with botocore, which checks little of
them itself), and whether it keeps what the description demands: required members, nothing unknown, lengths, ranges, patterns,
choices. A complaint names where and what, never a value: it may be a secret."""

import functools
import json
import re
from urllib.parse import parse_qsl, unquote, urlsplit

import botocore.session
import regex
import service_model_read as read

# Credential scope -> the description's name, where it is another.
NAMES = {"elasticloadbalancing": "elbv2", "tagging": "resourcegroupstaggingapi", "servicequotas": "service-quotas"}
SESSION = botocore.session.get_session()
# Java writes a range beyond 16 bits as pairs of halves.
HALVES = r"\uD800\uDC00-\uDBFF\uDFFF"


@functools.cache
def model(service):
    return SESSION.get_service_model(NAMES.get(service, service))


@functools.cache
def compiled(pattern):
    return regex.compile(pattern.replace(HALVES, r"\U00010000-\U0010FFFF"))


def judge(service, method, target, headers, body):
    """The operation's name and the complaints about a request."""
    if NAMES.get(service, service) not in SESSION.get_available_services():
        return service, ["there is no description of this service"]
    headers = {name.lower(): value for name, value in headers.items()}
    described, path = model(service), urlsplit(target)
    query = parse_qsl(path.query, keep_blank_values=True)
    if "x-amz-target" in headers:
        prefix, name = headers["x-amz-target"].rsplit(".", 1)
        shape = described.operation_model(name).input_shape
        wrong = [] if prefix == described.metadata["targetPrefix"] else [f"{prefix} is not {described.metadata['targetPrefix']}"]
        found, unknown = read.of_json(shape, json.loads(body or b"{}"))
    elif described.metadata["protocol"] in ("query", "ec2"):
        params = dict(parse_qsl(body.decode(), keep_blank_values=True))
        name, version = params.pop("Action", ""), params.pop("Version", "")
        wrong = [] if version == described.metadata["apiVersion"] else [f"version {version} is not {described.metadata['apiVersion']}"]
        shape = described.operation_model(name).input_shape
        found, unknown = read.of_query(shape, params, described.metadata["protocol"] == "ec2")
    else:
        name, uri = route(described, method, unquote(path.path), dict(query), headers)
        if name is None:
            return f"{method} {path.path}", ["no operation has this method, path and query"]
        wrong, shape = [], described.operation_model(name).input_shape
        found, unknown = read.of_rest(shape, uri, query, headers, body)
    wrong += [f"{where} is unknown" for where in unknown]
    wrong += check(shape, found, "") if shape else []
    return f"{service}:{name}", wrong


@functools.cache
def routes(described):
    """Operations of a REST service: method, path, and the query that is part of its address."""
    found = []
    # What is out of use shares its address with what took its place.
    for name in (one for one in described.operation_names if not described.operation_model(one).deprecated):
        http = described.operation_model(name).http
        path, _, fixed = http["requestUri"].partition("?")
        path = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", re.escape(path))
        path = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", path)
        found.append((name, http["method"], re.compile(path.rstrip("/") + "/?"), parse_qsl(fixed, keep_blank_values=True)))
    return found


def route(described, method, path, query, headers):
    """Name and path parameters of the operation that an address means; the one with the most in common."""
    fitting = []
    for name, wanted, pattern, fixed in routes(described):
        match = pattern.fullmatch(path)
        if wanted != method or not match or any(query.get(key) != value for key, value in fixed) or query.get("x-id", name) != name:
            continue
        shape = described.operation_model(name).input_shape
        required = [shape.members[one].serialization for one in (shape.required_members if shape else [])]
        named = {place: {one["name"] for one in required if one.get("location") == place} for place in ("querystring", "header")}
        if named["querystring"] <= set(query) and {one.lower() for one in named["header"]} <= set(headers):
            fitting.append((len(fixed) + sum(map(len, named.values())), name, match.groupdict()))
    if not fitting:
        return None, {}
    _, name, uri = max(fitting, key=lambda one: one[0])
    return name, uri


def check(shape, value, where):
    """What a value has that its shape does not allow."""
    kind, limits = shape.type_name, shape.metadata
    if kind == "structure":
        missing = [f"{where}.{name} is missing" for name in shape.required_members if name not in value]
        return missing + [one for name, inner in value.items() for one in check(shape.members[name], inner, f"{where}.{name}")]
    if kind == "list":
        return size(limits, len(value), where, "entries") + [one for at, inner in enumerate(value) for one in check(shape.member, inner, f"{where}[{at}]")]
    if kind == "map":
        inner = [one for key, item in value.items() for one in check(shape.key, key, f"{where} key") + check(shape.value, item, f"{where}.{key}")]
        return size(limits, len(value), where, "entries") + inner
    return scalar(kind, limits, value, where)


def scalar(kind, limits, value, where):
    if kind in ("string", "blob", "character"):
        if not isinstance(value, (str, bytes)):
            return [f"{where} is no text"]
        wrong = size(limits, len(value), where, "characters")
        if limits.get("enum") and value not in limits["enum"]:
            wrong.append(f"{where} is none of {', '.join(limits['enum'][:8])}…")
        if "pattern" in limits and not compiled(limits["pattern"]).fullmatch(value):
            wrong.append(f"{where} does not match {limits['pattern']}")
        return wrong
    if kind in ("integer", "long", "float", "double"):
        try:
            return size(limits, float(value), where, "")
        except (TypeError, ValueError):
            return [f"{where} is no number"]
    if kind == "boolean" and value not in (True, False, "true", "false"):
        return [f"{where} is neither true nor false"]
    return []


def size(limits, count, where, what):
    low, high = limits.get("min"), limits.get("max")
    wrong = (low is not None and count < low) or (high is not None and count > high)
    return [f"{where} is {count:g} {what}".rstrip() + f", allowed are {low} to {high}"] if wrong else []
