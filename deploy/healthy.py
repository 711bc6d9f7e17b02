"""Healthy: does this container's web server say that people can be served?"""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", "/health/", headers={"Host": os.environ["PORTAL_HOST"]})
sys.exit(connection.getresponse().status != http.client.OK)
