"""Sending a document to LinkedIn, one call a step: announced, its bytes, then polled where it may be asked for."""

from __future__ import annotations

from dataclasses import replace

from agency_core.domain.publishing import Phase, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.files import piece_of, size_of
from agency_core.platforms.linkedin.calls import ask, fetched, is_person
from agency_core.platforms.linkedin.upload import MEMBERS_WAIT, complete, look_again, put
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import an_object, identifier


def document_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The next call that brings the document up; ARMED once it can be posted."""
    if "document" not in state.handles:
        return _announced(state, ctx)
    if "sent_document" not in state.handles:
        put(ctx, state.handles["upload_document"], piece_of(shaped.media[0], 0, size_of(shaped.media[0])))
        if is_person(ctx.account):
            waiting = state.at(Phase.MEDIA_PROCESSING, sent_document="1")
            return replace(waiting, not_before=ctx.clock.now() + MEMBERS_WAIT)
        return ask_again(state, ctx.clock.now(), sent_document="1")
    return look_again(state, ("documents", "document"), ctx)


def _announced(state: PublishState, ctx: Context) -> PublishState:
    body = {"initializeUploadRequest": {"owner": ctx.account.external_id}}
    value = an_object(fetched(ctx, ask(ctx, "POST", "documents?action=initializeUpload", body)), "value")
    found = {"document": identifier(value.get("document")), "upload_document": identifier(value.get("uploadUrl"))}
    return state.at(Phase.MEDIA_UPLOADING, **complete(found))
