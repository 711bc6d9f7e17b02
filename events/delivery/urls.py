"""The addresses of the day itself and of what is left of it.

Registers and the library stand beside the diary of events, not under it.
"""

from django.urls import URLPattern

registers: list[URLPattern] = []
library: list[URLPattern] = []
