"""People in the administration: who they are and which roles they hold. No phone is ever shown here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.base.kernel import Refused, clock
from linli.base.ui import fields
from linli.base.ui.addresses import public_address
from linli.base.ui.admin import LookOnly
from linli.base.ui.words import say

from . import actions, queries
from .models import Consent, Person, Role, RoleGrant, Token


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person, and perhaps one more role for them; roles are ended by an action, never overwritten."""

    new_role = forms.ChoiceField(
        label=_("New role"), choices=[("", "—"), *Role.choices], required=False, help_text=_("held from now on")
    )
    new_place = fields.Text(
        label=_("At the place"),
        max_length=12,
        required=False,
        help_text=_("Division code: 6 digits a district, 9 a street or town, 12 a community"),
    )

    class Meta:
        model = Person
        fields = ("staff_number", "name", "is_active", "is_staff")

    def clean(self) -> dict[str, Any]:
        """A new role has a place, and nothing stands against granting it."""
        given = super().clean() or {}
        role, place = given.get("new_role"), given.get("new_place")
        if role or place:
            for objection in queries.objections_to_grant(person=self.instance, role=role or "", place=place or ""):
                self.add_error("new_place" if objection.field == "place" else "new_role", say(objection))
        return given


class Grants(admin.TabularInline):  # type: ignore[type-arg]
    """Which roles a person holds and held, from when to when, and who said so."""

    model = RoleGrant
    extra = 0
    can_delete = False
    fields = readonly_fields = ("role", "place", "since", "granted_by", "until", "ended_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Granted through the person's form."""
        return False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Staff are added here; residents come by themselves."""

    form = PersonForm
    list_display = ("__str__", "staff_number", "is_active", "is_staff", "joined_at")
    list_filter = ("is_active", "is_staff", "grants__role")
    search_fields = ("name", "staff_number")
    ordering = ("staff_number", "pk")
    inlines = (Grants,)
    actions = ("invite", "end_all_roles")

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Somebody new has no password until they set one by invitation."""
        if not change:
            obj.set_unusable_password()
        obj.staff_number = obj.staff_number or None
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("new_role"):
            actions.grant_role(
                person=obj,
                role=form.cleaned_data["new_role"],
                place=form.cleaned_data["new_place"],
                by=f"person:{request.user.pk}",
                now=clock.now(),
            )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are made inactive, or erased at their own wish; the journal speaks of them by number."""
        return False

    @admin.action(description=_("Invite to set up password and authenticator"))
    def invite(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        """Show a link for each; it is good for three days and once."""
        for person in people:
            if not person.staff_number or not person.is_active:
                said = gettext("{person} has no staff number or is not active.").format(person=person)
                self.message_user(request, said, messages.ERROR)
                continue
            token = queries.invitation_token(person=person)
            link = public_address(request, reverse("portal:staff_invitation", args=[person.code, token]))
            said = gettext("Give this to {person} in person; good for three days: {link}")
            self.message_user(request, said.format(person=person, link=link), messages.SUCCESS)

    @admin.action(description=_("End all roles now"))
    def end_all_roles(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        """Every role of each person ends now."""
        for grant in RoleGrant.objects.filter(person__in=people, until=None):
            try:
                actions.end_grant(grant=grant, by=f"person:{request.user.pk}", now=clock.now())
            except Refused:  # ended by somebody else at this moment
                continue


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Tokens of programs; made with `manage.py create_token`, taken back here."""

    list_display = ("label", "person", "role", "place", "created_at", "expires_at", "revoked_at")
    list_select_related = ("person",)
    list_filter = ("role",)
    search_fields = ("label", "place")
    fields = readonly_fields = ("label", "person", "role", "place", "created_at", "expires_at", "revoked_at")
    actions = ("revoke",)
    ordering = ("-created_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made with `manage.py create_token`: the secret is shown once, in a terminal."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Taken back, not deleted: the journal speaks of them by number."""
        return False

    @admin.action(description=_("Take back"))
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        """The tokens open nothing from now on."""
        for token in tokens:
            actions.revoke_token(token=token, now=clock.now())


@admin.register(Consent)
class ConsentAdmin(LookOnly):
    """Who agreed to what, when, and to which text."""

    list_display = ("person", "purpose", "text_version", "given_at", "withdrawn_at")
    list_select_related = ("person",)
    list_filter = ("purpose",)
    ordering = ("-given_at",)
