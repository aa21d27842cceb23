"""Names of AWS calls: reads service, operation and parameters out of a signed HTTP request. Shared by proxy and rules."""

import json
import re
import time
from urllib.parse import parse_qsl, unquote, urlsplit

READS = ("Describe", "Get", "BatchGet", "List", "Head", "Lookup", "Simulate", "Decode", "View")
SCOPE = re.compile(r"Credential=[^/]+/\d+/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")
TAGS_IN_CREATE = {
    "ec2": "ec2:CreateTags",
    "rds": "rds:AddTagsToResource",
    "elasticache": "elasticache:AddTagsToResource",
    "elasticloadbalancing": "elasticloadbalancing:AddTags",
    "autoscaling": "autoscaling:CreateOrUpdateTags",
    "ssm": "ssm:AddTagsToResource",
    "acm": "acm:AddTagsToCertificate",
    "logs": "logs:TagResource",
    "budgets": "budgets:TagResource",
    "ecr": "ecr:TagResource",
}
# Permissions that AWS asks for besides the call's own, for a parameter.
FOR_PARAMETER = {
    ("iam", "CreateRole"): ("Tags.", "iam:TagRole"),
    ("iam", "CreateInstanceProfile"): ("Tags.", "iam:TagInstanceProfile"),
    ("rds", "DeleteDBInstance"): ("FinalDBSnapshotIdentifier", "rds:CreateDBSnapshot"),
}
# Permissions that no call shows: AWS asks for the second where the first is called.
IMPLIED = {
    # Servers, and what makes servers, are given a role.
    "ec2:RunInstances": ["iam:PassRole", "kms:DescribeKey"],
    "ec2:CreateLaunchTemplate": ["iam:PassRole"],
    "codebuild:CreateProject": ["iam:PassRole"],
    "codebuild:UpdateProject": ["iam:PassRole"],
    "autoscaling:CreateAutoScalingGroup": ["ec2:RunInstances", "iam:PassRole"],
    # Reading an object that is not there is "not found" with it and "denied" without.
    "s3:GetObject": ["s3:ListBucket"],
    # RDS and load balancers look at the network in the caller's name.
    "rds:CreateDBInstance": ["ec2:DescribeVpcAttribute", "ec2:DescribeAccountAttributes"],
    "elasticloadbalancing:CreateLoadBalancer": ["ec2:DescribeAccountAttributes"],
    # The key that disks are encrypted with is named, and looked up in the caller's name.
    "ec2:CreateVolume": ["kms:DescribeKey"],
}
# Sub-resource, verb -> operation, IAM actions
S3_BUCKET = {
    ("", "PUT"): ("CreateBucket", ["CreateBucket", "TagResource"]),
    ("", "DELETE"): ("DeleteBucket", ["DeleteBucket"]),
    ("", "HEAD"): ("HeadBucket", ["ListBucket"]),
    ("", "GET"): ("ListObjects", ["ListBucket"]),
    ("delete", "POST"): ("DeleteObjects", ["DeleteObject", "DeleteObjectVersion"]),
    ("versions", "GET"): ("ListObjectVersions", ["ListBucketVersions"]),
    ("uploads", "GET"): ("ListMultipartUploads", ["ListBucketMultipartUploads"]),
    ("location", "GET"): ("GetBucketLocation", ["GetBucketLocation"]),
}
S3_ACTION = {
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
}
BUDGETS = {"Create": "ModifyBudget", "Update": "ModifyBudget", "Delete": "ModifyBudget", "Descri": "ViewBudget"}
SUBRESOURCES = {*S3_ACTION, "delete", "versions", "uploads", "location"}


