"""Who lives in the demo world."""

from dataclasses import dataclass

DOMAIN = "mastermind.example"
PASSWORD = "a-seat-for-everyone"  # noqa: S105 - printed in the banner; such accounts are never made in production

# What each kind of visitor signs in as: (role, e-mail address).
SIGN_INS: list[tuple[str, str]] = [
    ("member", f"ines@{DOMAIN}"),
    ("facilitator", f"leila@{DOMAIN}"),
    ("organiser", f"rania@{DOMAIN}"),
    ("admin", f"ada@{DOMAIN}"),
]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody: `handle` is their address before the @, `brings` what they say when they ask to join."""

    handle: str
    name: str
    work: str
    zone: str
    brings: str = ""


ADMIN = Person("ada", "Ada Fairweather", "Keeps this house in order", "Europe/London")

PEOPLE = [
    Person(
        "ines",
        "Inês Carvalho",
        "Barro Alto, ceramics for restaurants",
        "Europe/Lisbon",
        "I make plates for restaurants and have to decide about a second studio before spring.",
    ),
    Person(
        "leila",
        "Leila Haddad",
        "Moveo, physiotherapy clinics",
        "Europe/Paris",
        "Three clinics, twenty-two people, and nobody I can ask about letting a partner go.",
    ),
    Person(
        "tomasz",
        "Tomasz Wiśniewski",
        "Dąb & Syn, bespoke joinery",
        "Europe/Warsaw",
        "A hotel chain wants sixty-day terms. I bring twenty years of fixed prices, most of them wrong.",
    ),
    Person(
        "priya",
        "Priya Raman",
        "Tally Lane, payroll software",
        "America/Toronto",
        "I can read a contract and a cap table. I cannot hire a head of sales, it seems.",
    ),
    Person(
        "henrik",
        "Henrik Solberg",
        "Solberg Varme, heat pumps",
        "Europe/Oslo",
        "Subsidies end next year. I want to think before it is a crisis, and I like other people’s problems.",
    ),
    Person(
        "yuki",
        "Yuki Tanabe",
        "Kotoba Works, translation",
        "Europe/Berlin",
        "Machines do half of what we sold. I know how to tell customers bad news in four languages.",
    ),
    Person(
        "amara",
        "Amara Okafor",
        "Okafor & Daughters, food packaging",
        "Africa/Lagos",
        "Forty people, two factories, one generator too few. I export and can show you the forms.",
    ),
    Person(
        "noor",
        "Noor van Dijk",
        "Van Dijk Orgels, organ restoration",
        "Europe/Amsterdam",
        "Heritage grants in four countries, and apprentices who stay.",
    ),
    Person(
        "rosa",
        "Rosa Lindgren",
        "Lindgren Väveri, weaving",
        "Europe/Stockholm",
        "I weave for interiors and price by instinct. I would like to stop.",
    ),
    Person(
        "samuel",
        "Samuel Mbeki",
        "Mbeki Digital, online marketing",
        "Africa/Johannesburg",
        "I sold a share of my agency and stayed on. Ask me what I would do differently.",
    ),
    Person(
        "farid",
        "Farid Rahimi",
        "Rahimi & Partners, company sales",
        "Europe/Berlin",
        "I sold two family companies and now advise on a third.",
    ),
    Person(
        "rania",
        "Rania Aziz",
        "Aziz People, human resources",
        "Asia/Amman",
        "I bought out my partner with vendor finance and still talk to her.",
    ),
    Person(
        "meiling",
        "Mei-Ling Zhao",
        "Zhao Retail, shop leases",
        "Asia/Singapore",
        "Thirty shop leases signed, two regretted.",
    ),
    Person(
        "oisin",
        "Oisín Gallagher",
        "Gallagher & Ní Bhriain, employment law",
        "Europe/Dublin",
        "I sit on two boards and listen better than my profession is known for.",
    ),
    Person(
        "jonas",
        "Jonas Lindqvist",
        "Lindqvist Ljus, lamps",
        "Europe/Helsinki",
        "Lamps to eleven countries. I have met every customs officer there is.",
    ),
    Person(
        "wanjiru",
        "Wanjiru Kamau",
        "Kamau Tea, third generation",
        "Africa/Nairobi",
        "I took over from my mother, who is still in the office at six.",
    ),
    Person(
        "duarte",
        "Duarte Nogueira",
        "Oficina Nogueira, bicicletas",
        "Europe/Lisbon",
        "Tenho uma oficina de bicicletas e duas pessoas a mais no inverno.",
    ),
    Person(
        "benedita",
        "Benedita Sá",
        "Padaria da Sé",
        "Europe/Lisbon",
        "A padaria cresceu mais depressa do que eu.",
    ),
    Person(
        "joaquim",
        "Joaquim Teles",
        "Teles, encadernação",
        "Atlantic/Azores",
        "Encaderno livros há trinta anos e nunca fiz um orçamento anual.",
    ),
    Person(
        "noa",
        "נועה ברק",
        "סטודיו ברק, תכשיטים",
        "Asia/Jerusalem",
        "I make jewellery and sell most of it abroad. The paperwork takes my Fridays.",
    ),
    Person(
        "khalil",
        "خليل الحداد",
        "دار الحداد للأثاث",
        "Asia/Beirut",
        "نصنع الأثاث منذ ثلاثة أجيال، وأفكر في فتح معرض ثانٍ.",
    ),
    Person(
        "mariam",
        "مريم القاسم",
        "أكاديمية مريم للطهي",
        "Asia/Dubai",
        "عندي مدرسة طهي صغيرة وقائمة انتظار طويلة.",
    ),
    Person(
        "tane",
        "Tāne Parata",
        "Parata Boats, wooden hulls",
        "Pacific/Auckland",
        "I build boats that take two years. Your evening is my breakfast.",
    ),
    Person(
        "sunita",
        "Sunita Gurung",
        "Gurung Felt, home textiles",
        "Asia/Kathmandu",
        "Sixty women felt at home for us. I learn to say no to big orders.",
    ),
    Person(
        "mateo",
        "Mateo Quispe",
        "Quispe Alpaca, yarn",
        "America/Lima",
        "Yarn from the highlands, sold by the pallet since last year.",
    ),
    Person(
        "jens",
        "Jens-Uwe Schwarzenbacher-Löwenstein",
        "Schwarzenbacher Orgelpfeifen- und Metallblasinstrumentenbau",
        "Europe/Berlin",
        "Ich übergebe in drei Jahren und weiß noch nicht, an wen.",
    ),
    Person(
        "greta",
        "Greta Vogel",
        "Vogel Dachdeckerei",
        "Europe/Vienna",
        "Ich habe den Betrieb meines Vaters übernommen, mit ihm darin.",
    ),
    Person(
        "dev",
        "Devon Clarke",
        "Tally Lane, support lead",
        "America/Toronto",
        "I lead five people since May and miss answering tickets.",
    ),
    Person(
        "mei",
        "May Wong",
        "Tally Lane, design lead",
        "America/Vancouver",
        "First time I review somebody who is better than I am.",
    ),
    Person(
        "luc",
        "Luc Tremblay",
        "Tally Lane, payroll engines",
        "America/Halifax",
        "My team is remote, and quiet. I cannot tell which kind of quiet.",
    ),
    Person(
        "aoife",
        "Aoife Byrne",
        "Tally Lane, sales",
        "Europe/Dublin",
        "I was promoted over a friend.",
    ),
    Person("eskil", "Eskil Dahl", "Looking for a table", "Europe/Oslo"),
]
