"""Runs moto's server on a free port of 127.0.0.1, prints the port, and ends with its connection (`parent.py`)."""

import logging
import os
import sys

import parent
import serve_caches
from moto import settings
from moto.core.authorization import ActionAuthenticatorMixin
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.utils import parse_user_data
from moto.iam.access_control import IAMRequestBase
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server


def read_user_data_of_every_version():
    """moto reads that of a template's first version only, and cannot start servers from the others."""
    create = LaunchTemplate.create_version

    def create_version(template, data, description):
        if isinstance(data.get("UserData"), str):
            data = {**data, "UserData": parse_user_data(data["UserData"])}
        return create(template, data, description)

    LaunchTemplate.create_version = create_version


def route_to_endpoints():
    """moto notes which tables an endpoint gains and loses, and forgets their routes: it stumbles over that when the endpoint goes."""
    modify = VPCBackend.modify_vpc_endpoint

    def modify_vpc_endpoint(backend, vpc_id, **changes):
        endpoint = backend.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
        before = list(endpoint.route_table_ids)
        modify(backend, vpc_id=vpc_id, **changes)
        prefixes = endpoint.destination_prefix_list_id
        for table in set(endpoint.route_table_ids) - set(before):
            backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefixes)
        for table in set(before) - set(endpoint.route_table_ids):
            backend.delete_route(table, prefixes)

    VPCBackend.modify_vpc_endpoint = modify_vpc_endpoint


def authorise_users():
    """moto's IAM judges the calls of users that a test made; other keys are the test's own and may do everything."""
    judge = ActionAuthenticatorMixin._authenticate_and_authorize_action

    def authorise(response, kind, resource="*"):
        if response.access_key in iam_backends[response.current_account]["aws"].access_keys:
            judge(response, kind, resource)

    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorise
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    # Signatures are the SDK's business.
    IAMRequestBase.check_signature = lambda request: None


def main():
    authorise_users()
    read_user_data_of_every_version()
    route_to_endpoints()
    serve_caches.complete()
    parent.end_with_it()
    if "MOTO_LOG" not in os.environ:
        logging.disable()
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(server.port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
