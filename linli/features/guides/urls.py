"""The guides' addresses."""

from django.urls import path

from .views import reading, sheets, writing

app_name = "guides"

STAFF = "staff/guides/<slug:item>/"

urlpatterns = [
    # For residents.
    path("guides/", reading.guides, name="guides"),
    path("guides/<slug:item>/", reading.guide, name="guide"),
    path("guides/<slug:item>/sheet/", sheets.sheet, name="sheet"),
    path("guides/<slug:item>/sheet.pdf", sheets.sheet_pdf, name="sheet_pdf"),
    path("guides/<slug:item>/print/<slug:version>/", sheets.print_state, name="print"),
    path("questions/", reading.ask, name="ask"),
    # For whoever writes guides.
    path("staff/guides/", writing.drafts, name="drafts"),
    path(STAFF, writing.versions, name="versions"),
    path(STAFF + "draft/", writing.draft, name="draft"),
    path(STAFF + "publication/", writing.publication, name="publication"),
    path(STAFF + "withdrawal/", writing.withdrawal, name="withdrawal"),
    path(STAFF + "comparison/", writing.comparison, name="comparison"),
    path("staff/questions/", writing.questions, name="questions"),
    path("staff/questions/<whole:question>/", writing.settlement, name="settlement"),
]
