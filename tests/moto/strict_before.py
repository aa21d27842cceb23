"""What is asked before anything is made and moto does not answer: quotas, database classes on offer, and regions that are
switched off. Played as AWS documents it; a test can order other values."""

import json

from strict_state import text

SPACE = "http://rds.amazonaws.com/doc/2014-10-31/"
# What a new account may have, by the defaults that AWS documents.
BUILDS = ("L-9D07B6EF", "L-2DC20C30", "L-4DDC4A99", "L-5ED1D25B", "L-DF544FF3", "L-596BEAB4")
DEFAULTS = {"L-F678F1CE": 5, "L-0263D0A3": 5, "L-1216C47A": 5, **dict.fromkeys(BUILDS, 1)}
SIZES = ("micro", "small", "medium", "large")
CLASSES = [f"db.{family}.{size}" for family in ("t4g", "t3") for size in SIZES] + ["db.m7g.large", "db.m6i.large"]
VERSIONS = {
    "postgres": ("16.11", "17.7", "18.1"),
    "mysql": ("8.4.7",),
    "mariadb": ("10.11.15", "11.4.9", "11.8.5"),
}
# A region that accounts must switch on first, and this one did not.
OFF = "eu-central-2"
QUOTAS, UNSOLD = {}, set()


def order(wanted):
    QUOTAS.update(wanted.get("quotas", {}))
    UNSOLD.update(wanted.get("unsold", []))


def forget():
    QUOTAS.clear()
    UNSOLD.clear()


def quota(call, _state):
    code = call.json.get("QuotaCode")
    value = {**DEFAULTS, **QUOTAS}.get(code)
    if value is None:
        return call.error("NoSuchResourceException", "The specified quota does not exist.")
    found = {"ServiceCode": call.json.get("ServiceCode"), "QuotaCode": code, "Value": float(value), "Adjustable": True}
    return 200, "application/x-amz-json-1.1", json.dumps({"Quota": found}).encode()


def orderable(call, state):
    """One entry for each version and kind of disk, with the zones that offer it."""
    zones = state.items("ec2", "DescribeAvailabilityZones", "availabilityZoneInfo/item")
    offered = "".join(f"<AvailabilityZone><Name>{text(zone, 'zoneName')}</Name></AvailabilityZone>" for zone in zones)
    engine, wanted = call.params["Engine"], call.params.get("DBInstanceClass")
    classes = [one for one in CLASSES if wanted in (None, one) and one not in UNSOLD and not (call.region == "ca-west-1" and ".t4g." in one)]
    items = "".join(
        f"<OrderableDBInstanceOption><Engine>{engine}</Engine><EngineVersion>{version}</EngineVersion><DBInstanceClass>{one}</DBInstanceClass>"
        f"<StorageType>{disk}</StorageType><Vpc>true</Vpc><AvailabilityZones>{offered}</AvailabilityZones></OrderableDBInstanceOption>"
        for one in classes
        for version in VERSIONS[engine]
        for disk in ("gp2", "gp3")
    )
    name = "DescribeOrderableDBInstanceOptions"
    body = f'<{name}Response xmlns="{SPACE}"><{name}Result><OrderableDBInstanceOptions>{items}</OrderableDBInstanceOptions></{name}Result></{name}Response>'
    return 200, "text/xml", body.encode()


def identity(call, _state):
    """Nobody is known where the account never was."""
    if call.region == OFF:
        return call.error("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
    return None


EXTRAS = {
    ("servicequotas", "GetServiceQuota"): quota,
    ("servicequotas", "GetAWSDefaultServiceQuota"): quota,
    ("rds", "DescribeOrderableDBInstanceOptions"): orderable,
    ("sts", "GetCallerIdentity"): identity,
}
