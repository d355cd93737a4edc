"""N downloads by requests in K processes (multiprocessing.Pool), each with its
session.

    requests_pool.py URL N K
"""
import sys
import time
from multiprocessing import Pool

import requests

url, n, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
session = None


def start_worker():
    global session
    session = requests.Session()
    session.trust_env = False


def download(_):
    answer = session.get(url, timeout=60)
    answer.raise_for_status()
    return len(answer.content)


if __name__ == "__main__":
    with Pool(k, start_worker) as pool:
        start = time.monotonic()
        got = sum(pool.map(download, range(n), 1))
        took = time.monotonic() - start
    print(f"wall_us={took * 1e6:.0f} bytes={got}")
