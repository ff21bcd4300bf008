"""One signed HTTP request to a customer: overrides, retries, redirects, limits (reference 1.1, 2.7)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import parse_qs, urldefrag, urlencode, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar

from exchange.signature import sign
from exchange.twiml.parser import MAX_BYTES

HARD_LIMIT_S = 15.0
MAX_REDIRECTS = 10
TRUNCATED = 600  # stands for a status: a broken body is never retried
MAX_SOUND = 20 * 1024 * 1024  # a reply may be a sound instead of TwiML


class FetchError(Exception):
    """code: 11100 bad URL, 11200 fetch failed, 11205 cannot connect, 11215 redirects, 11750 too large."""

    def __init__(self, code: int, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Reply:
    """What came back: 2xx only."""

    url: str  # after redirects
    content_type: str  # lower case, without parameters; "" when missing
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Overrides:
    """The `#rc=2&rp=5xx` fragment of a URL, in seconds; unreadable parts keep their defaults."""

    connect_s: float = 5.0
    read_s: float = HARD_LIMIT_S
    total_s: float = HARD_LIMIT_S
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    @staticmethod
    def of(url: str) -> Overrides:
        given = {name: values[-1] for name, values in parse_qs(urlsplit(url).fragment).items()}
        on = frozenset(given.get("rp", "ct").split(","))
        return Overrides(
            _within(given.get("ct"), 100, 10000, 5000) / 1000,
            _within(given.get("rt"), 100, 15000, 15000) / 1000,
            _within(given.get("tt"), 100, 15000, 15000) / 1000,
            _within(given.get("rc"), 0, 5, 1),
            frozenset({"4xx", "5xx", "ct", "rt"}) if "all" in on else on,
        )


def _within(text: str | None, low: int, high: int, default: int) -> int:
    if text is None or not text.isdigit():
        return default
    return min(high, max(low, int(text)))


@dataclass(frozen=True)
class _Request:
    """One request on its way. deadline: on the monotonic clock."""

    method: str
    url: str
    fields: Mapping[str, str]
    token: str
    cookies: RequestsCookieJar | None
    limit: int
    rules: Overrides
    deadline: float

    def full_url(self) -> str:
        """As it is requested: a GET carries its fields in the query."""
        if self.method != "GET" or not self.fields:
            return self.url
        return self.url + ("&" if urlsplit(self.url).query else "?") + urlencode(self.fields)


class HttpClient:
    """A shared pool of connections; nothing of one call leaks into another. Safe from any thread."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._session = requests.Session()
        self._session.trust_env = False
        # Cookies belong to a call, not to the pool.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_connections=16, pool_maxsize=256))

    def close(self) -> None:
        self._session.close()

    def send(
        self,
        method: str,
        url: str,
        fields: Mapping[str, str],
        token: str,
        cookies: RequestsCookieJar | None = None,
        limit: int = MAX_BYTES,
    ) -> Reply:
        """token: the idempotency token, the same on every retry. Raises FetchError."""
        rules = Overrides.of(url)
        url = urldefrag(url)[0]
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise FetchError(11100, f"not an absolute http URL: {url!r}")
        deadline = time.monotonic() + min(rules.total_s, HARD_LIMIT_S)
        request = _Request(method, url, fields, token, cookies, limit, rules, deadline)
        for attempt in range(rules.retries + 1):
            try:
                return self._follow(request)
            except FetchError as error:
                last = attempt == rules.retries or time.monotonic() >= deadline
                if last or _kind(error) not in rules.retry_on:
                    raise
        raise AssertionError("unreachable")

    def _follow(self, request: _Request) -> Reply:
        for _ in range(MAX_REDIRECTS + 1):
            with self._once(request) as response:
                if not response.is_redirect:
                    return _read(response, request)
                # A redirected POST loses its body.
                url = urljoin(request.url, response.headers["location"])
                request = replace(request, url=url, method="GET", fields={})
        raise FetchError(11215, "too many redirects")

    def _once(self, request: _Request) -> requests.Response:
        url, rules = request.full_url(), request.rules
        form = dict(request.fields) if request.method == "POST" else None
        left = max(0.05, request.deadline - time.monotonic())
        headers = {
            "X-Twilio-Signature": sign(self._token, url, form),
            "I-Twilio-Idempotency-Token": request.token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        host = urlsplit(url).netloc
        try:
            response = self._session.request(
                request.method,
                url,
                data=form,
                headers=headers,
                cookies=request.cookies,
                timeout=(min(rules.connect_s, left), min(rules.read_s, left)),
                allow_redirects=False,
                stream=True,
            )
        except requests.ConnectionError as error:
            raise FetchError(11205, f"cannot connect to {host}") from error
        except requests.RequestException as error:
            raise FetchError(11200, f"no answer from {host}: {type(error).__name__}") from error
        if request.cookies is not None:
            request.cookies.update(response.cookies)
        return response


def _read(response: requests.Response, request: _Request) -> Reply:
    body = bytearray()
    sound = response.headers.get("content-type", "").startswith("audio/")
    limit = max(request.limit, MAX_SOUND) if sound else request.limit
    try:
        for piece in response.iter_content(16 * 1024):
            body += piece
            if len(body) > limit:
                raise FetchError(11750, "response body too large", response.status_code)
            if time.monotonic() > request.deadline:
                raise FetchError(11200, "time is up")
    except requests.RequestException as error:
        raise FetchError(11200, f"broken reply: {type(error).__name__}", TRUNCATED) from error
    if not 200 <= response.status_code < 300:
        raise FetchError(11200, f"HTTP {response.status_code}", response.status_code)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Reply(response.url, kind, bytes(body), dict(response.headers))


def _kind(error: FetchError) -> str:
    """ct | rt | 4xx | 5xx | '' (never retried)."""
    if error.code == 11205:
        return "ct"
    if 400 <= error.status < 600:
        return f"{error.status // 100}xx"
    return "rt" if error.code == 11200 and error.status == 0 else ""
