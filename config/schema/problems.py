"""The error responses of the document: one for every status and set of codes."""

from typing import Any

from common.errors import CODES
from config.schema.shapes import Schema

WRONG_FIELD: Schema = {
    "type": "object",
    "required": ["field", "code", "detail"],
    "properties": {
        "field": {"type": "string", "description": "The field's path with dots. Empty for the body itself."},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
ERROR_MEMBERS: Schema = {
    "code": {"type": "string", "enum": list(CODES)},
    "detail": {"type": "string", "description": "For people; it may change."},
    "errors": {"type": "array", "items": WRONG_FIELD},
    "retry_after_seconds": {"type": "integer", "minimum": 0},
    "attempts_left": {"type": "integer", "minimum": 0, "description": "With invalid_code."},
    "draft": {"type": "object", "description": "With draft_outdated: the stored draft."},
}
PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457. Clients must match on `code`, which docs/errors.md explains. Some codes add members.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string", "description": "For people; it may change."},
        "status": {"type": "integer"},
        **ERROR_MEMBERS,
    },
}
HEADERS: Schema = {
    "Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 0}},
    "WWW-Authenticate": {"schema": {"type": "string"}},
}
HEADERS_OF = {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}


class Problems:
    """The error responses in use. Equal responses share one component."""

    def __init__(self) -> None:
        self.components: dict[str, Any] = {}

    def responses(self, codes: list[str]) -> dict[str, Any]:
        """Return references to responses by status, for the error codes of an operation."""
        by_status: dict[int, list[str]] = {}
        for code in codes:
            by_status.setdefault(CODES[code][0], []).append(code)
        return {str(status): self._response(status, by_status[status]) for status in sorted(by_status)}

    def _response(self, status: int, codes: list[str]) -> Schema:
        name = f"{status}_{'_or_'.join(codes)}"
        if name not in self.components:
            narrowed = {"code": {"enum": codes}, "status": {"const": status}}
            schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": narrowed}]}
            self.components[name] = {
                "description": "; ".join(f"`{code}`: {CODES[code][1]}" for code in codes),
                "content": {"application/problem+json": {"schema": schema}},
            }
            if status in HEADERS_OF:
                headers = {header: {"$ref": f"#/components/headers/{header}"} for header in HEADERS_OF[status]}
                self.components[name]["headers"] = headers
        return {"$ref": f"#/components/responses/{name}"}
