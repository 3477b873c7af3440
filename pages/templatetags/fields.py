"""Writes fields of forms that others made."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def without_placeholder(field: BoundField) -> SafeString:
    """Write a field without the grey words inside: its label stands above it, and stays."""
    own = field.field.widget.attrs
    return field.as_widget(attrs={"placeholder": ""} if "placeholder" in own else {})
