"""What is gone is found by what it referred to."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("history", "0002_change")]

    operations = [
        migrations.AddIndex(
            model_name="rowchange",
            index=models.Index(
                condition=models.Q(("kind", "removed")),
                fields=["account", "table_name"],
                name="history_change_removed",
            ),
        ),
    ]
