"""The one way to the outside: a total deadline, a cap on what comes back, and no way into our own network."""

from agency_core.http_client.client import Answer, Call, HttpClient, encoded
from agency_core.http_client.failures import AddressRefused, AnswerLost, NothingSent

__all__ = ["AddressRefused", "Answer", "AnswerLost", "Call", "HttpClient", "NothingSent", "encoded"]
