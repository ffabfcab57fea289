"""What requests say of reports."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from agency_core.api.schemas.words import Day, OptionalLine, OptionalWord, Words
from agency_core.domain.report import ReportKind
from agency_core.domain.report_plan import MOST_RECIPIENTS, Brand, PlanChanges

MailAddress = Annotated[str, StringConstraints(max_length=254)]
Addresses = Annotated[tuple[MailAddress, ...], Field(max_length=MOST_RECIPIENTS)]


class NewReport(Words):
    """A report on the period that begins on `first`: a Monday, or the first of a month. `mail`: to the plan's recipients."""

    client_id: OptionalWord = ""
    kind: ReportKind
    first: Day
    mail: bool = False


class MailWish(Words):
    """To whom; those of the plan when nobody is named."""

    recipients: Addresses = ()


class BrandGiven(Words):
    """In whose name: `colour` as #rrggbb, dark enough for white text; `logo` is the id of a picture of the media library."""

    name: OptionalLine = ""
    colour: Annotated[str, StringConstraints(max_length=7)] = Brand.colour
    logo: OptionalWord = ""
    footer: OptionalLine = ""


class ReportPlan(Words):
    """What is made by itself, where it goes and how it looks; what is left out is off or empty."""

    weekly: bool = False
    monthly: bool = False
    recipients: Addresses = ()
    brand: BrandGiven = BrandGiven()

    def changes(self) -> PlanChanges:
        """The plan in the agency's words."""
        return PlanChanges(self.weekly, self.monthly, self.recipients, Brand(**self.brand.model_dump()))
