"""Everything in the account that a deployment could have made, by kind, as JSON: `inventory.py REGION [--mask]`.

Asks every service itself, since the tagging API does not know all kinds. What every account has (the default network, AWS's own
policies) is left out. `--mask` replaces identifiers, addresses and times, so that two runs of one plan can be compared."""

import json
import re
import sys

import boto3
from botocore.config import Config

import inventory_data
import inventory_network

NODE = "cloudstead:node"
# A shorter text could be a part of any word.
SHORTEST_ID = 8
LOOSE = [
    (re.compile(r"\b(vpc|subnet|igw|nat|rtb|rtbassoc|eipalloc|eipassoc|sgr?|vol|i|lt|eni|vpce|acl|ami|snap|pl|r)-[0-9a-f]{8,17}\b"), r"\1-…"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"), "<time>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "<uuid>"),
    (re.compile(r"(?<=-final-)[0-9a-f]{8}\b"), "<token>"),
    (re.compile(r"(?<=/)[0-9a-f]{16}\b"), "<hash>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<token>"),
]


class Account:
    """Clients of one region, and tags as plain objects."""

    def __init__(self, region):
        self.region = region
        self.config = Config(retries={"max_attempts": 2}, s3={"addressing_style": "path"})

    def client(self, service):
        return boto3.client(service, region_name=self.region, config=self.config)

    def pages(self, client, operation, path, **params):
        """All items of a paginated listing."""
        if not client.can_paginate(operation):
            return getattr(client, operation)(**params)[path]
        return [item for page in client.get_paginator(operation).paginate(**params) for item in page.get(path, [])]


def collect(region):
    account = Account(region)
    found = {**inventory_network.collect(account), **inventory_data.collect(account)}
    for items in found.values():
        items.sort(key=lambda item: (item["tags"].get(NODE, ""), item["name"] or "", item["id"]))
    return {kind: items for kind, items in sorted(found.items()) if items}


def mask(found):
    """Identifiers become the names of their nodes; what has no node loses its random part."""
    names = {}
    for kind, items in found.items():
        for item in items:
            node = item["tags"].get(NODE)
            if node and item["id"] != item["name"]:
                names[item["id"]] = f"<{node}>"
            if kind == "hosted-zone":
                names[item["id"]] = f"<{item['name']}>"
            identity = item["tags"].pop("cloudstead:id", "")
            if len(identity) >= SHORTEST_ID:
                names[identity] = "<id>"
            for value in item.pop("volatile", []):
                if value:
                    names[value] = f"<{kind} {node or item['name']}>"
    text = json.dumps(found, ensure_ascii=False, default=str)
    for value in sorted(names, key=len, reverse=True):
        text = text.replace(json.dumps(value, ensure_ascii=False)[1:-1], names[value])
    for pattern, instead in LOOSE:
        text = pattern.sub(instead, text)
    return in_order(json.loads(text))


def in_order(value):
    """Lists in the order of what they hold: AWS's own order follows the identifiers."""
    if isinstance(value, dict):
        return {key: in_order(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((in_order(item) for item in value), key=json.dumps)
    return value


def main():
    found = collect(sys.argv[1])
    if "--mask" in sys.argv:
        found = mask(found)
    print(json.dumps(found, ensure_ascii=False, indent=1, default=str))


if __name__ == "__main__":
    main()
