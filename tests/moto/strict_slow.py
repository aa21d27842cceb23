"""Things that are not ready, or not gone, at once: what was made, changed or removed shows a passing state in the next looks at
it, as many as ordered for that look. The account behind is as fast as ever."""

import threading
from xml.etree import ElementTree

from strict_state import text, texts

# Look -> where its items are, what names one, where its state stands
LOOKS = {
    "rds:DescribeDBInstances": ("DBInstances", "DBInstanceIdentifier", "DBInstanceStatus"),
    "ec2:DescribeNatGateways": ("natGatewaySet", "natGatewayId", "state"),
    "ec2:DescribeInstances": ("reservationSet/item/instancesSet", "instanceId", "instanceState/name"),
    "ec2:DescribeVolumes": ("volumeSet", "volumeId", "status"),
    "elasticloadbalancing:DescribeLoadBalancers": ("LoadBalancers", "LoadBalancerArn", "State/Code"),
}
# Call -> which look changes, in which state it shows, what names the thing: a parameter, or a path in the answer
CHANGES = {
    "rds:CreateDBInstance": ("rds:DescribeDBInstances", "creating", "DBInstanceIdentifier"),
    "rds:ModifyDBInstance": ("rds:DescribeDBInstances", "modifying", "DBInstanceIdentifier"),
    "rds:DeleteDBInstance": ("rds:DescribeDBInstances", "deleting", "DBInstanceIdentifier"),
    "ec2:CreateNatGateway": ("ec2:DescribeNatGateways", "pending", ".//natGatewayId"),
    "ec2:DeleteNatGateway": ("ec2:DescribeNatGateways", "deleting", "NatGatewayId"),
    "ec2:RunInstances": ("ec2:DescribeInstances", "pending", ".//instanceId"),
    "ec2:StartInstances": ("ec2:DescribeInstances", "pending", ".//instanceId"),
    "ec2:TerminateInstances": ("ec2:DescribeInstances", "shutting-down", ".//instanceId"),
    "ec2:CreateVolume": ("ec2:DescribeVolumes", "creating", ".//volumeId"),
    "elasticloadbalancing:CreateLoadBalancer": ("elasticloadbalancing:DescribeLoadBalancers", "provisioning", ".//LoadBalancerArn"),
}
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


def before(call, state):
    """What is removed at once must still be shown: remembers how it looked."""
    if f"{call.service}:{call.operation}" == "rds:DeleteDBInstance" and "rds:DescribeDBInstances" in ORDERED:
        for item in state.databases():
            LAST[text(item, "DBInstanceIdentifier")] = item


def after(call, state, found):
    name = f"{call.service}:{call.operation}"
    if name in LOOKS and ORDERED.get(name):
        return look(name, call, state, found)
    if name in CHANGES and found[0] == 200:
        passes, shown, path = CHANGES[name]
        if ORDERED.get(passes):
            with LOCK:
                for thing in texts(state.parse(found[3]), path) if path.startswith(".") else [call.params.get(path)]:
                    PASSING[passes, thing] = [ORDERED[passes], shown]
    return found


def look(name, call, state, found):
    where, id_path, state_path = LOOKS[name]
    asked = call.params.get("DBInstanceIdentifier")
    with LOCK:
        if found[0] != 200:
            # Gone already: only a database is remembered.
            return shown_again(name, asked, found) if asked in LAST else found
        root, changed = state.parse(found[3]), False
        for container in root.findall(f".//{where}"):
            for item in container:
                status = item.find(state_path)
                passing = step(name, text(item, id_path))
                if passing and status is not None:
                    status.text, changed = passing, True
        return (found[0], found[1], found[2], ElementTree.tostring(root)) if changed else found


def shown_again(name, asked, found):
    passing = step(name, asked)
    if not passing:
        LAST.pop(asked)
        return found
    item = LAST[asked]
    item.find("DBInstanceStatus").text = passing
    body = ElementTree.tostring(item).decode()
    body = f"<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances>{body}</DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>"
    return 200, "text/xml", {}, body.encode()


def step(name, thing):
    """The passing state in this look, if any."""
    left = PASSING.get((name, thing))
    if not left:
        return None
    left[0] -= 1
    if left[0] <= 0:
        PASSING.pop((name, thing))
    shown = f"{name} {left[1]}"
    SHOWN[shown] = SHOWN.get(shown, 0) + 1
    return left[1]
