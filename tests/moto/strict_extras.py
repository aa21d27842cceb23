"""Calls that moto does not have, or knows only in part, played here on top of those it has. An extra answers None to leave the
call to moto, else (status, content type, body)."""

import http.client
import json
from xml.sax.saxutils import escape
from xml.etree import ElementTree

from strict_state import text, texts

SPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/"


def start_refresh(call, state):
    """Replaces the servers that run another version of the launch template, all at once."""
    name = call.params.get("AutoScalingGroupName")
    for group in state.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member"):
        if text(group, "AutoScalingGroupName") != name:
            continue
        wanted, template = text(group, "LaunchTemplate/Version"), text(group, "LaunchTemplate/LaunchTemplateId")
        # moto starts servers from the default version, whichever the group names.
        usual = state.items("ec2", "DescribeLaunchTemplates", "launchTemplates/item", LaunchTemplateId__1=template)[0]
        state.ask("ec2", "ModifyLaunchTemplate", LaunchTemplateId=template, SetDefaultVersion=wanted)
        for server in group.findall("Instances/member"):
            if VERSIONS.get(text(server, "InstanceId"), wanted) != wanted or not skips(call):
                state.ask(
                    "autoscaling",
                    "TerminateInstanceInAutoScalingGroup",
                    InstanceId=text(server, "InstanceId"),
                    ShouldDecrementDesiredCapacity="false",
                )
        state.ask("ec2", "ModifyLaunchTemplate", LaunchTemplateId=template, SetDefaultVersion=text(usual, "defaultVersionNumber"))
    refreshes(call).append(name)
    return wrap("StartInstanceRefresh", "<InstanceRefreshId>08b91cf7-8fa6-48af-b6a6-d227f40f1b9b</InstanceRefreshId>")


def describe_groups(call, state):
    """moto shows the template's default version for every server; AWS the one that it was made by."""
    headers = {"Content-Type": call.headers["Content-Type"]}
    root = ElementTree.fromstring(state.request("autoscaling", call.body, headers))
    names = {"a": SPACE}
    for group in root.findall(".//a:AutoScalingGroups/a:member", names):
        version = group.find("a:LaunchTemplate/a:Version", names)
        for server in group.findall("a:Instances/a:member", names) if version is not None else []:
            shown = server.find("a:LaunchTemplate/a:Version", names)
            shown.text = VERSIONS.setdefault(server.find("a:InstanceId", names).text, version.text)
    ElementTree.register_namespace("", SPACE)
    return 200, "text/xml", ElementTree.tostring(root)


def describe_refreshes(call, _state):
    name = call.params.get("AutoScalingGroupName")
    found = "".join(
        f"<member><AutoScalingGroupName>{name}</AutoScalingGroupName><Status>Successful</Status><PercentageComplete>100</PercentageComplete></member>"
        for started in refreshes(call)
        if started == name
    )
    return wrap("DescribeInstanceRefreshes", f"<InstanceRefreshes>{found}</InstanceRefreshes>")


def skips(call):
    return call.params.get("Preferences.SkipMatching") == "true"


STARTED, BUDGETS, VERSIONS = {}, {}, {}


def forget():
    for known in (STARTED, BUDGETS, VERSIONS):
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


def put(call, state, path, body):
    connection = http.client.HTTPConnection(state.host, timeout=60)
    connection.request("PUT", path, body, {"Authorization": call.headers["Authorization"], "Content-Type": "application/xml"})
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Content-Type"), answer.read()
    connection.close()
    return found


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
    ("autoscaling", "DescribeAutoScalingGroups"): describe_groups,
    ("autoscaling", "StartInstanceRefresh"): start_refresh,
    ("autoscaling", "DescribeInstanceRefreshes"): describe_refreshes,
    ("s3", "CreateBucket"): create_bucket,
    ("budgets", "CreateBudget"): create_budget,
    ("budgets", "UpdateBudget"): update_budget,
    ("budgets", "DeleteBudget"): delete_budget,
    ("budgets", "ListTagsForResource"): budget_tags,
}


def answer(call, state):
    """The answer in place of moto's, if there is one."""
    extra = EXTRAS.get((call.service, call.operation))
    return extra(call, state) if extra else None
