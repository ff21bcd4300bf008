"""The API's description (OpenAPI 3.1), made from the routes and shapes that serve it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from api.problems import TITLES, Problem
from api.route import Route

REF = "#/components/schemas/{model}"
ABOUT = (
    "Tickets, customers, calls, recordings, callbacks and figures of a Ramal centre. Times are RFC 3339 in "
    "UTC, numbers E.164. Lists go newest first, in pages: follow `next`. Numbers of customers are masked for "
    "tokens without `customers:read`."
)
ALWAYS = (400, 401, 403, 429, 500, 503)
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any name of yours for this request: sent again within 24 hours, it is done once.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The version that you have seen (`ETag`); 412 when it has changed since.",
    "schema": {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,9}")$'},
}


def made(routes: Sequence[Route], version: str) -> dict[str, Any]:
    references, schemas = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(f"/api/v1{route.path}", {})[route.method.lower()] = _operation(route, references)
    bearer = {"type": "http", "scheme": "bearer", "description": "A token from the console, `ramal_…`"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ramal", "version": version or "0", "description": ABOUT},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": bearer}},
        "security": [{"token": []}],
        "tags": [{"name": name} for name in dict.fromkeys(_tag(route) for route in routes)],
    }


def _schemas(routes: Iterable[Route]) -> tuple[dict[Any, Any], dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for route in routes:
        wanted[(route.answer, "serialization")] = None
        if route.body:
            wanted[(route.body, "validation")] = None
    references, definitions = models_json_schema(list(wanted), ref_template=REF)
    return references, definitions.get("$defs", {})


def _operation(route: Route, references: dict[Any, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": f"Scope `{route.scope}`.",
        "tags": [_tag(route)],
        "parameters": _parameters(route),
        "responses": _responses(route, references),
        "x-scope": route.scope,
    }
    if route.body:
        schema = references[(route.body, "validation")]
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return told


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in route.parts:
        schema, words = route.ids[name]
        found.append(
            {"name": name, "in": "path", "required": True, "description": words, "schema": dict(schema)}
        )
    if route.query:
        schema = route.query.model_json_schema()
        for name, each in schema["properties"].items():
            field = {key: value for key, value in each.items() if key not in ("description", "title")}
            words, needed = each.get("description", ""), name in schema.get("required", ())
            told = {"name": name, "in": "query", "schema": field, "description": words}
            found.append(told | ({"required": True} if needed else {}))
    if route.method == "POST":
        found.append(_KEY)
    if route.versioned:
        found.append(_MATCH)
    return found


def _responses(route: Route, references: dict[Any, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"description": "Done"}
    if route.raw:
        told["content"] = {"audio/wav": {"schema": {"type": "string", "format": "binary"}}}
    elif route.status != 204:
        told["content"] = {"application/json": {"schema": references[(route.answer, "serialization")]}}
    problem = references[(Problem, "serialization")]
    responses = {str(route.status): told}
    if route.raw:
        responses["206"] = {**told, "description": "The part that was asked for"}
    for status in sorted({*ALWAYS, *route.errors, *_usual(route)}):
        content = {"application/problem+json": {"schema": problem}}
        responses[str(status)] = {"description": TITLES[status], "content": content}
    return responses


def _usual(route: Route) -> Iterable[int]:
    if route.parts:
        yield 404
    if route.method == "POST":
        yield from (409, 422)
    if route.body:
        yield from (413, 415)
    if route.versioned:
        yield from (409, 412)


def _tag(route: Route) -> str:
    noun = route.rule.strip("/").partition("/")[0]
    return "customers" if noun == "numbers" else noun
