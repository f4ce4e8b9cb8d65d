"""What a web server imports: `callcenter_planner.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter_planner.settings")

application = get_wsgi_application()
