import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models


class Migration(migrations.Migration):
    """A generated column cannot be changed, so it is made anew."""

    dependencies = [
        ('groups', '0007_invitation_ticket'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='group', name='group_words'),
        migrations.RemoveField(model_name='group', name='words'),
        migrations.AddField(
            model_name='group',
            name='words',
            field=models.GeneratedField(
                db_persist=True,
                expression=SearchVector('name', weight='A', config='english')
                + SearchVector('purpose', weight='B', config='english')
                + SearchVector('about', weight='C', config='english')
                + SearchVector('name', weight='A', config='simple')
                + SearchVector('purpose', weight='B', config='simple')
                + SearchVector('about', weight='C', config='simple'),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name='group',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='group_words'),
        ),
    ]
