"""Plays the servers: for every running one whose release is in the bucket, writes what the instance script would write.
`agent.py REGION` ends with its connection (`parent.py`)."""

import json
import sys
import time

import boto3
import parent
from botocore.config import Config
from botocore.exceptions import ClientError

# Seconds; to look costs the emulator more than a deployment gains.
PAUSE = 1


class Agent:
    def __init__(self, region):
        config = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
        self.ec2, self.ssm, self.s3 = (boto3.client(name, region_name=region, config=config) for name in ("ec2", "ssm", "s3"))
        self.done = set()

    def servers(self):
        running = {"Name": "instance-state-name", "Values": ["running"]}
        for page in self.ec2.get_paginator("describe_instances").paginate(Filters=[running]):
            for reservation in page["Reservations"]:
                for instance in reservation["Instances"]:
                    tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
                    if {"cloudstead:deployment", "cloudstead:release", "cloudstead:bucket"} <= tags.keys():
                        yield instance["InstanceId"], tags

    def manifest(self, tags):
        key = f"releases/{tags['cloudstead:release']}/release.json"
        try:
            return json.load(self.s3.get_object(Bucket=tags["cloudstead:bucket"], Key=key)["Body"])
        except ClientError:
            return None

    def play(self, instance, tags):
        """One start of one server."""
        manifest = self.manifest(tags)
        if manifest is None:
            return
        prefix, release = f"/cloudstead/{tags['cloudstead:deployment']}", tags["cloudstead:release"]
        if manifest.get("migrate"):
            self.put(f"{prefix}/migrations/{release}", False, {"by": instance, "state": "done", "detail": ""})
        report = {"step": "ready", "state": "done", "detail": "", "release": release}
        if manifest.get("https"):
            report["https"] = "on"
        self.put(f"{prefix}/boxes/{instance}", True, report)
        self.done.add((instance, release))

    def put(self, name, overwrite, value):
        try:
            self.ssm.put_parameter(Name=name, Type="String", Overwrite=overwrite, Value=json.dumps(value))
        except self.ssm.exceptions.ParameterAlreadyExists:
            pass

    def round(self):
        for instance, tags in self.servers():
            if (instance, tags["cloudstead:release"]) not in self.done:
                self.play(instance, tags)


def main():
    parent.end_with_it()
    agent = Agent(sys.argv[1])
    while True:
        try:
            agent.round()
        except Exception as problem:  # half an answer, too: a server whose call was lost asks again
            print(repr(problem), file=sys.stderr)
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
