"""Errors that a person can act on: code, place, cause and remedy, in their language."""

from __future__ import annotations

from tertulia.i18n import Text


class Problem(Exception):  # noqa: N818  (it is what the person reads, not a fault of the program)
    """Something the person can understand and mend.

    `code` never changes and is what programs test; `cause` says what happened, `remedy` what to do about it,
    `place` where (a file and line, a field, an address). `permanent` is False where trying again may help.
    """

    def __init__(
        self, code: str, cause: Text, remedy: Text | None = None, place: str = "", *, permanent: bool = True
    ) -> None:
        super().__init__(code)
        self.code = code
        self.cause = cause
        self.remedy = remedy
        self.place = place
        self.permanent = permanent

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.cause}{remedy}"

    def as_dict(self) -> dict[str, str]:
        """The shape that `--json` and the REST API give an error."""
        return {
            "code": self.code,
            "place": self.place,
            "cause": str(self.cause),
            "remedy": str(self.remedy or ""),
        }

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.code, self.cause, self.remedy, self.place, self.permanent))


def _rebuild(code: str, cause: Text, remedy: Text | None, place: str, permanent: bool) -> Problem:
    return Problem(code, cause, remedy, place, permanent=permanent)
