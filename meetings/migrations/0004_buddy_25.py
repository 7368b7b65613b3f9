from django.db import migrations

# (kind, title, minutes, turn, instruction), from product.md section 3
BUDDY_25 = [
    ("check_in", "My week", 10, "presenter", "What moved, what is stuck. The other listens, then asks."),
    ("check_in", "Your week", 10, "presenter", "The same the other way round, the same minutes."),
    ("commitments", "Promises", 5, "everyone", "One thing each, small enough to keep, with a day."),
]
FIRST_MEETING_90 = [
    ("check_in", "Introductions", 40, "everyone", "Who I am, what I do, what I want from this table. Equal shares."),
    ("other", "Charter", 25, "group", "Read it aloud. What is missing, what would you not sign?"),
    ("other", "Dates and roles", 15, "group", "When we meet, who facilitates, who has the first hot seat."),
    ("close", "Close", 10, "everyone", "One sentence each: what you take along."),
]
FORMATS = [("buddy-25", "Buddy 25", BUDDY_25), ("first-meeting-90", "First meeting 90", FIRST_MEETING_90)]


def add(apps, schema_editor):
    for slug, name, phases in FORMATS:
        format = apps.get_model("meetings", "Format").objects.create(slug=slug, name=name)
        apps.get_model("meetings", "Phase").objects.bulk_create(
            apps.get_model("meetings", "Phase")(
                format=format, position=position, kind=kind, title=title, minutes=minutes, turn=turn, instruction=line
            )
            for position, (kind, title, minutes, turn, line) in enumerate(phases, start=1)
        )


def remove(apps, schema_editor):
    apps.get_model("meetings", "Format").objects.filter(slug__in=[slug for slug, _, _ in FORMATS]).delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_visits")]
    operations = [migrations.RunPython(add, remove)]
