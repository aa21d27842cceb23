"""AWS at its real pace, where a test orders it: every call takes a moment, and what is made or removed is under way for so many
seconds of the clock from the arrival of the call that asks for it. {"times": {"call": 0.1, "db-instance": {"create": 290, "delete":
285}}}, by kind as in assets/durations.toml. How it looks meanwhile stands in strict_slow.py and strict_codebuild.py."""

import json
import threading
import time

TIMES, SPANS, LATE = {}, [], []
LOCK = threading.Lock()
# Call -> kind and change that it begins
BEGINS = {
    "rds:CreateDBInstance": ("db-instance", "create"),
    "rds:DeleteDBInstance": ("db-instance", "delete"),
    "ec2:CreateNatGateway": ("nat-gateway", "create"),
    "ec2:DeleteNatGateway": ("nat-gateway", "delete"),
    "ec2:RunInstances": ("instance", "create"),
    "ec2:TerminateInstances": ("instance", "delete"),
    "ec2:CreateVolume": ("volume", "create"),
    "elasticloadbalancing:CreateLoadBalancer": ("load-balancer", "create"),
    "elasticloadbalancing:DeleteLoadBalancer": ("load-balancer", "delete"),
    "autoscaling:CreateAutoScalingGroup": ("auto-scaling-group", "create"),
    "autoscaling:DeleteAutoScalingGroup": ("auto-scaling-group", "delete"),
    "codebuild:StartBuild": ("built-image", "create"),
}
# What servers report, by a part of the parameter's name
REPORTS = {"/migrations/": "migration", "/boxes/": "instance-report"}
# Since when what is only waited for is on its way: servers that run, their release, the proof of a certificate
SINCE, AWAITED = {}, {}
# Network interfaces that AWS leaves for a while: until when, and what they are in the way of
INTERFACES = []
HELD_UP = {"DeleteSecurityGroup": "GroupId", "DeleteSubnet": "SubnetId", "DetachInternetGateway": "VpcId"}


class Span:
    """Something under way. Whoever asks whether it is over has looked at it: the first look that finds it over is noted."""

    def __init__(self, kind, change, began):
        seconds = TIMES[kind][change]
        self.kind, self.change, self.began, self.over_at, self.seen = kind, change, began, began + seconds, None
        SPANS.append(self)

    def over(self):
        now = time.time()
        with LOCK:
            if now >= self.over_at and self.seen is None:
                self.seen = now
        return now >= self.over_at

    def share(self):
        """How much of its time has passed, at most 1."""
        return 1 if self.over() else (time.time() - self.began) / (self.over_at - self.began)


def order(wanted):
    TIMES.update(wanted.get("times", {}))


def forget():
    take_anew()
    for known in (TIMES, SINCE, AWAITED, INTERFACES):
        known.clear()


def take_anew():
    """Begins to note anew."""
    SPANS.clear()
    LATE.clear()


def status():
    """What was under way; and which calls, by their arrival, moto and this proxy made longer than a call's moment, by how much."""
    spans = [{"kind": one.kind, "change": one.change, "began": one.began, "over": one.over_at, "seen": one.seen} for one in SPANS]
    return {"spans": spans, "late": LATE}


def take(call):
    """Lets a call take its moment."""
    left = call.arrived + TIMES.get("call", 0) - time.time()
    if left > 0:
        time.sleep(left)
    elif TIMES:
        LATE.append((call.arrived, -left))


def begun(call):
    """What a call begins, if it takes its time."""
    kind, change = BEGINS.get(f"{call.service}:{call.operation}", ("", ""))
    return Span(kind, change, call.arrived) if change in TIMES.get(kind, {}) else None


def note(call, span, leaving):
    """Takes note of what others wait for: `span` is what the call began, `leaving` what it removes."""
    if span and span.change == "create" and span.kind in ("instance", "auto-scaling-group"):
        SINCE["servers"] = span.over_at
    if TIMES and call.operation == "PutObject" and call.object.endswith("/release.json"):
        SINCE["release"] = call.arrived
    if TIMES and call.operation == "ChangeResourceRecordSets" and b"CNAME" in call.body:
        SINCE["proof"] = call.arrived
    if leaving and "interfaces" in TIMES.get("load-balancer", {}):
        INTERFACES.append((Span("load-balancer", "interfaces", call.arrived), set(leaving)))


def in_the_way(call):
    """The refusal of what a load balancer's network interfaces still hold."""
    held = call.params.get(HELD_UP.get(call.operation, ""))
    if any(held in names and not span.over() for span, names in INTERFACES):
        return "DependencyViolation", f"resource {held} has a dependent object"
    return None


def waited_for(kind, began):
    """Whether something that is only waited for is still on its way; its first look begins it."""
    if "create" not in TIMES.get(kind, {}):
        return False
    with LOCK:
        span = AWAITED.get(kind) or AWAITED.setdefault(kind, Span(kind, "create", began))
    return not span.over()


def without_early(call, found):
    """An answer without reports and certificates whose time has not come."""
    status, content, headers, body = found
    if not TIMES or status != 200:
        return found
    if call.operation == "GetParameters":
        answer = json.loads(body)
        answer["Parameters"] = [one for one in answer["Parameters"] if not is_early(one["Name"])]
    elif call.operation == "DescribeCertificate":
        answer = json.loads(body)
        certificate = answer["Certificate"]
        if certificate.get("Status") == "ISSUED" and waited_for("certificate-issued", SINCE.get("proof", call.arrived)):
            certificate["Status"] = "PENDING_VALIDATION"
    else:
        return found
    return status, content, headers, json.dumps(answer).encode()


def is_early(name):
    kind = next((kind for part, kind in REPORTS.items() if part in name), None)
    return bool(kind) and waited_for(kind, max(SINCE.get("servers", 0), SINCE.get("release", 0)))
