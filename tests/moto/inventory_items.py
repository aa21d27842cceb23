"""One shape for everything that an inventory lists."""


def item(id, name, tags, settings, volatile=()):
    """`volatile` are values that differ in every run although nothing differs (host names, addresses)."""
    return {"id": id, "name": name, "tags": plain(tags), "volatile": [value for value in volatile if value], **settings}


def plain(tags):
    """Tags of any service as one sorted object."""
    if isinstance(tags, dict):
        return dict(sorted(tags.items()))
    pairs = [(tag.get("Key") or tag.get("key"), tag.get("Value") or tag.get("value")) for tag in tags or []]
    return dict(sorted(pairs))


def pick(source, *names):
    return {name: source.get(name) for name in names if source.get(name) is not None}
