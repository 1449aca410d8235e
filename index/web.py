"""A web address in, its bytes with their kind and name out: from the public internet only, within limits.

What is asked is the very address that was checked, at every redirect: a name that leads elsewhere the next time it is
looked up gains nothing.
"""

import re
import socket
import ssl
import threading
import time
import zlib
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from index.web_kind import name_of, suffix_of

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PIECE = 64 * 1024

NAT64 = IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for IPv4 ones (RFC 6052)."""

AGENT = "Excerpt (reads one page at a time, when somebody asks for it)"

SAFE = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page may cost.

    Attributes:
        bytes: of the page, at most.
        seconds: for everything, redirects and all.
        redirects: that are followed, at most.
        networks: that are asked although they are not public; for tests.
    """

    bytes: int = 50 * 2**20
    seconds: float = 30.0
    redirects: int = 5
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address holds: its bytes, the address where redirects ended, and a name whose suffix tells the kind."""

    data: bytes
    address: str
    media_type: str
    name: str


def fetch(address: str, limits: Limits = Limits()) -> Fetched:
    """Return what a web address holds.

    Raises:
        ValueError: it is no public web address, cannot be reached, is nothing that is read, or is beyond the limits.
    """
    end = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        parts = _checked(address)
        with closing(_connected(parts, limits, end)) as connection:
            watch = threading.Timer(max(0.0, end - time.monotonic()), _shut, [connection.sock])
            watch.start()
            try:
                found = _answer(connection, parts, limits)
                if time.monotonic() >= end:  # a page that says nothing of its length looks whole when it is cut off
                    raise TimeoutError
            except (OSError, HTTPException, ValueError) as error:
                raise _said(error, parts, end, limits) from None
            finally:
                watch.cancel()
        if isinstance(found, Fetched):
            return found
        address = urljoin(address, found)
    raise ValueError(f"the address leads on more than {limits.redirects} times")


def _checked(address: str) -> SplitResult:
    """Return the parts of an address that may be asked."""
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("this is no web address") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"only http and https addresses are read, not {parts.scheme or 'what has no'}:")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address with a user's name or a password in it is not read")
    if not host:
        raise ValueError("the address names no host")
    return parts._replace(fragment="")


def _connected(parts: SplitResult, limits: Limits, end: float) -> HTTPConnection:
    """Return a connection to a public address of a host."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ValueError(f"there is no host {host}, or this machine is offline") from None
    addresses = [str(row[4][0]) for row in found]
    for one in addresses:
        if not is_allowed(ip_address(one), limits.networks):
            raise ValueError(f"{host} leads to {one}, which is not on the public internet: such addresses are refused")
    connection = HTTPConnection(host, port)
    connection.default_port, connection.auto_open = 443 if secure else 80, 0  # it would look the name up again
    try:
        plain = _first_connected(addresses, port, end)
        connection.sock = _secured(plain, host) if secure else plain
    except OSError as error:
        raise _said(error, parts, end, limits) from None
    return connection


def _first_connected(addresses: list[str], port: int, end: float) -> socket.socket:
    """Return a socket to the first of a host's addresses that answers: IPv6 goes nowhere from many machines."""
    failed: OSError | None = None
    for address in dict.fromkeys(addresses):
        try:
            return socket.create_connection((address, port), timeout=max(0.1, end - time.monotonic()))
        except OSError as error:
            failed = error
    raise failed or OSError("it has no address")


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise


def is_allowed(address: Address, networks: tuple[Network, ...] = ()) -> bool:
    """Tell whether an address is on the public internet, or in one of some networks.

    >>> [is_allowed(ip_address(one)) for one in ("1.1.1.1", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False, False]
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_allowed(inner, networks)
    if any(address in network for network in networks if network.version == address.version):
        return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _shut(sock: socket.socket) -> None:
    """End what a socket is waiting for."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it is closed already
        return


def _answer(connection: HTTPConnection, parts: SplitResult, limits: Limits) -> Fetched | str:
    """Return the page, or the address that it leads on to."""
    target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
    accepted = {"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "identity"}
    connection.request("GET", target, headers=accepted)
    answer = connection.getresponse()
    leads = answer.getheader("Location")
    if answer.status in REDIRECTS and leads:
        return leads.encode("latin-1", "replace").decode("utf-8", "replace")
    if answer.status != 200:
        raise ValueError(f"the server answered {answer.status} {answer.reason}".strip())
    kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    suffix = suffix_of(kind, unquote(parts.path))
    if suffix is None:
        raise ValueError(f"the address holds {kind or 'something without a kind'}, which is not read")
    return Fetched(_body(answer, limits), parts.geturl(), kind, name_of(parts, suffix))


def _body(answer: HTTPResponse, limits: Limits) -> bytes:
    data = bytearray()
    while piece := answer.read(PIECE):
        data += piece
        if len(data) > limits.bytes:
            raise ValueError(_too_large(limits))
    if answer.length:
        raise ValueError("the connection broke before the whole page was there")
    coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if coding == "identity":
        return bytes(data)
    if coding not in ("gzip", "x-gzip"):
        raise ValueError(f"the page is packed as {coding}, which was not asked for")
    unpacked = zlib.decompressobj(31).decompress(bytes(data), limits.bytes + 1)
    if len(unpacked) > limits.bytes:
        raise ValueError(_too_large(limits))
    return unpacked


def _too_large(limits: Limits) -> str:
    return f"the page has more than {limits.bytes:,} bytes"


def _said(error: Exception, parts: SplitResult, end: float, limits: Limits) -> ValueError:
    """Return an error as a sentence for people."""
    if time.monotonic() >= end or isinstance(error, TimeoutError):
        return ValueError(f"the page took longer than {limits.seconds:g} s")
    if isinstance(error, ssl.SSLCertVerificationError):
        return ValueError(f"the certificate of {parts.hostname} is not valid: {error.verify_message}")
    if isinstance(error, ValueError):
        return error
    reason = re.sub(r"^\[[^]]*\]\s*", "", str(error)) or type(error).__name__
    return ValueError(f"{parts.hostname} could not be reached: {reason}")
