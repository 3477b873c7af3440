"""One page for each staff role."""

from django.urls import path

from governance.audit.acts import STAFF
from pages.staff.home import page_of

app_name = "staff"
urlpatterns = [path(f"{role.replace('_', '-')}/", page_of(role), name=role) for role in STAFF]
