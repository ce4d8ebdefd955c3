"""People in a text: their numbers and addresses, and minors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tertulia.act.conduct.checks import sources
from tertulia.act.conduct.checks.base import STOP, WARNING, Asked, Check, Hit, hits, words
from tertulia.i18n import Text

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_DNI = re.compile(
    r"(?<![\w/])([XYZ]?)[ .-]?(\d{1,2}\.?\d{3}\.?\d{3}|\d{7,8})[ -]?([A-Z])(?!\w)", re.IGNORECASE
)
_IBAN = re.compile(r"(?<!\w)([A-Z]{2}\d{2})((?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?)(?!\w)")
_MOBILE = re.compile(
    r"(?<![\w/.,+-])(?:(?:\+|00)34[ .-]?)?[67]\d{2}"
    r"(?:[ .-]?\d{3}[ .-]?\d{3}|(?:[ .-]?\d{2}){3})(?![\w/%€]|[.,]\d)"
)
_AREA = r"(?!8(?:00|33|44|55|66|77|88))\d{3}"  # but for those that anyone calls free of charge
_US_PHONE = re.compile(rf"(?<![\w/-])(?:\+?1[ .-]?)?(?:\({_AREA}\) ?|{_AREA}[.-])\d{{3}}[ .-]\d{{4}}(?!\w)")
_MAIL = re.compile(r"(?<![\w.@-])([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_FREE = re.compile(
    r"(?:gmail|hotmail|outlook|yahoo|icloud|live|proton(?:mail)?|gmx|aol|msn)\.", re.IGNORECASE
)
_FULL_NAME = re.compile(r"[a-z]{2,}[._][a-z]{2,}\d*$", re.IGNORECASE)
_BEFORE = 60  # letters before a number or an address in which it is said whose it is
_DESK = re.compile(
    r"whats?app|whatssap|telefonos?\b|\btlfs?\b|\btels?\b|linea|oficina|\bcitas?\b|inscri|informacion|\binfo\b|"
    r"atencion|emergencia|policia|reserva|servicio|agenda|contact|sorteo|📲|📱|☎|📞|📩|📧|✉|🤳|"
    r"\bhelp|hotline|office|booking|enquir|inquir|service|support|\brsvp|register"
)
_THEIRS = re.compile(
    r"\b(?:tu|su|mi|vuestro|your|his|her|my|their) (?:\w+ )?"
    r"(?:telefono|movil|numero|correo|e-?mail|phone|mobile|number|cell)"
)
_OFFICE = re.compile(
    r"^(?:info|informacion|atencion|contact|contacto|hola|hello|help|ayuda|support|soporte|prensa|press|admin|registro|"
    r"oficina|office|customer|cliente|reserv|booking|citas?|empleo|jobs|rrhh|cultura|deportes|juventud|turismo|"
    r"biblioteca|inscripc|no-?reply|service|care|social|feedback|privacy|dpd|dpo|lopd|concej|ayto|ayuntamiento|"
    r"alcald|policia|secretaria|sac|oac|omic|web|comunic|mujer|igualdad|educa|sales|ventas|team|equipo|eventos?|events?)",
    re.IGNORECASE,
)
_HOME = words("home")
_AGE = words("age")
_CHILDREN = (
    r"(?:ninos?|ninas?|peques|pequenos|menores|alumn[oa]s|escolares|bebes?|"
    r"kids?|children|child|pupils|babies|baby|toddlers?)"
)
_PICTURE = r"(?:fotos?|fotografias?|imagen(?:es)?|videos?|photos?|pictures?|pics?|selfies?)"
_THE = r"(?:l[oa]s|la|el|nuestr[oa]s|vuestr[oa]s|un|una|est[ae]|our|your|the|this|these|a)"
_SHOWN = re.compile(
    rf"(?<!\w)(?:{_PICTURE}(?: \w+){{0,2}} (?:de|con|of|with|from)(?: {_THE})?(?: \w+)? {_CHILDREN}"
    rf"|{_CHILDREN}(?: \w+){{0,3}} (?:en|in) (?:{_THE} )?{_PICTURE})(?!\w)"
)
_YEAR = (
    r"(?:de [1-6]\.?[ºo°] de (?:primaria|infantil|la eso|eso)|"
    r"in (?:first|second|third|fourth|fifth|sixth|\d+(?:st|nd|rd|th)) grade)"
)
_SCHOOL = re.compile(rf"(?<!\w)(?:{_CHILDREN}|alumn[oa])(?: \w+){{0,4}} {_YEAR}(?!\w)")
_HIDE = Text("Take it out, and go on in a private message.")


def numbers(asked: Asked) -> Iterator[Hit]:
    """Identity numbers with their right letter, bank accounts with their right digits."""
    for found in _DNI.finditer(asked.text):
        if is_identity_number(*found.groups()):
            cause = Text("It holds an identity number (DNI or NIE).")
            yield Hit(found.start(), found.end(), cause, _HIDE)
    for found in _IBAN.finditer(asked.text):
        if is_iban(found.group()):
            yield Hit(found.start(), found.end(), Text("It holds a bank account number (IBAN)."), _HIDE)


def is_identity_number(lead: str, digits: str, letter: str) -> bool:
    """Whether the letter is the one that belongs to a DNI (eight digits) or a NIE (X, Y or Z and seven)."""
    plain = digits.replace(".", "")
    if len(plain) != (7 if lead else 8):
        return False
    number = int({"": "", "X": "0", "Y": "1", "Z": "2"}[lead.upper()] + plain)
    return _LETTERS[number % 23] == letter.upper()


def is_iban(text: str) -> bool:
    """Whether the check digits of an IBAN are right (ISO 13616: 1 modulo 97)."""
    plain = re.sub(r"[ -]", "", text).upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def contacts(asked: Asked) -> Iterator[Hit]:
    """Mobile numbers, personal e-mail addresses, homes."""
    for pattern in (_MOBILE, _US_PHONE):
        for found in pattern.finditer(asked.text):
            if not _of_an_office(asked, found.start()):
                cause = Text("It holds a phone number that may be a person's.")
                yield Hit(found.start(), found.end(), cause, _HIDE)
    for found in _MAIL.finditer(asked.text):
        if _of_a_person(*found.groups()) and not _of_an_office(asked, found.start()):
            cause = Text("It holds an e-mail address that may be a person's.")
            yield Hit(found.start(), found.end(), cause, _HIDE)
    yield from hits(_HOME, asked.plain, Text("It may tell where somebody lives."), _HIDE)


def _of_an_office(asked: Asked, at: int) -> bool:
    """Whether what stands before tells that one may call or write there."""
    before = asked.plain[max(0, at - _BEFORE) : at]
    return bool(_DESK.search(before)) and not _THEIRS.search(before)


def _of_a_person(local: str, domain: str) -> bool:
    """Whether an address looks like a person's: with a free provider, or name.surname."""
    if _OFFICE.match(local):
        return False
    return bool(_FREE.match(domain) or _FULL_NAME.match(local))


def minors(asked: Asked) -> Iterator[Hit]:
    """Ages, school years and pictures of children."""
    remedy = Text("Make sure that their parents agreed in writing, or leave out what tells who they are.")
    yield from hits(_AGE, asked.plain, Text("It tells a minor's age."), remedy)
    yield from hits(_SCHOOL, asked.plain, Text("It tells a child's school year."), remedy)
    yield from hits(_SHOWN, asked.plain, Text("It shows children in a picture."), remedy)


CHECKS = (
    Check(
        "identity-number",
        Text("Identity or bank number"),
        STOP,
        Text("A person's numbers never stand in public, not even when they wrote them first."),
        (sources.GDPR,),
        numbers,
    ),
    Check(
        "contact-data",
        Text("A person's phone, e-mail or home"),
        WARNING,
        Text("How to reach a person is theirs to publish. Offices' numbers may stand."),
        (sources.GDPR,),
        contacts,
    ),
    Check(
        "minors",
        Text("Minors"),
        WARNING,
        Text("Who is under age is neither shown nor made known without their parents' consent."),
        (sources.MINORS, sources.MINORS_DATA, sources.GDPR),
        minors,
    ),
)
