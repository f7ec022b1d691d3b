from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("once", "0001_initial")]

    operations = [
        migrations.AlterField(model_name="answer", name="ref", field=models.TextField(default="")),
    ]
