"""S3-compatible storage: objects put, fetched, listed and deleted over the one way out, signed by Signature Version 4.

An object goes up in parts, so that no more than one part is ever in memory; the storage refuses a part whose SHA-256 is not the
one that was signed. What is not completed is no object.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as Xml

from agency_core.domain.clock import Clock
from agency_core.errors import AgencyError, SetupProblem, StorageFailed
from agency_core.http_client import Answer, AnswerLost, Call, HttpClient, NothingSent
from agency_core.settings import Settings

PART = 8 * 1024 * 1024
MOST_PARTS = 10_000
_DEADLINE = 300.0
_TRIES = 3
_UNRESERVED = "-_.~"


@dataclass(frozen=True)
class S3Place:
    """Where objects go, and with which key. `prefix` is empty or ends with a slash."""

    base: str
    host: str
    bucket: str
    prefix: str
    region: str
    key_id: str
    secret: str = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> S3Place | None:
        """The one that the settings name; None when they name none.

        Raises:
            SetupProblem: the address names no bucket, or the key is missing.
        """
        if not settings.backup_s3_url:
            return None
        parts = urlsplit(settings.backup_s3_url)
        bucket, _, prefix = parts.path.strip("/").partition("/")
        if parts.scheme not in {"http", "https"} or not parts.hostname or not bucket or "@" in parts.netloc:
            raise SetupProblem(
                "AGENCY_BACKUP_S3_URL is no address of a bucket.", field="AGENCY_BACKUP_S3_URL",
                remedy="For example https://s3.eu-central-1.amazonaws.com/bucket/folder.",
            )
        secret = settings.backup_s3_secret.get_secret_value()
        if not settings.backup_s3_key_id or not secret:
            raise SetupProblem(
                "The key of the S3-compatible storage is missing.", field="AGENCY_BACKUP_S3_SECRET",
                remedy="Set AGENCY_BACKUP_S3_KEY_ID and AGENCY_BACKUP_S3_SECRET.",
            )
        region = settings.backup_s3_region
        folder = f"{prefix}/" if prefix else ""
        return cls(f"{parts.scheme}://{parts.netloc}", parts.netloc, bucket, folder, region, settings.backup_s3_key_id, secret)

    def address(self, name: str) -> str:
        """How people read where an object is."""
        return f"s3://{self.bucket}/{self.prefix}{name}"


@dataclass(frozen=True)
class _Asked:
    method: str
    key: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


class S3:
    """Objects of one place."""

    def __init__(self, place: S3Place, clock: Clock) -> None:
        """The host of `place` may lie in a private network: whoever sets up this machine named it."""
        self.place = place
        self._clock = clock
        self._http = HttpClient(frozenset({place.host}))

    def put(self, file: Path, name: str) -> None:
        """Store `file` as `name`.

        Raises:
            StorageFailed: it was refused or the connection broke; then there is no object of that name that was not before.
        """
        size = file.stat().st_size
        part = max(PART, -(-size // MOST_PARTS))
        begun = self._ask(_Asked("POST", name, {"uploads": ""}))
        upload = _text(begun, "UploadId")
        try:
            tags = [self._part(name, upload, number, piece) for number, piece in enumerate(_pieces(file, part), 1)]
            listed = "".join(
                f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>" for number, tag in enumerate(tags, 1)
            )
            body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
            done = self._ask(_Asked("POST", name, {"uploadId": upload}, body))
            if b"<Error>" in done.body:  # an answer of 200 can still tell of an error
                raise _refused(done)
        except AgencyError:
            with suppress(AgencyError):  # the storage forgets it by its own rules, and the first error is the one to tell
                self._ask(_Asked("DELETE", name, {"uploadId": upload}))
            raise
        stored = int(self._ask(_Asked("HEAD", name)).headers.get("content-length", "-1"))
        if stored != size:
            raise StorageFailed(f"The storage holds {stored} bytes of {size}.", remedy="Try again.")

    def fetch(self, name: str, target: Path) -> None:
        """Write the object `name` to `target`."""
        size = int(self._ask(_Asked("HEAD", name)).headers["content-length"])
        with target.open("wb") as opened:
            for start in range(0, size, PART):
                span = f"bytes={start}-{min(start + PART, size) - 1}"
                opened.write(self._ask(_Asked("GET", name, headers={"Range": span})).body)
            opened.flush()
            os.fsync(opened.fileno())

    def delete(self, name: str) -> None:
        """Delete the object `name`; that there is none is all right."""
        self._ask(_Asked("DELETE", name))

    def names(self) -> Iterator[tuple[str, int]]:
        """Name and size of every object of the place."""
        token = ""
        while True:
            query = {"list-type": "2", "prefix": self.place.prefix, **({"continuation-token": token} if token else {})}
            root = _parsed(self._ask(_Asked("GET", "", query)))
            for each in root.iter():
                if _local(each) == "Contents":
                    found = {_local(child): child.text or "" for child in each}
                    yield found["Key"].removeprefix(self.place.prefix), int(found["Size"])
            token = next((each.text or "" for each in root.iter() if _local(each) == "NextContinuationToken"), "")
            if not token:
                return

    def _part(self, name: str, upload: str, number: int, piece: bytes) -> str:
        asked = _Asked("PUT", name, {"partNumber": str(number), "uploadId": upload}, piece)
        return self._ask(asked).headers["etag"]

    def _ask(self, asked: _Asked) -> Answer:
        """Ask, and ask again where that does no harm: every call here comes to the same when it is made twice."""
        for left in range(_TRIES - 1, -1, -1):
            try:
                answer = self._asked(asked)
            except (NothingSent, AnswerLost) as error:
                if not left:
                    raise StorageFailed(f"The storage did not answer: {error.message}", remedy="Try again later.") from error
                continue
            if answer.ok or (asked.method == "DELETE" and answer.status == 404):
                return answer
            if answer.status < 500 or not left:
                raise _refused(answer)
        raise AssertionError("the last try returns or raises")

    def _asked(self, asked: _Asked) -> Answer:
        place = self.place
        path = "/" + quote(f"{place.bucket}/{place.prefix + asked.key if asked.key else ''}".rstrip("/"), safe="/" + _UNRESERVED)
        query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(asked.query.items()))
        headers = _signed(place, asked, (path, query), self._clock.now())
        url = place.base + path + (f"?{query}" if query else "")
        call = Call(headers=headers, data=asked.body or None)
        return self._http.request(asked.method, url, call, deadline=_DEADLINE, cap=PART + 1024 * 1024)


def _signed(place: S3Place, asked: _Asked, address: tuple[str, str], now: datetime) -> dict[str, str]:
    """The headers of a request, with its signature."""
    day, moment = f"{now:%Y%m%d}", f"{now:%Y%m%dT%H%M%SZ}"
    digest = hashlib.sha256(asked.body).hexdigest()
    headers = {"host": place.host, "x-amz-content-sha256": digest, "x-amz-date": moment}
    names = ";".join(headers)
    said = "\n".join((asked.method, *address, *(f"{name}:{value}" for name, value in headers.items()), "", names, digest))
    scope = f"{day}/{place.region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(said.encode()).hexdigest()}"
    key = f"AWS4{place.secret}".encode()
    for part in (day, place.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    authorization = f"AWS4-HMAC-SHA256 Credential={place.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**asked.headers, **headers, "Authorization": authorization, "Accept-Encoding": "identity"}


def _pieces(file: Path, size: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(size):
            yield piece


def _quoted(text: str) -> str:
    return quote(text, safe=_UNRESERVED)


def _refused(answer: Answer) -> AgencyError:
    try:
        root = _parsed(answer)
        said = {_local(each): (each.text or "").strip() for each in root.iter()}
    except StorageFailed:  # an answer without a body, as to HEAD
        said = {}
    code, why = said.get("Code", f"status {answer.status}"), said.get("Message", "")
    remedy = "Check AGENCY_BACKUP_S3_URL, the key and what it may do." if answer.status < 500 else "Try again later."
    return StorageFailed(f"The storage refused ({code}): {why[:200]}".rstrip(": ") + ".", remedy=remedy)


def _text(answer: Answer, name: str) -> str:
    found = next((each.text for each in _parsed(answer).iter() if _local(each) == name), None)
    if not found:
        raise StorageFailed("The storage gave an answer that says nothing.", remedy="Check AGENCY_BACKUP_S3_URL.")
    return found


def _parsed(answer: Answer) -> Element:
    try:
        root: Element = Xml.fromstring(answer.body)
    except (Xml.ParseError, ValueError) as error:
        raise StorageFailed("The storage gave an answer that cannot be read.", remedy="Check AGENCY_BACKUP_S3_URL.") from error
    return root


def _local(each: Element) -> str:
    return each.tag.rpartition("}")[2]
