"""The OpenAPI document at `/agent/v1/openapi.json`. No page shows it: a page would need scripts."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel

from capture.protocol.codes import ErrorAnswer
from capture.protocol.messages import State, WaitRequest

_REF = "#/components/schemas/{model}"
_described: dict[str, type[BaseModel]] = {}


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the description of a request body, for `openapi_extra`."""
    _described[model.__name__] = model
    return {"requestBody": {"required": True, "content": _content(model)}}


class AgentAPI(NinjaAPI):
    """The agents' API with what the framework cannot see: strict bodies, the waiting process."""

    def __init__(self) -> None:
        super().__init__(
            title="Sayso for agents",
            version="1",
            urls_namespace="agent",
            docs_url=None,
            openapi_url="/openapi.json",
            description=(
                "Each request is signed with the device's key (RFC 9421): label sayso, tag "
                "sayso-agent, the nonce is a call counter that grows. See docs/protocol.md."
            ),
        )

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the document, the waiting request and all bodies included."""
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schemas = document["components"]["schemas"]
        models: list[type[BaseModel]] = [*_described.values(), WaitRequest, State, ErrorAnswer]
        for model in models:
            _add(schemas, model)
        document["paths"]["/agent/v1/wait"] = {"post": _waiting()}
        return document


def _waiting() -> dict[str, Any]:
    return {
        "operationId": "capture_ingest_waiting_app_wait",
        "summary": "Wait",
        "description": "Held 45 seconds, give or take 10, or until something changes, at the "
        "`wait_url` that enrolment told; headers come at once, the body is always 49,152 bytes.",
        "requestBody": {"required": True, "content": _content(WaitRequest)},
        "responses": {
            "200": {"description": "OK", "content": _content(State)},
            **{
                str(status): {"description": "Refused", "content": _content(ErrorAnswer)}
                for status in (400, 401, 403, 413, 415, 503)
            },
        },
    }


def _content(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _add(schemas: dict[str, Any], model: type[BaseModel]) -> None:
    described = model.model_json_schema(ref_template=_REF)
    for name, inner in described.pop("$defs", {}).items():
        schemas.setdefault(name, inner)
    schemas.setdefault(model.__name__, described)
