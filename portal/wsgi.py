"""What the web server starts."""

import os

from django.core.wsgi import get_wsgi_application

from portal.checks import refuse_an_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

application = get_wsgi_application()
refuse_an_unsafe_start()
