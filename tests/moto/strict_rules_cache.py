"""Rules of caches (AWSFACTS sections 1 and 2; ElastiCache API reference)."""

import re

from strict_state import text, texts

NAME = re.compile(r"[a-z](?:-?[a-z0-9])*")
VERSIONS = {"valkey": ("7.2", "8.0", "8.1", "8.2", "9.0", "9.1"), "redis": ("6.2", "7.0", "7.1")}
ROLE = "AWSServiceRoleForElastiCache"


def create_subnet_group(call, state):
    name = call.params.get("CacheSubnetGroupName", "")
    if not re.fullmatch(r"[a-z0-9-]{1,255}", name):
        return "InvalidParameterValue", "The parameter CacheSubnetGroupName must only contain alphanumeric characters and hyphens."
    roles = texts(state.ask("iam", "ListRoles"), ".//RoleName")
    if not any(role.lower() == ROLE.lower() for role in roles):
        return "ServiceLinkedRoleNotFoundFault", "The Service linked role for ElastiCache is not there."
    return None


def delete_subnet_group(call, state):
    name = call.params.get("CacheSubnetGroupName")
    used = any(text(node, "CacheSubnetGroupName") == name for node in state.cache_nodes())
    return ("CacheSubnetGroupInUse", f"Cache subnet group {name} is currently in use by a cache cluster.") if used else None


def create_cache(call, _state):
    name, engine = call.params.get("ReplicationGroupId", ""), call.params.get("Engine", "")
    if len(name) > 40 or not NAME.fullmatch(name):
        return "InvalidParameterValue", "The parameter ReplicationGroupId is not a valid identifier."
    if call.params.get("EngineVersion") not in VERSIONS.get(engine, ()):
        return "InvalidParameterCombination", f"Cannot find version {call.params.get('EngineVersion')} for {engine}"
    if call.params.get("TransitEncryptionEnabled") != "true" or call.params.get("AtRestEncryptionEnabled") != "true":
        return "CloudsteadPlain", "a cache that is not encrypted"
    if not re.fullmatch(r"[A-Za-z0-9!&#$^<>-]{16,128}", call.params.get("AuthToken", "")):
        return "InvalidParameterValue", "Invalid AuthToken provided."
    several = int(call.params.get("NumCacheClusters", 1)) > 1
    if call.params.get("AutomaticFailoverEnabled") == "true" and not several:
        return "InvalidParameterCombination", "Replication group with automatic failover needs at least 2 cache clusters."
    return None
