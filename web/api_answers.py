"""What the routes of the API share: limits, errors, and answers with an ETag."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from web.api_models import ErrorModel

Number = Annotated[int, Path(ge=1, le=2**62)]
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many.")]
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorModel, "description": "There is none of that id."}
}
INVALID: dict[int | str, dict[str, Any]] = {
    422: {"model": ErrorModel, "description": "A parameter cannot be used; the detail says which and why."}
}
BAD_CURSOR: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorModel, "description": "The cursor is none of ours."}
}


def json_answer(
    request: Request, value: Mapping[str, Any] | list[Any], media_type: str = "application/json"
) -> Response:
    """The value, or 304 if the client has it already (RFC 9110, 13.1.2)."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return tagged(request, body, media_type)


def tagged(request: Request, body: bytes, media_type: str) -> Response:
    """A body with its ETag, or 304 without one."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    return Response(body, media_type=media_type, headers={"ETag": tag})
