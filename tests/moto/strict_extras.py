"""Calls that moto does not have, or knows only in part, played here on top of those it has. An extra answers None to leave the
call to moto, else (status, content type, body)."""

import http.client
import json
import threading
from xml.sax.saxutils import escape
from xml.etree import ElementTree

import strict_before
import strict_codebuild
import strict_tagging
from strict_state import text, texts

SPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/"


# Looks at a group until its replacement is through.
LOOKS = 2
# Looks that a launch hook shows a server waiting in; by server how many are left.
HELD, WAITING = 2, {}
LOOKING = threading.Lock()


def start_refresh(call, _state):
    """Notes it; the servers are replaced later, as nobody would see a replacement that is over before its first look."""
    refreshes(call).append({"name": call.params.get("AutoScalingGroupName"), "left": LOOKS, "all": call.params.get("Preferences.SkipMatching") != "true"})
    return wrap("StartInstanceRefresh", "<InstanceRefreshId>08b91cf7-8fa6-48af-b6a6-d227f40f1b9b</InstanceRefreshId>")


def refreshing(call, name):
    return any(one["name"] == name and one["left"] > 0 for one in refreshes(call))


def go_on(call, state):
    """One look nearer to the end of every replacement that runs. Looks come from several threads."""
    with LOOKING:
        running = [one for one in refreshes(call) if one["left"] > 0]
        for one in running:
            one["left"] -= 1
        over = [one for one in running if one["left"] == 0]
    for one in over:
        replace(state, one)


def replace(state, refresh):
    """Ends the servers that run another version of the launch template, all at once; moto starts others."""
    for group in state.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member"):
        if text(group, "AutoScalingGroupName") != refresh["name"]:
            continue
        wanted = text(group, "LaunchTemplate/Version")
        for server in group.findall("Instances/member"):
            if refresh["all"] or VERSIONS.get(text(server, "InstanceId"), wanted) != wanted:
                state.ask(
                    "autoscaling",
                    "TerminateInstanceInAutoScalingGroup",
                    InstanceId=text(server, "InstanceId"),
                    ShouldDecrementDesiredCapacity="false",
                )


def describe_groups(call, state):
    """moto shows the template's default version for every server; AWS the one that it was made by."""
    go_on(call, state)
    headers = {"Content-Type": call.headers["Content-Type"]}
    root = ElementTree.fromstring(state.request("autoscaling", call.body, headers))
    names = {"a": SPACE}
    for group in root.findall(".//a:AutoScalingGroups/a:member", names):
        version = group.find("a:LaunchTemplate/a:Version", names)
        for server in group.findall("a:Instances/a:member", names) if version is not None else []:
            shown = server.find("a:LaunchTemplate/a:Version", names)
            shown.text = VERSIONS.setdefault(server.find("a:InstanceId", names).text, version.text)
        hold_back(group, state, names)
    ElementTree.register_namespace("", SPACE)
    return 200, "text/xml", ElementTree.tostring(root)


def hold_back(group, state, names):
    """moto keeps hooks and lets every server in at once; AWS shows a new one waiting until it, or somebody, completes its action."""
    name = group.find("a:AutoScalingGroupName", names).text
    hooks = state.items("autoscaling", "DescribeLifecycleHooks", "LifecycleHooks/member/LifecycleHookName", AutoScalingGroupName=name)
    for server in group.findall("a:Instances/a:member", names) if hooks else []:
        left = WAITING.setdefault(server.find("a:InstanceId", names).text, HELD)
        if left > 0:
            server.find("a:LifecycleState", names).text = "Pending:Wait"
            WAITING[server.find("a:InstanceId", names).text] = left - 1


def describe_refreshes(call, _state):
    name = call.params.get("AutoScalingGroupName")
    shown = {True: "<Status>InProgress</Status><PercentageComplete>0</PercentageComplete>", False: "<Status>Successful</Status><PercentageComplete>100</PercentageComplete>"}
    # The newest first.
    found = "".join(
        f"<member><AutoScalingGroupName>{name}</AutoScalingGroupName>{shown[one['left'] > 0]}</member>"
        for one in reversed(refreshes(call))
        if one["name"] == name
    )
    return wrap("DescribeInstanceRefreshes", f"<InstanceRefreshes>{found}</InstanceRefreshes>")


def same_balancer(call, item):
    """Whether a load balancer is what the call asks for: AWS takes that for a repetition."""
    return (
        (text(item, "Scheme") or "internet-facing") == call.params.get("Scheme", "internet-facing")
        and sorted(texts(item, "AvailabilityZones/member/SubnetId")) == sorted(call.many("Subnets"))
        and sorted(texts(item, "SecurityGroups/member")) == sorted(call.many("SecurityGroups"))
    )


