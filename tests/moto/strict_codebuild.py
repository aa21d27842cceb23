"""CodeBuild, played here: moto refuses a project without a source, and its builds do nothing. This is a stand-in and no judge of what
a buildspec does: it takes what AWS documents, as strictly as AWS, goes through a build's phases one look after the other or in the
time that was ordered (strict_time.py), writes a log, and in the end puts an image into moto's registry, as the build would. A test
can order how the next builds end."""

import json
import re
import threading
import time

import strict_time
import yaml

LOCK = threading.Lock()
PROJECTS, BUILDS, TOKENS, ORDERED = {}, {}, {}, []
MACHINES = [60]
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,149}")
IMAGES = {
    "ARM_CONTAINER": "aws/codebuild/amazonlinux-aarch64-standard:3.0",
    "LINUX_CONTAINER": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
}
PHASES = ("SUBMITTED", "QUEUED", "PROVISIONING", "DOWNLOAD_SOURCE", "PRE_BUILD", "BUILD", "POST_BUILD", "COMPLETED")
LINES = {"PRE_BUILD": "cloning", "BUILD": "#9 [app 3/7] RUN bun run build", "POST_BUILD": "pushing"}
# How a build ends when a test orders it: phase, status, what CodeBuild says (an exit code of its command, or a status code and a
# sentence), the last line of its log.
LOGS = "Service role does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams"
ENDS = {
    "clone": ("PRE_BUILD", "FAILED", 20, "fatal: repository 'https://example.com/x.git/' not found"),
    "dockerfile": ("PRE_BUILD", "FAILED", 21, "there is no Dockerfile"),
    "memory": ("BUILD", "FAILED", 1, "ERROR: process \"/bin/sh -c bun run build\" did not complete: exit code: 137"),
    "disk": ("BUILD", "FAILED", 1, "ERROR: failed to write: no space left on device"),
    "step": ("BUILD", "FAILED", 1, "error TS2304: Cannot find name 'x'"),
    "push": ("POST_BUILD", "FAILED", 22, "denied: not authorized to perform ecr:PutImage"),
    "time": ("BUILD", "TIMED_OUT", ("", ""), "#9 still building"),
    "role": ("DOWNLOAD_SOURCE", "FAILED", ("ACCESS_DENIED", LOGS), ""),
    "secret": ("DOWNLOAD_SOURCE", "FAILED", ("Decrypted Variables Error", "parameter does not exist: /cloudstead/x"), ""),
    "machine": ("PROVISIONING", "FAULT", ("INTERNAL_SERVICE_ERROR", "An internal service error occurred."), ""),
}
# A build that succeeded an hour ago, and whose image somebody removed since.
REMOVED = "removed"


def order(wanted):
    ORDERED.extend(wanted.get("builds", []))
    if "machines" in wanted:
        MACHINES[0] = wanted["machines"]


def forget():
    for known in (PROJECTS, BUILDS, TOKENS):
        known.clear()
    ORDERED.clear()
    MACHINES[0] = 60


def well(value):
    return 200, "application/x-amz-json-1.1", json.dumps(value).encode()


def invalid(call, why):
    return call.error("InvalidInputException", why)


def problem(call, state):
    """What AWS would not take of a project."""
    project = call.json
    environment, source = project.get("environment", {}), project.get("source", {})
    if not NAME.fullmatch(project.get("name", "")):
        return "Invalid project name"
    if source.get("type") != "NO_SOURCE" or "version: 0.2" not in source.get("buildspec", ""):
        return "buildspec must be specified when source type is NO_SOURCE"
    if project.get("artifacts", {}).get("type") != "NO_ARTIFACTS":
        return "artifacts are required"
    if IMAGES.get(environment.get("type")) != environment.get("image") or not environment.get("privilegedMode"):
        return f"no Docker in {environment}"
    if environment.get("computeType") not in ("BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE"):
        return "Invalid compute type"
    if not 5 <= project.get("timeoutInMinutes", 60) <= 2160 or not 5 <= project.get("queuedTimeoutInMinutes", 480) <= 480:
        return "Invalid timeout"
    if "codebuild.amazonaws.com" not in trust(state, project.get("serviceRole", "")):
        return "CodeBuild is not authorized to perform: sts:AssumeRole on " + project.get("serviceRole", "")
    return None


