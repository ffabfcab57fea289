"""What requests say of connecting accounts."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from agency_core.api.schemas.words import Address, Line, OptionalLine, PlatformName, Word, Words, storable
from agency_core.domain.login import AppPassword, LoginWish

ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Returned = Annotated[str, StringConstraints(max_length=4_096)]
"""What a network sends back in an address."""


class LoginBegun(Words):
    """What is to be connected. `server`: which one, where a platform has many; `sandbox`: on the sandbox network."""

    client_id: Word
    platform: PlatformName
    server: OptionalLine = ""
    sandbox: bool = False

    def wish(self) -> LoginWish:
        """The wish in the agency's words."""
        return LoginWish(self.client_id, self.platform, self.server, self.sandbox)


class Chosen(Words):
    """Which of the profiles found are to be connected."""

    external_ids: Annotated[tuple[ExternalId, ...], Field(min_length=1, max_length=200)]


class AppPasswordGiven(Words):
    """A name and a password made for us on a platform; the password is used once and not kept."""

    client_id: Word
    platform: PlatformName
    name: Line
    password: Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(storable)]
    server: OptionalLine = ""

    def given(self) -> AppPassword:
        """The password in the agency's words."""
        return AppPassword(self.client_id, self.platform, self.name, self.password, self.server)


class Spacing(Words):
    """The least number of seconds between two posts of an account."""

    seconds: Annotated[int, Field(strict=True, ge=0, le=86_400)]


class ApplicationGiven(Words):
    """What a platform gave us when our application was registered there. `secret` comes back in no answer."""

    platform: PlatformName
    app_id: Line
    secret: Annotated[str, StringConstraints(max_length=2_048)] = ""
    base_url: Address = ""


class ApplicationForgotten(Words):
    """Which application is to be forgotten; without `base_url` the one for all of the platform."""

    platform: PlatformName
    base_url: Address = ""


class Back(Words):
    """What a network sends back; networks add what they like, so the rest is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: Returned = ""
    code: Returned = ""
    error: Returned = ""

