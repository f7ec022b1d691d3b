"""The hall's addresses."""

app_name = "hall"
urlpatterns: list = []
