"""Calls that moto does not have, played here on top of those it has."""

from strict_state import text

SPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/"


def start_refresh(call, state):
    """Replaces the servers that run another version of the launch template, all at once."""
    name = call.params.get("AutoScalingGroupName")
    for group in state.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member"):
        if text(group, "AutoScalingGroupName") != name:
            continue
        wanted = text(group, "LaunchTemplate/Version")
        for server in group.findall("Instances/member"):
            if text(server, "LaunchTemplate/Version") != wanted or not skips(call):
                state.ask(
                    "autoscaling",
                    "TerminateInstanceInAutoScalingGroup",
                    InstanceId=text(server, "InstanceId"),
                    ShouldDecrementDesiredCapacity="false",
                )
    refreshes(call).append(name)
    return wrap("StartInstanceRefresh", "<InstanceRefreshId>08b91cf7-8fa6-48af-b6a6-d227f40f1b9b</InstanceRefreshId>")


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


STARTED = {}


def refreshes(call):
    return STARTED.setdefault(call.region, [])


def wrap(action, inner):
    text = f'<{action}Response xmlns="{SPACE}"><{action}Result>{inner}</{action}Result><ResponseMetadata><RequestId>strict</RequestId></ResponseMetadata></{action}Response>'
    return text.encode()


EXTRAS = {
    ("autoscaling", "StartInstanceRefresh"): start_refresh,
    ("autoscaling", "DescribeInstanceRefreshes"): describe_refreshes,
}


def answer(call, state):
    """The body of the answer, or None when moto knows the call itself."""
    extra = EXTRAS.get((call.service, call.operation))
    return extra(call, state) if extra else None
