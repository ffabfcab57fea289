"""What requests say of tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from agency_core.api.schemas.words import OptionalWord, Words, refuse, storable
from agency_core.domain.token import MOST_DAYS, USUAL_DAYS, NewToken

Secret = Annotated[str, StringConstraints(max_length=1_024)]
Scope = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(storable)]
Scopes = Annotated[tuple[Scope, ...], Field(max_length=200)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(storable)]


class TokenWish(Words):
    """What is exchanged: `email` with `password` (and `code`, the second factor), an `agent_token`, or a `refresh_token`."""

    email: Secret = ""
    password: Secret = Field(default="", repr=False)
    code: Secret = Field(default="", repr=False)
    agent_token: Secret = Field(default="", repr=False)
    refresh_token: Secret = Field(default="", repr=False)

    @model_validator(mode="after")
    def _one_way(self) -> TokenWish:
        for text in (self.email, self.password, self.code, self.agent_token, self.refresh_token):
            storable(text)
        if sum((bool(self.email and self.password), bool(self.agent_token), bool(self.refresh_token))) != 1:
            remedy = "Send email and password, agent_token, or refresh_token."
            raise refuse("one_way", "Shows not exactly one thing that proves who asks.", remedy)
        return self


class TokenMade(Words):
    """A token for an agent, or without `agent_id` a key of your own. An agent's without scopes gets all that its tier allows."""

    agent_id: OptionalWord = ""
    name: Name
    scopes: Scopes = ()
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = USUAL_DAYS

    def new(self) -> NewToken:
        """The wish in the agency's words."""
        return NewToken(self.name, self.scopes, self.days, self.agent_id)


class Overlap(Words):
    """How long the old token holds beside the new one."""

    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 0

    def span(self) -> timedelta:
        """The same as a span."""
        return timedelta(hours=self.overlap_hours)


class SigningChange(Words):
    """New keys sign from now on. `at_once`: the old ones were stolen, so what they signed is refused immediately."""

    at_once: bool = False
