"""The role of those who moderate: exactly what the queue needs, and nothing else."""

from django.db import migrations

ROLE = "Moderators"
# app, model, codename, and the name that Django itself would give the permission.
PERMISSIONS = [
    ("groups", "report", "view_report", "Can view report"),
    ("groups", "report", "moderate", "Can claim and decide reports"),
    ("groups", "moderationact", "view_moderationact", "Can view act of moderation"),
    ("accounts", "suspension", "view_suspension", "Can view suspension"),
]


def ship(apps, schema_editor):
    """The role with its permissions; Django makes permissions after the migrations only, so they are made here."""
    Role, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    role, _is_new = Role.objects.get_or_create(name=ROLE)
    for app, model, codename, name in PERMISSIONS:
        kind, _is_new = ContentType.objects.get_or_create(app_label=app, model=model)
        permission, _is_new = Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        role.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0005_a_log_that_stays"),
        ("accounts", "0002_joining"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
