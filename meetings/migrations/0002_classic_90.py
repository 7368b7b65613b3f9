from django.db import migrations

# (kind, title, minutes, turn, instruction), from product.md section 3
CLASSIC_90 = [
    ("check_in", "Check-in", 10, "everyone", "One sentence each: what moved, what is stuck."),
    ("review", "Commitments reviewed", 10, "everyone", "Kept, changed or dropped. No apologies, no scores."),
    ("seat", "First hot seat", 25, "presenter", "One question. The group asks before it advises."),
    ("seat", "Second hot seat", 25, "presenter", "A different question, the same attention."),
    ("commitments", "Commitments made", 10, "everyone", "Each person names one thing and a date."),
    ("close", "Close", 5, "everyone", "One word each."),
    ("slack", "Slack", 5, "nobody", "For what ran over. Otherwise, leave early."),
]


def add(apps, schema_editor):
    format = apps.get_model("meetings", "Format").objects.create(slug="classic-90", name="Classic 90")
    apps.get_model("meetings", "Phase").objects.bulk_create(
        apps.get_model("meetings", "Phase")(
            format=format, position=position, kind=kind, title=title, minutes=minutes, turn=turn, instruction=instruction
        )
        for position, (kind, title, minutes, turn, instruction) in enumerate(CLASSIC_90, start=1)
    )


def remove(apps, schema_editor):
    apps.get_model("meetings", "Format").objects.filter(slug="classic-90").delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
