from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_filled_with'),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='kept_retention',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
