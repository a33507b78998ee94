"""From what went wrong on the network, or an answer's status, to :class:`FetchFailure` in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web._newclient import ParseError

from crawler.fetching_handler import HEADER_LENGTH, HeadersTooLargeError
from crawler.polling_hints import retry_after_seconds
from crawler.values import FailureKind, FetchFailure

_WORDS = {
    400: "bad request",
    401: "a login is wanted",
    402: "payment is wanted",
    403: "access is refused",
    404: "there is no such page",
    410: "the page is gone for good",
    429: "too many requests",
    451: "withheld for legal reasons",
    500: "the server has an internal error",
    502: "the server behind it is down",
    503: "the server is overloaded or down",
    504: "the server behind it is slow",
}


def size(count: int) -> str:
    """A size for people: ``20 MiB``."""
    for unit, name in ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"


def status_failure(status: int, headers: Mapping[str, str], now: datetime) -> FetchFailure:
    """The failure that a status other than 2xx and 304 stands for."""
    kind: FailureKind
    if status == 404:
        kind = "not_found"
    elif status == 410:
        kind = "gone"
    elif status in {401, 403, 451}:
        kind = "refused"
    elif status in {429, 503}:
        kind = "busy"
    elif status >= 500:
        kind = "server"
    else:
        kind = "status"
    words = _WORDS.get(status, "the server answered with an error" if status >= 400 else "an unusual answer")
    wait = retry_after_seconds(headers.get("retry-after"), now)
    asked = f", asks to wait {wait:.0f} s" if wait is not None else ""
    return FetchFailure(kind, f"HTTP {status}: {words}{asked}", status, wait)


def too_large(max_bytes: int) -> FetchFailure:
    """The failure of an answer with more than so many bytes."""
    return FetchFailure(
        "too_large", f"the answer is larger than fetch.max_bytes allows ({size(max_bytes)}, unpacked)"
    )


def network_failure(error: Exception, host: str, *, timeout: float, max_bytes: int) -> FetchFailure:
    """The failure that an exception of Scrapy or Twisted stands for.

    Args:
        error: The exception.
        host: The host that was asked, for the message.
        timeout: Seconds that the request was given.
        max_bytes: Bytes that the body was allowed.
    """
    if isinstance(error, FetchFailure):
        return error
    if isinstance(error, (DownloadTimeoutError, TimeoutError)):
        return FetchFailure("timeout", f"{host} did not answer in full within {timeout:.3g} s")
    if isinstance(error, CannotResolveHostError):
        return FetchFailure("name", f"the host name {host} has no address; check its spelling")
    if isinstance(error, DownloadConnectionRefusedError):
        return FetchFailure("connection", f"{host} refused the connection")
    if isinstance(error, (DownloadCancelledError, IgnoreRequest)):
        return too_large(max_bytes)
    if isinstance(error, UnsupportedURLSchemeError):
        return FetchFailure("address", "only http and https addresses are requested")
    causes = list(_causes(error))
    if any(isinstance(cause, HeadersTooLargeError) for cause in causes):
        return FetchFailure("too_large", f"the headers of {host} are larger than {size(HEADER_LENGTH)}")
    if any(isinstance(cause, (SSL.Error, VerificationError)) for cause in causes):
        return FetchFailure(
            "certificate", f"the TLS certificate of {host} cannot be verified{_tls_reason(causes)}"
        )
    if isinstance(error, ResponseDataLossError):
        return FetchFailure("broken", f"the answer of {host} was cut off")
    if any(isinstance(cause, ParseError) for cause in causes):
        return FetchFailure("broken", f"{host} does not answer in proper HTTP")
    if isinstance(error, DownloadFailedError) or any(
        isinstance(cause, (ConnectError, ConnectionClosed)) for cause in causes
    ):
        return FetchFailure("connection", f"no connection to {host}, or it broke")
    return FetchFailure("broken", f"the answer of {host} cannot be unpacked or read ({type(error).__name__})")


def _causes(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """The exception, what it was raised from, and the reasons that Twisted wraps."""
    yield error
    if depth > 5:
        return
    for reason in getattr(error, "reasons", None) or ():
        value = getattr(reason, "value", None)
        if isinstance(value, BaseException):
            yield from _causes(value, depth + 1)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__, depth + 1)


def _tls_reason(causes: list[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, VerificationError):
            return ": it is made out to another host"
        if isinstance(cause, SSL.Error) and cause.args and cause.args[0]:
            return f": {cause.args[0][0][-1]}"
    return ""
