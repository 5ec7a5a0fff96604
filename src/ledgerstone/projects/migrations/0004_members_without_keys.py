import django.db.models.deletion
from django.db import migrations

import ledgerstone.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_members_by_template")]

    operations = [
        migrations.RemoveField(model_name="projectmember", name="template_key"),
        migrations.AlterField(
            model_name="projectmember",
            name="template",
            field=ledgerstone.tenancy.fields.AccountForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.permissiontemplate",
                verbose_name="permission template",
            ),
        ),
    ]
