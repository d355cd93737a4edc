"""N downloads by requests in K threads, each with its session.

    requests_threads.py URL N K
"""
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

url, n, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
local = threading.local()


def download(_):
    if not hasattr(local, "session"):
        local.session = requests.Session()
        local.session.trust_env = False
    answer = local.session.get(url, timeout=60)
    answer.raise_for_status()
    return len(answer.content)


with ThreadPoolExecutor(k) as pool:
    start = time.monotonic()
    got = sum(pool.map(download, range(n)))
    took = time.monotonic() - start
print(f"wall_us={took * 1e6:.0f} bytes={got}")
