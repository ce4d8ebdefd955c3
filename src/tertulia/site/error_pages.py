"""Error pages: what happened, why, what to do, in the person's language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from tertulia.errors import Problem


def show(request: HttpRequest, status: int, what: str, why: str, remedy: str) -> HttpResponse:
    """An error as a page, as a notice where a part of a page was asked for, as JSON in the API."""
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"code": f"http-{status}", "place": "", "cause": what, "remedy": remedy}, status=status
        )
    part = bool(request.headers.get("HX-Request"))
    context = {"status": status, "what": what, "why": why, "remedy": remedy}
    return render(request, "site/error_part.html" if part else "error.html", context, status=status)


def problem(request: HttpRequest, error: Problem) -> HttpResponse:
    """A Problem as a page: 409 where trying again may help, else 400."""
    return show(
        request, 400 if error.permanent else 409, str(error.cause), error.place, str(error.remedy or "")
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(
        request,
        400,
        _("This request could not be understood."),
        _("Its address or its contents are not what this page expects."),
        _("Go back and try again. If it happens again, start from the place's first page."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(
        request,
        403,
        _("Your role does not allow this."),
        _("This page or act is kept for people with another role in the team."),
        _("Ask an owner of the workspace to do it or to change your role."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(
        request,
        404,
        _("There is nothing at this address."),
        _("It may have been erased or renamed, or the address may be incomplete."),
        _("Check the address, or look for it from the place it belongs to."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose origin we could not make sure of. Nothing was done."""
    return show(
        request,
        403,
        _("This form was not accepted, and nothing was changed."),
        _("Its safety check failed: the page was open for too long, or the form came from another site."),
        _("Load the page again and send the form once more."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Something of ours failed. Uses neither the database nor the session: they may be what failed."""
    if request.path.startswith("/api/"):
        return JsonResponse(
            {
                "code": "internal",
                "place": "",
                "cause": _("Something failed inside Tertulia."),
                "remedy": _("Try again; if it goes on, look at the log of `tertulia up`."),
            },
            status=500,
        )
    context: dict[str, Any] = {
        "status": 500,
        "what": _("Something failed inside Tertulia."),
        "why": _("It is not your fault. What you had saved before is safe; the details are in the log."),
        "remedy": _("Try again; if it goes on, look at the log of `tertulia up`."),
        "theme": request.COOKIES.get("theme", "system"),
    }
    part = bool(request.headers.get("HX-Request"))
    name = "site/error_part.html" if part else "error.html"
    return HttpResponse(loader.render_to_string(name, context), status=500)
