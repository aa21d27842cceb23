"""Takes a request apart as the service's description says, one function for each way of writing it. Each answers the members that
it found, by name, and where something stands that the description does not know."""

import base64
from xml.etree import ElementTree

SCALARS = ("string", "blob", "character", "integer", "long", "float", "double", "boolean", "timestamp")


def of_json(shape, value, where=""):
    if shape is None:
        return {}, sorted(value)
    if getattr(shape, "is_document_type", False):
        return value, []
    if shape.type_name == "structure":
        names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        parts = {names[key]: of_json(shape.members[names[key]], inner, f"{where}.{key}") for key, inner in value.items() if key in names and inner is not None}
        unknown = [f"{where}.{key}" for key in value if key not in names]
        return {name: part[0] for name, part in parts.items()}, unknown + [one for part in parts.values() for one in part[1]]
    if shape.type_name == "list":
        items = [of_json(shape.member, inner, f"{where}[{at}]") for at, inner in enumerate(value)]
        return [item[0] for item in items], [one for item in items for one in item[1]]
    if shape.type_name == "map":
        items = {key: of_json(shape.value, inner, f"{where}.{key}") for key, inner in value.items()}
        return {key: item[0] for key, item in items.items()}, [one for item in items.values() for one in item[1]]
    return (base64.b64decode(value) if shape.type_name == "blob" else value), []


def of_query(shape, params, ec2):
    """Form fields such as `Tags.member.1.Key`; in EC2's dialect `TagSpecification.1.Tag.1.Key`."""
    used = set()
    found = from_fields(shape, params, "", used, ec2) if shape else {}
    return found or {}, sorted(set(params) - used)


def field(member, name, ec2):
    given = member.serialization
    if not ec2:
        return given.get("name", name)
    plain = given.get("name", name)
    return given.get("queryName") or plain[0].upper() + plain[1:]


def from_fields(shape, params, prefix, used, ec2):
    """The value, or None if no field belongs to it."""
    if shape.type_name in SCALARS:
        if prefix not in params:
            return None
        used.add(prefix)
        return base64.b64decode(params[prefix]) if shape.type_name == "blob" else params[prefix]
    if prefix and not any(key == prefix or key.startswith(prefix + ".") for key in params) and not shape.serialization.get("flattened"):
        return None
    if shape.type_name == "structure":
        found = {}
        for name, member in shape.members.items():
            value = from_fields(member, params, (prefix + "." if prefix else "") + field(member, name, ec2), used, ec2)
            if value is not None:
                found[name] = value
        return found
    flat, place = ec2 or shape.serialization.get("flattened"), prefix
    if shape.type_name == "map":
        place = prefix if flat else prefix + ".entry"
        pairs = numbered(place, params, lambda at: tuple(
            from_fields(one, params, f"{place}.{at}.{one.serialization.get('name', name)}", used, ec2) for one, name in ((shape.key, "key"), (shape.value, "value"))))
        return dict(pairs)
    if params.get(prefix) == "":
        used.add(prefix)
        return []
    if flat and not ec2 and shape.member.serialization.get("name"):
        place = ".".join(prefix.split(".")[:-1] + [shape.member.serialization["name"]])
    elif not flat:
        place = f"{prefix}.{shape.member.serialization.get('name', 'member')}"
    return numbered(place, params, lambda at: from_fields(shape.member, params, f"{place}.{at}", used, ec2)) or None


def numbered(place, params, entry):
    found, at = [], 1
    while any(key == f"{place}.{at}" or key.startswith(f"{place}.{at}.") for key in params):
        found.append(entry(at))
        at += 1
    return found


def of_rest(shape, uri, query, headers, body):
    """Path, query, headers and an XML body, or one that is the payload itself."""
    found, unknown = {}, []
    if shape is None:
        return found, unknown
    asked = dict(query)
    for name, member in shape.members.items():
        place, key = member.serialization.get("location"), member.serialization.get("name", name)
        if place == "uri" and key in uri:
            found[name] = uri[key]
        elif place == "querystring" and key in asked:
            found[name] = [value for one, value in query if one == key] if member.type_name == "list" else asked[key]
        elif place == "header" and key.lower() in headers:
            value = headers[key.lower()]
            found[name] = [part.strip() for part in value.split(",")] if member.type_name == "list" else value
        elif place == "headers":
            start = key.lower()
            found[name] = {one[len(start):]: value for one, value in headers.items() if one.startswith(start)}
    payload = shape.serialization.get("payload")
    inner = shape.members[payload] if payload else shape
    if payload and inner.type_name in ("blob", "string"):
        found[payload] = body if inner.type_name == "blob" else body.decode()
    elif body:
        value, unknown = from_xml(inner, ElementTree.fromstring(body), "")
        found.update({payload: value} if payload else value)
    return found, unknown


def plain(tag):
    return tag.rsplit("}", 1)[-1]


def from_xml(shape, node, where):
    if shape.type_name in SCALARS:
        text = node.text or ""
        return (base64.b64decode(text) if shape.type_name == "blob" else text), []
    if shape.type_name == "list":
        return of_items(shape, list(node), where)
    if shape.type_name == "map":
        pairs = [[from_xml(one, child, where)[0] for one, child in zip((shape.key, shape.value), entry)] for entry in node]
        return dict(pairs), []
    found, unknown, known = {}, [], set()
    for name, member in shape.members.items():
        given = member.serialization
        if given.get("location"):
            continue
        flat = member.type_name == "list" and given.get("flattened")
        key = (member.member.serialization.get("name") if flat else None) or given.get("name", name)
        known.add(key)
        if given.get("xmlAttribute"):
            values = [value for attribute, value in node.attrib.items() if plain(attribute) == key.split(":")[-1]]
            found.update({name: values[0]} if values else {})
            continue
        children = [child for child in node if plain(child.tag) == key]
        if children:
            value, more = of_items(member, children, f"{where}.{name}") if flat else from_xml(member, children[0], f"{where}.{name}")
            found[name] = value
            unknown += more
    return found, unknown + [f"{where}.{plain(child.tag)}" for child in node if plain(child.tag) not in known]


def of_items(shape, nodes, where):
    items = [from_xml(shape.member, node, f"{where}[{at}]") for at, node in enumerate(nodes)]
    return [item[0] for item in items], [one for item in items for one in item[1]]
