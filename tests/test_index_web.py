"""Web addresses: what is asked, what is refused, and where it stops."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network

import pytest

from index import web
from index.kinds import suffixes
from index.web import Fetched, Limits, fetch, is_allowed
from index.web_kind import suffix_of

HERE = Limits(networks=(ip_network("127.0.0.1/32"),), seconds=5.0)

PAGE = b"<title>Ducks</title><p>Ducks swim."


class Handler(BaseHTTPRequestHandler):
    """Answers by the path: what it is to do is in `ANSWERS`."""

    def do_GET(self) -> None:
        answer = ANSWERS.get(self.path.partition("?")[0])
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def send(self, data: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": kind, "Content_Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def leads_to(place: str) -> Callable[[Handler], None]:
    return lambda handler: handler.send(b"", status=302, Location=place)


ANSWERS: dict[str, Callable[[Handler], None]] = {
    "/": lambda handler: handler.send(PAGE, "text/html; charset=utf-8"),
    "/a/ducks.php": lambda handler: handler.send(handler.path.encode()),
    "/notes.md": lambda handler: handler.send(b"# Ducks", "text/plain"),
    "/film": lambda handler: handler.send(b"film", "video/mp4"),
    "/nothing": lambda handler: handler.send(b"?", ""),
    "/large": lambda handler: handler.send(b"x" * 5000),
    "/packed": lambda handler: handler.send(gzip.compress(PAGE), Content_Encoding="gzip"),
    "/bomb": lambda handler: handler.send(gzip.compress(b"x" * 10**6), Content_Encoding="gzip"),
    "/brotli": lambda handler: handler.send(PAGE, Content_Encoding="br"),
    "/short": lambda handler: handler.send(PAGE, Content_Length="1000"),
    "/drip": drip,
    "/garbage": lambda handler: void(handler.wfile.write(b"SSH-2.0\r\n\r\n")),
    "/again": leads_to("/again"),
    **{f"/{n}": leads_to(f"/{n - 1}" if n > 1 else "/") for n in range(1, 7)},
    "/home": leads_to("http://localhost:1/"),
    "/inside": leads_to("http://10.0.0.1/"),
    "/file": leads_to("file:///etc/passwd"),
    "/login": leads_to("http://ada:secret@127.0.0.1/"),
}


def void(_: object) -> None:
    """Take something and return nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_comes_with_its_kind_and_a_name(site: str) -> None:
    assert fetch(f"{site}/#top", HERE) == Fetched(PAGE, f"{site}/", "text/html", "127.0.0.1.html")
    found = fetch(f"{site}/a/ducks.php?q=große enten", HERE)
    assert (found.data, found.name) == (b"/a/ducks.php?q=gro%C3%9Fe%20enten", "ducks.html")
    assert fetch(f"{site}/notes.md", HERE).name == "notes.md"
    assert fetch(f"{site}/packed", HERE).data == PAGE