class Call:
    """One request to AWS, understood."""

    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body, self.arrived = method, target, headers, body, time.time()
        scope = SCOPE.search(headers.get("Authorization", ""))
        self.region, self.service = scope.groups() if scope else ("us-east-1", "")
        split = urlsplit(target)
        self.path = unquote(split.path)
        self.query = dict(parse_qsl(split.query, keep_blank_values=True))
        self.params, self.json, self.actions = {}, {}, []
        self.operation = self._operation()
        if not self.actions:
            self.actions = [self._action()]
            if self.tagged and self.service in TAGS_IN_CREATE and self.operation not in ("AddTags", "CreateTags"):
                self.actions.append(TAGS_IN_CREATE[self.service])
            name, action = FOR_PARAMETER.get((self.service, self.operation), ("", ""))
            if name and any(given.startswith(name) for given in self.params):
                self.actions.append(action)
        self.actions += [implied for action in self.actions for implied in IMPLIED.get(action, [])]

    def _operation(self):
        kind = self.headers.get("Content-Type", "")
        if "X-Amz-Target" in self.headers:
            self.json = json.loads(self.body or b"{}")
            return self.headers["X-Amz-Target"].rsplit(".", 1)[-1]
        if self.service == "s3":
            return self._s3()
        if self.service == "route53":
            return self._route53()
        if "x-www-form-urlencoded" in kind:
            self.params = dict(parse_qsl(self.body.decode(), keep_blank_values=True))
            return self.params.get("Action", "")
        return f"{self.method} {self.path}"

    def _s3(self):
        bucket, _, key = self.path.lstrip("/").partition("/")
        sub = next((name for name in SUBRESOURCES if name in self.query), "")
        if not key:
            if (sub, self.method) in S3_BUCKET:
                name, actions = S3_BUCKET[sub, self.method]
            elif sub in S3_ACTION:
                verb = {"GET": "Get", "PUT": "Put", "DELETE": "Put"}[self.method]
                name = ("Delete" if self.method == "DELETE" else verb) + "Bucket" + sub[0].upper() + sub[1:]
                if sub == "policy" and self.method == "DELETE":
                    verb = "Delete"
                actions = [verb + S3_ACTION[sub]]
            elif not bucket:
                name, actions = "ListBuckets", ["ListAllMyBuckets"]
            else:
                name, actions = f"{self.method}Bucket?{sub}", [f"{self.method}?{sub}"]
        elif self.method == "DELETE" and "uploadId" in self.query:
            name, actions = "AbortMultipartUpload", ["AbortMultipartUpload"]
        else:
            name = {"GET": "GetObject", "HEAD": "HeadObject", "PUT": "PutObject", "DELETE": "DeleteObject"}.get(self.method, "PostObject")
            actions = ["GetObject" if name == "HeadObject" else name]
        self.actions = [f"s3:{action}" for action in actions]
        self.bucket, self.object = bucket, key
        return name

    def _route53(self):
        path = self.path.removeprefix("/2013-04-01/")
        if path.endswith("/rrset") or path.endswith("/rrset/"):
            return "ListResourceRecordSets" if self.method == "GET" else "ChangeResourceRecordSets"
        if path.startswith("change/"):
            return "GetChange"
        if path.startswith("hostedzonesbyname"):
            return "ListHostedZonesByName"
        if path.startswith("hostedzone"):
            one = path.count("/") >= 1
            return {"GET": "GetHostedZone" if one else "ListHostedZones", "POST": "CreateHostedZone", "DELETE": "DeleteHostedZone"}[self.method]
        return f"{self.method} {path}"

    def _action(self):
        if self.service == "budgets":
            return f"budgets:{BUDGETS.get(self.operation[:6], self.operation)}"
        if self.service == "tagging":
            return f"tag:{self.operation}"
        return f"{self.service}:{self.operation}"

    @property
    def mutating(self):
        """Whether the call changes anything."""
        if not self.service:
            return False
        if self.service in ("s3", "route53"):
            return self.method not in ("GET", "HEAD")
        return not self.operation.startswith(READS)

    @property
    def tagged(self):
        """Whether tags travel with the call."""
        if self.json:
            return bool(self.json.get("Tags") or self.json.get("tags") or self.json.get("ResourceTags"))
        return any(name.startswith(("TagSpecification.", "Tags.")) for name in self.params)

    def many(self, prefix):
        """Values of a list parameter such as `Subnets.member.1`."""
        found = {name: value for name, value in self.params.items() if re.fullmatch(re.escape(prefix) + r"\.(?:\w+\.)?\d+", name)}
        return [found[name] for name in sorted(found, key=lambda name: int(name.rsplit(".", 1)[1]))]

    def token(self):
        """The idempotency token, if the operation has one."""
        return self.params.get("ClientToken") or self.json.get("IdempotencyToken")

    def error(self, code, message, status=400):
        """The answer with which this service refuses: status, content type, body."""
        if self.headers.get("X-Amz-Target"):
            body = json.dumps({"__type": code, "message": message, "Message": message})
            return status, "application/x-amz-json-1.1", body.encode()
        if self.service == "ec2":
            text = f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>strict</RequestID></Response>"
        elif self.service == "s3":
            text = f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>strict</RequestId></Error>"
        else:
            text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>strict</RequestId></ErrorResponse>"
        return status, "text/xml", text.encode()
