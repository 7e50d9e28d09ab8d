"""Fetch web addresses with patience and suspicion: retries, limits, redirects, private networks.

A body is spooled to disk, so that a retry never gives half an answer twice and memory stays
bounded; it is unpacked later, in steps, so that a small answer cannot blow up to a large one.
"""

import ipaddress
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO

import httpx

from smallplaces.engines.feeds.limits import CannotRead, Limits

_RETRIED = frozenset((408, 425, 429, 500, 502, 503, 504))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_IN_MEMORY = 1_000_000
_SECONDS = re.compile(r"[0-9]{1,8}")
_HEADERS = {"Accept": "application/json, */*;q=0.5", "Accept-Encoding": "gzip"}


def own_client(limits: Limits) -> httpx.Client:
    """The client used when the caller brings none."""
    return httpx.Client(timeout=limits.timeout, headers={"User-Agent": "smallplaces"})


@dataclass(slots=True)
class Answer:
    """An answer with its body as sent (perhaps still packed).

    `broke` says why it is not whole;
    `wait` is how many seconds the other side asks us to wait.
    """

    address: str
    status: int
    content_type: str
    body: IO[bytes]
    broke: str = ""
    wait: float = 0.0

    @property
    def good(self) -> bool:
        return self.status == httpx.codes.OK

    def __enter__(self) -> "Answer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.body.close()


class Fetcher:
    """Gets addresses one after another over one client."""

    def __init__(self, client: httpx.Client, limits: Limits) -> None:
        self.client, self.limits = client, limits

    def get(self, address: str, params: Mapping[str, str | int] | None = None) -> Answer:
        """The answer, after at most `limits.attempts` tries with growing pauses.

        Gives the last answer even when its status is an error or its body is cut. Raises
        CannotRead when nobody answers, or the address or a redirect may not be followed.
        """
        for attempt in range(1, self.limits.attempts + 1):
            last = attempt >= self.limits.attempts
            pause = self.limits.backoff * 2 ** (attempt - 1)
            try:
                answer = self._follow(address, params)
            except httpx.TransportError as error:
                if last:
                    raise CannotRead(_sentence(address, error)) from error
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                raise CannotRead(f"“{address[:200]}” is not an address we can fetch.") from error
            else:
                if last or not (answer.broke or answer.status in _RETRIED):
                    return answer
                answer.body.close()
                pause = max(pause, answer.wait)
            time.sleep(min(pause, self.limits.longest_wait))
        raise AssertionError("attempts is at least 1")

    def _follow(self, address: str, params: Mapping[str, str | int] | None) -> Answer:
        url = httpx.URL(address)
        url = url.copy_merge_params(params) if params else url
        for _ in range(self.limits.redirects + 1):
            request = self._request(url)
            response = self.client.send(request, stream=True, follow_redirects=False)
            try:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return self._take(str(url), response)
                url = url.join(response.headers["location"])
            finally:
                response.close()
        raise CannotRead(f"“{address[:200]}” sends us round in circles.")

    def _request(self, url: httpx.URL) -> httpx.Request:
        if url.scheme not in ("http", "https") or not url.host:
            raise CannotRead(f"“{str(url)[:200]}” is not an http or https address.")
        if not self.limits.refuse_private:
            return self.client.build_request("GET", url, headers=_HEADERS)
        headers = {**_HEADERS, "Host": url.netloc.decode("ascii")}
        # The address that was checked is the address that is used: asking the name server
        # again could bring another one.
        return self.client.build_request(
            "GET",
            url.copy_with(host=_public_address(url)),
            headers=headers,
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )

    def _take(self, address: str, response: httpx.Response) -> Answer:
        body: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        headers = response.headers
        answer = Answer(
            address,
            response.status_code,
            headers.get("content-type", ""),
            body,
            wait=retry_after(headers.get("retry-after", "")),
        )
        try:
            answer.broke = self._fill(body, response)
        except httpx.TransportError:
            answer.broke = "The connection was lost before the end of the answer."
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return answer

    def _fill(self, body: IO[bytes], response: httpx.Response) -> str:
        """Spool the body as sent; give a sentence when it had to be left."""
        started = time.monotonic()
        # A transport that the caller brings may hold the whole answer already.
        sent = [response.content] if response.is_stream_consumed else response.iter_raw()
        for chunk in sent:
            body.write(chunk)
            if body.tell() > self.limits.max_bytes:
                return "The answer is larger than we take in, so we stopped."
            if time.monotonic() - started > self.limits.longest_fetch:
                return "The answer came too slowly, so we stopped."
        return ""


def _public_address(url: httpx.URL) -> str:
    """An address of the host, when all its addresses are public; else raises CannotRead."""
    try:
        found = socket.getaddrinfo(url.host, url.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CannotRead(f"There is no such address on the web: “{url.host}”.") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not all(ipaddress.ip_address(address).is_global for address in addresses):
        raise CannotRead(f"“{url.host}” is inside a private network, so we did not go there.")
    return addresses[0]


def retry_after(written: str) -> float:
    """Seconds to wait, from a number of seconds or a date; 0 when it says neither."""
    if _SECONDS.fullmatch(written):
        return float(written)
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def _sentence(address: str, error: httpx.TransportError) -> str:
    host = httpx.URL(address).host
    if isinstance(error, httpx.TimeoutException):
        return f"“{host}” did not answer in time."
    if isinstance(error, httpx.ConnectError):
        return f"We could not reach “{host}”."
    return f"“{host}” did not give an answer we can read."
