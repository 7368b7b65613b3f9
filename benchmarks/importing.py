"""How long a list of 10,000 people takes: `.venv/bin/python benchmarks/importing.py`. All of it is rolled back."""

import world

PEOPLE, AT_HOME = 10_000, 5_000


def main() -> None:
    world.prepare()
    from django.db import transaction
    from django.utils import timezone

    now = timezone.now()
    with transaction.atomic():
        print(f"{'':<62}{'rows':>8}{'seconds':>9}{'ratio':>7}")
        measure(now)
        transaction.set_rollback(True)


def measure(now) -> None:  # type: ignore[no-untyped-def]
    """A firm whose domain is the seed's: half of its people have an account, in chains of line managers."""
    from accounts import founding, importing
    from accounts.delivery import owe
    from accounts.models import CommunityDomain, Notice, User

    organiser = User.objects.get(email=f"member1@seed{world.SEED}.example")
    firm = founding.found(
        kind="employer", name="Bench", about="", joining="invitation", domains=[], by=organiser, now=now
    )
    CommunityDomain.objects.get_or_create(community=firm, domain=f"seed{world.SEED}.example")
    rows = [Notice(key=f"bench/{pk}", kind="welcome", user_id=organiser.pk, due_at=now) for pk in range(PEOPLE)]
    yardstick = world.timed(lambda: owe(rows))[0]
    data = people()

    def preview() -> importing.CommunityImport:
        return importing.preview(firm, data, by=organiser, now=now)

    def carry_out() -> object:
        importing.confirm(importing.CommunityImport.objects.filter(community=firm).latest("pk"))
        return importing.carry_out(now)

    show("yardstick: delivery.owe(), as many rows made in Python", yardstick, yardstick)
    for which in ("", ", the same list again"):
        show(f"reading it and telling each row's fate{which}", world.timed(preview)[0], yardstick)
        show(f"carrying it out{which}", world.timed(carry_out)[0], yardstick)


def people() -> bytes:
    lines = ["name;e-mail;expertise;line manager"]
    for number in range(1, PEOPLE + 1):
        domain = f"seed{world.SEED}.example" if number <= AT_HOME else "elsewhere.example"
        manager = f"member{number // 8}@seed{world.SEED}.example" if number >= 8 else ""
        lines.append(f"Person {number};member{number}@{domain};pricing, hiring;{manager}")
    return "\n".join(lines).encode()


def show(name: str, seconds: float, yardstick: float) -> None:
    print(f"{name:<62}{PEOPLE:>8,}{seconds:>9.2f}{seconds / yardstick:>7.1f}", flush=True)


if __name__ == "__main__":
    main()
