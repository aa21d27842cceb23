"""Things that are not ready, or not gone, at once: what was made, changed or removed shows a passing state in the next looks at
it, as many as ordered for that look, or for as long as ordered (strict_time.py). The account behind is as fast as ever."""

import threading
from xml.etree import ElementTree

import strict_time
from strict_state import State, text, texts

# Look -> where its items are, what names one, where its state stands
LOOKS = {
    "rds:DescribeDBInstances": ("DBInstances", "DBInstanceIdentifier", "DBInstanceStatus"),
    "elasticache:DescribeReplicationGroups": ("ReplicationGroups", "ReplicationGroupId", "Status"),
    "ec2:DescribeNatGateways": ("natGatewaySet", "natGatewayId", "state"),
    "ec2:DescribeInstances": ("reservationSet/item/instancesSet", "instanceId", "instanceState/name"),
    "ec2:DescribeVolumes": ("volumeSet", "volumeId", "status"),
    "elasticloadbalancing:DescribeLoadBalancers": ("LoadBalancers", "LoadBalancerArn", "State/Code"),
    "autoscaling:DescribeAutoScalingGroups": ("AutoScalingGroups", "AutoScalingGroupName", "Instances/member/LifecycleState"),
}
# Call -> which look changes, in which state it shows, what names the thing: a parameter, or a path in the answer
CHANGES = {
    "rds:CreateDBInstance": ("rds:DescribeDBInstances", "creating", "DBInstanceIdentifier"),
    "rds:ModifyDBInstance": ("rds:DescribeDBInstances", "modifying", "DBInstanceIdentifier"),
    "rds:DeleteDBInstance": ("rds:DescribeDBInstances", "deleting", "DBInstanceIdentifier"),
    "elasticache:CreateReplicationGroup": ("elasticache:DescribeReplicationGroups", "creating", "ReplicationGroupId"),
    "elasticache:ModifyReplicationGroup": ("elasticache:DescribeReplicationGroups", "modifying", "ReplicationGroupId"),
    "elasticache:DeleteReplicationGroup": ("elasticache:DescribeReplicationGroups", "deleting", "ReplicationGroupId"),
    "ec2:CreateNatGateway": ("ec2:DescribeNatGateways", "pending", ".//natGatewayId"),
    "ec2:DeleteNatGateway": ("ec2:DescribeNatGateways", "deleting", "NatGatewayId"),
    "ec2:RunInstances": ("ec2:DescribeInstances", "pending", ".//instanceId"),
    "ec2:StartInstances": ("ec2:DescribeInstances", "pending", ".//instanceId"),
    "ec2:TerminateInstances": ("ec2:DescribeInstances", "shutting-down", ".//instanceId"),
    "ec2:CreateVolume": ("ec2:DescribeVolumes", "creating", ".//volumeId"),
    "elasticloadbalancing:CreateLoadBalancer": ("elasticloadbalancing:DescribeLoadBalancers", "provisioning", ".//LoadBalancerArn"),
    "elasticloadbalancing:DeleteLoadBalancer": ("elasticloadbalancing:DescribeLoadBalancers", "active", "LoadBalancerArn"),
    "autoscaling:CreateAutoScalingGroup": ("autoscaling:DescribeAutoScalingGroups", "Pending", "AutoScalingGroupName"),
    "autoscaling:DeleteAutoScalingGroup": ("autoscaling:DescribeAutoScalingGroups", "Terminating", "AutoScalingGroupName"),
}
# What moto removes at once: the call, and where it stands until then
REMOVALS = {
    "rds:DeleteDBInstance": State.databases,
    "elasticache:DeleteReplicationGroup": State.caches,
    "elasticloadbalancing:DeleteLoadBalancer": State.balancers,
    "autoscaling:DeleteAutoScalingGroup": State.groups,
}
# What names the one that is asked for
ASKED = ("DBInstanceIdentifier", "ReplicationGroupId", "LoadBalancerArns.member.1", "AutoScalingGroupNames.member.1")
LOCK = threading.Lock()
ORDERED, PASSING, LAST, SHOWN = {}, {}, {}, {}


def order(wanted):
    unknown = set(wanted) - set(LOOKS)
    if unknown:
        raise ValueError(f"nothing is known of {unknown}")
    ORDERED.update(wanted)


def forget():
    for known in (ORDERED, PASSING, LAST, SHOWN):
        known.clear()


class Looks:
    """So many looks that show a passing state."""

    def __init__(self, count):
        self.left = count

    def over(self):
        self.left -= 1
        return self.left < 0


def passes(look):
    return bool(ORDERED.get(look) or strict_time.TIMES)


def before(call, state):
    """What is removed at once must still be shown: remembers how it looked."""
    name = f"{call.service}:{call.operation}"
    if name in REMOVALS and passes(CHANGES[name][0]):
        for item in REMOVALS[name](state):
            LAST[text(item, LOOKS[CHANGES[name][0]][1])] = item


def after(call, state, found):
    name = f"{call.service}:{call.operation}"
    if name in LOOKS and passes(name):
        return look(name, call, state, found)
    if found[0] == 200:
        change(name, call, state, found)
    return strict_time.without_early(call, found)


def change(name, call, state, found):
    """Takes note of what begins."""
    shows, shown, path = CHANGES.get(name, ("", "", ""))
    span = strict_time.begun(call) if shows else None
    things = texts(state.parse(found[3]), path) if path.startswith(".") else [call.params.get(path)]
    if span or ORDERED.get(shows):
        with LOCK:
            for thing in things:
                PASSING[shows, thing] = span or Looks(ORDERED[shows]), shown
    balancer = LAST.get(things[0]) if name == "elasticloadbalancing:DeleteLoadBalancer" else None
    strict_time.note(call, span, [] if balancer is None else network(balancer))


def network(balancer):
    """Whatever its interfaces are in."""
    return [text(balancer, "VpcId"), *texts(balancer, "SecurityGroups/member"), *texts(balancer, "AvailabilityZones/member/SubnetId")]


def look(name, call, state, found):
    where, id_path, state_path = LOOKS[name]
    asked = next((call.params[one] for one in ASKED if one in call.params), None)
    with LOCK:
        if asked in LAST:
            return shown_again(name, asked, found)
        if found[0] != 200:
            return found
        root, changed = state.parse(found[3]), False
        for container in root.findall(f".//{where}"):
            for item in container:
                states = item.findall(state_path)
                passing = step(name, text(item, id_path)) if states else None
                for status in states if passing else []:
                    status.text, changed = passing, True
        return (found[0], found[1], found[2], ElementTree.tostring(root)) if changed else found


def shown_again(name, asked, found):
    """Gone already, or about to be."""
    passing = step(name, asked)
    if not passing:
        LAST.pop(asked)
        return found
    where, _, state_path = LOOKS[name]
    for status in LAST[asked].findall(state_path):
        status.text = passing
    action, body = name.split(":")[1], ElementTree.tostring(LAST[asked]).decode()
    return 200, "text/xml", {}, f"<{action}Response><{action}Result><{where}>{body}</{where}></{action}Result></{action}Response>".encode()


def step(name, thing):
    """The passing state in this look, if any."""
    left, state = PASSING.get((name, thing), (None, None))
    if left is None:
        return None
    if left.over():
        PASSING.pop((name, thing))
        return None
    shown = f"{name} {state}"
    SHOWN[shown] = SHOWN.get(shown, 0) + 1
    return state
