"""Every example of RFC 5545 section 3.8.5.3 that repeats by days or slower, with the dates that the RFC prints."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.recurrence import Recurrence

NEW_YORK = "America/New_York"
SUMMER, WINTER = timedelta(hours=-4), timedelta(hours=-5)
MOST = "19970902"  # the day most examples start on


def days(text: str) -> list[str]:
    """ "1997: 9/2-4 10/1" as 1997-09-02, -03, -04, 1997-10-01; a year stands before its days, "+" between them."""
    found, year = [], ""
    for word in text.split():
        if word.endswith(":"):
            year = word[:-1]
            continue
        month, numbers = word.split("/")
        for part in numbers.split("+"):
            first, _dash, last = part.partition("-")
            found += [f"{year}-{month:0>2}-{day:02}" for day in range(int(first), int(last or first) + 1)]
    return found


# rule, first day, the days printed, and whether the RFC ends them with "..."
EXAMPLES = [
    ("FREQ=DAILY;COUNT=10", MOST, "1997: 9/2-11", False),
    ("FREQ=DAILY;UNTIL=19971224T000000Z", MOST, "1997: 9/2-30 10/1-31 11/1-30 12/1-23", False),
    ("FREQ=DAILY;INTERVAL=2", MOST, "1997: 9/2+4+6+8+10+12+14+16+18+20+22+24+26+28+30 10/2+4", True),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", MOST, "1997: 9/2+12+22 10/2+12", False),
    (
        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        "19980101",
        "1998: 1/1-31 1999: 1/1-31 2000: 1/1-31",
        False,
    ),
    ("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "19980101", "1998: 1/1-31 1999: 1/1-31 2000: 1/1-31", False),
    ("FREQ=WEEKLY;COUNT=10", MOST, "1997: 9/2+9+16+23+30 10/7+14+21+28 11/4", False),
    (
        "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        MOST,
        "1997: 9/2+9+16+23+30 10/7+14+21+28 11/4+11+18+25 12/2+9+16+23",
        False,
    ),
    ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", MOST, "1997: 9/2+16+30 10/14+28 11/11+25 12/9+23 1998: 1/6+20 2/3+17", True),
    (
        "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        MOST,
        "1997: 9/2+4+9+11+16+18+23+25+30 10/2",
        False,
    ),
    ("FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", MOST, "1997: 9/2+4+9+11+16+18+23+25+30 10/2", False),
    (
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "19970901",
        "1997: 9/1+3+5+15+17+19+29 10/1+3+13+15+17+27+29+31 11/10+12+14+24+26+28 12/8+10+12+22",
        False,
    ),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", MOST, "1997: 9/2+4+16+18+30 10/2+14+16", False),
    (
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "19970905",
        "1997: 9/5 10/3 11/7 12/5 1998: 1/2 2/6 3/6 4/3 5/1 6/5",
        False,
    ),
    ("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "19970905", "1997: 9/5 10/3 11/7 12/5", False),
    (
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "19970907",
        "1997: 9/7+28 11/2+30 1998: 1/4+25 3/1+29 5/3+31",
        False,
    ),
    ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "19970922", "1997: 9/22 10/20 11/17 12/22 1998: 1/19 2/16", False),
    ("FREQ=MONTHLY;BYMONTHDAY=-3", "19970928", "1997: 9/28 10/29 11/28 12/29 1998: 1/29 2/26", True),
    (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        MOST,
        "1997: 9/2+15 10/2+15 11/2+15 12/2+15 1998: 1/2+15",
        False,
    ),
    (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "19970930",
        "1997: 9/30 10/1+31 11/1+30 12/1+31 1998: 1/1+31 2/1",
        False,
    ),
    (
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "19970910",
        "1997: 9/10-15 1999: 3/10-13",
        False,
    ),
    (
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        MOST,
        "1997: 9/2+9+16+23+30 11/4+11+18+25 1998: 1/6+13+20+27 3/3+10+17+24+31",
        True,
    ),
    (
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "19970610",
        "1997: 6/10 7/10 1998: 6/10 7/10 1999: 6/10 7/10 2000: 6/10 7/10 2001: 6/10 7/10",
        False,
    ),
    (
        "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "19970310",
        "1997: 3/10 1999: 1/10 2/10 3/10 2001: 1/10 2/10 3/10 2003: 1/10 2/10 3/10",
        False,
    ),
    (
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "19970101",
        "1997: 1/1 4/10 7/19 2000: 1/1 4/9 7/18 2003: 1/1 4/10 7/19 2006: 1/1",
        False,
    ),
    ("FREQ=YEARLY;BYDAY=20MO", "19970519", "1997: 5/19 1998: 5/18 1999: 5/17", True),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512", "1997: 5/12 1998: 5/11 1999: 5/17", True),
    (
        "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        "19970313",
        "1997: 3/13+20+27 1998: 3/5+12+19+26 1999: 3/4+11+18+25",
        True,
    ),
    (
        "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        "19970605",
        "1997: 6/5+12+19+26 7/3+10+17+24+31 8/7+14+21+28 1998: 6/4+11+18+25 7/2+9+16+23+30 8/6+13+20+27",
        True,
    ),
    (
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "19970913",
        "1997: 9/13 10/11 11/8 12/13 1998: 1/10 2/7 3/7 4/11 5/9 6/13",
        True,
    ),
    (
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "19961105",
        "1996: 11/5 2000: 11/7 2004: 11/2",
        True,
    ),
    ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904", "1997: 9/4 10/7 11/6", False),
    (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "19970929",
        "1997: 9/29 10/30 11/27 12/30 1998: 1/29 2/26 3/30",
        True,
    ),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805", "1997: 8/5+10+19+24", False),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805", "1997: 8/5+17+19+31", False),
    ("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115", "2007: 1/15+30 2/15 3/15+30", False),
]


@pytest.mark.parametrize(("rule", "first", "printed", "goes_on"), EXAMPLES)
def test_an_example_of_the_rfc(rule, first, printed, goes_on):
    starts_at, expected = datetime.fromisoformat(f"{first}T090000"), days(printed)
    found = first_dates(Recurrence(rule, starts_at, NEW_YORK, timedelta(hours=1)), len(expected) + goes_on)
    assert [f"{each.key:%Y-%m-%d}" for each in found][: len(expected)] == expected
    assert (len(found) > len(expected)) == goes_on
    for each in found:  # nine o'clock, by the clock of the season that the RFC prints beside it
        assert each.starts_at == (each.key - (SUMMER if is_summer(each.key) else WINTER)).replace(tzinfo=UTC)


def first_dates(recurrence: Recurrence, count: int) -> list:
    """The first dates, one by one."""
    found = []
    moment = datetime(1990, 1, 1, tzinfo=UTC)
    while len(found) < count and (each := recurrence.next(moment)):
        found.append(each)
        moment = each.starts_at
    return found


def is_summer(day: datetime) -> bool:
    """As the United States had it: until 2006 from April to October, in 2007 from the second Sunday of March."""
    summers = {
        1996: ("0407", "1027"),
        1997: ("0406", "1026"),
        1998: ("0405", "1025"),
        1999: ("0404", "1031"),
        2000: ("0402", "1029"),
        2001: ("0401", "1028"),
        2003: ("0406", "1026"),
        2004: ("0404", "1031"),
        2007: ("0311", "1104"),
    }
    begin, end = summers.get(day.year, ("0406", "1026"))
    return begin <= f"{day:%m%d}" < end


def test_fridays_the_thirteenth_without_the_day_it_starts_on():
    start = datetime(1997, 9, 2, 9)
    fridays = Recurrence("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", start, NEW_YORK, timedelta(hours=1), excluded=[start])
    expected = days("1998: 2/13 3/13 11/13 1999: 8/13 2000: 10/13")
    assert [f"{each.key:%Y-%m-%d}" for each in first_dates(fridays, 5)] == expected


def test_every_twenty_minutes_of_the_working_day():
    rule = "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40"
    often = Recurrence(rule, datetime(1997, 9, 2, 9), NEW_YORK, timedelta(minutes=20))
    first, last = datetime(1997, 9, 2, tzinfo=UTC), datetime(1997, 9, 4, tzinfo=UTC)
    day = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 20, 40)]
    assert [f"{each.key:%d %H:%M}" for each in often.between(first, last)] == [
        f"{number:02} {clock}" for number in (2, 3) for clock in day
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z",
        "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
        "FREQ=MINUTELY;INTERVAL=90;COUNT=4",
        "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
        "FREQ=SECONDLY",
    ],
)
def test_what_repeats_within_a_day_is_refused(rule):
    with pytest.raises(ValueError, match="by days, weeks, months or years, not by hours"):
        Recurrence(rule, datetime(1997, 9, 2, 9), NEW_YORK, timedelta(hours=1))
