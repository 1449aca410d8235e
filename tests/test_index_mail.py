"""Mail, Outlook's messages and saved pages: what they say, and what is attached to them."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msg_files import Folder, compound_file, properties

from index import mail
from index.document import Extracted
from index.readers import eml, mhtml, msg

FILES = Path(__file__).parent / "files"

HEADERS = "From: Ada <ada@lake.org>\nTo: Grace <grace@sea.org>\nDate: Tue, 05 Mar 2024 23:10:00 -0800\nSubject: Ducks"


def message(body: str = "They swim.\n", **headers: str) -> EmailMessage:
    made = EmailMessage()
    for line in HEADERS.splitlines():
        name, _, value = line.partition(": ")
        made[name] = headers.get(name, value)
    made.set_content(body)
    return made


def read(made: EmailMessage) -> Extracted:
    return eml.read(made.as_bytes(policy=SMTP))


def test_a_real_message_with_an_attachment() -> None:
    found = eml.read((FILES / "eml_with_attachment.eml").read_bytes())
    assert found == Extracted(
        "From: Alice Example <alice@example.com>\nTo: Bob Example <bob@example.com>\nSubject: Email with Attachment\n\n"
        "Hello Bob,\n\nThis email contains an attachment.\n\nBest regards,\nAlice\n\n"
        "Attachment: test.txt\n\nThis is a test attachment file.\nIt contains some dummy content.",
        title="Email with Attachment",
    )


def test_a_message_s_day_is_its_sender_s() -> None:
    assert read(message()) == Extracted(f"{HEADERS}\n\nThey swim.", title="Ducks", date="2024-03-05")
    assert read(message(Date="soon")).date is None


def test_headers_are_decoded_and_on_one_line() -> None:
    raw = b"From: =?utf-8?q?J=C3=BCrgen?= <j@lake.org>\nSubject: =?utf-8?b?0KPRgtC60Lg=?=\n and\n geese\n\nThey swim."
    found = eml.read(raw)
    assert found.text == "From: Jürgen <j@lake.org>\nSubject: Утки and geese\n\nThey swim."
    assert found.title == "Утки and geese"


@pytest.mark.parametrize("value", ["<<>", "a@[", '"', "=?utf-8?q?=ZZ?=", "=?no-such?b?zz?=", "@" * 50, "(" * 200])
def test_malformed_headers_do_not_hide_the_message(value: str) -> None:
    for name in ("From", "Date", "Subject", "Content-Type", "Content-Disposition"):
        found = eml.read(f"To: Grace\n{name}: {value}\n\nThey swim.".encode())
        assert "To: Grace" in found.text
        assert "They swim." in found.text


def test_the_plain_body_goes_before_html_which_goes_before_nothing() -> None:
    both = message()
    both.add_alternative("<p>They <b>fly</b>.</p>", subtype="html")
    assert read(both).text.endswith("Ducks\n\nThey swim.")
    empty = message("\n")
    empty.add_alternative("<title>no</title><p>They <b>fly</b>.<p>Home</p>", subtype="html")
    assert read(empty).text.endswith("Ducks\n\nThey fly.\n\nHome")


@pytest.mark.parametrize("charset", ["koi8-r", "utf-8", "no-such-charset"])
def test_a_body_s_encoding_is_the_declared_one_where_it_fits(charset: str) -> None:
    words = "Утки плавают по тихому озеру и улетают зимой на юг вместе с гусями."
    coded = words.encode("utf-8" if charset == "no-such-charset" else charset)
    head = f"Subject: a\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert eml.read(head.encode() + coded).text == f"Subject: a\n\n{words}"


def test_attachments_are_read_by_their_kinds_and_the_others_are_named() -> None:
    made = message()
    made.add_attachment("# Geese\n\nThey fly.", filename="C:\\notes\\geese.md")
    made.add_attachment(b"<p>Swans <i>sing</i>.</p>", maintype="text", subtype="html")
    made.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="tool.exe")
    made.add_attachment(b"no pdf", maintype="application", subtype="pdf", filename="plan.pdf")
    found = read(made)
    assert found.text.endswith(
        "They swim.\n\nAttachment: geese.md\n\n# Geese\n\nThey fly.\n\nAttachment: untitled.html\n\nSwans sing.\n\n"
        "Attachment: tool.exe\n\nAttachment: plan.pdf"
    )
    assert found.notes == (
        "the attachment tool.exe was not read: there is no reader for .exe files",
        "the attachment plan.pdf was not read: the file is damaged, or no PDF",
    )


def test_whatever_a_reader_raises_stays_with_its_attachment(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.readers import markdown

    def fail(data: bytes) -> Extracted:
        raise KeyError(data)

    monkeypatch.setattr(markdown, "read", fail)
    made = message()
    made.add_attachment("x", filename="a.md")
    assert read(made).notes == ("the attachment a.md was not read: it is damaged (KeyError)",)


def test_pictures_of_the_page_and_signatures_are_no_attachments() -> None:
    made = message("\n")
    made.add_alternative('<p>They fly.</p><img src="cid:1">', subtype="html")
    made.get_payload()[1].add_related(b"GIF", "image", "gif", cid="<1>")  # type: ignore[union-attr, index]
    made.add_attachment(b"-", maintype="application", subtype="pgp-signature", filename="signature.asc")
    found = read(made)
    assert found.text.endswith("They fly.")
    assert found.notes == ()


def test_an_attachment_within_an_alternative_is_kept() -> None:
    """As Apple Mail has it: beside the plain text, HTML with a file in its middle."""
    raw = (
        f"{HEADERS}\nContent-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain\n\nThey swim.\n"
        "--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>They swim.</p>\n"
        '--b\nContent-Type: text/plain; name="b.txt"\n\nThey fly.\n--b--\n--a--\n'
    )
    assert eml.read(raw.encode()).text.endswith("Ducks\n\nThey swim.\n\nAttachment: b.txt\n\nThey fly.")


def test_forwarded_mail_is_read_as_deep_as_people_forward() -> None:
    made = message("level 0")
    for level in range(1, mail.DEEPEST + 2):
        outer = message(f"level {level}", Subject=f"Subject {level}")
        outer.add_attachment(made)
        made = outer
    found = read(made)
    assert [level for level in range(6) if f"level {level}" in found.text] == [2, 3, 4, 5]
    (note,) = found.notes
    assert note.endswith("the attachment Subject 1 was not read: it lies in 4 other messages")
    assert read(made) == found, "the depth is counted anew for each file"


def test_more_attachments_than_anybody_sends_are_counted_not_read() -> None:
    made = message()
    for number in range(mail.MOST_ATTACHMENTS + 5):
        made.add_attachment(f"text {number}", filename=f"{number}.txt")
    found = read(made)
    assert found.text.endswith("Attachment: 99.txt\n\ntext 99")
    assert found.notes == ("only the first 100 of 105 attachments were read",)


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(ValueError, match="no e-mail message: it has none of the headers From, To, Date and Subject"):
        eml.read(b"Just a text.\n\nAnd more.")


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_garbage_in_a_message_is_read_or_refused(garbage: bytes) -> None:
    for head in (
        b"Subject: a\n",
        b"Subject: a\nContent-Type: ",
        b"Subject: a\nContent-Type: multipart/mixed; boundary=",
    ):
        try:
            eml.read(head + garbage)
        except ValueError as error:
            assert "the file is no text" in str(error)  # noqa: PT017


SENT = int((datetime(2024, 3, 5, 10, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7

PERSON: dict[int, str | bytes | int] = {0x3001: "Grace", 0x3003: "/O=SEA/CN=GRACE", 0x39FE: "grace@sea.org", 0x0C15: 1}
COPIED: dict[int, str | bytes | int] = {0x3001: "Kay", 0x0C15: 2}


def outlook(values: dict[int, str | bytes | int], *attachments: Folder, header: int = 32) -> Folder:
    folders = {f"__attach_version1.0_#{n:08X}": attached for n, attached in enumerate(attachments)}
    people = {f"__recip_version1.0_#{n:08X}": properties(row, 8) for n, row in enumerate((PERSON, COPIED))}
    return properties(values, header, **folders, **people)


MESSAGE: dict[int, str | bytes | int] = {
    0x0037: "Утки",
    0x0039: SENT,
    0x1000: "They swim.\r\n",
    0x0C1A: "Ada",
    0x5D01: "ada@lake.org",
}


def test_an_outlook_message_says_the_same() -> None:
    attached = properties({0x3707: "geese.txt", 0x3701: b"They fly. " * 600}, 8)
    found = msg.read(compound_file(outlook(MESSAGE, attached)))
    assert found.text == (
        "From: Ada <ada@lake.org>\nTo: Grace <grace@sea.org>\nDate: 2024-03-05 10:00 UTC\nSubject: Утки\n\n"
        f"They swim.\n\nAttachment: geese.txt\n\n{'They fly. ' * 600}".rstrip()
    )
    assert (found.title, found.date, found.notes) == ("Утки", "2024-03-05", ())


def test_outlook_s_headers_from_the_way_go_first() -> None:
    found = msg.read(compound_file(outlook({**MESSAGE, 0x007D: f"{HEADERS}\nX-Way: long\n"})))
    assert found.text == f"{HEADERS.replace('Ducks', 'Утки')}\n\nThey swim."
    assert found.date == "2024-03-05"


def test_an_outlook_body_in_html_and_its_pictures() -> None:
    values = {**MESSAGE, 0x1000: " ", 0x1013: '<p>Größe</p><img src="cid:7">'.encode("cp1252"), 0x3FDE: 1252}
    inside = properties({0x3707: "image001.png", 0x3701: b"PNG", 0x3712: "7"}, 8)
    other = properties({0x3704: "TOOL.EXE", 0x3701: b"MZ", 0x3712: "8"}, 8)
    found = msg.read(compound_file(outlook(values, inside, other)))
    assert found.text.endswith("Утки\n\nGröße\n\nAttachment: TOOL.EXE")
    assert found.notes == ("the attachment TOOL.EXE was not read: there is no reader for .exe files",)


def test_an_outlook_message_in_another() -> None:
    inner = outlook({**MESSAGE, 0x0037: "Inner", 0x1000: "They sing."}, header=24)
    found = msg.read(compound_file(outlook(MESSAGE, properties({0x3001: "Inner"}, 8, **{msg.INSIDE: inner}))))
    assert "They swim.\n\nAttachment: Inner\n\nFrom: Ada <ada@lake.org>" in found.text
    assert found.text.endswith("Subject: Inner\n\nThey sing.")


def test_what_an_outlook_message_has_as_rtf_only_is_noted() -> None:
    values = {number: value for number, value in MESSAGE.items() if number not in (0x1000, 0x0039)}
    found = msg.read(compound_file(outlook({**values, 0x1009: b"LZFu"})))
    assert found.notes == ("the message has its text as RTF only, which was not read",)
    assert (found.date, "Date:" in found.text) == (None, False)


def test_outlook_files_that_cannot_be_read_say_why() -> None:
    with pytest.raises(ValueError, match="the file is no Outlook message"):
        msg.read(b"no")
    whole = compound_file(outlook(MESSAGE))
    with pytest.raises(ValueError, match="the file is damaged, or no Outlook message"):
        msg.read(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match="the file is damaged, or no Outlook message"):
        msg.read(compound_file({"WordDocument": b"doc"}))


SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://lake.org/ducks
Subject: =?utf-8?Q?Ducks?=
Date: Fri, 24 Oct 2025 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; start="<main@mhtml.blink>"; boundary="B"

--B
Content-Type: text/html
Content-ID: <frame@mhtml.blink>

<p>An advert in a frame</p>
--B
Content-Type: text/html; charset=iso-8859-1
Content-ID: <main@mhtml.blink>
Content-Transfer-Encoding: quoted-printable

<html><head><title>Ducks</title><meta property=3D"article:published_time" content=3D"2024-03-05"></head><body>=
<nav>Home</nav><article><h1>Ducks</h1><p>Ducks swim on the lake all day long, and nobody minds the k=FChne g=E4nse,=
 which are many, many birds.</p></article></body></html>
--B
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
--B--
"""


def test_a_saved_page_is_read_as_the_page() -> None:
    found = mhtml.read(SAVED.encode())
    assert "nobody minds the kühne gänse, which are many" in found.text
    assert "advert" not in found.text
    assert (found.title, found.date) == ("Ducks", "2024-03-05")
    first = mhtml.read(SAVED.replace('start="<main@mhtml.blink>"; ', "").encode())
    assert first.text == "An advert in a frame"


def test_a_saved_page_without_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="the file holds no web page"):
        mhtml.read(b"Subject: a\n\ntext")
