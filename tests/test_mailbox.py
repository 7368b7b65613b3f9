"""The mail of a development run, as Django's file backend leaves it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.http import Http404
from django.test import Client, RequestFactory

from mastermind import mailbox, urls

urlpatterns = [*urls.urlpatterns, *mailbox.urlpatterns]
handler404 = urls.handler404

DASHES = "-" * 79


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A development run: the pages are routed, mail lies in files."""
    settings.ROOT_URLCONF = __name__
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def reader(db: None, client: Client) -> Iterator[Client]:
    """A browser in which nobody is signed in."""
    return client


def mail(subject: str, text: str = "Plain words.", html: str = "<head></head><p style='color:red'>Words</p>") -> Any:
    written = EmailMultiAlternatives(subject, text, "hello@example.org", ["zoë@example.org"], headers={"X-Kind": "<b>"})
    if html:
        written.attach_alternative(html, "text/html")
    return written


def send(folder: Path, *mails: Any) -> str:
    """Send over one connection; answers the name of the file."""
    before = set(folder.glob("*.log")) if folder.exists() else set()
    box = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    box.open()
    for each in mails:
        box.send_messages([each])
    box.close()
    return (set(folder.glob("*.log")) - before).pop().stem


def test_without_debug_there_is_no_such_page(client: Client, db: None) -> None:
    assert client.get("/dev/mail/").status_code == 404


def test_with_debug_the_pages_are_on_the_map() -> None:
    assert [str(route.pattern) for route in mailbox.urlpatterns] == [
        "dev/mail/",
        "dev/mail/<slug:name>/<int:number>/",
        "dev/mail/<slug:name>/<int:number>/body/",
    ]


def test_the_newest_mail_comes_first_whatever_its_file(reader: Client, folder: Path) -> None:
    old = send(folder, mail("First"), mail("Second"))
    for file in folder.glob("*.log"):
        file.write_text(file.read_text().replace("Date: ", "Date: Mon, 02 Mar 2020 09:00:00 -0000\nX-Date: "))
    send(folder, mail("Third"))

    page = reader.get("/dev/mail/")

    assert [each.subject for each in page.context["mails"]] == ["Third", "Second", "First"]
    assert f"/dev/mail/{old}/1/" in page.content.decode()
    assert "zoë@example.org" in page.content.decode()


def test_a_mail_shows_its_headers_its_text_and_a_frame(reader: Client, folder: Path) -> None:
    name = send(folder, mail("Réunion 🪑", "See https://example.org/x?a=1 <script>"))

    page = reader.get(f"/dev/mail/{name}/0/").content.decode()

    assert "Réunion 🪑" in page
    assert '<a href="https://example.org/x?a=1"' in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;" in page
    assert f'src="/dev/mail/{name}/0/body/"' in page


def test_the_html_has_a_policy_of_its_own(reader: Client, folder: Path) -> None:
    name = send(folder, mail("Styled"))

    answer = reader.get(f"/dev/mail/{name}/0/body/")

    assert b"<p style='color:red'>Words</p>" in answer.content
    assert b'<head><base target="_top">' in answer.content
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer["Content-Security-Policy"]
    for part in ("default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'", "sandbox "):
        assert part in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


def test_a_mail_without_html_has_no_frame(reader: Client, folder: Path) -> None:
    name = send(folder, mail("Plain", html=""))

    assert "<iframe" not in reader.get(f"/dev/mail/{name}/0/").content.decode()


def test_a_line_of_dashes_inside_a_mail_does_not_end_it(folder: Path) -> None:
    name = send(folder, mail("One", f"above\n{DASHES}\nSubject: below", html=""), mail("Two", html=""))

    first, second = mailbox.read(folder / f"{name}.log")

    assert first.text.splitlines() == ["above", DASHES, "Subject: below"]
    assert second.subject == "Two"


def test_a_file_that_is_being_written_or_empty_does_no_harm(reader: Client, folder: Path) -> None:
    name = send(folder, mail("Whole"), mail("Half"))
    file = folder / f"{name}.log"
    file.write_bytes(file.read_bytes()[:-400])
    (folder / "empty.log").touch()
    (folder / "nonsense.log").write_bytes(b"\xff\xfe nonsense")

    page = reader.get("/dev/mail/")

    assert page.status_code == 200
    assert {"Whole", "Half"} <= {each.subject for each in page.context["mails"]}
    assert reader.get("/dev/mail/nonsense/0/").status_code == 200


@pytest.mark.parametrize("name", ["../secret", "..", "/etc/passwd", "missing", "%2e%2e%2fsecret", ""])
def test_no_name_leads_out_of_the_folder(name: str, reader: Client, folder: Path, rf: RequestFactory) -> None:
    send(folder, mail("Inside"))
    (folder.parent / "secret.log").write_text("Subject: Secret\n\nwords")

    with pytest.raises(Http404):
        mailbox.show(rf.get("/"), name, 0)
    assert reader.get(f"/dev/mail/{name}/0/").status_code == 404


def test_a_number_that_is_not_there_is_a_404(reader: Client, folder: Path) -> None:
    name = send(folder, mail("Only"))

    assert reader.get(f"/dev/mail/{name}/1/").status_code == 404
    assert reader.get(f"/dev/mail/{name}/1/body/").status_code == 404


@pytest.mark.parametrize("value", [None, ""])
def test_where_mail_goes_to_a_server_the_page_says_so(value: Any, reader: Client, folder: Path, settings: Any) -> None:
    settings.EMAIL_FILE_PATH = value

    assert "EMAIL_URL" in reader.get("/dev/mail/").content.decode()


def test_before_the_first_mail_the_page_is_empty(reader: Client, folder: Path) -> None:
    assert "No mail yet." in reader.get("/dev/mail/").content.decode()


def test_nothing_can_be_sent_to_the_pages(reader: Client, folder: Path) -> None:
    assert reader.post("/dev/mail/").status_code == 405
