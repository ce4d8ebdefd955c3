"""Two-step sign-in: a code from the person's telephone (TOTP, RFC 6238) beside the password, or a recovery
code in its place."""

from __future__ import annotations

import hmac
import secrets as randomness
from base64 import b32decode, b32encode
from urllib.parse import quote, urlencode

from django.db import transaction
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.audit import record
from tertulia.team.models import Person, RecoveryCode, Role, SecondFactor, TeamChoice
from tertulia.team.one_time import digest
from tertulia.team.secrets import open_sealed, seal

ISSUER = "Tertulia"
STEP_S = 30
DIGITS = 6
DRIFT = 1  # steps that a telephone's clock may be early or late
RECOVERY_CODES = 10
KEY_BYTES = 20  # as long as the hash, as RFC 4226 recommends
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like another letter


def is_on(person: Person) -> bool:
    """Whether the person is asked for a code when they sign in."""
    return SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).exists()


def is_missing(person: Person) -> bool:
    """Whether the person owns the workspace, owners need two-step sign-in, and they have none."""
    return person.role == Role.OWNER and is_required() and not is_on(person)


def is_required() -> bool:
    """Whether owners need two-step sign-in."""
    return TeamChoice.objects.filter(owners_need_two_factor=True).exists()


def require(required: bool, by: Person) -> None:
    """Choose whether owners need it. Raises `Problem` ("two-factor-missing") where the one who asks for it
    has none: they would lock themselves out."""
    if required and not is_on(by):
        raise Problem(
            "two-factor-missing",
            Text("You have no two-step sign-in yourself."),
            Text("Switch on yours first, then require it of all owners."),
        )
    TeamChoice.objects.update_or_create(pk=1, defaults={"owners_need_two_factor": required})
    record(by, "two_factor.required", required=required)


def begin(person: Person) -> str:
    """A fresh key for the person's telephone, base32; it counts once `confirm` has seen a code of it. Raises
    `Problem` ("two-factor-on")."""
    if is_on(person):
        raise Problem(
            "two-factor-on", Text("Two-step sign-in is on already."), Text("Switch it off first for another.")
        )
    key = b32encode(randomness.token_bytes(KEY_BYTES)).decode("ascii")
    values = {"secrets": seal({"totp": key}), "last_step": 0}
    SecondFactor.objects.update_or_create(person=person, defaults=values)
    return key


def pending_key(person: Person) -> str | None:
    """The key that waits to be confirmed."""
    factor = SecondFactor.objects.filter(person=person, confirmed_at=None).first()
    return open_sealed(factor.secrets)["totp"] if factor else None


def address_of(person: Person, key: str) -> str:
    """What the QR code says to the telephone (otpauth, as authenticators read it)."""
    label = quote(f"{ISSUER}:{person.username}")
    values = {"secret": key, "issuer": ISSUER, "digits": DIGITS, "period": STEP_S}
    return f"otpauth://totp/{label}?{urlencode(values)}"


def picture_of(address: str) -> str:
    """The QR code as an SVG element; black on white, whatever the theme, so that cameras read it."""
    import segno

    svg: str = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=False)
    return svg


def confirm(person: Person, code: str) -> list[str]:
    """Switch it on with a first code; returns the recovery codes, which are nowhere else. Raises `Problem`
    ("wrong-code", "two-factor-not-begun")."""
    factor = SecondFactor.objects.filter(person=person, confirmed_at=None).first()
    if factor is None:
        raise Problem(
            "two-factor-not-begun", Text("There is no key to confirm."), Text("Begin again with a new key.")
        )
    with transaction.atomic():
        if not _takes(factor, code):
            raise wrong_code()
        SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
        record(person, "two_factor.on", person.username)
        return _new_codes(person)


def check(person: Person, code: str) -> bool:
    """Whether the code is the person's: of this moment, never used before; or a recovery code, used up
    now."""
    factor = SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).first()
    if factor is None:
        return False
    return _takes(factor, code) or _spends(person, code)


def _takes(factor: SecondFactor, code: str) -> bool:
    digits = "".join(code.split())
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdecimal():
        return False
    key = open_sealed(factor.secrets)["totp"]
    now = int(timezone.now().timestamp()) // STEP_S
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(key, step), digits):
            # Of two who send one code at the same moment only one gets in.
            newer = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
            return bool(newer.update(last_step=step))
    return False


def code_at(key: str, step: int) -> str:
    """The code of a step of 30 seconds since 1970."""
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    return TOTP(b32decode(key), DIGITS, SHA1(), STEP_S).generate(step * STEP_S).decode("ascii")  # noqa: S303


def _spends(person: Person, code: str) -> bool:
    unused = RecoveryCode.objects.filter(person=person, code_hash=digest(_plain(code)), used_at=None)
    if not unused.update(used_at=timezone.now()):
        return False
    record(person, "two_factor.code_used", person.username, left=codes_left(person))
    return True


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def codes_left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def new_codes(person: Person) -> list[str]:
    """Fresh recovery codes in place of those before."""
    with transaction.atomic():
        record(person, "two_factor.codes", person.username)
        return _new_codes(person)


def _new_codes(person: Person) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = ["-".join(_word() for _ in range(4)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, code_hash=digest(_plain(code))) for code in codes
    )
    return codes


def _word() -> str:
    return "".join(randomness.choice(ALPHABET) for _ in range(4))


def switch_off(person: Person) -> None:
    """No code is asked for any more. Raises `Problem` ("two-factor-required") where an owner must have it."""
    if person.role == Role.OWNER and is_required():
        raise Problem(
            "two-factor-required",
            Text("Owners of this workspace need two-step sign-in."),
            Text("Stop requiring it on the team's page first."),
        )
    _forget(person)
    record(person, "two_factor.off", person.username)


def reset(person: Person, by: Person) -> None:
    """An owner lets in somebody who lost their telephone and their codes. Raises `Problem` for one's own."""
    if person.pk == by.pk:
        raise Problem(
            "own-two-factor",
            Text("You cannot reset your own two-step sign-in here."),
            Text("Switch it off in your profile with a code, or ask another owner."),
        )
    with transaction.atomic():
        _forget(person)
        record(by, "two_factor.reset", person.username)


def _forget(person: Person) -> None:
    with transaction.atomic():
        SecondFactor.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()


def wrong_code() -> Problem:
    return Problem(
        "wrong-code",
        Text("This code is not right, or was used already."),
        Text("Wait for the next one; see that the telephone's clock is right."),
        "code",
    )
