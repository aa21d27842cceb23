"""The tagging API shows what moto leaves out of it, and as late as AWS: what is gone too, where a test asks for that."""

import strict_codebuild

LATE = [False]
SEEN = {}


def order(wanted):
    if "late_tags" in wanted:
        LATE[0] = wanted["late_tags"]


def forget():
    LATE[0] = False
    SEEN.clear()


def get_resources(call, state):
    if not LATE[0] or call.json.get("PaginationToken"):
        return None
    answer = state.ask_json("tagging", "ResourceGroupsTaggingAPI_20170126.GetResources", **call.json)
    for arn, tags in [*projects(call), *repositories(state)]:
        SEEN[arn] = tags
    wanted = call.json.get("TagFilters", [])
    fits = lambda tags: all(tags.get(one["Key"]) in one.get("Values", tags.values()) for one in wanted)
    more = [(arn, tags) for arn, tags in SEEN.items() if f":{call.region}:" in arn and fits(tags)]
    answer["ResourceTagMappingList"] += [
        {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]} for arn, tags in more
    ]
    return strict_codebuild.well(answer)


def projects(call):
    for (region, name), project in strict_codebuild.PROJECTS.items():
        if region == call.region:
            tags = {tag["key"]: tag["value"] for tag in project.get("tags", [])}
            yield f"arn:aws:codebuild:{region}:123456789012:project/{name}", tags


def repositories(state):
    target = "AmazonEC2ContainerRegistry_V20150921."
    for one in state.ask_json("ecr", target + "DescribeRepositories")["repositories"]:
        tags = state.ask_json("ecr", target + "ListTagsForResource", resourceArn=one["repositoryArn"])["tags"]
        yield one["repositoryArn"], {tag["Key"]: tag["Value"] for tag in tags}


EXTRAS = {("tagging", "GetResources"): get_resources}
