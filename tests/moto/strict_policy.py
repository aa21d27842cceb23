"""IAM in front of moto, for the policy that a test orders: every action of a call, those that no call shows included, on the
resource that AWS would check, under the conditions that the policy has. moto's own IAM (see `iam_user.py`) judges beside it, but
knows neither conditions nor, except for S3, resources. Only what the printed policy uses is understood: anything else is an error."""

import os
import re

from strict_state import text

ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
USER = f"arn:aws:iam::{ACCOUNT}:user/person"
# AWS answers these whatever a policy says.
ALWAYS = {"sts:GetCallerIdentity"}
POLICY = []


def order(wanted):
    """{"policy": [documents]}; an empty list lifts it."""
    if "policy" in wanted:
        POLICY[:] = [statement for document in wanted["policy"] for statement in document["Statement"]]


def refused(call, state):
    """The first (action, resource) that the policy does not allow."""
    for action in call.actions if POLICY else []:
        for resource in resources(call, action, state) if action not in ALWAYS else []:
            if not allowed(action, resource, context(call)):
                return action, resource
    return None


def allowed(action, resource, known):
    """An explicit denial wins."""
    effects = {one["Effect"] for one in POLICY if matches(one["Action"], action) and matches(one["Resource"], resource) and holds(one, known)}
    return effects == {"Allow"}


def matches(patterns, value):
    patterns = patterns if isinstance(patterns, list) else [patterns]
    return any(re.fullmatch(re.escape(one).replace(r"\*", ".*").replace(r"\?", "."), value) for one in patterns)


def holds(statement, known):
    conditions = statement.get("Condition", {})
    if set(conditions) - {"StringEquals"}:
        raise ValueError(f"nothing is known of the conditions {conditions}")
    wanted = conditions.get("StringEquals", {})
    return all(known[key] in (values if isinstance(values, list) else [values]) for key, values in wanted.items())


def context(call):
    """The condition keys that a call has."""
    return {"iam:AWSServiceName": call.params.get("AWSServiceName")}


def resources(call, action, state):
    """What AWS checks the action on; `*` where a policy cannot name anything, or never does here."""
    service = action.split(":")[0]
    find = {"iam": of_iam, "ssm": of_parameters, "s3": of_s3, "ecr": of_repositories, "codebuild": of_projects}.get(service)
    return find(call, action, state) if find else ["*"]


def of_iam(call, action, state):
    params, iam = call.params, f"arn:aws:iam::{ACCOUNT}"
    if action == "iam:PassRole":
        return [f"{iam}:role/{name}" for name in passed(call, state)]
    if action == "iam:CreateServiceLinkedRole":
        return [f"{iam}:role/aws-service-role/{params['AWSServiceName']}/AWSServiceRole"]
    if "InstanceProfileName" in params:
        return [f"{iam}:instance-profile/{params['InstanceProfileName']}"]
    return [f"{iam}:role/{params['RoleName']}"] if "RoleName" in params else ["*"]


def passed(call, state):
    """Names of the roles that a call hands to a service: those in the instance profiles that it names, and those of the template."""
    profiles = [value for name, value in call.params.items() if "IamInstanceProfile." in name]
    if call.service == "autoscaling":
        template = {name.rsplit(".", 1)[-1]: value for name, value in call.params.items() if name.startswith("LaunchTemplate.")}
        versions = state.ask("ec2", "DescribeLaunchTemplateVersions", LaunchTemplateId=template["LaunchTemplateId"], LaunchTemplateVersion__1=template["Version"])
        profiles = [one.text for one in versions.findall(".//iamInstanceProfile/*")]
    names = {profile.rsplit("/", 1)[-1] for profile in profiles}
    found = {role.text for name in names for role in state.items("iam", "GetInstanceProfile", "Roles/member/RoleName", InstanceProfileName=name)}
    found |= {call.params["RoleName"]} if call.operation == "AddRoleToInstanceProfile" else set()
    return sorted(found | ({call.json["serviceRole"].rsplit("/", 1)[-1]} if "serviceRole" in call.json else set()))


def of_parameters(call, _action, _state):
    asked = call.json
    names = asked.get("Names") or [asked[key] for key in ("Name", "ResourceId", "Path") if key in asked]
    # AWS's own parameters belong to no account.
    owner = {name: "" if name.startswith("/aws/service/") else ACCOUNT for name in names}
    return [f"arn:aws:ssm:{call.region}:{owner[name]}:parameter/{name.lstrip('/')}" for name in names] or ["*"]


def of_repositories(call, _action, _state):
    names = call.json.get("repositoryNames") or [call.json[key] for key in ("repositoryName", "resourceArn") if key in call.json]
    return [f"arn:aws:ecr:{call.region}:{ACCOUNT}:repository/{name.split(':repository/')[-1]}" for name in names] or ["*"]


def of_projects(call, _action, _state):
    asked = call.json
    names = asked.get("names") or asked.get("ids") or [asked[key] for key in ("name", "projectName", "id") if key in asked]
    # A build is called after its project.
    return [f"arn:aws:codebuild:{call.region}:{ACCOUNT}:project/{name.rsplit('/', 1)[-1].split(':')[0]}" for name in names] or ["*"]


def of_s3(call, action, _state):
    bucket = f"arn:aws:s3:::{call.bucket}"
    if action in ("s3:DeleteObject", "s3:DeleteObjectVersion") and not call.object:
        return [f"{bucket}/{key}" for key in re.findall(r"<Key>([^<]*)</Key>", call.body.decode())]
    of_bucket = action.startswith("s3:List") or not call.object
    return [bucket if of_bucket else f"{bucket}/{call.object}"] if call.bucket else ["*"]


CODES = {"ec2": "UnauthorizedOperation"}


def error(call, action, resource):
    """The refusal in AWS's words."""
    message = f"User: {USER} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
    if call.service == "ec2":
        message = f"You are not authorized to perform this operation. {message}"
    if call.headers.get("X-Amz-Target"):
        return call.error("AccessDeniedException", message, 400)
    return call.error(CODES.get(call.service, "AccessDenied"), message, 403)
