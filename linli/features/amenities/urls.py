"""The addresses of amenities."""

from django.urls import path

from .views import desk, public

app_name = "amenities"

HERE = "sites/<slug:site>/amenities/"

urlpatterns = [
    # For everybody.
    path(HERE, public.amenities, name="amenities"),
    path(HERE + "visits/", public.visits, name="visits"),
    path(HERE + "rack/sign/", public.rack_sign, name="rack_sign"),
    path(HERE + "rack/<whole:issue>/taking/", public.taking, name="taking"),
    path(HERE + "rack/<whole:issue>/return/", public.giving_back, name="return"),
    # For workers.
    path(HERE + "desk/", desk.desk, name="desk"),
    path(HERE + "desk/drop-ins/", desk.drop_ins, name="drop_ins"),
    path(HERE + "desk/periodicals/", desk.periodicals, name="periodicals"),
    path(HERE + "desk/issues/", desk.issues, name="issues"),
    path(HERE + "desk/issues/<whole:issue>/count/", desk.count, name="count"),
    path(HERE + "desk/issues/<whole:issue>/withdrawal/", desk.withdrawal, name="withdrawal"),
]
