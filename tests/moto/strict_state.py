"""Asks moto about what exists, in the words of each service's own answers. Used by the rules to see who uses what."""

import http.client
import json
from urllib.parse import urlencode
from xml.etree import ElementTree

# No user's key: moto lets it do everything.
KEY = "AKIACLOUDSTEADTEST00"
VERSIONS = {
    "ec2": "2016-11-15",
    "rds": "2014-10-31",
    "elasticache": "2015-02-02",
    "elasticloadbalancing": "2015-12-01",
    "autoscaling": "2011-01-01",
    "iam": "2010-05-08",
}


class State:
    """Reads from moto in one region."""

    def __init__(self, moto, region):
        self.host, self.region = moto, region

    def scope(self, service):
        return f"AWS4-HMAC-SHA256 Credential={KEY}/20261121/{self.region}/{service}/aws4_request, SignedHeaders=host, Signature=0"

    def request(self, service, body, headers, method="POST", path="/"):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request(method, path, body, {**headers, "Authorization": self.scope(service)})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        # An error would read as an account without anything, and every rule would pass.
        if answer.status >= 500:
            raise RuntimeError(f"moto answered {answer.status} to a look at {service}: {body[:500].decode(errors='replace')}")
        return body

    def ask(self, service, action, **params):
        """The XML answer of a query service, without namespaces."""
        fields = {"Action": action, "Version": VERSIONS[service], **{name.replace("__", "."): value for name, value in params.items()}}
        return self.parse(self.request(service, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}))

    @staticmethod
    def parse(raw):
        root = ElementTree.fromstring(raw)
        for element in root.iter():
            element.tag = element.tag.rsplit("}", 1)[-1]
        return root

    def records(self, zone):
        """Records of a DNS zone."""
        raw = self.request("route53", None, {}, "GET", f"/2013-04-01/hostedzone/{zone}/rrset")
        return self.parse(raw).findall(".//ResourceRecordSet")

    def ask_json(self, service, target, **params):
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
        return json.loads(self.request(service, json.dumps(params), headers))

    def items(self, service, action, path, **params):
        return self.ask(service, action, **params).findall(f".//{path}")

    def instances(self):
        """Servers that are not terminated."""
        found = self.items("ec2", "DescribeInstances", "instancesSet/item")
        return [item for item in found if text(item, "instanceState/name") not in ("terminated", "shutting-down")]

    def interfaces(self):
        """Without those that moto forgets when their NAT gateway or their server goes."""
        left = set()
        for item in self.items("ec2", "DescribeNatGateways", "natGatewaySet/item"):
            if text(item, "state") in ("deleted", "failed"):
                left.update(texts(item, "natGatewayAddressSet/item/networkInterfaceId"))
        found = self.items("ec2", "DescribeNetworkInterfaces", "networkInterfaceSet/item")
        gone = self.terminated()
        return [
            item
            for item in found
            if text(item, "networkInterfaceId") not in left and text(item, "attachment/instanceId") not in gone
        ]

    def terminated(self):
        found = self.items("ec2", "DescribeInstances", "reservationSet/item/instancesSet/item")
        return {text(item, "instanceId") for item in found if text(item, "instanceState/name") == "terminated"}

    def gateways(self):
        found = self.items("ec2", "DescribeNatGateways", "natGatewaySet/item")
        return [item for item in found if text(item, "state") not in ("deleted", "failed")]

    def databases(self):
        return self.items("rds", "DescribeDBInstances", "DBInstances/DBInstance")

    def caches(self):
        return self.items("elasticache", "DescribeReplicationGroups", "ReplicationGroups/ReplicationGroup")

    def cache_nodes(self):
        return self.items("elasticache", "DescribeCacheClusters", "CacheClusters/CacheCluster")

    def balancers(self):
        return self.items("elasticloadbalancing", "DescribeLoadBalancers", "LoadBalancers/member")

    def groups(self):
        return self.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member")

    def listeners(self, balancer=None):
        arns = [balancer] if balancer else [text(item, "LoadBalancerArn") for item in self.balancers()]
        found = []
        for arn in arns:
            found += self.items("elasticloadbalancing", "DescribeListeners", "Listeners/member", LoadBalancerArn=arn)
        return found

    def certificate(self, arn):
        """Issued once its proofs are in a zone of the account: moto looks into no DNS."""
        found = self.ask_json("acm", "CertificateManager.DescribeCertificate", CertificateArn=arn).get("Certificate", {})
        options, known = found.get("DomainValidationOptions", []), self.proofs()
        if found.get("Status") == "ISSUED" and any(proof(option) not in known for option in options):
            found["Status"] = "PENDING_VALIDATION"
            for option in options:
                option["ValidationStatus"] = "PENDING_VALIDATION"
        return found

    def proofs(self):
        """Name and value of every CNAME in the account."""
        zones = self.parse(self.request("route53", None, {}, "GET", "/2013-04-01/hostedzone")).findall(".//HostedZone/Id")
        records = [record for zone in zones for record in self.records(zone.text.rsplit("/", 1)[-1]) if text(record, "Type") == "CNAME"]
        return {(plain(text(record, "Name")), plain(value)) for record in records for value in texts(record, ".//Value")}


def proof(option):
    record = option.get("ResourceRecord", {})
    return plain(record.get("Name", "")), plain(record.get("Value", ""))


def plain(name):
    return name.rstrip(".").lower()


def text(element, path):
    found = element.find(path)
    return (found.text or "") if found is not None else ""


def texts(element, path):
    return [found.text or "" for found in element.findall(path)]