def create_balancer(call, state):
    """Of the same name and settings there is one only; moto makes a second."""
    for item in state.balancers():
        if text(item, "LoadBalancerName") == call.params.get("Name"):
            found = ElementTree.tostring(item).decode()
            return 200, "text/xml", f"<CreateLoadBalancerResponse><CreateLoadBalancerResult><LoadBalancers>{found}</LoadBalancers></CreateLoadBalancerResult></CreateLoadBalancerResponse>".encode()
    return None


STARTED, BUDGETS, VERSIONS = {}, {}, {}


def forget():
    strict_before.forget()
    strict_codebuild.forget()
    strict_tagging.forget()
    for known in (STARTED, BUDGETS, VERSIONS, WAITING):
        known.clear()


def refreshes(call):
    return STARTED.setdefault(call.region, [])


def wrap(action, inner):
    text = f'<{action}Response xmlns="{SPACE}"><{action}Result>{inner}</{action}Result><ResponseMetadata><RequestId>strict</RequestId></ResponseMetadata></{action}Response>'
    return 200, "text/xml", text.encode()


def create_bucket(call, state):
    """Tags travel with the creation since 2025; moto forgets them."""
    if not call.body:
        return None
    root = ElementTree.fromstring(call.body)
    for element in root.iter():
        element.tag = element.tag.rsplit("}", 1)[-1]
    tags = [(text(tag, "Key"), text(tag, "Value")) for tag in root.findall(".//Tag")]
    # Without a location the element must be missing altogether for moto.
    zone = texts(root, ".//LocationConstraint")
    body = f"<CreateBucketConfiguration><LocationConstraint>{zone[0]}</LocationConstraint></CreateBucketConfiguration>" if zone else ""
    status, kind, answer = put(call, state, call.path, body)
    if status == 200 and tags:
        items = "".join(f"<Tag><Key>{escape(key)}</Key><Value>{escape(value)}</Value></Tag>" for key, value in tags)
        put(call, state, call.path + "?tagging", f"<Tagging><TagSet>{items}</TagSet></Tagging>")
    return status, kind, answer


def bucket_versioning(call, state):
    """moto calls the answer by another name than S3 does, and clients that read what they are sent do not know it."""
    status, kind, answer = send(call, state, "GET", call.target, "")
    return status, kind, answer.replace(b"GetBucketVersioningResponse", b"VersioningConfiguration")


def put(call, state, path, body):
    return send(call, state, "PUT", path, body)


def send(call, state, method, path, body):
    connection = http.client.HTTPConnection(state.host, timeout=60)
    connection.request(method, path, body, {"Authorization": state.scope("s3"), "Content-Type": "application/xml"})
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Content-Type"), answer.read()
    connection.close()
    if found[0] >= 500:
        raise RuntimeError(f"moto answered {found[0]} to {path}: {found[2][:500].decode(errors='replace')}")
    return found


def describe_certificate(call, state):
    found = state.certificate(call.json.get("CertificateArn"))
    return answer_json({"Certificate": found}) if found else None


def create_budget(call, _state):
    BUDGETS.setdefault(call.json["Budget"]["BudgetName"], call.json)


def update_budget(call, state):
    wanted = call.json["NewBudget"]
    known = BUDGETS.get(wanted["BudgetName"])
    if known:
        target = "AWSBudgetServiceGateway."
        state.ask_json("budgets", target + "DeleteBudget", AccountId=call.json["AccountId"], BudgetName=wanted["BudgetName"])
        known["Budget"] = wanted
        state.ask_json("budgets", target + "CreateBudget", **known)
    return answer_json({})


def delete_budget(call, _state):
    BUDGETS.pop(call.json["BudgetName"], None)


def budget_tags(call, _state):
    known = BUDGETS.get(call.json["ResourceARN"].rsplit("/", 1)[-1], {})
    return answer_json({"ResourceTags": known.get("ResourceTags", [])})


def answer_json(value):
    return 200, "application/x-amz-json-1.1", json.dumps(value).encode()


EXTRAS = {
    ("acm", "DescribeCertificate"): describe_certificate,
    ("autoscaling", "DescribeAutoScalingGroups"): describe_groups,
    ("autoscaling", "StartInstanceRefresh"): start_refresh,
    ("autoscaling", "DescribeInstanceRefreshes"): describe_refreshes,
    ("elasticloadbalancing", "CreateLoadBalancer"): create_balancer,
    ("s3", "CreateBucket"): create_bucket,
    ("s3", "GetBucketVersioning"): bucket_versioning,
    ("budgets", "CreateBudget"): create_budget,
    ("budgets", "UpdateBudget"): update_budget,
    ("budgets", "DeleteBudget"): delete_budget,
    ("budgets", "ListTagsForResource"): budget_tags,
    **strict_before.EXTRAS,
    **strict_codebuild.EXTRAS,
    **strict_tagging.EXTRAS,
}


def answer(call, state):
    """The answer in place of moto's, if there is one."""
    extra = EXTRAS.get((call.service, call.operation))
    return extra(call, state) if extra else None