def trust(state, arn):
    from urllib.parse import unquote, urlencode

    fields = urlencode({"Action": "GetRole", "Version": "2010-05-08", "RoleName": arn.rsplit("/", 1)[-1]})
    return unquote(state.request("iam", fields, {"Content-Type": "application/x-www-form-urlencoded"}).decode())


def create_project(call, state):
    name = call.json.get("name", "")
    if (call.region, name) in PROJECTS:
        return call.error("ResourceAlreadyExistsException", f"Project already exists: {name}")
    return put_project(call, state)


def update_project(call, state):
    if (call.region, call.json.get("name")) not in PROJECTS:
        return call.error("ResourceNotFoundException", "Project cannot be found")
    return put_project(call, state)


def put_project(call, state):
    why = problem(call, state)
    if why:
        return invalid(call, why)
    PROJECTS[call.region, call.json["name"]] = call.json
    return well({"project": call.json})


def get_projects(call, _state):
    found = [PROJECTS[call.region, name] for name in call.json["names"] if (call.region, name) in PROJECTS]
    return well({"projects": found, "projectsNotFound": [name for name in call.json["names"] if (call.region, name) not in PROJECTS]})


def delete_project(call, _state):
    PROJECTS.pop((call.region, call.json["name"]), None)
    return well({})


def start_build(call, _state):
    name, token = call.json.get("projectName"), call.json.get("idempotencyToken")
    project = PROJECTS.get((call.region, name))
    if not project:
        return call.error("ResourceNotFoundException", f"Project cannot be found: {name}")
    asked = json.dumps({key: value for key, value in call.json.items() if key != "idempotencyToken"}, sort_keys=True)
    with LOCK:
        known = TOKENS.get(token) if token else None
        if known:
            # Valid for five minutes.
            if time.time() - known[2] < 300:
                return well({"build": shown(BUILDS[known[1]])}) if known[0] == asked else invalid(call, "idempotency token mismatch")
        if running() >= MACHINES[0]:
            return call.error("AccountLimitExceededException", f"Cannot have more than {MACHINES[0]} builds in queue for the account")
        variables = call.json.get("environmentVariablesOverride", [])
        ident = f"{name}:{len(BUILDS) + 1:08d}-0000-4000-8000-000000000000"
        end = ORDERED.pop(0) if ORDERED else None
        BUILDS[ident] = {"id": ident, "region": call.region, "project": project, "variables": variables, "at": 0, "end": end, "status": "IN_PROGRESS", "span": strict_time.begun(call)}
        if token:
            TOKENS[token] = asked, ident, time.time()
        return well({"build": shown(BUILDS[ident])})


def running():
    return sum(build["status"] == "IN_PROGRESS" for build in BUILDS.values())


def shown(build):
    group = build["project"]["logsConfig"]["cloudWatchLogs"]["groupName"]
    phases = [{"phaseType": phase, "phaseStatus": "SUCCEEDED"} for phase in PHASES[: build["at"]]]
    if build["status"] not in ("IN_PROGRESS", "SUCCEEDED"):
        phase, status, said, _ = ENDS.get(build["end"], (PHASES[build["at"]], build["status"], ("", ""), ""))
        code, message = context(build, phase, said)
        phases.append({"phaseType": phase, "phaseStatus": status, "contexts": [{"statusCode": code, "message": message}]})
    return {
        "id": build["id"],
        "arn": f"arn:aws:codebuild:{build['region']}:123456789012:build/{build['id']}",
        "buildStatus": build["status"],
        **({"endTime": time.time() - 3600} if build["end"] == REMOVED else {}),
        "currentPhase": PHASES[build["at"]],
        "phases": phases,
        "projectName": build["project"]["name"],
        "environment": {**build["project"]["environment"], "environmentVariables": build["variables"]},
        "logs": {"groupName": group, "streamName": build["id"].split(":")[1]},
    }


def command(build, phase):
    """The command of a phase, as CodeBuild reads it."""
    return yaml.safe_load(build["project"]["source"]["buildspec"])["phases"][phase.lower()]["commands"][0]


def context(build, phase, said):
    """What CodeBuild says of a phase: it repeats the command."""
    if isinstance(said, tuple):
        return said
    return "COMMAND_EXECUTION_ERROR", f"Error while executing command: {command(build, phase)}. Reason: exit status {said}"


