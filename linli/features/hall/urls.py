"""The hall's addresses: nouns; an odd verb became a resource."""

from django.urls import path

from .views import bench, desk, kiosk, load, screens, signs, tickets, waits, windows

app_name = "hall"

WINDOW = "sites/<slug:site>/windows/<whole:number>/"

urlpatterns = [
    # For residents.
    path("sites/<slug:site>/hall/", screens.hall, name="hall"),
    path("sites/<slug:site>/waits/", waits.waits, name="waits"),
    path("sites/<slug:site>/waits/<day:day>/", waits.waits_of_day, name="waits_of_day"),
    path("sites/<slug:site>/tickets/", tickets.tickets, name="tickets"),
    path("tickets/<code:code>/", tickets.ticket, name="ticket"),
    path("tickets/<code:code>/departure/", tickets.departure, name="departure"),
    path("tickets/<code:code>/return/", tickets.return_to_line, name="return"),
    path("tickets/<code:code>/slip/", tickets.slip, name="slip"),
    # Screens that stand in the hall.
    path("sites/<slug:site>/kiosk/", kiosk.kiosk, name="kiosk"),
    path("sites/<slug:site>/kiosk/<code:code>/", kiosk.kiosk_ticket, name="kiosk_ticket"),
    path("sites/<slug:site>/board/", screens.board, name="board"),
    path(WINDOW + "sign/", screens.window_sign, name="window_sign"),
    # The windows' signs on paper.
    path(WINDOW + "sign/sheet/", signs.sign_sheet, name="sign_sheet"),
    path(WINDOW + "sign.pdf", signs.sign_pdf, name="sign_pdf"),
    path(WINDOW + "sign/<slug:edition>/", signs.sign_print, name="sign_print"),
    # For workers.
    path("sites/<slug:site>/desk/", desk.desk, name="desk"),
    path(WINDOW, bench.bench, name="bench"),
    path(WINDOW + "shift/", windows.shift, name="shift"),
    path(WINDOW + "shift/end/", windows.shift_end, name="shift_end"),
    path(WINDOW + "pause/", bench.pause, name="pause"),
    path(WINDOW + "pause/end/", bench.pause_end, name="pause_end"),
    path(WINDOW + "calls/", bench.calls, name="calls"),
    path(WINDOW + "recalls/", bench.recalls, name="recalls"),
    path(WINDOW + "arrivals/", bench.arrivals, name="arrivals"),
    path(WINDOW + "no-shows/", bench.no_shows, name="no_shows"),
    path(WINDOW + "parkings/", bench.parkings, name="parkings"),
    path(WINDOW + "transfers/", bench.transfers, name="transfers"),
    path(WINDOW + "matters/", bench.matters, name="matters"),
    path(WINDOW + "matters/<whole:position>/outcome/", bench.outcome, name="outcome"),
    path(WINDOW + "matters/<whole:position>/item/", bench.item, name="item"),
    path(WINDOW + "matters/<whole:position>/materials/", bench.materials, name="materials"),
    path(WINDOW + "finishes/", bench.finishes, name="finishes"),
    path(WINDOW + "undo/", bench.undo, name="undo"),
    # How busy the hall is, for whoever looks after it.
    path("sites/<slug:site>/load/", load.load, name="load"),
    path("sites/<slug:site>/load/weekdays/", load.load_weekdays, name="load_weekdays"),
    path("sites/<slug:site>/load/rows/", load.load_rows, name="load_rows"),
    path("sites/<slug:site>/load/table.csv", load.load_csv, name="load_csv"),
    # For the head of the station.
    path("sites/<slug:site>/windows/", windows.windows, name="windows"),
    path(WINDOW + "groups/", windows.groups, name="groups"),
    path(WINDOW + "exceptions/", windows.exceptions, name="exceptions"),
    path(WINDOW + "exceptions/<slug:group>/end/", windows.exception_end, name="exception_end"),
    path(WINDOW + "posts/", windows.posts, name="posts"),
    path("sites/<slug:site>/absences/", windows.absences, name="absences"),
    path("sites/<slug:site>/absences/<whole:worker>/end/", windows.absence_end, name="absence_end"),
]
