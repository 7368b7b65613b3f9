import logging

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from mastermind import errors


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    return rf.get("/groups/second-thursday/")


def test_an_unknown_address_says_nobody_sits_there(client, db):
    response = client.get("/no/such/table/")
    assert response.status_code == 404
    assert "Nobody is sitting here" in response.text


def test_what_is_not_allowed_shows_a_way_onward(request_):
    response = errors.permission_denied(request_, PermissionDenied())
    assert response.status_code == 403
    assert "/find/" in response.text


def test_a_reason_given_is_a_reason_shown_and_escaped(request_):
    response = errors.permission_denied(request_, PermissionDenied("Only <owners> close a group."))
    assert "Only &lt;owners&gt; close a group." in response.text


def test_a_stale_form_and_an_unreadable_request_are_explained(request_):
    assert errors.csrf_failure(request_, "no cookie").status_code == 403
    assert "gone stale" in errors.csrf_failure(request_).text
    assert errors.bad_request(request_, BadRequest()).status_code == 400
    assert errors.page_not_found(request_, Http404()).status_code == 404


def test_a_failure_shows_the_reference_under_which_it_was_logged(request_, caplog):
    caplog.set_level(logging.ERROR)
    try:
        raise ZeroDivisionError("the kettle")
    except ZeroDivisionError:
        response = errors.server_error(request_)
    (record,) = caplog.records
    assert response.status_code == 500
    assert record.reference in response.text
    assert record.exc_info[0] is ZeroDivisionError
    assert record.reference in record.getMessage()


def test_the_page_for_failures_needs_no_database(request_, caplog):
    # No `db` fixture: pytest-django refuses every query.
    assert "Something broke on our side" in errors.server_error(request_).text


def test_a_failing_error_page_leaves_a_sentence(request_, caplog, settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]
    response = errors.server_error(request_)
    assert response.status_code == 500
    assert response.text.startswith("Something broke on our side. Reference: ")
    assert len(caplog.records) == 2


@pytest.mark.parametrize(("name", "status"), [("house-rules", 200), ("privacy", 200), ("help", 200), ("jobs", 404)])
def test_the_plain_pages_are_for_everybody(client, db, name, status):
    assert client.get(f"/about/{name}/").status_code == status
