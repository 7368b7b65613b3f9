"""Mail providers that give an address to anybody.

An address there proves nothing about where somebody works or belongs, so no community may claim such a domain: it
would let the whole world in. The list is short on purpose: the large ones of each region, by far most addresses. One
that is missing does no harm by itself, since a community is only as open as its organisers make it.
"""

PUBLIC_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "hotmail.co.uk"),
        *("hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es", "outlook.de", "outlook.fr", "live.co.uk", "live.nl"),
        *("yahoo.com", "yahoo.co.uk", "yahoo.co.in", "yahoo.co.jp", "yahoo.fr", "yahoo.de", "ymail.com", "aol.com"),
        *("icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io"),
        *("fastmail.com", "zoho.com", "hey.com", "mail.com", "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch"),
        *("web.de", "t-online.de", "freenet.de", "mailbox.org", "posteo.de", "orange.fr", "wanadoo.fr", "free.fr"),
        *("laposte.net", "sfr.fr", "libero.it", "virgilio.it", "tiscali.it", "telenet.be", "skynet.be", "ziggo.nl"),
        *("kpnmail.nl", "xs4all.nl", "bluewin.ch", "seznam.cz", "wp.pl", "onet.pl", "o2.pl", "interia.pl", "abv.bg"),
        *("btinternet.com", "sky.com", "virginmedia.com", "comcast.net", "verizon.net", "att.net", "sbcglobal.net"),
        *("cox.net", "charter.net", "shaw.ca", "rogers.com", "bigpond.com", "optusnet.com.au", "xtra.co.nz"),
        *("mail.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.ru", "yandex.com", "rambler.ru", "ukr.net", "i.ua"),
        *(
            "qq.com",
            "163.com",
            "126.com",
            "sina.com",
            "sohu.com",
            "foxmail.com",
            "naver.com",
            "daum.net",
            "hanmail.net",
        ),
        *("docomo.ne.jp", "ezweb.ne.jp", "rediffmail.com", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br"),
    }
)


def domain_of(address: str) -> str:
    """What stands after the @, in lower case."""
    return address.rpartition("@")[2].lower()


def is_public(domain: str) -> bool:
    """Whether anybody can have an address there."""
    return domain.lower() in PUBLIC_MAIL
