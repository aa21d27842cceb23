"""The process that starts all others of a test program, as its own children: it has imported once what takes seconds (moto, boto3 and
the descriptions of services that both read). It prints its port. Whoever connects sends a line, {"script": NAME, "args": […],
"environment": {…}}, and has the standard input and output of that script then. Everything ends with what it was started for: a script
with its connection, this process with its own input."""

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path

import boto3
import botocore.session
import service_model
from moto.core.utils import get_service_model
from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import create_backend_app

# What deployments consist of, in botocore's words.
SERVICES = "acm autoscaling budgets codebuild ec2 ecr elbv2 iam logs rds resourcegroupstaggingapi route53 s3 service-quotas ssm sts".split()
DESCRIPTIONS = ["service-2", "endpoint-rule-set-1", "paginators-1"]


def end_with_it():
    """Ends a script that reads no input with its connection."""
    threading.Thread(target=lambda: (os.read(0, 1), os._exit(0)), daemon=True).start()


def prepare():
    """Reads; returns where boto3 finds again what was read."""
    loader = botocore.session.get_session().get_component("data_loader")
    for service in SERVICES:
        for kind in DESCRIPTIONS:
            loader.load_service_model(service, kind)
        service_model.model(service)
        get_service_model(service)
        # moto imports what answers a service's calls with it.
        create_backend_app(service)
    return loader


def child(connection, loader):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for standard in (0, 1):
        os.dup2(connection.fileno(), standard)
    connection.close()
    wanted = json.loads(line())
    os.environ.update(wanted["environment"])
    # Otherwise all accounts would invent the same identifiers.
    mock_random.seed()
    session = botocore.session.get_session()
    session.register_component("data_loader", loader)
    boto3.setup_default_session(botocore_session=session)
    sys.argv = [str(Path(__file__).with_name(wanted["script"])), *wanted["args"]]
    runpy.run_path(sys.argv[0], run_name="__main__")


def line():
    """Not a byte more: the rest is for the script."""
    text = b""
    while not text.endswith(b"\n"):
        text += os.read(0, 1) or b"\n"
    return text


def main():
    loader = prepare()
    # What is never collected is not copied by the children.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    print(listener.getsockname()[1], flush=True)
    while 0 not in select.select([0, listener], [], [])[0]:
        connection = listener.accept()[0]
        if os.fork() == 0:
            listener.close()
            try:
                child(connection, loader)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(0)
        connection.close()


if __name__ == "__main__":
    main()
