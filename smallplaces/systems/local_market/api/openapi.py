"""The OpenAPI 3.1 document, made from the same tables that answer."""

from collections.abc import Iterable
from typing import Any

from .endpoints import ENDPOINTS, Endpoint
from .parameters import Parameter
from .shapes import schemas

Json = dict[str, Any]
VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
IDENTIFIER: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}


def openapi(*, server: str, name: str) -> Json:
    """Return the document for the API at `server`, an absolute address."""
    paths: Json = {"/": {"get": _operation("about", "What this API is.", _ref("about"), ())}}
    for endpoint in ENDPOINTS:
        paths[f"/{endpoint.path}"] = {"get": _list(endpoint)}
        paths[f"/{endpoint.path}/{{id}}"] = {"get": _one(endpoint), "parameters": [IDENTIFIER]}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: what is near, as open data",
            "version": VERSION,
            "description": "Open Referral UK 3.0, read only. Each record names its source and "
            "the licence of its source.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": schemas()},
    }


def _list(endpoint: Endpoint) -> Json:
    rows = [_ref(name) for name in endpoint.rows]
    contents = {"type": "array", "items": rows[0] if len(rows) == 1 else {"anyOf": rows}}
    page = {"allOf": [_ref("page"), {"properties": {"contents": contents}}]}
    operation = _operation(f"list_{endpoint.path}", endpoint.says, page, endpoint.list_parameters)
    operation["responses"]["200"]["content"]["application/x-ndjson"] = {"schema": contents["items"]}
    return operation


def _one(endpoint: Endpoint) -> Json:
    operation = _operation(
        f"get_{endpoint.shape}",
        f"One {endpoint.thing}, with everything in it.",
        _ref(endpoint.shape),
        endpoint.one_parameters,
    )
    operation["responses"]["404"] = _problem("There is nothing public at this address.")
    return operation


def _operation(name: str, says: str, schema: Json, parameters: Iterable[Parameter]) -> Json:
    return {
        "operationId": name,
        "summary": says,
        "parameters": [
            {
                "name": each.name,
                "in": "query",
                "required": False,
                "description": each.says,
                "schema": dict(each.schema),
            }
            for each in parameters
        ],
        "responses": {
            "200": {"description": says, "content": {"application/json": {"schema": schema}}},
            "304": {"description": "Not changed since the ETag in If-None-Match."},
            "400": _problem("A parameter cannot be read; `parameter` says which."),
        },
    }


def _problem(says: str) -> Json:
    content = {"application/problem+json": {"schema": _ref("problem")}}
    return {"description": says, "content": content}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
