"""The groups of the demo world, and what happened in them."""

from dataclasses import dataclass

from groups.models import Group
from meetings.models import Series

WEEKLY, FORTNIGHTLY, ONCE = Series.Rhythm.WEEKLY, Series.Rhythm.FORTNIGHTLY, Series.Rhythm.ONCE
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(6)
GUILD, EMPLOYER = "atlantic-makers-guild", "tally-lane"
CALL = "https://meet.example/"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a group meets: the next is on the coming `weekday`, or within a day, `skip` weeks later.

    `moved` and `cancelled` name meetings by their distance from the next one, which is 0; -1 is the last one held.
    """

    rule: str
    weekday: int | None
    at: str
    zone: str
    minutes: int = 90
    place: str = ""
    skip: int = 0
    moved: tuple[tuple[int, int], ...] = ()  # (which, by how many hours)
    cancelled: tuple[tuple[int, str], ...] = ()  # (which, why)


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door, `days` ago, with their words; `declined` is the reason they were given."""

    handle: str
    days: int
    words: str
    answers: tuple[str, ...] = ()  # to the questions of the table
    declined: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A group, founded `weeks` ago by the first of `seats`; the others asked and were accepted, in that order."""

    name: str
    purpose: str
    about: str
    seats: tuple[str, ...]
    size: int
    weeks: int
    rhythm: Rhythm | None = None
    kind: str = Group.Kind.MASTERMIND
    visibility: str = Group.Visibility.PUBLIC
    community: str = ""
    published: bool = True
    language: str = "en"
    industry: str = ""
    wanted: tuple[str, ...] = ()  # slugs of the expertise that is missing
    facilitators: tuple[str, ...] = ()
    charter: str = ""
    unsigned: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()  # have not answered for the next meeting
    left: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()  # asked at the door
    door: tuple[Knock, ...] = ()


TABLES = [
    Table(
        "Second Thursday",
        "Owners of small companies in seven trades. One decision each per quarter, out of our heads and on the table.",
        "We started after a trade fair, because none of us had anyone at work we could ask about money, partners or "
        "letting somebody go. Nobody here competes with anybody else. You will be asked good questions before you are "
        "given any advice.\n\nWe look for one person who reads a balance sheet faster than the rest of us.",
        ("tomasz", "leila", "ines", "priya", "henrik", "yuki", "amara"),
        8,
        20,
        Rhythm(
            FORTNIGHTLY, THURSDAY, "17:30", "Europe/Lisbon", place=CALL + "second-thursday", moved=((-3, 24), (3, 1))
        ),
        community=GUILD,
        wanted=("financial-planning", "loans"),
        facilitators=("leila",),
        charter="What is said here stays here. That includes names, numbers and who is in the group.\n"
        "Ask before you advise: two questions first, then experience, then opinion, in that order.\n"
        "Eight meetings out of ten. If you miss three in a row we talk about whether the timing still works.\n"
        "One commitment, one date, small enough to keep. We ask about it next time, kindly.",
        silent=("ines",),
        questions=("What can you help others with?", "Who should not be at your table?"),
        door=(
            Knock(
                "noor",
                2,
                "I restore church organs and have just been offered the retiring competitor’s order book. I do not "
                "know what it is worth.",
                answers=(
                    "Heritage grants in four countries, fixed-price jobs that last two years, apprentices who stay.",
                    "Nobody by name. Not another organ builder, please.",
                ),
            ),
            Knock(
                "samuel",
                1,
                "Finance is half of my day since I sold a share of the agency. I can be there on Thursdays.",
            ),
            Knock(
                "eskil",
                24,
                "I am looking for customers among established companies.",
                declined="Our seat is for somebody who runs a company with people in it. We wish you well.",
            ),
        ),
    ),
    Table(
        "Kiln & Ledger",
        "Owners of small workshops who sell to hospitality and want to stop pricing by instinct.",
        "Bring your real numbers. Nobody photographs them, nobody repeats them, and everybody blushes once.",
        ("noor", "rosa", "ines", "duarte", "mateo", "sunita"),
        7,
        14,
        Rhythm(
            FORTNIGHTLY,
            TUESDAY,
            "18:00",
            "Europe/Lisbon",
            place=CALL + "kiln",
            skip=1,
            cancelled=((2, "Half of us are at the fair in Porto."),),
        ),
        community=GUILD,
        industry="making",
        wanted=("pricing",),
        unsigned=("sunita",),
        door=(Knock("benedita", 6, "A padaria vende a doze hotéis, e eu não sei a que preço.", withdrawn=True),),
    ),
    Table(
        "The Export Table",
        "Makers shipping their first pallets outside the EU: customs, insurance, terms of payment.",
        "Every meeting one of us opens a real file, from the order to the invoice that was paid or was not.",
        ("jonas", "amara", "sunita", "mateo", "noa", "tane", "wanjiru"),
        8,
        10,
        Rhythm(FORTNIGHTLY, WEDNESDAY, "16:00", "Europe/Helsinki", place=CALL + "export"),
        community=GUILD,
        industry="making",
        wanted=("insurance", "currency"),
        facilitators=("amara",),
        silent=("tane", "wanjiru"),
        door=(
            Knock("ines", 3, "Two hotels in Rabat want 1,400 plates each. I have never filled in a form for Morocco."),
        ),
    ),
    Table(
        "Mesa do Bairro",
        "Donos de pequenos negócios em Lisboa e Setúbal. Conversa franca, sem apresentações.",
        "Encontramo-nos cedo, com café, antes de abrir a porta aos clientes.",
        ("duarte", "benedita", "ines", "joaquim"),
        6,
        3,
        Rhythm(FORTNIGHTLY, FRIDAY, "08:30", "Europe/Lisbon", 60, "Padaria da Sé, Largo da Sé 3, Lisboa"),
        language="pt",
        unsigned=("ines", "joaquim"),
    ),
    Table(
        "Successors",
        "Second and third generations who took over from a parent, or are about to.",
        "What is owed to those who came before us, and what is not.",
        ("wanjiru", "tomasz", "amara", "noor", "oisin", "rosa", "henrik", "joaquim"),
        8,
        16,
        Rhythm(
            FORTNIGHTLY, MONDAY, "19:00", "Africa/Nairobi", place=CALL + "successors", cancelled=((-1, "A funeral."),)
        ),
        visibility=Group.Visibility.COMMUNITY,
        community=GUILD,
        door=(Knock("mateo", 5, "My father wants to hand over the herd. I want the mill, not the herd."),),
    ),
    Table(
        "Kiln & Ledger West",
        "The western half of Kiln & Ledger, at an hour that suits the Atlantic.",
        "We are few at the moment, and looking for two more who fire, cast or carve.",
        ("oisin", "joaquim", "mateo", "meiling"),
        8,
        12,
        Rhythm(WEEKLY, SATURDAY, "11:00", "Europe/Dublin", 60, CALL + "kiln-west", moved=((1, -2),)),
        visibility=Group.Visibility.COMMUNITY,
        community=GUILD,
        left=("meiling",),
    ),
    Table(
        "Inês and Noor",
        "Three lines each, once a week, and half an hour to say them.",
        "",
        ("ines", "noor"),
        2,
        10,
        Rhythm(WEEKLY, SATURDAY, "09:30", "Europe/Lisbon", 30),
        kind=Group.Kind.BUDDIES,
        visibility=Group.Visibility.UNLISTED,
    ),
    Table(
        "A second studio, or not",
        "A board for one decision: open a second studio, or sell a share to the hotel group that keeps asking.",
        "Law, retail, finance, selling a company: each seat is something I do not know myself.",
        ("ines", "farid", "meiling", "oisin"),
        5,
        4,
        Rhythm(ONCE, WEDNESDAY, "17:00", "Europe/Lisbon", 120, CALL + "studio", skip=2),
        kind=Group.Kind.BOARD,
        visibility=Group.Visibility.UNLISTED,
    ),
    Table(
        "Mbeki Digital, the board",
        "Four people who tell me what my customers do not, once a fortnight, until the second share is sold.",
        "One seat is free: for somebody who has run an agency of more than forty.",
        ("samuel", "farid", "leila", "yuki"),
        5,
        8,
        Rhythm(FORTNIGHTLY, None, "18:30", "Africa/Johannesburg", place=CALL + "mbeki"),
        kind=Group.Kind.BOARD,
    ),
    Table(
        "طاولة البحر",
        "أصحاب أعمال صغيرة حول المتوسط والخليج، نلتقي لنسأل قبل أن ننصح.",
        "نتكلم بالعربية، ونضحك أكثر مما نتوقع. القهوة على من تأخر.",
        ("rania", "leila", "khalil", "mariam"),
        6,
        9,
        Rhythm(WEEKLY, MONDAY, "20:00", "Asia/Amman", place=CALL + "sea"),
        language="ar",
        wanted=("succession",),
        facilitators=("khalil",),
        unsigned=("mariam",),
    ),
    Table(
        "Betriebsübergabegesprächsrunde Handwerk",
        "Handwerksbetriebe in der Übergabe: die einen geben, die anderen nehmen.",
        "Wir treffen uns abends, ohne Folien.",
        ("greta", "jens", "farid"),
        6,
        7,
        Rhythm(FORTNIGHTLY, TUESDAY, "19:30", "Europe/Vienna"),
        language="de",
        wanted=("succession", "tax"),
        left=("farid",),
    ),
    Table(
        "New leads",
        "For people who lead others for the first time, across all offices.",
        "Nobody’s manager is in the room, and nothing goes back to them.",
        ("dev", "mei", "luc", "aoife"),
        8,
        6,
        Rhythm(WEEKLY, WEDNESDAY, "12:00", "America/Toronto", 60, CALL + "leads"),
        visibility=Group.Visibility.COMMUNITY,
        community=EMPLOYER,
    ),
    Table(
        "Clinics without walls",
        "Owners of small practices: physiotherapy, dentistry, speech.",
        "A draft. I write the charter before anybody knocks.",
        ("leila",),
        6,
        1,
        published=False,
    ),
]
