"""The REST API at `/api/v1/`: every slice's router, one way in, one shape of error.

Errors are `{"code", "place", "cause", "remedy"}`: 400 what was asked cannot be done, 401 nobody known,
403 role or scope too small, 404 no such thing, 409 try again later, 422 the request has the wrong shape.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import DocsBase

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.tokens import auth
from tertulia.version import __version__

ROUTERS = (
    "tertulia.listen.explorer",
    "tertulia.listen.triggers",
    "tertulia.listen.needs",
    "tertulia.listen.situation",
    "tertulia.listen.before_speaking",
    "tertulia.listen.monitors",
    "tertulia.listen.measuring",
    "tertulia.listen.accuracy",
    "tertulia.listen.imports",
    "tertulia.listen.sources",
    "tertulia.plan.calendar",
    "tertulia.act.conduct",
    "tertulia.act.thanks",
    "tertulia.act.inbox",
    "tertulia.act.publishing",
    "tertulia.act.approvals",
    "tertulia.plan.objectives",
    "tertulia.plan.ideas",
    "tertulia.plan.resources",
    "tertulia.understand",
    "tertulia.team",
)
View = Callable[..., HttpResponse]
log = logging.getLogger("tertulia.rest")


class ReferencePage(DocsBase):
    """The reference as a page of ours: no script or style from elsewhere."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_prefix=kwargs.get("path_prefix"))
        return render(request, "site/rest.html", {"groups": grouped(schema), "base": "/api/v1/"})


def grouped(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations by tag: method, path, summary, description, parameters."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            entry = {
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": operation.get("parameters", []),
                "body": _body(operation),
            }
            groups.setdefault(", ".join(operation.get("tags", [])) or "Tertulia", []).append(entry)
    return groups


def _body(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return ", ".join(content)


def for_the_known(view: View) -> View:
    """The reference is for those who may call the API: anyone else is sent to sign in, programs get 401."""
    known = auth("read")

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if known(request):
            return view(request, *args, **kwargs)
        if request.path.endswith("/docs"):
            return redirect_to_login(request.path)
        return api.on_exception(request, AuthenticationError())

    return guarded


def build() -> NinjaAPI:
    """The API with the routers of all slices that have one."""
    api = NinjaAPI(
        title="Tertulia",
        version=__version__,
        description="Everything the pages can do, for programs. Send `Authorization: Bearer <token>`.",
        docs=ReferencePage(),
        docs_decorator=for_the_known,
        auth=auth("read"),
        urls_namespace="api",
    )
    for name in ROUTERS:
        if find_spec(f"{name}.rest"):
            api.add_router("", import_module(f"{name}.rest").router)
    _add_errors(api)
    return api


def _add_errors(api: NinjaAPI) -> None:
    def answer(request: HttpRequest, status: int, problem: Problem) -> HttpResponse:
        return api.create_response(request, problem.as_dict(), status=status)

    @api.exception_handler(Problem)
    def problem(request: HttpRequest, error: Problem) -> HttpResponse:
        return answer(request, 400 if error.permanent else 409, error)

    @api.exception_handler(ValidationError)
    def wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0] if error.errors else {"loc": (), "msg": ""}
        cause = Text("The request has the wrong shape: {reason}.", reason=first["msg"])
        place = ".".join(str(part) for part in first["loc"][1:])
        return answer(request, 422, Problem("wrong-shape", cause, Text("See /api/v1/docs."), place))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        cause = Text("Nobody is signed in, and no valid token came with the request.")
        response = answer(
            request, 401, Problem("not-signed-in", cause, Text("Make a token in the settings."))
        )
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        cause = Text("The role or the token's scope does not reach that far.")
        return answer(request, 403, Problem("not-allowed", cause, Text("Ask an owner of the workspace.")))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, 404, Problem("not-found", Text("There is no such thing.")))

    @api.exception_handler(RequestDataTooBig)
    @api.exception_handler(SuspiciousOperation)
    def refused(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
        return answer(request, 400, Problem("bad-request", Text("The request could not be understood.")))

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        cause = Text("The request was not accepted: {reason}.", reason=str(error))
        return answer(request, error.status_code, Problem(f"http-{error.status_code}", cause))

    @api.exception_handler(Exception)
    def failed(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        cause = Text("Something failed inside Tertulia.")
        remedy = Text("Try again; if it goes on, look at the log of `tertulia up`.")
        return answer(request, 500, Problem("internal", cause, remedy))


api = build()