def test_redirects_are_followed_to_a_limit(site: str) -> None:
    assert fetch(f"{site}/5", HERE).address == f"{site}/"
    for path in ("/6", "/again"):
        with pytest.raises(ValueError, match="the address leads on more than 5 times"):
            fetch(site + path, HERE)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "the server answered 404 Not Found"),
        ("/film", "the address holds video/mp4, which is not read"),
        ("/nothing", "the address holds something without a kind, which is not read"),
        ("/brotli", "the page is packed as br, which was not asked for"),
        ("/short", "the connection broke before the whole page was there"),
        ("/garbage", "127.0.0.1 could not be reached"),
        ("/inside", "10.0.0.1 leads to 10.0.0.1, which is not on the public internet: such addresses are refused"),
        ("/file", "only http and https addresses are read, not file:"),
        ("/login", "an address with a user's name or a password in it is not read"),
    ],
)
def test_what_is_not_read_says_why(site: str, path: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        fetch(site + path, HERE)


def test_a_redirect_to_this_machine_is_refused(site: str) -> None:
    with socket_of("127.0.0.2") as other:
        ANSWERS["/other"] = leads_to(other)
        with pytest.raises(ValueError, match=r"leads to 127\.0\.0\.2, which is not on the public internet"):
            fetch(f"{site}/other", HERE)


@contextmanager
def socket_of(host: str) -> Iterator[str]:
    """Yield an address at which nobody may ask; fail if somebody does."""
    with socket.create_server((host, 0)) as listening:
        listening.settimeout(0.1)
        yield f"http://{host}:{listening.getsockname()[1]}/"
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://lake.org/a", "only http and https addresses are read, not ftp:"),
        ("lake.org", "only http and https addresses are read, not what has no:"),
        ("https://ada@lake.org/", "a user's name or a password"),
        ("https:///ducks", "the address names no host"),
        ("http://[::1", "this is no web address"),
        ("http://lake.org:99999/", "this is no web address"),
        ("http://no-such-host.invalid/", r"there is no host no-such-host\.invalid, or this machine is offline"),
        (f"http://{'a' * 70}.org/", "there is no host a{70}"),
    ],
)
def test_what_is_no_web_address_is_refused(address: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        fetch(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]", "localhost"])
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(ValueError, match=r"is not on the public internet|there is no host"):
        fetch(f"http://{host}:1/")


NOT_PUBLIC = """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1
    255.255.255.255 192.0.2.1 198.18.0.1 :: ::1 fe80::1 fc00::1 ff02::1 2001:db8::1 ::ffff:10.0.0.1 2002:7f00:1::1
    64:ff9b::a00:1 2001:0:0:0:0:0:f5ff:fffe"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_allowed(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_allowed(ip_address(address))


def test_the_address_that_was_checked_is_the_one_that_is_asked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that gives another address the second time is asked only once."""
    asked: list[str] = []
    real, port = socket.getaddrinfo, int(site.rpartition(":")[2])

    def rebinding(host: str, *rest: object, **options: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if asked.count("lake.example") == 1 else "127.0.0.9", port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect_to_a_number)
    assert fetch(f"http://lake.example:{port}/", HERE).data == PAGE
    assert asked.count("lake.example") == 1


def connect_to_a_number(place: tuple[str, int], *, timeout: float) -> socket.socket:
    """What `socket.create_connection` does, but for looking names up."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.settimeout(timeout)
    try:
        made.connect((str(ip_address(place[0])), place[1]))
    except OSError:
        made.close()
        raise
    return made


def test_a_host_s_next_address_is_asked_where_the_first_does_not_answer(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(2, 1, 6, "", (one, 0)) for one in ("127.0.0.3", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    monkeypatch.setattr(socket, "create_connection", connect_to_a_number)
    limits = Limits(networks=(ip_network("127.0.0.0/8"),))
    assert fetch(f"http://lake.example:{site.rpartition(':')[2]}/", limits).data == PAGE


def test_one_address_of_several_that_is_not_public_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(2, 1, 6, "", (one, 80)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    with pytest.raises(ValueError, match=r"lake\.example leads to 10\.0\.0\.1, which is not on the public internet"):
        fetch("http://lake.example/")


@pytest.mark.parametrize("path", ["/large", "/bomb"])
def test_a_large_page_is_not_read_to_its_end(site: str, path: str) -> None:
    with pytest.raises(ValueError, match="the page has more than 4,000 bytes"):
        fetch(site + path, Limits(bytes=4000, networks=HERE.networks))


def test_a_slow_page_is_given_up(site: str) -> None:
    began = time.monotonic()
    with pytest.raises(ValueError, match=r"the page took longer than 0\.3 s"):
        fetch(f"{site}/drip", Limits(seconds=0.3, networks=HERE.networks))
    assert time.monotonic() - began < 2


def test_who_does_not_answer_cannot_be_reached(site: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 could not be reached: Connection refused"):
        fetch(f"http://127.0.0.1:{port}/", HERE)
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 could not be reached: "):
        fetch(site.replace("http:", "https:"), HERE)


def test_a_certificate_that_is_not_valid_is_named(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import ssl

    def refuse(plain: socket.socket, host: str) -> ssl.SSLSocket:
        plain.close()
        error = ssl.SSLCertVerificationError(1, f"[SSL] {host}")
        error.verify_message = "self-signed certificate"
        raise error

    monkeypatch.setattr(web, "_secured", refuse)
    with pytest.raises(ValueError, match=r"the certificate of 127\.0\.0\.1 is not valid: self-signed certificate"):
        fetch(site.replace("http:", "https:"), HERE)


@pytest.mark.parametrize(
    ("kind", "path", "suffix"),
    [
        ("text/html", "/a", ".html"),
        ("text/html", "/a.pdf", ".html"),
        ("application/xhtml+xml", "/a", ".xhtml"),
        ("application/pdf", "/download", ".pdf"),
        ("application/octet-stream", "/a.docx", ".docx"),
        ("", "/a.txt", ".txt"),
        ("image/png", "/a", ".png"),
        ("image/jpeg", "/a.JPEG", ".jpeg"),
        ("application/octet-stream", "/a.exe", None),
        ("application/json-of-mine", "/a.txt", None),
    ],
)
def test_kinds(kind: str, path: str, suffix: str | None) -> None:
    assert suffix_of(kind, path) == suffix
    assert suffix is None or suffix in suffixes()
