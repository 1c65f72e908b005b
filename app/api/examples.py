"""An example for every shape of the document, made from its schema, so that no route is without one."""

from typing import Any

# What a field of this name usually holds; used where the schema allows it.
NAMED: dict[str, Any] = {
    "username": "ada",
    "creator_username": "ada",
    "display_name": "Ada",
    "email": "ada@example.com",
    "login": "ada",
    "password": "a quiet long sentence",
    "current": "a quiet long sentence",
    "new": "another quiet sentence",
    "description": "Light over the harbour #dusk #sea",
    "title": "Late Tram",
    "text": "So calm.",
    "bio": "Harbours and trams.",
    "hashtags": ["dusk", "sea"],
    "name": "dusk",
    "tag": "dusk",
    "q": "dusk",
    "language": "en",
    "region": "PT",
    "next_cursor": None,
    "edit": None,
    "reason": "spam",
    "duration_seconds": 12.5,
    "message": "This comment is not here.",
    "fields": {},
}
FORMATS: dict[str, Any] = {
    "date-time": "2026-11-23T12:00:00.000Z",
    "date": "2001-05-17",
    "uuid": "5f0c6c1e-6f0b-4b0e-9d1f-0c9a4f9f7b21",
    "email": "ada@example.com",
    "uri": "https://example.com/",
    "binary": "",
}
DEEPEST = 8


class Examples:
    """Makes them from one document's schemas."""

    def __init__(self, schemas: dict[str, Any]) -> None:
        self.schemas = schemas

    def of(self, schema: dict[str, Any], *, name: str = "", depth: int = 0) -> Any:
        schema = self._resolved(schema)
        if said := schema.get("examples"):
            return said[0]
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if choices := schema.get("anyOf") or schema.get("oneOf"):
            return self._chosen(choices, name=name, depth=depth)
        if name in NAMED and _fits(NAMED[name], schema):
            return NAMED[name]
        return self._typed(schema, name=name, depth=depth)

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def _chosen(self, choices: list[dict[str, Any]], *, name: str, depth: int) -> Any:
        may_be_nothing = {"type": "null"} in choices
        if may_be_nothing and (depth > DEEPEST or NAMED.get(name, ...) is None):
            return None
        return self.of(next(one for one in choices if one != {"type": "null"}), name=name, depth=depth)

    def _typed(self, schema: dict[str, Any], *, name: str, depth: int) -> Any:
        match schema.get("type"):
            case "object":
                return self._object(schema, depth=depth)
            case "array":
                return self._list(schema, name=name, depth=depth)
            case "string":
                return _text(schema, name)
            case "integer" | "number":
                return _number(schema)
            case "boolean":
                return bool(schema.get("default", True))
            case _:
                return schema.get("default")

    def _object(self, schema: dict[str, Any], *, depth: int) -> dict[str, Any]:
        properties = schema.get("properties", {})
        if depth > DEEPEST:
            properties = {key: properties[key] for key in schema.get("required", [])}
        return {key: self.of(one, name=key, depth=depth + 1) for key, one in properties.items()}

    def _list(self, schema: dict[str, Any], *, name: str, depth: int) -> list[Any]:
        items = schema.get("prefixItems") or [schema.get("items", {})] * max(1, schema.get("minItems", 1))
        if depth > DEEPEST and not schema.get("minItems"):
            return []
        return [self.of(one, name=name.removesuffix("s"), depth=depth + 1) for one in items]


def _text(schema: dict[str, Any], name: str) -> str:
    if schema.get("format") in FORMATS:
        return str(FORMATS[schema["format"]])
    if name.endswith("_at") or name == "until":
        return str(FORMATS["date-time"])
    if name == "url" or name.endswith("_url"):
        return "/media/v/412/a1/720.mp4" if name != "poster_url" else "/media/v/412/a1/poster.jpg"
    text = str(schema.get("default") or name.replace("_", " ") or "text")
    return text[: schema.get("maxLength", 200)].ljust(schema.get("minLength", 0), "a")


def _number(schema: dict[str, Any]) -> float | int:
    kind = int if schema["type"] == "integer" else float
    low = kind(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1))
    high = kind(schema.get("maximum", schema.get("exclusiveMaximum", 2**53) - 1))
    return kind(schema.get("default", max(low, min(412 if kind is int else 0.5, high))))


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    if isinstance(value, list):
        return bool(schema.get("items", {}).get("type") == "string")
    kinds = {str: "string", dict: "object", float: "number"}
    if kinds.get(type(value)) != schema.get("type"):
        return False
    size = len(value) if isinstance(value, str) else 0
    return bool(schema.get("minLength", 0) <= size <= schema.get("maxLength", 10**6))