def list_builds(call, _state):
    name = call.json.get("projectName")
    if (call.region, name) not in PROJECTS:
        return call.error("ResourceNotFoundException", f"Project cannot be found: {name}")
    return well({"ids": [ident for ident in reversed(BUILDS) if ident.startswith(f"{name}:")]})


def get_builds(call, state):
    with LOCK:
        found = [BUILDS[ident] for ident in call.json["ids"] if ident in BUILDS]
        for build in found:
            for _ in range(due(build)):
                if build["status"] == "IN_PROGRESS":
                    go_on(build, state)
        return well({"builds": [shown(build) for build in found], "buildsNotFound": [i for i in call.json["ids"] if i not in BUILDS]})


def due(build):
    """How many phases further a look finds it: one, or as many as its time has brought."""
    last = len(PHASES) - 1
    return int(build["span"].share() * last) - build["at"] if build["span"] else 1


def go_on(build, state):
    """One phase further."""
    phase = PHASES[build["at"]]
    if phase in LINES:
        log(build, state, f"[Container] Entering phase {phase}", f"[Container] Running command {command(build, phase)}", LINES[phase])
    end = ENDS.get(build["end"])
    if end and phase == end[0]:
        fail(build, state, *end)
    elif phase == "POST_BUILD":
        if build["end"] != REMOVED:
            push(build, state)
        build["status"], build["at"] = "SUCCEEDED", build["at"] + 1
    else:
        build["at"] += 1


def fail(build, state, phase, status, said, line):
    """As CodeBuild writes it: behind what the command said come the command again, twice, and what runs in spite of it."""
    build["status"] = status
    if not line:
        return
    lines = [line]
    if isinstance(said, int):
        lines.append(f"[Container] Command did not exit successfully {command(build, phase)} exit status {said}")
    code, message = context(build, phase, said)
    lines += [f"[Container] Phase complete: {phase} State: {status}", f"[Container] Phase context status code: {code} Message: {message}"]
    if phase == "BUILD" and status == "FAILED":
        lines += [f"[Container] Running command {command(build, 'POST_BUILD')}", "[Container] Phase complete: POST_BUILD State: SUCCEEDED"]
    log(build, state, *lines)


def log(build, state, *texts):
    """Every line is an event of its own."""
    place = {"logGroupName": build["project"]["logsConfig"]["cloudWatchLogs"]["groupName"], "logStreamName": build["id"].split(":")[1]}
    tell(state, "logs", "Logs_20140328.CreateLogStream", **place)
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": line + "\n"} for text in texts for line in text.splitlines()]
    tell(state, "logs", "Logs_20140328.PutLogEvents", **place, logEvents=events)


def tell(state, service, target, **params):
    """A call to moto, whose answer may be empty."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
    return json.loads(state.request(service, json.dumps(params), headers) or b"{}")


def push(build, state):
    image = next(one["value"] for one in build["variables"] if one["name"] == "IMAGE")
    repository, tag = image.split("/", 1)[1].rsplit(":", 1)
    manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": {"digest": tag, "size": 1000}, "layers": [{"size": 2_000_000, "digest": tag}]})
    target = "AmazonEC2ContainerRegistry_V20150921.PutImage"
    found = tell(state, "ecr", target, repositoryName=repository, imageManifest=manifest, imageTag=tag)
    # Something that is there already was built twice.
    if "image" not in found:
        raise RuntimeError(f"the image was not pushed: {found}")


def stop_build(call, _state):
    build = BUILDS.get(call.json["id"])
    if not build:
        return call.error("ResourceNotFoundException", "Build cannot be found")
    if build["status"] == "IN_PROGRESS":
        build["status"] = "STOPPED"
    return well({"build": shown(build)})


EXTRAS = {
    ("codebuild", "CreateProject"): create_project,
    ("codebuild", "UpdateProject"): update_project,
    ("codebuild", "BatchGetProjects"): get_projects,
    ("codebuild", "DeleteProject"): delete_project,
    ("codebuild", "StartBuild"): start_build,
    ("codebuild", "ListBuildsForProject"): list_builds,
    ("codebuild", "BatchGetBuilds"): get_builds,
    ("codebuild", "StopBuild"): stop_build,
}
