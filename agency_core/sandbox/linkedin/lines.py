"""Every address of LinkedIn that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Handler, Line
from agency_core.sandbox.linkedin import audience, comments, numbers, people, posts, tokens, uploads, videos


def _line(method: str, path: str, route: str, handler: Handler) -> Line:
    return Line(Platform.LINKEDIN, method, path, route, handler)


LINES = (
    _line("POST", "/rest/posts", "commit", posts.create),
    _line("GET", "/rest/posts", "read", posts.of_author),
    _line("GET", "/rest/posts/{urn}", "read", posts.one),
    _line("DELETE", "/rest/posts/{urn}", "delete", posts.remove),
    _line("POST", "/rest/images", "container", uploads.announce_image),
    _line("GET", "/rest/images/{urn}", "poll", uploads.image),
    _line("POST", "/rest/documents", "container", uploads.announce_document),
    _line("GET", "/rest/documents/{urn}", "poll", videos.worked_on),
    _line("POST", "/rest/videos", "container", videos.announced_or_finished),
    _line("GET", "/rest/videos/{urn}", "poll", videos.worked_on),
    _line("PUT", "/dms-uploads/{asset}/{part}", "upload", uploads.receive),
    _line("GET", "/rest/organizationalEntityShareStatistics", "metrics", numbers.of_organization),
    _line("GET", "/rest/memberCreatorPostAnalytics", "metrics", numbers.of_member),
    _line("GET", "/rest/networkSizes/{urn}", "metrics", audience.network_size),
    _line("POST", "/rest/socialActions/{post}/comments", "commit", comments.create),
    _line("GET", "/rest/socialActions/{post}/comments", "read", comments.below),
    _line("GET", "/rest/socialActions/{post}/comments/{id}", "metrics", comments.one),
    _line("DELETE", "/rest/socialActions/{post}/comments/{id}", "delete", comments.remove),
    _line("GET", "/v2/userinfo", "read", people.userinfo),
    _line("GET", "/rest/organizationAcls", "read", people.roles),
    _line("GET", "/rest/organizations/{id}", "read", people.organization),
    _line("POST", "/oauth/v2/accessToken", "refresh", tokens.refresh),
)
