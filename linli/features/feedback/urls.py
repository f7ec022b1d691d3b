"""The addresses of feedback."""

from django.urls import path

from . import views

app_name = "feedback"

urlpatterns = [
    path("tickets/<code:code>/rating/", views.rating, name="rating"),
    path("sites/<slug:site>/ratings/", views.ratings, name="ratings"),
    path("sites/<slug:site>/ratings/remarks/", views.remarks, name="remarks"),
]
