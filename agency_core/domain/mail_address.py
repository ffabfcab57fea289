"""The address that a person signs in with: one spelling of it, so that nobody exists twice."""

from __future__ import annotations

from agency_core.domain.report_plan import checked_addresses
from agency_core.errors import Invalid

LONGEST_NAME = 100


def mail_address(text: str, field: str = "email") -> str:
    """The address in lower case.

    Raises:
        Invalid: no mail can go there.
    """
    try:
        (address,) = checked_addresses([text])
    except Invalid as error:
        raise Invalid(error.message, field=field, remedy="Write it as name@example.com.") from None
    return address.lower()


def person_name(text: str, field: str = "name") -> str:
    """A name as it is shown.

    Raises:
        Invalid: it is empty, too long, or holds what cannot be shown.
    """
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("This is no name.", field=field, remedy=f"Use 1 to {LONGEST_NAME} characters that can be shown.")
    return name
