"""Makes a user who holds policies, or gives it others: `iam_user.py DOCUMENTS` prints the user's key. moto judges what it can:
the action, and for S3 the resource. It has words of its own for some actions, and fails every condition."""

import json
import sys

import boto3

NAME = "person"
# What IAM calls it -> what moto does
WORDS = {
    "budgets:ModifyBudget": ["budgets:CreateBudget", "budgets:UpdateBudget", "budgets:DeleteBudget"],
    "budgets:ViewBudget": ["budgets:DescribeBudget", "budgets:DescribeBudgets"],
    "tag:GetResources": ["tagging:GetResources"],
}


def for_moto(statement):
    # moto wants at least one action; this one is allowed to everybody.
    actions = [word for action in statement["Action"] for word in WORDS.get(action, [action])] or ["sts:GetCallerIdentity"]
    limited = all(action.startswith("s3:") for action in actions)
    return {"Effect": statement["Effect"], "Action": actions, "Resource": statement["Resource"] if limited else "*"}


def main():
    iam = boto3.client("iam")
    statements = [for_moto(statement) for document in json.loads(sys.argv[1]) for statement in document["Statement"]]
    known = [user["UserName"] for user in iam.list_users()["Users"]]
    key = None
    if NAME not in known:
        iam.create_user(UserName=NAME)
        key = iam.create_access_key(UserName=NAME)["AccessKey"]
    iam.put_user_policy(UserName=NAME, PolicyName="printed", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    print(json.dumps(key and [key["AccessKeyId"], key["SecretAccessKey"]]))


if __name__ == "__main__":
    main()
