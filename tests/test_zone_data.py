"""One zone database, the pinned wheel: not the system's, and not PostgreSQL's own copy."""

import ast
import re
import zoneinfo
from pathlib import Path

import pytest
import tzdata
from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField
from django.db.models.functions import TruncDay
from django.db.models.lookups import Transform

from accounts.models import User
from meetings.models import Meeting
from tests.local_time import LocalTimeInSQL

CODE = ("mastermind", "accounts", "groups", "meetings", "benchmarks")
# What makes PostgreSQL, or Django's ORM on its behalf, think in days and hours of a zone.
IN_SQL = re.compile(
    r"time\s+zone|timezone\s*\(|date_trunc|::\s*date\b|current_date|localtime|make_timestamptz|to_char",
    re.IGNORECASE,
)
IN_ORM = re.compile(
    r"^(Trunc(Date|Time|Day|Hour|Minute|Second|Week|Month|Quarter|Year|Base)?|Extract([A-Z]\w*)?|date_hierarchy)$"
)
PARTS = {name for name, part in DateTimeField.get_lookups().items() if issubclass(part, Transform)} | {"date", "time"}


def test_only_the_pinned_wheel_is_read():
    assert zoneinfo.TZPATH == ()
    assert (settings.USE_TZ, settings.TIME_ZONE) == (True, "UTC")


@pytest.mark.django_db
def test_the_admin_sees_which_zone_data_it_is(ada, client_of):
    page = client_of(ada).get("/admin/").content.decode()
    assert f"Zone data: {tzdata.IANA_VERSION}, from the tzdata wheel {tzdata.__version__}" in page


@pytest.mark.django_db
def test_postgresql_is_told_no_zone_but_utc():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('TimeZone')")
        assert cursor.fetchone() == ("UTC",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ask",
    [
        lambda: User.objects.filter(date_joined__date="2026-11-25").exists(),
        lambda: User.objects.filter(date_joined__hour=18).exists(),
        lambda: list(Meeting.objects.annotate(day=TruncDay("starts_at")).values_list("day")),
        lambda: connection.cursor().execute("SELECT timezone('Europe/Lisbon', now())"),
    ],
)
def test_whatever_asks_postgresql_for_local_time_fails_its_test(ask):
    """The whole suite runs under this guard, `tests/conftest.py`: every statement of every test is read."""
    with pytest.raises(LocalTimeInSQL):
        ask()


def test_no_code_asks_for_it_either():
    """Also what no test runs: strings of SQL, the ORM's functions, and lookups by parts of a moment."""
    found = [f"{path}:{line}" for name in CODE for path in Path(name).rglob("*.py") for line in suspicious(path)]
    assert found == []


def suspicious(path: Path) -> list[int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.body[0].value) for node in ast.walk(tree) if has_docstring(node)}
    return [node.lineno for node in ast.walk(tree) if id(node) not in documentation and is_suspicious(node)]


def has_docstring(node: ast.AST) -> bool:
    kinds = ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef
    return isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None


def is_suspicious(node: ast.AST) -> bool:
    match node:
        case ast.keyword(arg=str(name)):
            return name.count("__") > 0 and not PARTS.isdisjoint(name.split("__")[1:])
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return bool(IN_ORM.match(name))
        case ast.Constant(value=str(text)):
            return bool(IN_SQL.search(text)) and is_sql(text)
    return False


def is_sql(text: str) -> bool:
    """Rather than words for people, such as “Choose a time zone”."""
    words = r"\b(SELECT|UPDATE|INSERT|WHERE|EXTRACT|AT TIME ZONE)|%\(expressions\)s"
    return bool(re.search(words, text, re.IGNORECASE))


def test_the_search_finds_what_it_looks_for(tmp_path):
    path = tmp_path / "code.py"
    for line in (
        "objects.filter(starts_at__date=day)",
        "objects.filter(meeting__starts_at__hour__gte=18)",
        "from django.db.models.functions import TruncDay",
        "functions.ExtractHour('starts_at')",
        "cursor.execute('SELECT starts_at AT TIME ZONE %s')",
        "template = 'date_trunc(%(expressions)s)'",
    ):
        path.write_text(line)
        assert suspicious(path) == [1], line
