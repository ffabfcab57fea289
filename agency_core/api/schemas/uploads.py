"""What requests say of uploads: how a file is read, remembered mappings, counts in bulk."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator

from agency_core.api.problems import of_validation
from agency_core.api.schemas.analytics import Metrics
from agency_core.api.schemas.words import Address, Moment, Note, OptionalLine, OptionalWord, PageQuery, PlatformName, Word, Words
from agency_core.domain.upload import NewCount, RowProblem
from agency_core.services.batch import MOST

Columns = Annotated[dict[Word, OptionalLine], Field(max_length=200)]
"""Our fields and the headers of the file."""


class Reading(Words):
    """How to read an upload: `mapping` gives our fields the file's headers; nothing where the format is recognised."""

    mapping: Columns | None = None
    platform: PlatformName | None = None


class Beginning(Reading):
    """The same, and when the network made the file, where it does not say so itself."""

    exported_at: Moment | None = None


class RejectQuery(PageQuery):
    """Which part of the refused rows; all of them as a CSV file with `format=csv`."""

    format: Literal["json", "csv"] = "json"


class OfClient(Words):
    """Whose; the installation's own client when left out."""

    client_id: OptionalWord = ""


class RecipeEdit(Words):
    """What a remembered mapping is to become; what is left out stays."""

    name: OptionalLine = ""
    platform: PlatformName | None = None
    mapping: Columns | None = None


class CountedPost(Words):
    """What was counted for a post at a time. `published_at` is taken from the id where ids carry it."""

    platform: PlatformName
    external_id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]*$")]
    taken_at: Moment
    metrics: Metrics
    published_at: Moment | None = None
    url: Address = ""
    text: Note | Literal[""] = ""
    content_id: OptionalWord = ""

    def new(self) -> NewCount:
        """The count in the agency's words."""
        return NewCount(
            self.platform.value, self.external_id, self.taken_at, self.metrics, self.published_at, self.url, self.text,
            self.content_id,
        )


def _each(rows: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:  # noqa: ANN401 - any JSON
    """Every row, when all are good; with `partial`, what is wrong with it in the place of each that is not."""
    try:
        return handler(rows)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        if not info.data.get("partial") or any(not each["loc"] for each in found):
            raise  # as a whole it is no list, or too long
    wrong: dict[int, list[RowProblem]] = {}
    for each, said in zip(found, of_validation(found).errors, strict=True):
        index, *rest = each["loc"]
        field = said["field"] if rest else "row"
        wrong.setdefault(int(index), []).append(RowProblem(int(index), field, said["rule"], said["remedy"]))
    good = [row for index, row in enumerate(rows) if index not in wrong]
    kept = iter(handler(good) if good else ())
    return [tuple(wrong[index]) if index in wrong else next(kept) for index in range(len(rows))]


class CountedPosts(Words):
    """Counts of up to 10,000 posts. With `partial` the good rows are kept when others are wrong; else all or none."""

    client_id: OptionalWord = ""
    partial: bool = False
    rows: Annotated[list[CountedPost], Field(max_length=MOST), WrapValidator(_each)]

    def wanted(self) -> list[NewCount | tuple[RowProblem, ...]]:
        """The counts in the agency's words, and what is wrong with rows that cannot be read."""
        given: list[Any] = list(self.rows)
        return [row if isinstance(row, tuple) else row.new() for row in given]
