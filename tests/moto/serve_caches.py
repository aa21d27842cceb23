"""What moto lacks of ElastiCache: its caches have no nodes to look at, a change of version or firewall does nothing, what is removed
stays for ever, and subnet groups cannot be removed."""

import inspect

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.exceptions import CacheSubnetGroupNotFound
from moto.elasticache.models import CacheCluster
from moto.elasticache.responses import ElastiCacheResponse

UNSET = dict.fromkeys(list(inspect.signature(CacheCluster.__init__).parameters)[1:])


def create_with_nodes(create):
    def create_replication_group(response):
        found = create(response)
        backend = response.elasticache_backend
        group = backend.replication_groups[response._get_param("ReplicationGroupId")]
        group.auto_minor_version_upgrade = response._get_bool_param("AutoMinorVersionUpgrade")
        nodes = response._get_int_param("NumCacheClusters") or 1
        group.member_clusters = [f"{group.replication_group_id}-{number:03}" for number in range(1, nodes + 1)]
        for member in group.member_clusters:
            fields = {"cache_cluster_id": member, "engine": group.engine, "cache_subnet_group_name": group.cache_subnet_group_name}
            node = CacheCluster(**{**UNSET, "account_id": backend.account_id, "region_name": backend.region_name, **fields})
            node.replication_group_id = group.replication_group_id
            node.engine_version = f"{group.engine_version}.0"
            node.security_groups = groups(group.security_group_ids or [])
            backend.cache_clusters[member] = node
        return found

    return create_replication_group


def groups(ids):
    return [{"SecurityGroupId": one, "Status": "active"} for one in ids]


def modify_with_nodes(modify):
    def modify_replication_group(response):
        found = modify(response)
        backend = response.elasticache_backend
        group = backend.replication_groups[response._get_param("ReplicationGroupId")]
        upgrades = response._get_bool_param("AutoMinorVersionUpgrade")
        if upgrades is not None:
            group.auto_minor_version_upgrade = upgrades
        for node in (backend.cache_clusters[member] for member in group.member_clusters):
            if version := response._get_param("EngineVersion"):
                node.engine_version = f"{version}.0"
            if ids := response._get_param("SecurityGroupIds"):
                node.security_groups = groups(ids)
        return found

    return modify_replication_group


def delete_replication_group(response):
    """Gone at once; the proxy shows it a while longer where a test asks for that."""
    backend = response.elasticache_backend
    group = backend.delete_replication_group(response._get_param("ReplicationGroupId"), False)
    del backend.replication_groups[group.replication_group_id]
    for member in group.member_clusters:
        backend.cache_clusters.pop(member, None)
    backend.tagging_service.delete_all_tags_for_resource(group.arn)
    return ActionResult({"ReplicationGroup": group})


def delete_cache_subnet_group(response):
    backend, name = response.elasticache_backend, response._get_param("CacheSubnetGroupName")
    if name not in backend.cache_subnet_groups:
        raise CacheSubnetGroupNotFound(name)
    backend.tagging_service.delete_all_tags_for_resource(backend.cache_subnet_groups.pop(name).arn)
    return EmptyResult()


def complete():
    ElastiCacheResponse.create_replication_group = create_with_nodes(ElastiCacheResponse.create_replication_group)
    ElastiCacheResponse.modify_replication_group = modify_with_nodes(ElastiCacheResponse.modify_replication_group)
    ElastiCacheResponse.delete_replication_group = delete_replication_group
    ElastiCacheResponse.delete_cache_subnet_group = delete_cache_subnet_group
